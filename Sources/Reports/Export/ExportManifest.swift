public import Capacity

/// What an export contains, for the program or the person that receives it: its `manifest.json`.
///
/// It does not say when or where the export was made, so that the same history gives the same bytes.
public struct ExportManifest: Encodable, Hashable, Sendable {
  /// The version of this format; it grows when a field changes its meaning or is removed, not when one is added.
  public var manifestVersion = 1
  /// The capdb that made the export.
  public var capdbVersion: String
  /// The beginning of the span.
  public var since: String
  /// The end of the span, exclusive.
  public var until: String
  /// The moment of the topics that show one.
  public var stateAt: String
  /// The clusters that the history knows in the span.
  public var clusters: [Cluster]
  /// The files, in the order of the topics.
  public var files: [File]
  /// What a reader must know in addition to the rows: sources that were unknown.
  public var notices: [String]

  private enum CodingKeys: String, CodingKey {
    case manifestVersion = "manifest_version"
    case capdbVersion = "capdb_version"
    case since, until
    case stateAt = "state_at"
    case clusters, files, notices
  }

  /// A cluster of an export.
  public struct Cluster: Encodable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The UID of its `kube-system` namespace; null where that may not be read.
    public var uid: String?
    /// How often it was collected in the span, also without success.
    public var collections: Int
    /// The gaps of the span; see `Gap`.
    public var gaps: [Gap]

    private enum CodingKeys: CodingKey { case name, uid, collections, gaps }

    /// Writes an unknown UID as null, so that every cluster has the same keys.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(uid, forKey: .uid)
      try container.encode(collections, forKey: .collections)
      try container.encode(gaps, forKey: .gaps)
    }
  }

  /// A part of the span without a successful collection, longer than the collection interval explains.
  public struct Gap: Encodable, Hashable, Sendable {
    /// The last success before it, or the beginning of the span.
    public var from: String
    /// The first success after it, or the end of the span.
    public var to: String
    /// How long it was.
    public var seconds: Int64
  }

  /// A file of an export.
  public struct File: Encodable, Hashable, Sendable {
    /// Its name.
    public var file: String
    /// The topic whose rows it has.
    public var topic: String
    /// How many rows it has, the header not counted.
    public var rows: Int
    /// How long it is.
    public var bytes: Int
    /// The SHA-256 of its bytes, in hexadecimal digits.
    public var sha256: String
    /// Trends: the length of a step in seconds.
    public var stepSeconds: Int64?
    /// Trends: what divides the rows.
    public var by: String?
    /// The columns, in their order.
    public var columns: [String]

    private enum CodingKeys: String, CodingKey {
      case file, topic, rows, bytes, sha256
      case stepSeconds = "step_seconds"
      case by, columns
    }

    /// Describes the file of a part.
    public init(_ part: ExportPlan.Part, report: Report, bytes: Int, sha256: String) {
      file = part.fileName
      topic = part.topic.name
      rows = report.table.rowCount
      self.bytes = bytes
      self.sha256 = sha256
      stepSeconds = part.request.step
      by = part.request.by
      columns = report.table.columns.map(\.name)
    }
  }
}

extension ExportManifest {
  /// Describes an export that has been made.
  ///
  /// - Throws: what `history` throws.
  public init(
    _ plan: ExportPlan, of history: some HistoryReading, capdbVersion: String, files: [File], notices: [String]
  ) throws {
    self.init(
      capdbVersion: capdbVersion, since: plan.since.description, until: plan.until.description,
      stateAt: plan.stateAt.description,
      clusters: try plan.clusters.map { try Cluster($0, in: plan.since..<plan.until, of: history) }, files: files,
      notices: notices)
  }
}

extension ExportManifest.Cluster {
  init(_ cluster: RecordedCluster, in span: Range<Timestamp>, of history: some HistoryReading) throws {
    let collections = try history.collections(of: cluster.id, in: span, limit: nil)
    let gaps = CollectionGaps(
      of: collections, from: max(span.lowerBound, cluster.firstCollectedAt),
      until: min(span.upperBound, cluster.retiredAt ?? span.upperBound))
    self.init(
      name: cluster.identity.name, uid: cluster.identity.uid?.description, collections: collections.count,
      gaps: gaps.spans.map {
        ExportManifest.Gap(
          from: $0.lowerBound.description, to: $0.upperBound.description, seconds: $0.upperBound - $0.lowerBound)
      })
  }
}
