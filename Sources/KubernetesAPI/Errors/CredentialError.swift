/// Why there are no credentials to send. Never holds a secret.
public enum CredentialError: Error, Hashable, Sendable {
  /// The file that holds the token cannot be read, or is empty.
  case tokenFile(path: String, detail: String)
  /// The exec plugin of the kubeconfig failed.
  case plugin(command: String, PluginProblem)
  /// Whoever supplies the token failed; in its words.
  case supplier(String)

  /// What an exec plugin did wrong.
  public enum PluginProblem: Hashable, Sendable {
    /// There is no such command; with the kubeconfig's `installHint`.
    case notFound(installHint: String?)
    /// It could not be started.
    case notStarted(String)
    /// `interactiveMode: Always`, but there is no terminal.
    case needsTerminal
    /// It did not end in time.
    case timedOut(Duration)
    /// It ended with this status (a signal as a negative number); with the end of what it wrote to standard error.
    case failed(status: Int, standardError: String)
    /// What it wrote to standard output is not the expected `ExecCredential`.
    case badOutput(String)
  }
}
