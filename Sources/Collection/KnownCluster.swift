import Capacity

extension KnownCluster {
  /// How long a type's limits are taken as they are: AWS changes them rarely, and raises them when it does.
  static let instanceTypeLifetime: Int64 = 7 * 86_400

  /// Which of the types `names` must be asked for at `now`: all once a week, else those never seen.
  func instanceTypesToAsk(_ names: Set<String>, now: Timestamp) -> Set<String> {
    guard let askedAt = instanceTypesAskedAt, now - askedAt < Self.instanceTypeLifetime, now >= askedAt else {
      return names
    }
    return names.subtracting(instanceTypes.map(\.name))
  }
}
