import Capacity
import OutsideText
import YAMLDocument

/// Reads a `CapdbConfiguration` from YAML.
struct ConfigurationReader {
  /// The file's path, for messages.
  var path: SafeText

  /// What `DurationSetting.deadline` takes, as a literal, which no text from outside can be part of.
  static let deadlineForm: SafeText =
    """
    a whole number and a unit (s, m, h, d, w or y) such as 90s, 5m or 1h, from 1s to 1d; a number without a unit counts \
    as seconds
    """

  /// What `DurationSetting.fullEvery` takes, as a literal, which no text from outside can be part of.
  static let fullEveryForm: SafeText =
    "a whole number and a unit (s, m, h, d, w or y) such as 6h, 1d or 1w, from 1m to 1w"

  /// What `DurationSetting.every` takes, as a literal, which no text from outside can be part of.
  static let everyForm: SafeText =
    "a whole number and a unit (s, m, h, d, w or y) such as 5s, 15s or 5m, from 5s to 1h"

  /// What `DurationSetting.ec2Every` takes, as a literal, which no text from outside can be part of.
  static let ec2EveryForm: SafeText =
    "a whole number and a unit (s, m, h, d, w or y) such as 1m, 5m or 1h, from 1m to 1h"

  /// What `DurationSetting.syncEvery` takes, as a literal, which no text from outside can be part of.
  static let syncEveryForm: SafeText =
    "a whole number and a unit (s, m, h, d, w or y) such as 1m, 5m or 1d, from 1m to 1d"

  /// Reads a whole document; an empty one is an empty configuration.
  ///
  /// - Throws: `ConfigurationError`, with the line where there is one.
  func configuration(from contents: [UInt8]) throws(ConfigurationError) -> CapdbConfiguration {
    let section = try section(
      try document(contents), named: "the file",
      keys: [
        "database", "hub", "deadline", "follow", "full-every", "every", "ec2-every", "sync-every", "log", "retention",
        "clusters",
      ])
    var configuration = CapdbConfiguration()
    configuration.database = try section.string("database")
    configuration.hub = try section.string("hub")
    try read(&configuration.deadline, .deadline, "deadline", of: section, form: Self.deadlineForm)
    configuration.follows = try section.boolean("follow") ?? configuration.follows
    try read(&configuration.fullEvery, .fullEvery, "full-every", of: section, form: Self.fullEveryForm)
    try read(&configuration.every, .every, "every", of: section, form: Self.everyForm)
    configuration.ec2Every = try duration(.ec2Every, "ec2-every", of: section, form: Self.ec2EveryForm)
    try read(&configuration.syncEvery, .syncEvery, "sync-every", of: section, form: Self.syncEveryForm)
    if let log = try section.section("log", keys: ["format", "level"]) {
      configuration.log = try logSettings(log)
    }
    configuration.retention = try retention(section)
    configuration.clusters = try clusters(section)
    return configuration
  }

  /// Reads a length of time; one that is not there leaves the default.
  private func read(
    _ duration: inout Duration, _ setting: DurationSetting, _ key: SafeText, of section: ConfigurationSection,
    form: SafeText
  ) throws(ConfigurationError) {
    duration = try self.duration(setting, key, of: section, form: form) ?? duration
  }

