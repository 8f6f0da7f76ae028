import Foundation
import OutsideText
import Testing

@testable import Disk

/// Why a disk takes no more.
@Suite("A disk's problem")
struct DiskProblemTests {
  @Test("is one only for the error numbers of file systems")
  func errorNumbers() {
    let path = FileManager.default.temporaryDirectory.path + "/x"
    #expect(DiskProblem(errno: ENOSPC, file: path)?.reason == .space)
    #expect(DiskProblem(errno: EDQUOT, file: path)?.reason == .quota)
    #expect(DiskProblem(errno: EROFS, file: path)?.reason == .readOnly)
    #expect(DiskProblem(errno: EFBIG, file: path)?.reason == .fileSize(limit: DiskProblem.fileSizeLimit))
    for code in [0, EACCES, EPERM, ENOENT, ENOTDIR, EIO, EPIPE] { #expect(DiskProblem(errno: code, file: path) == nil) }
  }

  @Test("says what is used up, where, how much is free and needed, and what to do")
  func words() throws {
    var problem = DiskProblem(.space, file: "/data/capdb.db", neededBytes: 300 << 10)
    var fileSystem = try #require(problem.fileSystem)
    fileSystem.mountPoint = "/data"
    fileSystem.space.freeBytes = 4096
    fileSystem.space.totalBytes = 2 << 20
    fileSystem.space.freeFiles = 0
    fileSystem.space.totalFiles = 30
    problem.fileSystem = fileSystem
    #expect(
      "\(problem)" == """
        no space is left on the file system at /data (4.0 KiB of 2.0 MiB free), and about 300 KiB more are needed: \
        free some space there and run it again
        """)
    problem.reason = .files
    #expect(
      "\(problem)" == """
        no space is left for another file on the file system at /data: its inodes are used up (0 of 30 free): \
        remove some files there and run it again
        """)
    problem.reason = .quota
    #expect(
      "\(problem)".hasPrefix(
        "no space is left within the disk quota on the file system at /data, and about 300 KiB more are needed"))
    problem.reason = .fileSize(limit: 6144)
    #expect("\(problem)".hasPrefix("no space is left within the limit of 6.0 KiB for a file (ulimit -f), and about"))
    problem.reason = .readOnly
    #expect(
      "\(problem)" == "the file system at /data is mounted read-only: mount it for writing, or name another place")
    problem.fileSystem = nil
    problem.reason = .space
    #expect("\(problem)".hasPrefix("no space is left, and about 300 KiB more are needed: free some space"))
  }

  @Test("is not found where there is free space, and the probe leaves nothing behind")
  func probe() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect(DiskProblem.probe(directory.path + "/capdb.db") == nil)
    #expect(DiskProblem.probe(directory.path + "/none/capdb.db") == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
  }

  @Test("of standard output names no file system where there is none behind it")
  func descriptors() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let problem = try #require(DiskProblem(errno: ENOSPC, descriptor: full, neededBytes: 10))
    #expect(problem.fileSystem == nil && problem.reason == .space)
    let path = FileManager.default.temporaryDirectory.path + "/capdb-test-\(UUID().uuidString)"
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    defer {
      close(file)
      unlink(path)
    }
    #expect(DiskProblem(errno: ENOSPC, descriptor: file)?.fileSystem != nil)
  }
}
