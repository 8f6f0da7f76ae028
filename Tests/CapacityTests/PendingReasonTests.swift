import Testing

@testable import Capacity

@Suite("Why a pod waits")
struct PendingReasonTests {
  @Test(
    "by the resource that the scheduler misses",
    arguments: [
      ("3 Too many pods", .podSlots), ("3 Insufficient pods", .podSlots), ("3 Insufficient cpu", .cpu),
      ("3 Insufficient memory", .memory), ("3 Insufficient ephemeral-storage", .ephemeralStorage),
      ("3 Insufficient vpc.amazonaws.com/pod-eni", .ipAddresses),
      ("3 Insufficient vpc.amazonaws.com/PrivateIPv4Address", .ipAddresses),
      ("3 Insufficient nvidia.com/gpu", .other), ("3 Insufficient hugepages-2Mi", .other),
      ("3 node(s) didn't have free ports for the requested pod ports", .other),
    ] as [(String, PendingReason)])
  func resources(words: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: "0/3 nodes are available: \(words).") == reason)
  }

  @Test(
    "by the rule that rejects the nodes",
    arguments: [
      ("3 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate", .taint),
      ("3 node(s) had taints that the pod didn't tolerate", .taint),
      ("3 node(s) had untolerated taint {dedicated: db}", .taint), ("3 node(s) had untolerated taint(s)", .taint),
      ("3 node(s) were unschedulable", .taint), ("3 node(s) didn't match node selector", .affinity),
      ("3 node(s) didn't match Pod's node affinity", .affinity),
      ("3 node(s) didn't match Pod's node affinity/selector", .affinity),
      ("3 node(s) didn't match pod affinity/anti-affinity", .affinity),
      ("3 node(s) didn't match pod affinity rules", .affinity),
      ("3 node(s) didn't match pod anti-affinity rules", .affinity),
      ("3 node(s) didn't satisfy existing pods anti-affinity rules", .affinity),
      ("3 node(s) didn't match pod topology spread constraints", .affinity),
      ("3 node(s) didn't match pod topology spread constraints (missing required label)", .affinity),
      ("3 node(s) didn't match the requested hostname", .affinity),
      ("3 node(s) didn't match the requested node name", .affinity),
      ("3 node(s) had volume node affinity conflict", .volume), ("3 node(s) exceed max volume count", .volume),
      ("3 node(s) didn't find available persistent volumes to bind", .volume),
      ("3 node(s) had no available volume zone", .volume), ("3 node(s) had no available disk", .volume),
      ("3 node(s) did not have enough free storage", .volume),
      ("3 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)", .volume),
      ("3 pod has unbound immediate PersistentVolumeClaims", .volume),
      ("3 node(s) were not ready", .other),
    ] as [(String, PendingReason)])
  func rules(words: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: "0/3 nodes are available: \(words).") == reason)
  }

  @Test(
    "is the first reason that binds where there are several",
    arguments: [
      ("0/6 nodes are available: 3 Insufficient cpu, 6 Too many pods.", .podSlots),
      ("0/6 nodes are available: 3 Too many pods, 6 Insufficient cpu.", .cpu),
      ("0/6 nodes are available: 6 Insufficient cpu, 6 Too many pods.", .podSlots),
      ("0/6 nodes are available: 6 Insufficient cpu, 6 Insufficient memory.", .cpu),
      ("0/9 nodes are available: 1 Too many pods, 8 node(s) had untolerated taint {dedicated: db}.", .podSlots),
      (
        "0/4 nodes are available: 1 node(s) had taint {NodeType: backend}, that the pod didn't tolerate, "
          + "1 node(s) had taint {NodeType: frontend}, that the pod didn't tolerate, "
          + "2 Insufficient vpc.amazonaws.com/pod-eni.", .ipAddresses
      ),
      (
        "0/5 nodes are available: 1 node(s) had untolerated taint {a: }, 2 node(s) didn't match Pod's node "
          + "affinity/selector, 2 node(s) had untolerated taint {b: }.", .taint
      ),
      ("0/6 nodes are available: 3 Too many pods, 3 node(s) had volume node affinity conflict.", .podSlots),
      ("0/6 nodes are available: 2 Too many pods, 4 node(s) exceed max volume count.", .volume),
      ("0/12 nodes are available: 10 Too many pods, 2 Insufficient nvidia.com/gpu.", .podSlots),
      ("0/4 nodes are available: 1 Too many pods, 2 Insufficient a/x, 2 Insufficient b/y.", .other),
      (
        "0/3 nodes are available: 1 Too many pods, 2 node(s) were unschedulable. preemption: 0/3 nodes are available: "
          + "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.", .podSlots
      ),
    ] as [(String, PendingReason)])
  func several(message: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: message) == reason)
  }

  @Test(
    "by messages without counts",
    arguments: [
      ("no nodes available to schedule pods", .other), (#"persistentvolumeclaim "data-0" not found"#, .volume),
      ("skip schedule deleting pod: shop/cart-0", .other), ("binding rejected: timed out", .other), ("", .other),
      (
        #"running "VolumeBinding" filter plugin for pod "x": pod has unbound immediate PersistentVolumeClaims"#, .volume
      ),
      (
        "0/1 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim "
          + #""x". preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."#, .volume
      ),
    ] as [(String, PendingReason)])
  func withoutCounts(message: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: message) == reason)
  }

  @Test(
    "by events",
    arguments: [
      ("FailedScheduling", "0/3 nodes are available: 3 Too many pods.", .podSlots),
      (
        "FailedCreatePodSandBox",
        #"Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0a": "#
          + #"plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container"#,
        .ipAddresses
      ),
      (
        "FailedCreatePodSandBox",
        #"(combined from similar events): Failed create pod sandbox: NetworkPlugin cni failed to set up pod "x_y" "#
          + "network: add cmd: failed to assign an IP address to container", .ipAddresses
      ),
      (
        "FailedCreatePodSandBox",
        #"plugin type="aws-cni" name="aws-cni" failed (add): add cmd: Error received from AddNetwork gRPC call: rpc "#
          + "error: code = Unavailable desc = connection refused", .other
      ),
      ("FailedCreatePodSandBox", "add cmd: failed to connect to backend server: dial tcp 127.0.0.1:50051", .other),
      ("NetworkNotReady", "network is not ready: container runtime network not ready", .other),
      ("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 17, capacity: 17", .podSlots),
      ("BranchAllocationFailed", "failed to allocate branch ENI to pod", .ipAddresses),
      ("ResourceAllocationFailed", "failed to allocate IP address", .ipAddresses),
      ("InsufficientCidrBlocks", "The specified subnet does not have enough free cidr blocks", .ipAddresses),
      ("TrunkENICreationFailed", "", .other), ("NodeTrunkFailedInit", "", .other),
      ("MissingIAMPermissions", "", .other),
      ("Pulled", "Container image already present", nil),
    ] as [(String, String, PendingReason?)])
  func events(reason: String, message: String, expected: PendingReason?) {
    let event = CapacityEvent(
      uid: UID(high: 0, low: 1), involved: ObjectReference(kind: "Pod", namespace: "shop", name: "cart", uid: nil),
      reason: reason, message: message, reporter: "", firstSeenAt: Timestamp(seconds: 0),
      lastSeenAt: Timestamp(seconds: 0), count: 1)
    #expect(PendingReason(event: event) == expected)
  }

  @Test func everyRecordedEventHasAMeaning() {
    for reason in CapacityEvent.recordedReasons {
      let event = CapacityEvent(
        uid: UID(high: 0, low: 1), involved: ObjectReference(kind: "Pod", namespace: "", name: "", uid: nil),
        reason: reason, message: "", reporter: "", firstSeenAt: Timestamp(seconds: 0),
        lastSeenAt: Timestamp(seconds: 0), count: 1)
      #expect(PendingReason(event: event) != nil, "\(reason)")
    }
  }
}
