import Capacity
import ClusterSimulator

/// Who else holds addresses in the cluster's subnets.
struct Neighbours {
  /// Interfaces in the scarce subnet, which can be given back, earliest first.
  private var crowd: [String] = []
  private var count = 0

  /// Sets up what is there from the beginning.
  init(_ landscape: Landscape, in cluster: inout SimulatedCluster) throws {
    for (number, subnet) in landscape.roomy.enumerated() {
      try Self.add(.controlPlane, to: subnet, of: &cluster)
      if number == 0 { try Self.add(.natGateway, to: subnet, of: &cluster) }
      for _ in 0..<2 { try Self.add(.loadBalancer(number), to: subnet, of: &cluster) }
      try Self.add(.endpoint, to: subnet, of: &cluster)
      if number % 2 == 1 { try Self.add(.database, to: subnet, of: &cluster) }
      try Self.add(.lambda(number), to: subnet, of: &cluster)
    }
    try growOtherCluster(landscape, in: &cluster)
  }

  /// A node of another cluster: its primary interface and one that its CNI filled.
  mutating func growOtherCluster(_ landscape: Landscape, in cluster: inout SimulatedCluster) throws {
    count += 1
    let subnet = landscape.roomy[count % landscape.roomy.count]
    let instance = "i-0fedcba98765" + String(count + 4096, radix: 16)
    try cluster.addInterface(
      subnetID: subnet, description: "", instanceID: instance, deviceIndex: 0,
      tags: [Tag(key: "kubernetes.io/cluster/staging", value: "owned")])
    try Self.add(.otherClusterPods(instance), to: subnet, of: &cluster, addresses: 6)
  }

  /// Takes `count` addresses of the scarce subnet, as services and another cluster do.
  mutating func crowd(_ landscape: Landscape, taking count: Int, in cluster: inout SimulatedCluster) throws {
    var left = count
    while left > 0 {
      self.count += 1
      let owner: Owner =
        switch self.count % 4 {
        case 0: .lambda(self.count)
        case 1: .endpoint
        case 2: .loadBalancer(self.count)
        default: .otherClusterPods("i-0fedcba98765" + String(self.count + 4096, radix: 16))
        }
      let addresses = owner.isOfCNI ? min(left, 6) : 1
      crowd.append(try Self.add(owner, to: landscape.scarce, of: &cluster, addresses: addresses))
      left -= addresses
    }
  }

  /// Gives half of what was taken of the scarce subnet back.
  mutating func thinOut(in cluster: inout SimulatedCluster) throws {
    for id in crowd.prefix(crowd.count / 2) { try cluster.removeInterface(id) }
    crowd.removeFirst(crowd.count / 2)
  }

  private enum Owner {
    case controlPlane, natGateway, endpoint, database
    case loadBalancer(Int)
    case lambda(Int)
    case otherClusterPods(String)

    var isOfCNI: Bool { if case .otherClusterPods = self { true } else { false } }
  }

  @discardableResult
  private static func add(
    _ owner: Owner, to subnet: String, of cluster: inout SimulatedCluster, addresses: Int = 1
  ) throws -> String {
    switch owner {
    case .controlPlane:
      return try cluster.addInterface(
        subnetID: subnet, description: "Amazon EKS \(cluster.settings.name)", requesterID: "123456789012")
    case .natGateway:
      return try cluster.addInterface(
        subnetID: subnet, interfaceType: "natGateway", description: "Interface for NAT Gateway nat-0a1b2c3d4e5f60718",
        requesterID: "amazon-aws")
    case .endpoint:
      return try cluster.addInterface(
        subnetID: subnet, interfaceType: "vpc_endpoint", description: "VPC Endpoint Interface vpce-0123456789abcdef0",
        requesterID: "amazon-aws")
    case .database:
      return try cluster.addInterface(
        subnetID: subnet, description: "RDSNetworkInterface", requesterID: "amazon-rds")
    case .loadBalancer(let number):
      return try cluster.addInterface(
        subnetID: subnet, interfaceType: "network_load_balancer",
        description: "ELB net/shop-\(number % 3)/50dc6c495c0c9188", requesterID: "amazon-elb")
    case .lambda(let number):
      return try cluster.addInterface(
        subnetID: subnet, interfaceType: "lambda",
        description: "AWS Lambda VPC ENI-thumbnails-\(number % 2)-7f1a1b5c-0d7e-4b7a-9d55-3a1f0e6f9f10",
        requesterID: "amazon-lambda")
    case .otherClusterPods(let instance):
      return try cluster.addInterface(
        subnetID: subnet, description: "aws-K8S-\(instance)", addresses: addresses, instanceID: instance,
        tags: [
          Tag(key: "cluster.k8s.amazonaws.com/name", value: "staging"),
          Tag(key: "node.k8s.amazonaws.com/instance_id", value: instance),
        ])
    }
  }
}
