package import Capacity

/// The EC2 part of a collection: first the instances, then the contents of their VPCs.
struct NetworkCollector: Sendable {
  let ec2: ClusterCollector.EC2Factory?
  let known: KnownCluster
  let now: Timestamp

  /// The answers of the EC2 sources; in the snapshot, those of Kubernetes count as not asked.
  struct Result: Sendable {
    var snapshot: Snapshot
    var region: String?
    var instanceTypesAskedAt: Timestamp?
  }

  /// Collects what belongs to these nodes or, if they are unknown, to those that the history knows.
  ///
  /// - Parameter recorded: what EC2 answered before, where it is not asked again.
  func collect(nodes: Reading<[Node]>, recorded: Snapshot?) async -> Result {
    let unasked = Result(
      snapshot: recorded ?? Snapshot(), region: nil, instanceTypesAskedAt: known.instanceTypesAskedAt)
    guard recorded == nil else { return unasked }
    guard let ec2 else { return unasked }
    let instanceIDs = nodes.value.map { $0.compactMap(\.instanceID) } ?? known.instanceIDs
    guard !instanceIDs.isEmpty || !known.vpcIDs.isEmpty else {
      var result = unasked
      result.snapshot = nodes.value == nil ? Self.failed("not asked, since the nodes are unknown") : Self.empty
      return result
    }
    do {
      let region = nodes.value.flatMap(Self.region)
      return await collect(instanceIDs: instanceIDs, nodes: nodes.value ?? [], from: try await ec2(region))
    } catch {
      AccessFailures.current?.add(error)
      var result = unasked
      result.snapshot = Self.failed(error.message)
      return result
    }
  }

  private func collect(instanceIDs: [String], nodes: [Node], from ec2: any EC2Sources) async -> Result {
    let instances = await read(.instances) { () async throws(SourceFailure) in
      instanceIDs.isEmpty ? [] : try await ec2.instances(ids: instanceIDs)
    }
    async let types = instanceTypes(of: instances.value ?? [], nodes: nodes, from: ec2)
    let vpcIDs = Set(instances.value?.compactMap(\.vpcID) ?? []).union(known.vpcIDs).sorted()
    var snapshot = await vpcContents(vpcIDs, instances: instances.value ?? [], nodes: nodes, from: ec2)
    snapshot.instances = instances
    if let instances = instances.value, Self.hidesManaged(instances, of: nodes) {
      snapshot.networkInterfaces = .unknown(.failed, error: Self.hidden)
    }
    snapshot.cidrReservations = await reservations(in: snapshot, from: ec2)
    let (reading, askedAt) = await types
    snapshot.instanceTypes = reading
    return Result(snapshot: snapshot, region: ec2.region, instanceTypesAskedAt: askedAt)
  }

  /// VPCs, subnets and interfaces, concurrently.
  private func vpcContents(
    _ ids: [String], instances: [Instance], nodes: [Node], from ec2: any EC2Sources
  ) async -> Snapshot {
    guard !ids.isEmpty else {
      let reason = Self.hidesManaged(instances, of: nodes) ? "; " + Self.hidden : ""
      return Self.failed("not asked, since no instance shows which VPC the cluster is in\(reason)")
    }
    async let interfaces = read(.networkInterfaces) { () async throws(SourceFailure) in
      try await ec2.networkInterfaces(vpcIDs: ids)
    }
    async let subnets = read(.subnets) { () async throws(SourceFailure) in try await ec2.subnets(vpcIDs: ids) }
    async let vpcs = read(.vpcs) { () async throws(SourceFailure) in try await ec2.vpcs(ids: ids) }
    return await Snapshot(networkInterfaces: interfaces, subnets: subnets, vpcs: vpcs)
  }

  /// The types of the instances: those that are known, and the others from EC2.
  private func instanceTypes(
    of instances: [Instance], nodes: [Node], from ec2: any EC2Sources
  ) async -> (Reading<[InstanceType]>, askedAt: Timestamp?) {
    let instanceIDs = Set(instances.map(\.id))
    let unseen = nodes.filter { $0.instanceID.map { !instanceIDs.contains($0) } ?? false }
    let names = Set(instances.map(\.instanceType)).union(unseen.compactMap(\.instanceType))
    let missing = known.instanceTypesToAsk(names, now: now)
    let kept = known.instanceTypes.filter { names.contains($0.name) && !missing.contains($0.name) }
    guard !missing.isEmpty else { return (.known(kept), known.instanceTypesAskedAt) }
    let reading = await read(.instanceTypes) { () async throws(SourceFailure) in
      kept + (try await ec2.instanceTypes(names: missing.sorted()))
    }
    let askedAll = missing == names
    return (reading, reading.value != nil && askedAll ? now : known.instanceTypesAskedAt)
  }

