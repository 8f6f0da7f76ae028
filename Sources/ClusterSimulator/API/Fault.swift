/// Something that goes wrong on purpose, for requests that it matches.
public struct Fault: Sendable {
  /// What goes wrong.
  public enum Kind: Sendable {
    /// This answer instead of the real one.
    case response(status: Int, contentType: String, body: String)
    /// Kubernetes: 401, the token is not accepted. EC2: `AuthFailure`.
    case unauthorized
    /// Kubernetes: 403, RBAC does not allow it. EC2: `UnauthorizedOperation`.
    case forbidden
    /// Kubernetes: 410, a continue token that is too old, with a fresh one in the answer. Lists only.
    case expiredContinueToken
    /// Kubernetes: 429 with `Retry-After`, as text. EC2: `RequestLimitExceeded`, HTTP 503.
    case tooManyRequests(retryAfterSeconds: Int)
    /// An EC2 or STS error of this code.
    case awsError(status: Int, code: String, message: String)
    /// The connection breaks off after this share (0…1) of the body.
    case cutBody(share: Double)
    /// A body of the right type and length that ends after this share (0…1) of the real one, properly delivered.
    case truncatedBody(share: Double)
    /// As many bytes as the real body has, but random ones.
    case garbage
    /// A watch that is accepted and never says anything.
    case silence
    /// The real answer, later.
    case delay(Duration)
  }

  /// What it matches: a path of the Kubernetes API (`/api/v1/pods`, and `watch /api/v1/pods` for watches), or an action of
  /// EC2 or STS (`DescribeSubnets`).
  public var target: String
  /// What goes wrong.
  public var kind: Kind
  /// How many matching requests pass unharmed before it strikes.
  public var skipping: Int
  /// How often it strikes; nil for always.
  public var times: Int?

  /// Makes a fault that strikes from the first request on, always, by default.
  public init(_ target: String, _ kind: Kind, skipping: Int = 0, times: Int? = nil) {
    self.target = target
    self.kind = kind
    self.skipping = skipping
    self.times = times
  }
}

/// The faults of a server, used up as they strike.
struct FaultList: Sendable {
  private var faults: [Fault] = []

  mutating func add(_ fault: Fault) { faults.append(fault) }
  mutating func removeAll() { faults.removeAll() }

  /// What may not be asked, whether or not it has been asked yet.
  var forbiddenTargets: Set<String> {
    Set(
      faults.filter { fault in
        if case .forbidden = fault.kind { fault.times != 0 } else { false }
      }.map(\.target))
  }

  /// The fault that strikes a request for `target`, if any.
  mutating func next(for target: String) -> Fault.Kind? {
    guard let index = faults.firstIndex(where: { $0.target == target && $0.times != 0 }) else { return nil }
    guard faults[index].skipping == 0 else {
      faults[index].skipping -= 1
      return nil
    }
    if let times = faults[index].times { faults[index].times = times - 1 }
    return faults[index].kind
  }
}
