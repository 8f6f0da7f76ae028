/// The contents of the configuration file. docs/configuration.md describes each key.
public struct CapdbConfiguration: Equatable, Sendable {
  /// `database`: path of the history; nil for the default.
  public var database: String?
  /// `hub`: where `capdb sync` pushes the history; nil for none.
  public var hub: String?
  /// `deadline`: how long the collection of one cluster may take.
  public var deadline: Duration
  /// `follow`: whether a collection asks what changed of nodes and pods since the one before, where it can. If not, it lists them.
  public var follows = true
  /// `full-every`: the longest time between two collections that list all nodes and pods.
  public var fullEvery: Duration
  /// `every`: how often `capdb collect --follow` writes what changed.
  public var every = Duration.seconds(15)
  /// `ec2-every`: how often EC2 is asked; nil asks it with each collection, and every 5 minutes with `capdb collect --follow`.
  public var ec2Every: Duration?
  /// `sync-every`: how often `capdb collect --follow --sync` pushes the history to the hub.
  public var syncEvery = Duration.seconds(300)
  /// `log`: the form of the log on stderr.
  public var log: LogSettings
  /// `retention`: how long the history keeps what; nothing is deleted without it.
  public var retention: RetentionSettings
  /// `clusters`: what is collected; if empty, the current kubeconfig context or the in-cluster account.
  public var clusters: [ClusterSettings]

  /// By default the configuration of an empty file.
  public init(
    database: String? = nil, hub: String? = nil, deadline: Duration = .seconds(120),
    fullEvery: Duration = .seconds(86_400), log: LogSettings = LogSettings(),
    retention: RetentionSettings = RetentionSettings(), clusters: [ClusterSettings] = []
  ) {
    self.database = database
    self.hub = hub
    self.deadline = deadline
    self.fullEvery = fullEvery
    self.log = log
    self.retention = retention
    self.clusters = clusters
  }
}

/// `log`: the form of the log on stderr.
public struct LogSettings: Equatable, Sendable {
  /// One line of text or one JSON object per message.
  public enum Format: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// For log collectors.
    case json
  }

  /// `log.format`.
  public var format: Format
  /// `log.level`: trace, debug, info, notice, warning, error or critical.
  public var level: String

  /// The levels that `log.level` takes.
  public static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

  /// By default text, from level warning on.
  public init(format: Format = .text, level: String = "warning") {
    self.format = format
    self.level = level
  }
}

/// One entry of `clusters`: a cluster and how to reach it.
public struct ClusterSettings: Equatable, Sendable {
  /// How the Kubernetes API is reached.
  public enum Access: Equatable, Sendable {
    /// By a kubeconfig: `context` (nil: the current one) of `kubeconfig` (nil: the usual files).
    case kubeconfig(context: String?, path: String?)
    /// By `eks:DescribeCluster` and a token made from AWS credentials.
    case eks(name: String)
    /// By the service account of the pod that capdb runs in.
    case inCluster
  }

  /// `name`: the cluster's name in reports; nil for the name that its access has.
  public var name: String?
  /// How the Kubernetes API is reached.
  public var access: Access
  /// `region`: where EC2 is asked; nil for the nodes' own region.
  public var region: String?
  /// `aws`: how the AWS APIs are reached.
  public var aws: ClusterAWSSettings
  /// `retention`: where this cluster's differs from that of the others.
  public var retention = RetentionSettings()

  /// By default without a name, with the nodes' region and the ordinary credential chain.
  public init(
    name: String? = nil, access: Access, region: String? = nil, aws: ClusterAWSSettings = ClusterAWSSettings()
  ) {
    self.name = name
    self.access = access
    self.region = region
    self.aws = aws
  }
}

/// `aws`: how the AWS APIs are reached for one cluster.
public struct ClusterAWSSettings: Equatable, Sendable {
  /// `profile`: a profile of the AWS configuration files; nil for the ordinary credential chain.
  public var profile: String?
  /// `role-arn`: a role to assume on top of these credentials.
  public var roleARN: String?
  /// `external-id`: the external id that the role's trust policy asks for.
  public var externalID: String?
  /// `ec2`: whether EC2 is asked at all.
  public var asksEC2: Bool

  /// By default the ordinary credential chain, and EC2 is asked.
  public init(profile: String? = nil, roleARN: String? = nil, externalID: String? = nil, asksEC2: Bool = true) {
    self.profile = profile
    self.roleARN = roleARN
    self.externalID = externalID
    self.asksEC2 = asksEC2
  }
}
