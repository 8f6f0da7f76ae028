import Capacity

/// Inserts the rows of one kind of fact.
struct FactWriter<Fact: RecordedFact> {
  private let context: RecordingContext
  private let insertIdentity: SQLStatement?
  private let insertState: SQLStatement

  init(_ context: RecordingContext, _ sql: FactSQL) throws {
    self.context = context
    insertIdentity = try sql.insertIdentity.map { try SQLStatement($0, in: context.database) }
    insertState = try SQLStatement(sql.insertState, in: context.database)
  }

  /// Opens an interval from this collection on.
  ///
  /// - Parameter identityKey: the row of the identity table that fits; nil writes a new one.
  func open(_ value: Fact.Value, identityKey: Int64?, firstSeen: Timestamp) throws {
    let identityKey = try identityKey ?? identify(value, firstSeen)
    var parameters = insertState.binder()
    parameters.integer(try context.dictionaries.rowKeys.next(Fact.state.name))
    parameters.integer(context.cluster)
    parameters.integer(context.number)
    parameters.time(context.observedAt)
    if let identityKey { parameters.integer(identityKey) }
    try Fact.encodeState(value, into: &parameters, context.dictionaries)
    try insertState.run()
  }

  private func identify(_ value: Fact.Value, _ firstSeen: Timestamp) throws -> Int64? {
    guard let insertIdentity, let table = Fact.identity else { return nil }
    let key = try context.dictionaries.rowKeys.next(table.name)
    var parameters = insertIdentity.binder()
    parameters.integer(key)
    parameters.integer(context.cluster)
    parameters.integer(context.number)
    if table.keepsFirstSeen { parameters.time(firstSeen) }
    try Fact.encodeIdentity(value, into: &parameters, context.dictionaries)
    try insertIdentity.run()
    return key
  }
}
