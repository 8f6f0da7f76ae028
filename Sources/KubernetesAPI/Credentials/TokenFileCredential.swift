import Foundation
internal import OutsideText

/// A bearer token kept in a file that somebody else renews: `tokenFile`, or a pod's projected service account token.
///
/// The file is read again once the copy is older than 50 s; while that fails, the last good copy stays. A fixed token
/// is used as long as the file has given none.
/// Source: client-go, transport/token_source.go (period 60 s, leeway 10 s) and transport/round_trippers.go.
actor TokenFileCredential: KubernetesCredential {
  /// Why a file gives no token.
  enum Problem: Error {
    case unreadable(FileProblem)
    case empty
  }

  private static let lifetime = Duration.seconds(50)

  private let path: String
  private let now: @Sendable () -> ContinuousClock.Instant
  private var token: String
  /// Nil as long as the file has given no token.
  private var readAt: ContinuousClock.Instant?

  /// - Parameters:
  ///   - path: the file.
  ///   - fixed: the token to use while the file gives none.
  ///   - files: what the run has read already.
  ///   - now: the clock.
  /// - Throws: `Problem` if the file cannot be read or is empty, and there is no fixed token.
  init(
    path: String, fixed: String? = nil, files: RunFiles = RunFiles(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) throws(Problem) {
    self.path = path
    self.now = now
    do throws(Problem) {
      token = try Self.token(path, files)
      readAt = now()
    } catch {
      guard let fixed else { throw error }
      token = fixed
    }
  }

  func authorization(replacing rejected: Authorization?) async throws(CredentialError) -> Authorization {
    let isRejected = rejected != nil && rejected?.token == token
    let isOld = readAt.map { now() - $0 > Self.lifetime } ?? true
    if isRejected || isOld, Self.isRenewable(path), let token = try? Self.token(path, nil) {
      self.token = token
      readAt = now()
    }
    return Authorization(token: token)
  }

  /// A pipe gives its contents once, and whoever opens a named one without a writer waits.
  private static func isRenewable(_ path: String) -> Bool { InputFile.isRegular(path) }

  /// - Parameter files: what a pipe has given already; nil to read the file anew.
  private static func token(_ path: String, _ files: RunFiles?) throws(Problem) -> String {
    let contents: [UInt8]
    do throws(FileProblem) {
      contents = if let files, !isRenewable(path) { try files.read(path) } else { try InputFile.read(path) }
    } catch {
      throw .unreadable(error)
    }
    guard let text = String(validating: contents, as: UTF8.self) else {
      throw .unreadable(FileProblem(code: EILSEQ))
    }
    let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !token.isEmpty else { throw .empty }
    return token
  }
}
