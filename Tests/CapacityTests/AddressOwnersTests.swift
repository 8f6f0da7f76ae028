import Testing

@testable import Capacity

@Suite("Owners of addresses")
struct AddressOwnersTests {
  static let now = Timestamp(seconds: 1_700_000_000)

  /// An interface that holds `10.0.0.first` and the `count - 1` addresses after it.
  static func interface(
    _ id: String = "eni-1", first: Int = 10, count: Int = 1, prefixes: [String] = [], type: String = "interface",
    status: String = "in-use", description: String = "", requester: String = "", managed: Bool = false,
    instance: String? = nil, device: Int = 0, tags: [String: String] = [:]
  ) -> NetworkInterface {
    NetworkInterface(
      id: id, vpcID: "vpc-1", subnetID: "subnet-1", status: status, interfaceType: type, description: description,
      requesterID: requester, isRequesterManaged: managed,
      attachment: instance.map { .init(instanceID: $0, deviceIndex: device) },
      ipv4Addresses: (0..<count).map { IPv4Address("10.0.0.\(first + $0)")! },
      ipv4Prefixes: prefixes.map { IPv4Block($0)! }, tags: tags.map { Tag(key: $0, value: $1) }.sorted())
  }

  static func node(_ name: String = "n1", instance: String? = "i-1", compute: ComputeKind = .ec2) -> Node {
    Node(uid: UID(opaque: name), name: name, providerID: instance.map { "aws:///a/\($0)" } ?? "", compute: compute)
  }

  static func pod(_ ip: String, on node: String = "n1", phase: PodPhase = .running, hostNetwork: Bool = false) -> Pod {
    Pod(
      uid: UID(opaque: ip + node), namespace: "default", name: ip, isHostNetwork: hostNetwork, node: node,
      phase: phase, ip: IPAddress(ip))
  }

