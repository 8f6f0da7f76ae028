public import Capacity
public import OutsideText

/// Where a session's credentials come from: which places were passed over, which one decided, and what came of it.
public struct CredentialSearch: Sendable {
  /// A place that does not apply.
  public struct Step: Hashable, Sendable {
    /// The place.
    public var provider: CredentialFault.Provider
    /// What it would have needed.
    public var reason: SafeText

    /// - Parameter reason: what the place would have needed.
    public init(provider: CredentialFault.Provider, reason: SafeText) {
      self.provider = provider
      self.reason = reason
    }
  }

  /// The places that do not apply, in the order in which they were asked.
  public var passed: [Step]
  /// The place that decided; nil if none applies.
  public var provider: CredentialFault.Provider?
  /// Whether a role was assumed on top, because the caller asked for it.
  public var assumesRole: Bool
  /// When the credentials expire; nil for those that last, and where there are none.
  public var expiration: Timestamp?
  /// Why there are none; nil if there are.
  public var failure: AWSError?

  /// By default a search that succeeded without a role.
  public init(
    passed: [Step] = [], provider: CredentialFault.Provider?, assumesRole: Bool = false, expiration: Timestamp? = nil,
    failure: AWSError? = nil
  ) {
    self.passed = passed
    self.provider = provider
    self.assumesRole = assumesRole
    self.expiration = expiration
    self.failure = failure
  }
}

extension AWSSession {
  /// Looks for credentials anew, as the session itself does when it needs them, and tells how that went.
  public func searchCredentials() async -> CredentialSearch {
    let search = await CredentialChain(settings, region: region).search()
    var report = CredentialSearch(passed: search.passed, provider: search.provider, assumesRole: role != nil)
    do throws(AWSError) {
      let found = try search.result.get()
      report.expiration = found.expiration
      guard role != nil else { return report }
      report.expiration = try await credentials.credentials().expiration
    } catch {
      report.failure = error
    }
    return report
  }
}
