/// What the pods of one workload share: the pods of a ReplicaSet differ in UID, the end of their name, place and times only.
public struct PodAttributes: Hashable, Sendable {
  /// `metadata.namespace`.
  public var namespace: String
  /// `metadata.name` up to its last dash, which it includes; empty for a name without one.
  public var namePrefix: String
  /// The workload that controls the pod: `Kind/name` of the owner reference with `controller: true`, a Deployment in
  /// place of its ReplicaSet; empty without one.
  public var workload: String
  /// `spec.hostNetwork`: the pod uses its node's address and takes none of its own.
  public var isHostNetwork: Bool
  /// The annotation `k8s.amazonaws.com/nicConfig` asks the VPC CNI for an address on each network card of the node.
  ///
  /// Source: https://github.com/aws/amazon-vpc-cni-k8s#multi-homed-pods-v1200
  public var isMultiHomed: Bool
  /// What the scheduler reserves for the pod.
  public var requests: PodRequests

  /// Makes attributes.
  public init(
    namespace: String, namePrefix: String, workload: String, isHostNetwork: Bool, isMultiHomed: Bool,
    requests: PodRequests
  ) {
    self.namespace = namespace
    self.namePrefix = namePrefix
    self.workload = workload
    self.isHostNetwork = isHostNetwork
    self.isMultiHomed = isMultiHomed
    self.requests = requests
  }

  /// The two parts of a pod's name: what all pods of a workload share, and what differs.
  package static func split(_ name: String) -> (prefix: String, suffix: String) {
    let start = name.utf8.lastIndex(of: UInt8(ascii: "-")).map { name.utf8.index(after: $0) } ?? name.startIndex
    return (String(name[..<start]), String(name[start...]))
  }
}

/// Attributes that many pods refer to: 8 bytes in each of them.
///
/// Jobs, and whatever else makes single pods, give a cluster as many of them as it has pods, so that they are laid out to take
/// 80 bytes with names of 40, where two texts on the heap take 160. What workloads rarely differ in stands apart, and
/// both names share their bytes: `Deployment/web` and `web-7f9c-` are `Deployment/web-7f9c-`.
package struct SharedPodAttributes {
  private let storage: ManagedBuffer<CommonPodAttributes, UInt8>

  /// - Parameter other: attributes that have the same in common more often than not.
  package init(_ value: PodAttributes, like other: SharedPodAttributes? = nil) {
    let values = CommonPodAttributes.Values(value)
    let names = PackedNames.bytes(workload: value.workload, namePrefix: value.namePrefix)
    storage = .create(minimumCapacity: names.count) { _ in
      if let other, other.storage.header.values == values { other.storage.header } else { .init(values) }
    }
    storage.withUnsafeMutablePointerToElements { $0.initialize(from: names, count: names.count) }
  }

  /// `metadata.namespace`.
  package var namespace: String { storage.header.values.namespace }

  /// What the scheduler reserves for the pod.
  package var requests: PodRequests { storage.header.values.requests }

  /// `spec.hostNetwork`.
  package var isHostNetwork: Bool { storage.header.values.isHostNetwork }

  /// The pod asks for an address on each network card of the node.
  package var isMultiHomed: Bool { storage.header.values.isMultiHomed }

  /// The workload that controls the pod.
  package var workload: String { withNames { $0.workload } }

  /// `metadata.name` up to its last dash.
  package var namePrefix: String { withNames { $0.namePrefix } }

  /// All of them.
  package var value: PodAttributes {
    PodAttributes(
      namespace: namespace, namePrefix: namePrefix, workload: workload, isHostNetwork: isHostNetwork,
      isMultiHomed: isMultiHomed, requests: requests)
  }

  private func withNames<Result>(_ body: (PackedNames) -> Result) -> Result {
    storage.withUnsafeMutablePointerToElements { body(PackedNames($0)) }
  }
}

// The buffer is written before anybody else sees it, and never again.
extension SharedPodAttributes: @unchecked Sendable {}

extension SharedPodAttributes: Hashable {
  package static func == (one: SharedPodAttributes, other: SharedPodAttributes) -> Bool {
    one.storage === other.storage
      || one.storage.header.values == other.storage.header.values
        && one.withNames { names in other.withNames { names.isSame(as: $0) } }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(storage.header.values)
    withNames { hasher.combine(bytes: UnsafeRawBufferPointer($0.text)) }
  }
}

/// What most pods of a namespace have in common.
private final class CommonPodAttributes: Sendable {
  struct Values: Hashable {
    let namespace: String
    let requests: PodRequests
    let isHostNetwork: Bool
    let isMultiHomed: Bool

    init(_ attributes: PodAttributes) {
      namespace = attributes.namespace
      requests = attributes.requests
      isHostNetwork = attributes.isHostNetwork
      isMultiHomed = attributes.isMultiHomed
    }
  }

  let values: Values

  init(_ values: Values) {
    self.values = values
  }
}

/// A workload and the prefix of its pods' names in one run of bytes, which has the workload's name once.
///
/// Three lengths come first: of what stands before the name, of the name, and of what follows it in the prefix.
private struct PackedNames {
  private let lengths: (kind: Int, name: Int, rest: Int)
  private let start: UnsafePointer<UInt8>

  /// Reads what `bytes(workload:namePrefix:)` has made.
  init(_ bytes: UnsafePointer<UInt8>) {
    var next = bytes
    lengths = (Self.length(&next), Self.length(&next), Self.length(&next))
    start = next
  }

  /// All bytes behind the lengths.
  var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: lengths.kind + lengths.name + lengths.rest)
  }

  var workload: String { String(decoding: text.prefix(lengths.kind + lengths.name), as: UTF8.self) }

  var namePrefix: String { String(decoding: text.dropFirst(lengths.kind), as: UTF8.self) }

  func isSame(as other: PackedNames) -> Bool { lengths == other.lengths && text.elementsEqual(other.text) }

  /// Seven bits in each byte, the lowest first, as in protobuf (https://protobuf.dev/programming-guides/encoding/#varints).
  private static func length(_ next: inout UnsafePointer<UInt8>) -> Int {
    var (value, shift) = (0, 0)
    repeat {
      value |= Int(next.pointee & 0x7F) << shift
      shift += 7
      next += 1
    } while next[-1] & 0x80 != 0
    return value
  }
}

extension PackedNames {
  /// What the names are in memory.
  static func bytes(workload: String, namePrefix: String) -> [UInt8] {
    let (workload, prefix) = (workload.utf8, namePrefix.utf8)
    let kind = workload.firstIndex(of: UInt8(ascii: "/")).map { workload[...$0].count } ?? 0
    let name = workload.dropFirst(kind)
    let isShared = prefix.starts(with: name)
    let rest = prefix.dropFirst(isShared ? name.count : 0)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(workload.count + rest.count + 6)
    append(isShared ? kind : workload.count, to: &bytes)
    append(isShared ? name.count : 0, to: &bytes)
    append(rest.count, to: &bytes)
    bytes += workload
    bytes += rest
    return bytes
  }

  private static func append(_ length: Int, to bytes: inout [UInt8]) {
    var rest = length
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
