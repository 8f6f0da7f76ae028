import TextEncoding
public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// The instances with these ids; those that are gone are left out.
  ///
  /// It asks by a filter instead of ids, which exclude paging and of which one unknown fails the whole call.
  /// - Throws: `AWSError`.
  public func describeInstances(ids: some Collection<String>) async throws(AWSError) -> [Instance] {
    try await listWithManaged(
      InstancesDecoder(), action: "DescribeInstances", filter: "instance-id", values: ids)
  }
}

/// Reads `DescribeInstancesResponse`.
struct InstancesDecoder: EC2PageDecoder {
  enum Element: Sendable {
    case item, nextToken, reservation, ownerID
    case id, instanceType, state, zone, vpcID, subnetID, privateIP, publicIP, launchTime, lifecycle
  }

  static let root = "DescribeInstancesResponse"
  static let elements: [(path: String, element: Element)] =
    pageElements(
      item: "reservationSet/item/instancesSet/item", .item, nextToken: .nextToken,
      [
        ("instanceId", .id), ("instanceType", .instanceType), ("instanceState/name", .state),
        ("placement/availabilityZone", .zone), ("vpcId", .vpcID), ("subnetId", .subnetID),
        ("privateIpAddress", .privateIP), ("ipAddress", .publicIP), ("launchTime", .launchTime),
        ("instanceLifecycle", .lifecycle),
      ]) + [("reservationSet/item", .reservation), ("reservationSet/item/ownerId", .ownerID)]

  var values: [Instance] = []
  var nextToken = ""
  private var pool = StringInterner()
  private var current = blank
  /// The instances of the reservation so far, and the account that made it.
  private var launched: [Instance] = []
  private var ownerID: String?

  private static let blank = Instance(id: "", instanceType: "", state: "")

  init() {}

  mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
    switch element {
    case .item: try endItem()
    case .nextToken: nextToken = text
    case .ownerID: ownerID = text.isEmpty ? nil : pool.text(text)
    case .reservation: endReservation()
    case .id: current.id = text
    case .instanceType: current.instanceType = text
    case .state: current.state = text
    case .zone: current.zone = pool.text(text)
    case .vpcID: current.vpcID = text.isEmpty ? nil : pool.text(text)
    case .subnetID: current.subnetID = text.isEmpty ? nil : pool.text(text)
    case .privateIP: current.privateIP = try optional(text, "privateIpAddress")
    case .publicIP: current.publicIP = try optional(text, "ipAddress")
    case .launchTime: current.launchedAt = try time(text)
    case .lifecycle: current.isSpot = text == "spot"
    }
  }

  private func optional(_ text: String, _ element: SafeText) throws(XMLReplyError) -> IPv4Address? {
    text.isEmpty ? nil : try ReplyValue.ipv4(text, element)
  }

  private func time(_ text: String) throws(XMLReplyError) -> Timestamp {
    guard let time = Timestamp(rfc3339: text) else { throw .invalid(element: "launchTime") }
    return time
  }

  /// Gives the instances of a reservation its owner, whatever comes first in the reply.
  private mutating func endReservation() {
    for index in launched.indices { launched[index].ownerID = ownerID }
    values += launched
    launched.removeAll(keepingCapacity: true)
    ownerID = nil
  }

  private mutating func endItem() throws(XMLReplyError) {
    _ = try ReplyValue.required(current.id, "instanceId", of: "an instance")
    _ = try ReplyValue.required(current.instanceType, "instanceType", of: .name(current.id))
    _ = try ReplyValue.required(current.state, "instanceState", of: .name(current.id))
    launched.append(current)
    current = Self.blank
  }
}
