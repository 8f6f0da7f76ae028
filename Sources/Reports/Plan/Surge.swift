/// How many nodes of a node group are replaced at a time: the group's maximum unavailable.
public enum Surge: Hashable, Sendable {
  /// This many.
  case nodes(Int)
  /// This share of the group's nodes.
  case percent(Int)

  /// Reads a number of nodes or a percentage.
  ///
  /// - Throws: `PlanError.badSurge`.
  public init(parsing text: String) throws(PlanError) {
    let isPercent = text.hasSuffix("%")
    // EKS takes 1 to 100 of either.
    guard let number = Int(isPercent ? text.dropLast() : text[...]), (1...100).contains(number) else {
      throw .badSurge(text)
    }
    self = isPercent ? .percent(number) : .nodes(number)
  }

  /// How many nodes are launched beside a group of `nodes` nodes in `zones` zones: twice the zones, so that each zone
  /// gets one, or the maximum unavailable if that is more.
  ///
  /// Source: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
  func nodes(beside nodes: Int, zones: Int) -> Int {
    let unavailable =
      switch self {
      case .nodes(let count): count
      case .percent(let percent): min(100, (nodes * percent + 99) / 100)
      }
    return max(2 * zones, unavailable)
  }
}
