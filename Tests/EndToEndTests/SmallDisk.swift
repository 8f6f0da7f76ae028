import CapdbRunner
import Foundation

/// A file system of its own for a test: small, so that it can be filled, and seen by no other process than those that
/// are sent to it. It is gone when the test is, however that ends.
final class SmallDisk {
  enum Kind: Sendable {
    /// In memory, with blocks as large as a page of memory.
    case memory
    /// ext4 in a file, with blocks of 1 KiB, as `mkfs.ext4` makes them below 512 MB.
    case smallBlocks
  }

  static let requirement = "needs the right to mount (root, or user namespaces), unshare, nsenter and python3"
  static let smallBlocksRequirement = "needs mkfs.ext4, a loop device and the right to mount"
  static let isPossible = (try? SmallDisk(.memory, kibibytes: 64)) != nil
  static let areSmallBlocksPossible = (try? SmallDisk(.smallBlocks, kibibytes: 2048)) != nil

  /// Where it is mounted.
  let directory: String
  /// Holds the mount; ends when its standard input does.
  private let holder = Process()
  private let input = Pipe()
  private let folder: URL

  private static let isRoot = geteuid() == 0

  /// Makes a disk.
  ///
  /// - Parameter files: how many files there may be, in memory.
  init(_ kind: Kind = .memory, kibibytes: Int, files: Int = 64) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    directory = folder.appending(path: "disk").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let mount =
      switch kind {
      case .memory: "mount -t tmpfs -o size=\(kibibytes)k,nr_inodes=\(files) tmpfs"
      case .smallBlocks:
        """
        truncate -s \(kibibytes)k '\(folder.path)/image' && mkfs.ext4 -q -b 1024 -m 0 -O ^has_journal \
        '\(folder.path)/image' && mount -o loop '\(folder.path)/image'
        """
      }
    let output = Pipe()
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments =
      ["unshare"] + (Self.isRoot ? [] : ["--map-root-user"])
      + ["--mount", "sh", "-c", "\(mount) '\(directory)' && echo ready && exec cat >/dev/null"]
    holder.standardInput = input
    holder.standardOutput = output
    holder.standardError = FileHandle.nullDevice
    try holder.run()
    guard output.fileHandleForReading.availableData == Data("ready\n".utf8) else { throw Impossible() }
  }

  struct Impossible: Error {}

  deinit {
    try? input.fileHandleForWriting.close()
    if holder.isRunning { holder.terminate() }
    holder.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  private var entry: String {
    "nsenter --target \(holder.processIdentifier) \(Self.isRoot ? "" : "--user --preserve-credentials ")--mount"
  }

  /// What a shell executes before it becomes a `capdb` that sees the disk.
  var shell: String { "exec \(entry) \"$0\" \"$@\";" }

  /// The same with standard output in a file of the disk.
  func shell(into file: String) -> String {
    "exec \(entry) sh -c 'exec \"$0\" \"$@\" >\(directory)/\(file)' \"$0\" \"$@\";"
  }

  /// Runs a script that sees the disk, in its directory.
  ///
  /// - Returns: what it prints.
  @discardableResult
  func run(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec \(entry) sh -c \"$0\"", "cd '\(directory)' || exit 99; \(script)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 99 { throw Impossible() }
    return text
  }

  /// Fills the disk to its last byte.
  func fill() throws {
    try run("for size in 64k 4k 512; do dd if=/dev/zero of=fill-$size bs=$size 2>/dev/null; done; true")
  }

  /// Makes files until no other one can be made.
  func fillWithFiles() throws {
    try run("i=0; while : 2>/dev/null >fill-$i; do i=$((i + 1)); done; true")
  }

  /// Frees space.
  func clear() throws {
    try run("rm -f fill-*")
  }

  /// Mounts the disk read-only.
  func makeReadOnly() throws {
    try run("mount -o remount,ro '\(directory)'")
  }
}
