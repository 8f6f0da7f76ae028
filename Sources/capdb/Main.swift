import ArgumentParser
import Foundation

/// Parses the arguments, runs the command, and turns whatever is thrown into words and an exit code.
@main
enum Main {
  static func main() async {
    // A server or a reader that goes away is an error of one write, never the end of the program.
    signal(SIGPIPE, SIG_IGN)
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
