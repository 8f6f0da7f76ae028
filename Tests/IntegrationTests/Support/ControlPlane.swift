import Foundation
import Testing

/// A real Kubernetes control plane; see the file `control-plane`.
struct ControlPlane: Sendable {
  private let service: Service

  /// - Parameter options: those of the file.
  init(_ options: String...) async throws {
    service = try await Service(Tools.tool("control-plane"), options, environment: Tools.environment)
  }

  /// What it keeps in files.
  var folder: String { service.place }

  /// The path of one of its kubeconfigs.
  func kubeconfig(_ name: String) -> String { "\(folder)/kubeconfig/\(name)" }

  /// What one of its files holds.
  func text(_ file: String) throws -> String {
    try String(contentsOf: URL(filePath: "\(folder)/\(file)"), encoding: .utf8)
  }

  /// Creates the namespaces, service accounts, roles and bindings of `Config/kubernetes`, and the kubeconfig
  /// `service-account`.
  func grant() async throws {
    try await Tools.run("access.py", ["--plane", folder, "grant", Self.manifests])
  }

  /// What the server says to the manifests of `Config/kubernetes`: a line for each that it accepts.
  func check() async throws -> String {
    try await Tools.run("access.py", ["--plane", folder, "check", Self.manifests])
  }

  /// Ends the API server and starts it again, which can be done once.
  func restartAPIServer() async throws { try await service.tell("restart", until: "restarted") }

  /// Lets the user `nobody` list these resources, and nothing else.
  func allowNobody(_ resources: String...) async throws {
    try await Tools.run("access.py", ["--plane", folder, "allow"] + resources)
  }

  /// The Kubernetes manifests that users copy.
  static let manifests = Tools.package.appending(path: "Config/kubernetes").path

  /// moto as EC2.
  static func moto() async throws -> Service {
    try await Service(try #require(Tools.python), [Tools.tool("moto-server.py")], environment: Tools.environment)
  }
}
