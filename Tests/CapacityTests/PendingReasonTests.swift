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

  // The wordings of 1.34 (https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins).
  @Test(
    "is a lack before a rule, and a rule that comes late before one that comes early",
    arguments: [
      ("1 cannot allocate all claims, 62 node(s) didn't match Pod's node affinity/selector", .other),
      ("1 cannot allocate all claims, 62 node(s) had untolerated taint {a: b}", .other),
      ("3 cannot allocate all claims, 2 Too many pods", .other),
      ("1 cannot allocate all claims, 2 Too many pods", .podSlots),
      ("1 resourceclaim not available on the node, 62 node(s) had untolerated taint(s)", .other),
      ("1 resourceclaim not available on the node, 1 Too many pods", .podSlots),
      ("1 Insufficient cpu, 3 node(s) didn't satisfy plugin(s) [NodeAffinity]", .cpu),
      ("3 node(s) didn't satisfy plugin(s) [NodeAffinity]", .affinity),
      ("1 node(s) didn't match pod anti-affinity rules, 62 node(s) had untolerated taint(s)", .affinity),
      ("1 node(s) didn't match pod topology spread constraints, 62 node(s) were unschedulable", .affinity),
      ("1 node(s) had volume node affinity conflict, 62 node(s) had untolerated taint(s)", .volume),
      ("1 node(s) didn't match PersistentVolume's node affinity, 62 node(s) didn't match Pod's node affinity", .volume),
      ("1 Insufficient memory, 62 node(s) didn't match pod anti-affinity rules", .memory),
      ("1 node(s) exceed max volume count, 62 node(s) had untolerated taint(s)", .volume),
    ] as [(String, PendingReason)])
  func stages(objections: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: "0/65 nodes are available: \(objections).") == reason)
  }

  @Test(
    "is not read from what users wrote",
    arguments: [
      ("0/3 nodes are available: 3 node(s) had untolerated taint {storage-volume: pvc}.", .taint),
      ("0/3 nodes are available: 3 node(s) had taint {volume: }, that the pod didn't tolerate.", .taint),
      ("0/3 nodes are available: 3 node(s) had untolerated taint {a: b, 9 Too many pods}.", .taint),
      (#"0/3 nodes are available: waiting for "taint-affinity" to create the persistentvolumeclaim "x"."#, .volume),
      (#"0/3 nodes are available: resourceclaim "default/my-volume" not found."#, .other),
      ("running filter plugin for pod 'anti-affinity volume': it failed", .other),
      ("skip schedule deleting pod: shop/volume-0", .other),
      // https://github.com/eksctl-io/eksctl/issues/2690.
      ("Pod provisioning timed out (will retry) for pod: shop/volume-0", .other),
      ("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", .affinity),
    ] as [(String, PendingReason)])
  func wordsOfUsers(message: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: message) == reason)
  }

  // https://github.com/volcano-sh/volcano/blob/master/pkg/scheduler/api/unschedule_info.go and job_info_test.go there.
  @Test(
    "by Volcano's messages",
    arguments: [
      ("0/3 nodes are unavailable: 1 node(s) pod number exceeded, 2 node(s) resource fit failed.", .other),
      ("0/3 nodes are unavailable: 2 node(s) pod number exceeded, 1 node(s) resource fit failed.", .podSlots),
      ("0/203 nodes are unavailable: 75 Insufficient cpu, 128 node(s) had untolerated taint {a: b}.", .cpu),
      ("all nodes are unavailable: 3 node(s) pod number exceeded.", .podSlots),
      ("all nodes are unavailable: 3 node(s) resource fit failed.", .other),
      (
        "pod group is not ready, 33 Pending, 33 minAvailable; Pending: 16 Schedulable, 17 Unschedulable. Origin reason "
          + "is batch-16: 0/7 nodes are unavailable: 7 Insufficient memory.", .memory
      ),
      ("pod group is not ready, 1 Pending, 1 minAvailable; Pending: 1 Undetermined", .other),
      ("1/1 tasks in gang unschedulable: pod group is not ready, 1 Pipelined, 1 minAvailable.", .other),
    ] as [(String, PendingReason)])
  func volcano(message: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: message) == reason)
  }

  // https://github.com/aws/karpenter-provider-aws/issues/4738 and /5676, and the texts of nodeclaim.go of
  // https://github.com/kubernetes-sigs/karpenter; https://github.com/kubernetes/autoscaler/pull/1185 for the last two.
  @Test(
    "by the messages of those who add nodes",
    arguments: [
      (
        #"Failed to schedule pod, incompatible with nodepool "gpu", daemonset overhead={"cpu":"180m","pods":"5"}, did not "#
          + #"tolerate taint (taint=nvidia.com/gpu=true:NoSchedule); incompatible with nodepool "default", daemonset "#
          + #"overhead={"cpu":"180m"}, no instance type satisfied resources {"cpu":"190m","pods":"6"} and requirements "#
          + "karpenter.sh/nodepool In [default] (no instance type has enough resources)", .other
      ),
      (#"Failed to schedule pod, incompatible with nodepool "a", did not tolerate taint (taint=b:NoSchedule)"#, .taint),
      (
        "Failed to schedule pod, incompatible requirements, key topology.ebs.csi.aws.com/volume, x In [b] not in x In [c]",
        .affinity
      ),
      (#"Failed to schedule pod, incompatible requirements, label "volume" does not have known values"#, .affinity),
      ("Failed to schedule pod, all available instance types exceed limits for nodepool (NodePool=taint)", .other),
      ("Failed to schedule pod, unbound pvc must define a storage class (PersistentVolumeClaim=a/b)", .volume),
      ("pod didn't trigger scale-up: 1 node(s) had untolerated taint(s), 3 max node group size reached", .other),
      ("pod didn't trigger scale-up (it wouldn't fit if a new node is added): 2 Insufficient cpu", .cpu),
      ("pod didn't trigger scale-up: ", .other), ("pod didn't trigger scale-up", .other),
    ] as [(String, PendingReason)])
  func provisioners(message: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: message) == reason)
  }

  @Test(
    "by what is left of a message that was cut",
    arguments: [
      ("3 Too many pods, 60 Insufficient c ...", .podSlots), ("3 Too many pods, 60 Insufficient cpu ...", .cpu),
      ("3 Insufficient cpu, 6 ...", .cpu), ("3 Insufficient cpu, ...", .cpu), ("3 Insufficient cpu. pree ...", .cpu),
      ("3 Insufficient cpu. preemption: 0/63 nodes are av ...", .cpu), ("3 Insufficient cpu, 60 Too many po ...", .cpu),
      ("3 node(s) had untolerated taint {a: b}, 60 node(s) didn't match Pod's no ...", .taint),
      ("3 node(s) had untolerated taint {a: b}, 60 node(s) had untolerated taint {volu ...", .taint),
      ("3 node(s) had untolerated taint {a: b}, 60 node(s) didn't match Pod's node affinity/sel ...", .affinity),
      ("3 node(s) were unschedulable, 60 Insufficient vpc.amazonaws.com/p ...", .taint),
      ("60 Insuff ...", .other), (" ...", .other),
    ] as [(String, PendingReason)])
  func cut(objections: String, reason: PendingReason) {
    #expect(PendingReason(schedulerMessage: "0/63 nodes are available: \(objections)") == reason)
  }

  /// The scheduler cuts at 1,024 bytes: a message may end anywhere and never means something that is not in it.
  @Test func aMessageThatIsCutAnywhereMeansALackOrARule() {
    let taints = (1...4).map { "1 node(s) had untolerated taint {volume-affinity-\($0): memory}, " }.joined()
    let whole = "0/47 nodes are available: 12 Insufficient cpu, \(taints)31 Too many pods."
    for length in "0/47 nodes are available: 12 Insufficient cpu".count..<whole.count {
      let reason = PendingReason(schedulerMessage: whole.prefix(length) + " ...")
      #expect(reason == (length < whole.count - 1 ? .cpu : .podSlots), "\(length)")
    }
  }

  /// Objections made of all that has a meaning to the reader, in any order: nothing ends the program, and what users
  /// wrote is hidden byte for byte.
  @Test func anyTextIsRead() {
    let pieces = [
      "0/3 nodes are available: ", " nodes are unavailable:", "Failed to schedule pod, ",
      "pod didn't trigger scale-up: ", "3 ",
      ", ", "; ", "{", "}", "(", ")", "\"", "'", "\\", "Insufficient cpu", "Too many pods", "taint", "é🙂",
      "preemption:", " ...",
      "99999999999999999999 ", "-1 ", "\n", "\0", "/", "all",
    ]
    var random = SeededRandom(seed: 11)
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      _ = PendingReason(schedulerMessage: text)
      #expect(ComponentWords(text).bytes.count == text.utf8.count)
    }
  }

  @Test func countsThatExceedAllNumbersAreRead() {
    let message = "0/3 nodes are available: \(Int.max) had taint, \(Int.max) had taint, 1 had affinity"
    #expect(PendingReason(schedulerMessage: message) == .taint)
  }

  @Test(
    "by events",
    arguments: [
      ("FailedScheduling", "0/3 nodes are available: 3 Too many pods.", .podSlots),
      ("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached", .other),
      ("NetworkNotReady", "network is not ready: container runtime network not ready", .other),
      ("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 17, capacity: 17", .podSlots),
      ("InsufficientCidrBlocks", "The specified subnet does not have enough free cidr blocks", .ipAddresses),
      ("NodeTrunkFailedInit", "", .other), ("MissingIAMPermissions", "", .other),
      ("Pulled", "Container image already present", nil),
    ] as [(String, String, PendingReason?)])
  func events(reason: String, message: String, expected: PendingReason?) {
    #expect(PendingReason(event: .about(reason, message)) == expected)
  }

  @Test(
    "by the CNI's words in a failed sandbox",
    arguments: [
      (#"plugin type="aws-cni" failed (add): add cmd: failed to assign an IP address to container"#, true),
      (
        #"(combined from similar events): Failed create pod sandbox: NetworkPlugin cni failed to set up pod "x_y" "#
          + "network: add cmd: failed to assign an IP address to container", true
      ),
      // https://github.com/cilium/cilium/issues/29634, /10627 and /46598.
      ("unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure  No more IPs available", true),
      ("unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure  range is full", true),
      // https://github.com/cilium/cilium/pull/42369.
      (#"postIpamFailure "no IPs currently available on the node, allocation will be retried once Cilium""#, true),
      (#"cilium agent: [POST /ipam][502] postIpamFailure "all CIDR ranges are exhausted""#, true),
      ("cilium agent: [POST /ipam][502] postIpamFailure  all pod CIDR ranges are exhausted", true),
      // https://github.com/containernetworking/plugins, host-local; https://github.com/projectcalico/calico.
      ("failed to allocate for range 0: no IP addresses available in range set: 10.0.0.1-10.0.0.254", true),
      ("failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No more free blocks", true),
      // https://github.com/kubernetes/kubernetes/issues/78429.
      ("failed to parse Kubernetes args: pod does not have label vpc.amazonaws.com/PrivateIPv4Address", false),
      (
        #"plugin type="aws-cni" name="aws-cni" failed (add): add cmd: Error received from AddNetwork gRPC call: rpc "#
          + "error: code = Unavailable desc = connection refused", false
      ),
      ("add cmd: failed to connect to backend server: dial tcp 127.0.0.1:50051", false),
      ("unable to create endpoint: [PUT /endpoint/{id}][429] putEndpointIdTooManyRequests", false),
    ])
  func sandboxes(words: String, lacksAddress: Bool) {
    let event = CapacityEvent.about("FailedCreatePodSandBox", "Failed to create pod sandbox: \(words)")
    #expect(PendingReason(event: event) == (lacksAddress ? .ipAddresses : .other))
  }

  // The texts of the resource controller (pkg/provider/branch, pkg/handler/warm.go of
  // https://github.com/aws/amazon-vpc-resource-controller-k8s) around those of EC2.
  @Test(
    "by the error that EC2 gave to the resource controller",
    arguments: [
      ("BranchAllocationFailed", "creating network interface, InsufficientFreeAddressesInSubnet: The", true),
      ("BranchAllocationFailed", "api error InsufficientCidrBlocks: The specified subnet does not", true),
      ("BranchAllocationFailed", "api error NetworkInterfaceLimitExceeded: The maximum number", true),
      ("BranchAllocationFailed", "api error AttachmentLimitExceeded: Interface count 5 exceeds the limit", true),
      ("BranchAllocationFailed", "api error PrivateIpAddressLimitExceeded: Number of private addresses", true),
      // https://github.com/aws/amazon-vpc-cni-k8s/issues/3105.
      ("BranchAllocationFailed", "InvalidParameterValue: There aren't sufficient free Ipv4 addresses", true),
      ("BranchAllocationFailed", "assigning vlad id, failed to find free vlan id in the available 121 ids", true),
      // https://github.com/aws/amazon-vpc-cni-k8s/issues/1245 and /2814.
      ("BranchAllocationFailed", "InvalidGroup.NotFound: The security group 'sg-1' does not exist", false),
      ("BranchAllocationFailed", "cannot create new eni entry already exist, older entry : [0xc000123450]", false),
      ("BranchAllocationFailed", "UnauthorizedOperation: You are not authorized to perform this operation", false),
      ("BranchAllocationFailed", "InvalidParameterCombination: trunk and branch differ", false),
      ("BranchAllocationFailed", "", false),
      ("BranchENIAnnotationFailed", "failed to annotate pod with branch ENI details: forbidden", false),
      (
        "ResourceAllocationFailed",
        "Warm pool for resource vpc.amazonaws.com/PrivateIPv4Address is currently empty, will retry in 600ms", true
      ),
      (
        "ResourceAllocationFailed",
        "Resource vpc.amazonaws.com/PrivateIPv4Address are being cooled down, will retry in 30s", true
      ),
      ("TrunkENICreationFailed", "Failed to create trunk interface: Error Code: UnauthorizedOperation", false),
      ("TrunkENICreationFailed", "Failed to create trunk interface: Error Code: AttachmentLimitExceeded", true),
    ])
  func resourceController(reason: String, words: String, lacksAddress: Bool) {
    let event = CapacityEvent.about(reason, "failed to allocate branch ENI to pod: \(words)")
    #expect(PendingReason(event: event) == (lacksAddress ? .ipAddresses : .other))
  }

  @Test func everyRecordedEventHasAMeaning() {
    for reason in CapacityEvent.recordedReasons {
      #expect(PendingReason(event: .about(reason, "")) != nil, "\(reason)")
    }
  }
}

@Suite("Who says that a pod waits")
struct WitnessTests {
  @Test(
    "of events about pods without a node",
    arguments: [
      ("FailedScheduling", "default-scheduler", .scheduler), ("FailedScheduling", "", .scheduler),
      ("FailedScheduling", "volcano", .scheduler), ("FailedScheduling", "my-own-scheduler", .scheduler),
      ("FailedScheduling", "karpenter", .provisioner), ("FailedScheduling", "eks-auto-mode/compute", .provisioner),
      ("FailedScheduling", "kueue-admission", .provisioner), ("NotTriggerScaleUp", "cluster-autoscaler", .provisioner),
      ("TriggeredScaleUp", "cluster-autoscaler", nil),
    ] as [(String, String, ReporterKind?)])
  func unbound(reason: String, reporter: String, reporterKind: ReporterKind?) {
    #expect(CapacityEvent.about(reason, "x", reporter: reporter).reporterKind == reporterKind)
  }

  @Test func karpenterIsKnownByItsWordsUnderAnyName() {
    let event = CapacityEvent.about("FailedScheduling", "Failed to schedule pod, x", reporter: "karpenter-fork")
    #expect(event.reporterKind == .provisioner)
  }

  @Test(
    "of events about pods with a node",
    arguments: [
      ("BranchAllocationFailed", "x", .resourceController), ("BranchENIAnnotationFailed", "x", .resourceController),
      ("ResourceAllocationFailed", "x", .resourceController),
      ("FailedCreatePodSandBox", "failed to assign an IP address to container", .kubelet),
      ("FailedCreatePodSandBox", "pod win-0 does not have label vpc.amazonaws.com/PrivateIPv4Address", .kubelet),
      ("FailedCreatePodSandBox", "failed to connect to backend server", nil),
      ("NetworkNotReady", "network is not ready", nil), ("MissingIAMPermissions", "x", nil),
    ] as [(String, String, ReporterKind?)])
  func bound(reason: String, message: String, reporterKind: ReporterKind?) {
    #expect(CapacityEvent.about(reason, message).reporterKind == reporterKind)
  }
}

extension CapacityEvent {
  fileprivate static func about(_ reason: String, _ message: String, reporter: String = "") -> CapacityEvent {
    CapacityEvent(
      uid: UID(high: 0, low: 1), involved: ObjectReference(kind: "Pod", namespace: "shop", name: "cart", uid: nil),
      reason: reason, message: message, reporter: reporter, firstSeenAt: Timestamp(seconds: 0),
      lastSeenAt: Timestamp(seconds: 0), count: 1)
  }
}
