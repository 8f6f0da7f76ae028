import Testing

@testable import Capacity

struct PodTests {
  private let pod = Pod(uid: UID(high: 1, low: 2), namespace: "default", name: "web-1")

  @Test("a pod takes 120 bytes in an array")
  func size() {
    #expect(MemoryLayout<Pod>.stride == 120)
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
}
