import Capacity
import Synchronization

/// Shows on a terminal how far each cluster's collection is: a line a cluster, rewritten in place.
final class ProgressDisplay: Sendable {
  private struct State {
    /// What is shown for each cluster that is under way, in the order they began.
    var clusters: [(name: String, counts: [(source: Source, text: String)])] = []
    var drawnLines = 0
    var lastDrawn: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  /// Where nobody looks, only finished lines are passed on.
  private let isEnabled = StandardError.isTerminal

  /// A cluster's collection begins.
  func begin(_ cluster: String) {
    change { $0.clusters.append((cluster, [])) }
  }

  /// So many of a source's values have arrived; `remaining` more are expected, where the server tells.
  func update(_ cluster: String, _ source: Source, count: Int, remaining: Int?) {
    let text = remaining.map { "\(count) of \(count + $0)" } ?? "\(count)"
    change { state in
      guard let row = state.clusters.firstIndex(where: { $0.name == cluster }) else { return }
      if let column = state.clusters[row].counts.firstIndex(where: { $0.source == source }) {
        state.clusters[row].counts[column].text = text
      } else {
        state.clusters[row].counts.append((source, text))
      }
    }
  }

  /// A cluster's collection has ended: its line goes.
  func end(_ cluster: String) {
    change(isUrgent: true) { state in state.clusters.removeAll { $0.name == cluster } }
  }

  /// Calls `work`, which may print, with the display cleared away, and draws it again afterwards.
  func interrupt(_ work: () -> Void) {
    state.withLock { state in
      Self.clear(&state)
      work()
      if isEnabled { Self.draw(&state) }
    }
  }

  private func change(isUrgent: Bool = false, _ edit: (inout State) -> Void) {
    guard isEnabled else { return }
    state.withLock { state in
      edit(&state)
      // Ten times a second is as often as an eye can follow; a page of pods arrives more often than that.
      if !isUrgent, let last = state.lastDrawn, ContinuousClock.now - last < .milliseconds(100) { return }
      Self.clear(&state)
      Self.draw(&state)
    }
  }

  private static func clear(_ state: inout State) {
    guard state.drawnLines > 0 else { return }
    // Up to the first drawn line, then erase to the end of the screen (ECMA-48 CPL and ED).
    StandardError.write("\u{1B}[\(state.drawnLines)F\u{1B}[J")
    state.drawnLines = 0
  }

  private static func draw(_ state: inout State) {
    for cluster in state.clusters {
      let counts = cluster.counts.map { "\($0.source.rawValue) \($0.text)" }.joined(separator: ", ")
      StandardError.write(String("\(cluster.name): \(counts.isEmpty ? "connecting" : counts)".prefix(110)) + "\n")
    }
    state.drawnLines = state.clusters.count
    state.lastDrawn = .now
  }
}
