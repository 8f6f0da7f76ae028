import Capacity
import Foundation

/// The contents of a file in `~/.aws/sso/cache`. Fields that capdb does not know are kept when it is written back.
struct SSOToken {
  /// What renews a token.
  struct Renewal {
    fileprivate var clientID: String
    fileprivate var clientSecret: String
    fileprivate var refreshToken: String

    /// The request's body.
    var body: [UInt8] {
      let fields = [
        "grantType": "refresh_token", "clientId": clientID, "clientSecret": clientSecret, "refreshToken": refreshToken,
      ]
      return Array((try? JSONSerialization.data(withJSONObject: fields, options: .sortedKeys)) ?? Data())
    }
  }

  let accessToken: String
  let expiresAt: Timestamp
  private let fields: [String: Any]

  /// Reads a file; nil if it holds no access token with an end.
  init?(_ contents: some Sequence<UInt8>) {
    guard let fields = try? JSONSerialization.jsonObject(with: Data(contents)) as? [String: Any] else { return nil }
    self.init(fields: fields)
  }

  private init?(fields: [String: Any]) {
    guard let token = fields["accessToken"] as? String, !token.isEmpty,
      let end = (fields["expiresAt"] as? String).flatMap(Self.time)
    else { return nil }
    accessToken = token
    expiresAt = end
    self.fields = fields
  }

  /// What renews this token at `now`; nil if nothing does.
  func renewal(at now: Timestamp) -> Renewal? {
    guard let clientID = fields["clientId"] as? String, let clientSecret = fields["clientSecret"] as? String,
      let refreshToken = fields["refreshToken"] as? String
    else { return nil }
    if let end = (fields["registrationExpiresAt"] as? String).flatMap(Self.time), end <= now { return nil }
    return Renewal(clientID: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
  }

  /// The token that an answer of the token service brings; nil if it brings none.
  func renewed(by answer: some Sequence<UInt8>, at now: Timestamp) -> SSOToken? {
    guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(answer)) else { return nil }
    var fields = fields
    fields["accessToken"] = reply.accessToken
    fields["expiresAt"] = (now + reply.expiresIn).description
    if let token = reply.refreshToken { fields["refreshToken"] = token }
    return SSOToken(fields: fields)
  }

  /// The file's contents.
  var contents: [UInt8] {
    Array((try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])) ?? Data())
  }

  /// Older versions of the AWS CLI wrote `UTC` where others write `Z`.
  private static func time(_ text: String) -> Timestamp? {
    Timestamp(rfc3339: text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text[...])
  }

  private struct Reply: Decodable {
    var accessToken: String
    var expiresIn: Int64
    var refreshToken: String?
  }
}
