import CBuild

/// The version of this capdb.
public enum Version {
  /// The released version, which `--version` prints and servers see in `User-Agent`.
  public static let current = "0.1.0"
  /// The commit that it was built from; nil where the build was not told, as of a tarball.
  public static let commit: String? = {
    let commit = String(cString: capdb_commit())
    return commit.isEmpty ? nil : commit
  }()
  /// What `--version` prints, for example `0.1.0 (8995753a1b2c)`.
  public static let text = commit.map { "\(current) (\($0))" } ?? current
  /// The date of the last change to the help of the commands, for the manual page.
  public static let date = "November 29, 2026"
}
