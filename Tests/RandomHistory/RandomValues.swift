package import Capacity

/// Values of the domain with every field drawn at random, from small ranges so that they often coincide.
extension SeededGenerator {
  package mutating func uid(_ kind: UInt64, _ number: Int) -> UID {
    UID(high: kind << 48 | UInt64(number), low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, isDashed: number % 7 != 0)
  }

  package mutating func address() -> IPAddress {
    oneIn(4)
      ? .v6(IPv6Address(high: 0x2001_0DB8 << 32, low: next() % 1000))
      : .v4(IPv4Address(bits: pick([0x0A00_0000, 0xC0A8_0100]) + UInt32(number(0...300))))
  }

  package mutating func time(before limit: Timestamp) -> Timestamp { limit + -Int64(number(0...4000)) }

  package mutating func pod(_ index: Int, before limit: Timestamp) -> Pod {
    Pod(
      uid: uid(1, index), namespace: pick(["default", "kube-system"]),
      name: pick(["web-7f9c-\(index)", "plain", "job-", "ö-ü\(index)"]),
      workload: pick(["", "Deployment/web", "DaemonSet/aws-node"]), createdAt: maybe(limit + -Int64(index % 9)),
      isHostNetwork: oneIn(4),
      requests: PodRequests(cpuMillicores: Int64(number(0...2)) * 250, memoryBytes: Int64(number(0...2)) << 32))
  }

  /// Changes what changes in the life of a pod.
  package mutating func change(_ pod: inout Pod, before limit: Timestamp) {
    pod.node = maybe("node-\(number(1...4))")
    pod.phase = pick(PodPhase.allCases)
    pod.isTerminating = oneIn(5)
    pod.ip = maybe(address())
    pod.secondIP = oneIn(5) ? address() : nil
    pod.scheduledAt = maybe(time(before: limit))
    pod.startedAt = maybe(time(before: limit))
    pod.schedulingFailure =
      pod.node == nil && !oneIn(4)
      ? SchedulingFailure(
        since: maybe(time(before: limit)), apiReason: pick(["Unschedulable", "SchedulingGated"]),
        message: pick(["0/3 nodes are available: 3 Too many pods.", "0/3 nodes are available: 3 Insufficient cpu.", ""])
      )
      : nil
    if oneIn(10) { pod.requests.cpuMillicores += 100 }
  }

  package mutating func node(_ index: Int, before limit: Timestamp) -> Node {
    var node = Node(
      uid: uid(2, index), name: "node-\(index % 6)", createdAt: maybe(time(before: limit)),
      providerID: pick(["", "aws:///ap-northeast-2a/i-\(index)"]), instanceType: maybe("t3.medium"),
      zone: maybe("ap-northeast-2a"), nodeGroup: maybe("workers"), compute: pick(ComputeKind.allCases),
      operatingSystem: pick(["linux", "windows", ""]))
    change(&node)
    return node
  }

  package mutating func change(_ node: inout Node) {
    node.isReady = !oneIn(3)
    node.isSchedulable = !oneIn(3)
    node.hasTrunkENI = oneIn(3)
    node.taints =
      oneIn(2) ? [] : [Taint(key: "a\"b", value: "\\\n", effect: "NoSchedule"), Taint(key: "k", effect: "NoExecute")]
    node.allocatable = Allocatable(
      cpuMillicores: maybe(1930), memoryBytes: maybe(3_388_768_256), ephemeralStorageBytes: maybe(18_242_267_924),
      hugepages1GiBytes: maybe(0), hugepages2MiBytes: maybe(1 << 21), pods: maybe(Int64(number(4...17))),
      podENIs: maybe(9), privateIPv4Addresses: maybe(11))
    node.internalIP = maybe(address())
    node.externalIP = maybe(address())
    node.kubeletVersion = pick(["v1.31.0", "v1.32.1", ""])
    if oneIn(8) { node.zone = "moved" }
  }

  package mutating func interface(_ index: Int) -> NetworkInterface {
    var interface = NetworkInterface(
      id: "eni-\(index)", vpcID: "vpc-1", subnetID: pick(["subnet-1", "subnet-2"]),
      interfaceType: pick(["interface", "trunk"]), requesterID: pick(["", "123456789012"]),
      isRequesterManaged: oneIn(3))
    change(&interface)
    return interface
  }

  package mutating func change(_ interface: inout NetworkInterface) {
    interface.status = pick(["in-use", "available"])
    interface.description = pick(["", "aws-K8S-i-1"])
    interface.attachment = maybe(
      NetworkInterface.Attachment(
        instanceID: maybe("i-1"), deviceIndex: number(0...2), networkCardIndex: number(0...1)))
    interface.ipv4Addresses = (0..<number(0...5)).compactMap { _ in address().ipv4 }
    interface.ipv4Prefixes = (0..<number(0...2)).compactMap { _ in IPv4Block("10.0.\(number(0...9)).16/28") }
    interface.ipv6Addresses = (0..<number(0...2)).compactMap { _ in address().ipv6 }
    interface.ipv6Prefixes = (0..<number(0...2)).compactMap { _ in IPv6Block("2001:db8:0:\(number(0...9))::/80") }
    interface.publicIP = maybe(IPv4Address(bits: 0xCB00_7100 + UInt32(number(0...9))))
    interface.tags =
      oneIn(2) ? [] : [Tag(key: "Name", value: "x\u{1}y"), Tag(key: "cluster.k8s.amazonaws.com/name", value: "")]
  }

  package mutating func subnet(_ index: Int) -> Subnet {
    Subnet(
      id: "subnet-\(index)", vpcID: "vpc-1", zone: pick(["ap-northeast-2a", ""]),
      cidr: maybe(IPv4Block("10.0.\(number(0...3)).0/24")).flatMap { $0 },
      ipv6CIDRs: oneIn(2) ? [] : [IPv6Block("2001:db8::/64")].compactMap { $0 }, availableIPv4Count: number(0...250),
      tags: oneIn(2) ? [] : [Tag(key: "kubernetes.io/role/elb", value: "1")])
  }

  package mutating func event(_ index: Int, before limit: Timestamp) -> CapacityEvent {
    CapacityEvent(
      uid: uid(3, index),
      involved: ObjectReference(
        kind: pick(["Pod", "Node"]), namespace: "default", name: "web-\(index)", uid: maybe(uid(1, number(1...30)))),
      reason: pick(["FailedScheduling", "FailedCreatePodSandBox"]),
      message: pick([
        "0/3 nodes are available: 3 Too many pods.", "plugin: failed to assign an IP address to container",
      ]), reporter: pick(["default-scheduler", "kubelet"]), firstSeenAt: time(before: limit),
      lastSeenAt: time(before: limit), count: Int64(number(1...9)))
  }

  package mutating func instance(_ index: Int, before limit: Timestamp) -> Instance {
    Instance(
      id: "i-\(index)", instanceType: pick(["t3.medium", "m5.large"]), state: pick(["running", "terminated"]),
      zone: pick(["ap-northeast-2a", ""]), vpcID: maybe("vpc-1"), subnetID: maybe("subnet-1"),
      privateIP: maybe(address())?.ipv4, publicIP: maybe(address())?.ipv4, launchedAt: maybe(time(before: limit)),
      isSpot: oneIn(2))
  }

  package mutating func instanceType(_ index: Int) -> InstanceType {
    InstanceType(
      name: "type\(index)", vcpus: number(1...2), memoryMiB: 4096, enisMax: number(2...3), ipv4PerENI: 6,
      ipv6PerENI: 6, hypervisor: pick(["nitro", ""]), isBareMetal: oneIn(2))
  }
}
