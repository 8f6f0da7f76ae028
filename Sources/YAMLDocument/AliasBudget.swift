/// How much of a document may come from aliases.
///
/// A few lines of aliases of aliases stand for millions of values. As in go-yaml, what aliases bring is counted against
/// all that is decoded: nearly everything may come from them in a small document, a tenth in a huge one.
/// Source: go.yaml.in/yaml/v2, decode.go (`allowedAliasRatio`).
struct AliasBudget {
  private var decoded = 0
  private var fromAliases = 0

  private static let low = 400_000
  private static let high = 4_000_000

  /// Counts a node.
  ///
  /// - Returns: false if too many came from aliases.
  mutating func take(isFromAlias: Bool) -> Bool {
    decoded += 1
    if isFromAlias { fromAliases += 1 }
    guard fromAliases > 100, decoded > 1000 else { return true }
    return Double(fromAliases) / Double(decoded) <= Self.allowedShare(of: decoded)
  }

  static func allowedShare(of decoded: Int) -> Double {
    if decoded <= low { return 0.99 }
    if decoded >= high { return 0.10 }
    return 0.99 - 0.89 * Double(decoded - low) / Double(high - low)
  }
}
