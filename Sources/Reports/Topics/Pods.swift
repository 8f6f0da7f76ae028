public import Capacity

extension Topic {
  /// The pods of the clusters with their nodes, addresses, interfaces and subnets.
  public static let pods = Topic.state(
    "pods", "pods with their node, address, ENI, subnet and egress address",
    sources: [.pods, .nodes, .cni, .instances, .networkInterfaces], fields: PodRow.fields,
    answers: { state, scope in
      try scope.request.address.map { try AddressHolder($0, in: state, scope).remarks } ?? []
    }
  ) { states, scope in
    let rows = states.flatMap(PodRow.rows)
    guard let address = scope.request.address else { return rows }
    return rows.filter { $0.held(address) }
  }
}

/// A pod, its place and its address: a row of the report `pods`.
public struct PodRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var pod: String
  /// The workload, `Kind/name`; nil without one.
  public var workload: String?
  /// `status.phase`.
  public var phase: PodPhase
  /// The node it is bound to.
  public var node: String?
  /// Whether it uses its node's address.
  public var isHostNetwork: Bool
  /// `status.podIP`.
  public var podIP: IPAddress?
  /// The second address of a dual-stack pod.
  var secondIP: IPAddress?
  /// The interface that holds the address; the node's primary one for a pod on the host network.
  public var eniID: String?
  /// The subnet of that interface.
  public var subnetID: String?
  /// The address that the outside sees, where the APIs show it.
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
    workload = pod.workload.isEmpty ? nil : pod.workload
    phase = pod.phase
    node = pod.node
    isHostNetwork = pod.isHostNetwork
    podIP = pod.ip
    secondIP = pod.secondIP
    eniID = interface?.id
    subnetID = interface?.subnetID
    egressIP = egress.address(of: pod, on: interface)
    createdAt = pod.createdAt
    firstSeenAt = state.podsSeen[pod.uid]?.first
    lastSeenAt = state.podsSeen[pod.uid]?.last
  }

  /// Whether the pod used an address. A finished pod may still show one that has been released.
  func held(_ address: IPAddress) -> Bool {
    !phase.isFinished && (podIP == address || secondIP == address)
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

extension PodRow {
  /// The columns of the report.
  public static let fields: [Field<PodRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("namespace", .text, .essential)) { ReportCell($0.namespace) },
    Field(ReportColumn("pod", .text, .essential)) { ReportCell($0.pod) },
    // The workload: the released column is called `owner`.
    Field(ReportColumn("owner", .text, .useful)) { ReportCell($0.workload) },
    Field(ReportColumn("phase", .text, .essential), tone: \.tone) { .text($0.phase.apiName) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("host_network", .boolean, .useful)) { ReportCell($0.isHostNetwork) },
    Field(ReportColumn("pod_ip", .text, .essential)) { ReportCell($0.podIP?.description) },
    Field(ReportColumn("eni_id", .text, .useful, heading: "eni")) { ReportCell($0.eniID) },
    Field(ReportColumn("subnet_id", .text, .useful, heading: "subnet")) { ReportCell($0.subnetID) },
    Field(ReportColumn("egress_ip", .text, .detail)) { ReportCell($0.egressIP?.description) },
    Field(ReportColumn("created_at", .timestamp, .useful, heading: "created")) { ReportCell($0.createdAt) },
    Field(ReportColumn("first_seen_at", .timestamp, .detail, heading: "first seen")) { ReportCell($0.firstSeenAt) },
    Field(ReportColumn("last_seen_at", .timestamp, .detail, heading: "last seen")) { ReportCell($0.lastSeenAt) },
  ]

  private var tone: ReportTone {
    switch phase {
    case .pending, .unknown: .warning
    case .failed: .critical
    case .running, .succeeded: .plain
    }
  }
}
