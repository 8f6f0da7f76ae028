/// The encoding of an answer.
enum KubernetesEncoding {
  case json, protobuf

  /// The encoding that `Accept` prefers of those the route has; nil if it names none of them.
  ///
  /// The highest weight wins, on a tie the one listed first. Source: RFC 9110 section 12.5.1.
  init?(accept: String?, route: KubernetesRoute) {
    guard let accept, !accept.isEmpty else {
      self = .json
      return
    }
    var best: (encoding: KubernetesEncoding, weight: Double)?
    for range in accept.split(separator: ",") {
      let parts = range.split(separator: ";").map { String($0.filter { $0 != " " }) }
      guard let type = parts.first, let encoding = Self.encoding(of: type, route: route) else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      if weight > best?.weight ?? 0 { best = (encoding, weight) }
    }
    guard let best else { return nil }
    self = best.encoding
  }

  private static func encoding(of type: String, route: KubernetesRoute) -> KubernetesEncoding? {
    switch type {
    case "*/*", "application/*", JSONWriter.contentType: .json
    case ProtobufWriter.contentType: route == .version ? .json : .protobuf
    default: nil
    }
  }

  /// An answer with this object.
  func response(_ message: WireMessage, apiVersion: String, kind: String, status: Int = 200) -> SimulatedResponse {
    switch self {
    case .json:
      SimulatedResponse(
        status: status, contentType: JSONWriter.contentType,
        body: JSONWriter.body(message, apiVersion: apiVersion, kind: kind))
    case .protobuf:
      SimulatedResponse(
        status: status, contentType: ProtobufWriter.contentType,
        body: ProtobufWriter.body(message, apiVersion: apiVersion, kind: kind))
    }
  }

  /// An answer with a `Status` that tells of a failure.
  func failure(_ code: Int, _ reason: String, _ message: String, resource: String? = nil, continueToken: String = "")
    -> SimulatedResponse
  {
    let status = KubernetesDocuments.status(
      code: code, reason: reason, message: message, resource: resource, continueToken: continueToken)
    return response(status, apiVersion: "v1", kind: "Status", status: code)
  }
}
