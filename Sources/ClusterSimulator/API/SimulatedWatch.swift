import Capacity

/// A watch of nodes, pods or events under way.
struct SimulatedWatch: Sendable, Equatable {
  let resource: String
  let encoding: KubernetesEncoding
  /// What it tells of.
  let selector: FieldSelector
  /// Everything up to this version has been told.
  var version: Int64
  /// After how long the server ends it.
  let timeout: Duration

  /// The watch that a query asks for; nil if it asks for none.
  init?(_ resource: String, query: [String: String], encoding: KubernetesEncoding) {
    guard query["watch"] == "1" || query["watch"] == "true", ["nodes", "pods", "events"].contains(resource),
      let selector = FieldSelector(query["fieldSelector"] ?? "", resource: resource)
    else { return nil }
    self.selector = selector
    self.resource = resource
    self.encoding = encoding
    version = query["resourceVersion"].flatMap { Int64($0) } ?? 0
    timeout = .seconds(query["timeoutSeconds"].flatMap { Int64($0) } ?? 1800)
  }

  /// The head of the answer; its body follows as things are written.
  var response: SimulatedResponse {
    let type =
      switch encoding {
      case .protobuf: ProtobufWriter.contentType + ";stream=watch"
      case .json: JSONWriter.contentType
      }
    return SimulatedResponse(contentType: type, body: [], watch: self)
  }

  /// What there is to tell, encoded, and whether the watch ends with it.
  mutating func events(of cluster: SimulatedCluster) -> (bytes: [UInt8], isLast: Bool) {
    guard let entries = cluster.journal?.entries(of: resource, after: version) else {
      let status = KubernetesDocuments.status(
        code: 410, reason: "Expired", message: "too old resource version: \(version) (\(cluster.resourceVersion))")
      return (encoding.watchEvent("ERROR", status, kind: "Status"), true)
    }
    version = entries.last?.version ?? version
    let selected = entries.filter { selector.matches($0.object.listItem) }
    return (selected.flatMap { encoding.watchEvent($0, in: cluster) }, false)
  }
}

extension WriteJournal.Object {
  /// What selectors may ask of it.
  fileprivate var listItem: ListItem {
    switch self {
    case .node(let node): node.listItem
    case .pod(let pod): pod.listItem
    case .event(let event): event.listItem
    }
  }
}

extension KubernetesEncoding {
  fileprivate func watchEvent(_ entry: WriteJournal.Entry, in cluster: SimulatedCluster) -> [UInt8] {
    switch entry.object {
    case .node(let node): watchEvent(entry.type, node.wire(in: cluster), kind: "Node")
    case .pod(let pod): watchEvent(entry.type, pod.wire(in: cluster), kind: "Pod")
    case .event(let event): watchEvent(entry.type, event.wire, kind: "Event")
    }
  }

  /// An event with its length before it or a line's end after it.
  func watchEvent(_ type: String, _ object: WireMessage, kind: String) -> [UInt8] {
    switch self {
    case .json:
      let object = JSONWriter.body(object, apiVersion: "v1", kind: kind).dropLast()
      return Array(#"{"type":"\#(type)","object":"#.utf8) + object + Array("}\n".utf8)
    case .protobuf:
      var writer = ProtobufWriter()
      writer.write(
        WireMessage([
          WireField("type", 1, .string(type)),
          WireField(
            "object", 2,
            .message(WireField("raw", 1, .bytes(ProtobufWriter.body(object, apiVersion: "v1", kind: kind)))), .always),
        ]))
      let length = UInt32(writer.bytes.count).bigEndian
      return withUnsafeBytes(of: length) { Array($0) } + writer.bytes
    }
  }
}
