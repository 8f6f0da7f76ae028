import Capacity

/// How long something that fills up will last, in days from the present on.
///
/// A number is infinite where it lies beyond a year: forecasts reach no further.
public struct Runway: Hashable, Sendable {
  /// What fills up.
  public enum Resource: String, Sendable {
    /// The IPv4 addresses of a subnet.
    case subnet
    /// The pod slots of a whole cluster.
    case podSlots = "pod-slots"
    /// The pod slots of a node group.
    case nodeGroup = "node-group"
  }

  /// The cluster's name.
  public var cluster: String
  /// What fills up.
  public var resource: Resource
  /// The subnet, the cluster or the node group; empty for nodes without a group.
  public var name: String
  /// The expected number of days; 0 for what is full.
  public var days: Double
  /// The lower end of the interval that holds the day in four of five cases.
  public var earliestDays: Double
  /// Its upper end.
  public var latestDays: Double
}

extension Runway {
  /// Nil without a forecast: too little is recorded, or there is nothing that could fill up.
  init?(_ item: ForecastUses.Item, now: Timestamp) {
    guard let days = Self.days(ExhaustionForecast(of: item.use).exhaustion, now: now) else { return nil }
    cluster = item.cluster
    resource = item.resource == .subnet ? .subnet : item.grouping == .cluster ? .podSlots : .nodeGroup
    name = item.name ?? ""
    (self.days, earliestDays, latestDays) = days
  }

  private static func days(
    _ exhaustion: Exhaustion, now: Timestamp
  ) -> (expected: Double, earliest: Double, latest: Double)? {
    func distance(_ day: Int?) -> Double { day.map { Double(max(0, $0 - now.day)) } ?? .infinity }
    return switch exhaustion {
    case .since: (0, 0, 0)
    case .expected(let day, let earliest, let latest): (distance(day), distance(earliest), distance(latest))
    case .beyondAYear(let earliest): (.infinity, distance(earliest), .infinity)
    case .tooLittleHistory, .nothingThere: nil
    }
  }
}
