import Capacity
import Database
import DatabasePostgres
import HubFixture
import PostgresServer
import RandomHistory
import Testing

@testable import History
@testable import Sync

/// A file and its hub keep what each is told to, and go on with each other.
@Suite("Retention", .enabled(if: PostgresServer.isAvailable, "\(PostgresServer.requirement)"))
struct RetentionSyncTests {
  /// What a history must know of the collections of a cluster.
  private struct Known {
    var position: Timestamp?
    var kept: [RetainedKind: Set<Timestamp>] = [:]

    mutating func prune(_ kinds: Set<RetainedKind>, before cutoff: Timestamp, of moments: [Timestamp]) {
      let mine = moments.filter { moment in position.map { moment <= $0 } ?? false }
      guard let horizon = mine.last(where: { $0 <= cutoff }) else { return }
      for kind in kinds { kept[kind] = kept[kind]?.filter { $0 >= horizon } }
    }

    /// Takes what another history has behind the position.
    mutating func append(_ other: Known, _ moments: [Timestamp]) {
      guard let end = other.position else { return }
      for moment in moments where moment > (position ?? Timestamp(seconds: 0)) && moment <= end {
        for kind in RetainedKind.facts where other.kept[kind]?.contains(moment) == true {
          kept[kind, default: []].insert(moment)
        }
      }
      position = max(end, position ?? end)
    }

    mutating func record(_ moment: Timestamp) {
      position = moment
      for kind in RetainedKind.facts { kept[kind, default: []].insert(moment) }
    }
  }

  /// Two files that record the same, one of which is pruned; a hub; and a file that pulls from it.
  private final class Scene {
    let hub: TestHub
    let whole: RandomFile
    let file: RandomFile
    let replica: RandomFile
    var random: SeededGenerator
    var known: [String: Known] = ["file": Known(), "hub": Known(), "replica": Known()]
    var moments: [Timestamp] = []

    init(_ kind: HubKind, seed: UInt64) throws {
      hub = try TestHub(kind)
      whole = try hub.fixture.file("whole.db")
      file = try hub.fixture.file()
      replica = try hub.fixture.file("replica.db")
      random = SeededGenerator(seed: seed)
    }

    func record(seed: UInt64) throws {
      let wait = Int64(random.pick([900, 20_000, 50_000]))
      for file in [whole, file] { try file.record(1, seed: seed, every: wait) }
      moments = try whole.reader().collections(of: 1, in: HubFixture.start..<openEnd, limit: nil).map(\.observedAt)
      if let last = moments.last { known["file"]?.record(last) }
    }

    func prune(_ name: String) throws {
      guard let position = known[name]?.position else { return }
      let kinds = Set(RetainedKind.allCases.filter { $0 != .collections && random.oneIn(2) })
      let cutoff = position + -Int64(random.number(0...6)) * 30_000
      let pruning = try name == "hub" ? hub.pruning() : HistoryPruning((name == "file" ? file : replica).store)
      let cluster = try #require(try pruning.clusters().first)
      _ = try pruning.run(
        cluster, keeping: Retention(Dictionary(uniqueKeysWithValues: kinds.map { ($0, 0) })), at: cutoff)
      known[name]?.prune(kinds, before: cutoff, of: moments)
    }

    func push() throws {
      let syncs = try hub.push(file, changesPerTransaction: random.pick([1, 40, 100_000]))
      #expect(syncs.allSatisfy { $0.isPushed(isReplacing: false) })
      if let from = known["file"] { known["hub"]?.append(from, moments) }
    }

    func pull() throws {
      guard known["hub"]?.position != nil else { return }
      _ = try hub.pull(to: replica)
      if let from = known["hub"] { known["replica"]?.append(from, moments) }
    }

