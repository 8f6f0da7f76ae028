import Foundation
internal import OutsideText
internal import Transport
internal import YAMLDocument

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
  ///   - context: nil or empty for `current-context`.
  ///   - exec: what exec plugins are run with; none is run here.
  /// - Throws: `KubeconfigError` if there is no such context, or its cluster or user cannot be used.
  public func connection(
    context: String? = nil, exec: ExecOptions = ExecOptions()
  ) throws(KubeconfigError) -> ClusterConnection {
    let context = try chosenContext(context ?? "")
    let user = try user(of: context)
    let cluster = try cluster(of: context, hasClientCertificate: user.clientCertificate != nil)
    var endpoint = cluster.endpoint(environment: exec.environment)
    endpoint.clientCertificate = user.clientCertificate
    return ClusterConnection(
      name: context.value["cluster"].string ?? context.name, server: cluster.server, endpoint: endpoint,
      headers: user.headers,
      credential: user.credential(cluster: cluster, exec: exec, context: context.safeName),
      acceptsCompression: !cluster.disablesCompression)
  }

  /// The context that was asked for, else the current one, else one of the empty name.
  private func chosenContext(_ asked: String) throws(KubeconfigError) -> Entry {
    if let context = contexts[asked.isEmpty ? currentContext : asked] { return context }
    let known = names(contexts)
    if isEmpty { throw .noConfiguration(searched: files.map { .path($0) }) }
    if !asked.isEmpty { throw .unknownContext(.name(asked), known: known) }
    throw currentContext.isEmpty ? .noCurrentContext(known: known) : .unknownCurrentContext(known: known)
  }

  private func cluster(of context: Entry, hasClientCertificate: Bool) throws(KubeconfigError) -> ClusterEntry {
    let name = context.value["cluster"].string ?? ""
    if let entry = clusters[name] { return try ClusterEntry(entry, hasClientCertificate: hasClientCertificate) }
    guard !name.isEmpty else { throw .noCluster(context: context.safeName, file: context.origin.file) }
    throw unknownEntry("cluster", of: context, clusters)
  }

  /// A context without a user is asked without credentials, unless there is a user of the empty name.
  private func user(of context: Entry) throws(KubeconfigError) -> UserEntry {
    let name = context.value["user"].string ?? ""
    if let entry = users[name] { return try UserEntry(entry) }
    guard name.isEmpty else { throw unknownEntry("user", of: context, users) }
    return UserEntry()
  }

  private func unknownEntry(_ kind: SafeText, of context: Entry, _ entries: [String: Entry]) -> KubeconfigError {
    .unknownEntry(kind: kind, context: context.safeName, file: context.origin.file, known: names(entries))
  }

  private func names(_ entries: [String: Entry]) -> [SafeText] {
    entries.keys.sorted().map { Self.safeName($0) }
  }
}

extension UserEntry {
  /// What supplies this user's token: the file before the fixed one, and a plugin only where there is neither.
  fileprivate func credential(
    cluster: ClusterEntry, exec options: ExecOptions, context: SafeText
  ) -> any KubernetesCredential {
    if let tokenFile { return tokenFile }
    guard let exec else { return StaticCredential(token: token) }
    return ExecCredential(
      plugin: ExecPlugin(
        entry: exec, cluster: exec.providesClusterInfo ? ExecInfo.Cluster(cluster) : nil,
        environment: options.environment, hasTerminal: options.hasTerminal, timeout: options.timeout,
        context: context))
  }
}
