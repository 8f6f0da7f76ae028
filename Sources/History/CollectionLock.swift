import Database

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The right to collect into a database, which one process has at a time.
///
/// An advisory lock on a file beside the database; the kernel releases it when the process ends, however it ends.
public final class CollectionLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of the database at `path`, without waiting.
  ///
  /// - Throws: `HistoryError.anotherCollectionIsRunning` with the holder's process id, if it can be read;
  ///   `SQLiteError.cannotOpen` or `SQLiteError.disk` if the lock file cannot be made.
  public init(database path: String) throws {
    let lockPath = path + ".lock"
    try SQLiteFile.createDirectory(of: lockPath)
    let descriptor = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SQLiteError(errno: errno, path: lockPath) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      defer { close(descriptor) }
      guard code == EWOULDBLOCK else { throw SQLiteError(errno: code, path: lockPath) }
      throw HistoryError.anotherCollectionIsRunning(path: path, pid: Self.holder(descriptor))
    }
    self.descriptor = descriptor
    Self.write("\(getpid())\n", to: descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Who holds the lock of a database.
  public enum Holder: Hashable, Sendable {
    /// Nobody.
    case nobody
    /// A process, whose id the lock file may tell, since about this moment in seconds since the epoch.
    case process(Int32?, since: Int64)
    /// The lock file cannot be opened, so that nothing can be collected.
    case unreadable(reason: String)
  }

  /// Finds out who holds the lock of the database at `path`. Nothing is made; a lock that is free is taken for an instant.
  public static func holder(database path: String) -> Holder {
    let descriptor = open(path + ".lock", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      return errno == ENOENT ? .nobody : .unreadable(reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return .nobody }
    var facts = stat()
    return .process(holder(descriptor), since: fstat(descriptor, &facts) == 0 ? Int64(facts.st_mtim.tv_sec) : 0)
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  /// The process id only serves the message of whoever comes second, so a failure to write it is none.
  private static func write(_ text: String, to descriptor: Int32) {
    _ = ftruncate(descriptor, 0)
    _ = text.utf8.withContiguousStorageIfAvailable { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }
}
