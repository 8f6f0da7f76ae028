import Foundation
internal import Transport

/// What exec plugins are run with.
public struct ExecOptions: Sendable {
  /// The environment that plugins inherit.
  public var environment: [String: String]
  /// Whether standard input is a terminal that plugins may use.
  public var hasTerminal: Bool
  /// The longest that a plugin may take.
  public var timeout: Duration

  /// Makes options; by default this process's environment, its terminal if it has one, and 60 s (5 minutes where the
  /// plugin may ask somebody).
  public init(
    environment: [String: String]? = nil, hasTerminal: Bool? = nil, timeout: Duration? = nil
  ) {
    self.environment = environment ?? ProcessInfo.processInfo.environment
    self.hasTerminal = hasTerminal ?? (isatty(STDIN_FILENO) == 1)
    self.timeout = timeout ?? (self.hasTerminal ? .seconds(300) : .seconds(60))
  }
}

extension Kubeconfig {
  /// How to reach the cluster of a context.
  ///
  /// - Parameters:
  ///   - context: nil for `current-context`.
  ///   - exec: what exec plugins are run with; none is run here.
  /// - Throws: `KubeconfigError` if there is no such context, or its cluster or user cannot be used.
  public func connection(
    context: String? = nil, exec: ExecOptions = ExecOptions()
  ) throws(KubeconfigError) -> ClusterConnection {
    let context = try chosenContext(context)
    let user = try user(of: context)
    let cluster = try cluster(of: context, hasClientCertificate: user.clientCertificate != nil)
    var endpoint = cluster.endpoint(environment: exec.environment)
    endpoint.clientCertificate = user.clientCertificate
    return ClusterConnection(
      name: context.value["cluster"].text ?? context.name, server: cluster.server, endpoint: endpoint,
      headers: user.headers,
      credential: try user.credential(cluster: cluster, exec: exec),
      acceptsCompression: !cluster.disablesCompression)
  }

  private func chosenContext(_ asked: String?) throws(KubeconfigError) -> Entry {
    let name = asked ?? currentContext
    guard !name.isEmpty else {
      guard isEmpty else { throw .noCurrentContext(known: contextNames) }
      throw .noConfiguration(searched: files)
    }
    guard let context = contexts[name] else { throw .unknownContext(name, known: contextNames) }
    return context
  }

  private func cluster(of context: Entry, hasClientCertificate: Bool) throws(KubeconfigError) -> ClusterEntry {
    let name = context.value["cluster"].text ?? ""
    guard let entry = clusters[name] else {
      throw .unknownEntry(kind: "cluster", name: name, context: context.name)
    }
    return try ClusterEntry(entry, hasClientCertificate: hasClientCertificate)
  }

  private func user(of context: Entry) throws(KubeconfigError) -> UserEntry {
    let name = context.value["user"].text ?? ""
    guard !name.isEmpty else { return UserEntry() }
    guard let entry = users[name] else { throw .unknownEntry(kind: "user", name: name, context: context.name) }
    return try UserEntry(entry)
  }
}

extension UserEntry {
  /// What supplies this user's token: the file before the fixed one, and a plugin only where there is neither.
  fileprivate func credential(
    cluster: ClusterEntry, exec options: ExecOptions
  ) throws(KubeconfigError) -> any KubernetesCredential {
    if let tokenFile { return try Self.tokenFileCredential(tokenFile) }
    guard let exec else { return StaticCredential(token: token) }
    return ExecCredential(
      plugin: ExecPlugin(
        entry: exec, cluster: exec.providesClusterInfo ? ExecInfo.Cluster(cluster) : nil,
        environment: options.environment, hasTerminal: options.hasTerminal, timeout: options.timeout))
  }

  private static func tokenFileCredential(_ path: String) throws(KubeconfigError) -> TokenFileCredential {
    do throws(CredentialError) {
      return try TokenFileCredential(path: path)
    } catch {
      guard case .tokenFile(let path, let detail) = error else { throw .unreadable(path: path, detail: "") }
      throw .unreadable(path: path, detail: detail)
    }
  }
}
