public import Capacity

extension SimulatedCluster {
  /// The cluster of the article on pod limits: three t3.medium nodes of 17 pod slots in three zones, the system pods
  /// of a fresh EKS cluster and kube-ops-view (9 slots), and `default/nginx-deployment`.
  ///
  /// At 42 replicas all 51 slots are taken; of 50 replicas eight wait with
  /// `0/3 nodes are available: 3 Too many pods.`
  ///
  /// - Parameters:
  ///   - replicas: nginx pods wanted.
  ///   - start: when the cluster comes up; a minute later, the time it is returned at, its pods run.
  ///   - settings: name, region, wording and seed.
  public static func article(
    replicas: Int = 2, startingAt start: Timestamp, settings: Settings = Settings()
  ) throws(SimulatorError) -> SimulatedCluster {
    var cluster = try SimulatedCluster(settings: settings, startingAt: start, vpcCIDR: "192.168.0.0/16")
    cluster.setNodeGroup(SimulatedNodeGroup(name: "ng1", instanceType: .t3Medium))
    for (zone, number, host) in [("a", 1, 111), ("b", 2, 59), ("c", 3, 215)] {
      let subnet = try cluster.addSubnet(zone: settings.region + zone, cidr: "192.168.\(number).0/24")
      let address = IPv4Address(bits: 0xC0A8_0000 + UInt32(number) << 8 + UInt32(host))
      try cluster.launchNode(inGroup: "ng1", subnetID: subnet, privateIP: address)
    }
    cluster.applySystemWorkloads()
    cluster.apply(
      SimulatedWorkload(
        .deployment, namespace: "kube-system", name: "kube-ops-view",
        image: "hjacobs/kube-ops-view:20.4.0"))
    cluster.apply(
      SimulatedWorkload(.deployment, name: nginxDeploymentName, app: "nginx", image: "nginx:1", replicas: replicas))
    cluster.advance(by: 60)
    return cluster
  }

  /// The Deployment that the article scales.
  public static let nginxDeployment = "default/" + nginxDeploymentName
  private static let nginxDeploymentName = "nginx-deployment"

  /// Applies what every EKS cluster runs: DaemonSets `aws-node` and `kube-proxy`, and two pods of CoreDNS.
  public mutating func applySystemWorkloads() {
    let registry = "602401143452.dkr.ecr.\(settings.region).amazonaws.com/"
    for (name, image) in [("aws-node", "amazon-k8s-cni:" + cniVersion), ("kube-proxy", "eks/kube-proxy:v1.30.3")] {
      apply(
        SimulatedWorkload(
          .daemonSet, namespace: "kube-system", name: name, image: registry + image, isHostNetwork: true))
    }
    apply(
      SimulatedWorkload(
        .deployment, namespace: "kube-system", name: "coredns", image: registry + "eks/coredns:v1.11.1", replicas: 2))
  }
}

extension InstanceType {
  /// t3.small: 3 interfaces of 4 addresses, 11 pods.
  public static let t3Small = InstanceType(name: "t3.small", vcpus: 2, memoryMiB: 2048, enisMax: 3, ipv4PerENI: 4)
  /// t3.medium: 3 interfaces of 6 addresses, 17 pods.
  public static let t3Medium = InstanceType(name: "t3.medium", vcpus: 2, memoryMiB: 4096, enisMax: 3, ipv4PerENI: 6)
  /// t3.large: 3 interfaces of 12 addresses, 35 pods.
  public static let t3Large = InstanceType(name: "t3.large", vcpus: 2, memoryMiB: 8192, enisMax: 3, ipv4PerENI: 12)
  /// m5.large: 3 interfaces of 10 addresses, 29 pods.
  public static let m5Large = InstanceType(name: "m5.large", vcpus: 2, memoryMiB: 8192, enisMax: 3, ipv4PerENI: 10)
  /// m5.xlarge: 4 interfaces of 15 addresses, 58 pods.
  public static let m5XLarge = InstanceType(name: "m5.xlarge", vcpus: 4, memoryMiB: 16_384, enisMax: 4, ipv4PerENI: 15)
}
