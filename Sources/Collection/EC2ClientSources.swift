public import AWSAccess
public import Capacity
public import EC2API

/// An `EC2Client` as the source of a collection.
public struct EC2ClientSources: EC2Sources {
  private let client: EC2Client

  /// Makes the source.
  public init(_ client: EC2Client) {
    self.client = client
  }

  /// The region that is asked.
  public var region: String { client.region }

  /// The instances of these ids; those that are gone are left out.
  public func instances(ids: [String]) async throws(SourceFailure) -> [Instance] {
    try await failing { () async throws(AWSError) in try await client.describeInstances(ids: ids) }
  }

  /// The types of these names; those EC2 does not know are left out.
  public func instanceTypes(names: [String]) async throws(SourceFailure) -> [InstanceType] {
    try await failing { () async throws(AWSError) in try await client.describeInstanceTypes(names: names) }
  }

  /// All network interfaces of these VPCs.
  public func networkInterfaces(vpcIDs: [String]) async throws(SourceFailure) -> [NetworkInterface] {
    try await failing { () async throws(AWSError) in try await client.describeNetworkInterfaces(vpcIDs: vpcIDs) }
  }

  /// All subnets of these VPCs.
  public func subnets(vpcIDs: [String]) async throws(SourceFailure) -> [Subnet] {
    try await failing { () async throws(AWSError) in try await client.describeSubnets(vpcIDs: vpcIDs) }
  }

  /// These VPCs.
  public func vpcs(ids: [String]) async throws(SourceFailure) -> [VPC] {
    try await failing { () async throws(AWSError) in try await client.describeVPCs(ids: ids) }
  }

  /// The IPv4 CIDR reservations of these subnets.
  public func cidrReservations(subnetIDs: [String]) async throws(SourceFailure) -> [SubnetCIDRReservation] {
    try await failing { () async throws(AWSError) in try await client.getSubnetCIDRReservations(subnetIDs: subnetIDs) }
  }

  private func failing<Value>(_ work: () async throws(AWSError) -> Value) async throws(SourceFailure) -> Value {
    do {
      return try await work()
    } catch {
      throw SourceFailure(awsError: error)
    }
  }
}

extension SourceFailure {
  /// What kept AWS from answering.
  public init(awsError error: AWSError) {
    var isDenied = false
    if case .refused(let refusal) = error { isDenied = refusal.isMissingPermission }
    self.init(isDenied: isDenied, message: error.description)
  }
}
