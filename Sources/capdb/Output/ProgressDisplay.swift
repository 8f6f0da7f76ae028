import Capacity
import Synchronization

/// Shows the progress of each cluster's collection on a terminal: one line per cluster, rewritten in place.
final class ProgressDisplay: Sendable {
  private struct State {
    /// What is shown of each cluster that is being collected, in the order in which the collections began.
    var clusters: [(name: String, counts: [(source: Source, text: String)])] = []
    var drawnLines = 0
    var lastDrawn: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  /// Whether anything is drawn. If not, the display only passes on what `interrupt` prints.
  private let isEnabled = StandardError.isTerminal

  /// Adds a cluster whose collection begins.
  func begin(_ cluster: String) {
    change { $0.clusters.append((cluster, [])) }
  }

  /// Sets how many values of a source have arrived, and how many are still to come if the server says so.
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

  /// Removes a cluster whose collection has ended.
  func end(_ cluster: String) {
    change(isUrgent: true) { state in state.clusters.removeAll { $0.name == cluster } }
  }

  /// Clears the display, calls `work`, which may print, and draws the display again.
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
