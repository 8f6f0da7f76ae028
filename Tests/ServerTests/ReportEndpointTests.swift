import Capacity
import Foundation
import History
import HistoryFixture
import LoopbackServer
import Presentation
import RandomHistory
import Reports
import Testing

@testable import Server

/// The JSON that programs get.
@Suite("Reports as JSON")
struct ReportEndpointTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  private static let now = Fixture.start + 600

  @Test("every topic is the JSON of the renderer, byte for byte", arguments: Topic.all.map(\.name))
  func topics(name: String) async throws {
    let topic = try Topic.named(name)
    let report = try topic.report(ReportRequest(now: Self.now), from: try fixture.reader())
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try await client("/api/v1/reports/\(name)")
      #expect(reply.status == 200 && reply["Content-Type"] == "application/json", "\(reply)")
      #expect(reply.body == RenderedReport(report, as: .json).text)
    }
  }

  @Test("parameters mean what the options of the command line mean")
  func parameters() async throws {
    var request = ReportRequest(clusters: ["c1"], now: Self.now, by: "node-group", sort: nil, limit: 1)
    request.since = Fixture.start
    request.step = 3600
    let report = try Topic.podSlots.report(request, from: try fixture.reader())
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try await client(
        "/api/v1/reports/pod-slots?cluster=c1&by=node-group&limit=1&step=1h&since=\(Fixture.start)&series=")
      #expect(reply.status == 200 && reply.body == RenderedReport(report, as: .json).text, "\(reply)")
      let csv = try await client("/api/v1/reports/pods?sort=pod:desc", headers: [("Accept", "text/csv")])
      #expect(csv["Content-Type"]?.hasPrefix("text/csv") == true && csv.body.hasPrefix("cluster,namespace,pod"))
    }
  }

  @Test(
    "a wrong address is answered with what is wrong with it",
    arguments: [
      ("/api/v1/reports/node", 404, "no report topic 'node'"),
      ("/api/v1/reports/nodes?since=1d", 400, "has no since; use at"),
      ("/api/v1/reports/pod-slots?since=yesterday", 400, "'yesterday' is no time; since takes"),
      ("/api/v1/reports/pod-slots?since=1h&until=2h", 400, "since must be earlier than until"),
      ("/api/v1/reports/pod-slots?by=planet", 400, "by takes cluster"),
      ("/api/v1/reports/pod-slots?step=1y&step=2y", 400, "step is given more than once"),
      ("/api/v1/reports/pod-slots?step=1", 400, "'1' is no value of step"),
      ("/api/v1/reports/pod-slots?since=1y&step=60s", 400, "more than 10000 steps"),
      ("/api/v1/reports/nodes?limit=-1", 400, "'-1' is no value of limit"),
      ("/api/v1/reports/nodes?sort=size", 400, "no column 'size'"),
      ("/api/v1/reports/nodes?colour=red", 400, "no parameter 'colour'"),
      ("/api/v1/reports/nodes?cluster=c9", 404, "no cluster 'c9'"),
      ("/api/v1/nothing", 404, "start page"),
      ("/../../etc/passwd", 404, "start page"),
    ])
  func wrong(target: String, status: Int, words: String) async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try await client(target)
      #expect(reply.status == status && reply["Content-Type"] == "application/problem+json", "\(reply)")
      let problem = try JSONDecoder().decode(ProblemDocument.self, from: Data(reply.body.utf8))
      #expect(problem.status == status && problem.detail.lowercased().contains(words.lowercased()), "\(problem)")
      #expect(!reply.body.contains(fixture.directory.path) && !reply.body.contains("--"))
    }
  }

  private struct ProblemDocument: Decodable {
    var title: String
    var status: Int
    var detail: String
  }

  @Test("an answer that the client has already is not sent again")
  func tags() async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let first = try await client("/api/v1/reports/nodes")
      let tag = try #require(first["ETag"])
      let second = try await client("/api/v1/reports/nodes", headers: [("If-None-Match", tag)])
      #expect(second.status == 304 && second.body.isEmpty && second["ETag"] == tag, "\(second)")
      let head = try await client("/api/v1/reports/nodes", method: "HEAD")
      #expect(
        head.status == 200 && head.body.isEmpty && head["Content-Length"] == "\(first.body.utf8.count)", "\(head)")
    }
  }

  @Test("what a reader must know beside the rows stands in a header field")
  func notices() async throws {
    var snapshot = Fixture.full
    snapshot.instances = .unknown(.failed, error: "denied \u{1F6AB}")
    try fixture.record(snapshot, at: 60)
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try await client("/api/v1/reports/nodes?at=\(Fixture.start + 60)")
      #expect(reply["Capdb-Notice"]?.contains("denied \\u{1f6ab}") == true, "\(reply.headers)")
    }
  }

  @Test("a new collection is shown, and the version says so")
  func fresh() async throws {
    let path = fixture.path
    // The stamp of the executable is about files; any that changes will do.
    let history = ServedHistory(
      open: { .init(reading: try HistoryReader(path: path)) },
      stamp: { "\((try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size]) ?? 0)" })
    try await RunningServer.with(history) { (client) async throws in
      let before = try await client("/api/v1/reports/collections?since=1h")
      let version = try await client("/api/v1/version").body
      try fixture.record(Fixture.full, at: 300)
      for _ in 0..<50 where try await client("/api/v1/version").body == version {
        try await Task.sleep(for: .milliseconds(100))
      }
      let after = try await client("/api/v1/reports/collections?since=1h")
      #expect(before.body.components(separatedBy: "started_at").count == 2)
      #expect(after.body.components(separatedBy: "started_at").count == 3, "\(after.body)")
    }
  }
}
