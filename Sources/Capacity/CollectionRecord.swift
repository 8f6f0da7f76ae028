/// One run of the collector against one cluster: the row that every attempt leaves in the history.
public struct CollectionRecord: Hashable, Sendable {
  /// When the run began, by the collector's clock.
  public var startedAt: Timestamp
  /// When the run had its answers, by the collector's clock.
  public var finishedAt: Timestamp
  /// How long the run took.
  public var milliseconds: Int64
  /// Bytes received, as they came over the wire.
  public var bytesReceived: Int64
  /// What went wrong before any source could be asked, in words for the user; nil if nothing did.
  public var failure: String?

  /// Makes a record.
  public init(
    startedAt: Timestamp, finishedAt: Timestamp, milliseconds: Int64, bytesReceived: Int64, failure: String? = nil
  ) {
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.milliseconds = milliseconds
    self.bytesReceived = bytesReceived
    self.failure = failure
  }
}

/// How a collection ended.
public enum CollectionStatus: String, CaseIterable, Sendable {
  /// Every source that was asked answered in full (optional ones may have been denied).
  case complete
  /// Some sources answered.
  case partial
  /// No source answered.
  case failed

  /// The status that follows from those of the sources.
  public init(sources: [Source: SourceStatus]) {
    let statuses = sources.values
    if !statuses.contains(.complete) {
      self = .failed
    } else {
      self = statuses.contains(.failed) ? .partial : .complete
    }
  }
}
