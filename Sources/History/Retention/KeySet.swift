/// A set of row keys of one cluster in one table: a bit for each, since keys are given one after the other.
struct KeySet {
  private let base: Int64
  private var words: [UInt64] = []

  /// - Parameter base: what the cluster's keys begin behind; see `RowKeys`.
  init(base: Int64) {
    self.base = base
  }

  /// Adds a key.
  mutating func insert(_ key: Int64) {
    let position = Int(key - base)
    guard position >= 0 else { return }
    if position >> 6 >= words.count {
      words.append(contentsOf: repeatElement(0, count: max(words.count, (position >> 6) + 1 - words.count)))
    }
    words[position >> 6] |= 1 << UInt64(position & 63)
  }

  /// Whether the set has a key.
  func contains(_ key: Int64) -> Bool {
    let position = Int(key - base)
    guard position >= 0, position >> 6 < words.count else { return false }
    return words[position >> 6] & (1 << UInt64(position & 63)) != 0
  }
}
