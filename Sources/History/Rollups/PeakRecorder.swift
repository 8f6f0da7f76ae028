import Capacity
import Database

/// Raises the peaks of pod slots to what they were between two collections, as far as changes tell.
///
/// A peak counts in the bucket of the collection that tells of it.
struct PeakRecorder {
  private let moment: RollupMoment
  private let connection: any Connection

  init(_ moment: RollupMoment, in connection: any Connection) {
    self.moment = moment
    self.connection = connection
  }

  /// - Parameter peaks: the highest loads since the collection before, of groups where they are higher than now.
  func raise(_ peaks: [SlotGroup: Load]) throws {
    guard !peaks.isEmpty else { return }
    for step in RollupStep.allCases { try raise(peaks, step) }
  }

  private func raise(_ peaks: [SlotGroup: Load], _ step: RollupStep) throws {
    let bucket = moment.observedAt.bucket(of: step.seconds)
    let writer = try RollupWriter<SlotRollup>(moment, in: connection)
    let table = RollupTable<SlotRollup>(cluster: moment.cluster, moment.dictionaries.texts, in: connection)
    for (key, interval) in try table.open(step) {
      let known = interval.from == bucket ? interval.peak : interval.counters.load
      guard let peak = peaks[interval.group], peak.exceeds(known) else { continue }
      var raised = interval
      raised.peak = peak
      if interval.from == bucket {
        try writer.replace(key, with: raised)
      } else {
        raised.from = bucket
        try writer.close(key, at: bucket)
        try writer.open(raised, step)
      }
    }
  }
}

/// The highest loads of pod slots between two collections.
enum SlotPeaks {
  /// - Parameters:
  ///   - changes: the slots that were taken and released since the collection before.
  ///   - counters: what there is now, by group.
  ///   - groups: the groups of each node, by its name. Changes of nodes that are gone do not count.
  /// - Returns: the loads that are higher than those of now.
  static func peaks(
    _ changes: [SlotChange], endingAt counters: [SlotGroup: SlotCounters], groups: [String: [SlotGroup]]
  ) -> [SlotGroup: Load] {
    var steps: [SlotGroup: [Int64]] = [:]
    // Of changes within one second releases come first, so that no peak is made up.
    for change in changes.sorted(by: { ($0.at, $0.isTaken ? 1 : 0) < ($1.at, $1.isTaken ? 1 : 0) }) {
      for group in groups[change.node] ?? [] { steps[group, default: []].append(change.isTaken ? 1 : -1) }
    }
    var peaks: [SlotGroup: Load] = [:]
    for (group, steps) in steps {
      guard let now = counters[group] else { continue }
      var used = now.slotsUsed - steps.reduce(0, +)
      let highest = steps.map { step in
        used += step
        return used
      }.max()
      if let highest, highest > now.slotsUsed { peaks[group] = Load(used: highest, of: now.slotsAllocatable) }
    }
    return peaks
  }
}
