import Foundation
import LoopbackServer
import Testing

@testable import Transport

@Suite("Connections and the thread", .timeLimit(.minutes(5)))
struct ConnectionTests {
  @Test("Requests one after the other use one connection")
  func reuse() async throws {
    let server = try LoopbackServer { _ in .text("{}") }
    let transport = try CurlTransport()
    for _ in 0..<10 { _ = try await transport.send(.local(server.url)) }
    #expect(server.requests.count == 10)
    #expect(server.connectionCount == 1)
  }

  @Test("A hundred requests at once are all answered, each with its own answer, over a bounded number of connections")
  func concurrent() async throws {
    let server = try LoopbackServer { request in .text(request.path).delayed(by: .milliseconds(5)) }
    let transport = try CurlTransport(connections: .init(perHost: 6, total: 6))
    let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for number in 0..<100 {
        group.addTask { [url = server.url] in
          (number, try await transport.send(.local("\(url)/\(number)")).body.text)
        }
      }
      return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    #expect(answers == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, "/\($0)") }))
    #expect((1...6).contains(server.connectionCount))
  }

  @Test("A connection that the server closed while idle is replaced without an error")
  func staleConnection() async throws {
    let server = try LoopbackServer { _ in .text("{}").thenClosed() }
    let transport = try CurlTransport()
    for _ in 0..<5 { #expect(try await transport.send(.local(server.url)).status == 200) }
    #expect(server.connectionCount == 5)
  }

  @Test("The thread ends with the last reference to its transport")
  func thread() async throws {
    await #expect(processExitsWith: .success) {
      var transport: CurlTransport? = try CurlTransport()
      let server = try LoopbackServer { _ in .text("{}") }
      _ = try await transport?.send(.local(server.url))
      #expect(await eventually { transportThreads() == 1 })
      transport = nil
      #expect(await eventually { transportThreads() == 0 })
    }
  }
}

/// How many event loops this process runs.
func transportThreads() -> Int {
  let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
  let names = tasks.map { try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }
  return names.filter { $0 == EventLoop.threadName + "\n" }.count
}
