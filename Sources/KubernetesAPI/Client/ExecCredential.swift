internal import Capacity
import Foundation

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
