import Capacity
import Database

/// Reads and writes the rows of one kind of rollup of one cluster.
struct RollupTable<Kind: Rollup> {
  typealias Interval = TrendInterval<Kind.Group, Kind.Counters>

  private let cluster: Int64
  private let texts: TextDictionary
  private let connection: any Connection

  init(cluster: Int64, _ texts: TextDictionary, in connection: any Connection) {
    self.cluster = cluster
    self.texts = texts
    self.connection = connection
  }

  /// The intervals that are open, with their keys.
  func open(_ step: RollupStep) throws -> [(key: Int64, interval: Interval)] {
    try Self.kinds.flatMap { kind in
      try rows("valid_to = \(openEnd.seconds)", step, kind)
    }
  }

  /// The intervals that touch the buckets of `span`.
  ///
  /// - Parameter kind: the value of `group_kind`; nil for a table without it.
  func intervals(_ step: RollupStep, kind: Int64?, in span: Range<Timestamp>) throws -> [Interval] {
    try rows(
      "valid_to > \(span.lowerBound.seconds) AND valid_from < \(span.upperBound.seconds) AND valid_to > valid_from",
      step, kind
    ).map(\.interval)
  }

  /// The highest loads in a bucket of groups that went within it, where they were seen there.
  func loadsOfVanished(in bucket: Timestamp, _ step: RollupStep) throws -> [Kind.Group: Load] {
    let ended = try Self.kinds.flatMap { kind in
      try rows("valid_to = \(bucket.seconds) AND valid_from = valid_to", step, kind)
    }
    return ended.reduce(into: [:]) { $0[$1.interval.group] = Load.higher($1.interval.peak, $0[$1.interval.group]) }
  }

  /// What `rows` is asked for in turn: the index of the table leads over `group_kind`.
  private static var kinds: [Int64?] { Kind.groupKinds.isEmpty ? [nil] : Kind.groupKinds }

  private func rows(_ condition: String, _ step: RollupStep, _ kind: Int64?) throws -> [(
    key: Int64, interval: Interval
  )] {
    let ofKind = kind.map { " AND group_kind = \($0)" } ?? ""
    let select = try Statement(
      """
      SELECT \(Self.columns.joined(separator: ", ")) FROM \(Kind.table)
      WHERE cluster_id = ? AND step_seconds = ?\(ofKind) AND \(condition) ORDER BY \(Kind.key)
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(step.seconds)
    try texts.prefetch(for: select)
    var rows: [(key: Int64, interval: Interval)] = []
    try select.forEach { rows.append(try Self.read(&$0, texts)) }
    return rows
  }

  /// The columns that `read` goes through.
  static var columns: [String] { [Kind.key, "valid_from", "valid_to"] + Kind.columns }

  static func read(_ row: inout Row, _ texts: TextDictionary) throws -> (key: Int64, interval: Interval) {
    let key = row.integer()
    let from = row.time()
    let to = row.time()
    let group = try Kind.decodeGroup(&row, texts)
    let counters = Kind.decodeCounters(&row)
    let load = counters.load
    let interval = Interval(
      group: group, from: from, to: to == openEnd ? nil : to, counters: counters,
      peak: Load(used: row.optionalInteger() ?? load.used, of: row.optionalInteger() ?? load.total))
    return (key, interval)
  }
}

/// Writes the rows of one kind of rollup.
struct RollupWriter<Kind: Rollup> {
  typealias Interval = TrendInterval<Kind.Group, Kind.Counters>

  private let moment: RollupMoment
  private let insert: Statement
  private let update: Statement
  private let close: Statement

  init(_ moment: RollupMoment, in connection: any Connection) throws {
    self.moment = moment
    let columns = [Kind.key, "cluster_id", "collection", "step_seconds", "valid_from"] + Kind.columns
    insert = try Statement(
      """
      INSERT INTO \(Kind.table) (\(columns.joined(separator: ", ")), valid_to)
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?)
      """, in: connection)
    update = try Statement(
      """
      UPDATE \(Kind.table) SET collection = ?, \(Kind.columns.map { "\($0) = ?" }.joined(separator: ", "))
      WHERE \(Kind.key) = ?
      """, in: connection)
    close = try Statement(
      "UPDATE \(Kind.table) SET collection = ?, valid_to = ? WHERE \(Kind.key) = ?", in: connection)
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
    parameters.integer(try moment.dictionaries.rowKeys.next(Kind.table))
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

  private func encode(_ interval: Interval, into parameters: inout Binder) throws {
    try Kind.encode(interval.group, into: &parameters, moment.dictionaries.texts)
    Kind.encode(interval.counters, into: &parameters)
    let isAtEnd = interval.peak == interval.counters.load
    parameters.integer(isAtEnd ? nil : interval.peak.used)
    parameters.integer(isAtEnd ? nil : interval.peak.total)
  }
}
