public import Capacity

extension Topic {
  /// The nodes of the clusters: slots, addresses, and the binding limit.
  public static let nodes = Topic.state(
    "nodes", "nodes with their pod slots and addresses, and what binds",
    sources: [.nodes, .pods, .cni, .instances, .instanceTypes, .networkInterfaces, .subnets], fields: NodeRow.fields,
    remarks: { CNIRemarks.ofSettings($0) + CNIRemarks.ofAddresses($0) }
  ) { states, _ in states.flatMap(NodeRow.rows) }
}

/// A node and its capacity: a row of the report `nodes`. Values whose source is unknown are nil.
public struct NodeRow: Hashable, Sendable {
  /// The cluster's name.
  public var cluster: String
  /// The node's name.
  public var node: String
  /// The EC2 instance behind it.
  public var instanceID: String?
  /// Its instance type.
  public var instanceType: String?
  /// Its availability zone.
  public var zone: String?
  /// The group it was launched for.
  public var nodeGroup: String?
  /// Condition `Ready` is `True`.
  public var isReady: Bool
  /// Not cordoned.
  public var isSchedulable: Bool
  /// `status.allocatable`.
  public var allocatable: Allocatable
  /// Non-terminal pods bound to the node, those on the host network too.
  public var podsUsed: Int?
  /// Free slots, never below zero.
  public var podsFree: Int?
  /// Max pods by the instance type alone.
  public var maxPodsByInstance: Int?
  /// Max pods in the node's real CNI mode.
  public var maxPodsExpected: Int?
  /// Network interfaces attached to the instance, trunk and EFA interfaces too.
  public var enisAttached: Int?
  /// The limit of interfaces on the default network card of the instance type.
  public var enisMax: Int?
  /// IPv4 addresses on these interfaces, primary ones included, a prefix as 16.
  public var ipsAssigned: Int?
  /// The most addresses that the node could have in its CNI mode.
  public var ipsMax: Int?
  /// Addresses on these interfaces that pods hold.
  public var podIPsUsed: Int?
  /// Secondary and prefix addresses that no pod holds and new pods get.
  public var ipsWarm: Int?
  /// How many more pods with an address of their own the node can take.
  public var effectiveFree: Int?
  /// The limit that decides `effectiveFree`.
  public var bindingLimit: BindingLimit?
}

extension NodeRow {
  init(_ node: Node, in index: StateIndex, freeAddresses: [String: FreeAddresses]?) {
    let capacity = NodeCapacity(of: node, in: index, freeAddresses: freeAddresses)
    cluster = index.cluster
    self.node = node.name
    instanceID = node.instanceID
    instanceType = index.instanceTypeName(of: node)
    zone = node.zone ?? index.instance(of: node).flatMap { $0.zone.isEmpty ? nil : $0.zone }
    nodeGroup = node.nodeGroup
    isReady = node.isReady
    isSchedulable = node.isSchedulable
    allocatable = node.allocatable
    podsUsed = capacity.slotsUsed
    podsFree = capacity.slotsFree
    maxPodsByInstance = capacity.instanceType.map(MaxPods.byInstance)
    maxPodsExpected = capacity.addressing?.maxPods
    enisAttached = capacity.interfaces?.count
    enisMax = capacity.instanceType?.enisMax
    ipsAssigned = capacity.use?.assigned
    ipsMax = capacity.addressing?.ips
    podIPsUsed = capacity.podAddressesKnown ? capacity.use?.knownHeldByPods : nil
    ipsWarm = capacity.podAddressesKnown ? capacity.use?.knownWarm : nil
    effectiveFree = capacity.effective.free
    bindingLimit = capacity.effective.limit
  }

  /// The rows of a state, by name of the node.
  public static func rows(of state: RecordedState) -> [NodeRow] {
    let index = StateIndex(state)
    let freeAddresses = index.freeAddresses()
    return (state.snapshot.nodes.value ?? []).map { NodeRow($0, in: index, freeAddresses: freeAddresses) }.sorted {
      $0.node < $1.node
    }
  }
}

extension NodeRow {
  /// The columns of the report.
  public static let fields: [Field<NodeRow>] = identityFields + allocatableFields + slotFields + addressFields

