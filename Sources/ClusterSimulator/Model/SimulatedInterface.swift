public import Capacity

/// A network interface of a simulated VPC.
public struct SimulatedInterface: Sendable {
  /// What EC2 says about it.
  public internal(set) var value: NetworkInterface
  /// `availabilityZone`.
  public let zone: String
  /// `macAddress`.
  public let macAddress: String
  /// `attachment/attachmentId`; empty while it is free.
  public internal(set) var attachmentID: String
  /// When it was attached.
  public internal(set) var attachedAt: Timestamp

  /// `networkInterfaceId`.
  public var id: String { value.id }
  /// The interface an instance was launched with.
  public var isPrimary: Bool { value.attachment?.deviceIndex == 0 }

  /// Addresses that the CNI can give to pods, in the order it does: secondary ones, then those of prefixes.
  var podAddresses: [IPv4Address] {
    value.ipv4Addresses.dropFirst()
      + value.ipv4Prefixes.flatMap { prefix in
        (0..<UInt32(prefix.addressCount)).map { IPv4Address(bits: prefix.base.bits + $0) }
      }
  }
}

extension SimulatedCluster {
  /// Adds an interface of somebody else: a load balancer, a NAT gateway, another cluster; returns its id.
  ///
  /// - Parameters:
  ///   - interfaceType: as EC2 names it: `network_load_balancer`, `natGateway`, `lambda`, `interface`, …
  ///   - addresses: how many addresses it takes, the primary one included.
  ///   - requesterID: who asked for it, where AWS manages it; empty for an interface of the account itself.
  ///   - instanceID: what it is attached to; empty for an attachment that AWS owns; nil leaves it unattached.
  ///   - deviceIndex: its place there; 0 for the interface an instance was launched with.
  /// - Throws: `SimulatorError` for an unknown subnet or one with too few addresses.
  @discardableResult
  public mutating func addInterface(
    subnetID: String, interfaceType: String = "interface", description: String, addresses: Int = 1,
    requesterID: String = "", instanceID: String? = "", deviceIndex: Int = 1, tags: [Tag] = []
  ) throws(SimulatorError) -> String {
    guard let subnet = subnets.firstIndex(where: { $0.id == subnetID }) else { throw .noSuchSubnet(subnetID) }
    guard let taken = subnets[subnet].takeAddresses(addresses, using: &random) else {
      throw .insufficientFreeAddresses(subnetID: subnetID)
    }
    let id = makeInterface(
      subnet: subnet, addresses: taken, description: description, instanceID: instanceID, deviceIndex: deviceIndex,
      tags: tags)
    interfacesByID[id]?.value.interfaceType = interfaceType
    interfacesByID[id]?.value.requesterID = requesterID
    interfacesByID[id]?.value.isRequesterManaged = !requesterID.isEmpty
    return id
  }

  /// Deletes an interface that `addInterface` made, or one that a removed node left behind.
  public mutating func removeInterface(_ id: String) throws(SimulatorError) {
    guard interfacesByID[id] != nil else { throw .noSuchInterface(id) }
    deleteInterface(id)
  }

  /// Makes an interface of addresses that are taken already; `instanceID` empty: attached to something of AWS.
  mutating func makeInterface(
    subnet: Int, addresses: [IPv4Address], description: String, instanceID: String?, deviceIndex: Int, tags: [Tag]
  ) -> String {
    let id = random.resourceID("eni")
    let attachment = instanceID.map {
      NetworkInterface.Attachment(instanceID: $0.isEmpty ? nil : $0, deviceIndex: deviceIndex)
    }
    let value = NetworkInterface(
      id: id, vpcID: vpcID, subnetID: subnets[subnet].id, status: attachment == nil ? "available" : "in-use",
      description: description, attachment: attachment, ipv4Addresses: addresses, tags: tags.sorted())
    let mac = (0..<4).map { _ in random.text(length: 2, of: SeededRandom.hexadecimal) }.joined(separator: ":")
    interfacesByID[id] = SimulatedInterface(
      value: value, zone: subnets[subnet].zone, macAddress: "02:00:" + mac,
      attachmentID: attachment == nil ? "" : random.resourceID("eni-attach"), attachedAt: now)
    return id
  }

  mutating func deleteInterface(_ id: String) {
    guard let interface = interfacesByID.removeValue(forKey: id),
      let subnet = subnets.firstIndex(where: { $0.id == interface.value.subnetID })
    else { return }
    for address in interface.value.ipv4Addresses { subnets[subnet].release(address) }
    for prefix in interface.value.ipv4Prefixes { subnets[subnet].release(prefix) }
  }

  mutating func detachInterface(_ id: String) {
    interfacesByID[id]?.value.attachment = nil
    interfacesByID[id]?.value.status = "available"
    interfacesByID[id]?.attachmentID = ""
  }
}
