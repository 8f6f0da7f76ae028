/// The version of this capdb.
public enum Version {
  /// The released version, which `--version` prints and servers see in `User-Agent`.
  public static let current = "0.1.0"
  /// The date of the last change to the help of the commands, for the manual page.
  public static let date = "November 29, 2026"
}
