/// What Cilium may assign on one node, by its object `CiliumNode` of API `cilium.io/v2`.
///
/// Source: https://docs.cilium.io/en/stable/network/concepts/ipam/eni/ and `ENISpec` in pkg/aws/eni/types of
/// https://github.com/cilium/cilium.
public struct CiliumNode: Hashable, Sendable {
  /// `metadata.name`: the node's name.
  public var name: String
  /// `spec.eni` says where its interfaces go: Cilium takes pods' addresses from the VPC. Without it they come from a range
  /// of the cluster's own.
  public var usesENIs: Bool
  /// `spec.eni.first-interface-index`: interfaces with a lower device index carry no pods.
  public var firstInterfaceIndex: Int
  /// `spec.eni.use-primary-address`: pods use the primary addresses of interfaces too.
  public var usesPrimaryAddress: Bool
  /// `spec.eni.disable-prefix-delegation`.
  public var disablesPrefixDelegation: Bool
  /// `spec.ipam.max-allocate`: the most addresses that are assigned; nil for no limit.
  public var maxAllocate: Int?
  /// `spec.eni.subnet-ids`: the only subnets in which interfaces are made; empty for no such limit.
  public var subnetIDs: [String]
  /// `spec.eni.subnet-tags`: the tags that these subnets have. Sorted by key.
  public var subnetTags: [Tag]
  /// `spec.eni.exclude-interface-tags`: interfaces with all these tags carry no pods. Sorted by key.
  public var excludedInterfaceTags: [Tag]
  /// The addresses of `status.ipam.used` that no pod holds: those of Cilium's router, health check and ingress. In order.
  public var ownAddresses: [IPv4Address]

  /// Makes a node; everything but its name may be left out.
  public init(
    name: String, usesENIs: Bool = true, firstInterfaceIndex: Int = 0, usesPrimaryAddress: Bool = false,
    disablesPrefixDelegation: Bool = false, maxAllocate: Int? = nil, subnetIDs: [String] = [], subnetTags: [Tag] = [],
    excludedInterfaceTags: [Tag] = [], ownAddresses: [IPv4Address] = []
  ) {
    self.name = name
    self.usesENIs = usesENIs
    self.firstInterfaceIndex = firstInterfaceIndex
    self.usesPrimaryAddress = usesPrimaryAddress
    self.disablesPrefixDelegation = disablesPrefixDelegation
    self.maxAllocate = maxAllocate
    self.subnetIDs = subnetIDs
    self.subnetTags = subnetTags
    self.excludedInterfaceTags = excludedInterfaceTags
    self.ownAddresses = ownAddresses
  }
}
