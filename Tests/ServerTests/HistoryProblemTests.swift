import Capacity
import Database
import Foundation
import History
import HistoryFixture
import LoopbackServer
import RandomHistory
import Testing

@testable import Server

/// A history that goes away, comes back, or is another release's.
@Suite("A history that cannot be read")
struct HistoryProblemTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture.recorded()
  }

  /// As the executable has it, with a stamp of the file.
  private func served(_ path: String) -> ServedHistory {
    ServedHistory(
      open: { .init(reading: try HistoryReader(path: path)) },
      stamp: {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        return "\(facts?[.systemFileNumber] ?? 0) \(facts?[.size] ?? 0)"
      })
  }

  private static func wait(_ client: HTTPClient, for status: Int, at target: String) async throws -> HTTPReply {
    for _ in 0..<100 {
      let reply = try await client(target)
      if reply.status == status { return reply }
      try await Task.sleep(for: .milliseconds(100))
    }
    return try await client(target)
  }

  @Test("a file that vanishes is said to be gone, without its path, and is shown again once it is back")
  func vanishes() async throws {
    let path = fixture.path
    try await RunningServer.with(served(path)) { (client) async throws in
      #expect(try await client("/api/v1/reports/nodes").status == 200)
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.moveItem(atPath: path + suffix, toPath: path + ".away" + suffix)
      }
      let ready = try await Self.wait(client, for: 503, at: "/readyz")
      #expect(ready.status == 503)
      for (target, accept) in [
        ("/api/v1/reports/nodes", ""), ("/metrics", ""), ("/report/nodes", "text/html"), ("/healthz", ""),
      ] {
        let reply = try await client(target, headers: [("Accept", accept)])
        #expect(
          reply.status == 503 && reply.body.contains("There is no history yet, or no longer"), "\(target): \(reply)")
        #expect(!reply.body.contains(fixture.directory.path), "\(reply.body)")
      }
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.moveItem(atPath: path + ".away" + suffix, toPath: path + suffix)
      }
      #expect(try await Self.wait(client, for: 200, at: "/readyz").status == 200)
      #expect(try await client("/api/v1/reports/nodes").status == 200)
    }
  }

  @Test("a file that is none, from the start, keeps the server from starting")
  func notThere() async throws {
    let path = fixture.directory.file("none.db")
    await #expect(throws: HistoryError.noHistory(path: path)) {
      try await RunningServer.with(served(path)) { _ in Issue.record("it started") }
    }
  }

  @Test("what an error says stays in the log")
  func words() {
    let path = "/var/lib/secret/place.db"
    let errors: [any Error] = [
      HistoryError.noHistory(path: path), HistoryError.olderSchema(path: path, version: 1, known: 6),
      HistoryError.newerSchema(path: path, version: 9, known: 6), SQLiteError.cannotOpen(path: path, reason: "no"),
      SQLiteError.corrupt(path: path, reason: "x"), SQLiteError.busy(path: path), CocoaError(.fileReadNoSuchFile),
    ]
    for error in errors {
      let problem = Problem.history(HistoryProblem(error))
      #expect(problem.status == 503 && problem.retrySeconds != nil)
      #expect(!problem.detail.contains("secret") && !problem.detail.isEmpty)
    }
    #expect(HistoryProblem(HistoryError.olderSchema(path: path, version: 1, known: 6)).detail.contains("capdb migrate"))
    #expect(HistoryProblem(HistoryError.newerSchema(path: path, version: 9, known: 6)).detail.contains("Update"))
  }

  @Test("an empty history is no failure of the server")
  func empty() async throws {
    let empty = try Fixture()
    try await RunningServer.with(empty.path) { (client) async throws in
      let reply = try await client("/api/v1/reports/nodes")
      #expect(reply.status == 404 && reply.body.contains("capdb collect"), "\(reply)")
      #expect(try await client("/healthz").status == 503)
      #expect(try await client("/readyz").status == 200)
      #expect(try await client("/", headers: [("Accept", "text/html")]).status == 404)
    }
  }
}
