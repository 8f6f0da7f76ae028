public import OutsideText

/// Why there are no credentials to send. Shows nothing of what a plugin wrote.
public enum CredentialError: Error, Hashable, Sendable {
  /// The exec plugin of the kubeconfig failed; its command without its folder.
  case plugin(command: SafeText, PluginProblem)
  /// Whoever supplies the token failed; in the words of its own error.
  case supplier(String)

  /// What an exec plugin did wrong.
  public enum PluginProblem: Hashable, Sendable {
    /// There is no such command; with the place of the kubeconfig's `installHint`, if it has one.
    case notFound(installHint: InputPlace?)
    /// A bare name was found only by an entry of PATH that is relative to the working folder.
    case foundInWorkingFolder
    /// It could not be started.
    case notStarted(FileProblem?)
    /// `interactiveMode: Always`, but there is no terminal.
    case needsTerminal
    /// It did not end in time.
    case timedOut(Duration)
    /// It ended with this status (a signal as a negative number); with what its standard error says of the reason, if
    /// that is known, and the context for which it ran.
    case failed(status: Int, PluginDiagnosis?, context: SafeText?)
    /// What it wrote to standard output is not the expected `ExecCredential`.
    case badOutput(SafeText)
  }
}

extension CredentialError: CustomStringConvertible {
  /// Why there are no credentials and what to do next.
  public var description: String {
    switch self {
    case .plugin(let command, let problem): "the credential plugin \(command) \(problem.words)"
    case .supplier(let words): "no token: \(words)"
    }
  }
}

extension CredentialError.PluginProblem {
  fileprivate var words: String {
    switch self {
    case .notFound(let hint):
      "was not found. Install it, or put its folder into PATH (cron has a short one)"
        + (hint.map { "; how to get it says \($0)" } ?? "")
    case .foundInWorkingFolder:
      "was found in the working folder only, by an entry of PATH that is empty or relative; it is not run from there"
    case .notStarted(let problem): "could not be started" + (problem.map { ": \($0)" } ?? "")
    case .needsTerminal:
      "has interactiveMode Always, but there is no terminal. Use credentials that need nobody to be asked"
    case .timedOut(let duration): "did not end within \(duration.components.seconds) s"
    case .failed(let status, let diagnosis, let context): Self.failed(status, diagnosis, context)
    case .badOutput(let detail): "wrote no credentials that can be used: \(detail)"
    }
  }

  /// What a plugin says may hold a secret, so that only the user is shown it, by the plugin itself.
  private static func failed(_ status: Int, _ diagnosis: PluginDiagnosis?, _ context: SafeText?) -> String {
    let end = status < 0 ? "was ended by signal \(-status)" : "ended with status \(status)"
    let kubectl = context.map { ["", .withheld].contains($0) ? "" : " --context \($0.shellWord)" } ?? ""
    return end + (diagnosis.map { ": \($0)" } ?? "")
      + ". What it says is shown by: kubectl\(kubectl) get nodes"
  }
}

extension SafeText {
  /// As one word of a shell.
  fileprivate var shellWord: String { text.contains(" ") ? "'\(text)'" : text }
}