  /// - Returns: nil if it is not there.
  private func duration(
    _ setting: DurationSetting, _ key: SafeText, of section: ConfigurationSection, form: SafeText
  ) throws(ConfigurationError) -> Duration? {
    guard let text = try section.string(key) else { return nil }
    do { return .seconds(try setting.seconds(in: text)) } catch { throw section.invalid(key, .form(form)) }
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
        value, named: "a cluster",
        keys: ["name", "context", "kubeconfig", "eks", "in-cluster", "region", "aws", "retention"])
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
    settings.retention = try retention(entry)
    // A name that only its kubeconfig knows says nothing to `capdb prune`, which reads no kubeconfig.
    if !settings.retention.isEmpty, settings.knownName == nil {
      throw entry.invalid("retention", .form("that of a cluster with a name"))
    }
    if let aws = try entry.section("aws", keys: ["profile", "role-arn", "external-id", "ec2"]) {
      settings.aws = ClusterAWSSettings(
        profile: try aws.string("profile"), roleARN: try aws.string("role-arn"),
        externalID: try aws.string("external-id"), asksEC2: try aws.boolean("ec2") ?? true)
    }
    return settings
  }

  private func retention(_ parent: ConfigurationSection) throws(ConfigurationError) -> RetentionSettings {
    var settings = RetentionSettings()
    guard let section = try parent.section("retention", keys: RetentionSettings.keys) else { return settings }
    for key in RetentionSettings.keys {
      guard let text = try section.string(key) else { continue }
      guard let span = RetentionSpan(text) else { throw section.invalid(key, .form(RetentionSpan.form)) }
      settings.set(span, for: key.text)
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

/// A mapping of the configuration file, all of whose keys are known.
struct ConfigurationSection {
  private let members: [String: YAMLMember]
  private let path: SafeText
  /// The line on which the mapping begins.
  let line: Int?

  /// Reads `value` as a mapping with no other keys than `keys`. An empty section (`log:`) is a mapping without keys.
  init(_ value: YAMLValue, name: SafeText, keys: [SafeText], path: SafeText) throws(ConfigurationError) {
    self.path = path
    line = value.line == 0 ? nil : value.line
    guard let members = value.members else {
      throw .invalidValue(path: path, line: line, key: name, expected: .form("a mapping of keys to values"))
    }
    let unknown = members.filter { member in !keys.contains { $0.text == member.key } }
    if let (key, member) = unknown.min(by: { $0.value.line < $1.value.line }) {
      throw .unknownKey(path: path, line: member.line, similar: Self.similar(to: key, keys), known: keys)
    }
    self.members = members
  }

  /// The known key that an unknown one resembles. The unknown one is not shown: it may be anything.
  private static func similar(to key: String, _ keys: [SafeText]) -> SafeText? {
    guard key.utf8.count <= 40 else { return nil }
    let closest = keys.map { (key: $0, distance: EditDistance.between($0.text, key)) }.min { $0.distance < $1.distance }
    return closest.flatMap { $0.distance <= 2 && $0.distance < $0.key.text.count ? $0.key : nil }
  }

  /// A text; nil if the key is missing or null.
  func string(_ key: SafeText) throws(ConfigurationError) -> String? {
    guard let value = value(key) else { return nil }
    switch value.content {
    case .list, .map: throw invalid(key, .form("a text"))
    default: break
    }
    guard !value.text.isEmpty else { throw invalid(key, .form("a text")) }
    return value.text
  }

  /// `true` or `false`; nil if the key is missing or null.
  func boolean(_ key: SafeText) throws(ConfigurationError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let boolean) = value.content else { throw invalid(key, .form("true or false")) }
    return boolean
  }

  /// The items of a list; none if the key is missing or null.
  func list(_ key: SafeText) throws(ConfigurationError) -> [YAMLValue] {
    guard let elements = (value(key) ?? .null).elements else { throw invalid(key, .form("a list")) }
    return elements
  }

  /// A mapping below this one; nil if the key is missing.
  func section(_ key: SafeText, keys: [SafeText]) throws(ConfigurationError) -> ConfigurationSection? {
    guard let member = members[key.text] else { return nil }
    return try ConfigurationSection(member.value, name: key, keys: keys, path: path)
  }

  /// The error for a value of the wrong form.
  func invalid(_ key: SafeText, _ expected: ConfigurationError.Expectation) -> ConfigurationError {
    .invalidValue(path: path, line: members[key.text]?.value.line ?? line, key: key, expected: expected)
  }

  private func value(_ key: SafeText) -> YAMLValue? {
    guard let value = members[key.text]?.value, !value.isNull else { return nil }
    return value
  }
}

/// The distance of misspelled words.
enum EditDistance {
  /// The smallest number of letters to insert, remove or change that turns one text into the other (Levenshtein).
  static func between(_ one: String, _ other: String) -> Int {
    let columns = Array(other)
    var row = Array(0...columns.count)
    for letter in one {
      var diagonal = row[0]
      row[0] += 1
      for column in columns.indices {
        let changed = diagonal + (columns[column] == letter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[columns.count]
  }
}
