public import Capacity

extension Topic {
  /// The network interfaces of the clusters' VPCs.
  public static let enis = Topic.state(
    "enis", "ENIs with their node, kind, addresses and prefixes",
    sources: [.networkInterfaces, .nodes, .pods, .cni, .subnets], fields: ENIRow.fields, remarks: CNIRemarks.ofAddresses
  ) { states, _ in states.flatMap(ENIRow.rows) }
}

/// A network interface of the clusters' VPCs: a row of the report `enis`.
public struct ENIRow: Hashable, Sendable {
  /// The cluster whose collection saw it.
  public var cluster: String
  /// `networkInterfaceId`.
  public var eniID: String
  /// The instance it is attached to.
  public var instanceID: String?
  /// The node of the cluster that is this instance.
  public var node: String?
  /// `attachment/deviceIndex`.
  public var deviceIndex: Int?
  /// What it is for.
  public var kind: ENIKind
  /// `status`.
  public var status: String
  /// `subnetId`.
  public var subnetID: String
  /// IPv4 addresses, the primary one included, a prefix as 16.
  public var ipsAssigned: Int
  /// IPv4 prefixes.
  public var prefixesAssigned: Int
  /// Addresses that pods of the cluster hold; nil where that is unknown.
  public var podIPsUsed: Int?
  /// Secondary and prefix addresses that no pod holds and new pods get; nil for interfaces that are not on a node of the
  /// cluster, and where that is unknown.
  public var ipsWarm: Int?
  /// The first collection that saw it.
  public var firstSeenAt: Timestamp?
  /// The last collection that saw it.
  public var lastSeenAt: Timestamp?
}

extension ENIRow {
  init(_ interface: NetworkInterface, node: String?, use: AddressUse?, of state: RecordedState) {
    cluster = state.cluster.identity.name
    eniID = interface.id
    instanceID = interface.attachment?.instanceID
    self.node = node
    deviceIndex = interface.attachment?.deviceIndex
    kind = interface.kind(at: state.observedAt)
    status = interface.status
    subnetID = interface.subnetID
    ipsAssigned = interface.ipv4AssignedCount
    prefixesAssigned = interface.ipv4Prefixes.count
    podIPsUsed = use?.knownHeldByPods
    ipsWarm = node == nil ? nil : use?.knownWarm
    firstSeenAt = state.networkInterfacesSeen[interface.id]?.first
    lastSeenAt = state.networkInterfacesSeen[interface.id]?.last
  }

  /// The rows of a state: first the interfaces of its nodes, by node and position, then those that the CNI left behind,
  /// then all others by id.
  public static func rows(of state: RecordedState) -> [ENIRow] {
    let index = StateIndex(state)
    let nodes = Dictionary(
      (state.snapshot.nodes.value ?? []).compactMap { node in node.instanceID.map { ($0, node.name) } },
      uniquingKeysWith: { first, _ in first })
    let usedOnNodes = usedOnNodes(in: index)
    let usedElsewhere = usedElsewhere(in: index)
    let rows = (state.snapshot.networkInterfaces.value ?? []).map { interface in
      let node = interface.attachment?.instanceID.flatMap { nodes[$0] }
      let use = node == nil ? usedElsewhere[interface.id] : usedOnNodes[interface.id]
      return (interface.place, ENIRow(interface, node: node, use: use, of: state))
    }
    return rows.sorted { left, right in
      if left.1.node != right.1.node { return precedes(left.1.node, right.1.node) }
      let isLeaked = (left: left.1.kind == .leaked, right: right.1.kind == .leaked)
      if isLeaked.left != isLeaked.right { return isLeaked.left }
      return (left.0.card, left.0.device, left.1.eniID) < (right.0.card, right.0.device, right.1.eniID)
    }.map(\.1)
  }

  /// The use of the interfaces on the nodes' instances; empty if the pods are unknown.
  private static func usedOnNodes(in index: StateIndex) -> [String: AddressUse] {
    guard index.pods != nil else { return [:] }
    let uses = (index.state.snapshot.nodes.value ?? []).compactMap { NodeAddressUse(of: $0, in: index) }
    return Dictionary(
      uses.flatMap { use in zip(use.interfaces.map(\.id), use.byInterface) }, uniquingKeysWith: { first, _ in first })
  }

  /// Addresses that pods hold on interfaces that are not on the nodes' instances: branch interfaces and Fargate tasks.
  private static func usedElsewhere(in index: StateIndex) -> [String: AddressUse] {
    guard let pods = index.state.snapshot.pods.value else { return [:] }
    let finder = PodInterfaces(of: index)
    return pods.reduce(into: [:]) { uses, pod in
      guard pod.holdsAddress, let interface = finder.interface(of: pod) else { return }
      uses[interface.id, default: AddressUse(assigned: interface.ipv4AssignedCount)].heldByPods += 1
    }
  }

  /// Orders names; nil comes last.
  private static func precedes(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left != nil }
    return left < right
  }
}

extension ENIRow {
  /// The columns of the report.
  public static let fields: [Field<ENIRow>] = [
    Field(ReportColumn("cluster", .text, .useful)) { ReportCell($0.cluster) },
    Field(ReportColumn("eni_id", .text, .essential, heading: "eni")) { ReportCell($0.eniID) },
    Field(ReportColumn("instance_id", .text, .detail, heading: "instance")) { ReportCell($0.instanceID) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("device_index", .integer, .useful, heading: "device")) { ReportCell($0.deviceIndex) },
    Field(ReportColumn("kind", .text, .essential), tone: { $0.kind == .leaked ? .critical : .plain }) {
      .text($0.kind.rawValue)
    },
    Field(ReportColumn("status", .text, .useful)) { ReportCell($0.status) },
    Field(ReportColumn("subnet_id", .text, .useful, heading: "subnet")) { ReportCell($0.subnetID) },
    Field(ReportColumn("ips_assigned", .integer, .essential, heading: "ips")) { ReportCell($0.ipsAssigned) },
    Field(ReportColumn("prefixes_assigned", .integer, .useful, heading: "prefixes")) {
      ReportCell($0.prefixesAssigned)
    },
    Field(ReportColumn("pod_ips_used", .integer, .essential, heading: "pod ips")) { ReportCell($0.podIPsUsed) },
    Field(ReportColumn("ips_warm", .integer, .essential, heading: "warm")) { ReportCell($0.ipsWarm) },
    Field(ReportColumn("first_seen_at", .timestamp, .detail, heading: "first seen")) { ReportCell($0.firstSeenAt) },
    Field(ReportColumn("last_seen_at", .timestamp, .detail, heading: "last seen")) { ReportCell($0.lastSeenAt) },
  ]
}
