import Foundation
public import OutsideText

/// Where a connection to a cluster was configured, and how the caller is identified. Holds names, and nothing secret.
public struct ConnectionOrigin: Hashable, Sendable {
  /// The kubeconfig files that were read, in their order; none without a kubeconfig.
  public var files: [SafeText]
  /// The context; nil without a kubeconfig.
  public var context: SafeText?
  /// The user entry of the context; nil if it names none.
  public var user: SafeText?
  /// How the caller is identified.
  public var credential: CredentialForm

  /// By default what no kubeconfig describes.
  public init(
    files: [SafeText] = [], context: SafeText? = nil, user: SafeText? = nil, credential: CredentialForm = .supplied
  ) {
    self.files = files
    self.context = context
    self.user = user
    self.credential = credential
  }
}

/// How a caller is identified to an API server.
public enum CredentialForm: Hashable, Sendable {
  /// Not at all.
  case none
  /// By a fixed bearer token; if it says when it expires, in seconds since the epoch.
  case token(expiration: Int64?)
  /// By a bearer token in a file that somebody else renews.
  case tokenFile
  /// By a client certificate.
  case clientCertificate
  /// By what an exec plugin prints; its name, if it is a known one.
  case exec(SafeText?)
  /// By the service account of the pod that capdb runs in.
  case serviceAccount
  /// By a token that the caller of this module makes, for example from AWS credentials.
  case supplied
}

extension CredentialForm: CustomStringConvertible {
  /// For example `a bearer token` or `the exec plugin aws`.
  public var description: String {
    switch self {
    case .none: "no credentials"
    case .token: "a bearer token"
    case .tokenFile: "a bearer token in a file"
    case .clientCertificate: "a client certificate"
    case .exec(let plugin): plugin.map { "the exec plugin \($0)" } ?? "an exec plugin"
    case .serviceAccount: "the pod's service account"
    case .supplied: "a token made from AWS credentials"
    }
  }
}

extension UserEntry {
  /// How this user is identified: in the order in which the forms win.
  var form: CredentialForm {
    if tokenFile != nil { return .tokenFile }
    if let token { return .token(expiration: JSONWebToken.expiration(of: token)) }
    if clientCertificate != nil { return .clientCertificate }
    return exec.map { .exec($0.knownName) } ?? .none
  }
}

extension ExecEntry {
  /// The plugins whose names may be shown. A command of another name is a text of the kubeconfig.
  private static let known: [SafeText] = [
    "aws", "aws-iam-authenticator", "aws-vault", "kubelogin", "kubectl", "kubectl-oidc_login", "gke-gcloud-auth-plugin",
    "tsh", "vault",
  ]

  /// The plugin's name, if it is a known one.
  var knownName: SafeText? {
    let name = command.split(separator: "/").last.map(String.init)
    return Self.known.first { $0.text == name }
  }
}

/// The readable half of a JSON Web Token.
///
/// Source: RFC 7519 section 4.1.4.
enum JSONWebToken {
  private struct Claims: Decodable {
    var exp: Double?
  }

  /// When a token expires, in seconds since the epoch; nil if it is of another kind or does not say.
  static func expiration(of token: String) -> Int64? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let base64 = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
    let padded = base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4)
    let claims = Data(base64Encoded: padded).flatMap { try? JSONDecoder().decode(Claims.self, from: $0) }
    return claims?.exp.flatMap { (moment: Double) in Int64(exactly: moment.rounded(.down)) }
  }
}
