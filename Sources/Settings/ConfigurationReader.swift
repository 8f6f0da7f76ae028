import Capacity
internal import OutsideText
internal import YAMLDocument

/// Turns YAML into a `CapdbConfiguration`, and says where it cannot.
struct ConfigurationReader {
  /// The file's path, for messages.
  var path: SafeText

  /// What `DurationSetting.deadline` takes, as a literal, which no text from outside can be part of.
  static let deadlineForm: SafeText =
    """
    a whole number and a unit (s, m, h, d, w or y) such as 90s, 5m or 1h, from 1s to 1d; a number without a unit counts \
    as seconds
    """

  /// Reads a whole document. An empty one is an empty configuration.
  func configuration(from contents: [UInt8]) throws(ConfigurationError) -> CapdbConfiguration {
    let section = try section(
      try document(contents), named: "the file", keys: ["database", "hub", "deadline", "log", "clusters"])
    var configuration = CapdbConfiguration()
    configuration.database = try section.string("database")
    configuration.hub = try section.string("hub")
    if let deadline = try section.string("deadline") {
      do {
        configuration.deadline = .seconds(try DurationSetting.deadline.seconds(in: deadline))
      } catch {
        throw section.invalid("deadline", .form(Self.deadlineForm))
      }
    }
    if let log = try section.section("log", keys: ["format", "level"]) {
      configuration.log = try logSettings(log)
    }
    configuration.clusters = try clusters(section)
    return configuration
  }

  private func document(_ contents: [UInt8]) throws(ConfigurationError) -> YAMLValue {
    do {
      return try YAMLValue(contents, dialect: .strict)
    } catch {
      throw .notYAML(path: path, line: error.line, reason: error.words)
    }
  }

  private func section(
    _ value: YAMLValue, named name: SafeText, keys: [SafeText]
  ) throws(ConfigurationError) -> ConfigurationSection {
    try ConfigurationSection(value, name: name, keys: keys, path: path)
  }

  private func logSettings(_ section: ConfigurationSection) throws(ConfigurationError) -> LogSettings {
    var settings = LogSettings()
    if let format = try section.string("format") {
      guard let known = LogSettings.Format(rawValue: format) else {
        throw section.invalid("format", .form("text or json"))
      }
      settings.format = known
    }
    if let level = try section.string("level") {
      guard LogSettings.levels.contains(level) else {
        throw section.invalid("level", .oneOf(LogSettings.levels.compactMap { SafeText.word($0) }))
      }
      settings.level = level
    }
    return settings
  }

  private func clusters(_ section: ConfigurationSection) throws(ConfigurationError) -> [ClusterSettings] {
    var clusters: [ClusterSettings] = []
    for value in try section.list("clusters") {
      let entry = try self.section(
        value, named: "a cluster", keys: ["name", "context", "kubeconfig", "eks", "in-cluster", "region", "aws"])
      let cluster = try clusterSettings(entry)
      if let name = cluster.name, clusters.contains(where: { $0.name == name }) {
        throw .duplicateCluster(path: path, name: .name(name))
      }
      clusters.append(cluster)
    }
    return clusters
  }

  private func clusterSettings(_ entry: ConfigurationSection) throws(ConfigurationError) -> ClusterSettings {
    var settings = ClusterSettings(name: try entry.string("name"), access: try access(entry))
    settings.region = try entry.string("region")
    if let aws = try entry.section("aws", keys: ["profile", "role-arn", "external-id", "ec2"]) {
      settings.aws = ClusterAWSSettings(
        profile: try aws.string("profile"), roleARN: try aws.string("role-arn"),
        externalID: try aws.string("external-id"), asksEC2: try aws.boolean("ec2") ?? true)
    }
    return settings
  }

  private func access(_ entry: ConfigurationSection) throws(ConfigurationError) -> ClusterSettings.Access {
    let context = try entry.string("context")
    let kubeconfig = try entry.string("kubeconfig")
    let eks = try entry.string("eks")
    let isInCluster = try entry.boolean("in-cluster") ?? false
    let ways = [context != nil || kubeconfig != nil, eks != nil, isInCluster].filter { $0 }
    guard ways.count == 1 else { throw .ambiguousAccess(path: path, line: entry.line) }
    if let eks { return .eks(name: eks) }
    return isInCluster ? .inCluster : .kubeconfig(context: context, path: kubeconfig)
  }
}
