import Capacity
import OutsideText
import Subprocess
import Transport

/// A program that prints credentials.
///
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
struct CredentialProcess: CredentialProvider {
  var provider: CredentialFault.Provider { .credentialProcess }
  let settings: AWSSettings
  let profile: SharedConfiguration.Profile?

  func load() async throws(AWSError) -> CredentialProviderResult {
    guard let profile, let line = profile.written("credential_process") else {
      return .notApplicable("profile \(profile?.shownName ?? "default") has no credential_process")
    }
    guard let words = CommandLineWords.split(line), let command = words.first else {
      throw fault(
        .invalidSetting(
          profile.place(of: "credential_process"), expected: "a command line whose quotation marks are closed"))
    }
    let output = try await run(command, Array(words.dropFirst()))
    guard let document = CredentialDocument(output), document.version == 1, let credentials = document.credentials
    else { throw fault(.unreadable("what the program printed (JSON with \"Version\": 1 is expected)")) }
    if let end = credentials.expiration, end <= settings.environment.now() { throw fault(.expired) }
    return .credentials(credentials)
  }

  /// What the program printed, if it succeeded before the deadline.
  private func run(_ command: String, _ arguments: [String]) async throws(AWSError) -> [UInt8] {
    let environment = settings.environment
    let executable: Executable =
      command.contains("/") ? .path(Self.literal(environment.expand(command))) : .name(command)
    let variables = environment.variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result: ExecutionResult<Void, BytesOutput, StringOutput<UTF8>>
    do {
      result = try await Deadline.within(environment.retry.deadline) {
        try await Subprocess.run(
          executable, arguments: Arguments(arguments),
          environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
          output: .bytes(limit: 1 << 20), error: .string(limit: 1 << 20))
      }
    } catch is Deadline.Passed {
      throw fault(.processFailed(place, "it did not end before the deadline"))
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw fault(.processFailed(place, "there is no such program, or it may not be executed"))
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      throw fault(.processFailed(place, "it wrote more than 1 MiB"))
    } catch {
      throw fault(.processFailed(place, "it could not be started"))
    }
    switch result.terminationStatus {
    case .exited(0): return result.standardOutput
    case .exited(let code): throw fault(.processExited(place, "status \(code)", diagnosis(result.standardError)))
    case .signaled(let signal): throw fault(.processExited(place, "signal \(signal)", diagnosis(result.standardError)))
    }
  }

  /// A path for Subprocess, whose path type belongs to a package that capdb does not depend on directly.
  private static func literal<Path: ExpressibleByStringLiteral>(
    _ text: String
  ) -> Path where Path.StringLiteralType == String {
    Path(stringLiteral: text)
  }

  private var place: InputPlace { profile?.place(of: "credential_process") ?? InputPlace(key: "credential_process") }

  private func diagnosis(_ errorOutput: String) -> SafeText? { PluginDiagnosis(standardError: errorOutput.utf8)?.words }

  private func fault(_ reason: CredentialFault.Reason) -> AWSError {
    .credentials(CredentialFault(.credentialProcess, profile: profile?.shownName, reason))
  }
}

/// Bounds the time of work that has no deadline of its own.
enum Deadline {
  struct Passed: Error {}

  /// The result of `work`, which is cancelled when `deadline` passes.
  static func within<Value: Sendable>(
    _ deadline: ContinuousClock.Instant, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask(operation: work)
      group.addTask {
        try await Task.sleep(until: deadline, clock: .continuous)
        throw Passed()
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }
}
