import Capacity

/// The cluster of the article: three t3.medium nodes with 17 slots each, and 50 replicas of nginx of which 42 run.
///
/// The values are those of the recorded responses `eks-pod-limit/replicas-50`, made by hand.
enum ArticleCluster {
  static let replicaSet = "nginx-deployment-5dc7576778"
  static let tooManyPods = "0/3 nodes are available: 3 Too many pods."

  static let state = recorded(
    Snapshot(
      nodes: .known(nodes), pods: .known(runningPods + waitingPods), events: .known([]),
      cni: .known(CNISettings()), instances: .known(instances), instanceTypes: .known([t3Medium]),
      networkInterfaces: .known(interfaces), subnets: .known(subnets), vpcs: .known([]), cidrReservations: .known([])))

  /// The same cluster at another count of replicas of at most 42; the interfaces keep their addresses.
  static func state(replicas: Int) -> RecordedState {
    let nginx = runningPods.filter { $0.namespace == "default" }
    var state = state
    state.snapshot.pods = .known(runningPods.filter { $0.namespace != "default" } + nginx.prefix(replicas))
    return state
  }

  static let spells = waitingPods.map { pod in
    PendingSpell(
      namespace: pod.namespace, pod: pod.name, workload: "Deployment/nginx-deployment", reason: .podSlots,
      message: tooManyPods, pendingSince: noon + -40, scheduledAt: nil, endedAt: nil)
  }

  static let collection = RecordedCollection(
    number: 1, observedAt: noon,
    record: CollectionRecord(startedAt: noon, finishedAt: noon + 1, milliseconds: 1234, bytesReceived: 234_567),
    sources: Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, .complete) }),
    counts: [.nodes: 3, .pods: 59, .events: 8, .networkInterfaces: 9, .subnets: 3], changes: 130, error: nil)

  static let history = FakeHistory(state, collections: [collection], spells: spells)

  private static let hosts = [(1, 111), (2, 59), (3, 215)]

  static let nodes = hosts.map { subnet, host in
    Node(
      uid: uid(subnet), name: name(subnet, host), providerID: "aws:///ap-northeast-2a/i-\(subnet)",
      instanceType: "t3.medium", zone: "ap-northeast-2a", nodeGroup: "ng1", compute: .ec2,
      allocatable: Allocatable(
        cpuMillicores: 1930, memoryBytes: 3_388_304 * 1024, ephemeralStorageBytes: 27_905_944_324,
        hugepages1GiBytes: 0, hugepages2MiBytes: 0, pods: 17))
  }

  private static func name(_ subnet: Int, _ host: Int) -> String {
    "ip-192-168-\(subnet)-\(host).ap-northeast-2.compute.internal"
  }

  private static let instances = hosts.map { subnet, host in
    Instance(
      id: "i-\(subnet)", instanceType: "t3.medium", zone: "ap-northeast-2a", vpcID: "vpc-1",
      subnetID: "subnet-\(subnet)", privateIP: address("192.168.\(subnet).\(host)"))
  }

  private static let interfaces = hosts.flatMap { subnet, host in
    (0..<3).map { device in
      let first = 70 + device * 6
      let hosts = device == 0 ? [host] + Array(71...75) : Array(first...(first + 5))
      return NetworkInterface(
        id: "eni-\(subnet)\(device)", vpcID: "vpc-1", subnetID: "subnet-\(subnet)",
        attachment: .init(instanceID: "i-\(subnet)", deviceIndex: device),
        ipv4Addresses: hosts.map { address("192.168.\(subnet).\($0)") })
    }
  }

  private static let subnets = (1...3).map { number in
    Subnet(
      id: "subnet-\(number)", vpcID: "vpc-1", zone: "ap-northeast-2a", cidr: IPv4Block("192.168.\(number).0/24"),
      availableIPv4Count: 233)
  }

  /// On each node: aws-node and kube-proxy on the host network, one system pod and 14 nginx pods.
  private static let runningPods = hosts.flatMap { subnet, host in
    let node = name(subnet, host)
    let free = Array(71...75) + Array(77...81) + Array(83...87)
    let hostPods = ["aws-node", "kube-proxy"].enumerated().map { index, name in
      Pod(
        uid: uid(subnet * 100 + index), namespace: "kube-system", name: "\(name)-\(subnet)",
        workload: "DaemonSet/\(name)", isHostNetwork: true, node: node, ip: IPAddress("192.168.\(subnet).\(host)"))
    }
    return hostPods
      + free.enumerated().map { index, octet in
        Pod(
          uid: uid(subnet * 100 + 10 + index), namespace: index == 0 ? "kube-system" : "default",
          name: index == 0 ? "coredns-\(subnet)" : "\(replicaSet)-\(subnet)\(octet)",
          workload: index == 0 ? "Deployment/coredns" : "Deployment/nginx-deployment", node: node,
          ip: IPAddress("192.168.\(subnet).\(octet)"))
      }
  }

  private static let waitingPods = (0..<8).map { index in
    Pod(
      uid: uid(1000 + index), namespace: "default", name: "\(replicaSet)-w\(index)",
      workload: "Deployment/nginx-deployment", phase: .pending,
      schedulingFailure: SchedulingFailure(since: noon + -40, apiReason: "Unschedulable", message: tooManyPods))
  }
}
