import Yams

/// Turns YAML into a `CapdbConfiguration`, and says where it cannot.
struct ConfigurationReader {
  /// The file's path, for messages.
  var path: String

  /// Reads a whole document. An empty one is an empty configuration.
  func configuration(from text: String) throws(ConfigurationError) -> CapdbConfiguration {
    guard let root = try document(text) else { return CapdbConfiguration() }
    let section = try section(root, named: "the file", keys: ["database", "hub", "deadline", "log", "clusters"])
    var configuration = CapdbConfiguration()
    configuration.database = try section.string("database")
    configuration.hub = try section.string("hub")
    if let deadline = try section.string("deadline") {
      guard let duration = ConfigurationFile.duration(deadline) else {
        throw section.invalid("deadline", "a time such as 90s or 5m")
      }
      configuration.deadline = duration
    }
    if let log = try section.section("log", keys: ["format", "level"]) {
      configuration.log = try logSettings(log)
    }
    configuration.clusters = try clusters(section)
    return configuration
  }

  private func document(_ text: String) throws(ConfigurationError) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw .notYAML(path: path, line: error.line, reason: error.problem)
    } catch {
      throw .notYAML(path: path, line: nil, reason: "\(error)")
    }
  }

  private func section(_ node: Node, named name: String, keys: [String]) throws(ConfigurationError)
    -> ConfigurationSection
  {
    try ConfigurationSection(node: node, name: name, keys: keys, path: path)
  }

  private func logSettings(_ section: ConfigurationSection) throws(ConfigurationError) -> LogSettings {
    var settings = LogSettings()
    if let format = try section.string("format") {
      guard let known = LogSettings.Format(rawValue: format) else {
        throw section.invalid("format", "text or json")
      }
      settings.format = known
    }
    if let level = try section.string("level") {
      guard LogSettings.levels.contains(level) else {
        throw section.invalid("level", "one of \(LogSettings.levels.joined(separator: ", "))")
      }
      settings.level = level
    }
    return settings
  }

  private func clusters(_ section: ConfigurationSection) throws(ConfigurationError) -> [ClusterSettings] {
    var clusters: [ClusterSettings] = []
    for node in try section.list("clusters") {
      let entry = try self.section(
        node, named: "a cluster", keys: ["name", "context", "kubeconfig", "eks", "in-cluster", "region", "aws"])
      let cluster = try clusterSettings(entry)
      if let name = cluster.name, clusters.contains(where: { $0.name == name }) {
        throw .duplicateCluster(path: path, name: name)
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

extension YamlError {
  /// The line of the problem, from 1 on; nil where the parser tells none.
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  /// What is wrong, in the parser's words.
  fileprivate var problem: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
    case .reader(let problem, _, _, _): problem
    case .duplicatedKeysInMapping(let keys, _): "the key “\(keys.joined(separator: "”, “"))” stands twice"
    default: "\(self)"
    }
  }
}
