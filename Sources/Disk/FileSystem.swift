public import OutsideText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A mounted file system.
public struct FileSystem: Hashable, Sendable {
  /// The directory that it is mounted on.
  public var mountPoint: SafeText
  /// Its space.
  public var space: FreeSpace

  /// The file system of a path or, if nothing is there yet, of the nearest directory above; nil if it cannot be determined.
  public init?(holding path: String) {
    guard let place = Directory.nearest(to: path), let space = FreeSpace(at: place) else { return nil }
    mountPoint = MountPoint.of(place)
    self.space = space
  }
}

/// The space of a file system, from statvfs(3).
public struct FreeSpace: Hashable, Sendable {
  /// The bytes that may still be written.
  public var freeBytes: Int64
  /// The size of the file system.
  public var totalBytes: Int64
  /// The unit of allocation.
  public var blockBytes: Int64
  /// How many files may still be made; nil if the file system does not count them.
  public var freeFiles: Int64?
  /// How many files (inodes) the file system can hold.
  public var totalFiles: Int64
  /// Whether it is mounted read-only.
  public var isReadOnly: Bool

  /// The space where a file or directory is; nil if nothing is there.
  public init?(at path: String) {
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { return nil }
    blockBytes = Int64(facts.f_frsize)
    // f_bfree also counts what is reserved for the file system and for root.
    freeBytes = Int64(facts.f_bavail) * blockBytes
    totalBytes = Int64(facts.f_blocks) * blockBytes
    totalFiles = Int64(facts.f_files)
    freeFiles = totalFiles == 0 ? nil : Int64(facts.f_favail)
    isReadOnly = facts.f_flag & UInt(ST_RDONLY) != 0
  }

  /// Whether a write to a file that is mapped into memory may fail for lack of space, because the file system allocates less
  /// than a page at a time.
  public var failsMappings: Bool { blockBytes < Int64(sysconf(Int32(_SC_PAGESIZE))) }
}

/// The mount table of this process.
///
/// Source: proc_pid_mountinfo(5): the fifth field is the mount point, in which blanks, tabs, newlines and backslashes are
/// written as a backslash and three octal digits.
enum MountPoint {
  /// The nearest mount point above a real path; the path itself without a mount table.
  static func of(_ path: String) -> SafeText {
    let table = (try? InputFile.readText("/proc/self/mountinfo")) ?? ""
    return SafeText.path(longest(above: path, in: table) ?? path)
  }

  static func longest(above path: String, in table: String) -> String? {
    table.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ", maxSplits: 5)
      return fields.count > 4 ? unescaped(fields[4]) : nil
    }.filter { $0 == "/" || path == $0 || path.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count }
  }

  private static func unescaped(_ field: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = field.utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let code = UInt8(String(Substring(rest.prefix(3))), radix: 8) {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Directories of paths.
enum Directory {
  /// The directory of a path.
  static func of(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The real path of the path itself or, if nothing is there, of the nearest directory above; nil if there is none.
  static func nearest(to path: String) -> String? {
    var path = path
    while true {
      if let real = realpath(path, nil) {
        defer { free(real) }
        return String(cString: real)
      }
      guard path != ".", path != "/" else { return nil }
      path = of(path)
    }
  }
}
