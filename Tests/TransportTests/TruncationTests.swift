import LoopbackServer
import OutsideText
import Testing

@testable import Transport

@Suite("Bodies that do not arrive whole", .timeLimit(.minutes(5)))
struct TruncationTests {
  static let body = pattern(100_000)

  static let replies: [(String, LoopbackReply)] = [
    ("cut after some of the promised length", .cutOff(body: body, after: 50_000)),
    ("cut one byte before the end", .cutOff(body: body, after: body.count - 1)),
    ("cut before the body", .cutOff(body: body, after: 0)),
    ("chunked, without the last chunk", .chunked(chunks: [body], isComplete: false)),
    ("reset without an answer", .reset),
    ("closed without an answer", .closed),
    ("no HTTP", .raw(Array("\u{1}\u{2}garbage".utf8))),
    ("half a status line", .raw(Array("HTTP/1.1 20".utf8))),
    ("half the headers", .raw(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8))),
    ("gzip without its last byte", .gzip(body: body, missing: 1)),
    ("gzip without its length", .gzip(body: body, missing: 4)),
    ("gzip without its trailer", .gzip(body: body, missing: 8)),
    ("gzip cut in mid-stream", .gzip(body: body, missing: 50_000)),
    ("gzip cut in its header", .gzip(body: body, missing: 100_000)),
  ]

  @Test("Every kind of truncation is an interruption, never a shorter answer", arguments: replies)
  func truncated(name: String, reply: LoopbackReply) async throws {
    let server = try LoopbackServer { _ in reply }
    let transport = try CurlTransport()
    let error = await transport.failure(.local(server.url))
    #expect(error?.kind == .interrupted, "\(name): \(error as Any)")
    #expect(error?.isTransient == true)
    #expect(error?.server.text == server.url)
  }

  @Test("A reset in the middle of the body is an interruption")
  func resetInBody() async throws {
    let server = try LoopbackServer { _ in .reset(body: Self.body, after: 50_000) }
    #expect(await (try CurlTransport()).failure(.local(server.url))?.kind == .interrupted)
  }

  @Test("gzip is undone, whether or not it was asked for, and bytesReceived counts what came over the wire")
  func gzip() async throws {
    let stream = try Command.run("gzip", ["-c"], input: [UInt8](repeating: 7, count: 3_000_000))
    let server = try LoopbackServer { request in
      request.path == "/stored"
        ? .gzip(body: Self.body)
        : .response(headers: [("Content-Encoding", "GZIP")], body: stream)
    }
    let transport = try CurlTransport()
    let stored = try await transport.send(.local(server.url + "/stored"))
    #expect(stored.body.array == Self.body)
    let packed = try await transport.send(.local(server.url, limits: .testing { $0.acceptsCompression = false }))
    #expect(server.requests.last?.header("Accept-Encoding") == nil)
    #expect(packed.body.array == [UInt8](repeating: 7, count: 3_000_000))
    #expect(packed.bytesReceived == Int64(stream.count))
    #expect(stream.count < 30_000)
  }

  @Test("A gzip stream of several members, chunked in small pieces, is one body")
  func members() async throws {
    let halves = try [Self.body[..<40_000], Self.body[40_000...]].map {
      try Command.run("gzip", ["-c"], input: Array($0))
    }
    let stream = halves[0] + halves[1]
    let chunks = stride(from: 0, to: stream.count, by: 333).map { Array(stream[$0..<min($0 + 333, stream.count)]) }
    let server = try LoopbackServer { _ in .chunked(headers: [("Content-Encoding", "gzip")], chunks: chunks) }
    let response = try await (try CurlTransport()).send(.local(server.url))
    #expect(response.body.array == Self.body)
  }

  @Test(
    "A body that is not the gzip it claims to be, has a wrong checksum or an encoding nobody asked for, is an error")
  func badEncoding() async throws {
    let stream = try Command.run("gzip", ["-c"], input: Self.body)
    var damaged = stream
    damaged[damaged.count - 6] ^= 1
    let replies: [LoopbackReply] = [
      .response(headers: [("Content-Encoding", "gzip")], body: Self.body),
      .response(headers: [("Content-Encoding", "gzip")], body: damaged),
      .response(headers: [("Content-Encoding", "gzip")], body: stream + [1, 2, 3]),
      .response(headers: [("Content-Encoding", "br")], body: Self.body),
    ]
    for reply in replies {
      let server = try LoopbackServer { _ in reply }
      #expect(await (try CurlTransport()).failure(.local(server.url))?.kind == .badEncoding)
    }
  }

  @Test("An answer without a body is whole, whatever its encoding")
  func emptyGzip() async throws {
    let server = try LoopbackServer { _ in .response(status: 304, headers: [("Content-Encoding", "gzip")]) }
    #expect(try await (try CurlTransport()).send(.local(server.url)).status == 304)
  }
}
