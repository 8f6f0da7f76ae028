import Capacity

/// Counts the pods that waited at one moment after the other.
struct PendingSweep {
  private var beginnings: [Timestamp] = []
  private var endings: [Timestamp] = []
  private var begun = 0
  private var ended = 0
  /// Whether the latest count differs from the one before it.
  private(set) var hasChanged = false

  init(cluster: Int64, in span: Range<Timestamp>, _ database: any SQLSource) throws {
    let select = try SQLStatement(
      """
      SELECT valid_from, valid_to FROM pod_pending
      WHERE cluster_id = ? AND valid_to > ? AND valid_from < ? AND valid_to > valid_from
      """, in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try select.forEach { row in
      beginnings.append(row.time())
      endings.append(row.time())
    }
    beginnings.sort()
    endings.sort()
  }

  /// The pods that waited at `moment`, which is later than any asked for before.
  mutating func count(at moment: Timestamp) -> Int64 {
    let before = begun - ended
    while begun < beginnings.count, beginnings[begun] <= moment { begun += 1 }
    while ended < endings.count, endings[ended] <= moment { ended += 1 }
    hasChanged = begun - ended != before
    return Int64(begun - ended)
  }
}
