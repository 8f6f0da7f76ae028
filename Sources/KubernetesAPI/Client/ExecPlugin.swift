import Foundation
internal import OutsideText
internal import Subprocess

#if canImport(System)
  internal import System
#else
  internal import SystemPackage
#endif

/// Runs an exec plugin: an external command that prints an `ExecCredential`.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
struct ExecPlugin: Sendable {
  let entry: ExecEntry
  /// What `provideClusterInfo` tells the plugin.
  let cluster: ExecInfo.Cluster?
  /// The environment of this process.
  let environment: [String: String]
  /// Whether standard input is a terminal that the plugin may use.
  let hasTerminal: Bool
  let timeout: Duration
  /// The context that the plugin belongs to, for messages.
  var context: SafeText?

  private static let outputLimit = 1 << 20

  /// Runs the plugin once.
  ///
  /// - Throws: `CredentialError` if it gives no credentials in time.
  func run() async throws(CredentialError) -> ExecCredentialStatus {
    if entry.interactiveMode == .always, !hasTerminal { throw problem(.needsTerminal) }
    let isInteractive = hasTerminal && entry.interactiveMode != .never
    let output: [UInt8]
    switch await finished(isInteractive) {
    case .success(let result): output = try checked(result)
    case .failure(let error): throw error
    }
    return try ExecCredentialStatus(output: output, entry: entry)
  }

  private func problem(_ problem: CredentialError.PluginProblem) -> CredentialError {
    .plugin(command: entry.label, problem)
  }

  /// What a plugin that ended has left.
  private struct Finished: Sendable {
    var status: TerminationStatus
    var output: [UInt8]
    var standardError: [UInt8]
  }

  /// Runs the plugin against the clock; at its end the plugin is terminated.
  private func finished(_ isInteractive: Bool) async -> Result<Finished, CredentialError> {
    await withTaskGroup(of: Result<Finished, CredentialError>?.self) { group in
      group.addTask { await launch(isInteractive) }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return nil
      }
      defer { group.cancelAll() }
      return await (group.next() ?? nil) ?? .failure(problem(.timedOut(timeout)))
    }
  }

  private func launch(_ isInteractive: Bool) async -> Result<Finished, CredentialError> {
    do {
      let path = FilePath(try executable())
      return .success(try await isInteractive ? launchWithTerminal(path) : launchAlone(path))
    } catch let error as CredentialError {
      return .failure(error)
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return .failure(problem(.badOutput("it wrote more than \(Self.outputLimit) bytes")))
    } catch {
      let code = (error as? SubprocessError)?.underlyingError?.rawValue
      return .failure(problem(.notStarted(code.map { FileProblem(code: $0) })))
    }
  }

  /// Standard input and standard error are this process's own, so that the plugin can ask questions.
  private func launchWithTerminal(_ path: FilePath) async throws -> Finished {
    let result = try await Subprocess.run(
      .path(path), arguments: Arguments(entry.arguments), environment: variables(isInteractive: true),
      platformOptions: options, input: .currentStandardInput, output: .bytes(limit: Self.outputLimit),
      error: .currentStandardError)
    return Finished(status: result.terminationStatus, output: result.standardOutput, standardError: [])
  }

  private func launchAlone(_ path: FilePath) async throws -> Finished {
    let result = try await Subprocess.run(
      .path(path), arguments: Arguments(entry.arguments), environment: variables(isInteractive: false),
      platformOptions: options, input: .none, output: .bytes(limit: Self.outputLimit),
      error: .bytes(limit: Self.outputLimit))
    return Finished(
      status: result.terminationStatus, output: result.standardOutput, standardError: result.standardError)
  }

  /// The plugin is looked up in this process's PATH; `exec.env` is the plugin's own.
  private func executable() throws(CredentialError) -> String {
    do {
      return try ExecutableLookup.path(of: entry.command, in: environment["PATH"] ?? "")
    } catch {
      switch error {
      case .notFound: throw problem(.notFound(installHint: entry.installHint))
      case .inWorkingFolder: throw problem(.foundInWorkingFolder)
      case .unusable(let reason): throw problem(.notStarted(reason))
      }
    }
  }

  private var options: PlatformOptions {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
    return options
  }

  /// The process's environment, the entry's, and what the plugin is to know: the later wins.
  private func variables(isInteractive: Bool) -> Environment {
    var variables = environment.merging(entry.environment) { _, own in own }
    variables["KUBERNETES_EXEC_INFO"] =
      ExecInfo(
        apiVersion: entry.apiVersion, isInteractive: isInteractive, cluster: cluster
      ).json
    return .custom(
      Dictionary(
        variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } },
        uniquingKeysWith: { first, _ in first }))
  }

  private func checked(_ finished: Finished) throws(CredentialError) -> [UInt8] {
    switch finished.status {
    case .exited(0): return finished.output
    case .exited(let code): throw failed(Int(code), finished)
    case .signaled(let signal): throw failed(-Int(signal), finished)
    }
  }

  private func failed(_ status: Int, _ finished: Finished) -> CredentialError {
    problem(.failed(status: status, PluginDiagnosis(standardError: finished.standardError), context: context))
  }
}
