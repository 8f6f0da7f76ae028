import KubernetesAPI
import Capacity
import Collection
import Testing

struct ClusterCollectorTests {
  private let now = Timestamp(seconds: 1_800_000_000)
  private let node = Node(
    uid: UID(high: 0, low: 1), name: "n1", providerID: "aws:///ap-northeast-2a/i-1", instanceType: "t3.medium",
    zone: "ap-northeast-2a", compute: .ec2)
  private let instance = Instance(id: "i-1", instanceType: "t3.medium", vpcID: "vpc-1", subnetID: "subnet-1")

  private func collect(
    _ kubernetes: FakeKubernetes, _ ec2: FakeEC2?, known: KnownCluster = KnownCluster()
  ) async -> CollectedCluster {
    let factory: ClusterCollector.EC2Factory? = ec2.map { client in { @Sendable _ in client } }
    return await ClusterCollector(kubernetes: kubernetes, ec2: factory, known: known).collect(now: now)
  }

  /// Cilium's set-up for EKS leaves the DaemonSet and patches in a node selector that no node has:
  /// https://docs.cilium.io/en/stable/installation/k8s-install-helm/
  @Test func ciliumIsAskedForWhereTheVPCCNIServesNoNode() async {
    let settings = CNISettings(version: "v1.20.1")
    let cilium = CiliumNode(name: "n1", firstInterfaceIndex: 1)
    func snapshot(_ daemonSet: CNIDaemonSet?, _ node: Node) async -> Snapshot {
      let kubernetes = FakeKubernetes(
        nodesAnswer: .success([node]), cniAnswer: .success(daemonSet), ciliumAnswer: .success([cilium]))
      return await collect(kubernetes, nil).snapshot
    }
    let nowhere = await snapshot(CNIDaemonSet(settings: settings, runsNowhere: true), node)
    #expect(nowhere.cni == .known(nil) && nowhere.ciliumNodes == .known([cilium]))
    let without = await snapshot(nil, node)
    #expect(without.cni == .known(nil) && without.ciliumNodes == .known([cilium]))
    let serving = await snapshot(CNIDaemonSet(settings: settings), node)
    #expect(serving.cni == .known(settings) && serving.ciliumNodes == .notAsked)
    let unknown = FakeKubernetes(
      nodesAnswer: .failure(SourceFailure(message: "no")), cniAnswer: .failure(SourceFailure(message: "no")))
    #expect(await collect(unknown, nil).snapshot.ciliumNodes == .notAsked)
    var autoMode = node
    autoMode.compute = .autoMode
    let onlyAutoMode = await snapshot(CNIDaemonSet(settings: settings, runsNowhere: true), autoMode)
    #expect(onlyAutoMode.cni == .known(settings) && onlyAutoMode.ciliumNodes == .notAsked)
  }

  /// `IncludeManagedResources` of DescribeInstances shows them; aws-load-balancer-controller#4730.
  @Test func whatEC2HidesIsSaid() async {
    var managed = node
    managed.compute = .autoMode
    managed.name = "node-2"
    managed.providerID = "aws:///ap-northeast-2a/i-0hidden"
    let alone = await collect(FakeKubernetes(nodesAnswer: .success([managed])), FakeEC2(instances: [])).snapshot
    #expect(alone.error(of: .networkInterfaces)?.contains("IncludeManagedResources") == true)
    let mixed = await collect(
      FakeKubernetes(nodesAnswer: .success([node, managed])), FakeEC2(instances: [instance])
    ).snapshot
    #expect(mixed.instances.value?.count == 1 && mixed.networkInterfaces.status == .failed)
    #expect(mixed.subnets.status == .complete)
  }

  /// Only the owner of a shared subnet may see its reservations:
  /// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
  @Test func reservationsOfAnotherAccountsSubnetsAreNotAskedFor() async {
    var instance = instance
    instance.ownerID = "111122223333"
    let ec2 = FakeEC2(instances: [instance], subnetOwner: "444455556666")
    let collected = await collect(FakeKubernetes(nodesAnswer: .success([node])), ec2)
    #expect(!ec2.calls.contains { $0.hasPrefix("cidr-reservations") })
    #expect(collected.snapshot.cidrReservations == .known([]))
  }

