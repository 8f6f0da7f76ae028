extension SimulatorError: CustomStringConvertible {
  /// What was refused, and why.
  public var description: String {
    switch self {
    case .noSuchSubnet(let id): "the simulated VPC has no subnet \(id); add it first"
    case .noSuchNodeGroup(let name): "the simulated cluster has no node group \(name); add it first"
    case .noSuchNode(let name): "the simulated cluster has no node \(name)"
    case .noSuchWorkload(let key): "the simulated cluster has no workload \(key); apply it first"
    case .noSuchInterface(let id): "the simulated VPC has no network interface \(id)"
    case .addressUnavailable(let address, let subnetID):
      "address \(address) of subnet \(subnetID) is reserved, taken or outside the subnet; choose another"
    case .insufficientFreeAddresses(let subnetID): "subnet \(subnetID) has too few free addresses"
    case .invalidCIDR(let text): "\(text) is no IPv4 CIDR block from /16 to /28"
    }
  }
}
