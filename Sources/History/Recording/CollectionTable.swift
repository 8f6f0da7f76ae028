import Capacity

/// A row of table `collection`.
struct CollectionRow {
  var number: Int64
  var observedAt: Timestamp
  var run: CollectionRecord
  var changes: Int
  var instanceTypesAskedAt: Timestamp?
  var statuses: [Source: SourceStatus]
  var knownAt: [Source: Timestamp]
  var counts: [Source: Int]

  /// What a source without a complete answer told: nothing, for this reason.
  func unknown<Value>(_ source: Source, _ errors: [Source: String]) -> Reading<Value> {
    let status = statuses[source] ?? .notAsked
    return .unknown(status, error: errors[source] ?? (status == .failed ? run.failure : nil))
  }
}

extension Source {
  /// The source's name as it begins its columns in table `collection`.
  var column: String { String(rawValue.map { $0 == "-" ? "_" : $0 }) }

  /// The sources whose values are counted.
  static let counted: [Source] = [.nodes, .pods, .events, .networkInterfaces, .subnets]
}

/// Reads and writes table `collection`.
enum CollectionTable {
  private static let columns =
    [
      "cluster_id", "number", "observed_at", "started_at", "finished_at", "milliseconds", "bytes_received", "changes",
      "instance_types_asked_at", "failure",
    ] + Source.allCases.flatMap { ["\($0.column)_status", "\($0.column)_known_at"] }
    + Source.counted.map { "\($0.column)_count" }

  static func insert(_ row: CollectionRow, of cluster: Int64, in database: any SQLSource) throws {
    let values = columns.map { _ in "?" }.joined(separator: ", ")
    let insert = try SQLStatement(
      "INSERT INTO collection (\(columns.joined(separator: ", "))) VALUES (\(values))", in: database)
    var parameters = insert.binder()
    parameters.integer(cluster)
    parameters.integer(row.number)
    parameters.time(row.observedAt)
    parameters.time(row.run.startedAt)
    parameters.time(row.run.finishedAt)
    parameters.integer(row.run.milliseconds)
    parameters.integer(row.run.bytesReceived)
    parameters.integer(Int64(row.changes))
    parameters.time(row.instanceTypesAskedAt)
    if let failure = row.run.failure { parameters.text(failure) } else { parameters.blob(nil) }
    for source in Source.allCases {
      parameters.integer(Int64((row.statuses[source] ?? .notAsked).rawValue))
      parameters.time(row.knownAt[source])
    }
    for source in Source.counted { parameters.integer(row.counts[source].map { Int64($0) }) }
    try insert.run()
  }

  /// The latest collection of a cluster.
  static func latest(of cluster: Int64, in database: any SQLSource) throws -> CollectionRow? {
    try rows("cluster_id = ? ORDER BY number DESC LIMIT 1", [cluster], in: database).first
  }

  /// A collection of a cluster by its number.
  static func row(of cluster: Int64, number: Int64, in database: any SQLSource) throws -> CollectionRow? {
    try rows("cluster_id = ? AND number = ?", [cluster, number], in: database).first
  }

  /// The latest collection of a cluster up to a moment.
  static func row(of cluster: Int64, upTo moment: Timestamp, in database: any SQLSource) throws -> CollectionRow? {
    try rows(
      "cluster_id = ? AND observed_at <= ? ORDER BY observed_at DESC LIMIT 1", [cluster, moment.seconds], in: database
    ).first
  }

  /// The collections of a span, the latest first; at most `limit` of them.
  static func rows(
    of cluster: Int64, in span: Range<Timestamp>, limit: Int?, in database: any SQLSource
  ) throws -> [CollectionRow] {
    try rows(
      "cluster_id = ? AND observed_at >= ? AND observed_at < ? ORDER BY observed_at DESC LIMIT ?",
      [cluster, span.lowerBound.seconds, span.upperBound.seconds, limit.map { Int64(max(0, $0)) } ?? .max], in: database
    )
  }

  /// Gives the collections of a span to `body`, earliest first.
  static func forEach(
    of cluster: Int64, in span: Range<Timestamp>, _ database: any SQLSource, _ body: (CollectionRow) throws -> Void
  ) throws {
    try forEach(
      "cluster_id = ? AND observed_at >= ? AND observed_at < ? ORDER BY observed_at",
      [cluster, span.lowerBound.seconds, span.upperBound.seconds], in: database, body)
  }

  /// The observation of the latest collection in each step of a span that has one; steps begin at multiples of their
  /// length.
  static func latestOfEachStep(
    of cluster: Int64, in span: Range<Timestamp>, stepSeconds: Int64, _ database: any SQLSource
  ) throws -> Set<Timestamp> {
    let select = try SQLStatement(
      """
      SELECT max(observed_at) FROM collection WHERE cluster_id = ? AND observed_at >= ? AND observed_at < ?
      GROUP BY observed_at / ?
      """, in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    parameters.integer(stepSeconds)
    var moments: Set<Timestamp> = []
    try select.forEach { moments.insert($0.time()) }
    return moments
  }

  private static func rows(_ condition: String, _ arguments: [Int64], in database: any SQLSource) throws
    -> [CollectionRow]
  {
    var rows: [CollectionRow] = []
    try forEach(condition, arguments, in: database) { rows.append($0) }
    return rows
  }

  private static func forEach(
    _ condition: String, _ arguments: [Int64], in database: any SQLSource, _ body: (CollectionRow) throws -> Void
  ) throws {
    let select = try SQLStatement(
      "SELECT \(columns.joined(separator: ", ")) FROM collection WHERE \(condition)", in: database)
    var parameters = select.binder()
    for argument in arguments { parameters.integer(argument) }
    try select.forEach { try body(read(&$0)) }
  }

  private static func read(_ row: inout RowReader) -> CollectionRow {
    _ = row.integer()
    let number = row.integer()
    let observedAt = row.time()
    var run = CollectionRecord(
      startedAt: row.time(), finishedAt: row.time(), milliseconds: row.integer(), bytesReceived: row.integer())
    let changes = Int(row.integer())
    let instanceTypesAskedAt = row.optionalTime()
    run.failure = row.optionalText()
    var statuses: [Source: SourceStatus] = [:]
    var knownAt: [Source: Timestamp] = [:]
    for source in Source.allCases {
      statuses[source] = SourceStatus(rawValue: Int(row.integer())) ?? .failed
      knownAt[source] = row.optionalTime()
    }
    var counts: [Source: Int] = [:]
    for source in Source.counted { counts[source] = row.optionalInteger().map { Int($0) } }
    return CollectionRow(
      number: number, observedAt: observedAt, run: run, changes: changes, instanceTypesAskedAt: instanceTypesAskedAt,
      statuses: statuses, knownAt: knownAt, counts: counts)
  }
}