  @Test func everySourceIsAskedOnceForWhatTheNodesLeadTo() async {
    let ec2 = FakeEC2(instances: [instance])
    let collected = await collect(FakeKubernetes(nodesAnswer: .success([node])), ec2)
    #expect(Source.allCases.allSatisfy { collected.snapshot.status(of: $0) == .complete })
    #expect(
      ec2.calls == [
        "cidr-reservations: subnet-1 subnet-2", "instance-types: t3.medium", "instances: i-1",
        "network-interfaces: vpc-1", "subnets: vpc-1", "vpcs: vpc-1",
      ])
    #expect(collected.uid == UID(high: 1, low: 2))
    #expect(collected.region == "ap-northeast-2")
    #expect(collected.instanceTypesAskedAt == now)
  }

  @Test func oneSourceFailsAndTheOthersAnswer() async {
    let kubernetes = FakeKubernetes(
      nodesAnswer: .success([node]),
      podsAnswer: .failure(SourceFailure(isDenied: true, message: "no right to list pods")))
    let collected = await collect(kubernetes, FakeEC2(instances: [instance], failing: [.subnets]))
    #expect(collected.snapshot.pods == .unknown(.failed, error: "no right to list pods"))
    #expect(collected.snapshot.subnets == .unknown(.failed, error: "subnets is denied"))
    #expect(collected.snapshot.status(of: .cidrReservations) == .failed)
    #expect(collected.snapshot.nodes.value == [node])
    #expect(collected.snapshot.networkInterfaces.value?.count == 1)
  }

  @Test func anOptionalSourceThatIsDeniedIsNoFailure() async {
    let kubernetes = FakeKubernetes(
      nodesAnswer: .success([node]), cniAnswer: .failure(SourceFailure(isDenied: true, message: "no")))
    let collected = await collect(kubernetes, FakeEC2(instances: [instance], failing: [.cidrReservations]))
    #expect(collected.snapshot.status(of: .cni) == .denied)
    #expect(collected.snapshot.status(of: .cidrReservations) == .denied)
  }

  @Test func withoutEC2ItsSourcesAreNotAsked() async {
    let collected = await collect(FakeKubernetes(nodesAnswer: .success([node])), nil)
    #expect(Source.ec2.allSatisfy { collected.snapshot.status(of: $0) == .notAsked })
  }

  @Test func aClusterWithoutInstancesAsksEC2Nothing() async {
    let hybrid = Node(uid: UID(high: 0, low: 9), name: "h", providerID: "eks-hybrid:///eu/c/mi-1", compute: .hybrid)
    let ec2 = FakeEC2(instances: [])
    let collected = await collect(FakeKubernetes(nodesAnswer: .success([hybrid])), ec2)
    #expect(ec2.calls.isEmpty)
    #expect(Source.ec2.allSatisfy { collected.snapshot.status(of: $0) == .complete })
  }

  @Test func whileTheNodesAreUnknownEC2IsAskedForThoseTheHistoryKnows() async {
    let kubernetes = FakeKubernetes(nodesAnswer: .failure(SourceFailure(message: "down")))
    let ec2 = FakeEC2(instances: [instance])
    let collected = await collect(kubernetes, ec2, known: KnownCluster(instanceIDs: ["i-1"], vpcIDs: ["vpc-1"]))
    #expect(collected.snapshot.instances.value == [instance])
    let unknown = await collect(kubernetes, ec2)
    #expect(Source.ec2.allSatisfy { unknown.snapshot.status(of: $0) == .failed })
  }

  @Test func withoutCredentialsEveryEC2SourceSaysWhy() async {
    let factory: ClusterCollector.EC2Factory = { _ throws(SourceFailure) in
      throw SourceFailure(message: "no credentials")
    }
    let kubernetes = FakeKubernetes(nodesAnswer: .success([node]))
    let collected = await ClusterCollector(kubernetes: kubernetes, ec2: factory).collect(now: now)
    #expect(Source.ec2.allSatisfy { collected.snapshot.error(of: $0) == "no credentials" })
    #expect(collected.snapshot.nodes.value == [node])
  }

  @Test func theFactoryIsToldTheRegionMostNodesAreIn() async {
    let zones = ["us-west-2-lax-1a", "us-west-2b", "eu-west-1a"]
    let nodes = zones.enumerated().map { index, zone in
      Node(
        uid: UID(high: 7, low: UInt64(index)), name: "n\(index)", providerID: "aws:///\(zone)/i-\(index)", zone: zone)
    }
    await confirmation { told in
      let factory: ClusterCollector.EC2Factory = { region throws(SourceFailure) in
        #expect(region == "us-west-2")
        told()
        return FakeEC2(instances: [])
      }
      _ = await ClusterCollector(kubernetes: FakeKubernetes(nodesAnswer: .success(nodes)), ec2: factory).collect(
        now: now)
    }
  }
}

struct InstanceTypeReferenceTests {
  private let now = Timestamp(seconds: 1_800_000_000)
  private let medium = InstanceType(name: "t3.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6)

  private func collect(types: [String], known: KnownCluster) async -> (CollectedCluster, FakeEC2) {
    let instances = types.enumerated().map { Instance(id: "i-\($0)", instanceType: $1, vpcID: "vpc-1") }
    let nodes = instances.enumerated().map { index, instance in
      Node(uid: UID(high: 3, low: UInt64(index)), name: "n\(index)", providerID: "aws:///z/\(instance.id)")
    }
    let ec2 = FakeEC2(instances: instances)
    let collector = ClusterCollector(
      kubernetes: FakeKubernetes(nodesAnswer: .success(nodes)), ec2: { _ in ec2 }, known: known)
    return (await collector.collect(now: now), ec2)
  }

  @Test func typesKnownForLessThanAWeekAreNotAskedAgain() async {
    let askedAt = now + -6 * 86_400
    let (collected, ec2) = await collect(
      types: ["t3.medium"], known: KnownCluster(instanceTypes: [medium], instanceTypesAskedAt: askedAt))
    #expect(!ec2.calls.contains { $0.hasPrefix("instance-types") })
    #expect(collected.snapshot.instanceTypes.value == [medium])
    #expect(collected.instanceTypesAskedAt == askedAt)
  }

  @Test func aNewTypeAloneIsAskedFor() async {
    let askedAt = now + -60
    let (collected, ec2) = await collect(
      types: ["t3.medium", "m5.large"], known: KnownCluster(instanceTypes: [medium], instanceTypesAskedAt: askedAt))
    #expect(ec2.calls.contains("instance-types: m5.large"))
    #expect(Set(collected.snapshot.instanceTypes.value?.map(\.name) ?? []) == ["t3.medium", "m5.large"])
    #expect(collected.instanceTypesAskedAt == askedAt)
  }

  @Test func afterAWeekAllTypesAreAskedAgain() async {
    let known = KnownCluster(instanceTypes: [medium], instanceTypesAskedAt: now + -7 * 86_400)
    let (collected, ec2) = await collect(types: ["t3.medium"], known: known)
    #expect(ec2.calls.contains("instance-types: t3.medium"))
    #expect(collected.instanceTypesAskedAt == now)
  }
}
