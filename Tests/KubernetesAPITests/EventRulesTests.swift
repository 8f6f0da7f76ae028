import Capacity
import Testing

@testable import KubernetesAPI

@Suite("Events")
struct EventRulesTests {
  @Test("the kubelet's writer: count and first and last time")
  func coreRecorder() throws {
    let event = try #require(
      try event {
        $0.text(3, "FailedCreatePodSandBox").message(5, Wire().text(1, "kubelet").text(2, "n"))
          .message(6, time(100)).message(7, time(200)).number(8, 9).message(10, Wire())
      })
    #expect(event.count == 9 && event.firstSeenAt.seconds == 100 && event.lastSeenAt.seconds == 200)
    #expect(event.reporter == "kubelet" && event.involved.name == "p" && event.involved.uid == nil)
  }

  @Test("the scheduler's writer: event time and series")
  func eventsAPI() throws {
    let event = try #require(
      try event {
        $0.text(3, "FailedScheduling").message(6, Wire()).message(7, Wire()).number(8, 0).message(10, time(100))
          .message(11, Wire().number(1, 4).message(2, time(150))).text(14, "default-scheduler")
      })
    #expect(event.count == 4 && event.firstSeenAt.seconds == 100 && event.lastSeenAt.seconds == 150)
    #expect(event.reporter == "default-scheduler")
  }

  @Test("without any other time the creation counts, and once at least")
  func creation() throws {
    let event = try #require(try event { $0.text(3, "OutOfpods") })
    #expect(event.count == 1 && event.firstSeenAt.seconds == 50 && event.lastSeenAt.seconds == 50)
  }

  @Test("the first time is never after the last")
  func order() throws {
    let event = try #require(try event { $0.text(3, "OutOfpods").message(6, time(300)).message(7, time(200)) })
    #expect(event.firstSeenAt.seconds == 200 && event.lastSeenAt.seconds == 200)
  }

  @Test("events that say nothing about capacity are left out, however odd they are")
  func others() throws {
    #expect(try event(identity: Wire()) { $0.text(3, "Pulled") } == nil)
  }

  @Test("an event without UID or any time is an error")
  func incomplete() {
    #expect(throws: DecodingFailure.self) { try event(identity: Wire().text(1, "e")) { $0.text(3, "OutOfpods") } }
    #expect(throws: DecodingFailure.self) {
      try event(identity: Wire().text(1, "e").text(5, "u")) { $0.text(3, "OutOfpods") }
    }
  }

  private func time(_ seconds: Int64) -> Wire {
    Wire().number(1, seconds).number(2, 0)
  }

  private func event(identity: Wire? = nil, _ fields: (Wire) -> Wire) throws -> CapacityEvent? {
    let metadata = identity ?? Wire().text(1, "e").text(3, "ns").text(5, "u").message(8, time(50))
    let involved = Wire().text(1, "Pod").text(2, "ns").text(3, "p").text(4, "")
    let event = fields(Wire().message(1, metadata).message(2, involved).text(4, "words"))
    return try Wire.page(kind: "EventList", items: [event.bytes]).withUnsafeBytes {
      try KubernetesDecoding.events($0, mediaType: Fixtures.protobuf)
    }.first
  }
}
