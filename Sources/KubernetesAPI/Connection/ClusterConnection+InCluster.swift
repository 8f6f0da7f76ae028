import Foundation
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
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw .inCluster("\(path): \(FileProblem.words(of: error))")
    }
  }

  private static func credential(_ directory: String) throws(KubeconfigError) -> TokenFileCredential {
    do throws(CredentialError) {
      return try TokenFileCredential(path: "\(directory)/token")
    } catch {
      guard case .tokenFile(let path, let detail) = error else { throw .inCluster("\(directory)/token") }
      throw .inCluster("\(path): \(detail)")
    }
  }

  /// How to reach the cluster that kubectl would reach: by the kubeconfig, or where there is none, from inside.
  ///
  /// - Parameters:
  ///   - kubeconfig: one file to read and no other; nil for the usual ones.
  ///   - context: nil for `current-context`.
  ///   - exec: what exec plugins are run with; its environment also tells where the files are.
  /// - Throws: `KubeconfigError` if there is no configuration, or it cannot be used.
  public static func current(
    kubeconfig path: String? = nil, context: String? = nil, exec: ExecOptions = ExecOptions()
  ) throws(KubeconfigError) -> ClusterConnection {
    let kubeconfig = try Kubeconfig.load(path: path, environment: exec.environment)
    if kubeconfig.isEmpty, path == nil, context == nil {
      if let connection = try inCluster(environment: exec.environment) { return connection }
      throw .noConfiguration(searched: Kubeconfig.searchedPaths(exec.environment))
    }
    return try kubeconfig.connection(context: context, exec: exec)
  }
}
