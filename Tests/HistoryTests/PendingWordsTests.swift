import Capacity
import HistoryFixture
import Testing

@testable import History

/// Whose words decide what a pod waits for, and what is kept of the others'.
struct PendingWordsTests {
  private let fixture: Fixture
  private let tooMany = "0/3 nodes are available: 3 Too many pods."
  private let noCPU = "0/3 nodes are available: 3 Insufficient cpu."
  // https://github.com/aws/karpenter-provider-aws/issues/4738.
  private let karpenter =
    #"Failed to schedule pod, incompatible with nodepool "gpu", daemonset overhead={"cpu":"180m","pods":"5"}, did not "#
    + #"tolerate taint (taint=nvidia.com/gpu=true:NoSchedule); incompatible with nodepool "default", daemonset "#
    + #"overhead={"cpu":"180m"}, no instance type satisfied resources {"cpu":"190m","pods":"6"} and requirements "#
    + "karpenter.sh/nodepool In [default] (no instance type has enough resources)"
  private let autoscaler = "pod didn't trigger scale-up: 1 max node group size reached"
  private let sandbox =
    "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "

  init() throws {
    fixture = try Fixture()
  }

  private func record(_ pods: [Pod], events: [CapacityEvent] = [], at seconds: Int64) throws {
    try fixture.record(Snapshot(pods: .known(pods), events: .known(events)), at: seconds)
  }

  private func rows() throws -> Int? { try fixture.value("SELECT count(*) FROM pod_pending") }

  private func waiting(_ number: UInt64, _ message: String? = nil) -> Pod {
    Fixture.pod(number, node: nil, phase: .pending, message: message)
  }

  private func fromScheduler(_ message: String, last: Int64 = 1) -> CapacityEvent {
    Fixture.event(1, pod: 1, message: message, first: 1, last: last)
  }

  private func fromKarpenter(_ message: String, last: Int64) -> CapacityEvent {
    Fixture.event(2, pod: 1, message: message, first: 10, last: last, reporter: "karpenter")
  }

  private func fromAutoscaler(last: Int64) -> CapacityEvent {
    Fixture.event(
      3, pod: 1, reason: "NotTriggerScaleUp", message: autoscaler, first: 12, last: last, reporter: "cluster-autoscaler"
    )
  }

  private func bound(
    _ number: UInt64, _ pod: UInt64, _ reason: String, _ message: String, last: Int64 = 20
  ) -> CapacityEvent {
    Fixture.event(number, pod: pod, reason: reason, message: message, first: 5, last: last, reporter: "kubelet")
  }

  // MARK: - Pods without a node

  @Test("the scheduler's words decide, also where Karpenter spoke later; Karpenter's are kept beside them")
  func schedulerBeforeKarpenter() throws {
    try record([waiting(1)], events: [fromScheduler(tooMany), fromKarpenter(karpenter, last: 910)], at: 920)
    let spell = try #require(try fixture.spells().first)
    #expect(spell.reason == .podSlots)
    #expect(spell.message == tooMany)
    #expect(spell.otherMessages == "karpenter: \(karpenter)")
  }

  @Test("a pod that was scheduled in the meantime waited for what the scheduler said")
  func scheduledInTheMeantime() throws {
    try record([], at: 0)
    let events = [fromScheduler(tooMany), fromKarpenter(karpenter, last: 910)]
    try record([Fixture.pod(1, created: 1, scheduled: 1200, ip: "10.0.0.1")], events: events, at: 1300)
    let spell = try #require(try fixture.spells().first)
    #expect(spell.reason == .podSlots)
    #expect(spell.message == tooMany)
    #expect(spell.otherMessages == "karpenter: \(karpenter)")
  }

  @Test("a pod that came and went waited for what the scheduler said")
  func knownFromEvents() throws {
    try record([], at: 0)
    try record([], events: [fromScheduler(tooMany), fromKarpenter(karpenter, last: 910)], at: 1300)
    let spell = try #require(try fixture.spells().first)
    #expect(spell.reason == .podSlots)
    #expect(spell.otherMessages == "karpenter: \(karpenter)")
    #expect(spell.endedAt == Fixture.start + 910)
  }

  @Test("where the scheduler says nothing, the others' latest words decide until it does")
  func othersAlone() throws {
    let tolerates = #"Failed to schedule pod, incompatible with nodepool "a", did not tolerate a=b:NoSchedule"#
    try record([waiting(1)], events: [fromAutoscaler(last: 20), fromKarpenter(tolerates, last: 30)], at: 60)
    var spell = try #require(try fixture.spells().first)
    #expect(spell.reason == .taint)
    #expect(spell.message == tolerates)
    #expect(spell.otherMessages == "cluster-autoscaler: \(autoscaler)")
    try record([waiting(1, noCPU)], events: [fromKarpenter(tolerates, last: 90)], at: 120)
    spell = try #require(try fixture.spells().first)
    #expect(spell.reason == .cpu)
    #expect(spell.message == noCPU)
    #expect(spell.otherMessages == "karpenter: \(tolerates)")
  }

