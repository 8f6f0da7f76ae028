import Capacity
import Testing

@testable import Reports

@Suite("A check")
struct CheckTests {
  private typealias Topics = ForecastTopicTests
  private static let now = Topics.today + 43_500

  /// A cluster of one node group and one subnet, both with the same use on each of forty days, collected five minutes
  /// before `now`.
  private func history(
    _ name: String = "myeks", slotsUsed: Int64 = 40, subnetUsed: Int64 = 100, subnet: String = "subnet-1",
    collectedAt: Timestamp = Topics.today + 43_200, subnetsKnownAt: Timestamp? = nil, spells: [PendingSpell] = [],
    collections: [RecordedCollection] = []
  ) -> FakeHistory.Cluster {
    func buckets(_ knownAt: Timestamp) -> [TrendBucket] {
      (-40...0).map { day in
        let start = Topics.today + Int64(day) * 86_400
        return TrendBucket(
          startsAt: start, collections: 288, knownAt: start <= knownAt ? min(start + 86_100, knownAt) : nil)
      }
    }
    let addresses = TrendInterval(
      group: SubnetGroup(subnetID: subnet), from: Topics.today + -40 * 86_400, to: nil,
      counters: SubnetCounters(ipsTotal: 250, ipsAvailable: 250 - subnetUsed), peak: Load(used: subnetUsed, of: 250))
    let slots = Trend(
      bucketSeconds: 86_400, buckets: buckets(collectedAt), intervals: [Topics.interval("", -40, nil, slotsUsed)])
    return FakeHistory.Cluster(
      cluster: RecordedCluster(
        id: name == "myeks" ? 1 : 2,
        identity: ClusterIdentity(name: name, kubernetesVersion: "v1.31.2", region: "ap-northeast-2"),
        firstCollectedAt: Topics.today + -400 * 86_400, lastCollectedAt: collectedAt),
      collections: collections, spells: spells, slotTrends: [.cluster: slots],
      subnetTrends: [
        .subnet: Trend(
          bucketSeconds: 86_400, buckets: buckets(subnetsKnownAt ?? collectedAt), intervals: [addresses])
      ])
  }

  private func outcome(
    _ clusters: FakeHistory.Cluster..., limits: CheckLimits = CheckLimits(), of names: [String] = []
  ) throws -> CheckOutcome {
    var history = FakeHistory()
    history.all = clusters
    return try Check.outcome(of: names, in: history, limits: limits, now: Self.now)
  }

  private func spell(since seconds: Int64, endedAt: Timestamp? = nil) -> PendingSpell {
    PendingSpell(
      namespace: "default", pod: "p", workload: "", reason: .podSlots, message: "",
      pendingSince: Topics.today + 43_200 + -seconds, scheduledAt: endedAt, endedAt: endedAt)
  }

