public import OutsideText

/// Why a kubeconfig (or the in-cluster account) gives no connection.
///
/// Of what the files say only the names of contexts, clusters and users are shown; a value is named by its place.
public enum KubeconfigError: Error, Hashable, Sendable {
  /// A file cannot be read.
  case unreadable(file: SafeText, FileProblem)
  /// A file is no kubeconfig.
  case malformed(InputPlace, Malformation)
  /// A list of one file holds a name twice.
  case duplicateName(file: SafeText, list: SafeText, name: SafeText)
  /// There is no configuration at all.
  case noConfiguration(searched: [SafeText])
  /// `KUBECONFIG` holds no paths, but a document.
  case documentInVariable
  /// No context was asked for, and no file names a current one.
  case noCurrentContext(known: [SafeText])
  /// There is no context of the name that was asked for.
  case unknownContext(SafeText, known: [SafeText])
  /// `current-context` names a context that does not exist.
  case unknownCurrentContext(known: [SafeText])
  /// The context names no cluster.
  case noCluster(context: SafeText, file: SafeText)
  /// The context names a cluster or user that does not exist.
  case unknownEntry(kind: SafeText, context: SafeText, file: SafeText, known: [SafeText])
  /// An entry cannot be used.
  case invalid(kind: SafeText, name: SafeText, file: SafeText, Fault)
  /// The variables or files of a pod's service account are incomplete.
  case inCluster(AccountProblem)

  /// Why a text is no kubeconfig.
  public enum Malformation: Hashable, Sendable {
    /// It is no YAML that can be used.
    case notYAML(SafeText)
    /// A value has another type than its field.
    case type(expected: SafeText)
    /// `kind` or `apiVersion` is that of something else.
    case otherKind
  }

  /// What is wrong with a cluster or user entry.
  public enum Fault: Hashable, Sendable {
    /// A field that must be there is not.
    case missing(field: SafeText)
    /// Two fields exclude each other.
    case conflict(SafeText, SafeText)
    /// A field has a value that it may not have.
    case value(field: SafeText, expected: SafeText)
    /// A file that a field names cannot be read.
    case file(field: SafeText, FileProblem)
    /// A file that a field names holds nothing.
    case emptyFile(field: SafeText)
    /// User name and password, which no server of today accepts.
    case basicAuthentication
    /// A legacy `auth-provider`: of this name, if it is a known one.
    case authProvider(SafeText?)
    /// The exec plugin speaks `client.authentication.k8s.io/v1alpha1`.
    case execV1Alpha1
  }

  /// What is wrong with a pod's service account.
  public enum AccountProblem: Hashable, Sendable {
    /// The variables that tell where the API server is are not set.
    case noVariables
    /// One of its files cannot be read.
    case file(SafeText, FileProblem)
    /// Its token is empty.
    case emptyToken(SafeText)
  }
}
