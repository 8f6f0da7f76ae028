import Capacity
import Testing

@testable import Reports

@Suite("Maps of a span, as changes")
struct MapChangesTests {
  /// The article's cluster every hour: 2, 30, 42 replicas, twice the same, and then 50 of which 8 wait.
  private static func article() -> FakeHistory {
    let counts = [2, 30, 42, 42]
    var states = counts.enumerated().map { hour, replicas in
      at(Int64(hour) * 3600, ArticleCluster.state(replicas: replicas))
    }
    states.append(at(4 * 3600, ArticleCluster.state))
    return FakeHistory(
      FakeHistory.Cluster(
        cluster: cluster(lastCollectedAt: noon + 4 * 3600), states: states, spells: ArticleCluster.spells))
  }

  private static func at(_ seconds: Int64, _ state: RecordedState) -> RecordedState {
    var state = state
    state.observedAt = noon + seconds
    return state
  }

  private func changes(_ history: FakeHistory, since: Timestamp? = nil, step: Int64? = nil) throws -> MapChanges {
    try MapChanges(ReportRequest(since: since, now: noon + 5 * 3600, step: step), from: history)
  }

  @Test("the article's cluster fills from 2 to 50 replicas, with 8 without a node at the end")
  func article() throws {
    let changes = try changes(Self.article())
    #expect(changes.moments == [0, 1, 2, 4].map { noon + $0 * 3600 })
    let totals = changes.moments.indices.compactMap { changes.totals(at: $0) }
    #expect(totals.map(\.slotsUsed) == [11, 39, 51, 51])
    #expect(totals.map(\.waiting) == [0, 0, 0, 8])
    #expect(changes.nodes.count == 3 && changes.pods.count == 59)
    #expect(changes.waits.allSatisfy { $0.from == 3 && $0.to == nil && $0.value.reason == .podSlots })
    let last = changes.nodes(at: 3)
    #expect(last.count == 3 && last.allSatisfy { $0.cells.count == 17 && !$0.cells.contains(.free) })
    #expect(last.allSatisfy { $0.interfaces.count == 3 })
  }

  @Test("what does not change is written once")
  func once() throws {
    let changes = try changes(Self.article())
    // 51 pods got a slot and kept it.
    #expect(changes.placements.count == 51 && changes.placements.allSatisfy { $0.to == nil })
    #expect(changes.interfaces.count == 9)
  }

  @Test("a pod keeps its slot, and the next one gets the first free slot")
  func slots() throws {
    func state(_ seconds: Int64, _ numbers: [Int]) -> RecordedState {
      recorded(
        snapshot(pods: numbers.map { pod($0, ip: "10.0.0.\(10 + $0)") }, interfaces: [eni(0, addresses(10, 6))]),
        at: noon + seconds)
    }
    let history = FakeHistory(
      FakeHistory.Cluster(
        cluster: cluster(lastCollectedAt: noon + 120),
        states: [state(0, [1, 2, 3]), state(60, [1, 3]), state(120, [1, 3, 4])]))
    let changes = try changes(history)
    let slots = changes.placements.map { (changes.pods[$0.subject].name, $0.value.slot, $0.from, $0.to) }
    #expect(slots.map(\.0) == ["pod-1", "pod-2", "pod-3", "pod-4"] && slots.map(\.1) == [0, 1, 2, 1])
    #expect(slots.map(\.2) == [0, 0, 0, 2] && slots.map(\.3) == [nil, 1, nil, nil])
    #expect(changes.nodes(at: 1).first?.cells.prefix(3) == [.running, .free, .running])
  }

  @Test("at every moment the cells are those of the state", arguments: [UInt64(1), 2, 3])
  func everyMoment(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let states = (0..<30).map { RandomStates.state(Int64($0) * 300, &random) }
    let history = FakeHistory(
      FakeHistory.Cluster(cluster: cluster(lastCollectedAt: states.last?.observedAt), states: states))
    let changes = try changes(history)
    for state in states {
      let moment = try #require(changes.moments.lastIndex { $0 <= state.observedAt })
      let map = ClusterMap(of: state, spells: [])
      let expected = (map.nodes ?? []).map {
        Boxed(name: $0.name, cells: $0.cells, enis: $0.interfaces?.map(\.used) ?? [])
      }
      let found = changes.nodes(at: moment).map { node in
        Boxed(name: changes.nodes[node.node].name, cells: node.cells, enis: node.interfaces.map(\.value.used))
      }
      #expect(Set(found) == Set(expected))
      #expect(changes.totals(at: moment)?.slotsUsed == map.slotsUsed)
      let waiting = changes.waits.filter { $0.holds(at: moment) }.map { changes.pods[$0.subject].name }
      #expect(waiting.sorted() == map.waiting?.map(\.name))
    }
  }

  /// A node's name, how many cells of each use it has, and the addresses that pods hold of its ENIs.
  private struct Boxed: Hashable {
    let name: String
    let counts: [Int]
    let enis: [Int?]

    init(name: String, cells: [SlotUse], enis: [Int?]) {
      self.name = name
      counts = SlotUse.allCases.map { use in cells.count { $0 == use } }
      self.enis = enis
    }
  }

