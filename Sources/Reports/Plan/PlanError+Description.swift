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
    guard !names.isEmpty else { return "no pod had an owner at that moment" }
    let shown = names.prefix(12).joined(separator: ", ")
    return "there are \(shown)" + (names.count > 12 ? " and \(names.count - 12) more" : "")
  }
}
