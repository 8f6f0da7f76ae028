package import Capacity
package import Database

/// A row of table `collection`.
package struct CollectionRow {
  package var number: Int64
  package var observedAt: Timestamp
  var run: CollectionRecord
  var changes: Int
  var instanceTypesAskedAt: Timestamp?
  var statuses: [Source: SourceStatus]
  var knownAt: [Source: Timestamp]
  var counts: [Source: Int]

  /// For how many facts of a source to make room; a damaged file may say anything.
  func expectedCount(of source: Source) -> Int { min(max(counts[source] ?? 0, 0), 1 << 20) }

  /// What is known of a source without a complete answer: nothing, for this reason.
  func unknown<Value>(_ source: Source, _ errors: [Source: String]) -> Reading<Value> {
    let status = statuses[source] ?? .notAsked
    return .unknown(status, error: errors[source] ?? (status == .failed ? run.failure : nil))
  }

  /// The collection without what has been pruned since.
  func without(_ pruned: PrunedSpans) -> CollectionRow {
    guard !pruned.isEmpty else { return self }
    var row = self
    for (source, status) in statuses where status == .complete && pruned.contains(.init(source), at: observedAt) {
      row.statuses[source] = .pruned
    }
    return row
  }

  /// Whether this is the same run: two runs that began in the same second took another number of milliseconds, received
  /// another number of bytes, or found something else.
  package func isSame(as other: CollectionRow) -> Bool {
    number == other.number && observedAt == other.observedAt && run.startedAt == other.run.startedAt
      && run.finishedAt == other.run.finishedAt && run.milliseconds == other.run.milliseconds
      && run.bytesReceived == other.run.bytesReceived && changes == other.changes && statuses == other.statuses
      && counts == other.counts
  }
}

extension RecordedCollection {
  /// The collection of a row and of the errors that belong to it.
  init(_ row: CollectionRow, errors: [Source: String]) {
    let lines =
      (row.run.failure.map { [$0] } ?? [])
      + Source.allCases.compactMap { source in errors[source].map { "\(source.rawValue): \($0)" } }
    self.init(
      number: row.number, observedAt: row.observedAt, record: row.run, sources: row.statuses, counts: row.counts,
      changes: row.changes, error: lines.isEmpty ? nil : lines.joined(separator: "\n"))
  }
}

extension Source {
  /// The source's name as it begins its columns in table `collection`.
  var column: String { String(rawValue.map { $0 == "-" ? "_" : $0 }) }

  /// The sources whose values are counted.
  static let counted: [Source] = [.nodes, .pods, .events, .networkInterfaces, .subnets]
}

