/// How the objects of one kind were read.
public enum ReadingMethod: Int, CaseIterable, Sendable {
  /// All of them, by a list.
  case listed = 0
  /// What changed since the collection before, by a watch.
  case followed = 1
}

/// How a collection read nodes and pods.
public struct CollectionMethod: Hashable, Sendable {
  /// How the nodes were read; nil where they are unknown, and in collections of earlier releases.
  public var nodes: ReadingMethod?
  /// How the pods were read; nil where they are unknown, and in collections of earlier releases.
  public var pods: ReadingMethod?
  /// Why something was listed, in words for the user; nil where all was followed.
  public var listedBecause: String?
  /// In how many objects the lists differed from what following had made of the cluster; nil where that was not compared.
  public var differences: Int?

  /// By default nothing is known.
  public init(
    nodes: ReadingMethod? = nil, pods: ReadingMethod? = nil, listedBecause: String? = nil, differences: Int? = nil
  ) {
    self.nodes = nodes
    self.pods = pods
    self.listedBecause = listedBecause
    self.differences = differences
  }

  /// `listed`, `followed`, or `mixed` where nodes and pods were read in different ways; nil where neither is known.
  public var name: String? {
    switch Set([nodes, pods].compactMap(\.self)) {
    case []: nil
    case [.followed]: "followed"
    case [.listed]: "listed"
    default: "mixed"
    }
  }
}

/// From where the changes of a source can be followed.
public struct ResumePoint: Hashable, Sendable {
  /// The API server's version: everything up to it is recorded.
  public var version: Int64
  /// When the source was last listed in full, by the collector's clock.
  public var listedAt: Timestamp

  /// Makes a point.
  public init(version: Int64, listedAt: Timestamp) {
    self.version = version
    self.listedAt = listedAt
  }
}

/// The pods that changed, came or went since a collection: all others are as that one recorded them.
public struct ChangedPods: Hashable, Sendable {
  /// The UIDs of the pods.
  public var uids: Set<UID>
  /// The number of the collection.
  public var collection: Int64

  /// Names the pods that changed since a collection.
  public init(_ uids: Set<UID>, since collection: Int64) {
    self.uids = uids
    self.collection = collection
  }
}

/// What a collection brings beside its snapshot.
public struct CollectionSupplement: Hashable, Sendable {
  /// From where the next collection can go on; a source that is missing has to be listed then.
  public var resumePoints: [Source: ResumePoint]
  /// Pods that came and went since the collection before, in the order in which they went.
  public var shortLivedPods: [ShortLivedPod]
  /// Pod slots that were taken and released since the collection before, those of pods that stay included.
  public var slotChanges: [SlotChange]
  /// Which pods may differ from those that are recorded; nil where any may.
  public var changedPods: ChangedPods?
  /// The sources that were not asked again since the collection before: what they answered then still counts, as of then.
  /// The snapshot has their values, so that what is counted of several sources is counted.
  public var keptSources: Set<Source>

  /// By default nothing.
  public init(
    resumePoints: [Source: ResumePoint] = [:], shortLivedPods: [ShortLivedPod] = [], slotChanges: [SlotChange] = [],
    changedPods: ChangedPods? = nil, keptSources: Set<Source> = []
  ) {
    self.resumePoints = resumePoints
    self.shortLivedPods = shortLivedPods
    self.slotChanges = slotChanges
    self.changedPods = changedPods
    self.keptSources = keptSources
  }
}
