import Capacity
import Testing

@testable import Reports

@Suite("Asking for a report")
struct ReportRequestTests {
  private func column(_ name: String, of report: Report) throws -> [ReportCell] {
    let index = try #require(report.table.columns.firstIndex { $0.name == name })
    return (0..<report.table.rowCount).map { report.table.cell(row: $0, column: index) }
  }

  private func twoClusters() -> FakeHistory {
    let east = recorded(
      snapshot(node: node("e1", pods: 20), interfaces: [eni(0, addresses(10, 6))]), cluster: cluster("east", id: 1))
    let west = recorded(
      snapshot(node: node("w1", pods: 10), interfaces: [eni(0, addresses(10, 6))]), cluster: cluster("west", id: 2),
      at: noon + -300)
    return FakeHistory(
      .init(cluster: east.cluster, states: [east]), .init(cluster: west.cluster, states: [west]))
  }

  @Test("rows of several clusters follow each other")
  func allClusters() throws {
    let report = try Topic.nodes.report(ReportRequest(now: noon), from: twoClusters())
    #expect(try column("cluster", of: report) == [.text("east"), .text("west")])
    #expect(report.from == noon + -300 && report.to == noon)
  }

  @Test("a cluster is chosen by its name")
  func oneCluster() throws {
    let report = try Topic.nodes.report(ReportRequest(clusters: ["west"], now: noon), from: twoClusters())
    #expect(try column("node", of: report) == [.text("w1")])
    #expect(report.from == noon + -300 && report.to == noon + -300)
  }

  @Test("an unknown cluster is answered with the known ones")
  func unknownCluster() {
    #expect(throws: ReportError.unknownCluster("north", known: ["east", "west"])) {
      try Topic.nodes.report(ReportRequest(clusters: ["north"], now: noon), from: twoClusters())
    }
  }

  @Test("an empty history says so for every topic", arguments: Topic.all.map(\.name))
  func emptyHistory(topic: String) throws {
    let topic = try Topic.named(topic)
    #expect(throws: ReportError.emptyHistory) { try topic.report(ReportRequest(now: noon), from: FakeHistory()) }
  }

  @Test("a moment before the first collection is an error, one before that of some clusters a notice")
  func beforeFirst() throws {
    let moment = noon + -2 * 86_400
    #expect(throws: ReportError.nothingRecorded(at: moment, first: noon + -86_400)) {
      try Topic.nodes.report(ReportRequest(at: moment, now: noon), from: twoClusters())
    }
    let between = try Topic.nodes.report(ReportRequest(at: noon + -100, now: noon), from: twoClusters())
    #expect(try column("cluster", of: between) == [.text("west")])
    #expect(between.notices.count == 1 && between.notices[0].hasPrefix("east: no collection is recorded up to"))
    #expect(between.from == noon + -100 && between.to == noon + -100)
  }

  @Test("rows are sorted by a column, from high to low on demand, unknown values last either way")
  func sorting() throws {
    let nodes = [("a", 5), ("b", nil), ("c", 30), ("d", 5)].map { node($0.0, instance: nil, pods: $0.1) }
    let history = FakeHistory(recorded(Snapshot(nodes: .known(nodes), pods: .known([]))))
    func order(_ sort: SortOrder) throws -> [ReportCell] {
      try column("node", of: Topic.nodes.report(ReportRequest(now: noon, sort: sort), from: history))
    }
    #expect(try order(SortOrder(column: "pods_allocatable")) == ["a", "d", "c", "b"].map(ReportCell.text))
    #expect(
      try order(SortOrder(column: "pods_allocatable", isDescending: true)) == ["c", "a", "d", "b"].map(ReportCell.text))
  }

  @Test("a column that the topic does not have is answered with those it has")
  func unknownColumn() {
    #expect(
      throws: ReportError.unknownColumn("slots", topic: "nodes", known: Topic.nodes.columns.map(\.name))
    ) {
      try Topic.nodes.report(ReportRequest(now: noon, sort: SortOrder(column: "slots")), from: twoClusters())
    }
  }

  @Test("a limit cuts the rows after sorting")
  func limit() throws {
    let request = ReportRequest(now: noon, sort: SortOrder(column: "pods_allocatable"), limit: 1)
    #expect(try column("node", of: Topic.nodes.report(request, from: twoClusters())) == [.text("w1")])
    #expect(try Topic.nodes.report(ReportRequest(now: noon, limit: 0), from: twoClusters()).table.rowCount == 0)
    #expect(throws: ReportError.badLimit(-1)) {
      try Topic.nodes.report(ReportRequest(now: noon, limit: -1), from: twoClusters())
    }
  }

  @Test("options that a topic does not have are refused")
  func unfitOptions() {
    #expect(throws: ReportError.unfitOption("--since", topic: "nodes", instead: "--at")) {
      try Topic.nodes.report(ReportRequest(since: noon, now: noon), from: twoClusters())
    }
    #expect(throws: ReportError.unfitOption("--at", topic: "pending", instead: "--since and --until")) {
      try Topic.pending.report(ReportRequest(at: noon, now: noon), from: twoClusters())
    }
  }

  @Test("a span that ends before it begins is refused")
  func emptySpan() {
    #expect(throws: ReportError.emptySpan(since: noon, until: noon + -1)) {
      try Topic.pending.report(ReportRequest(since: noon, until: noon + -1, now: noon), from: twoClusters())
    }
  }

  @Test("every error is one line")
  func descriptions() {
    let errors: [ReportError] = [
      .unknownTopic("x", known: ["a"]), .unknownColumn("x", topic: "t", known: ["a"]),
      .unknownCluster("x", known: ["a"]), .badTime("x", option: "--at"), .badSortOrder("x"), .badLimit(-1),
      .unfitOption("--at", topic: "t", instead: "--since"), .emptySpan(since: noon, until: noon), .emptyHistory,
      .nothingRecorded(at: noon, first: noon),
    ]
    for error in errors {
      #expect(!error.description.isEmpty && !error.description.contains("\n"))
    }
    #expect(errors.count(where: \.isUsageError) == 7)
  }
}