/// Reads and writes table `collection`.
package enum CollectionTable {
  private static let columns =
    [
      "cluster_id", "number", "observed_at", "started_at", "finished_at", "milliseconds", "bytes_received", "changes",
      "instance_types_asked_at", "failure",
    ] + Source.allCases.flatMap { ["\($0.column)_status", "\($0.column)_known_at"] }
    + Source.counted.map { "\($0.column)_count" } + ["nodes_method", "pods_method", "listed_because", "differences"]

  static func insert(_ row: CollectionRow, of cluster: Int64, in connection: any Connection) throws {
    let values = columns.map { _ in "?" }.joined(separator: ", ")
    let insert = try Statement(
      "INSERT INTO collection (\(columns.joined(separator: ", "))) VALUES (\(values))", in: connection)
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
    parameters.text(row.run.failure)
    for source in Source.allCases {
      parameters.integer(Int64((row.statuses[source] ?? .notAsked).rawValue))
      parameters.time(row.knownAt[source])
    }
    for source in Source.counted { parameters.integer(row.counts[source].map { Int64($0) }) }
    let method = row.run.method
    parameters.integer(method.nodes.map { Int64($0.rawValue) })
    parameters.integer(method.pods.map { Int64($0.rawValue) })
    parameters.text(method.listedBecause)
    parameters.integer(method.differences.map { Int64($0) })
    try insert.run()
  }

  /// The latest collection of a cluster.
  package static func latest(of cluster: Int64, in connection: any Connection) throws -> CollectionRow? {
    try rows("cluster_id = ? ORDER BY number DESC LIMIT 1", [cluster], in: connection).first
  }

  /// The latest collection of each cluster, by cluster, in one round trip; each by itself where a server is out of reach,
  /// since what is asked of all clusters then fails for all.
  static func latest(ofClusters clusters: [Int64], in connection: any Connection) throws -> [Int64: CollectionRow] {
    guard connection.serversOutOfReach.isEmpty else {
      return try clusters.reduce(into: [:]) { $0[$1] = try Self.latest(of: $1, in: connection) }
    }
    return try rows(ofClusters: nil, upTo: nil, in: connection)
  }

  /// The latest collection of each of some clusters, or of all, by cluster: that up to a moment, or the latest there is.
  static func rows(
    ofClusters clusters: [Int64]?, upTo moment: Timestamp?, in connection: any Connection
  ) throws -> [Int64: CollectionRow] {
    let (column, condition) = moment.map { ("observed_at", " AND k.observed_at <= \($0.seconds)") } ?? ("number", "")
    let chosen = clusters.map { ids in
      "WHERE cluster.cluster_id IN (\(ids.map { String($0) }.joined(separator: ", "))) "
    }
    let select = try Statement(
      """
      SELECT \(columns.map { "c.\($0)" }.joined(separator: ", ")) FROM cluster
      JOIN collection c ON c.cluster_id = cluster.cluster_id
        AND c.\(column) = (SELECT max(k.\(column)) FROM collection k WHERE k.cluster_id = cluster.cluster_id\(condition))
      \(chosen ?? "")ORDER BY c.cluster_id, c.number
      """, in: connection)
    var rows: [Int64: CollectionRow] = [:]
    try select.forEach { row in
      let (cluster, collection) = read(&row)
      rows[cluster] = collection
    }
    return rows
  }

  /// A collection of a cluster by its number.
  package static func row(of cluster: Int64, number: Int64, in connection: any Connection) throws -> CollectionRow? {
    try rows("cluster_id = ? AND number = ?", [cluster, number], in: connection).first
  }

  /// The latest collection of a cluster up to a moment.
  static func row(of cluster: Int64, upTo moment: Timestamp, in connection: any Connection) throws -> CollectionRow? {
    try rows(
      "cluster_id = ? AND observed_at <= ? ORDER BY observed_at DESC LIMIT 1", [cluster, moment.seconds], in: connection
    ).first
  }

  /// The collections of a span, the latest first; at most `limit` of them.
  static func rows(
    of cluster: Int64, in span: Range<Timestamp>, limit: Int?, in connection: any Connection
  ) throws -> [CollectionRow] {
    try rows(
      "cluster_id = ? AND observed_at >= ? AND observed_at < ? ORDER BY observed_at DESC LIMIT ?",
      [cluster, span.lowerBound.seconds, span.upperBound.seconds, limit.map { Int64(max(0, $0)) } ?? .max],
      in: connection
    )
  }

  /// The number of the first collection of a cluster, which is not 1 where older ones have been deleted; nil if there is
  /// none.
  package static func first(of cluster: Int64, in connection: any Connection) throws -> Int64? {
    let select = try Statement("SELECT min(number) FROM collection WHERE cluster_id = ?", in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    return try select.first { $0.optionalInteger() } ?? nil
  }

  /// Gives the collections of a span to `body`, earliest first.
  static func forEach(
    of cluster: Int64, in span: Range<Timestamp>, _ connection: any Connection, _ body: (CollectionRow) throws -> Void
  ) throws {
    try forEach(
      "cluster_id = ? AND observed_at >= ? AND observed_at < ? ORDER BY observed_at",
      [cluster, span.lowerBound.seconds, span.upperBound.seconds], in: connection, body)
  }

  /// The observation of the latest collection in each step of a span that has one; steps begin at multiples of their
  /// length.
  static func latestOfEachStep(
    of cluster: Int64, in span: Range<Timestamp>, stepSeconds: Int64, _ connection: any Connection
  ) throws -> Set<Timestamp> {
    let select = try Statement(
      """
      SELECT max(observed_at) FROM collection WHERE cluster_id = ? AND observed_at >= ? AND observed_at < ?
      GROUP BY observed_at / ?
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    parameters.integer(stepSeconds)
    var moments: Set<Timestamp> = []
    try select.forEach { moments.insert($0.time()) }
    return moments
  }

  private static func rows(
    _ condition: String, _ arguments: [Int64], in connection: any Connection
  ) throws -> [CollectionRow] {
    var rows: [CollectionRow] = []
    try forEach(condition, arguments, in: connection) { rows.append($0) }
    return rows
  }

  private static func forEach(
    _ condition: String, _ arguments: [Int64], in connection: any Connection, _ body: (CollectionRow) throws -> Void
  ) throws {
    let select = try Statement(
      "SELECT \(columns.joined(separator: ", ")) FROM collection WHERE \(condition)", in: connection)
    var parameters = select.binder()
    for argument in arguments { parameters.integer(argument) }
    try select.forEach { try body(read(&$0).collection) }
  }

  private static func read(_ row: inout Row) -> (cluster: Int64, collection: CollectionRow) {
    let cluster = row.integer()
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
    run.method = CollectionMethod(
      nodes: row.optionalInteger().flatMap { ReadingMethod(rawValue: Int($0)) },
      pods: row.optionalInteger().flatMap { ReadingMethod(rawValue: Int($0)) }, listedBecause: row.optionalText(),
      differences: row.optionalInteger().map { Int($0) })
    let collection = CollectionRow(
      number: number, observedAt: observedAt, run: run, changes: changes, instanceTypesAskedAt: instanceTypesAskedAt,
      statuses: statuses, knownAt: knownAt, counts: counts)
    return (cluster, collection)
  }
}

/// Reads and writes table `collection_error`: why sources gave no complete answer.
enum CollectionErrorTable {
  static func insert(_ errors: [Source: String], of cluster: Int64, number: Int64, in connection: any Connection) throws
  {
    guard !errors.isEmpty else { return }
    let insert = try Statement(
      "INSERT INTO collection_error (cluster_id, number, source, message) VALUES (?, ?, ?, ?)", in: connection)
    for (source, message) in errors {
      var parameters = insert.binder()
      parameters.integer(cluster)
      parameters.integer(number)
      parameters.text(source.rawValue)
      parameters.text(message)
      try insert.run()
    }
  }

  static func errors(of cluster: Int64, number: Int64, in connection: any Connection) throws -> [Source: String] {
    try errors(of: cluster, [number], in: connection)[number] ?? [:]
  }

  /// The errors of a collection of each of several clusters, by cluster, of which those without any are missing.
  static func errors(
    of collections: [(cluster: Int64, number: Int64)], _ connection: any Connection
  ) throws -> [Int64: [Source: String]] {
    guard !collections.isEmpty else { return [:] }
    let conditions = collections.map { "cluster_id = \($0.cluster) AND number = \($0.number)" }
    let select = try Statement(
      """
      SELECT cluster_id, source, message FROM collection_error WHERE \(conditions.joined(separator: " OR "))
      """, in: connection)
    var errors: [Int64: [Source: String]] = [:]
    try select.forEach { row in
      let cluster = row.integer()
      guard let source = Source(rawValue: row.text()) else { return }
      errors[cluster, default: [:]][source] = row.text()
    }
    return errors
  }

  /// The errors of collections, by number, of which those without any are missing.
  static func errors(
    of cluster: Int64, _ numbers: [Int64], in connection: any Connection
  ) throws -> [Int64: [Source: String]] {
    guard let first = numbers.min(), let last = numbers.max() else { return [:] }
    let select = try Statement(
      """
      SELECT number, source, message FROM collection_error WHERE cluster_id = ? AND number >= ? AND number <= ?
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(first)
    parameters.integer(last)
    var errors: [Int64: [Source: String]] = [:]
    try select.forEach { row in
      let number = row.integer()
      guard let source = Source(rawValue: row.text()) else { return }
      errors[number, default: [:]][source] = row.text()
    }
    return errors
  }
}
