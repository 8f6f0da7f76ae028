import Capacity
import Foundation
import OutsideText
import Testing

@testable import Settings

struct ConfigurationReaderTests {
  private func read(_ yaml: String) throws -> CapdbConfiguration {
    try ConfigurationReader(path: "config.yaml").configuration(from: Array(yaml.utf8))
  }

  @Test func anEmptyFileIsAnEmptyConfiguration() throws {
    #expect(try read("") == CapdbConfiguration())
    #expect(try read("# nothing yet\n") == CapdbConfiguration())
    #expect(try read("log:\nclusters:\n") == CapdbConfiguration())
  }

  @Test func everyKeyIsRead() throws {
    let configuration = try read(
      """
      database: /var/lib/capdb/capdb.db
      deadline: 5m
      log: {format: json, level: info}
      clusters:
        - name: myeks
          context: prod
          kubeconfig: /etc/capdb/kubeconfig
          region: ap-northeast-2
          aws: {profile: prod, role-arn: "arn:aws:iam::1:role/r", external-id: x, ec2: false}
        - eks: other
          region: eu-west-1
        - {name: here, in-cluster: true}
      """)
    #expect(
      configuration
        == CapdbConfiguration(
          database: "/var/lib/capdb/capdb.db", deadline: .seconds(300), log: LogSettings(format: .json, level: "info"),
          clusters: [
            ClusterSettings(
              name: "myeks", access: .kubeconfig(context: "prod", path: "/etc/capdb/kubeconfig"),
              region: "ap-northeast-2",
              aws: ClusterAWSSettings(
                profile: "prod", roleARN: "arn:aws:iam::1:role/r", externalID: "x", asksEC2: false)),
            ClusterSettings(access: .eks(name: "other"), region: "eu-west-1"),
            ClusterSettings(name: "here", access: .inCluster),
          ]))
  }

  @Test func retentionIsReadAndTheCommandLineAndEachClusterComeFirst() throws {
    let configuration = try read(
      """
      retention: {all: 400d, pods: 30d, nodes: forever}
      clusters:
        - {context: staging, retention: {pods: 1w}}
        - {context: prod}
      """)
    let day: Int64 = 86_400
    let prod = configuration.retention { $0 == "prod" }.seconds
    #expect(prod[.pods] == 30 * day && prod[.events] == 400 * day && prod[.nodes] == nil && prod[.rollups] == nil)
    #expect(configuration.retention { $0 == "staging" }.seconds == prod.merging([.pods: 7 * day]) { $1 })
    var options = RetentionSettings()
    #expect(options.set(.seconds(2 * day), for: "pods") && !options.set(.forever, for: "pod"))
    #expect(configuration.retention(ofClusterThat: { $0 == "staging" }, options: options).seconds[.pods] == 2 * day)
    #expect(configuration.hasRetention && !CapdbConfiguration().hasRetention)
  }

  @Test(arguments: ["12h", "0d", "-1d", "30", "d", "never", "1.5d", "300y"])
  func aSpanOfRetentionOutOfBoundsIsAnError(text: String) {
    #expect {
      try read("retention: {pods: \(text)}")
    } throws: {
      "\($0)".contains("at least 1d, or forever")
    }
  }

  @Test func theExampleConfigurationIsAccepted() throws {
    let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Config/capdb.yaml")
    #expect(throws: Never.self) { try read(String(contentsOf: example, encoding: .utf8)) }
  }

  @Test(arguments: [
    ("clusters:\n  - contxt: a\n", "config.yaml:2: unknown key (did you mean “context”?); known here: name, context,"),
    (
      "secret: a\n",
      """
      config.yaml:1: unknown key; known here: database, hub, deadline, follow, full-every, every, ec2-every, sync-every, \
      log, retention, clusters
      """
    ),
    ("clusters:\n  - incluster: true\n", "config.yaml:2: unknown key (did you mean “in-cluster”?)"),
    ("log:\n  lvl: info\n", "config.yaml:2: unknown key (did you mean “level”?)"),
    ("log: {<<: secret}\n", "config.yaml:1: not valid YAML: the merge key << takes a mapping"),
    ("a: *secret\n", "config.yaml:1: not valid YAML: an alias has no anchor before it"),
    (
      "deadline: soon\n", "config.yaml:1: “deadline” must be a whole number and a unit (s, m, h, d, w or y) such as 90s"
    ),
    ("log: {level: loud}\n", "config.yaml:1: “level” must be one of"),
    ("clusters:\n  - name: a\n", "exactly one of “context”, “eks” and “in-cluster: true”"),
    ("clusters:\n  - {eks: a, context: b}\n", "exactly one of “context”, “eks” and “in-cluster: true”"),
    ("clusters:\n  - {name: a, eks: a}\n  - {name: a, eks: b}\n", "two clusters are named “a”"),
    ("clusters: {}\n", "“clusters” must be a list"),
    ("- a\n", "“the file” must be a mapping"),
    ("a: [\n", "not valid YAML"),
    ("database: a\ndatabase: b\n", "stands twice"),
  ])
  func mistakesAreNamedWithTheirPlace(yaml: String, message: String) {
    let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("secret") == false)
  }

  @Test(arguments: [
    ("90", 90), ("90s", 90), ("5m", 300), ("1h", 3600), ("24h", 86_400), ("1d", 86_400), ("86400", 86_400),
  ])
  func theDeadlineIsALengthOfTime(text: String, seconds: Int) throws {
    #expect(try read("deadline: \(text)").deadline == .seconds(seconds))
  }

  @Test func theTimeBetweenFullListsIsADayOrWhatIsSet() throws {
    #expect(try read("").fullEvery == .seconds(86_400))
    #expect(try read("").follows && !read("follow: false").follows)
    #expect(try read("full-every: 6h").fullEvery == .seconds(21_600))
    for text in ["30s", "8d", "0", "never"] {
      let error = #expect(throws: ConfigurationError.self) { try read("full-every: \(text)") }
      #expect(error?.description.contains("“full-every” must be a whole number and a unit") == true, "\(text)")
    }
  }

  @Test func aFollowerWritesEvery15SecondsAndPushesEvery5MinutesAndEC2IsAskedEachTimeOrAsIsSet() throws {
    let usual = try read("")
    #expect(usual.every == .seconds(15) && usual.ec2Every == nil && usual.syncEvery == .seconds(300))
    let set = try read("every: 5s\nec2-every: 1h\nsync-every: 1d\n")
    #expect(set.every == .seconds(5) && set.ec2Every == .seconds(3600) && set.syncEvery == .seconds(86_400))
    let outside: [(DurationSetting, [String])] = [
      (.every, ["4s", "61m", "15"]), (.ec2Every, ["59s", "2h", "300"]), (.syncEvery, ["30s", "25h", "never"]),
      (.fullEvery, ["59s", "8d"]),
    ]
    for (setting, texts) in outside {
      for text in texts {
        let error = #expect(throws: ConfigurationError.self) { try read("\(setting.name): \(text)") }
        #expect(error?.description == "config.yaml:1: “\(setting.name)” must be \(setting.accepted)", "\(text)")
      }
    }
  }

  @Test(arguments: ["0", "0s", "-5", "25h", "2d", "1w", "1y", "86401", "1.5h", "5 m", "1h30m", "M", "m"])
  func aDeadlineOutOfBoundsIsAnsweredWithWhatTheOptionTakes(text: String) {
    let error = #expect(throws: ConfigurationError.self) { try read("deadline: \(text)") }
    #expect(
      error?.description == "config.yaml:1: “deadline” must be \(DurationSetting.deadline.accepted)", "\(text)")
  }

  @Test func mergeKeysAreResolved() throws {
    let configuration = try read(
      """
      clusters:
        - &base {eks: a, region: eu-west-1}
        - {<<: *base, eks: b}
      """)
    #expect(configuration.clusters.map(\.access) == [.eks(name: "a"), .eks(name: "b")])
    #expect(configuration.clusters.map(\.region) == ["eu-west-1", "eu-west-1"])
  }

  @Test func aliasesOfAliasesAreRefused() {
    let levels = (1...8).map { level in
      "- &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]"
    }
    let yaml = "clusters:\n- &a0 [x,x,x,x,x,x,x,x,x]\n" + levels.joined(separator: "\n")
    let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
    #expect(error?.description.contains("not valid YAML: nearly all of it would come from aliases") == true)
  }

  @Test func numbersAndSwitchesAreTextsWhereTextsAreWanted() throws {
    let configuration = try read("deadline: 90\nclusters: [{name: 010, eks: yes}]")
    #expect(configuration.deadline == .seconds(90))
    #expect(
      configuration.clusters.map(\.name) == ["010"] && configuration.clusters.map(\.access) == [.eks(name: "yes")])
  }
}

