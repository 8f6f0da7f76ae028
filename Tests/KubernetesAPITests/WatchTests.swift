import Capacity
import OutsideText
import Testing
import Transport

@testable import KubernetesAPI

@Suite("Watches")
struct WatchTests {
  private let limits = FollowingLimits(quiet: .milliseconds(20), patience: .milliseconds(300))
  private let from = ResourceVersion("100")

  /// Follows pods over a server that counts `count` of them at version 200.
  private func follow(
    _ watch: FakeWatch, count: Int64 = 2, present: String = "200", cacheStatus: Int = 200,
    problem: @escaping @Sendable (FollowedChanges<Pod>) -> FollowingProblem? = { _ in nil }
  ) async -> (Result<FollowedChanges<Pod>, FollowingProblem>, FakeAPI) {
    let api = FakeAPI(watch: watch) { (request, _) throws(TransportError) in
      guard request.url.contains("limit=1") else {
        return cacheStatus == 200
          ? .protobuf(Wire.page(items: []))
          : .protobuf(Wire.status(code: 504, reason: "Timeout", message: "Too large resource version"), status: 504)
      }
      let metadata = Wire().text(1, "").text(2, present).text(3, "more").number(4, count - 1)
      return .protobuf(Wire.body(kind: "PodList", Wire().message(1, metadata).data(2, Event.pod("first", 1).bytes)))
    }
    guard let from else { return (.failure(.uncounted), api) }
    do throws(FollowingProblem) {
      return (.success(try await api.client().followPods(from: from, limits: limits) { problem($0) }), api)
    } catch {
      return (.failure(error), api)
    }
  }

  private func problem(_ watch: FakeWatch) async -> FollowingProblem? {
    if case .failure(let problem) = await follow(watch).0 { problem } else { nil }
  }

