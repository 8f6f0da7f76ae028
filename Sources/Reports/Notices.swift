import Capacity

/// What a reader of a state must know beside its rows: sources of which nothing or only something old is known.
///
/// A source that the configuration leaves out is no news and gets no notice.
enum Notices {
  static func nothing(of cluster: RecordedCluster, at moment: Timestamp?) -> String {
    let name = cluster.identity.name
    guard let moment else { return "\(name): no collection is recorded" }
    return "\(name): no collection is recorded up to \(moment); the first is of \(cluster.firstCollectedAt)"
  }

  /// - Parameter isLatest: the latest known answers were asked for, and not those of a moment.
  static func about(_ state: RecordedState, sources: [Source], isLatest: Bool) -> [String] {
    var lines: [(text: String, sources: [String])] = []
    for source in sources {
      guard let text = text(about: source, of: state, isLatest: isLatest) else { continue }
      if let same = lines.firstIndex(where: { $0.text == text }) {
        lines[same].sources.append(source.rawValue)
      } else {
        lines.append((text, [source.rawValue]))
      }
    }
    let name = state.cluster.identity.name
    return lines.map { "\(name): \($0.sources.joined(separator: ", ")) \($0.text)" }
  }

  private static func text(about source: Source, of state: RecordedState, isLatest: Bool) -> String? {
    let known = state.knownAt[source]
    switch state.snapshot.status(of: source) {
    case .notAsked:
      return nil
    case .complete:
      guard isLatest, let known, known < state.observedAt else { return nil }
      return "as of \(known): no later collection has a complete answer"
    case .failed, .denied:
      let reason = state.snapshot.error(of: source).map { ": \($0)" } ?? ""
      let last = known.map { "; last known at \($0)" } ?? ""
      return "unknown at \(state.observedAt)\(reason)\(last)"
    }
  }
}
