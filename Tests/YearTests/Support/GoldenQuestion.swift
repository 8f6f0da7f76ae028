import Capacity
import Reports
import YearOfHistory

/// A question to the year, and the name of the files that hold its answer.
struct GoldenQuestion: Sendable, CustomStringConvertible {
  var name: String
  var arguments: [String]
  /// What the command ends with.
  var exitCode: Int32 = 0

  var description: String { name }

  init(_ name: String, _ arguments: [String], exitCode: Int32 = 0) {
    self.name = name
    self.arguments = arguments
    self.exitCode = exitCode
  }

  static let end = YearOfHistory.usualEnd
  private static let begin = end + -365 * 86_400

  /// Every topic that does not tell of the present, as asked without further thought.
  private static var topics: [GoldenQuestion] {
    Topic.all.compactMap { topic in
      let time: [String]
      switch topic.kind {
      case .state: time = ["--at", "\(end)"]
      case .span(let seconds, _):
        // Long enough to have something to tell, short enough to be read.
        let length = max(45 * 86_400, seconds)
        time = ["--since", "\(end + -length)", "--until", "\(end)"]
      case .trend:
        let step = ["subnets", "owners"].contains(topic.name) ? "120d" : "30d"
        time = ["--since", "\(begin)", "--until", "\(end)", "--step", step]
      case .present: return nil
      }
      return GoldenQuestion(topic.name, ["report", topic.name] + time + ["--limit", "150"])
    }
  }

  private static func year(_ name: String, _ topic: String, _ options: String...) -> GoldenQuestion {
    GoldenQuestion(name, ["report", topic, "--since", "\(begin)", "--until", "\(end)"] + options)
  }

  private static func at(_ day: Int64, hour: Int64, _ name: String, _ topic: String, _ options: String...)
    -> GoldenQuestion
  {
    GoldenQuestion(name, ["report", topic, "--at", "\(begin + (day * 86_400 + hour * 3600 + 60))"] + options)
  }

  static let all =
    topics + [
      year("pod-slots-by-node-group", "pod-slots", "--by", "node-group", "--step", "30d"),
      year("pod-slots-by-node", "pod-slots", "--by", "node", "--step", "12w", "--limit", "60"),
      year("subnets-by-subnet", "subnets", "--by", "subnet", "--step", "60d"),
      year("pending-by-reason", "pending", "--by", "reason", "--step", "30d"),
      // A gap of three days, hour by hour around its beginning.
      GoldenQuestion(
        "pod-slots-in-a-gap",
        [
          "report", "pod-slots", "--since", "\(begin + 199 * 86_400)", "--until", "\(begin + 205 * 86_400)",
          "--step", "4h",
        ]),
      // A kubelet offers more slots than its node's ENIs carry.
      at(87, hour: 8, "audit-of-a-wrong-kubelet", "audit"),
      // Nodes that were launched before the CNI assigned prefixes offer fewer slots than they could.
      at(226, hour: 12, "audit-after-the-switch", "audit"),
      // EC2 refuses.
      at(230, hour: 12, "nodes-without-ec2", "nodes"),
      // A subnet has no prefix left.
      at(328, hour: 8, "nodes-without-addresses", "nodes"),
      GoldenQuestion(
        "forecast-backtest",
        ["forecast", "--backtest", "--since", "\(begin)", "--until", "\(end)", "--by", "cluster"]),
      GoldenQuestion(
        "plan-workload",
        ["plan", "--workload", "shop/web", "--replicas", "400", "--at", "\(end)"]),
      GoldenQuestion("plan-pods", ["plan", "--pods", "200", "--cpu", "250m", "--memory", "512Mi", "--at", "\(end)"]),
      GoldenQuestion("plan-upgrade", ["plan", "--upgrade", "--at", "\(end)"]),
      GoldenQuestion(
        "plan-cni",
        [
          "plan", "--cni", "WARM_IP_TARGET=2,MINIMUM_IP_TARGET=10", "--since", "\(end + -7 * 86_400)",
          "--until", "\(end)",
        ]),
    ]
}