  @Test("an unknown source leaves what was known, marked as unknown until it answers again")
  func unknown() throws {
    var states = [0, 60, 120].map { Self.at($0, ArticleCluster.state(replicas: 5)) }
    states[1].snapshot.pods = .unknown(.failed, error: "timeout")
    let changes = try changes(
      FakeHistory(FakeHistory.Cluster(cluster: cluster(lastCollectedAt: noon + 120), states: states)))
    #expect(changes.moments.count == 3)
    #expect(changes.unknown == [MapInterval(subject: 0, from: 1, to: 2, value: [.pods])])
    #expect(changes.placements.allSatisfy { $0.from == 0 && $0.to == nil })
  }

  @Test("a span without a collection is a gap")
  func gaps() throws {
    let states = [0, 300, 600, 4200, 4500].map { Self.at($0, ArticleCluster.state(replicas: 5)) }
    let changes = try changes(
      FakeHistory(FakeHistory.Cluster(cluster: cluster(lastCollectedAt: noon + 4500), states: states)))
    #expect(changes.gaps == [MapChanges.Gap(cluster: 0, from: noon + 600, to: noon + 4200)])
    // Nothing changed, so the first and the last moment remain.
    #expect(changes.moments == [noon, noon + 4500])
  }

  @Test("clusters that are collected at different times share the numbers of moments")
  func clusters() throws {
    func cluster(_ name: String, _ id: Int64, _ seconds: [Int64]) -> FakeHistory.Cluster {
      let recordedCluster = ReportsTests.cluster(name, id: id, lastCollectedAt: noon + 900)
      return FakeHistory.Cluster(
        cluster: recordedCluster,
        states: seconds.enumerated().map { place, second in
          var state = ArticleCluster.state(replicas: place * 3)
          state.cluster = recordedCluster
          state.observedAt = noon + second
          return state
        })
    }
    let changes = try changes(FakeHistory(cluster("a", 1, [0, 600]), cluster("b", 2, [300, 900])))
    #expect(changes.clusters == ["a", "b"] && changes.moments == [0, 300, 600, 900].map { noon + $0 })
    #expect(changes.nodes.map(\.cluster) == [0, 0, 0, 1, 1, 1])
    #expect(changes.nodes(at: 0).count == 3 && changes.nodes(at: 1).count == 6)
    #expect((0..<4).map { changes.totals(at: $0)?.slotsUsed } == [9, 18, 21, 24])
    #expect(changes.interfaces.allSatisfy { changes.nodes[$0.node].name.contains("ip-192-168") })
  }

  @Test("a span with too many collections has a moment for each step, and says how long a step is")
  func steps() throws {
    let history = Self.article()
    #expect(try changes(history).stepSeconds == nil)
    let coarse = try changes(history, step: 7200)
    #expect(coarse.stepSeconds == 7200 && coarse.moments.count == 3)
    var minutes = FakeHistory.Cluster(cluster: cluster(lastCollectedAt: noon + 86_340))
    minutes.states = (0..<1440).map { Self.at(Int64($0) * 60, ArticleCluster.state(replicas: $0 % 40)) }
    minutes.collections = minutes.states.map { state in
      var collection = ArticleCluster.collection
      collection.observedAt = state.observedAt
      return collection
    }
    let day = try changes(FakeHistory(minutes))
    #expect(day.stepSeconds == 300 && (280...290).contains(day.moments.count))
  }

  @Test("a span in which nothing was recorded has no moments and says so")
  func nothing() throws {
    let changes = try MapChanges(
      ReportRequest(since: noon + 86_400, until: noon + 90_000, now: noon + 90_000), from: Self.article())
    #expect(changes.moments.isEmpty && changes.clusters.isEmpty)
    #expect(changes.notices == ["myeks: no collection is recorded from 2026-11-24T04:40:00Z to 2026-11-24T05:39:59Z"])
  }

  @Test("a span that ends before it begins is refused")
  func emptySpan() {
    #expect(throws: ReportError.emptySpan(since: noon, until: noon + -60)) {
      try MapChanges(ReportRequest(since: noon, until: noon + -60, now: noon), from: Self.article())
    }
  }
}

/// States of two nodes with pods that come, go, move and wait.
private enum RandomStates {
  static func state(_ seconds: Int64, _ random: inout SeededRandom) -> RecordedState {
    var state = snapshot(interfaces: [])
    state.nodes = .known([node("n1", instance: "i-1", pods: 8), node("n2", instance: "i-2", pods: 6)])
    state.networkInterfaces = .known([eni(0, addresses(10, 6)), eni(0, addresses(20, 6), instance: "i-2")])
    state.pods = .known((1...12).compactMap { pod($0, &random) })
    return recorded(state, at: noon + seconds)
  }

  private static func pod(_ number: Int, _ random: inout SeededRandom) -> Pod? {
    let place = Int.random(in: 0..<8, using: &random)
    guard place < 5 else { return nil }
    let host = Int.random(in: 0..<5, using: &random)
    var pod = ReportsTests.pod(
      number, on: place < 2 ? "n1" : place < 4 ? "n2" : nil,
      ip: place < 4 ? "10.0.0.\(place < 2 ? 11 + host : 21 + host)" : nil,
      phase: place < 4 ? .running : .pending)
    pod.isTerminating = place == 0
    return pod
  }
}
