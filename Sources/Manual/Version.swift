/// Which capdb this is.
public enum Version {
  /// The released version, as `--version` prints it and as servers see it in `User-Agent`.
  public static let current = "0.1.0"
  /// When the commands' help last changed, as the manual page says it.
  public static let date = "November 25, 2026"
}
