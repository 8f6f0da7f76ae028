import Synchronization

/// Counts calls from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// 1 for the first call.
  func next() -> Int {
    count.withLock { value in
      value += 1
      return value
    }
  }
}
