import Capacity
import Database

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
  func record(_ values: [Fact.Value]) throws -> FactDifference<Fact> {
    var difference = FactDifference<Fact>(values)
    let known = Fact.changedSinceBefore(in: context)
    if let known {
      try compare(values, with: known, &difference)
    } else {
      try compare(values, &difference)
    }
    let newcomers = difference.newcomers
    // Lazily: a copy of all pods of a large cluster would be the peak of its first collection.
    let firstSeen = try firstSeen(newcomers.lazy.map { values[Int($0)] })
    difference.returned = Set(firstSeen.keys)
    try close(difference)
    let writer = try FactWriter<Fact>(context, sql)
    var moves = known == nil ? [:] : Dictionary(difference.vanished.map { ($0, Int64?.none) }) { $1 }
    for changed in difference.changed {
      let value = values[Int(changed.value)]
      let row = try writer.open(value, identityKey: changed.identityKey, firstSeen: changed.firstSeen)
      if known != nil { moves[Fact.key(of: value)] = row }
    }
    for index in newcomers {
      let value = values[Int(index)]
      let row = try writer.open(
        value, identityKey: nil, firstSeen: firstSeen[Fact.key(of: value)] ?? context.observedAt)
      if known != nil { moves[Fact.key(of: value)] = row }
    }
    if known != nil { Fact.note(moves, in: context) }
    context.count(
      Fact.state.name, opened: difference.changed.count + newcomers.count, closed: difference.closed.count)
    return difference
  }

  private func firstSeen(_ newcomers: some Collection<Fact.Value>) throws -> [Fact.Key: Timestamp] {
    guard Fact.identity?.keepsFirstSeen == true, !newcomers.isEmpty else { return [:] }
    return try Fact.firstSeen(newcomers, in: context)
  }

  private func compare(_ values: [Fact.Value], _ difference: inout FactDifference<Fact>) throws {
    let select = try Statement(sql.selectAtMoment, in: context.connection)
    var parameters = select.binder()
    parameters.integer(context.cluster.id)
    parameters.time(openEnd + -1)
    while try select.step() { try compare(select, values, &difference) }
  }

  /// Looks at those rows only whose facts may have changed.
  private func compare(
    _ values: [Fact.Value], with known: ChangedFacts<Fact.Key>, _ difference: inout FactDifference<Fact>
  ) throws {
    difference.takeAll(except: known.changed)
    let select = try Statement(sql.selectByKey, in: context.connection)
    for key in known.changed {
      guard let stateKey = known.rows[key] else { continue }
      var parameters = select.binder()
      parameters.integer(context.cluster.id)
      parameters.integer(stateKey)
      guard try select.step() else { throw CorruptRow("\(Fact.state.name) \(stateKey) is missing") }
      try compare(select, values, &difference, ifOf: key)
    }
  }

  /// Compares the row at hand with the value of the same key, if there is one.
  ///
  /// - Parameter wanted: the only key that is to be compared; nil for any.
  private func compare(
    _ select: Statement, _ values: [Fact.Value], _ difference: inout FactDifference<Fact>, ifOf wanted: Fact.Key? = nil
  ) throws {
    var row = select.row()
    let stateKey = row.integer()
    let identityKey = row.optionalInteger()
    let firstSeen = row.optionalTime() ?? context.observedAt
    let key = try Fact.key(of: &row)
    if let wanted, wanted != key { return }
    guard let index = difference.take(key) else {
      difference.closed.append(stateKey)
      return difference.vanished.append(key)
    }
    let value = values[Int(index)]
    var identity = select.comparer(from: FactSQL.firstColumn)
    try Fact.encodeIdentity(value, into: &identity, context.dictionaries)
    var state = select.comparer(from: FactSQL.firstColumn + Int32(Fact.identity?.columns.count ?? 0))
    try Fact.encodeState(value, into: &state, context.dictionaries)
    guard !(identity.isEqual && state.isEqual) else { return }
    difference.closed.append(stateKey)
    difference.changed.append(
      .init(value: index, identityKey: identity.isEqual ? identityKey : nil, firstSeen: firstSeen))
  }

  private func close(_ difference: FactDifference<Fact>) throws {
    guard !difference.closed.isEmpty else { return }
    let update = try Statement(sql.close, in: context.connection)
    for stateKey in difference.closed {
      var parameters = update.binder()
      parameters.time(context.observedAt)
      parameters.integer(context.number)
      parameters.integer(stateKey)
      try update.run()
    }
  }
}

/// What a snapshot's values are to the intervals that were open before it.
struct FactDifference<Fact: RecordedFact> {
  /// A value that differs from the one before.
  struct Changed {
    /// Its index among the values.
    var value: Int32
    /// The row of the identity table that still fits; nil if identity columns differ too.
    var identityKey: Int64?
    /// When it was first seen.
    var firstSeen: Timestamp
  }

