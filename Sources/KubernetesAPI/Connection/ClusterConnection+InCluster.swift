internal import OutsideText
internal import Transport

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
      credential: try credential(directory))
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
  ///   - exec: what exec plugins are run with; its environment also tells where the files are.
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
