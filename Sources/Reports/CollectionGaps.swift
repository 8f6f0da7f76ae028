import Capacity

/// The spans without a successful collection that are longer than the collection interval explains.
///
/// The collection interval is the median time between attempts. There is a gap where one and a half of it pass from one
/// success to the next, or to the end: one run was missed.
struct CollectionGaps {
  /// The gaps, earliest first: from the last success before each to the first after it.
  let spans: [Range<Timestamp>]

  /// The lengths of the gaps.
  var seconds: [Int64] { spans.map { $0.upperBound - $0.lowerBound } }

  /// - Parameters:
  ///   - collections: all attempts of the span, earliest first.
  ///   - start: where the span begins, if the time before the first success counts too. Without any success the whole
  ///     span is then a gap.
  init(of collections: [RecordedCollection], from start: Timestamp? = nil, until end: Timestamp) {
    let successes = collections.filter { $0.status != .failed }.map(\.observedAt)
    let edges = (start.map { [$0] } ?? []) + successes + [end]
    let all = zip(edges, edges.dropFirst()).filter { $0 < $1 }.map { $0..<$1 }
    if let interval = Self.medianInterval(of: collections) {
      spans = all.filter { ($0.upperBound - $0.lowerBound) * 2 > interval * 3 }
    } else {
      spans = successes.isEmpty && start != nil ? all : []
    }
  }

  /// The median time between attempts, given earliest first; nil for fewer than two.
  static func medianInterval(of collections: [RecordedCollection]) -> Int64? {
    let attempts = collections.map(\.observedAt)
    let distances = zip(attempts.dropFirst(), attempts).map { $0 - $1 }.sorted()
    return distances.isEmpty ? nil : distances[distances.count / 2]
  }
}
