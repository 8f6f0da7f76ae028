import Capacity
import Foundation
import Synchronization
import OutsideText
import Testing
import Transport

@testable import KubernetesAPI

@Suite("List protocol")
struct ListProtocolTests {
  @Test("one page is one request, for protobuf with JSON as the fallback, with the token")
  func onePage() async throws {
    let pods = try Fixtures.pods()
    let api = FakeAPI([.protobuf(Wire.page(items: pods))])
    let listing = try await api.client().listPods()
    #expect(listing.items.count == pods.count)
    #expect(listing.isConsistent && listing.pages == 1 && listing.resourceVersion == "672" && listing.warning == nil)
    let request = try #require(api.requests.first)
    #expect(request.url == "https://api.example:6443/api/v1/pods?limit=500")
    #expect(request.headers.contains(HTTPHeader("Accept", "application/vnd.kubernetes.protobuf,application/json")))
    #expect(request.headers.contains(HTTPHeader("Authorization", "Bearer secret")))
    #expect(api.requests.count == 1)
  }

  @Test("pages are followed by their tokens, percent-encoded; an empty page in the middle is no end")
  func severalPages() async throws {
    let pods = try Fixtures.pods()
    let api = FakeAPI([
      .protobuf(Wire.page(items: Array(pods[..<20]), continuing: "a/b+c=", remaining: 39)),
      .protobuf(Wire.page(items: [], continuing: "second")),
      .protobuf(Wire.page(items: Array(pods[20...]))),
    ])
    let reports = Mutex<[ListProgress]>([])
    let client = api.client(progress: { report in reports.withLock { $0.append(report) } })
    let listing = try await client.listPods()
    #expect(listing.items == (try decoded(pods)))
    #expect(listing.pages == 3)
    #expect(api.queries == ["limit=500", "limit=500&continue=a%2Fb%2Bc%3D", "limit=500&continue=second"])
    #expect(reports.withLock { $0.map(\.items) } == [20, 20, 59])
    #expect(reports.withLock { $0.first }?.remaining == 39)
  }

  @Test("a server that answers in JSON gives the same pods, over several pages")
  func jsonPages() async throws {
    let text = String(decoding: try Fixtures.bytes("eks-pod-limit/replicas-50/pods.json"), as: UTF8.self)
    let api = FakeAPI([
      .json(#"{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"t","resourceVersion":"1"},"items":null}"#),
      .json(text),
    ])
    let listing = try await api.client().listPods()
    #expect(listing.items == (try decoded(try Fixtures.pods())))
    #expect(api.queries == ["limit=500", "limit=500&continue=t"])
  }

  @Test("a failure on page two is an error, not a shorter list")
  func failureOnPageTwo() async throws {
    let api = FakeAPI([
      .protobuf(Wire.page(items: try Fixtures.pods(), continuing: "t")),
      .protobuf(Wire.status(code: 403, reason: "Forbidden", message: "pods is forbidden"), status: 403),
    ])
    let error = await #expect(throws: KubernetesError.self) { try await api.client().listPods() }
    #expect(error?.isDenied == true)
  }

  @Test("a damaged page two names the page and the pod")
  func damagedPageTwo() async throws {
    let bad = Wire().message(1, Wire().text(1, "p").text(3, "ns"))
    let api = FakeAPI([
      .protobuf(Wire.page(items: try Fixtures.pods(), continuing: "t")), .protobuf(Wire.page(items: [bad.bytes])),
    ])
    let error = await #expect(throws: KubernetesError.self) { try await api.client().listPods() }
    #expect(
      error?.problem == .undecodable(DecodingFailure(.missing(field: "metadata.uid"), object: "pod ns/p"), page: 2))
  }

  @Test("an expired token restarts the list once; what was read before is dropped")
  func expiredOnce() async throws {
    let pods = try Fixtures.pods()
    let api = FakeAPI([
      .protobuf(Wire.page(items: Array(pods[..<20]), continuing: "a")),
      try Fixtures.response("kubernetes-errors/410.http"),
      .protobuf(Wire.page(items: Array(pods[..<30]), continuing: "a")), .protobuf(Wire.page(items: Array(pods[30...]))),
    ])
    let listing = try await api.client().listPods()
    #expect(listing.items == (try decoded(pods)))
    #expect(listing.isConsistent && listing.pages == 2)
    #expect(api.queries == ["limit=500", "limit=500&continue=a", "limit=500", "limit=500&continue=a"])
  }

  @Test("a list that expires twice goes on with the server's token, and says so")
  func expiredTwice() async throws {
    let pods = try Fixtures.pods()
    let expired = try Fixtures.response("kubernetes-errors/410.http")
    let fresh = try #require(Refusal(expired).continueToken)
    let api = FakeAPI([
      .protobuf(Wire.page(items: Array(pods[..<20]), continuing: "a")), expired,
      .protobuf(Wire.page(items: Array(pods[..<20]), continuing: "a")), expired,
      .protobuf(Wire.page(items: Array(pods[20...]))),
    ])
    let listing = try await api.client().listPods()
    #expect(listing.items == (try decoded(pods)))
    #expect(!listing.isConsistent && listing.warning != nil)
    #expect(api.queries.last == "limit=500&continue=\(fresh)")
  }

