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
package final class SharedPodAttributes: Sendable {
  package let value: PodAttributes

  package init(_ value: PodAttributes) {
    self.value = value
  }
}

extension SharedPodAttributes: Hashable {
  package static func == (one: SharedPodAttributes, other: SharedPodAttributes) -> Bool {
    one === other || one.value == other.value
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
