import Capacity

/// What a snapshot's values are to the intervals that were open before it.
struct FactDifference<Fact: RecordedFact> {
  /// A value that differs from the one before.
  struct Changed {
    /// Its place among the values.
    var value: Int32
    /// The row of the identity table that still fits; nil if identity columns differ too.
    var identityKey: Int64?
    /// When it was first seen.
    var firstSeen: Timestamp
  }

  private var indexes: [Fact.Key: Int32]
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
    indexes = [:]
    indexes.reserveCapacity(values.count)
    isNew = Array(repeating: true, count: values.count)
    for (index, value) in values.enumerated() {
      if let former = indexes.updateValue(Int32(index), forKey: Fact.key(of: value)) { isNew[Int(former)] = false }
    }
  }

  /// How many different values there are.
  var count: Int { indexes.count }

  /// The place of the value with this key, which then counts as known; nil if there is none.
  mutating func take(_ key: Fact.Key) -> Int32? {
    guard let index = indexes[key] else { return nil }
    isNew[Int(index)] = false
    return index
  }

  /// Whether a value has this key.
  func contains(_ key: Fact.Key) -> Bool { indexes[key] != nil }

  /// The place of the value with this key.
  func index(of key: Fact.Key) -> Int? { indexes[key].map { Int($0) } }

  /// The places of the values that had no open interval, in the order of the values.
  var newcomers: [Int32] { isNew.indices.filter { isNew[$0] }.map { Int32($0) } }
}
