public import OutsideText
import Transport

/// Whom AWS takes the caller for.
public struct CallerIdentity: Hashable, Sendable {
  /// The ARN of the user or of the assumed role; nil if it may not be shown.
  public var arn: SafeText?
  /// The number of the account; nil if it is no account's.
  public var account: String?

  /// Whom AWS takes the caller for.
  public init(arn: SafeText?, account: String?) {
    self.arn = arn
    self.account = account
  }
}

extension AWSSession {
  /// Asks the Security Token Service who the caller is, which needs no right.
  ///
  /// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  /// - Throws: `AWSError`.
  public func callerIdentity() async throws(AWSError) -> CallerIdentity {
    let caller = try AWSCaller(settings, service: .sts, region: region, action: "GetCallerIdentity")
    let request = caller.queryRequest(version: "2011-06-15", [], limits: TransferLimits(bodyBytes: 1 << 20))
    let response = try await caller.send(request, signedBy: credentialSupply)
    var decoder = CallerIdentityDecoder()
    do {
      try decoder.decode(response.body)
    } catch {
      throw .unreadable(caller.call, reason: error.words)
    }
    return decoder.identity
  }
}

private struct CallerIdentityDecoder: XMLReplyDecoder {
  enum Element: Sendable {
    case arn, account
  }

  static let root = "GetCallerIdentityResponse"
  static let elements: [(path: String, element: Element)] = [
    ("GetCallerIdentityResult/Arn", .arn), ("GetCallerIdentityResult/Account", .account),
  ]
  var identity = CallerIdentity(arn: nil, account: nil)

  mutating func end(_ element: Element, text: String) {
    switch element {
    case .arn: identity.arn = SafeText.firstARN(in: text)
    case .account: identity.account = text.wholeMatch(of: /[0-9]{12}/).map { String($0.0) }
    }
  }
}
