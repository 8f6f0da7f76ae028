import Capacity
import Foundation
import Testing
import YAMLDocument

@testable import KubernetesAPI

/// Kubeconfigs made up at random, read by kubectl and by capdb. Skipped where there is no kubectl; rules that changed
/// since 1.20 are left out of what is made up.
@Suite("kubeconfig: as kubectl reads it", .enabled(if: Kubectl.path != nil))
struct KubectlComparisonTests {
  /// `CAPDB_TEST_SEED` makes up others.
  private static let seed =
    ProcessInfo.processInfo.environment["CAPDB_TEST_SEED"].flatMap { UInt64($0) } ?? 9

  @Test("files are refused or understood alike")
  func randomFiles() throws {
    let folder = try TemporaryFolder()
    var generator = KubeconfigGenerator(random: SeededRandom(seed: Self.seed))
    let deadline = ContinuousClock.now + .seconds(10)
    var understood = 0
    for number in 1...60 where number <= 20 || ContinuousClock.now < deadline {
      let text = generator.text()
      let path = try folder.write("config", text)
      let theirs = try Kubectl.users(in: path)
      let ours = try? Kubeconfig(file: path, files: RunFiles())
      #expect(ours.map { Users($0) } == theirs, "file \(number) of seed \(Self.seed):\n\(text)")
      understood += theirs == nil ? 0 : 1
    }
    #expect(understood > 0)
  }
}

/// What both sides are asked for: of each user the fields that are texts.
private struct Users: Equatable {
  var fields: [String: [String: String]]
  var groups: [String: [String]]

  init(_ kubeconfig: Kubeconfig) {
    fields = kubeconfig.users.mapValues { entry in
      Kubectl.fields.reduce(into: [:]) { fields, name in
        let text = entry.value[name].string ?? ""
        fields[name] = text.isEmpty ? nil : text
      }
    }
    groups = kubeconfig.users.compactMapValues { $0.value["as-groups"].elements?.map { $0.string ?? "" } }
  }

  init(_ users: [[String: Any]]) {
    let named = Dictionary(
      uniqueKeysWithValues: users.map { ($0["name"] as? String ?? "", $0["user"] as? [String: Any] ?? [:]) })
    fields = named.mapValues { user in
      Kubectl.fields.reduce(into: [:]) { fields, name in fields[name] = user[name] as? String }
    }
    groups = named.mapValues { $0["as-groups"] as? [String] ?? [] }
  }
}

/// The real kubectl, if this machine has one.
private enum Kubectl {
  static let fields = ["token", "as", "username"]

  static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/kubectl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The users of a file; nil if kubectl refuses it.
  static func users(in file: String) throws -> Users? {
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments = ["--kubeconfig", file, "config", "view", "--raw", "--output", "json"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return Users(document["users"] as? [[String: Any]] ?? [])
  }
}

/// Makes up kubeconfigs, right and wrong, out of the pieces by which readers of YAML differ.
private struct KubeconfigGenerator {
  var random: SeededRandom

  private static let scalars = [
    "abc", "123", "'123'", "yes", "\"a b\"", "null", "~", "", "1.5", "0x1F", "1e3", "12e999", "2020-01-01", "!!str 5",
    "! '7'", "0o7", ".5", "n", "Y", "True", "on", "0b1", "1_000", "-1", "+1", "=", "08", "a:b", "!!binary aGk=",
    "!!int 5", "!!int a", "!!float 1", ".nan", "[a]", "{a: b}", "2001:db8::1", "1:30", "0.", "_1", "1__0", "0x_1",
    "0b2", "-.5", "e5", "0xg", "9223372036854775808", "-0", "1e400", "*text", "*number", "*list", "'<<'", "nobody",
    "!own x", "'yes'", "|-\n      block\n", ">-\n      folded\n      lines\n", "# comment", "%", "@a", "a #b",
    "'it''s'",
    "\"\\u00e9\\n\"", "-", "- a", "? a", "0777", "09.5", "1.2.3", "+.inf", "0b", "0x", "..", "+", "-0x1f",
  ]

  mutating func text() -> String {
    var lines = [
      "text: &text shared", "number: &number 5", "list: &list [{token: listed}]", "one: &one {token: one, as: jane}",
      "two: &two {<<: *one, token: two, username: u}", "three: &three {as-groups: [a, null]}", "users:",
    ]
    for name in ["u", "v"] { lines += user(name) }
    if chance(6) { lines += [pick(["- null", "- {}", "- {user: {token: t}}", "- name: u", "- {name: ''}", "- x"])] }
    if chance(6) { lines += ["users:", "- {name: later}"] }
    if chance(10) { lines += ["---", pick(["users: [", "users: []", "%"])] }
    if chance(20) {
      lines.insert(pick(["kind: Pod", "apiVersion: v2", "kind: Config", "5: x", "~: x", "? [a]\n: b"]), at: 0)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func user(_ name: String) -> [String] {
    if chance(10) { return ["- {name: \(name), user: *\(pick(["one", "two", "three", "list", "text"]))}"] }
    var lines = ["- name: \(name)", "  user:"]
    for _ in 0...random.next(upperBound: UInt64(3)) { lines.append("    " + field()) }
    return lines
  }

  private mutating func field() -> String {
    switch random.next(upperBound: UInt64(10)) {
    case 0...2:
      "<<: "
        + pick(["*one", "*two", "*three", "[*one, *two]", "[*three, *two]", "{token: inline}", "*list", "x", "[]"])
    case 3: "as-groups: [\(pick(Self.flow)), \(pick(Self.flow))]"
    case 4: pick(["unknown", "TOKEN", "1", "yes"]) + ": " + pick(Self.scalars)
    default: pick(["token", "as", "username"]) + ": " + pick(Self.scalars)
    }
  }

  private static let flow = ["a", "null", "'b'", "5", "*text", "~", "yes", "''"]

  private mutating func chance(_ one: UInt64) -> Bool { random.next(upperBound: one) == 0 }

  private mutating func pick(_ texts: [String]) -> String {
    texts[Int(random.next(upperBound: UInt64(texts.count)))]
  }
}
