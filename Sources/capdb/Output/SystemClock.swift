import Capacity
import Foundation

/// The system's clock.
struct SystemClock {
  /// The present moment.
  var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) }
}
