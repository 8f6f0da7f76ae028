#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where SQLite puts what it sorts and has no memory for.
enum TemporaryFiles {
  /// The first directory of SQLite's list that takes files; nil if none does.
  ///
  /// Source: https://sqlite.org/tempfiles.html#temporary_file_storage_locations
  static var directory: String? {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].compactMap { (name: String) in getenv(name).map { String(cString: $0) } }
    return (named + ["/var/tmp", "/usr/tmp", "/tmp", "."]).first { (path: String) in access(path, W_OK | X_OK) == 0 }
  }
}
