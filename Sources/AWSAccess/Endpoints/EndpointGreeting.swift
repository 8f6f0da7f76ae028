public import OutsideText
public import Transport

/// How the server of a service answers before anything is asked of the account.
public struct EndpointGreeting: Hashable, Sendable {
  /// Scheme, host and port.
  public var server: SafeText
  /// When it answered by its own clock, in seconds since the epoch; nil if it does not say.
  public var sentAt: Int64?
  /// The certificate that it showed; nil without TLS.
  public var certificate: ServerCertificate?
}

extension AWSSession {
  /// Asks the server of EC2 or STS for its clock and its certificate, by a call without a signature, on a connection of
  /// its own. The service refuses the call, and the refusal tells both.
  ///
  /// - Throws: `AWSError.configuration` if the endpoint settings cannot be used; `.unreachable`.
  public func greet(_ service: AWSService) async throws(AWSError) -> EndpointGreeting {
    let caller = try AWSCaller(
      settings, service: service, region: region, action: service == .sts ? "GetCallerIdentity" : "DescribeRegions")
    var request = caller.queryRequest(
      version: service == .sts ? "2011-06-15" : "2016-11-15", [], limits: TransferLimits(bodyBytes: 1 << 20))
    request.asksForCertificate = true
    do {
      let response = try await settings.environment.transport.send(request, policy: settings.environment.retry) { _ in
        .final
      }
      return EndpointGreeting(
        server: caller.endpoint.shownServer, sentAt: response.sentAt, certificate: response.certificate)
    } catch {
      throw .unreachable(caller.call, error)
    }
  }
}