  /// The reservations of the subnets in which the CNI assigns addresses. The other subnets of the VPC are left out, since
  /// EC2 takes one call for each subnet.
  private func reservations(in snapshot: Snapshot, from ec2: any EC2Sources) async -> Reading<[SubnetCIDRReservation]> {
    guard let subnets = snapshot.subnets.value else {
      return .unknown(.failed, error: "not asked, since the subnets are unknown")
    }
    let instanceIDs = Set(snapshot.instances.value?.map(\.id) ?? [])
    let attached = snapshot.networkInterfaces.value?.filter { interface in
      interface.attachment?.instanceID.map(instanceIDs.contains) ?? false
    }
    var ids = Set((attached ?? []).map(\.subnetID)).union(snapshot.instances.value?.compactMap(\.subnetID) ?? [])
    ids.formUnion(subnets.filter { $0.tags.contains { $0.key == "kubernetes.io/role/cni" } }.map(\.id))
    // Only its owner may ask for the reservations of a subnet, and other accounts' interfaces hide its free blocks anyway.
    let accounts = Set(snapshot.instances.value?.compactMap(\.ownerID) ?? [])
    ids.subtract(subnets.filter { $0.isShared(with: accounts) }.map(\.id))
    return await read(.cidrReservations) { [ids] () async throws(SourceFailure) in
      ids.isEmpty ? [] : try await ec2.cidrReservations(subnetIDs: ids.sorted())
    }
  }
}

/// The region of a cluster.
package enum ClusterRegion {
  /// The region that most of these nodes are in, according to their zones; nil if none is an instance of EC2.
  package static func of(_ nodes: [Node]) -> String? { NetworkCollector.region(of: nodes) }
}

extension NetworkCollector {
  /// The region that most nodes are in, according to their zones.
  ///
  /// The name of a zone is its region and a letter (`ap-northeast-2a`); that of a Local Zone is longer
  /// (`us-west-2-lax-1a`).
  static func region(of nodes: [Node]) -> String? {
    let regions = nodes.filter { $0.instanceID != nil }.compactMap { $0.zone.flatMap(region) }
    let counts = Dictionary(regions.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// The leading part of a zone up to its first number.
  private static func region(ofZone zone: String) -> String? {
    let parts = zone.split(separator: "-")
    guard let numbered = parts.firstIndex(where: { $0.first?.isNumber ?? false }), numbered > 0 else { return nil }
    let number = parts[numbered].prefix { $0.isNumber }
    return (parts[..<numbered] + [number]).joined(separator: "-")
  }

  /// Whether EC2 hides the instances that AWS manages: it shows none of the nodes that EKS Auto Mode runs.
  ///
  /// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ManagedResourceVisibilitySettings.html
  private static func hidesManaged(_ instances: [Instance], of nodes: [Node]) -> Bool {
    let ids = Set(nodes.filter { $0.compute == .autoMode && $0.isReady }.compactMap(\.instanceID))
    return !ids.isEmpty && ids.isDisjoint(with: instances.map(\.id))
  }

  private static let hidden =
    "EC2 hides the instances and interfaces that AWS manages, and this endpoint does not know the parameter "
    + "IncludeManagedResources: set the account's visibility of managed resources to visible"

  /// The answers for a cluster without EC2 instances: everything is known and empty.
  private static let empty = Snapshot(
    instances: .known([]), instanceTypes: .known([]), networkInterfaces: .known([]), subnets: .known([]),
    vpcs: .known([]), cidrReservations: .known([]))

  /// The answers if every EC2 source failed for the same reason.
  private static func failed(_ message: String) -> Snapshot {
    Snapshot(
      instances: .unknown(.failed, error: message), instanceTypes: .unknown(.failed, error: message),
      networkInterfaces: .unknown(.failed, error: message), subnets: .unknown(.failed, error: message),
      vpcs: .unknown(.failed, error: message), cidrReservations: .unknown(.failed, error: message))
  }
}
