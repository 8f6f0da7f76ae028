import Foundation
internal import OutsideText
public import Transport
internal import YAMLDocument

/// How a cluster's API server is reached and by whom.
public struct ClusterConnection: Sendable {
  /// The name to show: that of the kubeconfig's cluster entry, or what the caller chose.
  public var name: String
  /// The server's URL, without a slash at its end; a path in it is kept.
  public var server: String
  /// Under which TLS rules the server is reached.
  public var endpoint = Endpoint()
  /// Headers of every request: impersonation.
  public var headers: [HTTPHeader] = []
  /// Supplies what identifies the caller.
  var credential: any KubernetesCredential
  /// Offer gzip.
  public var acceptsCompression = true
  /// Where it was configured.
  public var origin = ConnectionOrigin()
}

extension ClusterConnection {
  /// Makes a connection without a kubeconfig, for example to an EKS cluster.
  ///
  /// - Parameters:
  ///   - name: the name to show.
  ///   - server: the server's URL.
  ///   - certificateAuthorityPEM: the only certificate authorities to trust; nil trusts the system's.
  ///   - environment: the variables that name proxies.
  ///   - token: gives a bearer token that is valid; `forceRefresh` says that the server refused the latest one.
  public init(
    name: String, server: String, certificateAuthorityPEM: [UInt8]?, environment: [String: String],
    token: @escaping @Sendable (_ forceRefresh: Bool) async throws -> String
  ) {
    self.init(
      name: name, server: server.last == "/" ? String(server.dropLast()) : server,
      endpoint: Endpoint(
        trust: certificateAuthorityPEM.map { .onlyPEM($0) } ?? .system,
        proxy: ProxyRules.kubernetes.proxy(for: server, in: environment)),
      credential: SuppliedCredential(supply: token))
  }

  /// Whether the connection is encrypted; credentials are sent over no other.
  public var isEncrypted: Bool { server.hasPrefix("https://") }

  /// What every run must warn of, in words for the user.
  public var warnings: [String] {
    let name = SafeText.name(name)
    let server = SafeText.server(server) ?? .withheld
    var warnings: [String] = []
    if endpoint.trust == .anything {
      warnings.append(
        "\(name): insecure-skip-tls-verify is set: whoever answers for \(server) is believed, and gets the token")
    }
    if !isEncrypted {
      warnings.append(
        "\(name): \(server) is not encrypted: no credentials are sent, and anyone on the way can read along")
    }
    return warnings
  }
}

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
      acceptsCompression: !cluster.disablesCompression,
      origin: ConnectionOrigin(
        files: files.map { .path($0) }, context: context.safeName,
        user: context.value["user"].string.map { Self.safeName($0) }, credential: user.form))
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
        entry: exec, cluster: exec.providesClusterInfo ? cluster : nil,
        environment: options.environment, hasTerminal: options.hasTerminal, timeout: options.timeout,
        context: context))
  }
}

extension ClusterConnection {
  /// How a pod reaches the API server of its own cluster, by its service account.
  ///
  /// - Parameters:
  ///   - environment: where `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are looked up, and the variables that name proxies.
  ///   - directory: where the service account's `token` and `ca.crt` are mounted.
  /// - Returns: nil outside a cluster: one of the variables is not set.
  /// - Throws: `KubeconfigError` if a file is missing. The system's certificate authorities never take its place.
  ///
  /// Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
  public static func inCluster(
    environment: [String: String],
    directory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
  ) throws(KubeconfigError) -> ClusterConnection? {
    guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
      let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
    else { return nil }
    let authority = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    let server = "https://\(authority):\(port)"
    return ClusterConnection(
      name: "in-cluster", server: server,
      endpoint: Endpoint(
        trust: .onlyPEM(try certificateAuthority(directory)),
        proxy: ProxyRules.kubernetes.proxy(for: server, in: environment)),
      credential: try credential(directory), origin: ConnectionOrigin(credential: .serviceAccount))
  }

  private static func certificateAuthority(_ directory: String) throws(KubeconfigError) -> [UInt8] {
    let path = "\(directory)/ca.crt"
    do {
      return try InputFile.read(path)
    } catch {
      throw .inCluster(.file(.path(path), error))
    }
  }

  private static func credential(_ directory: String) throws(KubeconfigError) -> TokenFileCredential {
    let path = "\(directory)/token"
    do {
      return try TokenFileCredential(path: path)
    } catch {
      switch error {
      case .unreadable(let problem): throw .inCluster(.file(.path(path), problem))
      case .empty: throw .inCluster(.emptyToken(.path(path)))
      }
    }
  }

  /// How to reach the cluster that kubectl would reach: by the kubeconfig, or where there is none, from inside.
  ///
  /// - Parameters:
  ///   - kubeconfig: one file to read and no other, of any kind; nil or empty for the usual ones.
  ///   - context: nil or empty for `current-context`.
  ///   - exec: what exec plugins are run with; its environment also names the files.
  ///   - files: what the run has read already; each file is read once.
  /// - Throws: `KubeconfigError` if there is no configuration, or it cannot be used.
  public static func current(
    kubeconfig path: String? = nil, context: String? = nil, exec: ExecOptions = ExecOptions(),
    files: RunFiles = RunFiles()
  ) throws(KubeconfigError) -> ClusterConnection {
    let kubeconfig = try Kubeconfig.load(path: path, environment: exec.environment, files: files)
    if kubeconfig.isEmpty, path ?? "" == "", context ?? "" == "" {
      if let connection = try inCluster(environment: exec.environment) { return connection }
      throw .noConfiguration(searched: Kubeconfig.searchedPaths(exec.environment).map { .path($0) })
    }
    return try kubeconfig.connection(context: context, exec: exec)
  }
}
