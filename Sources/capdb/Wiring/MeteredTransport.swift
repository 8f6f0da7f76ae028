import Logging
import OutsideText
import Synchronization
import Transport

/// Counts the bytes that the requests of one cluster receive, and logs each request.
final class MeteredTransport: HTTPTransport {
  private let base: any HTTPTransport
  private let logger: Logger
  private let received = Mutex<Int64>(0)

  init(_ base: any HTTPTransport, logger: Logger) {
    self.base = base
    self.logger = logger
  }

  /// The bytes of all bodies so far, as transferred: compressed bodies count compressed.
  var bytesReceived: Int64 { received.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let begun = ContinuousClock.now
    do {
      let response = try await base.send(request)
      received.withLock { $0 += response.bytesReceived }
      log(request, since: begun, ["status": "\(response.status)", "bytes": "\(response.bytesReceived)"])
      return response
    } catch {
      log(request, since: begun, ["error": "\(error.summary)"])
      throw error
    }
  }

  private func log(_ request: HTTPRequest, since begun: ContinuousClock.Instant, _ outcome: Logger.Metadata) {
    var facts = outcome
    facts["milliseconds"] = "\(Int64((ContinuousClock.now - begun) / .milliseconds(1)))"
    if let action = request.action { facts["action"] = "\(action)" }
    let server = SafeText.server(request.url) ?? .withheld
    logger.debug("\(request.method.rawValue) \(server)\(request.shownPath)", metadata: facts)
  }
}

extension HTTPRequest {
  /// The action of an AWS query form: the value of its first field, `Action`.
  fileprivate var action: String? {
    let field = "Action="
    guard body.starts(with: field.utf8) else { return nil }
    return String(decoding: body.dropFirst(field.utf8.count).prefix { $0 != UInt8(ascii: "&") }, as: UTF8.self)
  }
}
