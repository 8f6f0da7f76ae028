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
  /// What it has left.
  public var room: DiskRoom

  /// The file system of a path, or where nothing is there yet, of the nearest directory above; nil if that cannot be told.
  public init?(holding path: String) {
    guard let place = Directory.nearest(to: path), let room = DiskRoom(at: place) else { return nil }
    mountPoint = MountPoint.of(place)
    self.room = room
  }
}

/// What a file system has left, as statvfs(3) tells it.
public struct DiskRoom: Hashable, Sendable {
  /// What may still be written.
  public var freeBytes: Int64
  /// All that the file system can hold.
  public var totalBytes: Int64
  /// The size of the pieces in which it gives room away.
  public var blockBytes: Int64
  /// How many files may still be made; nil where they are not counted.
  public var freeFiles: Int64?
  /// How many files (inodes) the file system can hold.
  public var totalFiles: Int64
  /// Whether it is mounted read-only.
  public var isReadOnly: Bool

  /// The room where a file or directory is; nil if there is none.
  public init?(at path: String) {
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { return nil }
    blockBytes = Int64(facts.f_frsize)
    // The rest up to f_bfree is the file system's own, or root's.
    freeBytes = Int64(facts.f_bavail) * blockBytes
    totalBytes = Int64(facts.f_blocks) * blockBytes
    totalFiles = Int64(facts.f_files)
    freeFiles = totalFiles == 0 ? nil : Int64(facts.f_favail)
    isReadOnly = facts.f_flag & UInt(ST_RDONLY) != 0
  }

  /// Whether a file may be mapped into memory and lack room that is only found missing when a page is touched, as the
  /// file system gives away less than a page at a time.
  public var failsMappings: Bool { blockBytes < Int64(sysconf(Int32(_SC_PAGESIZE))) }
}

/// The mount table of this process.
///
/// Source: proc_pid_mountinfo(5): the fifth field is the mount point, in which blanks, tabs, newlines and backslashes are
/// written as a backslash and three octal digits.
enum MountPoint {
  /// The mount point that is the nearest above a real path. Without a mount table it is the path itself.
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

/// Paths as text.
enum Directory {
  /// The directory of a path.
  static func of(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The real path of what is there: of the path itself, else of a directory above.
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
