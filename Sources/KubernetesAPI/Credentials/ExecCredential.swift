internal import Capacity
import Foundation
internal import OutsideText
internal import Transport
internal import YAMLDocument

/// Credentials from an exec plugin, kept until they expire or the server refuses them.
actor ExecCredential: KubernetesCredential {
  private let plugin: ExecPlugin
  private let now: @Sendable () -> Timestamp
  private var latest: ExecCredentialStatus?
  private var running: Task<Result<ExecCredentialStatus, CredentialError>, Never>?

  init(plugin: ExecPlugin, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.plugin = plugin
    self.now = now
  }

  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization {
    if let latest, latest.authorization != rejected, latest.expiresAt.map({ now() < $0 }) ?? true {
      return latest.authorization
    }
    return try await run().authorization
  }

  /// Runs the plugin, or waits for the run that is under way.
  private func run() async throws(CredentialError) -> ExecCredentialStatus {
    let task = running ?? Task { [plugin] in await plugin.result() }
    running = task
    let result = await task.value
    if running == task { running = nil }
    let status = try result.get()
    latest = status
    return status
  }
}

extension ExecPlugin {
  fileprivate func result() async -> Result<ExecCredentialStatus, CredentialError> {
    do throws(CredentialError) {
      return .success(try await run())
    } catch {
      return .failure(error)
    }
  }
}

extension Timestamp {
  /// The present moment by this machine's clock.
  static var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}

/// The credentials that an exec plugin printed.
struct ExecCredentialStatus: Equatable, Sendable {
  var authorization: Authorization
  /// Until when they hold; nil for the life of this process.
  var expiresAt: Timestamp?

  /// Reads what a plugin wrote to standard output: JSON or, as client-go takes it too, YAML.
  ///
  /// - Throws: `CredentialError` if it is not one `ExecCredential` of the version that was asked for, with a token, a
  ///   certificate and its key, or both. The output itself is never quoted.
  init(output: [UInt8], entry: ExecEntry) throws(CredentialError) {
    do {
      let document = try ExecCredentialDocument(output)
      try document.check(asked: entry.apiVersion)
      authorization = try document.authorization()
      expiresAt = try document.expiresAt()
    } catch {
      throw .plugin(command: entry.label, .badOutput(error.detail))
    }
  }
}

private struct StatusProblem: Error {
  var detail: SafeText
}

/// The fields of an `ExecCredential`; empty where they are absent.
private struct ExecCredentialDocument {
  private var kind: String
  private var apiVersion: String
  private var hasStatus: Bool
  private var token: String
  private var certificate: String
  private var key: String
  private var expiration: String

  init(_ output: [UInt8]) throws(StatusProblem) {
    let document = try Self.value(output)
    let status = document["status"]
    guard document.members != nil, status.members != nil else { throw StatusProblem(detail: "it is no mapping") }
    hasStatus = !status.isNull
    kind = try Self.text("kind", of: document)
    apiVersion = try Self.text("apiVersion", of: document)
    token = try Self.text("token", of: status)
    certificate = try Self.text("clientCertificateData", of: status)
    key = try Self.text("clientKeyData", of: status)
    expiration = try Self.text("expirationTimestamp", of: status)
  }

  private static func value(_ output: [UInt8]) throws(StatusProblem) -> YAMLValue {
    do {
      return try YAMLValue(output, dialect: .kubernetes)
    } catch {
      throw StatusProblem(detail: "it is neither JSON nor YAML")
    }
  }

  private static func text(_ field: SafeText, of map: YAMLValue) throws(StatusProblem) -> String {
    guard let text = map[field.text].string else { throw StatusProblem(detail: "its \(field) is no text") }
    return text
  }

  func check(asked version: String) throws(StatusProblem) {
    guard kind == "ExecCredential" else { throw StatusProblem(detail: "its kind is not ExecCredential") }
    guard apiVersion == version else {
      throw StatusProblem(detail: "it is of another apiVersion than the kubeconfig asks for")
    }
    guard hasStatus else { throw StatusProblem(detail: "it has no status") }
  }

  func authorization() throws(StatusProblem) -> Authorization {
    let token = token.isEmpty ? nil : token
    switch (certificate, key) {
    case ("", ""):
      guard token != nil else { throw StatusProblem(detail: "it holds neither a token nor a client certificate") }
      return Authorization(token: token)
    case ("", _), (_, ""):
      throw StatusProblem(detail: "it holds a client certificate or a key without the other")
    case (let certificate, let key):
      return Authorization(
        token: token, clientCertificate: .init(certificatePEM: Array(certificate.utf8), keyPEM: Array(key.utf8)))
    }
  }

  func expiresAt() throws(StatusProblem) -> Timestamp? {
    guard !expiration.isEmpty else { return nil }
    guard let time = Timestamp(rfc3339: expiration) else {
      throw StatusProblem(detail: "its expirationTimestamp is no RFC 3339 time")
    }
    return time
  }
}
