import Capacity
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// One listening port and the task that serves it.
struct Listener: Sendable {
  let port: Int
  private let connections: OpenConnections
  private let services: ServiceGroup
  private let task: Task<Void, Never>

  /// The Kubernetes side: TLS, HTTP/2 or HTTP/1.1 as ALPN settles it.
  static func kubernetes(_ core: SimulatorCore, authority: ThrowAwayAuthority, requiresClientCertificate: Bool)
    async throws -> Listener
  {
    let identity = try authority.serverIdentity()
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(identity.certificatePEM.utf8)).map {
        .certificate($0)
      },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem)))
    tls.minimumTLSVersion = .tlsv12
    // Clients that keep a connection for later do not read from it, and never say that they know of its end.
    tls.shutdownTimeout = .milliseconds(10)
    if requiresClientCertificate {
      tls.certificateVerification = .noHostnameVerification
      tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.certificatePEM.utf8)))
    }
    return try await listen(
      serving: { [tls] in try HTTP2UpgradeChannel(tlsConfiguration: tls, responder: $0) },
      telling: { core.tell(&$0) }
    ) { core.respondAsKubernetes(to: $0.simulated, target: $0.target) }
  }

  /// The AWS side: plain HTTP/1.1.
  static func ec2(_ core: SimulatorCore) async throws -> Listener {
    try await listen(serving: { HTTP1Channel(responder: $0) }, telling: { _ in ([], true) }) {
      core.respondAsAWS(to: $0.simulated)
    }
  }

  /// Closes the port and all of its connections.
  func stop() async {
    await connections.close()
    await services.triggerGracefulShutdown()
    await task.value
  }

  /// What a watch has to tell since it was last asked, and whether it ends with it.
  typealias Telling = @Sendable (inout SimulatedWatch) -> (bytes: [UInt8], isLast: Bool)

  private static func listen(
    serving connection: @escaping @Sendable (@escaping HTTPChannelHandler.Responder) throws -> some ServerChildChannel,
    telling: @escaping Telling,
    answer: @escaping @Sendable (ReceivedRequest) -> (SimulatedResponse, Fault.Kind?)
  ) async throws -> Listener {
    let (ports, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
    let connections = OpenConnections()
    let logger = Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() }
    let responder = CallbackResponder { (request: Request, _: BasicRequestContext) in
      let (response, fault) = answer(try await ReceivedRequest(request))
      return try await response.delivered(with: fault, telling: telling)
    }
    let application = Application(
      responder: responder, server: connections.server(connection),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let services = ServiceGroup(configuration: ServiceGroupConfiguration(services: [application], logger: logger))
    let task = Task {
      do {
        try await services.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    for try await port in ports {
      return Listener(port: port, connections: connections, services: services, task: task)
    }
    throw CancellationError()
  }
}

/// A request with its body, and its path and query as they were sent.
struct ReceivedRequest: Sendable {
  let simulated: SimulatedRequest
  let target: String

  /// Bodies are forms of a few kilobytes.
  private static let bodyLimit = 1 << 20

  init(_ request: Request) async throws {
    let body = try await request.body.collect(upTo: Self.bodyLimit)
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    target = request.uri.description
    simulated = SimulatedRequest(
      method: request.method.rawValue, path: request.uri.path, query: QueryForm(request.uri.query ?? "").pairs,
      headers: headers, body: Array(body.readableBytesView))
  }
}

extension SimulatedResponse {
  /// The answer as it goes over the wire; a fault of delivery changes it.
  func delivered(with fault: Fault.Kind?, telling: @escaping Listener.Telling) async throws -> Response {
    if case .response(let status, let contentType, let text) = fault {
      return Self.response(status: status, contentType: contentType, headers: [], body: Array(text.utf8))
    }
    if let watch { return stream(watch, with: fault, telling: telling) }
    var bytes = body
    switch fault {
    case .garbage:
      var random = SeededRandom(seed: 0)
      bytes = bytes.map { _ in UInt8.random(in: 0...255, using: &random) }
    case .truncatedBody(let share): bytes = Array(bytes.prefix(Int(Double(bytes.count) * share)))
    case .delay(let duration): try await Task.sleep(for: duration)
    case .cutBody(let share): return cut(after: Int(Double(bytes.count) * share))
    default: break
    }
    return Self.response(status: status, contentType: contentType, headers: headers, body: bytes)
  }

  private static func response(status: Int, contentType: String, headers: [[String]], body: [UInt8]) -> Response {
    Response(
      status: HTTPResponse.Status(code: status), headers: fields(contentType: contentType, headers: headers),
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// How often a watch looks for what was written.
  private static let watchInterval = Duration.milliseconds(5)

  /// A response that goes on telling what is written, and breaks off after the first of it where a fault says so.
  private func stream(
    _ watch: SimulatedWatch, with fault: Fault.Kind?, telling: @escaping Listener.Telling
  ) -> Response {
    let body = ResponseBody { writer in
      var watch = watch
      let end = ContinuousClock.now + watch.timeout
      while ContinuousClock.now < end {
        var (bytes, isLast) = telling(&watch)
        if case .silence = fault { bytes = [] }
        if case .cutBody(let share) = fault {
          try await writer.write(ByteBuffer(bytes: bytes.prefix(Int(Double(bytes.count) * share))))
          throw CancellationError()
        }
        if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
        if isLast { break }
        try await Task.sleep(for: Self.watchInterval)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: HTTPResponse.Status(code: status), headers: Self.fields(contentType: contentType, headers: headers),
      body: body)
  }

  /// A response that announces its whole length and breaks off early.
  private func cut(after count: Int) -> Response {
    let part = ByteBuffer(bytes: body.prefix(count))
    return Response(
      status: HTTPResponse.Status(code: status), headers: Self.fields(contentType: contentType, headers: headers),
      body: ResponseBody(contentLength: body.count) { writer in
        try await writer.write(part)
        throw CancellationError()
      })
  }

  private static func fields(contentType: String, headers: [[String]]) -> HTTPFields {
    var fields = HTTPFields()
    fields[.contentType] = contentType
    for header in headers where header.count == 2 {
      if let name = HTTPField.Name(header[0]) { fields[name] = header[1] }
    }
    return fields
  }
}
