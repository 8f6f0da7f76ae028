import Capacity

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

  static func decodeGroup(_ row: inout RowReader, _ texts: TextDictionary) throws -> SlotGroup {
    let number = row.integer()
    guard let grouping = SlotGrouping.allCases.first(where: { kind(of: $0) == number }) else {
      throw HistoryError.corruptRow("slot group \(number)")
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

  static func decodeCounters(_ row: inout RowReader) -> SlotCounters {
    SlotCounters(
      nodes: row.integer(), slotsAllocatable: row.integer(), slotsUsed: row.integer(), slotsFree: row.integer(),
      nodesFull: row.integer(), podsPending: row.optionalInteger(), effectiveFree: row.optionalInteger())
  }
}
