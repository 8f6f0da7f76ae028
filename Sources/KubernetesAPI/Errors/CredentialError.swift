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
