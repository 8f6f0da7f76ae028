#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How much is deleted in one transaction, so that a collection never waits long for the lock.
final class PruningPace {
  /// How many rows the next transaction deletes.
  private(set) var rows = 500

  /// How long a transaction is to take.
  private static let goal = Duration.milliseconds(100)
  private static let bounds = 100...20_000
  /// In the first 0.2 s of waiting SQLite looks for a lock every 50 ms or more often (`sqliteDefaultBusyCallback` in
  /// https://sqlite.org/src/file/src/main.c), so whoever waits finds it free in between.
  private static let pauseMicroseconds: UInt32 = 60_000

  /// Runs transactions until one has nothing to do.
  ///
  /// - Parameter transaction: is given how many rows it may delete, and returns how many it looked at.
  func run(_ transaction: (Int) throws -> Int) throws {
    while true {
      let begun = ContinuousClock.now
      guard try transaction(rows) > 0 else { return }
      let took = ContinuousClock.now - begun
      let factor = min(2, max(0.25, Self.goal / max(took, .milliseconds(1))))
      rows = min(Self.bounds.upperBound, max(Self.bounds.lowerBound, Int(Double(rows) * factor)))
      usleep(Self.pauseMicroseconds)
    }
  }
}
