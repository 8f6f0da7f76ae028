import Foundation
import OutsideText
import Testing

@Suite("Input files")
struct InputFileTests {
  @Test("an empty device is an empty file, and no regular one")
  func device() throws {
    #expect(try InputFile.read("/dev/null").isEmpty)
    #expect(!InputFile.isRegular("/dev/null"))
    #expect(InputFile.exists("/dev/null"))
  }

  @Test("a pipe is read to its end")
  func pipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("a: b\n".utf8))
    try pipe.fileHandleForWriting.close()
    #expect(try InputFile.readText("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == "a: b\n")
  }

  @Test(
    "what cannot be read says why in the system's words",
    arguments: [
      ("/nowhere/at/all", "no such file"), ("/", "it is a directory"), ("/dev/zero", "it is larger than 64 MiB"),
    ])
  func problems(path: String, words: String) {
    let problem = #expect(throws: FileProblem.self) { try InputFile.read(path) }
    #expect(problem?.description == words)
  }

  @Test("text must be UTF-8")
  func encoding() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("text-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data([0x61, 0xFF]).write(to: url)
    let problem = #expect(throws: FileProblem.self) { try InputFile.readText(url.path) }
    #expect(problem?.description == "it is not UTF-8 text")
  }
}
