import Foundation
import Testing
import YAMLDocument

/// What a release consists of, made of small programs in place of the real ones.
@Suite(.serialized)
struct PackageTests {
  private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private struct Outcome {
    var exitCode: Int32
    var text: String
  }

  /// Runs a command of the checkout, with both outputs as one text.
  private static func run(_ command: String, _ variables: [String: String] = [:]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = checkout
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(exitCode: process.terminationStatus, text: String(decoding: bytes, as: UTF8.self))
  }

  private static func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "capdb-package-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Whether this machine has what `Scripts/package` needs, the compiler for the small programs included.
  private static let hasTools =
    (try? run("for tool in clang dpkg-deb dpkg-shlibdeps strip make python3 git; do command -v $tool || exit; done"))?
    .exitCode == 0

  /// Programs that print a version, and the lists of the modules that they are said to be made of.
  private static func makePrograms(in folder: URL) throws {
    let source = folder.appending(path: "program.c")
    let text = #"int main(int n, char **a) { puts(n > 1 && *a[1] == '-' ? "1.2.3 (0123456789ab)" : "text"); }"#
    try Data("#include <stdio.h>\n\(text)\n".utf8).write(to: source)
    for program in ["capdb", "capdb-demo"] {
      let lists = folder.appending(path: "\(program).product")
      try FileManager.default.createDirectory(at: lists, withIntermediateDirectories: true)
      let modules = ["Capacity", "GRDB", "CYaml", "Yams", "Crypto", "CCryptoBoringSSL"]
      try Data(modules.map { "/x/\($0).build/a.o\n" }.joined().utf8).write(
        to: lists.appending(path: "Objects.LinkFileList"))
      #expect(try run("clang -o '\(folder.path)/\(program)' '\(source.path)'").exitCode == 0)
    }
  }

  @Test(.enabled(if: hasTools, "packages are made with clang, binutils, dpkg-dev, python3 and git"))
  func twoPackagesOfOneCommitAreTheSameBytes() throws {
    try Self.withFolder { folder in
      try Self.makePrograms(in: folder)
      var sums: [String] = []
      for (number, mask) in ["022", "077"].enumerated() {
        let output = folder.appending(path: "dist\(number)")
        let other = folder.appending(path: "temporary\(number)")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        let made = try Self.run(
          "umask \(mask); Scripts/package '\(folder.path)'",
          ["DIST": output.path, "TMPDIR": other.path, "TZ": number == 0 ? "UTC" : "Asia/Seoul"])
        #expect(made.exitCode == 0, "\(made.text)")
        sums.append(try String(contentsOf: output.appending(path: "SHA256SUMS"), encoding: .utf8))
        #expect(try Self.run("cd '\(output.path)' && sha256sum --check SHA256SUMS").exitCode == 0)
      }
      #expect(sums[0] == sums[1])
      #expect(sums[0].count { $0 == "\n" } == 3)
      try expectPackage(in: folder.appending(path: "dist0").path)
    }
  }

  private func expectPackage(in folder: String) throws {
    let sum = try Self.run("dpkg-deb --fsys-tarfile '\(folder)'/*.deb | tar -xO ./usr/bin/capdb | sha256sum").text
    let contents = try Self.run("cat '\(folder)'/*.cdx.json").text
    #expect(contents.contains("\"content\": \"\(sum.prefix(64))\""), "the list has another sum than \(sum)")
    let listing = try Self.run("dpkg-deb -c '\(folder)'/*.deb").text
    for path in [
      "./etc/capdb/config.yaml", "./usr/bin/capdb", "./usr/bin/capdb-demo", "./usr/share/man/man1/capdb.1.gz",
      "./lib/systemd/system/capdb-collect.service", "./lib/systemd/system/capdb-collect.timer",
      "./lib/systemd/system/capdb-follow.service", "./lib/systemd/system/capdb-serve.service",
      "./usr/share/doc/capdb/copyright",
      "./usr/share/doc/capdb/changelog.Debian.gz", "./usr/share/doc/capdb/examples/capdb.yaml",
    ] {
      #expect(listing.contains(" \(path)\n"), "\(path) is missing:\n\(listing)")
    }
    let lines = listing.split(separator: "\n")
    #expect(lines.allSatisfy { $0.contains(" root/root ") })
    #expect(lines.allSatisfy { $0.hasPrefix("l") || ($0.dropFirst(5).first == "-" && $0.dropFirst(8).first == "-") })
    for (name, command) in [("collect", "collect"), ("follow", "collect --follow"), ("serve", "serve")] {
      let unit = try Self.run(
        "dpkg-deb --fsys-tarfile '\(folder)'/*.deb | tar -xO ./lib/systemd/system/capdb-\(name).service")
      let lines = unit.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      #expect(lines.contains("ExecStart=/usr/bin/capdb \(command)"), "\(unit.text)")
      #expect(!unit.text.contains("/usr/local"))
    }
    let control = try Self.run("dpkg-deb -f '\(folder)'/*.deb Version Depends Conffiles").text
    #expect(control.contains("Version: 1.2.3-1\n") && control.contains("libc6") && control.contains("ca-certificates"))
  }

