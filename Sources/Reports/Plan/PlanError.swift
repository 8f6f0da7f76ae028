import Capacity

/// Why a plan could not be made.
public enum PlanError: Error, Hashable, Sendable {
  /// Options that exclude each other, or a missing one; the text says which.
  case badOptions(String)
  /// Text that is no workload's name.
  case badWorkload(String)
  /// No pods of a workload of this name.
  case unknownWorkload(WorkloadName, known: [String])
  /// Workloads of several kinds have this name.
  case ambiguousWorkload(WorkloadName, choices: [String])
  /// A DaemonSet or static pods: the nodes decide how many there are.
  case onePodPerNode(WorkloadName)
  /// A count below or above what the option takes.
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
  /// Sources that a plan needs are unknown.
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

extension PlanError: CustomStringConvertible {
  /// One line: what is wrong and what to write instead.
  public var description: String {
    switch self {
    case .badOptions(let words):
      words
    case .badWorkload(let text):
      "'\(text)' is no workload; write NAMESPACE/NAME or NAMESPACE/KIND/NAME, such as default/nginx or "
        + "default/Deployment/nginx"
    case .unknownWorkload(let name, let known):
      "there are no pods of a workload '\(name)'; " + Self.list(known)
    case .ambiguousWorkload(let name, let choices):
      "several workloads are called '\(name)'; write one of \(choices.joined(separator: ", "))"
    case .onePodPerNode(let name):
      "'\(name)' runs one pod on each node, so replicas do not apply; plan nodes with --upgrade, or pods with --pods"
    case .badCount(let count, let option):
      "\(count) is no count for \(option); it takes \(option == "--pods" ? 1 : 0) to \(PlanQuestion.mostPods)"
    case .badQuantity(let text, let option):
      "'\(text)' is no amount for \(option); write a Kubernetes quantity such as "
        + (option == "--cpu" ? "250m, 0.5 or 2" : "512Mi, 1.5Gi or 2G")
    case .badSurge(let text):
      "'\(text)' is no surge; write how many nodes of a group are replaced at a time, such as 2, or a share of them, "
        + "such as 25%"
    case .unknownVariable(let name, let known):
      "'\(name)' does not decide how many addresses the VPC CNI assigns; --cni takes \(known.joined(separator: ", "))"
    case .badSetting(let text):
      "'\(text)' is no setting; write VARIABLE=VALUE,… with whole numbers, or true and false for "
        + "ENABLE_PREFIX_DELEGATION, and VARIABLE= for the CNI's default"
    case .severalClusters(let names):
      "a plan is for one cluster; choose with --cluster from \(names.joined(separator: ", "))"
    case .unknown(let sources, let cluster):
      "\(cluster): \(sources.joined(separator: ", ")) are unknown at that moment, and a plan needs them; choose another "
        + "with --at, or see capdb status"
    }
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "no pod had a workload at that moment" }
    let shown = names.prefix(12).joined(separator: ", ")
    return "there are \(shown)" + (names.count > 12 ? " and \(names.count - 12) more" : "")
  }
}