  @Test("what changed is told in order, up to the version and the count that the server names")
  func changes() async throws {
    let events = [Event("ADDED", "a", 150), Event("MODIFIED", "a", 160), Event("DELETED", "b", 170)]
    let (result, api) = await follow(FakeWatch(pieces: events.map(\.frame)), count: 7)
    let followed = try result.get()
    #expect(followed.changes.map(\.value.name) == ["a", "a", "b"])
    #expect(followed.changes.map(\.isDeletion) == [false, false, true])
    #expect(followed.reached.number == 200 && followed.latest.number == 170 && followed.count == 7)
    let urls = api.requests.map { String($0.url.dropFirst("https://api.example:6443/api/v1/".count)) }.sorted()
    let probe = "namespaces/kube-system/pods?fieldSelector=metadata.name%3Dcapdb-reads-nothing&resourceVersion=200"
    #expect(
      urls == [
        probe + "&resourceVersionMatch=NotOlderThan", "pods?limit=1",
        "pods?watch=1&allowWatchBookmarks=true&resourceVersion=100&timeoutSeconds=300",
      ])
    #expect(
      api.requests.contains { request in
        request.url.contains("watch=1") && request.headers.contains(HTTPHeader("Authorization", "Bearer secret"))
      })
  }

  @Test("pieces of any size say the same, in protobuf and in JSON", arguments: [true, false])
  func pieces(isProtobuf: Bool) async throws {
    let events = [Event("ADDED", "a", 150), Event("MODIFIED", "a", 160), Event("DELETED", "a", 170)]
    let bytes = events.flatMap { isProtobuf ? $0.frame : $0.line }
    for size in [1, 2, 3, 5, 7, 64, 200, bytes.count] {
      var watch = FakeWatch()
      if !isProtobuf { watch.head = .json("") }
      watch.pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
      let changes = try await follow(watch).0.get().changes
      #expect(changes.map(\.version.number) == [150, 160, 170] && changes.last?.isDeletion == true, "\(size)")
    }
  }

  @Test("a bookmark moves the version on; one that names none, or has no object, changes nothing")
  func bookmarks() async throws {
    let nameless = Event.frame("BOOKMARK", Wire.body(kind: "Pod", Wire().message(1, Wire().text(1, ""))))
    let watch = FakeWatch(pieces: [
      Event("ADDED", "a", 150).frame, Event.frame("BOOKMARK", nil), nameless, Event("BOOKMARK", "", 230).frame,
    ])
    let followed = try await follow(watch).0.get()
    #expect(followed.changes.count == 1 && followed.latest.number == 230)
    var json = FakeWatch(head: .json(""))
    json.pieces = [Array("{\"type\":\"BOOKMARK\"}\n".utf8), Event("BOOKMARK", "", 230).line]
    #expect(try await follow(json).0.get().latest.number == 230)
  }

  @Test("an object tells when it ended, in either encoding", arguments: [true, false])
  func endings(isProtobuf: Bool) async throws {
    var watch = FakeWatch(pieces: [Event.ended(isProtobuf: isProtobuf)])
    if !isProtobuf { watch.head = .json("") }
    let change = try #require(try await follow(watch).0.get().changes.first)
    #expect(change.ending.finishedAt == Timestamp(seconds: 1_800_000_020))
    #expect(change.ending.deletedAt == Timestamp(seconds: 1_800_000_030))
  }

  @Test("a watch that cannot be trusted says why, and gives nothing")
  func problems() async {
    let good = Event("ADDED", "a", 150).frame
    let expired = Event.frame("ERROR", Wire.status(code: 410, reason: "Expired", message: "too old resource version"))
    #expect(await problem(FakeWatch(pieces: [expired]))?.description == "the version to go on from is too old")
    #expect(await problem(FakeWatch(pieces: [good, expired]))?.description == "the version to go on from is too old")
    #expect(await problem(FakeWatch(pieces: [good, Array(good.dropLast(3))], ending: .ends)) == .truncated)
    #expect(
      await problem(FakeWatch(pieces: [[0x7F, 0xFF, 0xFF, 0xFF]]))
        == .unusable(DecodingFailure(.tooLarge(bytes: 0x7FFF_FFFF))))
    #expect(
      await problem(FakeWatch(pieces: [Event("SURPRISE", "a", 150).frame]))
        == .unusable(DecodingFailure(.unknownEventType("SURPRISE"))))
    #expect(await problem(FakeWatch(pieces: [good], ending: .ends)) == .ended)
    #expect(
      await problem(FakeWatch(pieces: [Event("ADDED", "a", nil).frame]))?.description.contains(
        "metadata.resourceVersion") == true)
    let node = Event.frame("ADDED", Wire.body(kind: "Node", Event.pod("n", 150)))
    #expect(await problem(FakeWatch(pieces: [node]))?.description.contains("v1 Node") == true)
    if case .interrupted = await problem(FakeWatch(pieces: [good], ending: .breaks)) {
    } else {
      Issue.record("not broken")
    }
  }

  @Test("a list or a page in the place of a watch is not taken for one")
  func otherAnswers() async {
    let list = Wire.page(items: [Event.pod("a", 150).bytes])
    #expect(await problem(FakeWatch(pieces: [list], ending: .ends)) == .unusable(DecodingFailure(.listForWatch)))
    let json = #"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}"# + "\n"
    let jsonList = FakeWatch(head: .json(""), pieces: [Array(json.utf8)], ending: .ends)
    #expect(await problem(jsonList) == .unusable(DecodingFailure(.listForWatch)))
    let page = FakeWatch(head: .typed("text/html", [], status: 200), pieces: [Array("<html>".utf8)], ending: .ends)
    #expect(await problem(page)?.description.contains("text/html") == true)
    let denied = FakeWatch(head: .protobuf(Wire.status(code: 403, reason: "Forbidden", message: "no"), status: 403))
    #expect(await problem(denied)?.description == "RBAC does not allow to watch")
  }

  @Test("damaged events end a watch or say something, and never more than they hold", arguments: [true, false])
  func damage(isProtobuf: Bool) {
    let whole = [Event("ADDED", "a", 150), Event("MODIFIED", "a", 160), Event("DELETED", "b", 170)]
      .flatMap { isProtobuf ? $0.frame : $0.line }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0...Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      bytes.removeLast(Int.random(in: 0...3, using: &random))
      let log = WatchLog<PodFields>(mostChanges: 10)
      let type = isProtobuf ? "application/vnd.kubernetes.protobuf;stream=watch" : "application/json"
      #expect(log.begin(.typed(type, [], status: 200)))
      _ = bytes.withUnsafeBytes { log.receive($0) }
      log.end(.ended)
      #expect(log.progress.end != nil && log.progress.changes.count <= (isProtobuf ? 3 : 6), "\(bytes)")
    }
  }

  @Test("a server that is behind, or a count that is off, gives nothing")
  func behind() async {
    func failure(_ outcome: (Result<FollowedChanges<Pod>, FollowingProblem>, FakeAPI)) -> FollowingProblem? {
      if case .failure(let problem) = outcome.0 { problem } else { nil }
    }
    #expect(failure(await follow(FakeWatch(), present: "99")) == .serverIsBehind)
    #expect(failure(await follow(FakeWatch(), cacheStatus: 504)) == .cacheIsBehind)
    let off = await follow(FakeWatch()) { changes in .miscounted(1, counted: changes.count ?? 0) }
    #expect(failure(off) == .miscounted(1, counted: 2))
  }
}

