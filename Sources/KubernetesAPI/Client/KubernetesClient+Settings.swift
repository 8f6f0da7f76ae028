public import Capacity
import Foundation
internal import OutsideText
internal import Transport

extension KubernetesClient {
  /// Reads the settings of the Amazon VPC CNI from its DaemonSet.
  ///
  /// - Returns: nil where the cluster has no such DaemonSet: EKS Auto Mode, other CNIs.
  /// - Throws: `KubernetesError`.
  public func readCNISettings() async throws(KubernetesError) -> CNISettings? {
    do throws(KubernetesError) {
      return try await object(.cni, as: CNIDaemonSet.self).settings
    } catch {
      // A 404 without a Status comes from something else than the API server, and says nothing about the cluster.
      if case .refused(let refusal) = error.problem, refusal.httpStatus == 404, refusal.reason?.text == "NotFound" {
        return nil
      }
      throw error
    }
  }

  /// Reads the UID of the namespace `kube-system`, by which a cluster is recognised under any name.
  ///
  /// - Throws: `KubernetesError`; 403 where the right is missing.
  public func readClusterUID() async throws(KubernetesError) -> UID {
    UID(opaque: try await object(.kubeSystem, as: NamespaceObject.self).uid)
  }

  /// Reads the server's version, for example `v1.33.1-eks-595af52`.
  ///
  /// - Throws: `KubernetesError`.
  public func readVersion() async throws(KubernetesError) -> String {
    try await object(.version, as: VersionInfo.self).gitVersion
  }

  private func object<Object: Decodable>(
    _ request: APIRequest, as type: Object.Type
  ) async throws(KubernetesError) -> Object {
    let response = try await get(request, accept: "application/json")
    do throws(DecodingFailure) {
      guard response.mediaType == "application/json" else {
        throw DecodingFailure(.unexpectedMediaType(.mediaType(response.mediaType)))
      }
      return try response.body.withUnsafeBytes { bytes throws(DecodingFailure) in
        try JSONDecoder.decode(kubernetes: type, from: bytes)
      }
    } catch {
      throw self.error(request, .undecodable(error, page: 1))
    }
  }
}

/// What is read of `GET /version`.
private struct VersionInfo: Decodable {
  let gitVersion: String
}

/// What is read of a namespace.
private struct NamespaceObject: Decodable {
  let uid: String

  init(from decoder: any Decoder) throws {
    uid = try JSONFields(decoder).object("metadata")?.text("uid") ?? ""
    guard !uid.isEmpty else { throw DecodingFailure(.missing(field: "metadata.uid")) }
  }
}

/// What is read of the DaemonSet `aws-node`.
private struct CNIDaemonSet: Decodable {
  let settings: CNISettings

  init(from decoder: any Decoder) throws {
    let containers =
      try JSONFields(decoder)
      .object("spec")?.object("template")?.object("spec")?.objects("containers") ?? []
    guard let container = try containers.first(where: { try $0.text("name") == "aws-node" }) else {
      throw DecodingFailure(.missing(field: "spec.template.spec.containers aws-node"))
    }
    let variables = try container.objects("env").compactMap { variable in
      try variable.value("value", as: String.self).map { (try variable.text("name"), $0) }
    }
    settings = CNISettings(
      version: Self.tag(ofImage: try container.text("image")),
      environment: Dictionary(variables, uniquingKeysWith: { _, last in last }))
  }

  /// The tag of `registry:port/repository:tag@digest`; empty if there is none.
  private static func tag(ofImage image: String) -> String {
    let repository = image.prefix { $0 != "@" }.split(separator: "/").last ?? ""
    let parts = repository.split(separator: ":", maxSplits: 1)
    return parts.count == 2 ? String(parts[1]) : ""
  }
}
