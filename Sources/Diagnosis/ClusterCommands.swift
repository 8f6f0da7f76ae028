import KubernetesAPI
import OutsideText
import Settings

/// Commands about one cluster, for people to paste.
struct ClusterCommands: Sendable {
  /// The context that names the cluster; nil where none does, or its name may not be shown.
  var context: SafeText?
  /// The EKS cluster, where the configuration names one.
  var eksCluster: SafeText?
  /// The region that goes with it.
  var region: SafeText?
  /// Whether the kubeconfig's exec plugin is that of the AWS CLI.
  var usesAWSPlugin = false

  /// Takes name and region from the ARN by which `aws eks update-kubeconfig` names its entries.
  mutating func takeEKSName(from entry: String) {
    guard
      let match = entry.wholeMatch(
        of: /arn:aws[a-z\-]*:eks:([a-z0-9\-]+):[0-9]{12}:cluster\/([A-Za-z0-9][A-Za-z0-9_\-]*)/)
    else { return }
    eksCluster = .name(String(match.2))
    region = .word(String(match.1))
  }

  /// `kubectl`, with the context.
  var kubectl: String { "kubectl" + (context.map { " --context \(Wording.shell($0.text))" } ?? "") }

  /// How an EKS cluster's kubeconfig entry is written anew; nil for others.
  var updateKubeconfig: String? {
    guard usesAWSPlugin || eksCluster != nil else { return nil }
    let name = eksCluster.map { Wording.shell($0.text) } ?? "CLUSTER"
    return "aws eks update-kubeconfig --name \(name) --region \(region?.text ?? "REGION")"
  }

  /// The commands that give a right: a role, and its binding to the user.
  func grant(_ request: APIRequest, to user: SafeText?) -> String {
    // A namespace lies in itself: a Role there is enough.
    let namespace = request.resource == "namespaces" ? request.name : request.namespace
    let kind = namespace == nil ? "clusterrole" : "role"
    let place = namespace.map { " -n \($0)" } ?? ""
    let resource = request.group.isEmpty ? request.resource : "\(request.resource).\(request.group)"
    let object = request.name.map { " --resource-name=\($0)" } ?? ""
    let name = "capdb-\(request.verb)-\(request.resource)"
    return """
      \(kubectl) create \(kind) \(name)\(place) --verb=\(request.verb) --resource=\(resource)\(object)
      \(kubectl) create \(kind)binding \(name)\(place) --\(kind)=\(name) \(Self.subject(user))
      """
  }

  /// The user as `kubectl create rolebinding` takes it.
  private static func subject(_ user: SafeText?) -> String {
    guard let user, user != .withheld else { return "--user=USER   # as kubectl auth whoami shows it" }
    let parts = user.text.split(separator: ":")
    if parts.count == 4, parts.starts(with: ["system", "serviceaccount"]) {
      return "--serviceaccount=\(parts[2]):\(parts[3])"
    }
    return "--user=\(Wording.shell(user.text))"
  }
}