  static func counts(
    _ interfaces: Reading<[NetworkInterface]>, nodes: Reading<[Node]> = .known([node()]),
    pods: Reading<[Pod]> = .known([]), cni: [String: String] = [:]
  ) -> [AddressOwner: Int64]? {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "shop"), firstCollectedAt: now, lastCollectedAt: now)
    let snapshot = Snapshot(
      nodes: nodes, pods: pods, cni: .known(CNISettings(environment: cni)), networkInterfaces: interfaces)
    return AddressOwners.counts(
      in: StateIndex(RecordedState(cluster: cluster, observedAt: now, snapshot: snapshot, knownAt: [:])))
  }

  static func owned(_ counts: (AddressOwnerKind, String, Int64)...) -> [AddressOwner: Int64] {
    Dictionary(
      uniqueKeysWithValues: counts.map { (AddressOwner(subnetID: "subnet-1", kind: $0, owner: $1), $2) })
  }

  @Test func areUnknownWhereASourceIs() {
    #expect(Self.counts(.unknown(.failed, error: "timeout")) == nil)
    #expect(Self.counts(.known([]), nodes: .unknown(.failed, error: "timeout")) == nil)
    #expect(Self.counts(.known([]), pods: .unknown(.failed, error: "timeout")) == nil)
    #expect(Self.counts(.known([])) == [:])
  }

  @Test func divideTheInterfacesOfANodeAmongNodePodsAndWarm() {
    let pods = [
      Self.pod("10.0.0.10", hostNetwork: true), Self.pod("10.0.0.11"), Self.pod("10.0.0.12", phase: .succeeded),
      Self.pod("10.0.0.40"),
    ]
    let interfaces = [
      Self.interface(count: 6, instance: "i-1"),
      Self.interface("eni-2", first: 20, prefixes: ["10.0.0.32/28"], instance: "i-1", device: 1),
    ]
    #expect(
      Self.counts(.known(interfaces), pods: .known(pods))
        == Self.owned((.node, "shop", 2), (.pod, "shop", 2), (.warm, "shop", 19)))
  }

  @Test func keepSubnetsApart() {
    var elsewhere = Self.interface("eni-2", first: 20, count: 2, instance: "i-1", device: 1)
    elsewhere.subnetID = "subnet-2"
    var expected = Self.owned((.node, "shop", 1))
    expected[AddressOwner(subnetID: "subnet-2", kind: .node, owner: "shop")] = 1
    expected[AddressOwner(subnetID: "subnet-2", kind: .warm, owner: "shop")] = 1
    #expect(Self.counts(.known([Self.interface(instance: "i-1"), elsewhere])) == expected)
  }

  @Test(
    "count interfaces that carry no pods to the node",
    arguments: [
      interface(count: 3, type: "trunk", instance: "i-1", device: 1),
      interface(count: 3, type: "efa-only", instance: "i-1", device: 1),
      interface(count: 3, instance: "i-1", device: 1, tags: ["node.k8s.amazonaws.com/no_manage": "true"]),
    ])
  func withoutPods(interface: NetworkInterface) {
    #expect(Self.counts(.known([interface])) == Self.owned((.node, "shop", 3)))
  }

  @Test func seePodsOnInterfacesThatAWSManages() {
    let interface = Self.interface(prefixes: ["10.0.0.32/28"], managed: true, instance: "i-1", device: 1)
    #expect(
      Self.counts(
        .known([interface]), nodes: .known([Self.node(compute: .autoMode)]), pods: .known([Self.pod("10.0.0.33")]))
        == Self.owned((.node, "shop", 1), (.pod, "shop", 1), (.warm, "shop", 15)))
  }

  static let trunk = "vpcresources.k8s.aws/trunk-eni-id"

  @Test(
    "name the cluster of a branch interface by its tags, its trunk or its pod",
    arguments: [
      (["kubernetes.io/cluster/other": "owned", trunk: "eni-0"], "10.0.0.10", "other"),
      ([trunk: "eni-0"], "10.0.0.99", "shop"), ([:], "10.0.0.10", "shop"),
      ([trunk: "eni-9"], "10.0.0.99", "eni-b"),
    ] as [([String: String], String, String)])
  func branch(tags: [String: String], podIP: String, owner: String) {
    let interfaces = [
      Self.interface("eni-0", first: 1, type: "trunk", instance: "i-1", device: 1),
      Self.interface("eni-b", type: "branch", tags: tags),
    ]
    let counts = Self.counts(.known(interfaces), pods: .known([Self.pod(podIP)]))
    #expect(counts == Self.owned((.node, "shop", 1), (.branch, owner, 1)))
  }

  @Test func countTheInterfaceOfAFargateTaskToThePods() {
    let nodes = [Self.node("fargate-1", instance: nil, compute: .fargate), Self.node()]
    let interfaces = [
      Self.interface("eni-1", description: "anything", managed: true),
      Self.interface("eni-2", first: 20, managed: true),
    ]
    let pods = [Self.pod("10.0.0.10", on: "fargate-1"), Self.pod("10.0.0.20", on: "n1")]
    #expect(
      Self.counts(.known(interfaces), nodes: .known(nodes), pods: .known(pods))
        == Self.owned((.pod, "shop", 1), (.other, "eni-2", 1)))
  }

  @Test func knowOfAnotherClustersNodesOnlyTheirPrimaryAddresses() {
    // Only one of the two interfaces of the instance carries the cluster's name.
    let interfaces = [
      Self.interface(count: 3, instance: "i-9"),
      Self.interface(
        "eni-2", first: 20, count: 6, description: "aws-K8S-i-9", instance: "i-9", device: 1,
        tags: ["cluster.k8s.amazonaws.com/name": "blog"]),
    ]
    #expect(
      Self.counts(.known(interfaces), pods: .known([Self.pod("10.0.0.21")]))
        == Self.owned((.node, "blog", 2), (.other, "blog", 7)))
  }

  @Test func nameTheInstanceWhereTheClusterIsUntold() {
    let interfaces = [
      Self.interface(count: 2, instance: "i-9"),
      Self.interface("eni-2", first: 20, count: 2, description: "aws-K8S-i-9", instance: "i-9", device: 1),
      Self.interface("eni-3", first: 30, count: 2, description: "ELB web", instance: "i-8"),
    ]
    #expect(
      Self.counts(.known(interfaces)) == Self.owned((.node, "i-9", 2), (.other, "i-9", 2), (.other, "i-8", 2)))
  }

  @Test(
    "know the cluster's own instances that are not nodes, by whatever name the tags give it",
    arguments: [("shop", [:]), ("eks-shop", ["CLUSTER_NAME": "eks-shop"])] as [(String, [String: String])])
  func instanceWithoutNode(tagged: String, cni: [String: String]) {
    let leaving = Self.interface(count: 3, instance: "i-9", tags: ["cluster.k8s.amazonaws.com/name": tagged])
    #expect(Self.counts(.known([leaving]), cni: cni) == Self.owned((.node, "shop", 1), (.warm, "shop", 2)))
  }

  @Test func learnTheClustersNameFromTheInterfacesOfItsNodes() {
    let tags = ["cluster.k8s.amazonaws.com/name": "eks-shop"]
    let interfaces = [
      Self.interface(instance: "i-1", tags: tags),
      Self.interface("eni-2", first: 20, count: 2, instance: "i-9", tags: tags),
      Self.interface("eni-3", first: 30, type: "branch", tags: tags),
    ]
    #expect(
      Self.counts(.known(interfaces)) == Self.owned((.node, "shop", 2), (.warm, "shop", 1), (.branch, "shop", 1)))
  }

  static let cni = "node.k8s.amazonaws.com/instance_id"
  static let createdAt = "node.k8s.amazonaws.com/createdAt"

  @Test("tell leaked interfaces from those that the CNI is about to attach by their age")
  func leaked() {
    let interfaces = [
      // Made 301 s and 300 s before.
      Self.interface(
        "eni-old", count: 6, status: "available", tags: [Self.cni: "i-1", Self.createdAt: "2023-11-14T22:08:19Z"]),
      Self.interface(
        "eni-new", first: 20, count: 6, status: "available",
        tags: [Self.cni: "i-1", Self.createdAt: "2023-11-14T22:08:20Z"]),
      Self.interface("eni-else", first: 30, count: 2, status: "attaching", description: "aws-K8S-i-9"),
    ]
    #expect(
      Self.counts(.known(interfaces))
        == Self.owned(
          (.leaked, "eni-old", 6), (.node, "shop", 1), (.warm, "shop", 5), (.node, "i-9", 1), (.other, "i-9", 1)))
  }

  @Test(
    "name services by description, type or requester",
    arguments: [
      (interface(description: "ELB app/web/50dc6c495c0c9188"), .loadBalancer, "app/web/50dc6c495c0c9188"),
      (interface(type: "network_load_balancer", description: "ELB net/web/1f2e"), .loadBalancer, "net/web/1f2e"),
      (interface(type: "gateway_load_balancer", description: "ELB gwy/gate/1f2e"), .loadBalancer, "gwy/gate/1f2e"),
      (interface(description: "ELB old-web", requester: "amazon-elb"), .loadBalancer, "old-web"),
      (interface(requester: "amazon-elb", managed: true), .loadBalancer, "eni-1"),
      (interface(type: "network_load_balancer"), .loadBalancer, "eni-1"),
      (interface(type: "nat_gateway", description: "Interface for NAT Gateway nat-0ab"), .natGateway, "nat-0ab"),
      (interface(type: "natGateway"), .natGateway, "eni-1"),
      (
        interface(
          type: "lambda", description: "AWS Lambda VPC ENI-my-fn-2-0f3d2a8e-8f4e-4a51-9c1f-0123456789ab"),
        .lambda, "my-fn-2"
      ),
      (interface(type: "lambda", description: "AWS Lambda VPC ENI-my-fn"), .lambda, "my-fn"),
      (interface(description: "AWS Lambda VPC ENI: 0f3d2a8e", requester: "AROAX:my-fn"), .lambda, "my-fn"),
      (interface(description: "AWS Lambda VPC ENI: 0f3d2a8e", requester: "AROAX"), .lambda, "Lambda"),
      (interface(requester: "AROAX:awslambda", managed: true), .lambda, "Lambda"),
      (interface(description: "RDSNetworkInterface", requester: "amazon-rds"), .database, "RDS"),
      (interface(requester: "amazon-rds"), .database, "RDS"),
      (interface(description: "Network interface for DBProxy orders"), .database, "RDS Proxy orders"),
      (interface(description: "ElastiCache cart-001"), .database, "ElastiCache cart-001"),
      (interface(description: "ElastiCache+cart-001"), .database, "ElastiCache cart-001"),
      (interface(requester: "amazon-elasticache"), .database, "ElastiCache"),
      (interface(description: "RedshiftNetworkInterface"), .database, "Redshift"),
      (interface(type: "vpc_endpoint", description: "VPC Endpoint Interface vpce-0d8d"), .endpoint, "vpce-0d8d"),
      (interface(description: "VPC Endpoint Interface: vpce-0f00"), .endpoint, "vpce-0f00"),
      (interface(type: "gateway_load_balancer_endpoint"), .endpoint, "eni-1"),
      (interface(description: "Amazon EKS blog"), .other, "EKS control plane blog"),
      (interface(description: "EFS mount target for fs-0a1 (fsmt-0b2)", managed: true), .other, "EFS fs-0a1"),
      (
        interface(
          type: "transit_gateway", description: "Network Interface for Transit Gateway Attachment tgw-attach-06bf"),
        .other, "transit gateway tgw-attach-06bf"
      ),
      (
        interface(description: "AWS created network interface for directory d-926"), .other,
        "Directory Service d-926"
      ),
      (
        interface(description: "Route 53 Resolver: rslvr-in-1a:rni-2b"), .other, "Route 53 Resolver rslvr-in-1a"
      ),
      (
        interface(
          description: "Amazon MSK network interface for cluster arn:aws:kafka:eu-west-1:1:cluster/log/ab-2"),
        .other, "MSK log"
      ),
      (interface(description: "arn:aws:ecs:eu-west-1:1:attachment/9812f5e5", managed: true), .other, "ECS tasks"),
      (interface(description: "DMSNetworkInterface", managed: true), .other, "DMS"),
      (interface(type: "api_gateway_managed"), .other, "api gateway managed"),
      (interface(requester: "123456789012", managed: true), .other, "123456789012"),
      (interface(managed: true), .other, "eni-1"),
      (interface(type: "efa", status: "available"), .other, "eni-1"),
      (interface(status: "available", description: "spare", requester: "AIDAX"), .other, "spare"),
      (interface(status: "available", requester: "AIDAX"), .other, "eni-1"),
      (interface(type: "trunk", status: "available"), .other, "eni-1"),
      (interface(type: "trunk", tags: ["kubernetes.io/cluster/blog": "owned"]), .node, "blog"),
    ] as [(NetworkInterface, AddressOwnerKind, String)])
  func services(interface: NetworkInterface, kind: AddressOwnerKind, owner: String) {
    #expect(Self.counts(.known([interface])) == Self.owned((kind, owner, 1)))
  }

  @Test func addUpToWhatTheInterfacesHold() {
    let interfaces = [
      Self.interface(count: 6, instance: "i-1"), Self.interface("eni-2", first: 30, count: 4, instance: "i-9"),
      Self.interface("eni-3", prefixes: ["10.0.0.64/28"], description: "ELB web"),
      Self.interface("eni-4", count: 0),
    ]
    let counts = Self.counts(.known(interfaces), pods: .known([Self.pod("10.0.0.12")]))
    #expect(counts.map { $0.values.reduce(0, +) } == 27)
    #expect(counts?.values.contains(0) == false)
  }
}
