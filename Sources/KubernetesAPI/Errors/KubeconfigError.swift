/// Why a kubeconfig (or the in-cluster account) gives no connection. Never holds a secret.
public enum KubeconfigError: Error, Hashable, Sendable {
  /// A file cannot be read.
  case unreadable(path: String, detail: String)
  /// A file is no kubeconfig.
  case malformed(path: String, detail: String)
  /// A list of one file holds a name twice.
  case duplicateName(path: String, list: String, name: String)
  /// There is no configuration at all.
  case noConfiguration(searched: [String])
  /// No context was asked for, and no file names a current one.
  case noCurrentContext(known: [String])
  /// There is no context of this name.
  case unknownContext(String, known: [String])
  /// The context names a cluster or user that does not exist.
  case unknownEntry(kind: String, name: String, context: String)
  /// An entry cannot be used.
  case invalid(kind: String, name: String, Fault)
  /// The variables or files of a pod's service account are incomplete.
  case inCluster(String)

  /// What is wrong with a cluster or user entry.
  public enum Fault: Hashable, Sendable {
    /// A field that must be there is not.
    case missing(field: String)
    /// Two fields exclude each other.
    case conflict(String, String)
    /// A field that is to be base64 is not.
    case notBase64(field: String)
    /// A field has a value that it may not have.
    case value(field: String, String, expected: String)
    /// A file that a field names cannot be read.
    case file(field: String, path: String, detail: String)
    /// User name and password, which no server of today accepts.
    case basicAuthentication
    /// A legacy `auth-provider` of this name.
    case authProvider(String)
    /// The exec plugin speaks `client.authentication.k8s.io/v1alpha1`.
    case execV1Alpha1
  }
}
