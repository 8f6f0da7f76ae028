public import Capacity

/// Clusters at a moment as a map shows them.
public struct CapacityMap: Sendable {
  /// The requested moment; nil for the latest that is known of each source.
  public let at: Timestamp?
  /// What the nodes are grouped by.
  public let grouping: MapGrouping
  /// The clusters, by name.
  public let clusters: [ClusterMap]
  /// What a reader must know in addition: sources that are unknown or old. One line each, for stderr.
  public let notices: [String]

  /// Reads the map of the moment and the clusters that a request names.
  ///
  /// - Throws: `ReportError` where the request does not fit the history; what `history` throws.
  public init(_ request: ReportRequest, by grouping: MapGrouping, from history: some HistoryReading) throws {
    if let limit = request.limit, limit < 0 { throw ReportError.badLimit(limit) }
    let scope = try ReportScope(request, of: history)
    let (states, notices) = try scope.states(sources: ClusterMap.sources)
    let remarks = states.flatMap { state in
      CNIRemarks.ofSettings(state).map { "\(state.cluster.identity.name): \($0)" }
    }
    at = request.at
    self.grouping = grouping
    clusters = try states.map { state in
      let moment = state.observedAt..<(state.observedAt + 1)
      return ClusterMap(of: state, spells: try history.pendingSpells(of: state.cluster.id, in: moment))
    }
    self.notices = scope.notices + notices + remarks
  }

  /// The nodes of all clusters in their groups.
  public var groups: [MapGroup] { grouping.groups(of: clusters.flatMap { $0.nodes ?? [] }) }
}
