import OutsideText
import Settings

/// The command line that examines one cluster.
struct DoctorInvocation: CustomStringConvertible {
  let target: ClusterSettings

  init(_ target: ClusterSettings) {
    self.target = target
  }

  var description: String { (["capdb doctor"] + access + aws).joined(separator: " ") }

  /// What may not be shown is left out: the doctor then examines all configured clusters.
  private var access: [String] {
    switch target.access {
    case .kubeconfig(let context, let path):
      option("--kubeconfig", path.map { .path($0) }) + option("--context", context.map { .name($0) })
    case .eks(let name): option("--eks-cluster", .name(name))
    case .inCluster: ["--in-cluster"]
    }
  }

  private var aws: [String] {
    guard target.aws.asksEC2 else { return ["--no-ec2"] }
    return option("--profile", target.aws.profile.map { .name($0) })
      + option("--role-arn", target.aws.roleARN.map { .name($0) })
  }

  private func option(_ name: String, _ value: SafeText?) -> [String] {
    guard let value, value != .withheld else { return [] }
    let isPlain = value.text.allSatisfy { $0.isLetter || $0.isNumber || "-_./:@=,+".contains($0) }
    return [name, isPlain ? value.text : "'\(value)'"]
  }
}
