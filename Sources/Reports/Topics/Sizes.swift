public import Capacity

/// What a cluster takes of one kind of fact, or everything together: a row of `capdb status --sizes`.
public struct SizeRow: Hashable, Sendable {
  /// The cluster's name; nil for everything together.
  public var cluster: String?
  /// The kind of fact; `total` for everything together.
  public var kind: String
  /// How many rows there are.
  public var rows: Int64
  /// Their bytes with indexes.
  public var bytes: Int64
  /// How many bytes a day brings; nil without a day of history.
  public var growthPerDay: Int64?
  /// The bytes that are free on the disk of a file; for everything together only.
  public var diskFreeBytes: Int64?
  /// After how many days the disk is full at that rate; for everything together only.
  public var daysUntilFull: Int64?

  /// Makes a row.
  public init(
    cluster: String?, kind: String, rows: Int64, bytes: Int64, growthPerDay: Int64?, diskFreeBytes: Int64? = nil
  ) {
    self.cluster = cluster
    self.kind = kind
    self.rows = rows
    self.bytes = bytes
    self.growthPerDay = growthPerDay
    self.diskFreeBytes = diskFreeBytes
    if let diskFreeBytes, let growthPerDay, growthPerDay > 0 { daysUntilFull = diskFreeBytes / growthPerDay }
  }
}

extension SizeRow {
  /// The columns of the report.
  public static let fields: [Field<SizeRow>] = [
    Field(ReportColumn("cluster", .text, .essential)) { ReportCell($0.cluster) },
    Field(ReportColumn("kind", .text, .essential)) { ReportCell($0.kind) },
    Field(ReportColumn("rows", .integer, .essential)) { ReportCell($0.rows) },
    Field(ReportColumn("bytes", .bytes, .essential)) { ReportCell($0.bytes) },
    Field(ReportColumn("growth_per_day_bytes", .bytes, .essential, heading: "bytes per day")) {
      ReportCell($0.growthPerDay)
    },
    Field(ReportColumn("disk_free_bytes", .bytes, .useful, heading: "free on disk")) { ReportCell($0.diskFreeBytes) },
    Field(ReportColumn("days_until_full", .integer, .useful, heading: "days until full")) {
      ReportCell($0.daysUntilFull)
    },
  ]

  /// The report: clusters and kinds by size, and everything together as the last row.
  ///
  /// - Parameters:
  ///   - rows: of clusters.
  ///   - total: everything together.
  ///   - notices: what to know of it.
  public static func report(
    _ rows: [SizeRow], total: SizeRow, at now: Timestamp, notices: [String] = []
  ) -> Report {
    let sorted = rows.sorted { ($0.cluster ?? "", -$0.bytes, $0.kind) < ($1.cluster ?? "", -$1.bytes, $1.kind) }
    return Report(
      name: "sizes", from: now, to: now, table: ReportTable(sorted + [total], fields: fields), notices: notices)
  }
}
