import Capacity
import Testing

@testable import Reports

/// The article's cluster, whose only node group fills by one slot a day up to its 51 slots.
private func growingCluster(_ states: [RecordedState], days: Int = 21, last: Int64 = 51) -> FakeHistory {
  var cluster = FakeHistory.Cluster(cluster: ArticleCluster.state.cluster, states: states)
  let today = noon.seconds / 86_400
  let buckets = (1...days).map { day in
    let start = Timestamp(seconds: (today - Int64(days - day)) * 86_400)
    return TrendBucket(startsAt: start, collections: 288, knownAt: start + 43_200)
  }
  func counted(_ group: String, _ day: Int) -> TrendInterval<String, SlotCounters> {
    let used = last + Int64(day - days)
    return TrendInterval(
      group: group, from: buckets[day - 1].startsAt, to: day < days ? buckets[day].startsAt : nil,
      counters: SlotCounters(nodes: 3, slotsAllocatable: 51, slotsUsed: used, slotsFree: 51 - used),
      peak: Load(used: used, of: 51))
  }
  cluster.slotTrends = [
    .nodeGroup: Trend(bucketSeconds: 86_400, buckets: buckets, intervals: (1...days).map { counted("ng1", $0) }),
    .cluster: Trend(bucketSeconds: 86_400, buckets: buckets, intervals: (1...days).map { counted("", $0) }),
  ]
  cluster.cluster.firstCollectedAt = buckets[0].startsAt
  cluster.cluster.lastCollectedAt = noon
  return FakeHistory(cluster)
}

/// A state a week before.
private func lastWeek(_ state: RecordedState) -> RecordedState {
  var state = state
  state.observedAt = noon + -7 * 86_400
  return state
}

@Suite("The report exhaustion")
struct ExhaustionTopicTests {
  private func rows(_ history: FakeHistory, _ request: ReportRequest = ReportRequest(now: noon + 60)) throws
    -> [[ReportCell]]
  {
    try Topic.exhaustion.report(request, from: history).cells(
      "resource", "name", "used", "total", "binding_limit", "remedy")
  }

  @Test("names the group of nodes, what binds and the best remedy, and leaves out the cluster that is the same")
  func remedy() throws {
    #expect(
      try rows(growingCluster([ArticleCluster.state])) == [
        [
          .text("pod-slots"), .text("ng1"), .integer(51), .integer(51), .text("pod-slots"),
          .text("prefix delegation and 1 more node of t3.medium in ng1 for 30 more pods"),
        ]
      ])
  }

  @Test("says that no remedy is needed where pods of the coming month have room elsewhere")
  func room() throws {
    let state = ArticleCluster.state(replicas: 2)
    let room = try rows(growingCluster([state]))
    #expect(room[0].last == .text("none needed for a month of pods: the cluster has room for 30 more"))
  }

  @Test("has neither limit nor remedy where pods are unknown")
  func unknownPods() throws {
    var state = ArticleCluster.state
    state.snapshot.pods = .unknown(.failed, error: "no answer")
    #expect(try rows(growingCluster([state]))[0].suffix(2) == [.absent, .absent])
  }

  @Test("has no row for what is not full within a year, and none at all before a week has gone by")
  func nothing() throws {
    #expect(try rows(growingCluster([ArticleCluster.state(replicas: 2)], days: 3, last: 11)).isEmpty)
  }

  @Test("has as many rows as are wanted")
  func limited() throws {
    #expect(try rows(growingCluster([ArticleCluster.state]), ReportRequest(now: noon + 60, limit: 0)).isEmpty)
  }
}

@Suite("The report changes")
struct ChangesTopicTests {
  private func rows(_ states: [RecordedState], since: Timestamp? = nil) throws -> [[ReportCell]] {
    try Topic.changes.report(ReportRequest(since: since, now: noon + 60), from: growingCluster(states)).cells(
      "measure", "name", "before", "after", "change")
  }

  @Test("has what differs between two moments, and nothing else")
  func scaled() throws {
    var before = ArticleCluster.state(replicas: 2)
    before.snapshot.cni = .known(CNISettings(version: "v1.18.0", environment: ["WARM_ENI_TARGET": "1"]))
    var after = ArticleCluster.state
    after.snapshot.cni = .known(CNISettings(version: "v1.19.0", environment: ["WARM_IP_TARGET": "2"]))
    #expect(
      try rows([lastWeek(before), after]) == [
        [.text("slots_used"), .absent, .text("11"), .text("51"), .integer(40)],
        [.text("effective_free"), .absent, .text("40"), .text("0"), .integer(-40)],
        [.text("pods_pending"), .absent, .text("0"), .text("8"), .integer(8)],
        [.text("cni_setting"), .text("WARM_ENI_TARGET"), .text("1"), .absent, .absent],
        [.text("cni_setting"), .text("WARM_IP_TARGET"), .absent, .text("2"), .absent],
        [.text("cni_setting"), .text("version"), .text("v1.18.0"), .text("v1.19.0"), .absent],
      ])
  }

  @Test("leaves out what is unknown at either moment")
  func unknown() throws {
    var before = ArticleCluster.state(replicas: 2)
    before.snapshot.pods = .unknown(.denied, error: "forbidden")
    #expect(try rows([lastWeek(before), ArticleCluster.state]).isEmpty)
  }

  @Test("says where there are not two moments to compare")
  func single() throws {
    let report = try Topic.changes.report(ReportRequest(now: noon + 60), from: growingCluster([ArticleCluster.state]))
    #expect(report.rows.isEmpty)
    #expect(report.notices == ["myeks: nothing is known of two moments of the span"])
  }
}

@Suite("An overview")
struct OverviewTests {
  @Test("of the past is that of its moment, and says each thing once")
  func past() throws {
    let history = growingCluster([lastWeek(ArticleCluster.state(replicas: 2)), ArticleCluster.state])
    let overview = try Overview(ReportRequest(at: noon + -86_400, now: noon + 60), from: history)
    #expect(overview.summary.cells("slots_used") == [[.integer(11)]])
    #expect(overview.exhaustion.to == noon + -86_400)
    #expect(overview.changes.rows.isEmpty)
    #expect(Set(overview.notices).count == overview.notices.count)
  }
}
