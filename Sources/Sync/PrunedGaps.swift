import Capacity
import Database
import History

/// The time behind a target's position of which the source has pruned facts: of what changed then, nobody will ever tell
/// the target.
///
/// It becomes a gap in the target, whose own facts before its position stay known.
struct PrunedGaps {
  private let after: CollectionPosition?
  private let spans: [(kind: RetainedKind, span: Range<Timestamp>)]
  private let cluster: Int64
  private let source: any Connection

  /// - Parameter after: the target's position; nil if it has nothing, and gets the source's spans as they are.
  init(of cluster: Int64, after: CollectionPosition?, in source: any Connection) throws {
    self.cluster = cluster
    self.source = source
    self.after = after
    guard let after else {
      spans = []
      return
    }
    spans = try PrunedSpanTable.spans(of: cluster, in: source).all.compactMap { kind, span in
      let unseen = max(span.lowerBound, after.observedAt + 1)
      // A collection's row is sent whenever it is there.
      return unseen < span.upperBound && kind != .collections ? (kind, unseen..<span.upperBound) : nil
    }
  }

  /// The end of the last gap; nil if there is none. A transaction that begins before it ends behind it.
  var end: Timestamp? { spans.map(\.span.upperBound).max() }

  /// Writes the gaps into the target, and ends there what the source no longer has.
  ///
  /// - Parameter latestKeys: the highest key of each table of the target before the batch was written.
  func close(
    _ tables: [HistoryTable], _ batch: SyncBatch, _ latestKeys: [String: Int64], of there: Int64,
    in target: any Connection
  ) throws {
    for (kind, span) in spans {
      try PrunedSpanTable.put(span, of: kind, cluster: there, in: target)
      for table in tables where table.retainedKind == kind {
        guard let latestKey = latestKeys[table.name] else { continue }
        try close(table, upTo: latestKey, at: span.upperBound, batch, of: there, in: target)
      }
    }
  }

  private func close(
    _ table: HistoryTable, upTo latestKey: Int64, at end: Timestamp, _ batch: SyncBatch, of there: Int64,
    in target: any Connection
  ) throws {
    let offset = RowKeys.base(of: there, in: target.dialect) - RowKeys.base(of: cluster, in: source.dialect)
    let key = "\(table.name)_key"
    let kept = try keys(
      "SELECT \(key) FROM \(table.name) WHERE cluster_id = \(cluster)\(table.everyGroupOfRollups) "
        + "AND valid_to > \(batch.last.observedAt.seconds)", in: source)
    let open = try keys(
      "SELECT \(key) FROM \(table.name) WHERE cluster_id = \(there)\(table.everyGroupOfRollups) "
        + "AND valid_to = \(openEnd.seconds) AND +\(key) <= \(latestKey)", in: target)
    let lost = open.subtracting(kept.map { $0 + offset }).sorted()
    // When a pod got what it waited for is unknown, but not that it still waited at the position.
    let ended = after.map { table.holdsSpells ? ", ended_at = \(latest("pending_since", $0.observedAt))" : "" } ?? ""
    let plus = target.dialect == .sqlite ? "+" : ""
    for first in stride(from: 0, to: lost.count, by: Self.keysAtOnce) {
      let list = lost[first..<min(lost.count, first + Self.keysAtOnce)].map { String($0) }.joined(separator: ", ")
      try target.execute(
        """
        UPDATE \(table.name) SET valid_to = \(latest("valid_from", end)), collection = \(batch.last.number)\(ended)
        WHERE \(plus)cluster_id = \(there) AND \(key) IN (\(list))
        """)
    }
  }

  private static let keysAtOnce = 5000

  /// The later one of a column and a moment.
  private func latest(_ column: String, _ moment: Timestamp) -> String {
    "CASE WHEN \(column) > \(moment.seconds) THEN \(column) ELSE \(moment.seconds) END"
  }

  private func keys(_ sql: String, in connection: any Connection) throws -> Set<Int64> {
    var keys: Set<Int64> = []
    try Statement(sql, in: connection).forEach { keys.insert($0.integer()) }
    return keys
  }
}

/// The pod templates and texts that copied rows refer to, as the target counts keys.
final class ReferencedKeys {
  private var templates: Set<Int64> = []
  private var texts: Set<Int64> = []

  /// Takes note of a key in a column.
  func note(_ key: Int64, in column: HistoryTable.Column) {
    if column.refersToText {
      texts.insert(key)
    } else if column.name == "pod_template_key" {
      templates.insert(key)
    }
  }

  /// Those that a file does not have.
  func missing(from table: HistoryTable, in target: any Connection) throws -> [Int64] {
    guard let key = table.key else { return [] }
    let select = try Statement("SELECT 1 FROM \(table.name) WHERE \(key) = ?", in: target)
    return try (table.kind == .texts ? texts : templates).sorted().filter { wanted in
      var parameters = select.binder()
      parameters.integer(wanted)
      return try select.first { _ in true } == nil
    }
  }
}
