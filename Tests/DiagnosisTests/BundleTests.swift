import Foundation
import Testing

@testable import Diagnosis

@Suite("What goes into a ticket")
struct BundleTests {
  private static let salt = [UInt8](repeating: 7, count: 32)

  @Test("the archive is read by tar, readable for its owner only, and the same for the same contents")
  func archive() throws {
    let long = (0..<2000).map { "line \($0)\n" }.joined()
    func make() throws -> [UInt8] {
      var archive = TapeArchive()
      archive.add("capdb-doctor/doctor.txt", Array("all is well\n".utf8))
      archive.add("capdb-doctor/schema.sql", Array(long.utf8))
      archive.add("capdb-doctor/empty", [])
      return try #require(archive.compressed())
    }
    let bytes = try make()
    #expect(try make() == bytes)
    #expect(bytes.count < 20_000)
    let folder = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "b.tar.gz")
    try Data(bytes).write(to: file)
    #expect(try Self.run("tar", ["-xzf", file.path, "-C", folder.path]) == "")
    #expect(try String(contentsOf: folder.appending(path: "capdb-doctor/schema.sql"), encoding: .utf8) == long)
    let listing = try Self.run("tar", ["-tvzf", file.path])
    #expect(listing.split(separator: "\n").count == 3)
    #expect(listing.split(separator: "\n").allSatisfy { $0.hasPrefix("-rw-------") }, "\(listing)")
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test("names are replaced where they stand alone, the same ones alike, and accounts and identities everywhere")
  func hashes() {
    let hashes = NameHashes(
      ["payments": "namespace", "card-0": "pod", "ip-10-0-0-1.internal": "node"], salt: Self.salt)
    let text = hashes.hashed(
      "pod payments/card-0 on ip-10-0-0-1.internal. See payments, not repayments: "
        + "arn:aws:sts::123456789012:assumed-role/team/me of account 123456789012")
    #expect(!text.contains("card-0") && !text.contains("ip-10-0-0-1") && !text.contains("123456789012"), "\(text)")
    #expect(!text.contains("team") && text.contains("repayments"), "\(text)")
    #expect(text.ranges(of: /namespace-[0-9a-f]{10}/).count == 2 && text.contains(/node-[0-9a-f]{10}\. See/), "\(text)")
    #expect(text.ranges(of: /account-[0-9a-f]{10}/).count == 2)
    #expect(hashes.hashed("payments") != NameHashes(["payments": "namespace"]).hashed("payments"))
  }

  @Test("the text has a block for each cluster and remedies below their lines")
  func text() {
    let text = FindingText([
      Finding(check: "configuration", result: .ok, found: "none"),
      Finding(cluster: "prod", check: "server", result: .failed, found: "no connection", remedy: "curl x\ncurl y"),
    ]).text
    #expect(
      text == """
        this machine
          OK       configuration  none

        cluster prod
          FAILED   server         no connection
              curl x
              curl y

        1 OK, 1 FAILED

        """)
  }

  @Test("the exit code is that of the worst finding; what was skipped does not count")
  func exitCodes() {
    #expect(Finding.Result.exitCode(of: []) == 0)
    #expect(Finding.Result.exitCode(of: [.ok, .skipped]) == 0)
    #expect(Finding.Result.exitCode(of: [.ok, .unknown]) == 3)
    #expect(Finding.Result.exitCode(of: [.unknown, .warning]) == 1)
    #expect(Finding.Result.exitCode(of: [.warning, .failed, .unknown]) == 2)
  }
}
