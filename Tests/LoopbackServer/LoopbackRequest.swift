/// A request as it arrived.
public struct LoopbackRequest: Sendable {
  /// The method, for example `GET`.
  public var method: String
  /// The request target as sent: `/path?query`, or an absolute URL or `host:port` where the server is used as a proxy.
  public var target: String
  /// Header lines in order, names as sent.
  public var headers: [(name: String, value: String)]
  /// The body.
  public var body: [UInt8]
  /// Which accepted connection it came over; the first is 1.
  public var connection: Int

  /// The target without its query, still percent-encoded.
  public var path: String { String(target.prefix { $0 != "?" }) }

  /// What follows the `?`, still percent-encoded; empty if nothing does.
  public var query: String { String(target.drop { $0 != "?" }.dropFirst()) }

  /// The query's parameters, percent-decoded; of equal names the last wins.
  public var queryParameters: [String: String] { Self.parameters(query) }

  /// The parameters of a form in the body, percent-decoded; of equal names the last wins.
  public var formParameters: [String: String] { Self.parameters(text) }

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of the first header of this name, whatever its case; nil if there is none.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  private static func parameters(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      result[decoded(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
    }
    return result
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
