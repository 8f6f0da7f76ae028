import Foundation

/// A bearer token kept in a file that somebody else renews: `tokenFile`, or a pod's projected service account token.
///
/// The file is read again once the copy is older than 50 s; while that fails, the last good copy stays.
/// Source: client-go, transport/token_source.go (period 60 s, leeway 10 s).
actor TokenFileCredential: KubernetesCredential {
  private static let lifetime = Duration.seconds(50)

  private let path: String
  private let now: @Sendable () -> ContinuousClock.Instant
  private var token: String
  private var readAt: ContinuousClock.Instant

  /// - Throws: `CredentialError` if the file cannot be read or is empty.
  init(
    path: String, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) throws(CredentialError) {
    self.path = path
    self.now = now
    token = try Self.read(path)
    readAt = now()
  }

  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization {
    let isRejected = rejected != nil && rejected?.token == token
    if isRejected || now() - readAt > Self.lifetime, let token = try? Self.read(path) {
      self.token = token
      readAt = now()
    }
    return Authorization(token: token)
  }

  private static func read(_ path: String) throws(CredentialError) -> String {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .tokenFile(path: path, detail: FileProblem.words(of: error))
    }
    let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !token.isEmpty else { throw .tokenFile(path: path, detail: "the file is empty") }
    return token
  }
}
