import Capacity

/// Where the next page of a list begins.
struct ContinueToken: Equatable {
  /// The resource version of the list; -1 for whatever is the latest.
  var resourceVersion: Int64
  /// The key of the last object given.
  var after: String

  /// The token as clients get it: unpadded base64url of JSON.
  var text: String {
    OpaqueToken.encode(#"{"v":"meta.k8s.io/v1","rv":\#(resourceVersion),"start":"\#(after)\u0000"}"#)
  }
}

extension ContinueToken {
  /// Reads a token that `text` made; nil for any other.
  init?(_ token: String) {
    guard let json = OpaqueToken.decode(token), json.hasPrefix(#"{"v":"meta.k8s.io/v1","rv":"#) else { return nil }
    let parts = json.dropFirst(#"{"v":"meta.k8s.io/v1","rv":"#.count).split(separator: ",", maxSplits: 1)
    guard parts.count == 2, let version = Int64(parts[0]), parts[1].hasPrefix(#""start":""#),
      parts[1].hasSuffix(#"\u0000"}"#)
    else { return nil }
    resourceVersion = version
    after = String(parts[1].dropFirst(#""start":""#.count).dropLast(#"\u0000"}"#.count))
  }
}

extension SimulatedKubernetesAPI {
  private static let expiredMessage =
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results."

  /// A page of nodes, pods or events.
  mutating func list(
    _ resource: String, namespace: String?, request: SimulatedRequest, encoding: KubernetesEncoding,
    cluster: inout SimulatedCluster
  ) -> SimulatedResponse {
    if let watch = SimulatedWatch(resource, query: request.query, encoding: encoding) { return watch.response }
    let oldest = request.query["resourceVersion"].flatMap { Int64($0) } ?? 0
    if request.query["resourceVersionMatch"] == "NotOlderThan", oldest > cluster.resourceVersion {
      return encoding.failure(
        504, "Timeout", "Timeout: Too large resource version: \(oldest), current: \(cluster.resourceVersion)")
    }
    guard let selector = FieldSelector(request.query["fieldSelector"] ?? "", resource: resource) else {
      let label = request.query["fieldSelector"] ?? ""
      return encoding.failure(400, "BadRequest", "Unable to find \(resource) that match field selector \"\(label)\"")
    }
    var position: ContinueToken?
    if let text = request.query["continue"], !text.isEmpty {
      guard let token = ContinueToken(text), (request.query["resourceVersion"] ?? "0") == "0" else {
        return encoding.failure(400, "BadRequest", "continue key is not valid")
      }
      position = token
    }
    guard let source = source(for: position, cluster: &cluster) else {
      return expired(
        request, route: .list(resource: resource, namespace: namespace), encoding: encoding, cluster: cluster)
    }
    let all = source.listItems(resource).filter { item in
      item.key > position?.after ?? "" && (namespace == nil || item.namespace == namespace) && selector.matches(item)
    }
    let limit = request.query["limit"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? Int.max
    let page = all.prefix(limit)
    let rest = all.count - page.count
    if rest > 0 { keep(source) }
    let token = rest > 0 ? ContinueToken(resourceVersion: source.resourceVersion, after: page.last?.key ?? "").text : ""
    let document = KubernetesDocuments.list(
      page.map { $0.wire(source) }, resourceVersion: source.resourceVersion, continueToken: token,
      remaining: rest > 0 && selector.isEmpty ? rest : nil)
    let kind = resource.prefix(1).uppercased() + resource.dropFirst().dropLast() + "List"
    return encoding.response(document, apiVersion: "v1", kind: kind)
  }

  /// The cluster to list: for a first page as it is, for a later one as it was; nil if that is no longer known.
  private func source(for position: ContinueToken?, cluster: inout SimulatedCluster) -> SimulatedCluster? {
    if let position, position.resourceVersion >= 0 { return snapshots[position.resourceVersion] }
    // Events expire without a write: two states of one version would mix in one list.
    if let kept = snapshots[cluster.resourceVersion], kept.now != cluster.now { _ = cluster.nextRevision() }
    return cluster
  }

  /// 410 with a fresh token that goes on after the same object, at the latest version.
  func expired(
    _ request: SimulatedRequest, route: KubernetesRoute, encoding: KubernetesEncoding, cluster: SimulatedCluster
  ) -> SimulatedResponse {
    let after = request.query["continue"].flatMap { ContinueToken($0) }?.after ?? ""
    return encoding.failure(
      410, "Expired", Self.expiredMessage, continueToken: ContinueToken(resourceVersion: -1, after: after).text)
  }
}

/// An object of a list, with what selectors may ask of it.
struct ListItem {
  let key: String
  let namespace: String
  let fields: [String: String]
  let wire: (SimulatedCluster) -> WireMessage
}

extension SimulatedCluster {
  /// The objects of a resource, by key.
  fileprivate func listItems(_ resource: String) -> [ListItem] {
    switch resource {
    case "nodes": nodes.map(\.listItem).sorted { $0.key < $1.key }
    case "pods": pods.map(\.listItem)
    default: events.map(\.listItem)
    }
  }
}

extension SimulatedNode {
  var listItem: ListItem {
    ListItem(
      key: name, namespace: "",
      fields: ["metadata.name": name, "spec.unschedulable": isSchedulable ? "false" : "true"]
    ) { wire(in: $0) }
  }
}

extension SimulatedPod {
  var listItem: ListItem {
    ListItem(
      key: key, namespace: namespace,
      fields: [
        "metadata.name": name, "metadata.namespace": namespace, "spec.nodeName": node ?? "",
        "spec.schedulerName": "default-scheduler", "status.phase": phase.apiName,
        "status.podIP": ip?.description ?? "",
      ]
    ) { wire(in: $0) }
  }
}

extension SimulatedEvent {
  var listItem: ListItem {
    ListItem(
      key: key, namespace: namespace,
      fields: [
        "metadata.name": name, "metadata.namespace": namespace, "reason": reason, "type": type,
        "involvedObject.kind": involved.kind, "involvedObject.name": involved.name,
        "involvedObject.namespace": involved.namespace, "involvedObject.uid": involved.uid?.description ?? "",
      ]
    ) { _ in wire }
  }
}

/// A field selector: comparisons that must all hold.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
struct FieldSelector: Equatable, Sendable {
  private struct Term: Equatable {
    let field: String
    let value: String
    let isEqual: Bool
  }

  private static let knownFields: [String: Set<String>] = [
    "nodes": ["metadata.name", "spec.unschedulable"],
    "pods": [
      "metadata.name", "metadata.namespace", "spec.nodeName", "spec.schedulerName", "status.phase", "status.podIP",
    ],
    "events": [
      "metadata.name", "metadata.namespace", "reason", "type", "involvedObject.kind", "involvedObject.name",
      "involvedObject.namespace", "involvedObject.uid",
    ],
  ]

  private let terms: [Term]

  /// Reads a selector; nil if it is malformed or names a field that the resource does not offer.
  init?(_ text: String, resource: String) {
    var terms: [Term] = []
    for part in text.split(separator: ",") {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      let isEqual = part[..<equals].last != "!"
      let field = String(part[..<equals].filter { $0 != "!" })
      let value = String(part[part.index(after: equals)...].drop { $0 == "=" })
      guard Self.knownFields[resource]?.contains(field) == true else { return nil }
      terms.append(Term(field: field, value: value, isEqual: isEqual))
    }
    self.terms = terms
  }

  var isEmpty: Bool { terms.isEmpty }

  func matches(_ item: ListItem) -> Bool {
    terms.allSatisfy { (item.fields[$0.field] == $0.value) == $0.isEqual }
  }
}
