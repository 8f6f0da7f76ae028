public import Capacity

/// How a server is set up.
public struct ServerConfiguration: Sendable {
  /// Where it listens.
  public var address: ListenAddress
  /// What clients have to know; nil lets everybody read who reaches it.
  public var token: AccessToken?
  /// Names under which it may be asked, beside IP addresses and `localhost`.
  public var hostNames: [String]
  /// How old the last collection of a cluster may be, in seconds, before `/healthz` complains and `/metrics` is silent.
  public var maximumAge: Int64
  /// What it does at most.
  public var limits: ServerLimits
  /// The version of capdb, for pages and descriptions.
  public var version: String
  /// The clock.
  public var now: @Sendable () -> Timestamp

  /// Makes a configuration.
  public init(
    address: ListenAddress = .standard, token: AccessToken? = nil, hostNames: [String] = [], maximumAge: Int64 = 7200,
    limits: ServerLimits = ServerLimits(), version: String, now: @escaping @Sendable () -> Timestamp
  ) {
    self.address = address
    self.token = token
    self.hostNames = hostNames
    self.maximumAge = maximumAge
    self.limits = limits
    self.version = version
    self.now = now
  }
}
