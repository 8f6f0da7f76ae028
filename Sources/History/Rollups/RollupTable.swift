import Capacity

/// Reads and writes the rows of one kind of rollup of one cluster.
struct RollupTable<Kind: Rollup> {
  typealias Interval = TrendInterval<Kind.Group, Kind.Counters>

  private let cluster: Int64
  private let texts: TextDictionary
  private let database: any SQLSource

  init(cluster: Int64, _ texts: TextDictionary, in database: any SQLSource) {
    self.cluster = cluster
    self.texts = texts
    self.database = database
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
    let select = try SQLStatement(
      """
      SELECT \(Kind.key), valid_from, valid_to, \(Kind.columns.joined(separator: ", ")) FROM \(Kind.table)
      WHERE cluster_id = ? AND step_seconds = ?\(ofKind) AND \(condition) ORDER BY \(Kind.key)
      """, in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(step.seconds)
    try texts.prefetch(for: select)
    var rows: [(key: Int64, interval: Interval)] = []
    try select.forEach { rows.append(($0.integer(), try read(&$0))) }
    return rows
  }

  private func read(_ row: inout RowReader) throws -> Interval {
    let from = row.time()
    let to = row.time()
    let group = try Kind.decodeGroup(&row, texts)
    let counters = Kind.decodeCounters(&row)
    let load = counters.load
    return Interval(
      group: group, from: from, to: to == openEnd ? nil : to, counters: counters,
      peak: Load(used: row.optionalInteger() ?? load.used, of: row.optionalInteger() ?? load.total))
  }
}
