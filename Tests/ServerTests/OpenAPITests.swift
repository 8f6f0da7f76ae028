import Capacity
import Foundation
import HistoryFixture
import LoopbackServer
import Presentation
import Reports
import Testing

@testable import Server

/// The description of the JSON, and the map's data.
@Suite("OpenAPI")
struct OpenAPITests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  /// What `CAPDB_TEST_PYTHON`, or else python3, says of a document on its standard input.
  private static func python(_ script: String, input: String = "") throws -> (exitCode: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [ProcessInfo.processInfo.environment["CAPDB_TEST_PYTHON"] ?? "python3", "-c", script]
    let (source, output) = (Pipe(), Pipe())
    process.standardInput = source
    process.standardOutput = output
    process.standardError = output
    try process.run()
    // A document is longer than a pipe holds.
    let file = source.fileHandleForWriting
    Thread.detachNewThread {
      try? file.write(contentsOf: Data(input.utf8))
      try? file.close()
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static let hasValidator = (try? python("import openapi_spec_validator").exitCode) == 0

  @Test(
    "a validator finds nothing wrong",
    .enabled(if: hasValidator, "needs openapi-spec-validator of PyPI in the Python of CAPDB_TEST_PYTHON, or in python3")
  )
  func validator() async throws {
    for token in [nil, try AccessToken(RunningServer.token)] {
      let text = String(
        decoding: OpenAPIDescription(version: "1.2.3", needsToken: token != nil).document.bytes, as: UTF8.self)
      let checked = try Self.python(
        "import json, sys, openapi_spec_validator as v; v.validate(json.load(sys.stdin))", input: text)
      #expect(checked.exitCode == 0, "\(checked.text)")
    }
  }

  private struct Description: Decodable {
    struct Schema: Decodable {
      struct Properties: Decodable {
        struct Rows: Decodable {
          struct Items: Decodable { var required: [String] }
          var items: Items
        }
        var rows: Rows
      }
      var properties: Properties?
    }
    struct Components: Decodable { var schemas: [String: AnySchema] }
    struct AnySchema: Decodable {
      var columns: [String]?
      init(from decoder: any Decoder) throws { columns = try? Schema(from: decoder).properties?.rows.items.required }
    }
    struct Path: Decodable {}
    var openapi: String
    var paths: [String: Path]
    var components: Components
  }

  @Test("every path that is described answers, and rows have the columns that are described")
  func described() async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let text = try await client("/api/v1/openapi.json").body
      let description = try JSONDecoder().decode(Description.self, from: Data(text.utf8))
      #expect(description.openapi == "3.1.0")
      for path in description.paths.keys {
        #expect(try await client(path).status == 200, "\(path)")
      }
      for topic in Topic.all { #expect(description.paths["/api/v1/reports/\(topic.name)"] != nil) }
      #expect(description.components.schemas["PodSlots"]?.columns == Topic.podSlots.columns.map(\.name))
      #expect(description.components.schemas["PendingByReason"]?.columns == Topic.pendingByReason.columns.map(\.name))
    }
  }

  @Test("the map is that of the command line, as data and as a page")
  func map() async throws {
    let request = ReportRequest(clusters: ["c1"], since: Fixture.start + -60, now: Fixture.start + 600)
    let changes = try MapChanges(request, from: fixture.reader())
    try await RunningServer.with(fixture.path) { (client) async throws in
      let data = try await client("/api/v1/map?cluster=c1&since=\(Fixture.start + -60)")
      #expect(data.status == 200 && data.body == String(decoding: MapChangesJSON(changes).bytes, as: UTF8.self))
      let page = try await client("/map?by=zone", headers: [("Accept", "text/html")])
      #expect(page.status == 200 && page.body.contains("Map of c1") && page.body.contains("action=\"/map\""))
      for (target, words) in [
        ("by=planet", "which takes cluster"), ("since=1h&until=2h", "must be earlier"), ("at=1h", "no parameter"),
      ] {
        let reply = try await client("/map?\(target)")
        #expect(reply.status == 400 && reply.body.contains(words), "\(reply)")
      }
    }
  }

  @Test("who had an address")
  func address() async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try await client("/api/v1/reports/pods?ip=192.168.1.7")
      #expect(
        reply.status == 200 && reply.body.components(separatedBy: "\"pod_ip\":\"192.168.1.7\"").count == 2, "\(reply)")
      #expect(try await client("/api/v1/reports/pods?ip=nobody").body.contains("'nobody' is no address; ip takes"))
      #expect(try await client("/api/v1/reports/nodes?ip=192.168.1.7").status == 400)
    }
  }
}
