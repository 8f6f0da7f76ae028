import Foundation

@testable import Transport

/// Certificates of a throw-away authority, made by the `openssl` command.
struct Certificates: Sendable {
  /// Holds `ca`, `other` (another authority), `server` (127.0.0.1, localhost), `named` (api.example) and `client`,
  /// each as `NAME.pem` and `NAME.key`.
  let directory: TemporaryDirectory

  /// Whether this machine can run the TLS tests.
  static let arePossible = ["openssl", "python3"].allSatisfy(Command.exists)

  /// Made once for all tests.
  static let shared = Result { try Certificates() }

  private init() throws {
    directory = try TemporaryDirectory()
    for authority in ["ca", "other"] {
      try make(authority, extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"])
    }
    try make("server", issuer: "ca", extensions: ["subjectAltName=IP:127.0.0.1,DNS:localhost"])
    try make("named", issuer: "ca", extensions: ["subjectAltName=DNS:api.example"])
    try make("client", issuer: "ca", extensions: ["extendedKeyUsage=clientAuth"])
  }

  private func make(_ name: String, issuer: String? = nil, extensions: [String]) throws {
    var arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    ]
    arguments += ["-keyout", "\(name).key", "-out", "\(name).pem", "-subj", "/CN=\(name)"]
    arguments += extensions.flatMap { ["-addext", $0] }
    if let issuer { arguments += ["-CA", "\(issuer).pem", "-CAkey", "\(issuer).key"] }
    if issuer != nil { arguments += ["-addext", "basicConstraints=critical,CA:FALSE"] }
    try Command.run("openssl", arguments, directory: directory.url)
  }

  /// The PEM text of a certificate.
  func pem(_ name: String) throws -> [UInt8] { try directory.bytes("\(name).pem") }

  /// The client's certificate and key.
  func client() throws -> Endpoint.ClientCertificate {
    Endpoint.ClientCertificate(certificatePEM: try pem("client"), keyPEM: try directory.bytes("client.key"))
  }
}
