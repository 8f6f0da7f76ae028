import Capacity

/// Writes what changed of one kind of fact since the collection before.
struct FactRecorder<Fact: RecordedFact> {
  private let context: RecordingContext
  private let sql = FactSQL(identity: Fact.identity, state: Fact.state)

  init(_ context: RecordingContext) {
    self.context = context
  }

  /// Compares `values` with the open intervals, closes those that no longer hold and opens new ones.
  ///
  /// The open rows are streamed past an index of the values, so that a large cluster is in memory once only.
  @discardableResult
  func record(_ values: [Fact.Value]) throws -> FactDifference<Fact> {
    var difference = FactDifference<Fact>(values)
    try compare(values, &difference)
    let newcomers = difference.newcomers
    let firstSeen = try firstSeen(newcomers.map { values[Int($0)] })
    difference.returned = Set(firstSeen.keys)
    try close(difference)
    let writer = try FactWriter<Fact>(context, sql)
    for changed in difference.changed {
      try writer.open(values[Int(changed.value)], identityKey: changed.identityKey, firstSeen: changed.firstSeen)
    }
    for index in newcomers {
      let value = values[Int(index)]
      try writer.open(value, identityKey: nil, firstSeen: firstSeen[Fact.key(of: value)] ?? context.observedAt)
    }
    context.count(
      Fact.state.name, opened: difference.changed.count + newcomers.count, closed: difference.closed.count)
    return difference
  }

  private func firstSeen(_ newcomers: [Fact.Value]) throws -> [Fact.Key: Timestamp] {
    guard Fact.identity?.keepsFirstSeen == true, !newcomers.isEmpty else { return [:] }
    return try Fact.firstSeen(newcomers, in: context)
  }

  private func compare(_ values: [Fact.Value], _ difference: inout FactDifference<Fact>) throws {
    let select = try SQLStatement(sql.selectAtMoment, in: context.database)
    var parameters = select.binder()
    parameters.integer(context.cluster)
    parameters.time(openEnd + -1)
    let stateColumn = FactSQL.firstColumn + Int32(Fact.identity?.columns.count ?? 0)
    while try select.step() {
      var row = select.reader()
      let stateKey = row.integer()
      let identityKey = row.optionalInteger()
      let firstSeen = row.optionalTime() ?? context.observedAt
      let key = try Fact.key(of: &row)
      guard let index = difference.take(key) else {
        difference.closed.append(stateKey)
        difference.vanished.append(key)
        continue
      }
      let value = values[Int(index)]
      var identity = try select.comparer(from: FactSQL.firstColumn)
      try Fact.encodeIdentity(value, into: &identity, context.dictionaries)
      var state = try select.comparer(from: stateColumn)
      try Fact.encodeState(value, into: &state, context.dictionaries)
      guard !(identity.isEqual && state.isEqual) else { continue }
      difference.closed.append(stateKey)
      difference.changed.append(
        .init(value: index, identityKey: identity.isEqual ? identityKey : nil, firstSeen: firstSeen))
    }
  }

  private func close(_ difference: FactDifference<Fact>) throws {
    guard !difference.closed.isEmpty else { return }
    let update = try SQLStatement(sql.close, in: context.database)
    for stateKey in difference.closed {
      var parameters = update.binder()
      parameters.time(context.observedAt)
      parameters.integer(context.number)
      parameters.integer(stateKey)
      try update.run()
    }
  }

}
