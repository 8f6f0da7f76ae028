import Capacity
import Testing

@testable import Reports

@Suite("The report forecast")
struct ForecastTopicTests {
  static let today = Timestamp(day: 20_100)

  /// One bucket a day, each with a collection, up to the beginning of `today`.
  static func buckets(_ days: ClosedRange<Int>, unknown: Set<Int> = []) -> [TrendBucket] {
    days.map { day in
      let start = today + Int64(day) * 86_400
      return TrendBucket(startsAt: start, collections: 288, knownAt: unknown.contains(day) ? nil : start + 86_100)
    }
  }

  static func slots(_ used: Int64, of total: Int64 = 100) -> SlotCounters {
    SlotCounters(nodes: 5, slotsAllocatable: total, slotsUsed: used, slotsFree: total - used)
  }

  static func interval(
    _ group: String, _ from: Int, _ to: Int?, _ used: Int64, peak: Int64? = nil, of total: Int64 = 100
  ) -> TrendInterval<String, SlotCounters> {
    TrendInterval(
      group: group, from: today + Int64(from) * 86_400, to: to.map { today + Int64($0) * 86_400 },
      counters: slots(used, of: total), peak: Load(used: peak ?? used, of: total))
  }

  static func history(
    nodeGroups: [TrendInterval<String, SlotCounters>] = [], whole: [TrendInterval<String, SlotCounters>] = [],
    subnets: [TrendInterval<SubnetGroup, SubnetCounters>] = [], days: ClosedRange<Int> = -40...0
  ) -> FakeHistory {
    var recorded = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "myeks", kubernetesVersion: "v1.31.2", region: "ap-northeast-2"),
      firstCollectedAt: today + -400 * 86_400, lastCollectedAt: today + 43_200)
    recorded.lastCollectedAt = today + Int64(days.upperBound) * 86_400 + 43_200
    let buckets = buckets(days)
    return FakeHistory(
      .init(
        cluster: recorded,
        slotTrends: [
          .nodeGroup: Trend(bucketSeconds: 86_400, buckets: buckets, intervals: nodeGroups),
          .cluster: Trend(bucketSeconds: 86_400, buckets: buckets, intervals: whole),
        ],
        subnetTrends: [.subnet: Trend(bucketSeconds: 86_400, buckets: buckets, intervals: subnets)]))
  }

  private func rows(_ history: FakeHistory, _ request: ReportRequest? = nil) throws -> [[ReportCell]] {
    let report = try Topic.forecast.report(request ?? ReportRequest(now: Self.today + 43_200), from: history)
    return (0..<report.table.rowCount).map { report.table.cells(ofRow: $0) }
  }

  private static let growing = (-40...0).map { day in
    interval("blue", day, day == 0 ? nil : day + 1, Int64(80 + day), peak: Int64(82 + day))
  }

  @Test("has a row for each subnet, node group and the cluster, the soonest exhausted first")
  func order() throws {
    let subnet = SubnetGroup(vpcID: "vpc-1", zone: "zone-a", subnetID: "subnet-1", cidr: IPv4Block("10.0.0.0/24"))
    let rows = try rows(
      Self.history(
        nodeGroups: Self.growing + [Self.interval("", -40, nil, 7), Self.interval("gone", -40, -3, 50)],
        whole: [Self.interval("", -40, nil, 100)],
        subnets: [
          TrendInterval(
            group: subnet, from: Self.today + -40 * 86_400, to: nil,
            counters: SubnetCounters(ipsTotal: 251, ipsAvailable: 201), peak: Load(used: 50, of: 251))
        ]))
    #expect(
      rows.map { Array($0[1...2]) } == [
        [.text("pod-slots"), .text("myeks")], [.text("pod-slots"), .text("blue")], [.text("pod-slots"), .absent],
        [.text("subnet"), .text("subnet-1")],
      ])
  }

  @Test("shows growth, date, interval and basis, against the daily peak")
  func dated() throws {
    let row = try #require(rows(Self.history(nodeGroups: Self.growing)).first)
    #expect(Array(row[3...5]) == [.integer(80), .integer(100), .decimal(FixedDecimal(units: 100, digits: 2))])
    // The last whole day peaked at 81 and each peaks one higher, so that of day 18 reaches 100.
    #expect(row[6] == .timestamp(Self.today + 18 * 86_400))
    #expect(row[9] == .integer(40) && row[10] == .absent)
    guard case .timestamp(let earliest) = row[7], case .timestamp(let latest) = row[8] else {
      Issue.record("no interval in \(row)")
      return
    }
    #expect(earliest <= Self.today + 18 * 86_400 && latest >= Self.today + 18 * 86_400)
    #expect(latest - earliest <= 4 * 86_400)
  }

  @Test("says what is full already, and since when")
  func exhausted() throws {
    let full = [Self.interval("blue", -40, -9, 90), Self.interval("blue", -9, nil, 100)]
    let row = try #require(rows(Self.history(nodeGroups: full)).first)
    let since = ReportCell.timestamp(Self.today + -9 * 86_400)
    #expect(Array(row[6...8]) == [since, since, since] && row[10] == .text("exhausted already"))
  }

  @Test("counts the day that still runs only where it is full")
  func running() throws {
    let low = Self.growing.dropLast() + [Self.interval("blue", 0, nil, 5)]
    let row = try #require(rows(Self.history(nodeGroups: Array(low))).first)
    #expect(row[3] == .integer(5) && row[6] == .timestamp(Self.today + 18 * 86_400))
    let full = Self.growing.dropLast() + [Self.interval("blue", 0, nil, 80, peak: 100)]
    #expect(try rows(Self.history(nodeGroups: Array(full))).first?[10] == .text("exhausted already"))
  }

  @Test("says why there is no date")
  func undated() throws {
    let short = (-5...0).map { Self.interval("blue", $0, $0 == 0 ? nil : $0 + 1, Int64(80 + $0)) }
    let row = try #require(rows(Self.history(nodeGroups: short, days: -5...0)).first)
    #expect(row[5...9] == [.absent, .absent, .absent, .absent, .integer(5)])
    #expect(row[10] == .text("too little history: 5 of 7 days"))
    let steady = try #require(rows(Self.history(nodeGroups: [Self.interval("blue", -40, nil, 20)])).first)
    #expect(Array(steady[6...8]) == [.absent, .absent, .absent] && steady[10] == .text("not within a year"))
    let empty = try #require(rows(Self.history(nodeGroups: [Self.interval("blue", -40, nil, 0, of: 0)])).first)
    #expect(empty[6] == .absent && empty[10] == .text("no pod slots"))
  }

  @Test("says how old the last sight is, where the collector stopped")
  func old() throws {
    let row = try #require(
      rows(Self.history(nodeGroups: [Self.interval("blue", -40, nil, 20)], days: -40...(-10))).first)
    #expect(
      row[10] == .text("not within a year; nothing known after \(Self.today + -10 * 86_400 + 86_100)"))
  }

  @Test("divides pod slots as asked, and refuses a step and unknown groupings")
  func requests() throws {
    let history = Self.history(nodeGroups: Self.growing, whole: [Self.interval("", -40, nil, 20)])
    let now = Self.today + 43_200
    #expect(try rows(history, ReportRequest(now: now, by: "cluster")).map { $0[2] } == [.text("myeks")])
    #expect(try rows(history, ReportRequest(now: now, by: "zone")).isEmpty)
    #expect(throws: ReportError.self) { try rows(history, ReportRequest(now: now, step: 3600)) }
    #expect(throws: ReportError.self) { try rows(history, ReportRequest(now: now, by: "subnet")) }
  }

  @Test("of a span without a known day has no rows and says so")
  func nothing() throws {
    let report = try Topic.forecast.report(ReportRequest(now: Self.today), from: Self.history())
    #expect(report.table.rowCount == 0)
    #expect(report.notices == ["myeks: nothing is known of the span of the forecast"])
  }
}

