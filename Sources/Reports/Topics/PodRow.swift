public import Capacity

/// A pod, its place and its address: a row of the report `pods`.
public struct PodRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var pod: String
  /// The workload, `Kind/name`; nil without one.
  public var owner: String?
  /// `status.phase`.
  public var phase: PodPhase
  /// The node it is bound to.
  public var node: String?
  /// It uses its node's address.
  public var isHostNetwork: Bool
  /// `status.podIP`.
  public var podIP: IPAddress?
  /// The interface that holds the address; the node's primary one for a pod on the host network.
  public var eniID: String?
  /// The subnet of that interface.
  public var subnetID: String?
  /// The address that the outside sees, where the APIs tell.
  public var egressIP: IPAddress?
  /// `metadata.creationTimestamp`.
  public var createdAt: Timestamp?
  /// The first collection that saw it.
  public var firstSeenAt: Timestamp?
  /// The last collection that saw it.
  public var lastSeenAt: Timestamp?
}

extension PodRow {
  init(_ pod: Pod, of state: RecordedState, interface: NetworkInterface?, egress: EgressAddresses) {
    cluster = state.cluster.identity.name
    namespace = pod.namespace
    self.pod = pod.name
    owner = pod.owner.isEmpty ? nil : pod.owner
    phase = pod.phase
    node = pod.node
    isHostNetwork = pod.isHostNetwork
    podIP = pod.ip
    eniID = interface?.id
    subnetID = interface?.subnetID
    egressIP = egress.address(of: pod, on: interface)
    createdAt = pod.createdAt
    firstSeenAt = state.podsSeen[pod.uid]?.first
    lastSeenAt = state.podsSeen[pod.uid]?.last
  }

  /// The rows of a state, by namespace and name.
  public static func rows(of state: RecordedState) -> [PodRow] {
    let index = StateIndex(state)
    let finder = PodInterfaces(of: index)
    let egress = EgressAddresses(of: index)
    let pods = state.snapshot.pods.value ?? []
    let order = pods.indices.sorted { (pods[$0].namespace, pods[$0].name) < (pods[$1].namespace, pods[$1].name) }
    return order.map {
      PodRow(pods[$0], of: state, interface: finder.interface(of: pods[$0]), egress: egress)
    }
  }
}