  private static let identityFields: [Field<NodeRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("node", .text, .essential)) { ReportCell($0.node) },
    Field(ReportColumn("instance_id", .text, .detail)) { ReportCell($0.instanceID) },
    Field(ReportColumn("instance_type", .text, .useful, heading: "type")) { ReportCell($0.instanceType) },
    Field(ReportColumn("zone", .text, .detail)) { ReportCell($0.zone) },
    Field(ReportColumn("node_group", .text, .detail, heading: "group")) { ReportCell($0.nodeGroup) },
    Field(ReportColumn("ready", .boolean, .useful), tone: { $0.isReady ? .plain : .critical }) {
      ReportCell($0.isReady)
    },
    Field(ReportColumn("schedulable", .boolean, .detail), tone: { $0.isSchedulable ? .plain : .warning }) {
      ReportCell($0.isSchedulable)
    },
  ]

  private static let allocatableFields: [Field<NodeRow>] = [
    Field(ReportColumn("cpu_allocatable_millicores", .millicores, .detail, heading: "cpu")) {
      ReportCell($0.allocatable.cpuMillicores)
    },
    Field(ReportColumn("memory_allocatable_bytes", .bytes, .detail, heading: "memory")) {
      ReportCell($0.allocatable.memoryBytes)
    },
    Field(ReportColumn("ephemeral_storage_allocatable_bytes", .bytes, .detail, heading: "storage")) {
      ReportCell($0.allocatable.ephemeralStorageBytes)
    },
    Field(ReportColumn("hugepages_1gi_allocatable_bytes", .bytes, .detail, heading: "1Gi pages")) {
      ReportCell($0.allocatable.hugepages1GiBytes)
    },
    Field(ReportColumn("hugepages_2mi_allocatable_bytes", .bytes, .detail, heading: "2Mi pages")) {
      ReportCell($0.allocatable.hugepages2MiBytes)
    },
  ]

  private static let slotFields: [Field<NodeRow>] = [
    Field(ReportColumn("pods_allocatable", .integer, .essential, heading: "slots")) {
      ReportCell($0.allocatable.pods)
    },
    Field(ReportColumn("pods_used", .integer, .essential, heading: "used")) { ReportCell($0.podsUsed) },
    Field(ReportColumn("pods_free", .integer, .essential, heading: "free"), tone: \.slotTone) {
      ReportCell($0.podsFree)
    },
    Field(ReportColumn("max_pods_by_instance", .integer, .detail, heading: "max by type")) {
      ReportCell($0.maxPodsByInstance)
    },
    Field(ReportColumn("max_pods_expected", .integer, .useful, heading: "max pods")) {
      ReportCell($0.maxPodsExpected)
    },
  ]

  private static let addressFields: [Field<NodeRow>] = [
    Field(ReportColumn("enis_attached", .integer, .useful, heading: "enis")) { ReportCell($0.enisAttached) },
    Field(ReportColumn("enis_max", .integer, .detail, heading: "enis max")) { ReportCell($0.enisMax) },
    Field(ReportColumn("ips_assigned", .integer, .useful, heading: "ips")) { ReportCell($0.ipsAssigned) },
    Field(ReportColumn("ips_max", .integer, .detail, heading: "ips max")) { ReportCell($0.ipsMax) },
    Field(ReportColumn("pod_ips_used", .integer, .useful, heading: "pod ips")) { ReportCell($0.podIPsUsed) },
    Field(ReportColumn("ips_warm", .integer, .useful, heading: "warm")) { ReportCell($0.ipsWarm) },
    Field(ReportColumn("effective_free", .integer, .essential, heading: "can take"), tone: \.effectiveTone) {
      ReportCell($0.effectiveFree)
    },
    Field(ReportColumn("binding_limit", .text, .essential, heading: "bound by")) {
      ReportCell($0.bindingLimit?.rawValue)
    },
  ]

  private var slotTone: ReportTone { .free(podsFree.map(Int64.init), of: allocatable.pods) }

  private var effectiveTone: ReportTone { .free(effectiveFree.map(Int64.init), of: allocatable.pods) }
}
