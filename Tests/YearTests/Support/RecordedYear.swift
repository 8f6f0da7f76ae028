import Capacity
import ClusterSimulator
import Foundation
import History
import YearOfHistory

/// The small year, recorded once for all tests, and the simulated cluster as it was at moments chosen at random.
struct RecordedYear: Sendable {
  /// A collection and the cluster that it saw.
  struct Seen: Sendable {
    var collection: ScheduledCollection
    var cluster: SimulatedCluster
  }

  let year: YearOfHistory
  /// The history's file.
  let database: String
  /// A hundred moments of the year after its first collection, and one behind a collection of each outcome.
  let moments: [Timestamp]
  /// The collections of the days that these moments lie in, and the latest one before each moment.
  let seen: [Seen]

  /// The year, recorded when it is first asked for.
  static let shared = Result { try RecordedYear() }

  private init() throws {
    let year = YearOfHistory(.small)
    self.year = year
    var random = SeededRandom(seed: 100)
    let first = year.collections[0].at
    let chosen = (1...100).map { _ in
      Timestamp(seconds: Int64.random(in: first.seconds..<year.end.seconds, using: &random))
    }
    let outcomes: [CollectionOutcome] = [
      .complete, .failed, .kubernetesDown, .podsTimedOut, .ec2Denied, .optionalDenied,
    ]
    let moments =
      chosen
      + outcomes.compactMap { outcome in
        year.collections.filter { $0.outcome == outcome }.randomElement(using: &random).map { $0.at + 1 }
      }
    self.moments = moments
    // In the folder of the build, where each run replaces what the one before left.
    let folder = Bundle.main.bundleURL.appending(path: "year-of-history-recorded")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    database = folder.appending(path: "capdb.db").path

    let days = Set(moments.map(\.day))
    let latest = Set(moments.compactMap { moment in year.collections.last { $0.at <= moment } })
    var seen: [Seen] = []
    let store = try HistoryStore(path: database)
    try store.doNotWaitForDisk()
    try year.record(into: store) { collection, cluster in
      guard latest.contains(collection) || days.contains(collection.at.day) else { return }
      seen.append(Seen(collection: collection, cluster: cluster))
    }
    try store.close()
    self.seen = seen
  }

  /// The latest collection up to a moment.
  func latest(at moment: Timestamp) -> Seen? { seen.last { $0.collection.at <= moment } }

  /// The collections of a span within a day of one of the moments.
  func collections(in span: Range<Timestamp>) -> [Seen] { seen.filter { span.contains($0.collection.at) } }
}

extension Timestamp {
  /// The beginning of the day.
  var day: Timestamp { beginning(of: 86_400) }

  /// The beginning of the bucket of so many seconds.
  func beginning(of seconds: Int64) -> Timestamp { Timestamp(seconds: self.seconds / seconds * seconds) }
}