    func check(_ name: String, _ reader: any HistoryReading) throws {
      guard let known = known[name], let position = known.position else { return }
      let truth = try whole.reader()
      let id = try #require(try reader.clusters().first).id
      for moment in moments where moment <= position {
        let state = try #require(try reader.state(of: id, at: moment))
        let want = try #require(try truth.state(of: 1, at: moment))
        let different = differingSources(state.snapshot, want.snapshot)
        for source in Source.allCases where want.snapshot.status(of: source) == .complete {
          let isKept = known.kept[RetainedKind(source)]?.contains(moment) == true
          #expect(different.contains(source) == !isKept, "\(name): \(source) at \(moment)")
          if !isKept { #expect(state.snapshot.status(of: source) == .pruned, "\(name): \(source) at \(moment)") }
        }
      }
      try checkDays(reader, id, truth, until: position)
    }

    /// A day that is known shows what it held.
    private func checkDays(_ reader: any HistoryReading, _ id: Int64, _ truth: any HistoryReading, until: Timestamp)
      throws
    {
      let end = until.bucket(of: 86_400)
      guard HubFixture.start < end else { return }
      let trends = try [(reader, id), (truth, 1)].map {
        try $0.0.slotTrend(of: $0.1, by: .node, in: HubFixture.start..<end, bucketSeconds: 86_400)
      }
      for bucket in trends[0].buckets where bucket.knownAt != nil {
        let shown = trends.map { trend in
          Set(
            trend.intervals.filter { $0.from <= bucket.startsAt && $0.to.map { $0 > bucket.startsAt } ?? true }
              .map { "\($0.group) \($0.counters)" })
        }
        #expect(shown[0] == shown[1], "\(bucket.startsAt)")
      }
    }
  }

  @Test(
    "at random moments of a file, its hub and a file that pulls from it", arguments: HubKind.allCases,
    1...2 as ClosedRange<UInt64>)
  func everywhere(kind: HubKind, seed: UInt64) throws {
    let scene = try Scene(kind, seed: seed)
    for _ in 1...9 {
      for _ in 1...scene.random.number(1...3) { try scene.record(seed: seed) }
      if scene.random.oneIn(2) { try scene.prune("file") }
      if !scene.random.oneIn(3) { try scene.push() }
      if scene.random.oneIn(2) { try scene.prune("hub") }
      if scene.random.oneIn(2) { try scene.pull() }
      if scene.random.oneIn(3) { try scene.prune("replica") }
    }
    try scene.push()
    try scene.pull()
    try scene.check("file", scene.file.reader())
    try scene.check("hub", scene.hub.reader())
    try scene.check("replica", scene.replica.reader())
    #expect(try scene.hub.push(scene.file).map(\.relation) == [.same])
  }

  @Test(
    "of a file beyond what its hub has leaves a gap in the hub, and what both had before stays",
    arguments: HubKind.allCases)
  func gap(kind: HubKind) throws {
    let hub = try TestHub(kind)
    let file = try hub.fixture.file()
    let whole = try hub.fixture.file("whole.db")
    for file in [file, whole] { try file.record(10, every: 9000) }
    try hub.push(file)
    for file in [file, whole] { try file.record(10, every: 9000) }
    let position = try whole.mark(10).observedAt
    let horizon = try whole.mark(16).observedAt
    let pruning = try HistoryPruning(file.store)
    let cluster = try #require(try pruning.clusters().first)
    _ = try pruning.run(cluster, keeping: Retention([.pods: 0, .enis: 0]), at: horizon)
    #expect(try hub.push(file).map(\.outcome.collections) == [10])
    let id = try #require(try hub.reader().clusters().first).id
    let spans = try hub.reader().prunedSpans(of: id)
    #expect(spans.spans(of: .pods) == [position + 1..<horizon] && spans.spans(of: .nodes) == [])
    try expectSameStates(hub.reader(), whole.reader(), from: Timestamp(seconds: 0), until: position + 1)
    try expectSameStates(hub.reader(), whole.reader(), from: horizon)
    let between = try hub.reader().state(of: id, at: whole.mark(13).observedAt)
    #expect(between?.snapshot.status(of: .pods) == .pruned)
  }
}
