extension PluginDiagnosis: CustomStringConvertible {
  /// The reason in capdb's own words, with what to do.
  public var description: String {
    switch self {
    case .awsRefusal(let code, let operation): "AWS refused \(operation): \(code)"
    case .entraRefusal(let code): "Microsoft Entra ID refused: \(code)"
    case .known(let reason): reason.words
    }
  }
}

extension PluginDiagnosis.Reason {
  fileprivate var words: String {
    switch self {
    case .ssoSession, .awsLogin, .gcloudLogin, .azureLogin, .teleportLogin, .oidcLogin, .asksSomebody: logIn
    case .noAWSCredentials, .partialAWSCredentials, .unknownProfile, .noRegion, .brokenAWSConfiguration: aws
    case .unknownHost, .refusedConnection, .proxy, .certificate, .timeout, .unreachable: network
    case .oldCLI: "it does not know its own arguments: the kubeconfig was written for another version of it"
    case .expired: "its credentials have expired"
    case .invalidGrant: "the login that it keeps is no longer accepted: log in again"
    case .missingCommand: "it needs a command that is not in PATH (cron has a short one)"
    case .missingPermission: "it may not read or run a file"
    case .missingFile: "a file that it needs is not there"
    case .crash: "it crashed"
    }
  }

  private var logIn: String {
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

  private var aws: String {
    switch self {
    case .partialAWSCredentials: "it found an AWS access key id without its secret, or the other way round"
    case .unknownProfile: "its AWS profile does not exist (the kubeconfig's exec.env may name it)"
    case .noRegion: "it knows no AWS region"
    case .brokenAWSConfiguration: "it cannot read the AWS configuration file"
    default: "it found no AWS credentials"
    }
  }

  private var network: String {
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