extension FollowingProblem {
  fileprivate static let truncated = FollowingProblem.unusable(DecodingFailure(.truncated))
}

/// An event about a pod, as a server writes it.
private struct Event {
  let type: String
  let name: String
  let version: Int?

  init(_ type: String, _ name: String, _ version: Int?) {
    self.type = type
    self.name = name
    self.version = version
  }

  var frame: [UInt8] { Self.frame(type, Wire.body(kind: "Pod", Self.pod(name, version))) }

  var line: [UInt8] {
    let version = version.map { "\($0)" } ?? ""
    let metadata = #"{"name":"\#(name)","namespace":"ns","uid":"\#(name)","resourceVersion":"\#(version)"}"#
    let object = #"{"kind":"Pod","apiVersion":"v1","metadata":\#(metadata)}"#
    return Array(#"{"type":"\#(type)","object":\#(object)}"#.utf8) + [0x0A]
  }

  static func pod(_ name: String, _ version: Int?) -> Wire {
    let metadata = Wire().text(1, name).text(3, "ns").text(5, name).text(6, version.map { "\($0)" } ?? "")
    return Wire().message(1, metadata)
  }

  /// - Parameter object: a whole body; nil for an event without one.
  static func frame(_ type: String, _ object: [UInt8]?) -> [UInt8] {
    let event = object.map { Wire().text(1, type).message(2, Wire().data(1, $0)) } ?? Wire().text(1, type)
    let length = UInt32(event.bytes.count)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + event.bytes
  }

  /// A pod of two containers that ended 10 and 20 s after 1,800,000,000 and was deleted 10 s later.
  static func ended(isProtobuf: Bool) -> [UInt8] {
    guard isProtobuf else {
      let statuses = ["2027-01-15T08:00:10Z", "2027-01-15T08:00:20Z"].map {
        #"{"name":"c","state":{"terminated":{"exitCode":0,"finishedAt":"\#($0)"}}}"#
      }
      let metadata =
        #"{"name":"a","namespace":"ns","uid":"a","resourceVersion":"150","deletionTimestamp":"2027-01-15T08:00:30Z"}"#
      let status = #"{"containerStatuses":[\#(statuses.joined(separator: ","))]}"#
      let object = #"{"kind":"Pod","apiVersion":"v1","metadata":\#(metadata),"status":\#(status)}"#
      return Array(#"{"type":"DELETED","object":\#(object)}"#.utf8) + [0x0A]
    }
    let statuses = [1_800_000_010, 1_800_000_020].map { seconds in
      Wire().text(1, "c").message(2, Wire().message(3, Wire().message(6, Wire().number(1, seconds))))
    }
    let metadata = Wire().text(1, "a").text(3, "ns").text(5, "a").text(6, "150")
      .message(9, Wire().number(1, 1_800_000_030))
    let status = statuses.reduce(Wire()) { $0.message(8, $1) }
    return frame("DELETED", Wire.body(kind: "Pod", Wire().message(1, metadata).message(3, status)))
  }
}
