import Capacity
import Database

/// Reads what held of one kind of fact, of one cluster or of several.
struct FactReader<Fact: RecordedFact> {
  private let connection: any Connection
  private let dictionaries: FleetDictionaries

  init(_ dictionaries: FleetDictionaries, in connection: any Connection) {
    self.connection = connection
    self.dictionaries = dictionaries
  }

  /// The values that held at a moment of each cluster, by cluster and in the order of their keys; a cluster without any
  /// is missing.
  ///
  /// - Parameters:
  ///   - counts: how many values to expect of each cluster. A list that grows keeps room for up to as many again.
  ///   - firstSeen: gets when each value of a cluster was first seen, where the table keeps that.
  func values(
    at moments: [(cluster: Int64, moment: Timestamp)], expecting counts: [Int64: Int],
    firstSeen: (Int64, Fact.Value, Timestamp) -> Void = { _, _, _ in }
  ) throws -> [Int64: [Fact.Value]] {
    var values: [Int64: [Fact.Value]] = [:]
    try forEach(at: moments) { row in
      values[row.cluster, default: list(of: counts[row.cluster])].append(row.value)
      if let seen = row.firstSeen { firstSeen(row.cluster, row.value, seen) }
    }
    // The view of the keys would share the values, so that sorting them would copy them.
    for cluster in Array(values.keys) { values[cluster]?.sort { Fact.key(of: $0) < Fact.key(of: $1) } }
    return values
  }

  /// An empty list with room for values.
  private func list(of count: Int?) -> [Fact.Value] {
    var list: [Fact.Value] = []
    list.reserveCapacity(count ?? 0)
    return list
  }

  /// A value that held at a moment.
  struct HeldValue {
    var cluster: Int64
    /// The key of its state row.
    var key: Int64
    /// When it was first seen; nil where the table does not keep that.
    var firstSeen: Timestamp?
    var value: Fact.Value
  }

  /// Gives the values that held at a moment of each cluster to `body`, in the order of the rows.
  func forEach(
    at moments: [(cluster: Int64, moment: Timestamp)], _ body: (HeldValue) throws -> Void
  ) throws {
    guard !moments.isEmpty else { return }
    let select = try Statement(FactSQL.select(Fact.identity, Fact.state, at: moments), in: connection)
    try dictionaries.prefetchTexts(for: select)
    if moments.count > 1 { try Fact.prefetch(dictionaries) }
    while try select.step() {
      var columns = select.row()
      let cluster = columns.integer()
      let key = columns.integer()
      let seen = columns.optionalTime()
      let value = try Fact.decode(&columns, dictionaries.of(cluster))
      try body(HeldValue(cluster: cluster, key: key, firstSeen: seen, value: value))
    }
  }

  /// The values of a cluster that held at any time of `span`, with the times in which they held, earliest first.
  func intervals(of cluster: Int64, in span: Range<Timestamp>) throws -> [FactInterval<Fact.Value>] {
    let dictionaries = try dictionaries.of(cluster)
    let select = try Statement(FactSQL(identity: Fact.identity, state: Fact.state).selectSpan, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try dictionaries.texts.prefetch(for: select)
    var intervals: [FactInterval<Fact.Value>] = []
    while try select.step() {
      var times = select.row()
      let (from, to) = (times.time(), times.time())
      var row = select.row(from: FactSQL.firstColumn)
      let value = try Fact.decode(&row, dictionaries)
      intervals.append(FactInterval(value: value, validFrom: from, validTo: to == openEnd ? nil : to))
    }
    return intervals
  }
}
