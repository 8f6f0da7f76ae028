import Capacity
import OutsideText
import Transport

/// The calls of the Security Token Service that give out credentials.
struct STSClient: Sendable {
  private let settings: AWSSettings
  private let region: String

  init(_ settings: AWSSettings, region: String) {
    self.settings = settings
    self.region = region
  }

  /// Assumes a role with other credentials.
  func assumeRole(
    _ role: AWSRole, with supply: AWSCaller.CredentialSupply
  ) async throws(AWSError) -> Credentials {
    var parameters = common(role)
    if let id = role.externalID { parameters.append(("ExternalId", id)) }
    let caller = try AWSCaller(settings, service: .sts, region: region, action: "AssumeRole")
    let response = try await caller.send(request(caller, parameters), signedBy: supply)
    return try credentials(response, AssumeRoleDecoder(), caller.call)
  }

  /// Assumes a role with an identity token instead of credentials; the call is not signed.
  func assumeRole(_ role: AWSRole, webIdentityToken token: String) async throws(AWSError) -> Credentials {
    let caller = try AWSCaller(settings, service: .sts, region: region, action: "AssumeRoleWithWebIdentity")
    let parameters = common(role) + [("WebIdentityToken", token)]
    let response = try await caller.send(request(caller, parameters))
    return try credentials(response, AssumeRoleWithWebIdentityDecoder(), caller.call)
  }

  private func common(_ role: AWSRole) -> [(name: String, value: String)] {
    let sessionName = role.sessionName ?? "capdb-\(settings.environment.now().seconds)"
    var parameters = [(name: "RoleArn", value: role.arn), (name: "RoleSessionName", value: sessionName)]
    if let seconds = role.durationSeconds { parameters.append(("DurationSeconds", String(seconds))) }
    return parameters
  }

  private func request(_ caller: AWSCaller, _ parameters: [(name: String, value: String)]) -> HTTPRequest {
    caller.queryRequest(version: "2011-06-15", parameters, limits: TransferLimits(bodyBytes: 1 << 20))
  }

  private func credentials(
    _ response: HTTPResponse, _ decoder: some STSCredentialsDecoder, _ call: AWSCall
  ) throws(AWSError) -> Credentials {
    var decoder = decoder
    do {
      try decoder.decode(response.body)
    } catch {
      throw .unreadable(call, reason: error.words)
    }
    guard let credentials = decoder.fields.credentials else {
      throw .unreadable(call, reason: "the answer holds no complete credentials")
    }
    return credentials
  }
}

/// STS's `Credentials` while they are read.
struct STSCredentialFields {
  var accessKeyID = ""
  var secretAccessKey = ""
  var sessionToken = ""
  var expiration: Timestamp?

  var credentials: Credentials? {
    guard !accessKeyID.isEmpty, !secretAccessKey.isEmpty, !sessionToken.isEmpty, let expiration else { return nil }
    return Credentials(
      accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, expiration: expiration)
  }
}

/// The elements of STS's `Credentials`.
enum STSCredentialElement {
  case accessKeyID
  case secretAccessKey
  case sessionToken
  case expiration
}

/// Reads an answer of STS that holds credentials.
protocol STSCredentialsDecoder: XMLReplyDecoder where Element == STSCredentialElement {
  static var result: String { get }
  var fields: STSCredentialFields { get set }
}

extension STSCredentialsDecoder {
  static var elements: [(path: String, element: STSCredentialElement)] {
    [
      ("\(result)/Credentials/AccessKeyId", .accessKeyID),
      ("\(result)/Credentials/SecretAccessKey", .secretAccessKey),
      ("\(result)/Credentials/SessionToken", .sessionToken),
      ("\(result)/Credentials/Expiration", .expiration),
    ]
  }

  mutating func end(_ element: STSCredentialElement, text: String) {
    switch element {
    case .accessKeyID: fields.accessKeyID = text
    case .secretAccessKey: fields.secretAccessKey = text
    case .sessionToken: fields.sessionToken = text
    case .expiration: fields.expiration = Timestamp(rfc3339: text)
    }
  }
}

private struct AssumeRoleDecoder: STSCredentialsDecoder {
  static let root = "AssumeRoleResponse"
  static let result = "AssumeRoleResult"
  var fields = STSCredentialFields()
}

private struct AssumeRoleWithWebIdentityDecoder: STSCredentialsDecoder {
  static let root = "AssumeRoleWithWebIdentityResponse"
  static let result = "AssumeRoleWithWebIdentityResult"
  var fields = STSCredentialFields()
}
