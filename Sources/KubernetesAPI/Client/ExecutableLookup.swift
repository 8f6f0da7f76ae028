import Glibc
internal import OutsideText

/// Finds a command as Go's `exec.LookPath` does.
///
/// Source: https://pkg.go.dev/os/exec#LookPath
enum ExecutableLookup {
  /// Why a command is not run.
  enum Problem: Error, Equatable {
    case notFound
    /// It was found by an entry of PATH that is empty or relative to the working folder.
    case inWorkingFolder
    /// There is something, and it may not be run.
    case unusable(FileProblem)
  }

  /// The path of a command.
  ///
  /// - Parameters:
  ///   - command: with a slash a path, without one a name to look up.
  ///   - searchPath: this process's PATH; that of the plugin's own environment does not count.
  /// - Throws: `Problem`.
  static func path(of command: String, in searchPath: String) throws(Problem) -> String {
    guard !command.contains("/") else { return try checked(command) }
    guard !searchPath.isEmpty else { throw .notFound }
    for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
      let path = "\(folder.isEmpty ? "." : folder)/\(command)"
      guard problem(of: path) == nil else { continue }
      guard folder.hasPrefix("/") else { throw .inWorkingFolder }
      return path
    }
    throw .notFound
  }

  private static func checked(_ path: String) throws(Problem) -> String {
    guard let problem = problem(of: path) else { return path }
    throw problem.isMissing ? .notFound : .unusable(problem)
  }

  /// Why a path cannot be run; nil if it can.
  private static func problem(of path: String) -> FileProblem? {
    var status = stat()
    guard stat(path, &status) == 0 else { return FileProblem(code: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { return FileProblem(code: EISDIR) }
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? nil : FileProblem(code: errno)
  }
}
