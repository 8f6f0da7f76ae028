import Capacity

/// Something a simulated cluster will do by itself.
enum SimulatedTask: Sendable {
  /// The kubelet gives a bound pod its address and starts it.
  case startPod(UID)
  /// The kubelet is done with a deleted pod.
  case removePod(UID)
  /// Churn: the pod is deleted, and its workload replaces it.
  case replacePod(UID)
  /// A job's pod succeeds.
  case finishPod(UID)
  /// A finished pod is cleaned up.
  case collectPod(UID)
  /// The CNI may hand out a released address again.
  case endCooling(node: String, IPv4Address)
  /// The scheduler looks again at all pods it could not place.
  case retryScheduling
  /// The API server forgets old events.
  case sweepEvents
}

/// Tasks in the order of their times; those of one moment in the order they were set.
struct AlarmClock: Sendable {
  private struct Alarm: Sendable {
    let at: Timestamp
    let number: Int
    let task: SimulatedTask
  }

  /// Latest first, so that the next one is taken off the end.
  private var alarms: [Alarm] = []
  private var count = 0

  mutating func set(_ task: SimulatedTask, at moment: Timestamp) {
    count += 1
    let alarm = Alarm(at: moment, number: count, task: task)
    var (low, high) = (0, alarms.count)
    while low < high {
      let middle = (low + high) / 2
      // An equal time was set earlier and so comes off the end first.
      if alarms[middle].at > moment { low = middle + 1 } else { high = middle }
    }
    alarms.insert(alarm, at: low)
  }

  /// The next task up to `moment` and its time; nil if there is none.
  mutating func next(upTo moment: Timestamp) -> (at: Timestamp, task: SimulatedTask)? {
    guard let last = alarms.last, last.at <= moment else { return nil }
    alarms.removeLast()
    return (last.at, last.task)
  }
}
