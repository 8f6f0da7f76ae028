import Crypto
import Foundation
import TextEncoding

/// The directory of an export: files are made aside, and put in place together once all of them are whole.
///
/// A manifest is the seal of an export. It goes first and comes last, so that a directory with one holds what it says,
/// whenever power fails. Files of other names are left alone.
final class ExportDirectory {
  private let path: String
  private let descriptor: Int32
  private var staging: String { "\(path)/.capdb-export" }

  /// Takes hold of the directory; makes it, for its owner only, if there is none.
  ///
  /// - Throws: `CommandError.cannotWrite`, `CommandError.anotherExportIsRunning`.
  init(_ path: String) throws(CommandError) {
    self.path = path
    try Self.make(path)
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    self.descriptor = descriptor
    // The kernel gives the lock back when the process ends, however it ends.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .anotherExportIsRunning(path) }
    // What an export left behind that was killed.
    try? FileManager.default.removeItem(atPath: staging)
    guard mkdir(staging, 0o700) == 0 else { throw Self.failure(staging) }
  }

  deinit {
    close(descriptor)
  }

  private static func make(_ path: String) throws(CommandError) {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue
      throw code.map { CommandError(errno: $0, writing: path) }
        ?? .cannotWrite(path, reason: (error as? CocoaError)?.shortReason ?? error.localizedDescription)
    }
  }

  /// Writes a file aside, down to the disk.
  ///
  /// - Returns: its length and the SHA-256 of its bytes, in hexadecimal digits.
  /// - Throws: `CommandError.cannotWrite`.
  func write(
    _ chunks: some Sequence<[UInt8]>, to name: String
  ) throws(CommandError) -> (bytes: Int, sha256: String) {
    let file = open("\(staging)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure("\(path)/\(name)") }
    defer { close(file) }
    var hash = SHA256()
    var count = 0
    var chunks = chunks.makeIterator()
    while let chunk = chunks.next() {
      hash.update(data: chunk)
      let rest = Self.write(chunk, to: file)
      guard rest == 0 else {
        let code = errno
        throw CommandError(
          errno: code, writing: "\(path)/\(name)",
          neededBytes: IteratorSequence(chunks).reduce(rest) { $0 + $1.count })
      }
      count += chunk.count
    }
    guard fsync(file) == 0 else { throw Self.failure("\(path)/\(name)") }
    return (count, Hexadecimal.text(hash.finalize()))
  }

  /// Puts written files in the place of those of their names, `seal` last.
  ///
  /// - Throws: `CommandError.cannotWrite`.
  func publish(_ names: [String], sealedBy seal: String) throws(CommandError) {
    guard unlink("\(path)/\(seal)") == 0 || errno == ENOENT else { throw Self.failure("\(path)/\(seal)") }
    try synchronize()
    for name in names { try put(name) }
    try synchronize()
    try put(seal)
    try synchronize()
    discard()
  }

  /// Removes what was written aside and not put in place.
  func discard() {
    try? FileManager.default.removeItem(atPath: staging)
  }

  private func put(_ name: String) throws(CommandError) {
    guard rename("\(staging)/\(name)", "\(path)/\(name)") == 0 else { throw Self.failure("\(path)/\(name)") }
  }

  private func synchronize() throws(CommandError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(path) }
  }

  /// Writes bytes; how many of them could not be written, for the reason in `errno`.
  private static func write(_ bytes: [UInt8], to file: Int32) -> Int {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Foundation.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count < 0, errno != EINTR { break }
        written += max(0, count)
      }
      return buffer.count - written
    }
  }

  /// The error that `errno` tells of.
  private static func failure(_ path: String) -> CommandError { CommandError(errno: errno, writing: path) }
}