struct ConfigurationFileTests {
  @Test func theOptionWinsOverTheEnvironmentAndTheEnvironmentOverTheHome() throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
      at: home.appending(path: ".config/capdb"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let file = home.path + "/.config/capdb/config.yaml"
    try Data().write(to: URL(filePath: file))
    let environment = ["HOME": home.path, "CAPDB_CONFIG": "/named"]
    #expect(ConfigurationFile.locate(explicit: "/option", environment: environment) == "/option")
    #expect(ConfigurationFile.locate(explicit: nil, environment: environment) == "/named")
    #expect(ConfigurationFile.locate(explicit: nil, environment: ["HOME": home.path]) == file)
  }

  @Test func aFileThatIsNamedMustExist() {
    let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile.read("/nowhere/config.yaml") }
    #expect(error?.description == "cannot read the configuration /nowhere/config.yaml: no such file")
  }

  @Test func aPipeIsReadLikeAFile() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("deadline: 90\n".utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(try ConfigurationFile.read(path).deadline == .seconds(90))
  }

  @Test func theDatabaseIsFoundInTheDocumentedOrder() {
    let configuration = CapdbConfiguration(database: "/c")
    let environment = ["HOME": "/home/u", "CAPDB_DB": "/e", "XDG_DATA_HOME": "relative"]
    func path(_ explicit: String?, _ configuration: CapdbConfiguration, _ environment: [String: String]) -> String? {
      ConfigurationFile.databasePath(explicit: explicit, configuration: configuration, environment: environment)
    }
    #expect(path("/o", configuration, environment) == "/o")
    #expect(path(nil, configuration, environment) == "/e")
    #expect(path(nil, configuration, ["HOME": "/home/u"]) == "/c")
    #expect(path(nil, CapdbConfiguration(), ["HOME": "/home/u", "XDG_DATA_HOME": "/x"]) == "/x/capdb/capdb.db")
    #expect(
      path(nil, CapdbConfiguration(), ["HOME": "/home/u", "XDG_DATA_HOME": "relative"])
        == "/home/u/.local/share/capdb/capdb.db")
    #expect(path(nil, CapdbConfiguration(), [:]) == nil)
  }
}
