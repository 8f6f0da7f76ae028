import Foundation

extension URLComponents {
  /// The host as it stands in the URL: an IPv6 address in brackets.
  var encodedHost: String? {
    guard let host = percentEncodedHost else { return nil }
    return host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
  }
}
