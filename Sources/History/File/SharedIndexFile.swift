#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The -shm file beside a database, in which connections lock the write-ahead log and share an index of it.
enum SharedIndexFile {
  /// Makes the file without contents if it is missing, as SQLite does: with the permissions and, for root, the owner of
  /// the database. Where it cannot be made, SQLite finds that out too.
  static func make(for path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    // Only a file that nobody has open is opened and closed here: closing drops the locks that this process has on it.
    let descriptor = open(path + "-shm", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
    guard descriptor >= 0 else { return }
    if geteuid() == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
    close(descriptor)
  }
}
