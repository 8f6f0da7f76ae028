internal import Capacity
import Foundation
internal import Transport

/// The credentials that an exec plugin printed.
struct ExecCredentialStatus: Equatable, Sendable {
  var authorization: Authorization
  /// Until when they hold; nil for the life of this process.
  var expiresAt: Timestamp?

  /// Reads what a plugin wrote to standard output.
  ///
  /// - Throws: `CredentialError` if it is not one `ExecCredential` of the version that was asked for, with a token, a
  ///   certificate and its key, or both. The output itself is never quoted.
  init(output: [UInt8], entry: ExecEntry) throws(CredentialError) {
    let bad = { (detail: String) in CredentialError.plugin(command: entry.command, .badOutput(detail)) }
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(output)) else {
      throw bad("it is not an ExecCredential in JSON")
    }
    guard document.kind == "ExecCredential" else { throw bad("its kind is not ExecCredential") }
    guard document.apiVersion == entry.apiVersion else {
      throw bad("it is of apiVersion \(document.apiVersion), and the kubeconfig asks for \(entry.apiVersion)")
    }
    guard let status = document.status else { throw bad("it has no status") }
    do throws(StatusProblem) {
      authorization = try status.authorization()
      expiresAt = try status.expiresAt()
    } catch {
      throw bad(error.detail)
    }
  }
}

private struct StatusProblem: Error {
  var detail: String
}

private struct Document: Decodable {
  var apiVersion: String
  var kind: String
  var status: Status?

  struct Status: Decodable {
    var token: String?
    var clientCertificateData: String?
    var clientKeyData: String?
    var expirationTimestamp: String?

    func authorization() throws(StatusProblem) -> Authorization {
      let token = token.flatMap { $0.isEmpty ? nil : $0 }
      switch (clientCertificateData ?? "", clientKeyData ?? "") {
      case ("", ""):
        guard token != nil else { throw StatusProblem(detail: "it holds neither a token nor a client certificate") }
        return Authorization(token: token)
      case ("", _), (_, ""):
        throw StatusProblem(detail: "it holds a client certificate or a key without the other")
      case (let certificate, let key):
        return Authorization(
          token: token,
          clientCertificate: .init(certificatePEM: Array(certificate.utf8), keyPEM: Array(key.utf8)))
      }
    }

    func expiresAt() throws(StatusProblem) -> Timestamp? {
      guard let expirationTimestamp, !expirationTimestamp.isEmpty else { return nil }
      guard let time = Timestamp(rfc3339: expirationTimestamp) else {
        throw StatusProblem(detail: "its expirationTimestamp is no RFC 3339 time")
      }
      return time
    }
  }
}
