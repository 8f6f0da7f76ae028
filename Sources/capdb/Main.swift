import ArgumentParser
import CMalloc
import Foundation

/// Parses the arguments, runs the command, and turns whatever is thrown into words and an exit code.
@main
enum Main {
  /// Keeps pages of lists out of the heap: a buffer of 2 MB is then given back when it is freed, whatever lies behind
  /// it, and no thread keeps an arena of its own.
  ///
  /// Source: mallopt(3).
  private static func limitHeap() {
    #if canImport(Glibc)
      mallopt(M_MMAP_THRESHOLD, 256 << 10)
      mallopt(M_ARENA_MAX, 2)
    #endif
  }

  static func main() async {
    limitHeap()
    // A server or a reader that goes away is an error of one write, never the end of the program.
    signal(SIGPIPE, SIG_IGN)
    // A file that reaches the limit of its size (ulimit -f) too.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try Capdb.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.exit(with: error)
    }
  }
}
