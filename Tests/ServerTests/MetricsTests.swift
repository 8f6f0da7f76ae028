import Capacity
import Foundation
import HistoryFixture
import LoopbackServer
import Reports
import Testing

@testable import Server

/// What Prometheus reads.
@Suite("Metrics")
struct MetricsTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  @Test("the numbers are those of the reports")
  func numbers() async throws {
    let nodes = try Topic.nodes.report(ReportRequest(now: Fixture.start + 600), from: fixture.reader())
    let used = try #require(nodes.table.columns.firstIndex { $0.name == "pods_used" })
    try await RunningServer.with(fixture.path) { (client) async throws in
      let text = try await client("/metrics").body
      #expect(text.contains("capdb_nodes{cluster=\"c1\",node_group=\"workers\"} 1\n"), "\(text)")
      guard case .integer(let count) = nodes.table.cell(row: 0, column: used) else { throw CancellationError() }
      #expect(text.contains("capdb_pod_slots_used{cluster=\"c1\",node_group=\"workers\"} \(count)\n"))
      #expect(text.contains("capdb_pod_slots_allocatable{cluster=\"c1\",node_group=\"workers\"} 17\n"))
      #expect(text.contains("capdb_pods_pending{cluster=\"c1\",reason=\"PodSlots\"} 1\n"))
      #expect(text.contains("capdb_pods_pending{cluster=\"c1\",reason=\"CPU\"} 0\n"))
      let subnet = "{cluster=\"c1\",subnet_id=\"subnet-1\",vpc_id=\"vpc-1\",zone=\"ap-northeast-2a\"}"
      #expect(text.contains("capdb_subnet_addresses\(subnet) 251\n"))
      #expect(text.contains("capdb_subnet_addresses_available\(subnet) 230\n"))
      #expect(text.contains("capdb_collection_age_seconds{cluster=\"c1\"} 600\n"))
      #expect(text.contains("capdb_collection_timestamp_seconds{cluster=\"c1\"} \(Fixture.start.seconds)\n"))
    }
  }

  @Test("the format is the one that the client takes")
  func negotiation() async throws {
    let prometheus = """
      application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;\
      version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2
      """
    try await RunningServer.with(fixture.path) { (client) async throws in
      let open = try await client("/metrics", headers: [("Accept", prometheus)])
      #expect(open["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      #expect(open.body.hasSuffix("# EOF\n") && open.body.contains("# UNIT capdb_collection_age_seconds seconds\n"))
      #expect(open.body.contains("# TYPE capdb_cluster info\n") && open["Vary"] == "Accept")
      for accept in ["text/plain", "*/*", "text/plain;q=0.5, application/openmetrics-text;q=0.1"] {
        let plain = try await client("/metrics", headers: [("Accept", accept)])
        #expect(plain["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", "\(accept)")
        #expect(!plain.body.contains("# EOF") && !plain.body.contains("# UNIT"))
        #expect(plain.body.contains("# TYPE capdb_cluster_info gauge\n"))
      }
    }
  }

  @Test("promtool finds nothing wrong", .enabled(if: Promtool.isThere, "promtool is not installed"))
  func promtool() async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let text = try await client("/metrics").body
      #expect(try await Promtool.check(metrics: text) == "")
    }
  }

  @Test("names of a hostile cluster stay inside their labels")
  func hostile() {
    let name = "a\"} 1\nevil{x=\"\\"
    let metric = Metric(
      name: "m", help: "h",
      samples: [.init(labels: [("cluster", name)], value: 1), .init(labels: [("cluster", name)], value: 2)])
    let text = String(
      decoding: MetricsWriter(format: .openMetrics, moment: nil).text(of: [metric]), as: UTF8.self)
    #expect(text == "# TYPE m gauge\n# HELP m h\nm{cluster=\"a\\\"} 1\\nevil{x=\\\"\\\\\"} 1\n# EOF\n")
    let long = Metric(
      name: "m", help: "h", samples: [.init(labels: [("a", String(repeating: "é", count: 9999))], value: .infinity)])
    let line = String(decoding: MetricsWriter(format: .prometheus, moment: nil).text(of: [long]), as: UTF8.self)
    #expect(line.hasSuffix("é…\"} +Inf\n") && line.count < 400)
  }

  @Test("with a moment the numbers are those of that moment, and carry it")
  func moment() async throws {
    try fixture.record(Snapshot(nodes: .known([]), pods: .known([])), at: 300)
    try await RunningServer.with(fixture.path) { (client) async throws in
      let then = try await client(
        "/metrics?at=\(Fixture.start + 60)", headers: [("Accept", "application/openmetrics-text")]
      ).body
      #expect(
        then.contains("capdb_nodes{cluster=\"c1\",node_group=\"workers\"} 1 \(Fixture.start.seconds + 60)\n"), "\(then)"
      )
      #expect(then.contains("capdb_collection_age_seconds{cluster=\"c1\"} 60 \(Fixture.start.seconds + 60)\n"))
      #expect(try await !client("/metrics").body.contains("capdb_nodes{"))
      #expect(try await client("/metrics?at=then").status == 400)
      #expect(try await client("/metrics?cluster=c1").status == 400)
    }
  }

  @Test("what is old is no number")
  func stale() async throws {
    try await RunningServer.with(fixture.path, change: { $0.now = { Fixture.start + 9000 } }) { (client) async throws in
      let text = try await client("/metrics").body
      #expect(text.contains("capdb_collection_age_seconds{cluster=\"c1\"} 9000\n"))
      #expect(!text.contains("capdb_pod_slots_used{") && !text.contains("capdb_subnet_addresses{"), "\(text)")
      let health = try await client("/healthz")
      #expect(health.status == 503 && health.body.contains("1 of 1 clusters"), "\(health)")
      #expect(try await client("/readyz").status == 200)
    }
  }

  @Test("series are bounded, and what was left out is counted")
  func bounded() throws {
    let gauges = try CapacityGauges(
      of: fixture.reader(), at: nil, now: Fixture.start + 600, staleSeconds: 7200)
    let set = CapacityMetrics.set(of: gauges, at: nil, most: 3)
    #expect(set.metrics.allSatisfy { $0.samples.count <= 3 })
    let left = try #require(set.metrics.first { $0.name == "capdb_series_left_out" })
    let pending = left.samples.first { $0.labels.contains { $0.value == "capdb_pods_pending" } }
    #expect(pending?.value == Double(PendingReason.allCases.count - 3))
  }

  @Test("docs/serve.md names every metric")
  func documented() throws {
    let gauges = try CapacityGauges(of: fixture.reader(), at: nil, now: Fixture.start + 600, staleSeconds: 7200)
    let set = CapacityMetrics.set(of: gauges, at: nil, most: 5000)
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/serve.md"),
      encoding: .utf8)
    for metric in set.metrics(now: Fixture.start) + [RequestCounts().metric] {
      #expect(page.contains("`\(metric.name)"), "\(metric.name)")
    }
  }
}

/// Prometheus' own checks.
enum Promtool {
  static let isThere = ["/usr/bin/promtool", "/usr/local/bin/promtool"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// What `promtool check metrics` complains of; empty if it finds nothing wrong.
  static func check(metrics: String) async throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["promtool", "check", "metrics"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(metrics.utf8))
    try input.fileHandleForWriting.close()
    let words = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: words, as: UTF8.self)
  }
}
