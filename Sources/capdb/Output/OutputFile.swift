import Database
import Disk
import Foundation

/// A file that a report is written to. It has its old contents until the new ones are whole and on the disk.
struct OutputFile {
  private enum Target {
    /// An ordinary file, or none yet.
    case whole(UnfinishedFile)
    /// A pipe or a device, which is written to as it is.
    case stream(FileHandle)
  }

  private let path: String
  private let target: Target

  /// Opens the file, so that what keeps it from being written is known before a report is made.
  ///
  /// - Throws: `UnfinishedFileError`.
  init(_ path: String) throws(UnfinishedFileError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      guard let handle = FileHandle(forWritingAtPath: path) else { throw Self.error(errno, path) }
      target = .stream(handle)
      return
    }
    // A link stays a link: the file that it leads to is replaced.
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    if status.st_mode & S_IFMT == S_IFDIR { throw Self.error(EISDIR, path) }
    target = .whole(try UnfinishedFile(resolved.map { String(cString: $0) } ?? path, suffix: ".partial"))
  }

  /// Writes everything and finishes the file.
  ///
  /// - Throws: `UnfinishedFileError`.
  func write(all chunks: some Sequence<[UInt8]>) throws {
    switch target {
    case .whole(let file):
      for chunk in chunks { try file.append(chunk) }
      file.usePermissionsOfNewFiles()
      try file.finish(isReplacing: true)
    case .stream(let handle):
      for chunk in chunks { try write(chunk, to: handle.fileDescriptor) }
    }
  }

  private func write(_ chunk: [UInt8], to descriptor: Int32) throws(UnfinishedFileError) {
    var rest = chunk[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // The reader has read enough: end by SIGPIPE, as for standard output.
      if count < 0, errno == EPIPE {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
      }
      guard count > 0 else { throw Self.error(errno, path) }
      rest = rest.dropFirst(count)
    }
  }

  private static func error(_ code: Int32, _ path: String) -> UnfinishedFileError {
    .cannotWrite(path: path, reason: String(cString: strerror(code)))
  }
}
