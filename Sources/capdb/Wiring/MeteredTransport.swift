import Logging
import OutsideText
import Synchronization
import Transport

/// Counts the bytes that the requests of one cluster receive, and logs each request.
final class MeteredTransport: HTTPTransport {
  private let base: any HTTPTransport
  private let logger: Logger
  private let received = Meter()
  private let awsRequests = Meter()

  init(_ base: any HTTPTransport, logger: Logger) {
    self.base = base
    self.logger = logger
  }

  /// The bytes of all bodies so far, as transferred: compressed bodies count compressed.
  var bytesReceived: Int64 { received.count }

  /// How many requests were sent to AWS so far.
  var requestsToAWS: Int64 { awsRequests.count }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let begun = ContinuousClock.now
    if request.action != nil { awsRequests.add(1) }
    do {
      let response = try await base.send(request)
      received.add(response.bytesReceived)
      log(request, since: begun, ["status": "\(response.status)", "bytes": "\(response.bytesReceived)"])
      return response
    } catch {
      log(request, since: begun, ["error": "\(error.summary)"])
      throw error
    }
  }

  func stream(_ request: HTTPRequest, into sink: any ResponseSink) async throws(TransportError) -> HTTPResponse {
    let begun = ContinuousClock.now
    let metered = MeteredSink(sink) { [received] count in received.add(count) }
    do {
      let response = try await base.stream(request, into: metered)
      // What the sink was given is counted as it came: a watch is ended by us, and brings no total.
      received.add(Int64(response.body.count))
      log(request, since: begun, ["status": "\(response.status)"])
      return response
    } catch {
      let outcome = error.kind == .cancelled ? "ended" : error.summary
      log(request, since: begun, ["stream": "\(outcome)"])
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

/// A count that threads add to.
private final class Meter: Sendable {
  private let sum = Mutex<Int64>(0)

  var count: Int64 { sum.withLock { $0 } }

  func add(_ count: Int64) { sum.withLock { $0 += count } }
}

/// Counts what a sink is given.
private struct MeteredSink: ResponseSink {
  private let base: any ResponseSink
  private let count: @Sendable (Int64) -> Void

  init(_ base: any ResponseSink, count: @escaping @Sendable (Int64) -> Void) {
    self.base = base
    self.count = count
  }

  func begin(_ head: HTTPResponse) -> Bool { base.begin(head) }

  func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
    count(Int64(piece.count))
    return base.receive(piece)
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
