import ArgumentParser
import Settings

/// The clusters that `collect` collects, and how it reaches them.
struct ClusterOptions: ParsableArguments {
  @Option(
    name: .customLong("context"),
    help: ArgumentHelp("Collect the cluster of this kubeconfig context; may be repeated.", valueName: "context"))
  var contexts: [String] = []

  @Option(
    help: ArgumentHelp("Read this kubeconfig file instead of $KUBECONFIG or ~/.kube/config.", valueName: "file"),
    completion: .file())
  var kubeconfig: String?

  @Option(
    name: .customLong("eks-cluster"),
    help: ArgumentHelp("Collect this EKS cluster without a kubeconfig; may be repeated.", valueName: "name"))
  var eksClusters: [String] = []

  @Flag(help: "Collect the cluster that capdb runs in, with the service account of its pod.")
  var inCluster = false

  @Option(help: ArgumentHelp("The name of the cluster in reports.", valueName: "name"))
  var clusterName: String?

  @Option(help: ArgumentHelp("Use this AWS region instead of the region of the nodes.", valueName: "region"))
  var region: String?

  @Option(help: ArgumentHelp("Use this profile of the AWS configuration files.", valueName: "profile"))
  var profile: String?

  @Option(help: ArgumentHelp("Assume this IAM role for EC2 and EKS.", valueName: "arn"))
  var roleArn: String?

  @Option(help: ArgumentHelp("The external ID that the trust policy of the role requires.", valueName: "id"))
  var externalId: String?

  @Flag(name: .customLong("no-ec2"), help: "Query only the Kubernetes API, not EC2.")
  var noEC2 = false

  func validate() throws {
    if externalId != nil, roleArn == nil {
      throw ValidationError("--external-id needs --role-arn.")
    }
    if namedKubeconfig != nil, inCluster || !eksClusters.isEmpty, namedContexts.isEmpty {
      throw ValidationError("--kubeconfig can be combined with --context, but not with --eks-cluster or --in-cluster.")
    }
  }

  /// The clusters to collect: those that these options name, else those of the configuration, else the current context.
  ///
  /// - Throws: `CommandError.clusterNameForSeveral`.
  func targets(_ configuration: CapdbConfiguration) throws(CommandError) -> [ClusterSettings] {
    var targets = named
    if targets.isEmpty { targets = namedKubeconfig == nil ? configuration.clusters : [] }
    if targets.isEmpty { targets = [ClusterSettings(access: .kubeconfig(context: nil, path: namedKubeconfig))] }
    if clusterName != nil, targets.count > 1 { throw .clusterNameForSeveral(count: targets.count) }
    return targets.map(overridden)
  }

  /// Whether these options name clusters, so that those of the configuration do not count.
  var namesClusters: Bool { !named.isEmpty || namedKubeconfig != nil }

  /// As in kubectl, an empty name (`--context "$CONTEXT"`) counts as an option that is not given.
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
