#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why a file cannot be read: the system's error number, whose message holds no secrets.
public struct FileProblem: Error, Hashable, Sendable {
  /// `errno`; 0 for a file that is too large.
  public var code: Int32

  /// - Parameter code: `errno`; 0 for a file that is too large.
  public init(code: Int32) {
    self.code = code
  }

  /// Whether there is no such file.
  public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
}

extension FileProblem: CustomStringConvertible {
  /// For example `no such file`.
  public var description: String { words.text }

  /// The reason as safe text.
  public var words: SafeText {
    switch code {
    case 0: "it is larger than 64 MiB"
    case ENOENT, ENOTDIR: "no such file"
    case EACCES, EPERM: "permission denied"
    case EISDIR: "it is a directory"
    case EILSEQ: "it is not UTF-8 text"
    case ENXIO: "nothing is open there"
    default: SafeText(checked: String(cString: strerror(code)))
    }
  }
}

/// Reads whole files of any kind: regular ones, pipes (`<(…)`), `/dev/stdin`, `/dev/null`.
public enum InputFile {
  /// The most bytes that are read: configurations are small, and `/dev/zero` has no end.
  private static let limit = 64 << 20

  /// The contents of a file.
  ///
  /// - Throws: `FileProblem`.
  public static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(code: errno) }
    defer { close(descriptor) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = readSome(descriptor, &chunk)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileProblem(code: errno) }
      guard count > 0 else { return contents }
      contents += chunk[..<count]
      guard contents.count <= limit else { throw FileProblem(code: 0) }
    }
  }

  /// The contents of a file as text.
  ///
  /// - Throws: `FileProblem`; with `EILSEQ` where they are not UTF-8.
  public static func readText(_ path: String) throws(FileProblem) -> String {
    guard let text = String(validating: try read(path), as: UTF8.self) else { throw FileProblem(code: EILSEQ) }
    return text
  }

  /// Whether there is a regular file at a path, a link to one included.
  public static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether there is anything at a path.
  public static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }
}

/// read(2), under a name that `InputFile.read` does not hide.
private func readSome(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int {
  chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
}
