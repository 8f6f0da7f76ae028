import Capacity

/// Writes the rows of one kind of rollup.
struct RollupWriter<Kind: Rollup> {
  typealias Interval = TrendInterval<Kind.Group, Kind.Counters>

  private let moment: RollupMoment
  private let insert: SQLStatement
  private let update: SQLStatement
  private let close: SQLStatement

  init(_ moment: RollupMoment, in database: any SQLSource) throws {
    self.moment = moment
    let columns = [Kind.key, "cluster_id", "collection", "step_seconds", "valid_from"] + Kind.columns
    insert = try SQLStatement(
      """
      INSERT INTO \(Kind.table) (\(columns.joined(separator: ", ")), valid_to)
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?)
      """, in: database)
    update = try SQLStatement(
      """
      UPDATE \(Kind.table) SET collection = ?, \(Kind.columns.map { "\($0) = ?" }.joined(separator: ", "))
      WHERE \(Kind.key) = ?
      """, in: database)
    close = try SQLStatement(
      "UPDATE \(Kind.table) SET collection = ?, valid_to = ? WHERE \(Kind.key) = ?", in: database)
  }

  func open(_ interval: Interval, _ step: RollupStep) throws {
    try insert(interval, step, validTo: openEnd)
  }

  /// Leaves behind, in a row of no length, the load that a group had in the bucket in which it went: it may come back.
  func leave(_ interval: Interval, in bucket: Timestamp, _ step: RollupStep) throws {
    let counters = interval.counters
    try insert(
      Interval(group: interval.group, from: bucket, to: bucket, counters: counters, peak: counters.load), step,
      validTo: bucket)
  }

  private func insert(_ interval: Interval, _ step: RollupStep, validTo: Timestamp) throws {
    var parameters = insert.binder()
    parameters.integer(try moment.rowKeys.next(Kind.table))
    parameters.integer(moment.cluster)
    parameters.integer(moment.collection)
    parameters.integer(step.seconds)
    parameters.time(interval.from)
    try encode(interval, into: &parameters)
    parameters.time(validTo)
    try insert.run()
  }

  func replace(_ key: Int64, with interval: Interval) throws {
    var parameters = update.binder()
    parameters.integer(moment.collection)
    try encode(interval, into: &parameters)
    parameters.integer(key)
    try update.run()
  }

  func close(_ key: Int64, at bucket: Timestamp) throws {
    var parameters = close.binder()
    parameters.integer(moment.collection)
    parameters.time(bucket)
    parameters.integer(key)
    try close.run()
  }

  private func encode(_ interval: Interval, into parameters: inout StatementBinder) throws {
    try Kind.encode(interval.group, into: &parameters, moment.texts)
    Kind.encode(interval.counters, into: &parameters)
    let isAtEnd = interval.peak == interval.counters.load
    parameters.integer(isAtEnd ? nil : interval.peak.used)
    parameters.integer(isAtEnd ? nil : interval.peak.total)
  }
}
