import Capacity
import Crypto
import Presentation
import Reports
import TextEncoding

/// What the server shows: which path leads to which answer.
struct Site: Sendable {
  let store: AnswerStore
  let watch: HistoryWatch
  let counts: RequestCounts
  let configuration: ServerConfiguration
  let limits: ServerLimits
  /// Differs from one run of the server to the next, as generations begin anew with each.
  let runName: String

  /// The present.
  func now() -> Timestamp { configuration.now() }

  /// Answers a request that may be answered.
  ///
  /// - Throws: `Problem`.
  func reply(to request: ReceivedRequest) async throws -> Reply {
    let parts = request.path.split(separator: "/").map(String.init)
    switch parts {
    case ["metrics"]: return try await metrics(request)
    case ["api", "v1", "reports"]: return tagged(TopicList.document.bytes, "application/json", request)
    case ["api", "v1", "version"]: return version(request)
    case ["api", "v1", "map"]: return try await mapData(request)
    case ["api", "v1", "openapi.json"]: return tagged(description.document.bytes, "application/json", request)
    case _ where parts.count == 4 && parts.starts(with: ["api", "v1", "reports"]):
      return try await report(parts[3], request)
    default: return try await page(parts, request)
    }
  }

  private var description: OpenAPIDescription {
    OpenAPIDescription(version: configuration.version, needsToken: configuration.token != nil)
  }

  /// A report for programs.
  private func report(_ topic: String, _ request: ReceivedRequest) async throws -> Reply {
    let format: OutputFormat =
      MediaPreference(request.header("Accept")).prefers("text/csv", to: "application/json") ? .csv : .json
    let query = try ReportQuery(topic: topic, parameters: request.parameters)
    let (now, limits) = (now(), limits)
    // Wrong values are answered before anything is computed, or waits.
    do { _ = try query.request(now: now, limits: limits) } catch let error as ReportError {
      throw Problem.report(error)
    }
    let answer = try await store.answer(to: "\(format) \(query.key)", lifetime: query.topic.lifetime) { history in
      try .report(query, as: format, from: history, now: now, limits: limits)
    }
    var reply = tagged(answer, request)
    reply.headers.append(("Vary", "Accept"))
    return reply
  }

  /// Turns what reports say of a request into a problem.
  func checked<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as ReportError { throw Problem.report(error) }
  }

  /// ASCII, as header fields want it: other characters by their number.
  private static func headerText(_ text: String) -> String {
    text.unicodeScalars.prefix(500).reduce(into: "") { line, scalar in
      let isPlain = scalar.isASCII && scalar.value >= 0x20 && scalar.value < 0x7f
      line += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// What differs once the history has changed: pages ask for it to find out whether to show something new.
  private func version(_ request: ReceivedRequest) -> Reply {
    tagged(
      JSONDocument.object([("version", .text("\(runName)-\(watch.sight.generation)"))]).bytes, "application/json",
      request)
  }

  /// An answer with its notices, a header field each.
  func tagged(_ answer: Answer, _ request: ReceivedRequest) -> Reply {
    var reply = tagged(answer.body, answer.contentType, request)
    reply.headers += answer.notices.prefix(20).map { ("Capdb-Notice", Self.headerText($0)) }
    return reply
  }

  /// An answer with a tag; a client that has it already gets none.
  ///
  /// Source: RFC 9110 sections 8.8.3 and 13.1.2.
  func tagged(_ body: [UInt8], _ contentType: String, _ request: ReceivedRequest) -> Reply {
    let tag = "\"\(Hexadecimal.text(SHA256.hash(data: body).prefix(16)))\""
    let known = request.header("If-None-Match")?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
    if known.contains(where: { $0 == tag || $0 == "W/\(tag)" || $0 == "*" }) {
      return Reply(status: 304, headers: [("ETag", tag)])
    }
    return Reply(contentType: contentType, headers: [("ETag", tag)], body: body)
  }
}

extension Site {
  /// The metrics, in the format that the client takes; with `at`, those of a moment, each with its time.
  private func metrics(_ request: ReceivedRequest) async throws -> Reply {
    var moment: Timestamp?
    for (name, value) in request.parameters {
      guard name == "at" else { throw Problem.unknownParameter(name, known: ["at"]) }
      do {
        moment = try TimeExpression(parsing: value, option: "at").resolved(at: now())
      } catch let error { throw Problem.report(error) }
    }
    let (now, stale, most) = (now(), configuration.maximumAge, limits.seriesOfMetric)
    let at = moment
    let answer = try await store.answer(to: "metrics \(at?.description ?? "")", lifetime: .seconds(60)) { history in
      let gauges = try CapacityGauges(of: history, at: at, now: now, staleSeconds: stale)
      var answer = Answer(contentType: "", body: [])
      answer.metrics = CapacityMetrics.set(of: gauges, at: at, most: most)
      return answer
    }
    let format = MetricsWriter.Format(MediaPreference(request.header("Accept")))
    let metrics = (answer.metrics?.metrics(now: self.now()) ?? []) + (at == nil ? [counts.metric] : [])
    return Reply(
      contentType: format.contentType, headers: [("Vary", "Accept")],
      body: MetricsWriter(format: format, moment: at).text(of: metrics))
  }

  /// `/healthz`.
  func health(_ request: ReceivedRequest) throws(Problem) -> Reply {
    try Responder.expect(["GET", "HEAD"], request)
    return Health(sight: watch.sight, maximumAge: configuration.maximumAge).health(now: now())
  }

  /// `/readyz`.
  func readiness(_ request: ReceivedRequest) throws(Problem) -> Reply {
    try Responder.expect(["GET", "HEAD"], request)
    return Health(sight: watch.sight, maximumAge: configuration.maximumAge).readiness
  }
}
