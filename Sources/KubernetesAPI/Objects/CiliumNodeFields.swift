internal import Capacity
internal import OutsideText

/// The fields of a `CiliumNode` that capdb reads. The API server gives custom resources as JSON only.
///
/// Field names: `NodeSpec` in pkg/k8s/apis/cilium.io/v2/types.go, `ENISpec` in pkg/aws/eni/types/types.go and
/// `IPAMStatus` in pkg/ipam/types/types.go of https://github.com/cilium/cilium.
struct CiliumNodeFields: ObjectFields {
  static let listKind = "CiliumNodeList"
  static let apiVersion = "cilium.io/v2"

  var metadata = ObjectMetadata()
  /// `spec.eni` has something to say: outside of ENI mode it is missing or empty.
  var usesENIs = false
  var firstInterfaceIndex = 0
  var usesPrimaryAddress = false
  var disablesPrefixDelegation = false
  var maxAllocate = 0
  var subnetIDs: [String] = []
  var subnetTags: [String: String] = [:]
  var excludedInterfaceTags: [String: String] = [:]
  /// Addresses in use, and by whom.
  var owners: [String: String] = [:]

  var label: SafeText? { metadata.name.isEmpty ? nil : "ciliumnode \(.name(metadata.name))" }

  mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    throw DecodingFailure(.unexpectedMediaType("application/vnd.kubernetes.protobuf"))
  }

  mutating func read(json fields: JSONFields) throws {
    try metadata.read(json: fields.object("metadata"))
    let spec = try fields.object("spec")
    try readInterfaces(spec?.object("eni"))
    maxAllocate = try spec?.object("ipam")?.value("max-allocate") ?? 0
    let used = try fields.object("status")?.object("ipam")?.value("used", as: [String: Allocation].self) ?? [:]
    owners = used.mapValues(\.owner)
  }

  private mutating func readInterfaces(_ fields: JSONFields?) throws {
    guard let fields else { return }
    let instanceType = try fields.text("instance-type")
    let firstIndex = try fields.value("first-interface-index", as: Int.self)
    usesENIs = firstIndex != nil || !instanceType.isEmpty
    firstInterfaceIndex = firstIndex ?? 0
    usesPrimaryAddress = try fields.value("use-primary-address") ?? false
    disablesPrefixDelegation = try fields.value("disable-prefix-delegation") ?? false
    subnetIDs = try fields.list("subnet-ids")
    subnetTags = try fields.value("subnet-tags") ?? [:]
    excludedInterfaceTags = try fields.value("exclude-interface-tags") ?? [:]
  }

  /// An address in use.
  private struct Allocation: Decodable {
    let owner: String

    init(from decoder: any Decoder) throws {
      owner = try JSONFields(decoder).text("owner")
    }
  }
}

extension CiliumNodeFields {
  func value(_ texts: inout ListTexts) throws(DecodingFailure) -> CiliumNode? {
    guard !metadata.name.isEmpty else { throw DecodingFailure(.missing(field: "metadata.name")) }
    return CiliumNode(
      name: metadata.name, usesENIs: usesENIs, firstInterfaceIndex: firstInterfaceIndex,
      usesPrimaryAddress: usesPrimaryAddress, disablesPrefixDelegation: disablesPrefixDelegation,
      maxAllocate: maxAllocate > 0 ? maxAllocate : nil, subnetIDs: subnetIDs, subnetTags: Self.tags(subnetTags),
      excludedInterfaceTags: Self.tags(excludedInterfaceTags), ownAddresses: try ownAddresses())
  }

  /// A pod's address is owned by `namespace/name`, one of Cilium's own by a word: router, health or ingress.
  private func ownAddresses() throws(DecodingFailure) -> [IPv4Address] {
    var addresses: [IPv4Address] = []
    for (text, owner) in owners where !owner.isEmpty && !owner.contains("/") {
      let address = try IPAddress.kubernetes(text, field: "status.ipam.used")
      if let address = address?.ipv4 { addresses.append(address) }
    }
    return addresses.sorted { $0.bits < $1.bits }
  }

  private static func tags(_ values: [String: String]) -> [Tag] {
    values.map { Tag(key: $0.key, value: $0.value) }.sorted()
  }
}
