import Capacity

/// The lines that tell what failed in a collection: one for each reason, naming the sources it kept from answering.
struct FailureSummary {
  /// The lines, in the order of the sources.
  let lines: [String]

  init(name: String, snapshot: Snapshot) {
    var reasons: [(reason: String, sources: [String])] = []
    for source in Source.allCases where snapshot.status(of: source) == .failed {
      let reason = snapshot.error(of: source) ?? "failed"
      if let known = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[known].sources.append(source.rawValue)
      } else {
        reasons.append((reason, [source.rawValue]))
      }
    }
    lines = reasons.map { "\(name): \($0.sources.joined(separator: ", ")): \($0.reason)" }
  }
}
