import Foundation
import Glibc

/// Where this machine has PostgreSQL's programs, and how it runs them.
struct PostgresInstallation: Sendable {
  /// The folder with `initdb`, `postgres` and `psql`.
  var binaries: URL
  /// What stands before the server's programs: PostgreSQL refuses to run as root.
  var prefix: [String]
  /// The owner of the server's files, where that is another user than this process's.
  var owner: String?

  /// What there is, or why nothing can be used.
  static let found: Result<PostgresInstallation, PostgresFailure> = find(ProcessInfo.processInfo.environment)

  private static func find(_ environment: [String: String]) -> Result<PostgresInstallation, PostgresFailure> {
    guard let binaries = folders(environment).first(where: isComplete) else {
      return .failure(PostgresFailure("needs PostgreSQL's server (Debian's package postgresql)"))
    }
    guard geteuid() == 0 else { return .success(PostgresInstallation(binaries: binaries, prefix: [])) }
    guard getpwnam("postgres") != nil,
      let setpriv = paths(environment).map({ $0.appending(path: "setpriv") })
        .first(where: isExecutable)
    else {
      return .failure(
        PostgresFailure("needs a user postgres and the command setpriv, or tests that run as another user than root"))
    }
    return .success(
      PostgresInstallation(
        binaries: binaries, prefix: [setpriv.path, "--reuid=postgres", "--regid=postgres", "--init-groups"],
        owner: "postgres"))
  }

  /// The folder that `CAPDB_TEST_POSTGRES` names; else Debian's, the newest version first, and those in PATH.
  private static func folders(_ environment: [String: String]) -> [URL] {
    if let named = environment["CAPDB_TEST_POSTGRES"] { return [URL(filePath: named)] }
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    let newestFirst = versions.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
    return newestFirst.map { URL(filePath: "/usr/lib/postgresql/\($0)/bin") } + paths(environment)
  }

  private static func paths(_ environment: [String: String]) -> [URL] {
    (environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
  }

  private static func isComplete(_ folder: URL) -> Bool {
    ["initdb", "postgres", "psql"].allSatisfy { isExecutable(folder.appending(path: $0)) }
  }

  private static func isExecutable(_ file: URL) -> Bool {
    FileManager.default.isExecutableFile(atPath: file.path)
  }

  /// The command line of one of the server's programs.
  func command(_ name: String, _ arguments: [String]) -> [String] {
    prefix + [binaries.appending(path: name).path] + arguments
  }
}

/// What went wrong with a server of the tests.
public struct PostgresFailure: Error, CustomStringConvertible {
  /// What failed, with the words of the program that did.
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}
