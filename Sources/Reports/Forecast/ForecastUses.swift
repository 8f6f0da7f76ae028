import Capacity

/// What is on record of everything that a request asks a forecast of.
struct ForecastUses {
  /// The ways to divide pod slots. Without one asked for, whole clusters and their node groups are given.
  static let groupings: [SlotGrouping] = [.nodeGroup, .cluster, .zone, .instanceType, .node]

  /// Something that fills up.
  struct Item {
    var cluster: String
    var resource: ForecastResource
    /// What divides the pod slots; nil for a subnet.
    var grouping: SlotGrouping?
    var name: String?
    var use: RecordedUse
  }

  private(set) var all: [Item] = []
  private(set) var notices: [String] = []
  /// The beginning of the span.
  let from: Timestamp
  /// Its end.
  let to: Timestamp

  /// - Throws: `ReportError.emptySpan`; what the history throws.
  init(of scope: ReportScope, defaultSeconds: Int64) throws {
    let span = try scope.span(defaultSeconds: defaultSeconds)
    (from, to) = (span.from, span.to)
    let asked = scope.request.by.flatMap(SlotGrouping.init)
    for cluster in scope.clusters where !cluster.isRetired(at: scope.request.until) {
      let reading = Reading(cluster: cluster, history: scope.history, span: span.read, end: span.to)
      var items = try reading.subnets()
      for grouping in asked.map({ [$0] }) ?? [.cluster, .nodeGroup] { items += try reading.slots(by: grouping) }
      if items.isEmpty { notices.append("\(cluster.identity.name): nothing is known of the span of the forecast") }
      all += items
    }
  }

  /// One cluster in a history.
  private struct Reading {
    let cluster: RecordedCluster
    let history: any HistoryReading
    let span: Range<Timestamp>
    let end: Timestamp

    func subnets() throws -> [Item] {
      let trend = try history.subnetTrend(of: cluster.id, by: .subnet, in: span, bucketSeconds: 86_400)
      return items(.subnet, nil, of: trend) { $0.subnetID }
    }

    func slots(by grouping: SlotGrouping) throws -> [Item] {
      let trend = try history.slotTrend(of: cluster.id, by: grouping, in: span, bucketSeconds: 86_400)
      return items(.podSlots, grouping, of: trend) { group in
        grouping == .cluster ? cluster.identity.name : group.isEmpty ? nil : group
      }
    }

    private func items<Group, Counters>(
      _ resource: ForecastResource, _ grouping: SlotGrouping?, of trend: Trend<Group, Counters>,
      name: (Group) -> String?
    ) -> [Item] {
      trend.recordedUse(since: cluster.firstCollectedAt, until: end).map { group, use in
        Item(cluster: cluster.identity.name, resource: resource, grouping: grouping, name: name(group), use: use)
      }
      .sorted { ($0.name ?? "") < ($1.name ?? "") }
    }
  }
}
