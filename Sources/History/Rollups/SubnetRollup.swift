import Capacity

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

  static func decodeGroup(_ row: inout RowReader, _ texts: TextDictionary) throws -> SubnetGroupKey {
    let number = row.integer()
    guard let grouping = SubnetGrouping.allCases.first(where: { kind(of: $0) == number }) else {
      throw HistoryError.corruptRow("subnet group \(number)")
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

  static func decodeCounters(_ row: inout RowReader) -> SubnetCounters {
    SubnetCounters(
      ipsTotal: row.integer(), ipsAvailable: row.integer(), usedByPods: row.optionalInteger(),
      usedByNodes: row.optionalInteger(), warm: row.optionalInteger(), usedByOthers: row.optionalInteger(),
      freePrefixes: row.optionalInteger())
  }
}
