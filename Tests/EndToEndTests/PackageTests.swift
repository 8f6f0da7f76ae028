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
      "./lib/systemd/system/capdb-collect.service", "./lib/systemd/system/capdb-serve.service",
      "./usr/share/doc/capdb/copyright",
      "./usr/share/doc/capdb/changelog.Debian.gz", "./usr/share/doc/capdb/examples/capdb.yaml",
    ] {
      #expect(listing.contains(" \(path)\n"), "\(path) is missing:\n\(listing)")
    }
    let lines = listing.split(separator: "\n")
    #expect(lines.allSatisfy { $0.contains(" root/root ") })
    #expect(lines.allSatisfy { $0.hasPrefix("l") || ($0.dropFirst(5).first == "-" && $0.dropFirst(8).first == "-") })
    let unit = try Self.run(
      "dpkg-deb --fsys-tarfile '\(folder)'/*.deb | tar -xO ./lib/systemd/system/capdb-collect.service")
    #expect(unit.text.contains("ExecStart=/usr/bin/capdb collect\n"))
    #expect(!unit.text.contains("/usr/local"))
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

  @Test func theManifestsAreAllApplied() throws {
    let folder = Self.checkout.appending(path: "Config/kubernetes")
    func manifest(_ name: String) throws -> YAMLValue {
      try YAMLValue(Array(try Data(contentsOf: folder.appending(path: name))), dialect: .kubernetes)
    }
    let kustomization = try manifest("kustomization.yaml")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let manifests = files.filter { $0.hasSuffix(".yaml") && $0 != "kustomization.yaml" }
    #expect(kustomization["resources"].elements?.compactMap(\.string) == manifests.sorted())
    let namespace = try manifest("10-namespace.yaml")
    #expect(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"].string == "restricted")
    try expectReadOnly(manifest("50-cronjob.yaml")["spec"]["jobTemplate"]["spec"]["template"]["spec"])
    // The first document of the file is the Deployment.
    let serve = try String(contentsOf: folder.appending(path: "serve/60-serve.yaml"), encoding: .utf8)
    let deployment = try YAMLValue(
      Array((serve.components(separatedBy: "\n---\n")[0] + "\n").utf8), dialect: .kubernetes)
    #expect(deployment["kind"].string == "Deployment")
    try expectReadOnly(deployment["spec"]["template"]["spec"])
  }

  private func expectReadOnly(_ pod: YAMLValue) throws {
    for container in try #require(pod["containers"].elements) {
      #expect(container["image"].string?.hasPrefix("registry.example.com/capdb:") == true)
      // More than the standard asks for.
      #expect(container["securityContext"]["readOnlyRootFilesystem"].content == .bool(true))
    }
  }
}
