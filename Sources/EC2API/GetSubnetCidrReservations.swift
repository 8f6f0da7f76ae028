public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// The IPv4 ranges set aside in these subnets; one call per subnet, four at a time.
  /// - Throws: `AWSError` if any of the calls fails.
  public func getSubnetCIDRReservations(
    subnetIDs: some Collection<String>
  ) async throws(AWSError) -> [SubnetCIDRReservation] {
    let ids = Set(subnetIDs).sorted()
    let results = await withTaskGroup(of: Result<[SubnetCIDRReservation], AWSError>.self) { group in
      var results: [Result<[SubnetCIDRReservation], AWSError>] = []
      for (index, id) in ids.enumerated() {
        if index >= 4, let result = await group.next() { results.append(result) }
        // The first refusal stands for all: do not ask hundreds of times what is not allowed.
        if results.contains(where: \.isFailure) { break }
        group.addTask { await self.reservations(subnetID: id) }
      }
      for await result in group { results.append(result) }
      return results
    }
    var reservations: [SubnetCIDRReservation] = []
    for result in results { reservations += try result.get() }
    return reservations.sorted { ($0.subnetID, $0.cidr.base.bits, $0.id) < ($1.subnetID, $1.cidr.base.bits, $1.id) }
  }

  private func reservations(subnetID: String) async -> Result<[SubnetCIDRReservation], AWSError> {
    do throws(AWSError) {
      let parameters = [(name: "SubnetId", value: subnetID), EC2Parameters.maxResults]
      return .success(
        try await list(SubnetCIDRReservationsDecoder(), action: "GetSubnetCidrReservations", parameters))
    } catch {
      return .failure(error)
    }
  }
}

extension Result {
  fileprivate var isFailure: Bool {
    if case .failure = self { true } else { false }
  }
}

/// Reads the IPv4 half of `GetSubnetCidrReservationsResponse`.
package struct SubnetCIDRReservationsDecoder: EC2PageDecoder {
  package enum Element: Sendable {
    case item, nextToken
    case id, subnetID, cidr, kind
  }

  package static let root = "GetSubnetCidrReservationsResponse"
  package static let elements: [(path: String, element: Element)] = pageElements(
    item: "subnetIpv4CidrReservationSet/item", .item, nextToken: .nextToken,
    [
      ("subnetCidrReservationId", .id), ("subnetId", .subnetID), ("cidr", .cidr), ("reservationType", .kind),
    ])

  package var values: [SubnetCIDRReservation] = []
  package var nextToken = ""
  private var id = ""
  private var subnetID = ""
  private var cidr: IPv4Block?
  private var kind = ""

  package init() {}

  package mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
    switch element {
    case .item: try endItem()
    case .nextToken: nextToken = text
    case .id: id = text
    case .subnetID: subnetID = text
    case .cidr: cidr = try ReplyValue.ipv4Block(text, "cidr")
    case .kind: kind = text
    }
  }

  private mutating func endItem() throws(XMLReplyError) {
    _ = try ReplyValue.required(id, "subnetCidrReservationId", of: "a CIDR reservation")
    _ = try ReplyValue.required(subnetID, "subnetId", of: .name(id))
    guard let cidr else { throw .missing(element: "cidr", item: .name(id)) }
    guard kind == "prefix" || kind == "explicit" else { throw .invalid(element: "reservationType") }
    values.append(SubnetCIDRReservation(id: id, subnetID: subnetID, cidr: cidr, isForPrefixes: kind == "prefix"))
    (id, subnetID, self.cidr, kind) = ("", "", nil, "")
  }
}
