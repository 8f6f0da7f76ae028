import Capacity
import Disk
import Foundation
import History
import Reports

/// Makes the report of `capdb status --sizes`.
struct SizeReport {
  /// Growth is that of at most the last 30 days.
  private static let days: Int64 = 30
  private static let daySeconds: Int64 = 86_400

  let location: HistoryLocation
  let now: Timestamp

  /// - Throws: the database's own errors.
  func report(from history: HistoryReader) throws -> Report {
    let clusters = try history.clusters()
    let latest = clusters.compactMap(\.lastCollectedAt).max() ?? now
    let since = latest + -Self.days * Self.daySeconds
    let sizes = try history.sizes(since: since)
    var begun: [RecordedCluster.ID: RecordedCluster] = [:]
    for cluster in clusters { begun[cluster.id] = cluster }
    let rows = sizes.clusters.map { size in
      SizeRow(
        cluster: begun[size.cluster]?.identity.name ?? "\(size.cluster)", kind: size.kind, rows: size.rows,
        bytes: size.bytes,
        growthPerDay: begun[size.cluster].flatMap { growth(size.bytesOfLastDays, of: $0, since: since, until: latest) })
    }
    return SizeRow.report(
      rows, total: total(rows, sizes), at: now,
      notices: sizes.isEstimated ? ["this SQLite has no dbstat, so sizes are estimated by rows"] : [])
  }

  /// The bytes of a day; nil where there is less than a day to tell from.
  private func growth(
    _ bytes: Int64, of cluster: RecordedCluster, since: Timestamp, until latest: Timestamp
  ) -> Int64? {
    let seconds = latest - max(since, cluster.firstCollectedAt)
    guard seconds >= Self.daySeconds else { return nil }
    return Int64(Double(bytes) * Double(Self.daySeconds) / Double(seconds))
  }

  private func total(_ rows: [SizeRow], _ sizes: HistorySizes) -> SizeRow {
    let growths = rows.compactMap(\.growthPerDay)
    var free: Int64?
    if case .file(let path) = location { free = FileSystem(holding: path)?.space.freeBytes }
    return SizeRow(
      cluster: nil, kind: "total", rows: rows.reduce(0) { $0 + $1.rows }, bytes: sizes.totalBytes,
      growthPerDay: growths.isEmpty ? nil : growths.reduce(0, +), diskFreeBytes: free)
  }
}
