public import OutsideText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A disk does not take what should be written to it.
public struct DiskProblem: Error, Hashable, Sendable {
  /// What is used up.
  public enum Reason: Hashable, Sendable {
    /// The file system has no free blocks.
    case space
    /// The file system has room for no other file: its inodes are used up.
    case files
    /// The user's or the directory's quota is used up.
    case quota
    /// A file has the size that a process or a file system allows; the limit in bytes if it is the process's.
    case fileSize(limit: Int64?)
    /// The file system is mounted read-only.
    case readOnly
  }

  /// What is used up.
  public var reason: Reason
  /// The file that should be written.
  public var file: SafeText
  /// Where the file is; nil for what is no file, such as a pipe.
  public var fileSystem: FileSystem?
  /// How many more bytes are needed, as far as that can be said beforehand.
  public var neededBytes: Int64?

  /// Makes a problem of a file.
  public init(_ reason: Reason, file path: String, neededBytes: Int64? = nil) {
    self.reason = reason
    self.neededBytes = neededBytes
    file = SafeText.path(path)
    fileSystem = FileSystem(holding: path)
  }

  /// The problem that an error number of the system tells of; nil if it tells of none of a disk.
  ///
  /// Source: errno(3), write(2), open(2).
  public init?(errno code: Int32, file path: String, neededBytes: Int64? = nil) {
    guard let reason = Self.reason(code) else { return nil }
    self.init(reason, file: path, neededBytes: neededBytes)
    // ENOSPC is said of both.
    if reason == .space, fileSystem?.room.freeFiles == 0 { self.reason = .files }
  }

  /// The same for a descriptor that was opened by somebody else.
  public init?(errno code: Int32, descriptor: Int32, neededBytes: Int64? = nil) {
    guard let reason = Self.reason(code) else { return nil }
    self.init(reason, file: "/proc/self/fd/\(descriptor)", neededBytes: neededBytes)
    var status = stat()
    // What a device, a pipe or a socket refuses is no matter of the file system that has its name.
    if fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG { fileSystem = nil }
  }

  private static func reason(_ code: Int32) -> Reason? {
    switch code {
    case ENOSPC: .space
    case EDQUOT: .quota
    case EFBIG: .fileSize(limit: fileSizeLimit)
    case EROFS: .readOnly
    default: nil
    }
  }
}

extension DiskProblem {
  /// The size in bytes that this process may give to a file (`ulimit -f`); nil if there is no limit.
  static var fileSizeLimit: Int64? {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
    #else
      let resource = RLIMIT_FSIZE
    #endif
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < UInt64(Int64.max) else { return nil }
    return Int64(limit.rlim_cur)
  }

  /// How much a probe writes: more than the pieces in which databases and file systems give room away.
  private static let probeBytes = 64 << 10

  /// Finds out what keeps files of a directory from growing, by making a nameless file there and writing to it.
  ///
  /// A library that writes for us keeps the system's error number to itself, and a quota is to be learned by no other
  /// way.
  ///
  /// - Parameters:
  ///   - path: the file that could not be written.
  ///   - neededBytes: how many more bytes it takes.
  /// - Returns: nil if nothing does, or what does is no matter of the disk.
  public static func probe(_ path: String, neededBytes: Int64? = nil) -> DiskProblem? {
    if let limit = fileSizeLimit, size(of: path) + Int64(probeBytes) > limit {
      return DiskProblem(.fileSize(limit: limit), file: path, neededBytes: neededBytes)
    }
    return DiskProblem(errno: errorOfWriting(beside: path), file: path, neededBytes: neededBytes)
  }

  /// The size of a file; 0 if there is none.
  private static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// The error number of writing some bytes to a new file beside another; 0 if there is none.
  private static func errorOfWriting(beside path: String) -> Int32 {
    let name = "\(Directory.of(path))/.capdb-probe-\(getpid())"
    let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    unlink(name)
    var rest = probeBytes
    let bytes = [UInt8](repeating: 1, count: rest)
    while rest > 0 {
      let count = write(descriptor, bytes, rest)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : ENOSPC }
      rest -= count
    }
    return 0
  }
}
