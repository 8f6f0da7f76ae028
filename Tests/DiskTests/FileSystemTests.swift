import Foundation
import OutsideText
import Testing

@testable import Disk

/// What is said of a file system.
@Suite("A file system")
struct FileSystemTests {
  @Test("is found by a path, by one that is not there yet, and by a link")
  func found() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let link = directory.appending(path: "link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: URL(filePath: "/proc/self"))
    let here = try #require(FileSystem(holding: directory.path))
    #expect(here.space.freeBytes > 0 && here.space.freeBytes <= here.space.totalBytes && !here.space.isReadOnly)
    let below = try #require(FileSystem(holding: directory.path + "/none/at/all.db"))
    #expect(below.mountPoint == here.mountPoint && below.space.totalBytes == here.space.totalBytes)
    #expect(FileSystem(holding: link.path)?.mountPoint.text == "/proc")
    #expect(FileSystem(holding: "none.db") != nil)
  }

  @Test(
    "is mounted on the nearest directory above",
    arguments: [
      ("/data/capdb", "/data"), ("/data", "/data"), ("/database", "/"), ("/data/a b/c", "/data/a b"), ("/", "/"),
      ("/data/back\\slash/x", "/data/back\\slash"),
    ])
  func mountPoint(_ path: String, _ expected: String) {
    let table = #"""
      22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
      30 22 0:25 / /data rw - tmpfs tmpfs rw
      31 30 0:26 / /data/a\040b rw - tmpfs tmpfs rw
      32 30 0:27 / /data/back\134slash rw - tmpfs tmpfs rw
      33 22
      """#
    #expect(MountPoint.longest(above: path, in: table) == expected)
  }

  @Test("sizes are shown in units of 1,024")
  func sizes() {
    let sizes: [(Int64, String)] = [
      (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (32 << 10, "32 KiB"),
      ((1 << 20) - 1, "1023 KiB"), (1 << 20, "1.0 MiB"), (25 << 29, "12 GiB"), (3 << 40, "3 TiB"),
    ]
    for (bytes, words) in sizes { #expect(ByteCount(bytes).description == words) }
  }
}