  @Test("a list that expires twice without a token is an error")
  func expiredWithoutToken() async throws {
    let gone = HTTPResponse.protobuf(Wire.status(code: 410, reason: "Expired", message: "too old"), status: 410)
    let page = HTTPResponse.protobuf(Wire.page(items: [], continuing: "a"))
    let api = FakeAPI([page, gone, page, gone])
    let error = await #expect(throws: KubernetesError.self) { try await api.client().listPods() }
    #expect(error?.httpStatus == 410)
    #expect(api.requests.count == 4)
  }

  @Test("a token that comes again ends the list with an error")
  func repeatedToken() async throws {
    let api = FakeAPI([.protobuf(Wire.page(items: [], continuing: "again"))])
    let error = await #expect(throws: KubernetesError.self) { try await api.client().listPods() }
    #expect(error?.problem == .repeatedContinueToken(page: 2))
  }

  @Test("429 is tried again after the wait that the server asks for")
  func tooManyRequests() async throws {
    let waits = Mutex<[Duration]>([])
    let busy = HTTPResponse.typed(
      "text/plain", Array("Too many requests, please try again later.".utf8), status: 429,
      headers: [HTTPHeader("Retry-After", "3")])
    let api = FakeAPI([busy, .protobuf(Wire.page(items: []))])
    let client = KubernetesClient(
      connection: ClusterConnection(name: "t", server: "https://a", credential: Token("x")), transport: api,
      retry: RetryPolicy(
        deadline: .now + .seconds(600), sleep: { wait in waits.withLock { $0.append(wait) } }, jitter: { 0 }))
    #expect(try await client.listPods().items.isEmpty)
    #expect(waits.withLock { $0 } == [.seconds(3)])
  }

  @Test("a body that is cut is asked for again; if it stays cut, it is an error")
  func cutBody() async throws {
    let cut = TransportError(kind: .interrupted, server: "https://api.example:6443", detail: "transfer closed")
    let page = Wire.page(items: try Fixtures.pods())
    let once = FakeAPI { (_, number) throws(TransportError) in
      if number == 1 { throw cut }
      return .protobuf(page)
    }
    #expect(try await once.client().listPods().items.count == 59)
    let always = FakeAPI { (_, _) throws(TransportError) in throw cut }
    let error = await #expect(throws: KubernetesError.self) { try await always.client().listPods() }
    #expect(error?.problem == .transport(cut))
  }

  @Test("ordinary events are left out by their reasons, and without a selector where the server does not know it")
  func eventSelector() async throws {
    let refused = HTTPResponse.json(
      #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"BadRequest","message":"field label not supported"}"#,
      status: 400)
    let events = HTTPResponse.protobuf(try Fixtures.bytes("eks-pod-limit/replicas-50/events.pb"))
    let api = FakeAPI([refused, events])
    #expect(try await !api.client().listEvents().items.isEmpty)
    let queries = api.queries
    #expect(queries.first?.hasPrefix("limit=500&fieldSelector=reason%21%3DScheduled%2Creason%21%3DPulling%2C") == true)
    #expect(queries.dropFirst() == ["limit=500"])
    // What is recorded must not be left out.
    let leftOut = queries.first?.split(separator: "reason%21%3D").map { $0.prefix { $0 != "%" } } ?? []
    #expect(CapacityEvent.recordedReasons.isDisjoint(with: leftOut.map(String.init)))
  }

  @Test("an unencrypted server gets no credentials, and the connection warns")
  func unencrypted() async throws {
    let api = FakeAPI([.protobuf(Wire.page(items: []))])
    let client = api.client(server: "http://127.0.0.1:8001")
    _ = try await client.listPods()
    #expect(api.requests.first?.headers.contains { $0.name == "Authorization" } == false)
    #expect(client.connection.warnings.count == 1)
  }

  @Test("the next page is asked for before this one is decoded")
  func pipelining() async throws {
    let second = Mutex(false)
    let bad = Wire().message(1, Wire().text(1, "p"))
    let api = FakeAPI { (_, number) throws(TransportError) in
      if number == 1 { return .protobuf(Wire.page(items: [bad.bytes], continuing: "t")) }
      second.withLock { $0 = true }
      return .protobuf(Wire.page(items: []))
    }
    await #expect(throws: KubernetesError.self) { try await api.client().listPods() }
    // The failing page is left only after its successor has been asked for and given up.
    #expect(second.withLock { $0 })
  }

  private func decoded(_ pods: [[UInt8]]) throws -> [Pod] {
    try Wire.page(items: pods).withUnsafeBytes { try KubernetesDecoding.pods($0, mediaType: Fixtures.protobuf) }
  }
}
