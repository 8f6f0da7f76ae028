public import Capacity
import Foundation
internal import OutsideText
internal import Transport

extension KubernetesClient {
  /// Reads the DaemonSet of the Amazon VPC CNI.
  ///
  /// - Returns: nil where the cluster has no such DaemonSet: EKS Auto Mode, other CNIs.
  /// - Throws: `KubernetesError`.
  public func readCNIDaemonSet() async throws(KubernetesError) -> CNIDaemonSet? {
    do throws(KubernetesError) {
      return try await object(.cni, as: CNIDaemonSetObject.self).daemonSet
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

/// The DaemonSet `aws-node`.
public struct CNIDaemonSet: Equatable, Sendable {
  /// The settings in its template.
  public var settings: CNISettings
  /// Its controller has counted the nodes that it is to run on, and there are none: `desiredNumberScheduled` is 0.
  public var runsNowhere: Bool

  /// Makes a DaemonSet.
  public init(settings: CNISettings, runsNowhere: Bool = false) {
    self.settings = settings
    self.runsNowhere = runsNowhere
  }
}

/// What is read of the DaemonSet `aws-node`.
private struct CNIDaemonSetObject: Decodable {
  let daemonSet: CNIDaemonSet

  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    daemonSet = CNIDaemonSet(settings: try Self.settings(fields), runsNowhere: try Self.runsNowhere(fields))
  }

  /// A count of 0 says nothing before the controller has looked at this DaemonSet, or at its latest change.
  ///
  /// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/#DaemonSetStatus
  private static func runsNowhere(_ fields: JSONFields) throws -> Bool {
    guard let status = try fields.object("status"),
      let desired = try status.value("desiredNumberScheduled", as: Int.self), desired == 0
    else { return false }
    let observed = try status.value("observedGeneration", as: Int64.self) ?? 0
    let generation = try fields.object("metadata")?.value("generation", as: Int64.self) ?? 1
    return observed >= generation
  }

  private static func settings(_ fields: JSONFields) throws -> CNISettings {
    let containers =
      try fields.object("spec")?.object("template")?.object("spec")?.objects("containers") ?? []
    guard let container = try containers.first(where: { try $0.text("name") == "aws-node" }) else {
      throw DecodingFailure(.missing(field: "spec.template.spec.containers aws-node"))
    }
    return CNISettings(
      version: tag(ofImage: try container.text("image")), environment: try environment(of: container))
  }

  /// The variables of a container. ConfigMaps and Secrets are not read: a variable that one of them gives, or whose value
  /// refers to another variable, is marked as unread, and so is every one that a whole ConfigMap may give.
  private static func environment(of container: JSONFields) throws -> [String: String] {
    let hasOthers = !(try container.objects("envFrom").isEmpty)
    let unset = hasOthers ? CNISettings.recordedVariables : []
    return try container.objects("env").reduce(
      into: Dictionary(uniqueKeysWithValues: unset.map { ($0, CNISettings.unreadValue) })
    ) { variables, variable in
      let value = try variable.value("value", as: String.self) ?? ""
      let isUnread = try variable.object("valueFrom") != nil || value.contains("$(")
      variables[try variable.text("name")] = isUnread ? CNISettings.unreadValue : value
    }
  }

  /// The tag of `registry:port/repository:tag@digest`; empty if there is none.
  private static func tag(ofImage image: String) -> String {
    let repository = image.prefix { $0 != "@" }.split(separator: "/").last ?? ""
    let parts = repository.split(separator: ":", maxSplits: 1)
    return parts.count == 2 ? String(parts[1]) : ""
  }
}
