import Foundation
import Testing

/// Where the programs are that these tests run.
///
/// Variables of the environment choose: `CAPDB_BINARY` is a capdb to test in place of the one built beside the tests, an
/// installed one say (see `CapdbRunner`); `CAPDB_TEST_PYTHON` is a Python that has moto; `CAPDB_TEST_KUBECTL` is the
/// kubectl to compare with; `KUBEBUILDER_ASSETS` is a folder with the control plane's binaries, by envtest's convention.
enum Tools {
  /// The folder of this file, where the tools are that the tests bring along.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  /// The package.
  static let package = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A Python that has moto.
  static let python: String? = {
    let ours = package.appending(path: ".build/test-python/bin/python3").path
    let candidates = [outside["CAPDB_TEST_PYTHON"], ours, path(of: "python3")].compactMap { $0 }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) && hasMoto($0) }
  }()

  /// The kubectl whose reading of kubeconfigs capdb is held against.
  static let kubectl: String? = {
    let candidates = [outside["CAPDB_TEST_KUBECTL"], path(of: "kubectl")].compactMap { $0 }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  private static let outside = ProcessInfo.processInfo.environment

  /// A fresh environment: what programs need to run, and nothing that says how to reach a cluster or AWS.
  static var environment: [String: String] {
    outside.filter { ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "KUBEBUILDER_ASSETS"].contains($0.key) }
      .merging(["HOME": "/nonexistent", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
  }

  /// A program of the control plane, or one in the PATH.
  static func path(of name: String) -> String? {
    let folders = [outside["KUBEBUILDER_ASSETS"] ?? ""] + (outside["PATH"] ?? "").split(separator: ":").map(String.init)
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// One of the tools beside this file.
  static func tool(_ name: String) -> String { folder.appending(path: name).path }

  /// The output of a Python tool beside this file.
  @discardableResult
  static func run(_ name: String, _ arguments: [String], timeout: Duration = .seconds(120)) async throws -> String {
    try await Program.output(
      of: try #require(python), [tool(name)] + arguments, environment: environment, timeout: timeout)
  }

  private static func hasMoto(_ python: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", "import moto.server"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
