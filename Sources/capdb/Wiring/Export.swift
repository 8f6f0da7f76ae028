import Capacity
import Crypto
import Foundation
import Manual
import Presentation
import Reports
import TextEncoding

/// Writes the reports of a plan into a directory, and a manifest of them.
struct Export {
  let plan: ExportPlan
  let directory: ExportDirectory

  /// Writes the export. If that fails, the former contents of the directory are still there.
  ///
  /// - Returns: the notices of its reports.
  /// - Throws: `CommandError`, `ReportError`, and what `history` throws.
  func write(from history: some HistoryReading) throws -> [String] {
    defer { StandardError.show(nil) }
    var files: [ExportManifest.File] = []
    var notices: [String] = []
    for (index, part) in plan.parts.enumerated() {
      StandardError.show("exporting \(part.topic.name) (\(index + 1) of \(plan.parts.count))")
      let report = try part.topic.report(part.request, from: history)
      let file = try directory.write(RenderedReport(report, as: .csv), to: part.fileName)
      files.append(ExportManifest.File(part, report: report, bytes: file.bytes, sha256: file.sha256))
      notices += report.notices.filter { !notices.contains($0) }
    }
    let manifest = try ExportManifest(
      plan, of: history, capdbVersion: Version.current, files: files, notices: notices)
    _ = try directory.write([try Self.encoded(manifest)], to: Self.manifestName)
    try directory.publish(files.map(\.file), sealedBy: Self.manifestName)
    return notices
  }

  static let manifestName = "manifest.json"

  private static func encoded(_ manifest: ExportManifest) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // Sorted keys, since the order of a dictionary differs from run to run.
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(manifest)) + Array("\n".utf8)
  }
}

/// The directory of an export. Files are written to a staging directory and moved into place together once all of them
/// are complete.
///
/// The manifest marks a complete export: it is removed first and written last, so that a directory with a manifest holds
/// what the manifest says even after a power failure. Files of other names are left alone.
final class ExportDirectory {
  private let path: String
  private let descriptor: Int32
  private var staging: String { "\(path)/.capdb-export" }

  /// Locks the directory; creates it with mode 0700 if it does not exist.
  ///
  /// - Throws: `CommandError.cannotWrite`, `CommandError.anotherExportIsRunning`.
  init(_ path: String) throws(CommandError) {
    self.path = path
    try Self.make(path)
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    self.descriptor = descriptor
    // The kernel releases the lock when the process ends, even by a signal.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .anotherExportIsRunning(path) }
    // An export that was killed may have left it behind.
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

  /// Writes a file to the staging directory, and synchronizes it with the disk.
  ///
  /// - Returns: its length in bytes, and the SHA-256 of its contents in hexadecimal digits.
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

  /// Replaces the files of these names with the written ones, `seal` last.
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

  /// Removes the staging directory with the files that were not moved into place.
  func discard() {
    try? FileManager.default.removeItem(atPath: staging)
  }

  private func put(_ name: String) throws(CommandError) {
    guard rename("\(staging)/\(name)", "\(path)/\(name)") == 0 else { throw Self.failure("\(path)/\(name)") }
  }

  private func synchronize() throws(CommandError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(path) }
  }

  /// Writes bytes. Returns how many of them could not be written; the reason is then in `errno`.
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

  /// The error for `errno`.
  private static func failure(_ path: String) -> CommandError { CommandError(errno: errno, writing: path) }
}
