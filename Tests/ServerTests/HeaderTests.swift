import Capacity
import Foundation
import HistoryFixture
import LoopbackServer
import Testing

@testable import Server

/// What every answer carries.
@Suite("Header fields")
struct HeaderTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  @Test(
    "each answer forbids sniffing, framing and referring",
    arguments: [
      "/", "/report/pod-slots", "/metrics", "/api/v1/reports", "/api/v1/reports/nodes", "/api/v1/openapi.json",
      "/healthz", "/nothing", "/api/v1/reports/x",
    ])
  func everyAnswer(target: String) async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      for accept in ["text/html", "application/json"] {
        let reply = try await client(target, headers: [("Accept", accept)])
        #expect(reply["X-Content-Type-Options"] == "nosniff")
        #expect(reply["X-Frame-Options"] == "DENY")
        #expect(reply["Referrer-Policy"] == "same-origin")
        #expect(reply["Cross-Origin-Resource-Policy"] == "same-origin")
        #expect(reply["Access-Control-Allow-Origin"] == nil)
        let policy = try #require(reply["Content-Security-Policy"])
        #expect(policy.hasPrefix("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(policy)")
        #expect(!policy.contains("unsafe") && !policy.contains("*"), "\(policy)")
        #expect(["private, no-cache", "no-store"].contains(reply["Cache-Control"]), "\(reply.headers)")
      }
    }
  }

  @Test(
    "a page has no script and no style that its policy does not name", arguments: ["/", "/report/nodes", "/nothing"])
  func inlineCode(target: String) async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      let reply = try await client(target, headers: [("Accept", "text/html")])
      let policy = try #require(reply["Content-Security-Policy"])
      for element in ["script", "style"] {
        let code = reply.body.components(separatedBy: "<\(element)>").dropFirst().map {
          $0.components(separatedBy: "</\(element)>")[0]
        }
        #expect(!code.isEmpty || element == "script")
        for text in code {
          let hash = try await Self.sha256(text)
          #expect(policy.contains("'sha256-\(hash)'"), "\(element) of \(target)")
        }
      }
      #expect(!reply.body.contains(" style=") && !reply.body.contains(" onclick="))
    }
  }

  /// By another program than the one that made the policy.
  private static func sha256(_ text: String) async throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import sys,hashlib,base64;print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode())",
    ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let digest = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: digest, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test("only reading is allowed", arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
  func methods(method: String) async throws {
    try await RunningServer.with(fixture.path) { (client) async throws in
      for target in ["/", "/api/v1/reports/nodes", "/metrics", "/healthz"] {
        let reply = try await client(target, method: method)
        #expect(reply.status == 405 && reply["Allow"] == "GET, HEAD", "\(target): \(reply)")
      }
    }
  }
}
