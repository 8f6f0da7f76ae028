/// One run of the collector against one cluster. Every attempt leaves such a record in the history.
public struct CollectionRecord: Hashable, Sendable {
  /// When the run began, by the collector's clock.
  public var startedAt: Timestamp
  /// When all answers were there, by the collector's clock.
  public var finishedAt: Timestamp
  /// How long the run took.
  public var milliseconds: Int64
  /// Bytes received over the wire.
  public var bytesReceived: Int64
  /// What failed before any source could be asked, in words for the user; nil if nothing did.
  public var failure: String?
  /// How nodes and pods were read.
  public var method: CollectionMethod

  /// Makes a record.
  public init(
    startedAt: Timestamp, finishedAt: Timestamp, milliseconds: Int64, bytesReceived: Int64, failure: String? = nil,
    method: CollectionMethod = CollectionMethod()
  ) {
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.milliseconds = milliseconds
    self.bytesReceived = bytesReceived
    self.failure = failure
    self.method = method
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

/// A collection as the history keeps it.
public struct RecordedCollection: Hashable, Sendable {
  /// The number of the collection within its cluster, from 1 on.
  public var number: Int64
  /// The moment its facts are recorded for: when it began, or one second after the one before if the clock went back.
  public var observedAt: Timestamp
  /// The run itself.
  public var record: CollectionRecord
  /// How each source ended.
  public var sources: [Source: SourceStatus]
  /// How many values a source gave, where it answered in full: nodes, pods, events, network interfaces, subnets.
  public var counts: [Source: Int]
  /// Facts that were opened or closed.
  public var changes: Int
  /// Everything that failed, one line each; nil if nothing did.
  public var error: String?

  /// Makes a collection.
  public init(
    number: Int64, observedAt: Timestamp, record: CollectionRecord, sources: [Source: SourceStatus],
    counts: [Source: Int], changes: Int, error: String?
  ) {
    self.number = number
    self.observedAt = observedAt
    self.record = record
    self.sources = sources
    self.counts = counts
    self.changes = changes
    self.error = error
  }

  /// How it ended.
  public var status: CollectionStatus { CollectionStatus(sources: sources) }
}

/// The position of a hub in a cluster's history after the last push or pull.
public struct HubCursor: Hashable, Sendable {
  /// The hub's address, without a password, or its path.
  public var hub: String
  /// The cluster.
  public var cluster: RecordedCluster.ID
  /// The number of the last collection that the hub had then.
  public var collection: Int64
  /// When that was.
  public var syncedAt: Timestamp

  /// Makes a cursor.
  public init(hub: String, cluster: RecordedCluster.ID, collection: Int64, syncedAt: Timestamp) {
    self.hub = hub
    self.cluster = cluster
    self.collection = collection
    self.syncedAt = syncedAt
  }
}
