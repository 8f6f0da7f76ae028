import Capacity

/// Why a plan could not be made.
public enum PlanError: Error, Hashable, Sendable {
  /// Options that do not go together, or one that is missing; the words say which.
  case badOptions(String)
  /// Text that is no workload's name.
  case badWorkload(String)
  /// No pods of a workload of this name.
  case unknownWorkload(WorkloadName, known: [String])
  /// Workloads of several kinds have this name.
  case ambiguousWorkload(WorkloadName, choices: [String])
  /// A DaemonSet or static pods: the nodes decide how many there are.
  case onePodPerNode(WorkloadName)
  /// A count that is none, or too high.
  case badCount(Int, option: String)
  /// Text that is no amount of a resource.
  case badQuantity(String, option: String)
  /// Text that is no count of surge nodes.
  case badSurge(String)
  /// A variable of the CNI that does not decide how many addresses it assigns.
  case unknownVariable(String, known: [String])
  /// Text that is no setting, or a value that the variable does not take.
  case badSetting(String)
  /// The history has several clusters, and a plan is for one.
  case severalClusters([String])
  /// What a plan cannot do without is unknown.
  case unknown([String], cluster: String)
}

extension PlanError {
  /// Whether the command line is at fault (exit code 64) and not the history (exit code 1).
  public var isUsageError: Bool {
    switch self {
    case .unknownWorkload, .unknown: false
    default: true
    }
  }
}