@Suite("Notices")
struct NoticeTests {
  private func notices(_ snapshot: Snapshot, knownAt: [Source: Timestamp]? = nil, at: Timestamp? = nil) throws
    -> [String]
  {
    let history = FakeHistory(recorded(snapshot, knownAt: knownAt))
    return try Topic.nodes.report(ReportRequest(at: at, now: noon), from: history).notices
  }

  @Test("name the sources that are unknown, why, and when they were last known")
  func unknown() throws {
    var snapshot = snapshot(interfaces: [eni(0, addresses(10, 6))])
    snapshot.pods = .unknown(.failed, error: "connection refused")
    snapshot.subnets = .unknown(.failed, error: "UnauthorizedOperation")
    snapshot.networkInterfaces = .unknown(.failed, error: "UnauthorizedOperation")
    let found = try notices(snapshot, knownAt: [.pods: noon + -300], at: noon)
    #expect(
      found == [
        "myeks: pods unknown at \(noon): connection refused; last known at \(noon + -300)",
        "myeks: network-interfaces, subnets unknown at \(noon): UnauthorizedOperation",
      ])
  }

  @Test("say that the latest known values are old")
  func old() throws {
    let known = Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, $0 == .pods ? noon + -600 : noon) })
    let found = try notices(snapshot(interfaces: [eni(0, addresses(10, 6))]), knownAt: known)
    #expect(found == ["myeks: pods as of \(noon + -600): no later collection has a complete answer"])
  }

  @Test("keep silent about sources that are not asked and about those that the topic does not need")
  func silent() throws {
    let known = snapshot(interfaces: [])
    #expect(try notices(Snapshot(nodes: known.nodes, pods: known.pods, cni: known.cni)) == [])
    var other = snapshot(interfaces: [eni(0, addresses(10, 6))])
    other.events = .unknown(.failed, error: "x")
    #expect(try notices(other) == [])
  }
}
