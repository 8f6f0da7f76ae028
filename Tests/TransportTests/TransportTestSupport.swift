import LoopbackServer
import Testing

@testable import Transport

/// Requests to the loopback go there directly, whatever proxies the tests' environment names.
let direct = Endpoint(proxy: .none)

extension TransferLimits {
  /// Limits that let a test fail soon rather than hang.
  static func testing(_ change: (inout TransferLimits) -> Void = { _ in }) -> TransferLimits {
    var limits = TransferLimits(connect: .seconds(10), total: .seconds(120), stall: .seconds(60))
    change(&limits)
    return limits
  }
}

extension HTTPRequest {
  /// A GET that goes to the loopback directly.
  static func local(_ url: String, limits: TransferLimits = .testing()) -> HTTPRequest {
    HTTPRequest(url: url, endpoint: direct, limits: limits)
  }
}

extension HTTPTransport {
  /// The error that a request ends with; nil if it is answered.
  func failure(_ request: HTTPRequest) async -> TransportError? {
    do {
      _ = try await send(request)
      return nil
    } catch {
      return error
    }
  }
}

extension ResponseBody {
  /// The bytes as an array.
  var array: [UInt8] { withUnsafeBytes { Array($0) } }
}

/// Bytes that do not repeat soon.
func pattern(_ count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
    for index in 0..<count { buffer[index] = UInt8(truncatingIfNeeded: index ^ (index >> 7) &* 31) }
    used = count
  }
}

/// Waits until `condition` holds, one minute at most.
func eventually(_ condition: () -> Bool) async -> Bool {
  let end = ContinuousClock.now + .seconds(300)
  while ContinuousClock.now < end {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(2))
  }
  return condition()
}
