import ArgumentParser
import Settings

/// Which clusters are collected, and how they are reached.
struct ClusterOptions: ParsableArguments {
  @Option(
    name: .customLong("context"),
    help: ArgumentHelp("A kubeconfig context to collect; may be repeated.", valueName: "context"))
  var contexts: [String] = []

  @Option(
    help: ArgumentHelp("The kubeconfig file, in place of $KUBECONFIG or ~/.kube/config.", valueName: "file"),
    completion: .file())
  var kubeconfig: String?

  @Option(
    name: .customLong("eks-cluster"),
    help: ArgumentHelp("An EKS cluster to collect without a kubeconfig; may be repeated.", valueName: "name"))
  var eksClusters: [String] = []

  @Flag(help: "Collect the cluster that capdb runs in, as its service account.")
  var inCluster = false

  @Option(help: ArgumentHelp("What reports call the cluster.", valueName: "name"))
  var clusterName: String?

  @Option(help: ArgumentHelp("The AWS region, in place of the nodes' own.", valueName: "region"))
  var region: String?

  @Option(help: ArgumentHelp("The profile of the AWS configuration files.", valueName: "profile"))
  var profile: String?

  @Option(help: ArgumentHelp("An IAM role to assume for EC2 and EKS.", valueName: "arn"))
  var roleArn: String?

  @Option(help: ArgumentHelp("The external ID that the role's trust policy asks for.", valueName: "id"))
  var externalId: String?

  @Flag(name: .customLong("no-ec2"), help: "Ask the Kubernetes API only.")
  var noEC2 = false

  func validate() throws {
    if externalId != nil, roleArn == nil {
      throw ValidationError("--external-id goes with --role-arn.")
    }
    if namedKubeconfig != nil, inCluster || !eksClusters.isEmpty, namedContexts.isEmpty {
      throw ValidationError("--kubeconfig goes with --context, not with --eks-cluster or --in-cluster.")
    }
  }

  /// The clusters to collect: by these options, else by the configuration, else by what is at hand.
  ///
  /// - Throws: `CommandError.clusterNameForSeveral`.
  func targets(_ configuration: CapdbConfiguration) throws(CommandError) -> [ClusterSettings] {
    var targets = named
    if targets.isEmpty { targets = namedKubeconfig == nil ? configuration.clusters : [] }
    if targets.isEmpty { targets = [ClusterSettings(access: .kubeconfig(context: nil, path: namedKubeconfig))] }
    if clusterName != nil, targets.count > 1 { throw .clusterNameForSeveral(count: targets.count) }
    return targets.map(overridden)
  }

  /// As for kubectl, an empty name (`--context "$CONTEXT"`) is as if the option were not given.
  private var namedContexts: [String] { contexts.filter { !$0.isEmpty } }

  private var namedKubeconfig: String? { kubeconfig.flatMap { $0.isEmpty ? nil : $0 } }

  /// The clusters that the options name.
  private var named: [ClusterSettings] {
    var targets = namedContexts.map { ClusterSettings(access: .kubeconfig(context: $0, path: namedKubeconfig)) }
    targets += eksClusters.map { ClusterSettings(access: .eks(name: $0)) }
    if inCluster { targets.append(ClusterSettings(access: .inCluster)) }
    return targets
  }

  private func overridden(_ target: ClusterSettings) -> ClusterSettings {
    var target = target
    target.name = clusterName ?? target.name
    target.region = region ?? target.region
    target.aws.profile = profile ?? target.aws.profile
    if let roleArn {
      target.aws.roleARN = roleArn
      target.aws.externalID = externalId
    }
    if noEC2 { target.aws.asksEC2 = false }
    return target
  }
}
