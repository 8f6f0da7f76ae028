import CapdbRunner
import Foundation
import Testing

/// The completion scripts in the shells that they are for, and the manual page in its formatters.
struct ShellTests {
  private static let words: [(line: String, expected: Set<String>)] = [
    ("capdb re", ["report", "restore"]), ("capdb report pod-", ["pod-slots"]),
    ("capdb report --format ", ["table", "csv", "json", "html"]),
    ("capdb report nodes --sort pods_", ["pods_allocatable", "pods_used", "pods_free"]),
    ("capdb report subnets --by ", ["cluster", "vpc", "zone", "subnet"]),
    ("capdb report pod-slots --chart --value slots_", ["slots_allocatable", "slots_used", "slots_free"]),
    ("capdb completions ", ["bash", "zsh", "fish"]),
    ("capdb forecast --sort exhausted_at_", ["exhausted_at_earliest", "exhausted_at_latest"]),
  ]

  /// Runs `body` with a folder that holds `capdb` and, in a file, what it prints.
  private func withOutput(
    of arguments: [String], _ body: (_ file: String, _ environment: [String: String]) throws -> Void
  ) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "capdb-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createSymbolicLink(
      at: directory.appending(path: "capdb"), withDestinationURL: CapdbRunner.binary)
    let capdb = CapdbRunner(directory: directory)
    let outcome = try await capdb.run(arguments)
    #expect(outcome.exitCode == 0, "stderr: \(outcome.errors)")
    let file = directory.appending(path: "output").path
    try outcome.output.write(toFile: file, atomically: true, encoding: .utf8)
    let path = capdb.environment["PATH"] ?? ""
    try body(file, capdb.environment.merging(["PATH": "\(directory.path):\(path)"]) { $1 })
  }

  @Test(.enabled(if: Pseudoterminal.has("bash"), "needs bash")) func bashCompletesCommandsTopicsAndColumns()
    async throws
  {
    let script = """
      source "$1"; shift
      COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}
      read -ra COMP_WORDS <<< "$COMP_LINE"; [[ "$COMP_LINE" == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _capdb capdb "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    try await withOutput(of: ["completions", "bash"]) { file, environment in
      let output = try Pseudoterminal.output(of: ["bash", "-n", file], environment: environment)
      #expect(output == "")
      for (line, expected) in Self.words {
        let offered = try Pseudoterminal.output(of: ["bash", "-c", script, "-", file, line], environment: environment)
        #expect(Set(offered.split(separator: "\n").map(String.init)) == expected, "\(line)")
      }
    }
  }

  /// fish asks its command line for what was typed, which only an interactive one has.
  @Test(.enabled(if: Pseudoterminal.has("fish"), "needs fish")) func fishReadsItsScript() async throws {
    try await withOutput(of: ["completions", "fish"]) { file, environment in
      let mistakes = try Pseudoterminal.output(of: ["fish", "-n", file], environment: environment)
      #expect(mistakes == "")
      let script = "source $argv[1]; complete -c capdb | string match -q '*table csv json*'; and echo complete"
      let output = try Pseudoterminal.output(of: ["fish", "-c", script, file], environment: environment)
      #expect(output == "complete\n")
    }
  }

  @Test(.enabled(if: Pseudoterminal.has("zsh"), "needs zsh")) func zshReadsItsScript() async throws {
    try await withOutput(of: ["completions", "zsh"]) { file, environment in
      let script = "autoload -Uz compinit && compinit -u -D && source $1 && print $_comps[capdb]"
      let mistakes = try Pseudoterminal.output(of: ["zsh", "-n", file], environment: environment)
      #expect(mistakes == "")
      let function = try Pseudoterminal.output(of: ["zsh", "-fc", script, "-", file], environment: environment)
      #expect(function.hasSuffix("_capdb\n"))
    }
  }

  @Test(.enabled(if: Pseudoterminal.has("mandoc"), "needs mandoc")) func mandocFindsNothingWrongWithTheManual()
    async throws
  {
    try await withOutput(of: ["manual"]) { file, environment in
      let output = try Pseudoterminal.output(
        of: ["mandoc", "-T", "lint", "-W", "warning", file], environment: environment)
      #expect(output == "")
    }
  }

  @Test(.enabled(if: Pseudoterminal.has("groff"), "needs groff")) func groffFormatsTheManualOfEveryCommand()
    async throws
  {
    try await withOutput(of: ["manual"]) { file, environment in
      let page = try Pseudoterminal.output(
        of: ["groff", "-mdoc", "-Tascii", "-P-cbou", "-ww", file], environment: environment)
      for text in ["capdb -- Remembers", "collect", "--since time", "pod-slots", "EXIT STATUS", "NO_COLOR"] {
        #expect(page.contains(text), "\(text)")
      }
      #expect(!page.contains("warning:") && !page.contains("error:"))
    }
  }
}
