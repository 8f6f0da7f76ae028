import Foundation
import Glibc
internal import OutsideText
internal import Subprocess
internal import YAMLDocument

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
  /// The cluster, where `provideClusterInfo` asks to pass it to the plugin.
  let cluster: ClusterEntry?
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
      ExecInfo(apiVersion: entry.apiVersion, isInteractive: isInteractive, cluster: cluster).json
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

/// What an exec plugin gets in `KUBERNETES_EXEC_INFO`.
///
/// Source: https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-ExecCredential
private struct ExecInfo: Encodable {
  private struct Spec: Encodable {
    var interactive: Bool
    var cluster: ClusterEntry?
  }

  private let kind = "ExecCredential"
  private let apiVersion: String
  private let spec: Spec

  init(apiVersion: String, isInteractive: Bool, cluster: ClusterEntry?) {
    self.apiVersion = apiVersion
    spec = Spec(interactive: isInteractive, cluster: cluster)
  }

  private enum CodingKeys: String, CodingKey {
    case kind, apiVersion, spec
  }

  /// The document as text.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// Where the cluster is and how it is trusted, as plugins get it; without credentials.
extension ClusterEntry: Encodable {
  private enum CodingKeys: String, CodingKey {
    case server, config
    case tlsServerName = "tls-server-name"
    case isInsecure = "insecure-skip-tls-verify"
    case certificateAuthority = "certificate-authority-data"
    case proxyURL = "proxy-url"
    case disablesCompression = "disable-compression"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(server, forKey: .server)
    try container.encodeIfPresent(tlsServerName, forKey: .tlsServerName)
    if isInsecure { try container.encode(true, forKey: .isInsecure) }
    try container.encodeIfPresent(
      certificateAuthority.map { Data($0).base64EncodedString() }, forKey: .certificateAuthority)
    try container.encodeIfPresent(proxyURL, forKey: .proxyURL)
    if disablesCompression { try container.encode(true, forKey: .disablesCompression) }
    try container.encodeIfPresent(execConfig, forKey: .config)
  }
}

/// Finds a command as Go's `exec.LookPath` does.
///
/// Source: https://pkg.go.dev/os/exec#LookPath
enum ExecutableLookup {
  /// Why a command is not run.
  enum Problem: Error, Equatable {
    case notFound
    /// It was found by an entry of PATH that is empty or relative to the working folder.
    case inWorkingFolder
    /// There is something, and it may not be run.
    case unusable(FileProblem)
  }

  /// The path of a command.
  ///
  /// - Parameters:
  ///   - command: with a slash a path, without one a name to look up.
  ///   - searchPath: this process's PATH; that of the plugin's own environment does not count.
  /// - Throws: `Problem`.
  static func path(of command: String, in searchPath: String) throws(Problem) -> String {
    guard !command.contains("/") else { return try checked(command) }
    guard !searchPath.isEmpty else { throw .notFound }
    for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
      let path = "\(folder.isEmpty ? "." : folder)/\(command)"
      guard problem(of: path) == nil else { continue }
      guard folder.hasPrefix("/") else { throw .inWorkingFolder }
      return path
    }
    throw .notFound
  }

  private static func checked(_ path: String) throws(Problem) -> String {
    guard let problem = problem(of: path) else { return path }
    throw problem.isMissing ? .notFound : .unusable(problem)
  }

  /// Why a path cannot be run; nil if it can.
  private static func problem(of path: String) -> FileProblem? {
    var status = stat()
    guard stat(path, &status) == 0 else { return FileProblem(code: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { return FileProblem(code: EISDIR) }
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? nil : FileProblem(code: errno)
  }
}
