/// What a history keeps for a span of its own, in the words of the configuration's `retention`.
public enum RetainedKind: String, CaseIterable, Hashable, Sendable {
  /// Nodes and their Allocatable values.
  case nodes
  /// Pods: placement, phase, addresses.
  case pods
  /// Events of the scheduler, the kubelet and the CNI.
  case events
  /// The settings of the VPC CNI.
  case cni
  /// The objects `CiliumNode`.
  case ciliumNodes = "cilium-nodes"
  /// EC2 instances.
  case instances
  /// Instance types.
  case instanceTypes = "instance-types"
  /// ENIs and their addresses and prefixes.
  case enis
  /// Subnets and their counters.
  case subnets
  /// VPCs.
  case vpcs
  /// Ranges of subnets that are set aside.
  case cidrReservations = "cidr-reservations"
  /// Pending spells.
  case pending
  /// The rows of the collections themselves, with their errors.
  case collections
  /// The hourly and daily counters that trends read.
  case rollups

  /// The kind of the facts that a source gives.
  public init(_ source: Source) {
    self =
      switch source {
      case .nodes: .nodes
      case .pods: .pods
      case .events: .events
      case .cni: .cni
      case .ciliumNodes: .ciliumNodes
      case .instances: .instances
      case .instanceTypes: .instanceTypes
      case .networkInterfaces: .enis
      case .subnets: .subnets
      case .vpcs: .vpcs
      case .cidrReservations: .cidrReservations
      }
  }

  /// The kinds whose facts are read at a moment, for which the collection of that moment must be kept.
  public static let facts: [RetainedKind] = Source.allCases.map { RetainedKind($0) }
}

/// How long a history keeps what. What it does not mention is kept.
public struct Retention: Hashable, Sendable {
  /// The span of each kind in seconds, up to the present.
  public var seconds: [RetainedKind: Int64]

  /// By default everything is kept.
  public init(_ seconds: [RetainedKind: Int64] = [:]) {
    self.seconds = seconds
  }

  /// Whether everything is kept.
  public var isEmpty: Bool { seconds.isEmpty }
}

/// The spans in which what a cluster held is unknown, because it was pruned.
public struct PrunedSpans: Hashable, Sendable {
  private var spans: [RetainedKind: [Range<Timestamp>]] = [:]

  /// By default nothing was pruned.
  public init() {}

  /// Whether nothing was pruned.
  public var isEmpty: Bool { spans.isEmpty }

  /// Adds a span.
  public mutating func add(_ span: Range<Timestamp>, of kind: RetainedKind) { spans[kind, default: []].append(span) }

  /// The spans of a kind.
  public func spans(of kind: RetainedKind) -> [Range<Timestamp>] { spans[kind] ?? [] }

  /// All spans, earliest first within a kind.
  public var all: [(kind: RetainedKind, span: Range<Timestamp>)] {
    RetainedKind.allCases.flatMap { kind in
      spans(of: kind).sorted { $0.lowerBound < $1.lowerBound }.map { (kind, $0) }
    }
  }

  /// Whether what an observation of this moment saw was pruned.
  public func contains(_ kind: RetainedKind, at moment: Timestamp) -> Bool {
    spans(of: kind).contains { $0.contains(moment) }
  }

  /// From when on a kind is known that is unknown at a moment; nil if it is known then.
  public func end(_ kind: RetainedKind, at moment: Timestamp) -> Timestamp? {
    var end: Timestamp?
    while let span = spans(of: kind).first(where: { $0.contains(end ?? moment) }) { end = span.upperBound }
    return end
  }

  /// A span without the unknown time at its beginning; nil if nothing of it is left.
  public func known(_ kind: RetainedKind, in span: Range<Timestamp>) -> Range<Timestamp>? {
    guard let end = end(kind, at: span.lowerBound) else { return span }
    return end < span.upperBound ? end..<span.upperBound : nil
  }

  /// Why the sources are unknown whose facts of this moment were pruned, in words for the user.
  public func reasons(at moment: Timestamp) -> [Source: String] {
    guard !isEmpty else { return [:] }
    return Source.allCases.reduce(into: [:]) { reasons, source in
      reasons[source] = end(RetainedKind(source), at: moment).map { "pruned; known from \($0) on" }
    }
  }
}