  @Test("says what comes nearest to a limit where none is passed, and gives all numbers with limits and ranges")
  func ok() throws {
    let outcome = try outcome(history())
    #expect(outcome.status == .ok && outcome.status.exitCode == 0)
    #expect(
      outcome.line == """
        CAPDB OK - myeks pod-slots: 40.0 % used; myeks: no pod waits; myeks: last collected 5m ago \
        | 'myeks pod-slots used'=40.0%;80;90;0;100 'myeks subnet subnet-1 used'=40.0%;80;90;0;100 \
        'myeks pod-slots runway_days'=U;30:;7:;0 'myeks subnet subnet-1 runway_days'=U;30:;7:;0 \
        'myeks pending'=0s;300;1800;0 'myeks age'=300s;1800;7200;0
        """)
    #expect(
      outcome.details == [
        "OK - myeks pod-slots: 40.0 % used", "OK - myeks subnet subnet-1: 40.0 % used",
        "OK - myeks pod-slots: not full within a year", "OK - myeks subnet subnet-1: not full within a year",
        "OK - myeks: no pod waits", "OK - myeks: last collected 5m ago",
      ])
  }

  @Test("puts the worst first, before what is unknown, and ends with its state")
  func worst() throws {
    let outcome = try outcome(
      history(slotsUsed: 85, subnetUsed: 230, subnetsKnownAt: Topics.today + -86_400, spells: [spell(since: 2000)]))
    #expect(outcome.status == .critical)
    #expect(
      outcome.line.hasPrefix(
        """
        CAPDB CRITICAL - myeks: a pod has waited for 33m20s; myeks pod-slots: 85.0 % used; \
        myeks subnet subnet-1: use unknown since \(Topics.today + -86_400); \
        myeks subnet subnet-1: runway unknown since \(Topics.today + -86_400) |
        """))
    #expect(outcome.line.contains("'myeks subnet subnet-1 used'=U;80;90;0;100"))
  }

  @Test("takes a full subnet for a runway of no days")
  func full() throws {
    let outcome = try outcome(history(subnetUsed: 250))
    #expect(
      outcome.line.hasPrefix("CAPDB CRITICAL - myeks subnet subnet-1: 100.0 % used; myeks subnet subnet-1: full |"))
    #expect(outcome.line.contains("'myeks subnet subnet-1 runway_days'=0;30:;7:;0 "))
  }

  @Test("is unknown where all that is wrong is not known, and critical where nothing was collected for long")
  func unknown() throws {
    #expect(try outcome(history(subnetsKnownAt: Topics.today + -86_400)).status == .unknown)
    let old = try outcome(history(collectedAt: Topics.today))
    #expect(old.status == .critical)
    #expect(old.line.hasPrefix("CAPDB CRITICAL - myeks: last collected 12h5m ago; myeks pod-slots: use unknown since"))
    #expect(old.line.contains("'myeks pending'=U;300;1800;0"))
    #expect(CheckOutcome(unknown: "no such file").line == "CAPDB UNKNOWN - no such file")
    #expect(CheckOutcome([]).status == .unknown)
  }

  @Test("does not miss subnets that are no longer asked for")
  func notAsked() throws {
    let collection = RecordedCollection(
      number: 9, observedAt: Topics.today,
      record: CollectionRecord(
        startedAt: Topics.today, finishedAt: Topics.today, milliseconds: 1, bytesReceived: 1),
      sources: [.subnets: .notAsked], counts: [:], changes: 0, error: nil)
    let outcome = try outcome(history(subnetsKnownAt: Topics.today + -86_400, collections: [collection]))
    #expect(outcome.status == .ok && !outcome.line.contains("subnet"))
  }

  @Test("counts only pods that wait still, up to when they were last seen")
  func pending() throws {
    let outcome = try outcome(
      history(spells: [spell(since: 9000, endedAt: Topics.today + 43_000), spell(since: 301), spell(since: 60)]))
    #expect(outcome.line.hasPrefix("CAPDB WARNING - myeks: a pod has waited for 5m1s |"))
  }

  @Test("names five and counts the rest, over several clusters, or looks at those asked for")
  func several() throws {
    let bad = history(slotsUsed: 100, subnetUsed: 250, collectedAt: Topics.today + 43_200, spells: [spell(since: 400)])
    let other = history("other", slotsUsed: 100, subnetUsed: 240)
    #expect(try outcome(bad, other).line.contains("; and 3 more |"))
    let one = try outcome(bad, other, of: ["other"])
    #expect(!one.line.contains("myeks") && one.status == .critical)
    #expect(throws: ReportError.unknownCluster("none", known: ["myeks"])) { try outcome(bad, of: ["none"]) }
    #expect(throws: ReportError.emptyHistory) { try outcome() }
  }

  @Test("keeps names from breaking the line: bars, ends of lines, quotes and equals signs")
  func quoting() throws {
    let line = try outcome(history("it's|a=b\nc")).line
    #expect(line.hasPrefix("CAPDB OK - it's/a=b c pod-slots: 40.0 % used;"))
    #expect(line.contains(" | 'it''s/a_b c pod-slots used'=40.0%;80;90;0;100 "))
    #expect(line.split(separator: "|").count == 2 && !line.contains("\n"))
  }

  @Test("leaves a limit that is off out of the numbers")
  func off() throws {
    var limits = CheckLimits()
    limits.used.critical = nil
    limits.runway = CheckLimit(warning: nil, critical: nil, isFloor: true)
    let outcome = try outcome(history(subnetUsed: 250), limits: limits)
    #expect(outcome.status == .warning)
    #expect(outcome.line.contains("'myeks subnet subnet-1 used'=100.0%;80;;0;100 "))
    #expect(outcome.line.contains("'myeks subnet subnet-1 runway_days'=0;;;0 "))
  }
}

@Suite("A limit of a check")
struct CheckLimitTests {
  private func whole(_ number: Int64) -> FixedDecimal { FixedDecimal(units: number, digits: 0) }

  @Test("is passed beyond it and not at it")
  func status() {
    let ceiling = CheckLimit(warning: whole(80), critical: whole(90))
    #expect(
      [800, 801, 900, 901].map { ceiling.status(of: FixedDecimal(units: $0, digits: 1)) }
        == [.ok, .warning, .warning, .critical])
    let floor = CheckLimit(warning: whole(30), critical: whole(7), isFloor: true)
    #expect([30, 29, 7, 6].map { floor.status(of: whole($0)) } == [.ok, .warning, .warning, .critical])
  }

  @Test("has its warning before the critical state")
  func order() {
    #expect(CheckLimit(warning: whole(80), critical: whole(80)).isOrdered)
    #expect(!CheckLimit(warning: whole(95), critical: whole(90)).isOrdered)
    #expect(!CheckLimit(warning: whole(5), critical: whole(7), isFloor: true).isOrdered)
    #expect(CheckLimit(warning: nil, critical: whole(7), isFloor: true).isOrdered)
  }

  @Test("is written as a percentage or a length of time, or is off")
  func parsing() throws {
    func percent(_ text: String) -> String? {
      CheckLimitExpression(percent: text).map { $0.limit?.description ?? "off" }
    }
    #expect(["80", "92.5%", "off", "0"].map(percent) == ["80", "92.5", "off", "0"])
    #expect(["101", "-1", "", "%", "1e1", "abc", "1.2.3"].map(percent) == Array(repeating: nil, count: 7))
    func days(_ text: String) -> String? {
      let setting = DurationSetting(
        "--warning-runway", examples: "14d", bounds: 0...366 * 86_400, unitSeconds: 86_400, alternative: "off")
      let limit = try? CheckLimitExpression(duration: text, of: setting)
      return limit.map { $0.limit?.description ?? "off" }
    }
    #expect(["30d", "4w", "48h", "1y", "off"].map(days) == ["30", "28", "2", "365", "off"])
    #expect(["30", "36h", "d", "-1d", "400d", "2y", ""].map(days) == Array(repeating: nil, count: 7))
    let seconds = DurationSetting("--warning-age", examples: "90s", bounds: 0...366 * 86_400)
    #expect(try CheckLimitExpression(duration: "90s", of: seconds).limit == whole(90))
  }

  @Test("is told in its two largest units")
  func durations() {
    let texts = [0, 59, 60, 301, 3600, 43_500, 86_400, 90_060].map(CheckMeasure.duration)
    #expect(texts == ["0s", "59s", "1m", "5m1s", "1h", "12h5m", "1d", "1d1h"])
  }
}
