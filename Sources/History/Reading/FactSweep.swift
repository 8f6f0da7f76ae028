import Capacity

/// Goes through the intervals of one kind of fact in the order of time, and holds the values of one moment after the
/// other.
///
/// Each row is read once, so a span costs what changed in it and not the product of its moments and its values.
final class FactSweep<Fact: RecordedFact> {
  private struct Row {
    var value: Fact.Value
    var validFrom: Timestamp
    var validTo: Timestamp
  }

  private let select: SQLStatement
  private let dictionaries: Dictionaries
  private var next: Row?
  private var active: [Fact.Key: Row] = [:]
  private var endings: [Timestamp: [Fact.Key]] = [:]
  private var sorted: [Fact.Value]?

  /// - Parameter span: the moments that will be asked for.
  init(cluster: Int64, _ dictionaries: Dictionaries, in span: Range<Timestamp>, _ database: any SQLSource) throws {
    self.dictionaries = dictionaries
    let sql = FactSQL(identity: Fact.identity, state: Fact.state)
    select = try SQLStatement(sql.selectSpan, in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try dictionaries.texts.prefetch(for: select)
    next = try read()
  }

  /// Goes on to a moment, that of the next collection: intervals begin and end at collections only, and each of the
  /// span has to be gone to in turn.
  ///
  /// - Returns: whether anything changed.
  func advance(to moment: Timestamp) throws -> Bool {
    var hasChanged = false
    for key in endings.removeValue(forKey: moment) ?? [] where active[key]?.validTo == moment {
      active[key] = nil
      hasChanged = true
    }
    while let row = next, row.validFrom <= moment {
      if row.validTo > moment {
        let key = Fact.key(of: row.value)
        active[key] = row
        if row.validTo != openEnd { endings[row.validTo, default: []].append(key) }
        hasChanged = true
      }
      next = try read()
    }
    if hasChanged { sorted = nil }
    return hasChanged
  }

  /// The values that hold, in the order of their keys.
  var values: [Fact.Value] {
    if let sorted { return sorted }
    let values = active.sorted { $0.key < $1.key }.map(\.value.value)
    sorted = values
    return values
  }

  private func read() throws -> Row? {
    guard try select.step() else { return nil }
    var times = select.reader()
    let validFrom = times.time()
    let validTo = times.time()
    var row = select.reader(at: FactSQL.firstColumn)
    return Row(value: try Fact.decode(&row, dictionaries), validFrom: validFrom, validTo: validTo)
  }
}
