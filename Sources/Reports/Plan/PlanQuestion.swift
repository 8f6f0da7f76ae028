public import Capacity

/// What a plan is to find out: whether so many pods would fit.
public enum PlanQuestion: Hashable, Sendable {
  /// A workload with this many replicas.
  case workload(WorkloadName, replicas: Int)
  /// More pods of these requests.
  case pods(Int, requests: PodRequests, isHostNetwork: Bool)

  /// The most pods a plan takes.
  public static let mostPods = 100_000

  /// Asks for a workload.
  ///
  /// - Throws: `PlanError`.
  public init(workload: String, replicas: Int) throws(PlanError) {
    guard (0...Self.mostPods).contains(replicas) else { throw .badCount(replicas, option: "--replicas") }
    self = .workload(try WorkloadName(parsing: workload), replicas: replicas)
  }

  /// Asks for pods, with requests as Kubernetes writes them; nil for none.
  ///
  /// - Throws: `PlanError`.
  public init(pods: Int, cpu: String?, memory: String?, isHostNetwork: Bool) throws(PlanError) {
    guard (1...Self.mostPods).contains(pods) else { throw .badCount(pods, option: "--pods") }
    let requests = PodRequests(
      cpuMillicores: try Self.quantity(cpu, option: "--cpu").milli,
      memoryBytes: try Self.quantity(memory, option: "--memory").integer)
    self = .pods(pods, requests: requests, isHostNetwork: isHostNetwork)
  }

  private static func quantity(_ text: String?, option: String) throws(PlanError) -> Quantity {
    guard let text else { return .zero }
    guard text.contains(where: \.isNumber), let quantity = try? Quantity(text), quantity >= .zero else {
      throw .badQuantity(text, option: option)
    }
    return quantity
  }

  /// The workload as it can be written; nil for pods without one.
  var workload: String? {
    if case .workload(let name, _) = self { name.description } else { nil }
  }

  /// How many pods there are to be.
  var replicas: Int {
    switch self {
    case .workload(_, let replicas): replicas
    case .pods(let count, _, _): count
    }
  }
}
