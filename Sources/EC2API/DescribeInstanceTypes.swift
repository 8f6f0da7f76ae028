public import AWSAccess
import OutsideText
public import Capacity

extension EC2Client {
  /// The instance types of these names; names that the region does not know are left out.
  /// - Throws: `AWSError`.
  public func describeInstanceTypes(names: some Collection<String>) async throws(AWSError) -> [InstanceType] {
    var types: [InstanceType] = []
    for chunk in names.distinctChunks(of: 100) { types += try await instanceTypes(chunk) }
    return types
  }

  /// An unknown name fails a call: it is repeated without the names in the answer, else in halves.
  private func instanceTypes(_ names: [String]) async throws(AWSError) -> [InstanceType] {
    guard !names.isEmpty else { return [] }
    do throws(AWSError) {
      let parameters = EC2Parameters.list("InstanceType", names)
      return try await list(InstanceTypesDecoder(), action: "DescribeInstanceTypes", parameters)
    } catch {
      guard case .refused(let refusal) = error, refusal.code?.text == "InvalidInstanceType" else { throw error }
      let known = names.filter { !refusal.message.text.mentions(instanceType: $0) }
      if known.count < names.count { return try await instanceTypes(known) }
      guard names.count > 1 else { return [] }
      let half = names.count / 2
      return try await instanceTypes(Array(names[..<half])) + instanceTypes(Array(names[half...]))
    }
  }
}

extension String {
  /// Whether the text has an instance type's name, not as a part of a longer one.
  fileprivate func mentions(instanceType name: String) -> Bool {
    split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
      .contains { $0 == name || $0.dropLast() == name && $0.last == "." }
  }
}

/// Reads `DescribeInstanceTypesResponse`.
struct InstanceTypesDecoder: EC2PageDecoder {
  enum Element: Sendable {
    case item, nextToken
    case name, bareMetal, hypervisor, vcpus, memory, architecture
    case enisMax, defaultCard, card, cardIndex, cardENIs, ipv4PerENI, ipv6PerENI
  }

  static let root = "DescribeInstanceTypesResponse"
  static let elements: [(path: String, element: Element)] = pageElements(
    item: "instanceTypeSet/item", .item, nextToken: .nextToken,
    [
      ("instanceType", .name), ("bareMetal", .bareMetal), ("hypervisor", .hypervisor),
      ("vCpuInfo/defaultVCpus", .vcpus), ("memoryInfo/sizeInMiB", .memory),
      ("processorInfo/supportedArchitectures/item", .architecture),
      ("networkInfo/maximumNetworkInterfaces", .enisMax),
      ("networkInfo/defaultNetworkCardIndex", .defaultCard), ("networkInfo/networkCards/item", .card),
      ("networkInfo/networkCards/item/networkCardIndex", .cardIndex),
      ("networkInfo/networkCards/item/maximumNetworkInterfaces", .cardENIs),
      ("networkInfo/ipv4AddressesPerInterface", .ipv4PerENI),
      ("networkInfo/ipv6AddressesPerInterface", .ipv6PerENI),
    ])

  var values: [InstanceType] = []
  var nextToken = ""
  private var current = InstanceTypeReading()

  init() {}

  mutating func end(_ element: Element, text: String) throws(XMLReplyError) {
    switch element {
    case .item:
      values.append(try current.value())
      current = InstanceTypeReading()
    case .nextToken: nextToken = text
    case .name: current.name = text
    case .bareMetal: current.isBareMetal = try ReplyValue.boolean(text, "bareMetal")
    case .hypervisor: current.hypervisor = text
    case .vcpus: current.vcpus = try ReplyValue.integer(text, "defaultVCpus")
    case .memory: current.memoryMiB = try ReplyValue.integer(text, "sizeInMiB")
    case .architecture: current.architectures.append(text)
    case .enisMax: current.enisMax = try ReplyValue.integer(text, "maximumNetworkInterfaces")
    case .defaultCard: current.defaultCard = try ReplyValue.integer(text, "defaultNetworkCardIndex")
    case .cardIndex: current.card.index = try ReplyValue.integer(text, "networkCardIndex")
    case .cardENIs: current.card.enisMax = try ReplyValue.integer(text, "maximumNetworkInterfaces")
    case .card: current.endCard()
    case .ipv4PerENI: current.ipv4PerENI = try ReplyValue.integer(text, "ipv4AddressesPerInterface")
    case .ipv6PerENI: current.ipv6PerENI = try ReplyValue.integer(text, "ipv6AddressesPerInterface")
    }
  }
}

/// An instance type while its elements are read.
private struct InstanceTypeReading {
  struct Card {
    var index = 0
    var enisMax: Int?
  }

  var name = ""
  var isBareMetal = false
  var hypervisor = ""
  var vcpus: Int?
  var memoryMiB: Int64 = 0
  var architectures: [String] = []
  var enisMax: Int?
  var defaultCard = 0
  var card = Card()
  var cards: [Card] = []
  var ipv4PerENI: Int?
  var ipv6PerENI = 0

  mutating func endCard() {
    cards.append(card)
    card = Card()
  }

  func value() throws(XMLReplyError) -> InstanceType {
    let name = try ReplyValue.required(name, "instanceType", of: "an instance type")
    guard let vcpus else { throw .missing(element: "defaultVCpus", item: .name(name)) }
    guard let enisMax else { throw .missing(element: "maximumNetworkInterfaces", item: .name(name)) }
    guard let ipv4PerENI else { throw .missing(element: "ipv4AddressesPerInterface", item: .name(name)) }
    return InstanceType(
      name: name, vcpus: vcpus, memoryMiB: memoryMiB, enisMax: try enisOfDefaultCard(enisMax),
      enisMaxAllCards: enisMax, ipv4PerENI: ipv4PerENI, ipv6PerENI: ipv6PerENI, hypervisor: hypervisor,
      isBareMetal: isBareMetal, architectures: architectures.joined(separator: ","))
  }

  /// The VPC CNI attaches to the default card only; the total counts the other cards too.
  private func enisOfDefaultCard(_ total: Int) throws(XMLReplyError) -> Int {
    guard !cards.isEmpty else { return total }
    guard let number = cards.first(where: { $0.index == defaultCard })?.enisMax else {
      throw .missing(element: "networkCards entry \(defaultCard)", item: .name(name))
    }
    return number
  }
}
