public import Disk

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What keeps a file from being written as a whole.
public enum UnfinishedFileError: Error, Hashable, Sendable {
  /// There is a file of this name.
  case exists(path: String)
  /// There is something of this name that is no ordinary file.
  case notAFile(path: String)
  /// Another process is writing the same file.
  case busy(path: String)
  /// The disk takes no more, or nothing at all.
  case disk(DiskProblem)
  /// The file cannot be made for another reason.
  case cannotWrite(path: String, reason: String)
}

extension UnfinishedFileError: CustomStringConvertible {
  /// What failed, for which file, and what to do next.
  public var description: String {
    switch self {
    case .exists(let path): "\(path) exists already: name another file, or replace it with --force"
    case .notAFile(let path): "\(path) is not an ordinary file, so it was left untouched: name another one"
    case .busy(let path): "another process is writing \(path): wait until it has ended"
    case .disk(let problem): "cannot write \(problem.file): \(problem); nothing was left behind"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason): check the directory and its permissions, or name another file"
    }
  }
}

extension UnfinishedFileError {
  /// The meaning of the system's error number.
  init(errno code: Int32, path: String, neededBytes: Int64? = nil) {
    self =
      DiskProblem(errno: code, file: path, neededBytes: neededBytes).map(UnfinishedFileError.disk)
      ?? .cannotWrite(path: path, reason: String(cString: strerror(code)))
  }
}

/// A file that is written under another name in the same directory, readable for its owner only, and gets its own name
/// once it is whole and on the disk.
///
/// What a killed process left is written anew by the next one.
package final class UnfinishedFile {
  /// The name that it gets.
  package let path: String
  /// Its name until then.
  package let partialPath: String
  /// The open file. It must not be closed while SQLite has the file open: that drops SQLite's locks.
  package let descriptor: Int32
  private var isFinished = false

  /// Makes the file, without contents.
  ///
  /// - Parameter suffix: what its name ends with until it is finished.
  /// - Throws: `UnfinishedFileError`.
  package init(_ path: String, suffix: String) throws(UnfinishedFileError) {
    self.path = path
    partialPath = path + suffix
    descriptor = try Self.lock(partialPath, for: path)
    guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
      throw UnfinishedFileError(errno: errno, path: path)
    }
  }

  deinit {
    if !isFinished { unlink(partialPath) }
    close(descriptor)
  }

  /// Opens the file of an unfinished name and locks it.
  private static func lock(_ partial: String, for path: String) throws(UnfinishedFileError) -> Int32 {
    while true {
      let descriptor = open(partial, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw UnfinishedFileError(errno: errno, path: path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw .busy(path: path)
      }
      if isAlone(descriptor, partial) { return descriptor }
      close(descriptor)
    }
  }

  /// Whether the name is still that of the file, and its only one. Otherwise another process has finished it, or was
  /// killed while it gave the file its name.
  private static func isAlone(_ descriptor: Int32, _ partial: String) -> Bool {
    var opened = stat()
    var named = stat()
    guard fstat(descriptor, &opened) == 0, lstat(partial, &named) == 0, opened.st_ino == named.st_ino else {
      return false
    }
    guard opened.st_nlink > 1 else { return true }
    unlink(partial)
    return false
  }

  /// Throws unless a file may get this name.
  ///
  /// - Throws: `UnfinishedFileError.exists`, `notAFile`.
  package static func checkName(_ path: String, isReplacing: Bool) throws(UnfinishedFileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFLNK && !path.hasPrefix("/dev/") else { throw .notAFile(path: path) }
    if !isReplacing { throw .exists(path: path) }
  }

  /// Gives the file the permissions and, for root, the owner of another one, if there is one.
  package func adoptPermissions(of other: String) {
    var status = stat()
    guard stat(other, &status) == 0 else { return }
    _ = fchmod(descriptor, status.st_mode & 0o777)
    if geteuid() == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
  }

  /// Appends everything that a descriptor gives.
  ///
  /// - Parameter name: what errors call the descriptor's end.
  /// - Throws: `UnfinishedFileError`; `SQLiteError.cannotOpen` where nothing can be read.
  package func append(from source: Int32, called name: String) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(source, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SQLiteError.cannotOpen(path: name, reason: String(cString: strerror(errno))) }
      if count == 0 { return }
      try buffer.withUnsafeBytes { try append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// Appends bytes.
  ///
  /// - Throws: `UnfinishedFileError`.
  package func append(_ bytes: [UInt8]) throws(UnfinishedFileError) {
    let failure: UnfinishedFileError? = bytes.withUnsafeBytes { buffer in
      do throws(UnfinishedFileError) {
        try append(buffer)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Gives the file the permissions of any new file, those that the umask leaves.
  package func usePermissionsOfNewFiles() {
    let mask = umask(0o077)
    umask(mask)
    _ = fchmod(descriptor, 0o666 & ~mask)
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws(UnfinishedFileError) {
    var written = 0
    while written < bytes.count {
      let count = write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw UnfinishedFileError(errno: count < 0 ? errno : ENOSPC, path: partialPath) }
      written += count
    }
  }

  /// Waits until the disk has the file, and gives it its name.
  ///
  /// - Parameter isReplacing: whether another file may have the name until then.
  /// - Throws: `UnfinishedFileError`.
  package func finish(isReplacing: Bool) throws(UnfinishedFileError) {
    guard fsync(descriptor) == 0 else { throw UnfinishedFileError(errno: errno, path: path) }
    if isReplacing {
      guard rename(partialPath, path) == 0 else { throw UnfinishedFileError(errno: errno, path: path) }
    } else {
      try giveFreeName()
    }
    isFinished = true
    Self.syncDirectory(of: path)
  }

  /// A link is never made over another file, where a rename would be.
  private func giveFreeName() throws(UnfinishedFileError) {
    if link(partialPath, path) == 0 {
      unlink(partialPath)
      return
    }
    guard errno != EEXIST else { throw .exists(path: path) }
    // A file system without links.
    try Self.checkName(path, isReplacing: false)
    guard rename(partialPath, path) == 0 else { throw UnfinishedFileError(errno: errno, path: path) }
  }

  /// Waits until the disk has the names in the directory of a file.
  package static func syncDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // Where a file system cannot do that, the file is there all the same.
    fsync(descriptor)
    close(descriptor)
  }
}
