import Capacity
import Foundation

/// Tells what time it is. The demo puts a clock of its own in its place.
protocol WallClock: Sendable {
  /// The present moment.
  var now: Timestamp { get }
}

/// The system's clock.
struct SystemClock: WallClock {
  var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) }
}
