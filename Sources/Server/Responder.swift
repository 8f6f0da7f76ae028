import Capacity
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// What a request brings beside itself: where it came from.
struct ServeContext: InitializableFromSource {
  let client: String

  init(source: ApplicationRequestContextSource) {
    client = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}

/// Answers requests: first whether they may be answered at all, then what they ask for.
struct Responder: HTTPResponder {
  typealias Context = ServeContext

  let site: Site
  let access: AccessControl
  let hosts: HostNames
  let limits: ServerLimits
  let rate: RateLimiter?
  let counts: RequestCounts
  let logger: Logger

  func respond(to request: Request, context: ServeContext) async throws -> Response {
    let received = ReceivedRequest(request, client: context.client)
    let isFirst = counts.begin() <= limits.requestsUnderWay
    let began = ContinuousClock.now
    let reply = await reply(to: received, request, isWithinLimit: isFirst)
    counts.end(status: reply.status)
    logger.debug(
      "request",
      metadata: [
        "client": "\(received.client)", "method": "\(received.method)", "path": "\(received.path.prefix(200))",
        "status": "\(reply.status)", "ms": "\((ContinuousClock.now - began) / .milliseconds(1))",
      ])
    return reply.response(withoutBody: received.method == "HEAD")
  }

  private func reply(to received: ReceivedRequest, _ request: Request, isWithinLimit: Bool) async -> Reply {
    do {
      guard isWithinLimit else { throw Problem.busy }
      try admit(received)
      return try await answer(received, request)
    } catch let problem as Problem {
      return site.reply(for: problem, received, needsToken: access.needsToken)
    } catch {
      // What nobody foresaw stays in the log.
      logger.error("a request failed: \(error)")
      return site.reply(for: .history(.refused), received, needsToken: access.needsToken)
    }
  }

  /// - Throws: `Problem` for a request that is none for this server, or one too many.
  private func admit(_ received: ReceivedRequest) throws(Problem) {
    if let seconds = rate?.take(received.client) { throw .tooManyRequests(seconds: seconds) }
    guard received.path.utf8.count + received.query.utf8.count < limits.targetBytes,
      received.headSize <= limits.headerBytes
    else { throw .tooLong }
    guard hosts.contain(received.host) else { throw .foreignHost(name: received.host) }
  }

  /// - Throws: `Problem`.
  private func answer(_ received: ReceivedRequest, _ request: Request) async throws -> Reply {
    switch received.path {
    case "/healthz": return try site.health(received)
    case "/readyz": return try site.readiness(received)
    case "/login": return try await login(received, request)
    case "/logout": return try logout(received)
    default:
      try Self.expect(["GET", "HEAD"], received)
      try access.check(received, now: site.now())
      return try await site.reply(to: received)
    }
  }

  /// - Throws: `Problem.method`.
  static func expect(_ methods: [String], _ received: ReceivedRequest) throws(Problem) {
    guard methods.contains(received.method) else { throw .method(allowed: methods) }
  }
}

extension Responder {
  /// Exchanges the token of a form for a cookie, and leads to the page that was asked for.
  private func login(_ received: ReceivedRequest, _ request: Request) async throws -> Reply {
    try Self.expect(["GET", "HEAD", "POST"], received)
    guard access.needsToken else { throw Problem.noSuchPage }
    guard received.method == "POST" else { return site.loginPage(next: "/", problem: nil) }
    try checkOrigin(received)
    let body = try await form(of: request)
    let fields = ReceivedRequest.fields(of: body)
    func field(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
    let next = Self.localPath(field("next"))
    do {
      let session = try access.session(for: field("token"), client: received.client, now: site.now())
      return Reply(
        status: 303, headers: [("Location", next), cookie(session, AccessControl.sessionSeconds, received)])
    } catch .wrongToken {
      return site.loginPage(next: next, problem: .wrongToken)
    }
  }

  private func logout(_ received: ReceivedRequest) throws -> Reply {
    try Self.expect(["POST"], received)
    try checkOrigin(received)
    return Reply(status: 303, headers: [("Location", "/login"), cookie("", 0, received)])
  }

  private func form(of request: Request) async throws -> String {
    do {
      return String(buffer: try await request.body.collect(upTo: limits.bodyBytes))
    } catch is NIOTooManyBytesError {
      throw Problem.tooLong
    }
  }

  /// A form of another site may send requests here, and browsers say so.
  ///
  /// Sources: https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header, which browsers send over HTTPS and to
  /// loopback, and https://fetch.spec.whatwg.org/#origin-header
  private func checkOrigin(_ received: ReceivedRequest) throws(Problem) {
    if let site = received.header("Sec-Fetch-Site") {
      guard site == "same-origin" || site == "none" else { throw .foreignOrigin }
      return
    }
    guard let origin = received.header("Origin") else { return }
    let host = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? ""
    guard host.lowercased() == received.host.lowercased() else { throw .foreignOrigin }
  }

  /// A path of this server; never an address of another (`//host`, `/\host`).
  private static func localPath(_ text: String) -> String {
    let isLocal =
      text.hasPrefix("/") && !text.dropFirst().hasPrefix("/") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
      && !text.contains("\\")
    return isLocal ? text : "/"
  }

  /// Only over HTTPS where the client came over it, which a reverse proxy says; scripts cannot read it, and requests that
  /// another site causes do not carry it.
  private func cookie(_ value: String, _ seconds: Int64, _ received: ReceivedRequest) -> (name: String, value: String) {
    let secure = received.header("X-Forwarded-Proto")?.lowercased() == "https" ? "; Secure" : ""
    return (
      "Set-Cookie",
      "\(AccessControl.cookie)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(secure)"
    )
  }
}

/// How many requests are under way, and how many were answered with which status.
final class RequestCounts: Sendable {
  private struct Counts {
    var underWay = 0
    var answered: [Int: Int] = [:]
  }

  private let counts = Mutex(Counts())

  /// Counts a request; gives how many are under way with it.
  func begin() -> Int {
    counts.withLock { counts in
      counts.underWay += 1
      return counts.underWay
    }
  }

  /// Counts its answer.
  func end(status: Int) {
    counts.withLock { counts in
      counts.underWay -= 1
      counts.answered[status, default: 0] += 1
    }
  }

  /// The metric of the answers.
  var metric: Metric {
    let answered = counts.withLock { $0.answered.sorted { $0.key < $1.key } }
    return Metric(
      name: "capdb_serve_requests", kind: .counter, help: "Requests that this server answered, by status code.",
      samples: answered.map { .init(labels: [("status", "\($0.key)")], value: Double($0.value)) })
  }
}
