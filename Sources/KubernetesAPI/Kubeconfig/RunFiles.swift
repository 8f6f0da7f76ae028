internal import OutsideText
import Synchronization

/// The files that a run reads, each of them once: a pipe (`<(…)`, `/dev/stdin`) gives its contents to the first reader
/// only, and several contexts may be asked for.
public final class RunFiles: Sendable {
  private let known = Mutex<[String: Result<[UInt8], FileProblem>]>([:])

  /// Makes the files of one run; none is read yet.
  public init() {}

  /// The contents of a file.
  ///
  /// - Throws: `FileProblem`.
  func read(_ path: String) throws(FileProblem) -> [UInt8] {
    let contents = known.withLock { known in
      let contents = known[path] ?? Self.contents(path)
      known[path] = contents
      return contents
    }
    return try contents.get()
  }

  private static func contents(_ path: String) -> Result<[UInt8], FileProblem> {
    do throws(FileProblem) {
      return .success(try InputFile.read(path))
    } catch {
      return .failure(error)
    }
  }
}
