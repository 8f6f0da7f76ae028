public import Capacity

/// What a simulated cluster refuses to do.
public enum SimulatorError: Error, Equatable, Sendable {
  /// No subnet has this id.
  case noSuchSubnet(String)
  /// No node group has this name.
  case noSuchNodeGroup(String)
  /// No node has this name.
  case noSuchNode(String)
  /// No workload has this key (`namespace/name`).
  case noSuchWorkload(String)
  /// No interface has this id.
  case noSuchInterface(String)
  /// The address is reserved, taken or not of the subnet.
  case addressUnavailable(IPv4Address, subnetID: String)
  /// The subnet has fewer free addresses than asked for: EC2's `InsufficientFreeAddressesInSubnet`.
  case insufficientFreeAddresses(subnetID: String)
  /// The text is no CIDR block of IPv4 from /16 to /28.
  case invalidCIDR(String)
}
