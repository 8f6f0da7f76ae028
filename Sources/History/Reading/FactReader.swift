import Capacity
import Database

/// Reads what held of one kind of fact at a moment.
struct FactReader<Fact: RecordedFact> {
  private let connection: any Connection
  private let cluster: Int64
  private let dictionaries: Dictionaries

  init(cluster: Int64, _ dictionaries: Dictionaries, in connection: any Connection) {
    self.connection = connection
    self.cluster = cluster
    self.dictionaries = dictionaries
  }

  /// The values that held at `moment`, in the order of their keys.
  ///
  /// - Parameter firstSeen: gets when each value was first seen, where the table keeps that.
  func values(at moment: Timestamp, firstSeen: (Fact.Value, Timestamp) -> Void = { _, _ in }) throws -> [Fact.Value] {
    let sql = FactSQL(identity: Fact.identity, state: Fact.state)
    let select = try Statement(sql.selectAtMoment, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(moment)
    try dictionaries.texts.prefetch(for: select)
    var values: [Fact.Value] = []
    while try select.step() {
      var row = select.row(from: FactSQL.firstColumn - 1)
      let seen = row.optionalTime()
      let value = try Fact.decode(&row, dictionaries)
      values.append(value)
      if let seen { firstSeen(value, seen) }
    }
    return values.sorted { Fact.key(of: $0) < Fact.key(of: $1) }
  }

  /// The values that held at any time of `span`, with the times in which they held, earliest first.
  func intervals(in span: Range<Timestamp>) throws -> [FactInterval<Fact.Value>] {
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
