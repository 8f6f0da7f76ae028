public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// The IPv4 CIDR reservations of these subnets, by one call per subnet, four at a time.
  /// - Throws: `AWSError` if any of the calls fails.
  public func getSubnetCIDRReservations(
    subnetIDs: some Collection<String>
  ) async throws(AWSError) -> [SubnetCIDRReservation] {
    let ids = Set(subnetIDs).sorted()
    let results = await withTaskGroup(of: Result<[SubnetCIDRReservation], AWSError>.self) { group in
      var results: [Result<[SubnetCIDRReservation], AWSError>] = []
      for (index, id) in ids.enumerated() {
        if index >= 4, let result = await group.next() { results.append(result) }
        // The first failure is that of all: what is not allowed is not asked hundreds of times.
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
struct SubnetCIDRReservationsDecoder: EC2PageDecoder {
  enum Element: Sendable {
    case item, nextToken
    case id, subnetID, cidr, kind
  }

  static let root = "GetSubnetCidrReservationsResponse"
  static let elements: [(path: String, element: Element)] = pageElements(
    item: "subnetIpv4CidrReservationSet/item", .item, nextToken: .nextToken,
    [
      ("subnetCidrReservationId", .id), ("subnetId", .subnetID), ("cidr", .cidr), ("reservationType", .kind),
    ])

  var values: [SubnetCIDRReservation] = []
  var nextToken = ""
  private var id = ""
  private var subnetID = ""
  private var cidr: IPv4Block?
  private var kind = ""

  init() {}

  mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
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
