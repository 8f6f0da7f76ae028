import AWSAccess
public import KubernetesAPI
import ClusterAccess
import Capacity
import OutsideText
public import Settings

/// Finds out why a cluster cannot be collected, or not completely.
public struct ClusterDiagnosis: Sendable {
  private let settings: ClusterSettings
  private let follows: Bool
  private let check: Checker
  private let files: RunFiles

  /// - Parameters:
  ///   - settings: the cluster, as a collection would take it.
  ///   - follows: whether collections ask what changed.
  ///   - files: the kubeconfig files of the run, each of which is read once.
  public init(
    _ settings: ClusterSettings, follows: Bool = true, surroundings: Surroundings, files: RunFiles = RunFiles()
  ) {
    self.settings = settings
    self.follows = follows
    check = Checker(cluster: Self.name(settings), surroundings: surroundings)
    self.files = files
  }

  /// Makes all checks. They change nothing, neither in the cluster nor in the account.
  public func run() async -> [Finding] {
    let access = await access()
    guard let connection = access.connection else {
      let reason = Verdict.skipped("the cluster's address is unknown")
      let names = ["proxy", "server", "tls", "clock", "credentials"] + RightCheck.all.map(\.name)
      return [access.finding] + names.map { check.finding($0, reason) } + (await aws(nodes: nil, vpcID: nil))
    }
    var named = check
    named.cluster = SafeText.name(settings.name ?? connection.name).text
    var commands = access.commands
    commands.context = connection.origin.context.flatMap { $0 == .withheld || $0 == "" ? nil : $0 }
    if case .exec(let plugin) = connection.origin.credential { commands.usesAWSPlugin = plugin == "aws" }
    commands.takeEKSName(from: connection.name)
    let kubernetes = await KubernetesChecks(
      check: named, connection: connection, commands: commands, follows: follows
    ).run()
    let aws = await aws(nodes: kubernetes.nodes, vpcID: access.vpcID)
    return ([access.finding] + kubernetes.findings + aws).map { finding in
      var finding = finding
      finding.cluster = named.cluster
      return finding
    }
  }

  /// What the cluster is called before its kubeconfig is read.
  private static func name(_ settings: ClusterSettings) -> String {
    if let name = settings.name { return SafeText.name(name).text }
    return switch settings.access {
    case .kubeconfig(let context, _): context.map { SafeText.name($0).text } ?? "current context"
    case .eks(let name): SafeText.name(name).text
    case .inCluster: "in-cluster"
    }
  }

  private func aws(nodes: [Node]?, vpcID: String?) async -> [Finding] {
    guard settings.aws.asksEC2 else { return [] }
    return await AWSChecks(check: check, settings: settings, nodes: nodes, vpcID: vpcID).run()
  }
}

// MARK: - How the cluster is reached

extension ClusterDiagnosis {
  /// How the cluster is reached, and what was found on the way.
  private struct Access {
    var finding: Finding
    var connection: ClusterConnection?
    var commands = ClusterCommands()
    var vpcID: String?
  }

  private func access() async -> Access {
    check.surroundings.progress(check.cluster, checkName)
    let access = ClusterAccess(
      settings, aws: AWSEnvironment(check.surroundings), exec: exec, files: files)
    do {
      let reached = try await access.reach()
      var commands = ClusterCommands()
      var found = words(reached.connection.origin)
      if case .eks(let name) = settings.access {
        commands = ClusterCommands(eksCluster: .name(name), region: reached.region.flatMap { .word($0) })
        found = "EKS names the endpoint of \(SafeText.name(name)), and AWS credentials make its token"
      }
      return Access(
        finding: check.finding(checkName, .ok(found)), connection: reached.connection, commands: commands,
        vpcID: reached.vpcIDs.first)
    } catch {
      return Access(finding: check.finding(checkName, .failed(error.description, remedy: remedy(of: error))))
    }
  }

  private var checkName: String {
    if case .eks = settings.access { "eks:DescribeCluster" } else { "kubeconfig" }
  }

  private var exec: ExecOptions {
    ExecOptions(
      environment: check.surroundings.variables, hasTerminal: check.surroundings.hasTerminal,
      timeout: check.surroundings.deadline)
  }

  private func words(_ origin: ConnectionOrigin) -> String {
    guard let context = origin.context else { return "the pod's own cluster, by \(origin.credential)" }
    let files = origin.files.map(\.text).joined(separator: ", ")
    let user = origin.user.map { ", user \($0)" } ?? ""
    return "\(files), context \(context == "" ? "(without a name)" : context)\(user), by \(origin.credential)"
  }

  private func remedy(of error: ClusterAccessError) -> String {
    switch error {
    case .kubeconfig(let error): Self.remedy(of: error)
    case .aws(let error): Self.remedy(of: error)
    }
  }

  private static func remedy(of error: KubeconfigError) -> String {
    switch error {
    case .noConfiguration:
      "aws eks update-kubeconfig --name CLUSTER --region REGION   # or: capdb doctor --eks-cluster CLUSTER"
    case .noCurrentContext, .unknownContext, .unknownCurrentContext: "kubectl config get-contexts -o name"
    case .documentInVariable: "echo \"$KUBECONFIG\" > kubeconfig && export KUBECONFIG=$PWD/kubeconfig"
    case .inCluster: "kubectl get pod POD -o yaml | grep automountServiceAccountToken"
    default: "kubectl config view   # kubectl reads the same files"
    }
  }

  private static func remedy(of error: AWSError) -> String {
    switch error {
    case .refused(let refusal) where refusal.isMissingPermission:
      IAMStatement(action: "eks:DescribeCluster")
        .remedy(for: refusal.identity.map { CallerIdentity(arn: $0, account: nil) })
    case .refused(let refusal) where refusal.code?.text == "ResourceNotFoundException": "aws eks list-clusters"
    default: "aws configure list; aws sts get-caller-identity"
    }
  }
}
