import Testing

@testable import Capacity

struct PodTests {
  private let pod = Pod(uid: UID(high: 1, low: 2), namespace: "default", name: "web-1")

  @Test("a pod takes 104 bytes in an array")
  func size() {
    #expect(MemoryLayout<Pod>.stride == 104)
  }

  @Test("moments and what few pods have can be set and taken away again")
  func packedValues() {
    let moment = Timestamp(seconds: 1_800_000_000)
    let failure = SchedulingFailure(since: moment, apiReason: "Unschedulable", message: "0/3 nodes are available")
    var changed = pod
    #expect(changed.createdAt == nil && changed.scheduledAt == nil && changed.startedAt == nil)
    #expect(changed.secondIP == nil && changed.schedulingFailure == nil)
    changed.createdAt = moment
    changed.scheduledAt = moment + 1
    changed.startedAt = moment + 2
    changed.secondIP = IPAddress("2001:db8::1")
    changed.schedulingFailure = failure
    #expect(changed.createdAt == moment)
    #expect(changed.scheduledAt == moment + 1)
    #expect(changed.startedAt == moment + 2)
    #expect(changed.secondIP == IPAddress("2001:db8::1"))
    #expect(changed.schedulingFailure == failure)
    changed.schedulingFailure = nil
    #expect(changed.secondIP == IPAddress("2001:db8::1"))
    #expect(changed != pod)
    changed.secondIP = nil
    (changed.createdAt, changed.scheduledAt, changed.startedAt) = (nil, nil, nil)
    #expect(changed == pod)
  }

  @Test(
    "a moment is what it was, in every year that the API can write; others become the earliest or the latest",
    arguments: [
      (0, 0), (-1, -1), (1_800_000_000, 1_800_000_000), (4_294_967_296, 4_294_967_296),
      (-62_167_219_200, -62_167_219_200), (253_402_300_799, 253_402_300_799),
      (.min, -62_167_219_200), (.max, 1_037_344_408_574),
    ] as [(Int64, Int64)])
  func moments(seconds: Int64, expected: Int64) {
    var changed = pod
    changed.createdAt = Timestamp(seconds: seconds)
    changed.startedAt = Timestamp(seconds: seconds)
    #expect(changed.createdAt == Timestamp(seconds: expected) && changed.startedAt == changed.createdAt)
    #expect(changed.scheduledAt == nil)
  }
}
