import Logging
import OutsideText
import Synchronization
import Transport

/// Counts the bytes that one cluster's requests bring, and logs each request, whichever room makes it.
final class MeteredTransport: HTTPTransport {
  private let base: any HTTPTransport
  private let logger: Logger
  private let received = Mutex<Int64>(0)

  init(_ base: any HTTPTransport, logger: Logger) {
    self.base = base
    self.logger = logger
  }

  /// Bytes of bodies so far, as they came over the wire.
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
    logger.debug("\(request.method.rawValue) \(request.place)", metadata: facts)
  }
}

extension HTTPRequest {
  /// The server, and of the path what capdb itself has put there: a kubeconfig's server or a container's credentials URL
  /// may have a path that nobody is to see.
  fileprivate var place: String {
    let path = url.prefix { $0 != "?" }
    let own = ["/api/v1/", "/apis/", "/version", "/clusters/", "/latest/"]
      .compactMap { path.ranges(of: $0).last?.lowerBound }.max()
    return "\(SafeText.server(url) ?? .withheld)\(own.map { String(path[$0...]) } ?? "")"
  }

  /// What an AWS query form asks for: the value of its first field, `Action`.
  fileprivate var action: String? {
    let field = "Action="
    guard body.starts(with: field.utf8) else { return nil }
    return String(decoding: body.dropFirst(field.utf8.count).prefix { $0 != UInt8(ascii: "&") }, as: UTF8.self)
  }
}
