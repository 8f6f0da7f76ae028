import Capacity
import Pages
import Reports

extension Site {
  /// A page for people: the start page, or that of a topic.
  ///
  /// - Throws: `Problem`.
  func page(_ parts: [String], _ request: ReceivedRequest) async throws -> Reply {
    switch parts {
    case []: return try await page(of: Topic.summary.name, request, isStart: true)
    case _ where parts.count == 2 && parts[0] == "report":
      return try await page(of: parts[1], request, isStart: false)
    default: throw Problem.noSuchPage
    }
  }

  private func page(of topic: String, _ received: ReceivedRequest, isStart: Bool) async throws -> Reply {
    let query = try ReportQuery(topic: topic, parameters: received.parameters)
    let request = try checked { try isStart ? reviewRequest(query) : query.request(now: now(), limits: limits) }
    let frame = PageFrame(
      query: query, isStart: isStart, clusters: watch.sight.clusters.map(\.identity.name),
      hasSession: configuration.token != nil)
    let origin = PageOrigin(version: configuration.version, madeAt: request.now)
    let key = "page \(isStart) \(query.key)"
    let answer = try await store.answer(to: key, lifetime: query.topic.lifetime) { history in
      let page =
        try isStart
        ? ReviewPage(request, from: history, origin: origin).page
        : TopicPage(query.topic, request, from: history, origin: origin).page
      let framed = frame.around(page)
      return Answer(
        contentType: "text/html; charset=utf-8", body: framed.document(isServed: true), policy: Reply.policy(of: framed)
      )
    }
    var reply = tagged(answer.body, answer.contentType, received)
    reply.policy = answer.policy ?? Reply.closedPolicy
    return reply
  }

  /// The start page covers a span, and is about its end.
  private func reviewRequest(_ query: ReportQuery) throws -> ReportRequest {
    var request = try query.uncheckedRequest(now: now())
    request.until = request.until ?? request.at
    request.at = nil
    try ReviewPage.check(request)
    return request
  }
}
