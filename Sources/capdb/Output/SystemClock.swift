import Capacity
import Foundation

/// Gives the present time. The demo runs on the clock of its simulated cluster.
protocol WallClock: Sendable {
  /// The present moment.
  var now: Timestamp { get }
}

/// The system's clock.
struct SystemClock: WallClock {
  var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) }
}
