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
  /// What a process holds the lock for.
  public enum Purpose: Hashable, Sendable {
    /// One collection, or something else that ends by itself.
    case collection
    /// Following what changes, until the process is ended.
    case following
  }

  private let descriptor: Int32

  /// Takes the lock of the database at `path`, without waiting.
  ///
  /// - Throws: `HistoryError.anotherCollectionIsRunning` with the holder's process id, if it can be read, and its purpose;
  ///   `SQLiteError.cannotOpen` or `SQLiteError.disk` if the lock file cannot be made.
  public init(database path: String, purpose: Purpose = .collection) throws {
    let lockPath = path + ".lock"
    try SQLiteFile.createDirectory(of: lockPath)
    let descriptor = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SQLiteError(errno: errno, path: lockPath) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      defer { close(descriptor) }
      guard code == EWOULDBLOCK else { throw SQLiteError(errno: code, path: lockPath) }
      let holder = Note(in: descriptor)
      throw HistoryError.anotherCollectionIsRunning(path: path, pid: holder.pid, purpose: holder.purpose)
    }
    self.descriptor = descriptor
    Note(pid: getpid(), purpose: purpose).write(to: descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Who holds the lock of a database.
  public enum Holder: Hashable, Sendable {
    /// Nobody.
    case nobody
    /// A process, whose id the lock file may tell, since about this moment in seconds since the epoch.
    case process(Int32?, since: Int64, purpose: Purpose)
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
    let holder = Note(in: descriptor)
    return .process(
      holder.pid, since: fstat(descriptor, &facts) == 0 ? Int64(facts.st_mtim.tv_sec) : 0, purpose: holder.purpose)
  }
}

/// What the lock file says of its holder: the process id in the first line, and `follow` in the second of a process that
/// follows. Earlier releases read and write the first line only.
private struct Note {
  /// Nil if it cannot be read.
  var pid: Int32?
  var purpose: CollectionLock.Purpose

  private static let following = "follow"

  init(pid: Int32, purpose: CollectionLock.Purpose) {
    self.pid = pid
    self.purpose = purpose
  }

  init(in descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let lines = String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    pid = lines.first.flatMap { Int32($0) }
    purpose = lines.count > 1 && lines[1] == Self.following ? .following : .collection
  }

  /// The note only serves the message of whoever comes second, so a failure to write it is none.
  func write(to descriptor: Int32) {
    let lines = [pid.map { "\($0)" } ?? ""] + (purpose == .following ? [Self.following] : [])
    let text = lines.map { $0 + "\n" }.joined()
    _ = ftruncate(descriptor, 0)
    _ = Array(text.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }
}
