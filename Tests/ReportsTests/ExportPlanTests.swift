import Capacity
import Testing

@testable import Reports

@Suite("The plan of an export")
struct ExportPlanTests {
  private let history = FakeHistory(recorded(snapshot(interfaces: [])))

  private func plan(_ request: ExportRequest) throws -> ExportPlan { try ExportPlan(request, of: history) }

  private func request(
    clusters: [String] = [], topics: [String] = [], since: String = "90d", until: String? = nil
  ) throws -> ExportRequest {
    ExportRequest(
      clusters: clusters, topics: topics, since: try TimeExpression(parsing: since, option: "--since"),
      until: try until.map { try TimeExpression(parsing: $0, option: "--until") }, step: 86_400)
  }

  @Test("has every topic but the status, in a file of its name")
  func topics() throws {
    let plan = try plan(request())
    #expect(plan.parts.map(\.topic.name) == Topic.all.map(\.name).filter { $0 != "status" })
    #expect(plan.parts.map(\.fileName) == plan.parts.map { "\($0.topic.name).csv" })
    #expect(
      try self.plan(request(topics: ["pending", "nodes"])).parts.map(\.fileName) == ["nodes.csv", "pending.csv"])
  }

  @Test("ends with the latest collection and not with the present")
  func latest() throws {
    let plan = try plan(request())
    #expect(plan.until == noon + 1 && plan.stateAt == noon && plan.since == noon + 1 + -90 * 86_400)
  }

  @Test("counts --until back from the latest collection, and --since from the end")
  func distances() throws {
    let plan = try plan(request(since: "2d", until: "1d"))
    #expect(plan.until == noon + -86_400 && plan.since == noon + -3 * 86_400)
  }

  @Test("asks every topic as its kind wants, with the end of the span as the present")
  func requests() throws {
    for part in try plan(request()).parts {
      #expect(part.request.now == noon + 1)
      #expect(throws: Never.self) { try part.topic.check(part.request) }
      switch part.topic.kind {
      case .state: #expect(part.request.at == noon && part.request.since == nil)
      case .span: #expect(part.request.since == noon + 1 + -90 * 86_400 && part.request.until == noon + 1)
      case .trend(_, let groupings):
        #expect(part.request.step == 86_400 && part.request.until == noon + 1)
        #expect(groupings.isEmpty || groupings.contains(part.request.by ?? ""))
      case .present: #expect(part.request.at == nil && part.request.since == nil)
      }
    }
  }

  @Test("refuses what cannot be exported")
  func refusals() throws {
    let known = ExportPlan.topics.map(\.name)
    #expect(throws: ReportError.unknownTopic("status", known: known)) { try plan(request(topics: ["status"])) }
    #expect(throws: ReportError.unknownCluster("other", known: ["myeks"])) { try plan(request(clusters: ["other"])) }
    #expect(throws: ReportError.emptySpan(since: noon, until: noon + -60)) {
      try plan(ExportRequest(since: .moment(noon), until: .moment(noon + -60), step: 60))
    }
    #expect(throws: ReportError.emptyHistory) { try ExportPlan(request(), of: FakeHistory()) }
    #expect(throws: ReportError.nothingSucceeded) {
      try ExportPlan(request(), of: FakeHistory(.init(cluster: cluster("new", lastCollectedAt: nil))))
    }
  }
}

@Suite("The manifest of an export")
struct ExportManifestTests {
  private func collection(_ number: Int64, at offset: Int64, _ status: SourceStatus = .complete) -> RecordedCollection {
    RecordedCollection(
      number: number, observedAt: noon + offset,
      record: CollectionRecord(
        startedAt: noon + offset, finishedAt: noon + offset, milliseconds: 1, bytesReceived: 1),
      sources: [.nodes: status], counts: [:], changes: 0, error: nil)
  }

  private func manifest(_ collections: [RecordedCollection], since: Int64) throws -> ExportManifest {
    let history = FakeHistory(recorded(snapshot(interfaces: [])), collections: collections)
    let plan = try ExportPlan(ExportRequest(since: .moment(noon + since), step: 86_400), of: history)
    return try ExportManifest(plan, of: history, capdbVersion: "1", files: [], notices: [])
  }

  @Test("names the clusters with their gaps: before the first success, between two, and failed ones in between")
  func gaps() throws {
    // Every five minutes from an hour before noon, without the runs of 11:20 and 11:25, and with a failed one at 11:40.
    var collections = (0...12).map { collection(Int64($0), at: Int64($0 - 12) * 300) }
    collections.removeAll { [-2400, -2100].contains($0.observedAt - noon) }
    collections[collections.firstIndex { $0.observedAt == noon + -1200 }!] = collection(9, at: -1200, .failed)
    let manifest = try manifest(collections, since: -4500)
    func gap(_ from: Int64, _ to: Int64) -> ExportManifest.Gap {
      ExportManifest.Gap(from: (noon + from).description, to: (noon + to).description, seconds: to - from)
    }
    #expect(
      manifest.clusters == [
        ExportManifest.Cluster(
          name: "myeks", uid: nil, collections: 11, gaps: [gap(-4500, -3600), gap(-2700, -1800), gap(-1500, -900)])
      ])
    #expect(manifest.since == (noon + -4500).description && manifest.stateAt == noon.description)
  }

  @Test("a span without any success is one gap")
  func nothing() throws {
    let whole = ExportManifest.Gap(from: (noon + -600).description, to: (noon + 1).description, seconds: 601)
    #expect(try manifest([], since: -600).clusters[0].gaps == [whole])
    #expect(try manifest([collection(1, at: -300, .failed)], since: -600).clusters[0].gaps == [whole])
  }

  @Test("collections at equal intervals have no gaps, and neither has a single collection, which has no interval")
  func steady() throws {
    #expect(
      try manifest((0...12).map { collection(Int64($0), at: Int64($0 - 12) * 300) }, since: -3600).clusters[0].gaps
        .isEmpty)
    #expect(try manifest([collection(1, at: 0)], since: -3600).clusters[0].gaps.isEmpty)
  }

  @Test("a file's entry has its rows and columns")
  func file() throws {
    let history = FakeHistory(recorded(snapshot(interfaces: [])))
    let plan = try ExportPlan(ExportRequest(topics: ["nodes"], since: .ago(seconds: 60), step: 60), of: history)
    let report = try plan.parts[0].topic.report(plan.parts[0].request, from: history)
    let file = ExportManifest.File(plan.parts[0], report: report, bytes: 10, sha256: "ab")
    #expect(file.file == "nodes.csv" && file.rows == 1 && file.columns == Topic.nodes.columns.map(\.name))
    #expect(file.stepSeconds == nil && file.by == nil)
  }
}
