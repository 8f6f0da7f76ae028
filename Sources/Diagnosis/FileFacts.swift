#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the file system says of a file or directory.
struct FileFacts {
  /// The permission bits, set-ID and sticky bit included.
  let permissions: UInt32
  /// The size in bytes.
  let bytes: Int64

  /// The facts of a path; nil if nothing is there.
  init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    permissions = UInt32(facts.st_mode & 0o7777)
    bytes = Int64(facts.st_size)
  }

  /// Whether this process may write to a path.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// The user of this process.
  static var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())" }

  /// The directory of a path.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
