import Capacity
import Pages
import Presentation
import Reports

extension Site {
  /// A page for people: the start page, that of a topic, or the map.
  ///
  /// - Throws: `Problem`.
  func page(_ parts: [String], _ request: ReceivedRequest) async throws -> Reply {
    switch parts {
    case []: return try await startPage(request)
    case ["map"]: return try await mapPage(request)
    case _ where parts.count == 2 && parts[0] == "report": return try await topicPage(parts[1], request)
    default: throw Problem.noSuchPage
    }
  }

  /// The start page covers a span, and is about its end.
  private func startPage(_ received: ReceivedRequest) async throws -> Reply {
    let parameters = try QueryParameters(received.parameters, known: PageFrame.Place.overview.parameters)
    let request = try checked {
      let request = try parameters.request(now: now())
      try ReviewPage.check(request)
      return request
    }
    let origin = origin(request)
    return try await reply(received, .overview, parameters, lifetime: .seconds(60)) { history in
      try ReviewPage(request, from: history, origin: origin).page
    }
  }

  private func topicPage(_ name: String, _ received: ReceivedRequest) async throws -> Reply {
    let query = try ReportQuery(topic: name, parameters: received.parameters)
    let request = try checked { try query.request(now: now(), limits: limits) }
    let origin = origin(request)
    return try await reply(received, .topic(query.topic), query.parameters, lifetime: query.topic.lifetime) { history in
      try TopicPage(query.topic, request, from: history, origin: origin).page
    }
  }

  private func mapPage(_ received: ReceivedRequest) async throws -> Reply {
    let query = try MapQuery(received.parameters, isPage: true)
    let request = try checked { try query.request(now: now(), limits: limits) }
    let grouping = try query.grouping()
    let footer = origin(request).html(of: "capdb map --format json")
    return try await reply(received, .map, query.parameters, lifetime: .seconds(60)) { history in
      let changes = try MapChanges(request, from: history)
      var page = MapPage(changes, by: grouping).page(footer: footer)
      page.introduction += changes.notices.map { .element("p", [.class("notice")], .text($0)) }
      return page
    }
  }

  /// The data of a map for programs.
  func mapData(_ received: ReceivedRequest) async throws -> Reply {
    let query = try MapQuery(received.parameters, isPage: false)
    let request = try checked { try query.request(now: now(), limits: limits) }
    let answer = try await store.answer(to: "map data \(query.parameters.key)", lifetime: .seconds(60)) { history in
      let changes = try MapChanges(request, from: history)
      return Answer(
        contentType: "application/json", body: MapChangesJSON(changes).bytes, notices: changes.notices)
    }
    return tagged(answer, received)
  }

  private func origin(_ request: ReportRequest) -> PageOrigin {
    PageOrigin(version: configuration.version, madeAt: request.now)
  }

  /// A page in its frame.
  private func reply(
    _ received: ReceivedRequest, _ place: PageFrame.Place, _ parameters: QueryParameters, lifetime: Duration,
    _ make: @escaping @Sendable (any HistoryReading) throws -> Page
  ) async throws -> Reply {
    let frame = PageFrame(
      place: place, parameters: parameters, clusters: watch.sight.clusters.map(\.identity.name),
      hasSession: configuration.token != nil)
    let answer = try await store.answer(to: "page \(frame.key)", lifetime: lifetime) { history in
      let page = frame.around(try make(history))
      return Answer(
        contentType: "text/html; charset=utf-8", body: page.document(isServed: true), policy: Reply.policy(of: page))
    }
    var reply = tagged(answer.body, answer.contentType, received)
    reply.policy = answer.policy ?? Reply.closedPolicy
    return reply
  }
}
