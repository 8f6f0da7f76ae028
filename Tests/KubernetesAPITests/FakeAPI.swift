import Foundation
import OutsideText
import Synchronization
import Transport

@testable import KubernetesAPI

/// An API server in the place of the transport: answers each request by a closure and keeps them all.
final class FakeAPI: HTTPTransport {
  typealias Answer = @Sendable (_ request: HTTPRequest, _ number: Int) throws(TransportError) -> HTTPResponse

  private let answer: Answer
  private let watch: FakeWatch
  private let log = Mutex<[HTTPRequest]>([])

  /// - Parameter watch: the answer to every watch.
  init(watch: FakeWatch = FakeWatch(), _ answer: @escaping Answer) {
    self.answer = answer
    self.watch = watch
  }

  /// Answers with these, one after another; the last one over and over.
  convenience init(_ answers: [HTTPResponse]) {
    self.init { (_, number) throws(TransportError) in answers[min(number, answers.count) - 1] }
  }

  var requests: [HTTPRequest] { log.withLock { $0 } }
  var queries: [String] {
    requests.map { $0.url.split(separator: "?", maxSplits: 1).dropFirst().joined() }
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let number = log.withLock { log in
      log.append(request)
      return log.count
    }
    return try answer(request, number)
  }

  func stream(_ request: HTTPRequest, into sink: any ResponseSink) async throws(TransportError) -> HTTPResponse {
    log.withLock { $0.append(request) }
    return try await watch.tell(sink)
  }

  /// A client of this server that never really waits.
  func client(
    server: String = "https://api.example:6443", credential: any KubernetesCredential = Token("secret"),
    progress: @escaping @Sendable (ListProgress) -> Void = { _ in }
  ) -> KubernetesClient {
    KubernetesClient(
      connection: ClusterConnection(name: "test", server: server, credential: credential), transport: self,
      retry: RetryPolicy(deadline: .now + .seconds(600), sleep: { _ in }, jitter: { 0 }), progress: progress)
  }
}

/// What a server answers to a watch.
struct FakeWatch: Sendable {
  /// How the answer ends.
  enum Ending: Sendable {
    /// Not at all.
    case stalls
    /// As it should.
    case ends
    /// With the connection.
    case breaks
  }

  var head = HTTPResponse.typed("application/vnd.kubernetes.protobuf;stream=watch", [], status: 200)
  var pieces: [[UInt8]] = []
  var ending = Ending.stalls

  func tell(_ sink: any ResponseSink) async throws(TransportError) -> HTTPResponse {
    guard head.status == 200, sink.begin(head) else { return head }
    for piece in pieces {
      guard piece.withUnsafeBytes({ sink.receive($0) }) else { return head }
    }
    switch ending {
    case .ends: return head
    case .breaks: throw TransportError(kind: .interrupted, server: "", detail: "broken off")
    case .stalls:
      try? await Task.sleep(for: .seconds(600))
      throw TransportError(kind: .cancelled, server: "", detail: "cancelled")
    }
  }
}

/// A fixed token.
struct Token: KubernetesCredential {
  let token: String

  init(_ token: String) {
    self.token = token
  }

  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization {
    Authorization(token: token)
  }
}

extension HTTPResponse {
  static func protobuf(_ body: [UInt8], status: Int = 200) -> HTTPResponse {
    typed("application/vnd.kubernetes.protobuf", body, status: status)
  }

  static func json(_ text: String, status: Int = 200) -> HTTPResponse {
    typed("application/json", Array(text.utf8), status: status)
  }

  static func typed(
    _ type: String, _ body: [UInt8], status: Int, headers: [HTTPHeader] = []
  ) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [HTTPHeader("Content-Type", type)] + headers, body: ResponseBody(body),
      bytesReceived: Int64(body.count))
  }
}

/// A folder that goes with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "kubernetes-api-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String, isExecutable: Bool = false) throws -> String {
    let file = "\(path)/\(name)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    if isExecutable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file) }
    return file
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }
}
