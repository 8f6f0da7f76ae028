/// Why a program that gives out credentials failed, where its standard error shows a known reason.
///
/// Of its text only an AWS error code with its operation, or a code of Microsoft Entra ID, is kept.
public enum PluginDiagnosis: Hashable, Sendable {
  /// AWS refused a call.
  case awsRefusal(code: SafeText, operation: SafeText)
  /// Microsoft Entra ID refused.
  case entraRefusal(code: SafeText)
  /// A reason without further facts.
  case known(Reason)

  /// A reason by which plugins fail.
  public enum Reason: Hashable, Sendable {
    case ssoSession, awsLogin, gcloudLogin, azureLogin, teleportLogin, oidcLogin
    case noAWSCredentials, partialAWSCredentials, unknownProfile, noRegion, brokenAWSConfiguration, oldCLI
    case expired, asksSomebody, invalidGrant
    case unknownHost, refusedConnection, proxy, certificate, timeout, unreachable
    case missingCommand, missingPermission, missingFile, crash
  }
}

extension PluginDiagnosis {
  /// Reads what a plugin wrote to standard error; nil if it shows no known reason.
  public init?(standardError: some Sequence<UInt8>) {
    let text = String(decoding: Array(standardError).suffix(16 << 10), as: UTF8.self)
    if let refusal = Self.refusal(text) {
      self = refusal
      return
    }
    let lowercased = text.lowercased()
    guard let match = Self.signs.first(where: { $0.signs.contains { lowercased.contains($0) } }) else { return nil }
    self = .known(match.reason)
  }

  /// A refusal that names its code: `An error occurred (CODE) when calling the OPERATION operation`, `AADSTS50020`.
  private static func refusal(_ text: String) -> PluginDiagnosis? {
    if let match = text.firstMatch(of: /An error occurred \(([^()]*)\) when calling the (\S*) operation/),
      let code = SafeText.word(String(match.1)), let operation = SafeText.word(String(match.2))
    {
      return .awsRefusal(code: code, operation: operation)
    }
    guard let match = text.firstMatch(of: /AADSTS[0-9]{4,10}/), let code = SafeText.word(String(match.0)) else {
      return nil
    }
    return .entraRefusal(code: code)
  }

  /// What plugins and shells write, in lower case; the specific before the general.
  private static let signs: [(reason: Reason, signs: [String])] = [
    (.asksSomebody, ["eof when reading a line", "mfa code", "inappropriate ioctl", "device code"]),
    (
      .ssoSession,
      ["error loading sso token", "sso session", "aws sso login", "token has expired and refresh failed", "ssotoken"]
    ),
    (.awsLogin, ["aws login"]),
    (.unknownProfile, ["config profile", "could not find profile", "failed to get shared config profile"]),
    (.partialAWSCredentials, ["partial credentials found"]),
    (
      .noAWSCredentials,
      [
        "unable to locate credentials", "no valid providers in chain", "nocredentialproviders",
        "no ec2 imds role found",
      ]
    ),
    (.noRegion, ["you must specify a region", "missingregion", "could not find region"]),
    (.brokenAWSConfiguration, ["unable to parse config file"]),
    (.oldCLI, ["argument operation: invalid choice", "unknown options:", "unknown flag:"]),
    (
      .gcloudLogin,
      ["gcloud auth login", "gcloud.config.config-helper", "active account selected", "reauthentication"]
    ),
    (.azureLogin, ["az login", "azure cli", "interactionrequired"]),
    (.teleportLogin, ["tsh login", "not logged in", "teleport"]),
    (.oidcLogin, ["oidc", "could not open the browser", "authentication error"]),
    (.invalidGrant, ["invalid_grant"]),
    (.expired, ["expiredtoken", "has expired", "have expired", "is expired", "token expired"]),
    (.proxy, ["proxyconnect", "failed to connect to proxy", "proxyerror"]),
    (.certificate, ["x509:", "certificate verify failed", "certificate_verify_failed", "ssl validation failed"]),
    (
      .unknownHost,
      ["no such host", "could not resolve host", "name or service not known", "failure in name resolution"]
    ),
    (.refusedConnection, ["connection refused"]),
    (.timeout, ["i/o timeout", "timeout on endpoint", "timed out", "deadline exceeded"]),
    (.unreachable, ["could not connect to the endpoint", "network is unreachable", "no route to host"]),
    (.missingCommand, ["command not found", "executable file not found", ": not found"]),
    (.missingPermission, ["permission denied"]),
    (.missingFile, ["no such file or directory"]),
    (.crash, ["traceback (most recent call last)", "panic:", "segmentation fault", "fatal error:", "core dumped"]),
  ]
}

extension PluginDiagnosis: CustomStringConvertible {
  /// The reason in capdb's own words, with what to do.
  public var description: String { words.text }

  /// The reason in capdb's own words, with what to do.
  public var words: SafeText {
    switch self {
    case .awsRefusal(let code, let operation): "AWS refused \(operation): \(code)"
    case .entraRefusal(let code): "Microsoft Entra ID refused: \(code)"
    case .known(let reason): reason.words
    }
  }
}

extension PluginDiagnosis.Reason {
  fileprivate var words: SafeText {
    switch self {
    case .ssoSession, .awsLogin, .gcloudLogin, .azureLogin, .teleportLogin, .oidcLogin, .asksSomebody: logIn
    case .noAWSCredentials, .partialAWSCredentials, .unknownProfile, .noRegion, .brokenAWSConfiguration: aws
    case .unknownHost, .refusedConnection, .proxy, .certificate, .timeout, .unreachable: network
    case .oldCLI: "it does not know its own arguments: they were written for another version of it"
    case .expired: "its credentials have expired"
    case .invalidGrant: "the login that it keeps is no longer accepted: log in again"
    case .missingCommand: "it needs a command that is not in PATH (cron has a short one)"
    case .missingPermission: "it may not read or run a file"
    case .missingFile: "a file that it needs is not there"
    case .crash: "it crashed"
    }
  }

  private var logIn: SafeText {
    switch self {
    case .ssoSession: "its SSO session is missing or has expired: run aws sso login"
    case .awsLogin: "its session has expired: run aws login"
    case .gcloudLogin: "its login is missing or has expired: run gcloud auth login"
    case .azureLogin: "its login is missing or has expired: run az login"
    case .teleportLogin: "its login is missing or has expired: run tsh login"
    case .oidcLogin: "the OpenID Connect login did not succeed"
    default: "it asks for something, such as an MFA code, and nobody can answer"
    }
  }

  private var aws: SafeText {
    switch self {
    case .partialAWSCredentials: "it found an AWS access key id without its secret, or the other way round"
    case .unknownProfile: "its AWS profile does not exist (exec.env of a kubeconfig may name it)"
    case .noRegion: "it knows no AWS region"
    case .brokenAWSConfiguration: "it cannot read the AWS configuration file"
    default: "it found no AWS credentials"
    }
  }

  private var network: SafeText {
    switch self {
    case .unknownHost: "it cannot resolve a host's name"
    case .refusedConnection: "a server refused its connection"
    case .proxy: "it cannot connect to the proxy"
    case .certificate: "it does not trust a server's certificate"
    case .timeout: "a server did not answer it in time"
    default: "it cannot connect to a server"
    }
  }
}