  @Test("of each other component the latest words are kept, in the order of their names")
  func latestOfEach() throws {
    let events =
      [fromKarpenter("Failed to schedule pod, old", last: 20), fromAutoscaler(last: 30)]
      + [Fixture.event(4, pod: 1, message: "Failed to schedule pod,\nnew", first: 40, last: 50, reporter: "karpenter")]
    try record([waiting(1, noCPU)], events: events, at: 60)
    #expect(
      try fixture.spells().map(\.otherMessages) == [
        "cluster-autoscaler: \(autoscaler)\nkarpenter: Failed to schedule pod, new"
      ])
  }

  @Test("words of others that repeat with other numbers make no rows; those of the scheduler do, with theirs")
  func rowsOfASpell() throws {
    try record([waiting(1, tooMany)], at: 10)
    for round in 1...5 as ClosedRange<Int64> {
      let event = fromKarpenter("Failed to schedule pod, \(round)", last: round * 300)
      try record([waiting(1, tooMany)], events: [event], at: round * 300 + 1)
    }
    #expect(try rows() == 2)
    #expect(try fixture.spells().map(\.otherMessages) == ["karpenter: Failed to schedule pod, 1"])
    try record([waiting(1, noCPU)], events: [fromKarpenter("Failed to schedule pod, 6", last: 1800)], at: 1801)
    try record([waiting(1, noCPU)], at: 2100)
    #expect(try rows() == 3)
    #expect(try fixture.spells().map(\.otherMessages) == ["karpenter: Failed to schedule pod, 6"])
  }

  @Test("without words of others the column is empty")
  func nobodyElse() throws {
    try record([waiting(1, tooMany)], at: 10)
    let references: Int? = try fixture.value("SELECT count(other_messages_ref) FROM pod_pending")
    #expect(references == 0)
    #expect(try fixture.spells().map(\.otherMessages) == [""])
  }

  // MARK: - Pods with a node

  // https://github.com/aws/amazon-vpc-cni-k8s/issues/1245 and /2814.
  @Test("an allocation that failed for a security group or a state is a wait, not for addresses")
  func failedAllocations() throws {
    let pods = (1...4).map { Fixture.pod($0, scheduled: 1, phase: .pending) }
    let failed = "failed to allocate branch ENI to pod: "
    try record(
      pods,
      events: [
        bound(
          1, 1, "BranchAllocationFailed", failed + "cannot create new eni entry already exist, older entry : [0xc0]"),
        bound(
          2, 2, "BranchAllocationFailed",
          failed + "creating network interface, InvalidGroup.NotFound: The security group 'sg-1' does not exist"),
        bound(3, 3, "BranchENIAnnotationFailed", "failed to annotate pod with branch ENI details"),
        // The CNI has no address for a pod to which the controller gave none.
        bound(
          4, 3, "FailedCreatePodSandBox", sandbox + "x: add cmd: failed to assign an IP address to container", last: 30),
        bound(5, 4, "BranchAllocationFailed", failed + "InsufficientFreeAddressesInSubnet: The specified subnet"),
      ], at: 60)
    let spells = try fixture.spells()
    #expect(spells.map(\.reason) == [.other, .other, .other, .ipAddresses])
    #expect(spells.map(\.message)[2] == "failed to annotate pod with branch ENI details")
    #expect(spells.allSatisfy { $0.otherMessages.isEmpty })
    // The API forgets events; the reasons stay.
    try record(pods, at: 4000)
    #expect(try fixture.spells().map(\.reason) == [.other, .other, .other, .ipAddresses])
    #expect(try rows() == 4)
  }

  // https://github.com/cilium/cilium/issues/29634 and /10627; https://github.com/kubernetes/kubernetes/issues/78429.
  @Test("a wait for an address is listed whichever CNI tells of it")
  func otherCNIs() throws {
    let cilium =
      #""0": plugin type="cilium-cni" failed (add): unable to allocate IP via local cilium agent: "#
      + "[POST /ipam][502] postIpamFailure  "
    try record(
      (1...4).map { Fixture.pod($0, scheduled: 1, phase: .pending) },
      events: [
        bound(1, 1, "FailedCreatePodSandBox", sandbox + cilium + "No more IPs available"),
        bound(2, 2, "FailedCreatePodSandBox", sandbox + cilium + "range is full"),
        bound(
          3, 3, "FailedCreatePodSandBox",
          sandbox
            + #""0": plugin type="vpc-bridge" name="vpc" failed (add): failed to parse Kubernetes args: pod does "#
            + "not have label vpc.amazonaws.com/PrivateIPv4Address"),
        bound(4, 4, "FailedCreatePodSandBox", sandbox + #""0": failed to connect to backend server"#),
      ], at: 60)
    let spells = try fixture.spells()
    #expect(spells.map(\.pod) == ["web-7f9c-1", "web-7f9c-2", "web-7f9c-3"])
    #expect(spells.map(\.reason) == [.ipAddresses, .ipAddresses, .other])
  }
}
