import HistoryFixture
import Capacity
import Testing

@testable import History

struct PendingSpellTests {
  private let fixture: Fixture
  private let tooMany = "0/3 nodes are available: 3 Too many pods."
  private let noCPU = "0/3 nodes are available: 3 Insufficient cpu."

  init() throws {
    fixture = try Fixture()
  }

  private func record(_ pods: [Pod], events: [CapacityEvent] = [], at seconds: Int64) throws {
    try fixture.record(Snapshot(pods: .known(pods), events: .known(events)), at: seconds)
  }

  private func rows() throws -> Int? { try fixture.value("SELECT count(*) FROM pod_pending") }

  @Test("a pod that waits and is then scheduled has one spell, with its last words and the scheduler's time")
  func scheduledLater() throws {
    try record([Fixture.pod(1, node: nil, phase: .pending, message: tooMany)], at: 10)
    #expect(try fixture.spells().map(\.endedAt) == [nil])
    try record([Fixture.pod(1, node: nil, phase: .pending, message: tooMany)], at: 70)
    #expect(try rows() == 1)
    try record([Fixture.pod(1, node: nil, phase: .pending, message: noCPU)], at: 130)
    #expect(try rows() == 2)
    try record([Fixture.pod(1, scheduled: 150, ip: "10.0.0.1")], at: 190)
    let spell = PendingSpell(
      namespace: "default", pod: "web-7f9c-1", workload: "Deployment/web", reason: .cpu, message: noCPU,
      pendingSince: Fixture.start, scheduledAt: Fixture.start + 150, endedAt: Fixture.start + 150)
    #expect(try fixture.spells() == [spell])
    #expect(try fixture.reader().pendingSpells(of: 1, in: Fixture.start + 151..<Fixture.start + 200) == [])
  }

  @Test("a pod that vanishes unscheduled ends its spell without having been scheduled")
  func vanished() throws {
    try record([Fixture.pod(1, node: nil, phase: .pending, message: tooMany)], at: 10)
    try record([], at: 70)
    let spell = try #require(try fixture.spells().first)
    #expect(spell.scheduledAt == nil)
    #expect(spell.endedAt == Fixture.start + 70)
  }

  @Test("a collection that does not know the pods leaves a spell as it is")
  func unknownPods() throws {
    try record([Fixture.pod(1, node: nil, phase: .pending, message: tooMany)], at: 10)
    try fixture.record(Snapshot(pods: .unknown(.failed, error: "timeout")), at: 70)
    #expect(try fixture.spells().map(\.endedAt) == [nil])
  }

  @Test("a pod created and scheduled between two collections still tells that it waited 40 s")
  func waitedInBetween() throws {
    try record([], at: 0)
    let event = Fixture.event(1, pod: 1, message: tooMany, first: 101, last: 120)
    try record([Fixture.pod(1, created: 100, scheduled: 140, ip: "10.0.0.1")], events: [event], at: 300)
    let spell = try #require(try fixture.spells().first)
    #expect(spell.reason == .podSlots)
    #expect(spell.message == tooMany)
    #expect(spell.pendingSince == Fixture.start + 100)
    #expect(spell.scheduledAt == Fixture.start + 140)
    let validFrom: Int64? = try fixture.value("SELECT valid_from - 1800000000 FROM pod_pending")
    #expect(validFrom == 100)
  }

  @Test("the ordinary second through the scheduler is no spell")
  func scheduledAtOnce() throws {
    try record([], at: 0)
    try record([Fixture.pod(1, created: 100, scheduled: 101, ip: "10.0.0.1")], at: 300)
    #expect(try fixture.spells() == [])
  }

  @Test("the first collection leaves out waits of which nobody speaks any more")
  func beforeTheHistory() throws {
    let event = Fixture.event(1, pod: 2, message: tooMany, first: -40, last: -20)
    let pods = [1, 2].map { Fixture.pod($0, created: -50, scheduled: -10, ip: "10.0.0.\($0)") }
    try record(pods, events: [event], at: 0)
    #expect(try fixture.spells().map(\.message) == [tooMany])
  }

  @Test("a past wait is recorded once, also if the pod leaves the list and comes back")
  func returningPod() throws {
    let pod = Fixture.pod(1, created: 10, scheduled: 50, ip: "10.0.0.1")
    for (index, pods) in [[], [pod], [], [pod], [pod]].enumerated() { try record(pods, at: Int64(index) * 100) }
    #expect(try fixture.spells().count == 1)
  }

  @Test("a pod that came and went between two collections is known from its events, once")
  func knownFromEvents() throws {
    try record([], at: 0)
    let events = [
      Fixture.event(1, pod: 7, message: noCPU, first: 100, last: 110),
      Fixture.event(2, pod: 7, message: tooMany, first: 120, last: 160, count: 3),
    ]
    try record([], events: events, at: 300)
    try record([], events: events, at: 600)
    let spell = PendingSpell(
      namespace: "default", pod: "web-7f9c-7", workload: "", reason: .podSlots, message: tooMany,
      pendingSince: Fixture.start + 100, scheduledAt: nil, endedAt: Fixture.start + 160)
    #expect(try fixture.spells() == [spell])
  }

  @Test("events of a pod that the history has seen make no second spell")
  func eventOfAKnownPod() throws {
    try record([Fixture.pod(1)], at: 0)
    try record([], at: 300)
    try fixture.record(
      Snapshot(
        pods: .known([]), events: .known([Fixture.event(1, pod: 1, message: tooMany, first: 250, last: 250)])),
      at: 600)
    #expect(try fixture.spells() == [])
  }

  @Test("a bound pod without an address waits for one where the CNI says so, until it has one")
  func waitsForAddress() throws {
    let event = Fixture.event(
      1, pod: 1, reason: "FailedCreatePodSandBox",
      message: "networkPlugin cni failed: add cmd: failed to assign an IP address to container", first: 20, last: 40)
    let waiting = Fixture.pod(1, scheduled: 1, phase: .pending)
    try record([waiting, Fixture.pod(2, scheduled: 1, phase: .pending)], events: [event], at: 60)
    // The API forgets events after an hour; the wait goes on.
    try record([waiting], at: 4000)
    #expect(try fixture.spells().map(\.endedAt) == [nil])
    try record([Fixture.pod(1, scheduled: 1, ip: "10.0.0.9")], at: 4300)
    let spell = try #require(try fixture.spells().first)
    #expect(try fixture.spells().count == 1)
    #expect(spell.reason == .ipAddresses)
    #expect(spell.pendingSince == Fixture.start + 1)
    #expect(spell.endedAt == Fixture.start + 4300)
  }
}
