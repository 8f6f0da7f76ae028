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
    /// The variables that hold the address of the API server are not set.
    case noVariables
    /// One of its files cannot be read.
    case file(SafeText, FileProblem)
    /// Its token is empty.
    case emptyToken(SafeText)
  }
}

extension KubeconfigError: CustomStringConvertible {
  /// What is wrong, in which file or entry, and what to do next.
  public var description: String {
    switch self {
    case .unreadable(let file, let problem): "\(file): \(problem)"
    case .malformed(let place, let malformation): "\(place): \(malformation.words)"
    case .duplicateName(let file, let list, let name): "\(file): \(list) holds the name \"\(name)\" twice"
    case .noConfiguration, .documentInVariable: nothing
    case .noCurrentContext(let known):
      "the kubeconfig has no current-context. Name one with --context: \(Self.list(known))"
    case .unknownContext(let name, let known): "context \"\(name)\" does not exist. There are: \(Self.list(known))"
    case .unknownCurrentContext(let known):
      "the kubeconfig's current-context names a context that does not exist. There are: \(Self.list(known))"
    case .noCluster(let context, let file): "context \"\(context)\" of \(file) names no cluster"
    case .unknownEntry(let kind, let context, let file, let known):
      "context \"\(context)\" of \(file) names a \(kind) that does not exist. There are: \(Self.list(known))"
    case .invalid(let kind, let name, let file, let fault): "\(kind) \"\(name)\" of \(file): \(fault.words)"
    case .inCluster(let problem): "the pod's service account cannot be used: \(problem.words)"
    }
  }

  private var nothing: String {
    guard case .noConfiguration(let searched) = self else {
      return "KUBECONFIG is to hold the paths of files, and seems to hold a document itself. Write it to a file, "
        + "or in bash use --kubeconfig <(echo \"$KUBECONFIG\")"
    }
    return "there is no kubeconfig\(searched.isEmpty ? "" : " (looked for \(Self.list(searched)))"), "
      + "and this is no pod. Set KUBECONFIG, or use --eks-cluster"
  }

  private static func list(_ names: [SafeText]) -> String {
    names.isEmpty ? "none" : SafeText.list(names).text
  }
}

extension KubeconfigError.Malformation {
  fileprivate var words: String {
    switch self {
    case .notYAML(let problem): "no kubeconfig: \(problem)"
    case .type(let expected): "must be \(expected)"
    case .otherKind: "no kubeconfig: its kind is not Config, or its apiVersion is not v1"
    }
  }
}

extension KubeconfigError.Fault {
  fileprivate var words: String {
    switch self {
    case .missing(let field): "\(field) is missing"
    case .conflict(let one, let other): "\(one) and \(other) exclude each other"
    case .value(let field, let expected): "\(field) must be \(expected)"
    case .file(let field, let problem): "\(field): \(problem)"
    case .emptyFile(let field): "\(field): the file is empty"
    case .basicAuthentication:
      "user name and password are accepted by no API server since Kubernetes 1.19. Use a token, a client certificate "
        + "or an exec plugin"
    case .authProvider(let name): Self.authProvider(name)
    case .execV1Alpha1:
      "its exec plugin speaks client.authentication.k8s.io/v1alpha1, which Kubernetes 1.24 removed. Write the entry "
        + "anew (on EKS: aws eks update-kubeconfig, with an AWS CLI of 2.7 or later)"
    }
  }

  private static func authProvider(_ name: SafeText?) -> String {
    let replacement =
      switch name {
      case "gcp": "gke-gcloud-auth-plugin"
      case "azure": "kubelogin convert-kubeconfig"
      case "oidc": "the exec plugin kubelogin (kubectl oidc-login)"
      default: "an exec plugin"
      }
    return "auth-provider\(name.map { " \"\($0)\"" } ?? "") is a legacy form that capdb does not speak. "
      + "Use \(replacement)"
  }
}

extension KubeconfigError.AccountProblem {
  fileprivate var words: String {
    switch self {
    case .noVariables: "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"
    case .file(let file, let problem): "\(file): \(problem)"
    case .emptyToken(let file): "\(file): the file is empty"
    }
  }
}
