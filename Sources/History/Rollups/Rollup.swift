import Capacity
import Database

/// A kind of counters that are kept as rollups: how they become rows of their table and back.
///
/// `encode…` gives the columns in the order in which they are named; `decode…` takes them so.
protocol Rollup {
  associatedtype Group: Hashable & Sendable
  associatedtype Counters: TrendCounters

  static var table: String { get }
  static var groupColumns: [String] { get }
  static var counterColumns: [String] { get }
  /// The values of column `group_kind`, which the index of the table leads over; empty for a table without it.
  static var groupKinds: [Int64] { get }

  static func encode(_ group: Group, into sink: inout some ColumnSink, _ texts: TextDictionary) throws
  static func decodeGroup(_ row: inout Row, _ texts: TextDictionary) throws -> Group
  static func encode(_ counters: Counters, into sink: inout some ColumnSink)
  static func decodeCounters(_ row: inout Row) -> Counters
}

extension Rollup {
  static var key: String { "\(table)_key" }
  /// The columns that `encode` and `decode` go through: group, counters, peak.
  static var columns: [String] { groupColumns + counterColumns + ["peak_used", "peak_total"] }
}

/// The lengths of the buckets for which rollups are kept.
package enum RollupStep: Int64, CaseIterable {
  case hour = 3600
  case day = 86_400

  /// The length.
  package var seconds: Int64 { rawValue }

  /// The longest of them of which buckets of `seconds` are made; nil where they must be counted from the collections.
  init?(dividing seconds: Int64) {
    guard let step = Self.allCases.last(where: { seconds % $0.seconds == 0 }) else { return nil }
    self = step
  }
}

/// Pod slots, in `slot_rollup`.
enum SlotRollup: Rollup {
  static let table = "slot_rollup"
  static let groupColumns = ["group_kind", "group_ref"]
  static let counterColumns = [
    "nodes", "slots_allocatable", "slots_used", "slots_free", "nodes_full", "pods_pending", "effective_free",
  ]
  static let groupKinds: [Int64] = SlotGrouping.allCases.map(kind)

  /// What `group_kind` stands for.
  static func kind(of grouping: SlotGrouping) -> Int64 {
    switch grouping {
    case .cluster: 0
    case .zone: 1
    case .nodeGroup: 2
    case .instanceType: 3
    case .node: 4
    }
  }

  static func encode(_ group: SlotGroup, into sink: inout some ColumnSink, _ texts: TextDictionary) throws {
    sink.integer(kind(of: group.grouping))
    try sink.reference(group.name, in: texts)
  }

  static func decodeGroup(_ row: inout Row, _ texts: TextDictionary) throws -> SlotGroup {
    let number = row.integer()
    guard let grouping = SlotGrouping.allCases.first(where: { kind(of: $0) == number }) else {
      throw CorruptRow("slot group \(number)")
    }
    return SlotGroup(grouping: grouping, name: try row.reference(in: texts))
  }

  static func encode(_ counters: SlotCounters, into sink: inout some ColumnSink) {
    sink.integer(counters.nodes)
    sink.integer(counters.slotsAllocatable)
    sink.integer(counters.slotsUsed)
    sink.integer(counters.slotsFree)
    sink.integer(counters.nodesFull)
    sink.integer(counters.podsPending)
    sink.integer(counters.effectiveFree)
  }

  static func decodeCounters(_ row: inout Row) -> SlotCounters {
    SlotCounters(
      nodes: row.integer(), slotsAllocatable: row.integer(), slotsUsed: row.integer(), slotsFree: row.integer(),
      nodesFull: row.integer(), podsPending: row.optionalInteger(), effectiveFree: row.optionalInteger())
  }
}

/// Addresses of subnets, in `subnet_rollup`.
enum SubnetRollup: Rollup {
  static let table = "subnet_rollup"
  static let groupColumns = ["group_kind", "group_ref"]
  static let counterColumns = [
    "ips_total", "ips_available", "used_by_pods", "used_by_nodes", "warm", "used_by_others", "free_prefixes",
  ]
  static let groupKinds: [Int64] = SubnetGrouping.allCases.map(kind)

  /// What `group_kind` stands for.
  static func kind(of grouping: SubnetGrouping) -> Int64 {
    switch grouping {
    case .cluster: 0
    case .vpc: 1
    case .zone: 2
    case .subnet: 3
    }
  }

  static func encode(_ group: SubnetGroupKey, into sink: inout some ColumnSink, _ texts: TextDictionary) throws {
    sink.integer(kind(of: group.grouping))
    try sink.reference(group.name, in: texts)
  }

  static func decodeGroup(_ row: inout Row, _ texts: TextDictionary) throws -> SubnetGroupKey {
    let number = row.integer()
    guard let grouping = SubnetGrouping.allCases.first(where: { kind(of: $0) == number }) else {
      throw CorruptRow("subnet group \(number)")
    }
    return SubnetGroupKey(grouping: grouping, name: try row.reference(in: texts))
  }

  static func encode(_ counters: SubnetCounters, into sink: inout some ColumnSink) {
    sink.integer(counters.ipsTotal)
    sink.integer(counters.ipsAvailable)
    sink.integer(counters.usedByPods)
    sink.integer(counters.usedByNodes)
    sink.integer(counters.warm)
    sink.integer(counters.usedByOthers)
    sink.integer(counters.freePrefixes)
  }

  static func decodeCounters(_ row: inout Row) -> SubnetCounters {
    SubnetCounters(
      ipsTotal: row.integer(), ipsAvailable: row.integer(), usedByPods: row.optionalInteger(),
      usedByNodes: row.optionalInteger(), warm: row.optionalInteger(), usedByOthers: row.optionalInteger(),
      freePrefixes: row.optionalInteger())
  }
}

/// Who holds addresses, in `owner_rollup`.
enum OwnerRollup: Rollup {
  static let table = "owner_rollup"
  static let groupColumns = ["subnet_id_ref", "owner_kind", "owner_ref"]
  static let counterColumns = ["ips_used"]
  static let groupKinds: [Int64] = []

  static func encode(_ owner: AddressOwner, into sink: inout some ColumnSink, _ texts: TextDictionary) throws {
    try sink.reference(owner.subnetID, in: texts)
    sink.text(owner.kind.rawValue)
    try sink.reference(owner.owner, in: texts)
  }

  static func decodeGroup(_ row: inout Row, _ texts: TextDictionary) throws -> AddressOwner {
    AddressOwner(
      subnetID: try row.reference(in: texts), kind: AddressOwnerKind(rawValue: row.text()) ?? .other,
      owner: try row.reference(in: texts))
  }

  static func encode(_ counters: OwnerCounters, into sink: inout some ColumnSink) {
    sink.integer(counters.ipsUsed)
  }

  static func decodeCounters(_ row: inout Row) -> OwnerCounters {
    OwnerCounters(ipsUsed: row.integer())
  }
}