  @Test(.enabled(if: hasTools, "the programs are made with clang"))
  func theListOfContentsIsCheckedAndNamesWhatIsLinked() throws {
    try Self.withFolder { folder in
      try Self.makePrograms(in: folder)
      let file = folder.appending(path: "sbom.json")
      let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]
      let made = try Self.run("Scripts/components.py sbom '\(folder.path)' 1.2.3 > '\(file.path)'", epoch)
      #expect(made.exitCode == 0, "\(made.text)")
      let text = try String(contentsOf: file, encoding: .utf8)
      for name in ["GRDB.swift", "swift-crypto", "boringssl", "libyaml", "Yams", "libc6", "swift"] {
        #expect(text.contains("\"name\": \"\(name)\""), "\(name) is missing")
      }
      #expect(!text.contains("hummingbird"))
      #expect(text.contains("\"timestamp\": \"2023-11-14T22:13:20Z\""))
      for broken in [
        #"s/"specVersion": "1.5"/"specVersion": "9"/"#, #"s/"dependsOn": \[/&"nowhere",/"#, #"s/urn:uuid:/uuid:/"#,
      ] {
        let outcome = try Self.run(
          "sed '\(broken)' '\(file.path)' > '\(file.path)x'; Scripts/components.py check '\(file.path)x'")
        #expect(
          outcome.exitCode == 1 && outcome.text.hasPrefix("Scripts/components.py: "), "\(broken): \(outcome.text)")
      }
    }
  }

  private static let manifests = checkout.appending(path: "Config/kubernetes")

  /// The documents of a file, or of what kustomize makes of a folder.
  private static func documents(_ text: String) throws -> [YAMLValue] {
    try text.split(separator: "\n---\n").map { try YAMLValue(Array(($0 + "\n").utf8), dialect: .kubernetes) }
  }

  private static func manifests(_ name: String) throws -> [YAMLValue] {
    try documents(String(contentsOf: manifests.appending(path: name), encoding: .utf8))
  }

  @Test func theManifestsAreAllApplied() throws {
    for folder in ["base", "serve", "follow"] {
      let files = try FileManager.default.contentsOfDirectory(atPath: Self.manifests.appending(path: folder).path)
      let own = files.filter { $0.hasSuffix(".yaml") && $0 != "kustomization.yaml" }.sorted()
      let kustomization = try #require(try Self.manifests("\(folder)/kustomization.yaml").first)
      let expected = (folder == "base" ? [] : ["../base"]) + own
      #expect(kustomization["resources"].elements?.compactMap(\.string) == expected, "\(folder)")
    }
    let namespace = try #require(try Self.manifests("base/10-namespace.yaml").first)
    #expect(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"].string == "restricted")
    let job = try #require(try Self.manifests("base/50-cronjob.yaml").first)
    try expectReadOnly(job["spec"]["jobTemplate"]["spec"]["template"]["spec"])
    for overlay in ["serve", "follow"] {
      let deployment = try #require(try Self.manifests("\(overlay)/60-\(overlay).yaml").first)
      #expect(deployment["kind"].string == "Deployment" && deployment["spec"]["strategy"]["type"].string == "Recreate")
      try expectReadOnly(deployment["spec"]["template"]["spec"])
    }
  }

  @Test(
    .enabled(if: (try? run("kubectl kustomize --help"))?.exitCode == 0, "the overlays are made by kubectl"),
    arguments: [
      (".", ["CronJob capdb-collect"]), ("serve", ["CronJob capdb-collect", "Deployment capdb-serve"]),
      ("follow", ["Deployment capdb-follow"]),
    ])
  func everyFolderIsWhatKustomizeTakes(folder: String, workloads: [String]) throws {
    let made = try Self.run("kubectl kustomize 'Config/kubernetes/\(folder)'")
    try #require(made.exitCode == 0, "\(made.text)")
    let objects = try Self.documents(made.text)
      .map { "\($0["kind"].string ?? "") \($0["metadata"]["name"].string ?? "")" }
    #expect(objects.filter { $0.hasPrefix("CronJob") || $0.hasPrefix("Deployment") }.sorted() == workloads)
    #expect(Set(objects).isSuperset(of: ["Namespace capdb", "ConfigMap capdb", "ServiceAccount capdb"]), "\(objects)")
  }

  @Test func theFollowerOfTheManifestsIsProbedAndGivenTimeToEnd() throws {
    let pod = try #require(try Self.manifests("follow/60-follow.yaml").first)["spec"]["template"]["spec"]
    let container = try #require(pod["containers"].elements?.first)
    let arguments = container["args"].elements?.compactMap(\.string).prefix(4)
    #expect(arguments == ["collect", "--follow", "--listen", "0.0.0.0:8080"])
    #expect(pod["terminationGracePeriodSeconds"].content == .integer(30))
    #expect(container["env"].elements?.first?["valueFrom"]["secretKeyRef"]["name"].string == "capdb-serve")
    let paths = ["startupProbe", "livenessProbe", "readinessProbe"].map { container[$0]["httpGet"]["path"].string }
    #expect(paths == ["/healthz", "/healthz", "/readyz"])
  }

  /// Units in a tree in which systemd finds their programs, as it does where they are installed.
  private static func install(_ units: String, in folder: URL) throws {
    let made = try run(
      """
      cd '\(folder.path)' && mkdir -p usr/local/bin bin etc/systemd/system && cp \(units) etc/systemd/system/ &&
        for program in usr/local/bin/capdb bin/kill; do printf '#!/bin/sh\n' >$program && chmod 755 $program; done
      """)
    try #require(made.exitCode == 0, "\(made.text)")
  }

  private static func verify(_ unit: String, in folder: URL) throws -> Outcome {
    try run("systemd-analyze verify --man=no --recursive-errors=no --root='\(folder.path)' \(unit)")
  }

  @Test(
    .enabled(if: (try? run("systemd-analyze --version"))?.exitCode == 0, "units are checked by systemd-analyze"),
    arguments: ["capdb-collect.service", "capdb-serve.service", "capdb-follow.service"])
  func theUnitsAreSoundAndConfined(unit: String) throws {
    try Self.withFolder { folder in
      let units = Self.checkout.appending(path: "Config/systemd")
      try Self.install("'\(units.path)'/capdb-*", in: folder)
      let sound = try Self.verify(unit, in: folder)
      // It warns of what it ignores, and is content.
      #expect(sound.exitCode == 0 && sound.text.isEmpty, "\(sound.text)")
      // Ten times the exposure.
      let confined = try Self.run(
        "systemd-analyze security --offline=true --no-pager --threshold=15 '\(units.path)/\(unit)'")
      #expect(confined.exitCode == 0, "\(confined.text)")
      let broken = folder.appending(path: "etc/systemd/system/\(unit)")
      let text = try String(contentsOf: broken, encoding: .utf8)
      try text.replacing("RestrictRealtime=", with: "RestrictRealtme=").write(
        to: broken, atomically: true, encoding: .utf8)
      #expect(try Self.verify(unit, in: folder).text.contains("RestrictRealtme"), "a mistake is found")
    }
  }

  private func expectReadOnly(_ pod: YAMLValue) throws {
    for container in try #require(pod["containers"].elements) {
      #expect(container["image"].string?.hasPrefix("registry.example.com/capdb:") == true)
      // More than the standard asks for.
      #expect(container["securityContext"]["readOnlyRootFilesystem"].content == .bool(true))
    }
  }
}
