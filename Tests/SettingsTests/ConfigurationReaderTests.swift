import Foundation
import Testing

@testable import Settings

struct ConfigurationReaderTests {
  private func read(_ yaml: String) throws -> CapdbConfiguration {
    try ConfigurationReader(path: "config.yaml").configuration(from: yaml)
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

  @Test func theExampleConfigurationIsAccepted() throws {
    let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Config/capdb.yaml")
    #expect(throws: Never.self) { try read(String(contentsOf: example, encoding: .utf8)) }
  }

  @Test(arguments: [
    ("clusters:\n  - contxt: a\n", "config.yaml:2: unknown key “contxt”"),
    ("deadline: soon\n", "config.yaml:1: “deadline” must be a time such as 90s or 5m"),
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
