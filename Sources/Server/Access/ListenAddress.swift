/// Where a server listens: a host and a port.
public struct ListenAddress: Hashable, Sendable {
  /// A name or an IP address, without brackets.
  public let host: String
  /// The port; 0 lets the system choose one.
  public let port: Int

  /// Where a server listens that was not told: only programs of this machine reach it.
  public static let standard = ListenAddress(host: "127.0.0.1", port: 8080)

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`, with an IPv6 address in brackets: `127.0.0.1:8080`, `[::1]:8080`; nil for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    let host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let name = isBracketed ? host.dropFirst().dropLast() : host
    let allowed = isBracketed ? name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } : !name.contains(":")
    guard !name.isEmpty, allowed, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._:".contains($0)) })
    else { return nil }
    self.init(host: String(name), port: port)
  }

  /// The same host with another port.
  public func with(port: Int) -> ListenAddress { ListenAddress(host: host, port: port) }

  /// Whether only programs of this machine reach it.
  public var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) != nil
  }
}

extension ListenAddress: CustomStringConvertible {
  /// As it is written.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