  private var indexes: KeyIndex<Fact>
  private var isNew: [Bool]
  var changed: [Changed] = []
  /// Keys of the state rows to close.
  var closed: [Int64] = []
  /// Keys of the facts that are gone.
  var vanished: [Fact.Key] = []
  /// Keys of the facts that were gone in the collection before and are back.
  var returned: Set<Fact.Key> = []

  /// Of several values with one key the last one counts: a list that an expired continue token interrupted goes on
  /// from a newer state (https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks)
  /// and may show an object again.
  init(_ values: [Fact.Value]) {
    indexes = KeyIndex(values)
    isNew = Array(repeating: true, count: values.count)
    for index in values.indices {
      if let former = indexes.insert(Int32(index)) { isNew[Int(former)] = false }
    }
  }

  /// How many different values there are.
  var count: Int { indexes.count }

  /// The index of the value with this key, which then counts as known; nil if there is none.
  mutating func take(_ key: Fact.Key) -> Int32? {
    guard let index = indexes.index(of: key) else { return nil }
    isNew[Int(index)] = false
    return index
  }

  /// Counts all values as known but those with these keys.
  mutating func takeAll(except keys: Set<Fact.Key>) {
    isNew = Array(repeating: false, count: isNew.count)
    for key in keys {
      if let index = indexes.index(of: key) { isNew[Int(index)] = true }
    }
  }

  /// Whether a value has this key.
  func contains(_ key: Fact.Key) -> Bool { indexes.index(of: key) != nil }

  /// The index of the value with this key.
  func index(of key: Fact.Key) -> Int? { indexes.index(of: key).map { Int($0) } }

  /// The indexes of the values that had no open interval, in the order of the values.
  var newcomers: [Int32] { isNew.indices.filter { isNew[$0] }.map { Int32($0) } }
}

/// The values of a kind of fact by their keys: a hash table with open addressing that holds their indexes only.
///
/// A dictionary would repeat the keys: 7 MB for 150,000 pods instead of 1.
private struct KeyIndex<Fact: RecordedFact> {
  private let values: [Fact.Value]
  /// Indexes of values; -1 where there is none. At most two thirds of them are taken.
  private var slots: [Int32]
  /// How many values with different keys there are.
  private(set) var count = 0

  /// An index without entries.
  init(_ values: [Fact.Value]) {
    self.values = values
    let bits = Int.bitWidth - (values.count * 3 / 2).leadingZeroBitCount
    slots = Array(repeating: -1, count: 1 << bits)
  }

  /// Adds the value at `index`, and returns the index of one with the same key, whose place it takes.
  mutating func insert(_ index: Int32) -> Int32? {
    let slot = slot(of: Fact.key(of: values[Int(index)]))
    let former = slots[slot]
    slots[slot] = index
    guard former < 0 else { return former }
    count += 1
    return nil
  }

  /// The index of the value with this key.
  func index(of key: Fact.Key) -> Int32? {
    let index = slots[slot(of: key)]
    return index < 0 ? nil : index
  }

  /// Where the key is, or where it belongs.
  private func slot(of key: Fact.Key) -> Int {
    let mask = slots.count - 1
    var slot = key.hashValue & mask
    while slots[slot] >= 0, Fact.key(of: values[Int(slots[slot])]) != key { slot = (slot + 1) & mask }
    return slot
  }
}

/// Inserts the rows of one kind of fact.
struct FactWriter<Fact: RecordedFact> {
  private let context: RecordingContext
  private let insertIdentity: Statement?
  private let insertState: Statement

  init(_ context: RecordingContext, _ sql: FactSQL) throws {
    self.context = context
    insertIdentity = try sql.insertIdentity.map { try Statement($0, in: context.connection) }
    insertState = try Statement(sql.insertState, in: context.connection)
  }

  /// Opens an interval from this collection on.
  ///
  /// - Parameter identityKey: the row of the identity table that fits; nil writes a new one.
  /// - Returns: the key of the state row.
  @discardableResult
  func open(_ value: Fact.Value, identityKey: Int64?, firstSeen: Timestamp) throws -> Int64 {
    let identityKey = try identityKey ?? identify(value, firstSeen)
    let stateKey = try context.dictionaries.rowKeys.next(Fact.state.name)
    var parameters = insertState.binder()
    parameters.integer(stateKey)
    parameters.integer(context.cluster.id)
    parameters.integer(context.number)
    parameters.time(context.observedAt)
    if let identityKey { parameters.integer(identityKey) }
    try Fact.encodeState(value, into: &parameters, context.dictionaries)
    try insertState.run()
    return stateKey
  }

  private func identify(_ value: Fact.Value, _ firstSeen: Timestamp) throws -> Int64? {
    guard let insertIdentity, let table = Fact.identity else { return nil }
    let key = try context.dictionaries.rowKeys.next(table.name)
    var parameters = insertIdentity.binder()
    parameters.integer(key)
    parameters.integer(context.cluster.id)
    parameters.integer(context.number)
    if table.keepsFirstSeen { parameters.time(firstSeen) }
    try Fact.encodeIdentity(value, into: &parameters, context.dictionaries)
    try insertIdentity.run()
    return key
  }
}
