import ArgumentParser

/// `capdb completions`.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Prints the script that lets a shell complete capdb's commands, topics, options and columns.",
    discussion: """
      `make install` puts the scripts where the shells look for them. To do so by hand:

      EXAMPLES
        capdb completions bash > ~/.local/share/bash-completion/completions/capdb
        capdb completions zsh > "${fpath[1]}/_capdb"
        capdb completions fish > ~/.config/fish/completions/capdb.fish
        source <(capdb completions bash)           for this bash only
      """)

  /// The shells that capdb has completion scripts for.
  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash
    case zsh
    case fish

    var completed: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    try StandardOutput.print(Capdb.completionScript(for: shell.completed))
  }
}