@Suite("Recorded use")
struct RecordedUseTests {
  private typealias Topics = ForecastTopicTests

  private func use(
    _ intervals: [TrendInterval<String, SlotCounters>], _ buckets: [TrendBucket], since: Timestamp? = nil
  ) -> RecordedUse? {
    Trend(bucketSeconds: 86_400, buckets: buckets, intervals: intervals)
      .recordedUse(since: since ?? Topics.today + -400 * 86_400, until: Topics.today).first?.use
  }

  private func day(_ day: Int, _ peak: Int64, _ total: Int64 = 100) -> RecordedUse.Day {
    .init(number: 20_100 + day, peak: peak, total: total)
  }

  @Test("is the peak on the day of a change, and what held on the days after it")
  func peaks() {
    let intervals = [Topics.interval("a", -5, -3, 40, peak: 60), Topics.interval("a", -3, nil, 30, peak: 45, of: 80)]
    #expect(
      use(intervals, Topics.buckets(-5 ... -1))?.days
        == [day(-5, 60), day(-4, 40), day(-3, 45, 80), day(-2, 30, 80), day(-1, 30, 80)])
  }

  @Test("leaves out days of which nothing is known")
  func unknown() {
    let buckets = Topics.buckets(-5 ... -1, unknown: [-4]).filter { $0.startsAt != Topics.today + -2 * 86_400 }
    #expect(use([Topics.interval("a", -5, nil, 40)], buckets)?.days == [day(-5, 40), day(-3, 40), day(-1, 40)])
  }

  @Test("begins on the first day that was collected from its beginning")
  func firstDay() {
    let buckets = Topics.buckets(-3 ... -1)
    let intervals = [Topics.interval("a", -3, nil, 40)]
    #expect(use(intervals, buckets, since: Topics.today + -3 * 86_400 + 7200)?.days == [day(-2, 40), day(-1, 40)])
    #expect(use(intervals, buckets, since: Topics.today + -3 * 86_400 + 60)?.days.count == 3)
  }

  @Test("keeps the day that still runs apart")
  func running() {
    let found = use([Topics.interval("a", -2, nil, 40)], Topics.buckets(-2...0))
    #expect(found?.days == [day(-2, 40), day(-1, 40)] && found?.running == day(0, 40))
  }

  @Test("is exhausted since the first of the latest days that all were")
  func exhaustedSince() {
    func since(_ peaks: [Int64], running: Int64? = nil) -> Int? {
      RecordedUse(
        days: peaks.enumerated().map { day($0.offset, $0.element) }, running: running.map { day(peaks.count, $0) },
        latest: Load(used: 50, of: 100), knownAt: Topics.today
      ).exhaustedSince.map { $0 - 20_100 }
    }
    #expect(since([100, 90, 100, 100]) == 2)
    #expect(since([100, 90]) == nil)
    #expect(since([90], running: 100) == 1)
    #expect(since([100], running: 60) == 0)
    #expect(since([]) == nil)
  }
}
