/// What a program that prints credentials says on standard error, as far as it is known what it means.
///
/// Its words may hold anything, so none of them is shown. They are searched for what the usual programs say.
public struct PluginDiagnosis: Hashable, Sendable {
  /// The meaning in words of this program; nil where nothing is known.
  public let words: SafeText?

  /// Reads what a program wrote to standard error.
  public init(errorOutput: String) {
    let text = errorOutput.prefix(64 << 10)
    words = Self.serviceError(text) ?? Self.known.first { text.contains($0.sign) }?.words
  }

  /// `An error occurred (AccessDenied) when calling the AssumeRole operation: …` of the AWS CLI and the SDKs.
  private static func serviceError(_ text: Substring) -> SafeText? {
    guard
      let match = text.firstMatch(
        of: /An error occurred \(([A-Za-z0-9.]+)\) when calling the ([A-Za-z0-9]+) operation/),
      let code = SafeText.word(String(match.1)), let operation = SafeText.word(String(match.2))
    else { return nil }
    return "AWS refused \(operation) with \(code)"
  }

  /// What the AWS CLI, aws-iam-authenticator, gke-gcloud-auth-plugin, kubelogin, tsh, the shells and Python write.
  private static let known: [(sign: String, words: SafeText)] = [
    ("Token has expired and refresh failed", "the SSO session has expired: log in again"),
    ("Error loading SSO Token", "there is no SSO session: log in"),
    ("SSO session associated with this profile has expired", "the SSO session has expired: log in again"),
    ("The SSO session", "the SSO session has expired or is not valid: log in again"),
    ("Unable to locate credentials", "it found no AWS credentials"),
    ("could not get token: NoCredentialProviders", "it found no AWS credentials"),
    ("NoCredentialProviders", "it found no AWS credentials"),
    ("failed to refresh cached credentials", "it found no AWS credentials that work"),
    ("Partial credentials found", "its AWS credentials are incomplete"),
    ("The config profile", "it does not know the AWS profile"),
    ("failed to get shared config profile", "it does not know the AWS profile"),
    ("ExpiredToken", "its credentials have expired"),
    ("RequestExpired", "its credentials have expired, or the clock is wrong"),
    ("InvalidClientTokenId", "its access key is not valid"),
    ("SignatureDoesNotMatch", "its secret access key is not valid, or the clock is wrong"),
    ("AccessDenied", "it lacks a right"),
    ("You must specify a region", "it knows no region"),
    ("Could not connect to the endpoint URL", "it could not reach its service"),
    ("Connect timeout on endpoint URL", "it could not reach its service"),
    ("Failed to connect to proxy", "it could not reach its proxy"),
    ("no such host", "the name of a host has no address"),
    ("Name or service not known", "the name of a host has no address"),
    ("connection refused", "its service refused the connection"),
    ("i/o timeout", "its service did not answer in time"),
    ("certificate signed by unknown authority", "it does not trust the certificate of its service"),
    ("CERTIFICATE_VERIFY_FAILED", "it does not trust the certificate of its service"),
    ("SSL validation failed", "it does not trust the certificate of its service"),
    ("invalid_grant", "its login has expired: log in again"),
    ("Reauthentication required", "its login has expired: log in again"),
    ("Reauthentication failed", "its login has expired: log in again"),
    ("please run 'az login'", "it is not logged in"),
    ("Not logged in", "it is not logged in"),
    ("gcloud auth login", "it is not logged in"),
    ("ModuleNotFoundError", "it is not installed completely: a Python module is missing"),
    ("ImportError", "it is not installed completely: a Python module cannot be loaded"),
    ("Traceback (most recent call last)", "it crashed"),
    ("panic:", "it crashed"),
    ("unrecognized arguments", "it does not know one of its arguments"),
    ("unknown flag", "it does not know one of its arguments"),
    ("Invalid choice", "it does not know one of its arguments"),
    ("command not found", "it calls a command that is not there"),
    ("No such file or directory", "it needs a file that is not there"),
    ("Permission denied", "it may not read or execute a file"),
  ]
}
