/// Which kinds of text a client takes, by its `Accept`.
///
/// Source: RFC 9110 section 12.5.1.
struct MediaPreference: Sendable {
  private struct Range {
    var type: Substring
    var quality: Double
  }

  private let ranges: [Range]

  /// - Parameter accept: nil takes everything alike.
  init(_ accept: String?) {
    ranges = (accept ?? "*/*").split(separator: ",").map { item in
      let parts = item.split(separator: ";").map { $0.trimmingBlanks }
      let quality = parts.dropFirst().lazy.compactMap { $0.wholeMatch(of: /q=([0-9.]+)/) }.first
      return Range(type: parts.first ?? "", quality: quality.flatMap { Double($0.1) } ?? 1)
    }
  }

  /// How much the client wants this type: 1 most, 0 not at all. The most specific range counts.
  func quality(of type: String) -> Double {
    let general = type.prefix { $0 != "/" } + "/*"
    for candidate in [Substring(type), general, "*/*"] {
      let found = ranges.filter { $0.type.lowercased() == candidate }
      if let best = found.map(\.quality).max() { return best }
    }
    return 0
  }

  /// Whether the client names a type, and wants it at least as much as another one.
  func prefers(_ type: String, to other: String) -> Bool {
    ranges.contains { $0.type.lowercased() == type && $0.quality > 0 } && quality(of: type) >= quality(of: other)
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    let kept = drop { $0 == " " || $0 == "\t" }
    return kept.last == " " ? kept.dropLast().trimmingBlanks : kept
  }
}
