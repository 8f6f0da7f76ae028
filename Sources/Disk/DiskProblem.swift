public import OutsideText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why a file system does not accept what should be written to it.
public struct DiskProblem: Error, Hashable, Sendable {
  /// What is used up.
  public enum Reason: Hashable, Sendable {
    /// The file system has no free blocks.
    case space
    /// The file system has no free inodes, so that no file can be made.
    case files
    /// The user's or the directory's quota is used up.
    case quota
    /// A file has the largest size that the process or the file system allows; the limit in bytes if it is the process's.
    case fileSize(limit: Int64?)
    /// The file system is mounted read-only.
    case readOnly
  }

  /// What is used up.
  public var reason: Reason
  /// The file that cannot be written.
  public var file: SafeText
  /// The file's file system; nil for what is not a file, such as a pipe.
  public var fileSystem: FileSystem?
  /// How many more bytes are needed; nil if that is unknown.
  public var neededBytes: Int64?

  /// A problem of the file at `path`, whose file system is looked up.
  public init(_ reason: Reason, file path: String, neededBytes: Int64? = nil) {
    self.reason = reason
    self.neededBytes = neededBytes
    file = SafeText.path(path)
    fileSystem = FileSystem(holding: path)
  }

  /// The problem of an error number of the system; nil if it is not a problem of a file system.
  ///
  /// Source: errno(3), write(2), open(2).
  public init?(errno code: Int32, file path: String, neededBytes: Int64? = nil) {
    guard let reason = Self.reason(code) else { return nil }
    self.init(reason, file: path, neededBytes: neededBytes)
    // ENOSPC means both.
    if reason == .space, fileSystem?.space.freeFiles == 0 { self.reason = .files }
  }

  /// The same for an open file that is known by its descriptor only.
  public init?(errno code: Int32, descriptor: Int32, neededBytes: Int64? = nil) {
    guard let reason = Self.reason(code) else { return nil }
    self.init(reason, file: "/proc/self/fd/\(descriptor)", neededBytes: neededBytes)
    var status = stat()
    // The file system that holds the name of a device, a pipe or a socket does not matter.
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

  /// How much a probe writes: more than the units in which databases and file systems allocate.
  private static let probeBytes = 64 << 10

  /// Finds out why a file cannot grow, by writing to a nameless file beside it.
  ///
  /// A library that writes does not pass on the system's error number, and a quota cannot be determined otherwise.
  ///
  /// - Parameters:
  ///   - path: the file that could not be written.
  ///   - neededBytes: how many more bytes it needs.
  /// - Returns: nil if the file can grow, or the reason is not the file system.
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

extension DiskProblem: CustomStringConvertible {
  /// Why the file cannot be written and what to do, in words that follow `cannot write FILE: `.
  public var description: String { "\(cause)\(need): \(remedy)" }

  private var cause: String {
    switch reason {
    case .space: "no space is left\(place)\(freeBytes)"
    case .files: "no space is left for another file\(place): its inodes are used up\(inodes)"
    case .quota: "no space is left within the disk quota\(place)"
    case .fileSize(let limit?): "no space is left within the limit of \(ByteCount(limit)) for a file (ulimit -f)"
    case .fileSize(nil): "no space is left in the file, as its file system allows no larger one"
    case .readOnly: "the file system\(mountPoint) is mounted read-only"
    }
  }

  private var mountPoint: String { fileSystem.map { " at \($0.mountPoint)" } ?? "" }

  private var place: String { fileSystem == nil ? "" : " on the file system\(mountPoint)" }

  private var freeBytes: String {
    fileSystem.map { " (\(ByteCount($0.space.freeBytes)) of \(ByteCount($0.space.totalBytes)) free)" } ?? ""
  }

  private var inodes: String {
    guard let space = fileSystem?.space, let free = space.freeFiles else { return "" }
    return " (\(free) of \(space.totalFiles) free)"
  }

  private var need: String {
    guard reason != .readOnly, reason != .files, let neededBytes else { return "" }
    return ", and about \(ByteCount(neededBytes)) more are needed"
  }

  private var remedy: String {
    switch reason {
    case .space: "free some space there and run it again"
    case .files: "remove some files there and run it again"
    case .quota: "free some space there or have the quota raised, and run it again"
    case .fileSize: "raise the limit and run it again"
    case .readOnly: "mount it for writing, or name another place"
    }
  }
}

/// A number of bytes as people read it: `412 KiB`, `1.4 MiB`.
package struct ByteCount: CustomStringConvertible {
  private let bytes: Int64

  /// A number of bytes.
  package init(_ bytes: Int64) {
    self.bytes = bytes
  }

  /// The number in the largest unit, of 1,024 each, of which there is one.
  package var description: String {
    if bytes < 1024 { return "\(bytes) bytes" }
    var tenths = bytes * 10 / 1024
    for unit in ["KiB", "MiB", "GiB"] {
      if tenths < 10_240 { return "\(tenths / 10)\(tenths < 100 ? ".\(tenths % 10)" : "") \(unit)" }
      tenths /= 1024
    }
    return "\(tenths / 10) TiB"
  }
}
