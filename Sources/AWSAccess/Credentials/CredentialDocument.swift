import Capacity
import Foundation

/// The JSON in which the container endpoint, the metadata service and credential processes give out credentials.
struct CredentialDocument: Decodable {
  var accessKeyID: String?
  var secretAccessKey: String?
  /// `Token` of the endpoints.
  var token: String?
  /// `SessionToken` of credential processes.
  var sessionToken: String?
  var expiration: String?
  /// Of the metadata service: `Success`, or what is wrong, with HTTP status 200.
  var code: String?
  var message: String?
  /// Of credential processes: 1.
  var version: Int?

  private enum CodingKeys: String, CodingKey {
    case accessKeyID = "AccessKeyId"
    case secretAccessKey = "SecretAccessKey"
    case token = "Token"
    case sessionToken = "SessionToken"
    case expiration = "Expiration"
    case code = "Code"
    case message = "Message"
    case version = "Version"
  }

  /// Reads a document; nil if it is not one.
  init?(_ bytes: some Sequence<UInt8>) {
    guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: Data(bytes)) else { return nil }
    self = document
  }

  /// The credentials; nil if a key is missing or the expiration is not a time.
  var credentials: Credentials? {
    guard let accessKeyID, !accessKeyID.isEmpty, let secretAccessKey, !secretAccessKey.isEmpty else { return nil }
    let end = expiration.flatMap { Timestamp(rfc3339: $0) }
    guard end != nil || expiration == nil else { return nil }
    return Credentials(
      accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token ?? sessionToken, expiration: end)
  }
}
