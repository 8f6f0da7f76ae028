internal import OutsideText
internal import Transport

/// Where a resource is at present.
public struct ResourcePosition: Hashable, Sendable {
  /// The version of a consistent read.
  public var version: ResourceVersion
  /// How many objects there are at that version; nil where the server was not asked.
  public var count: Int?

  /// Makes a position.
  public init(version: ResourceVersion, count: Int? = nil) {
    self.version = version
    self.count = count
  }
}

extension KubernetesClient {
  /// Where the nodes are at present.
  ///
  /// - Throws: `FollowingProblem` where the server does not tell.
  public func nodePosition() async throws(FollowingProblem) -> ResourcePosition {
    try await position(NodeFields.self, .nodes)
  }

  /// Where the pods of all namespaces are at present.
  ///
  /// - Throws: `FollowingProblem` where the server does not tell.
  public func podPosition() async throws(FollowingProblem) -> ResourcePosition {
    try await position(PodFields.self, .pods)
  }

  /// Asks for one object, which the server reads consistently.
  func position<Fields: ObjectFields>(
    _ fields: Fields.Type, _ request: APIRequest
  ) async throws(FollowingProblem) -> ResourcePosition {
    let response = try await askOnce(request, query: "limit=1")
    let (metadata, items) = try page(of: response, fields)
    guard let version = ResourceVersion(metadata.resourceVersion) else {
      throw .unusable(DecodingFailure(.missing(field: "metadata.resourceVersion")))
    }
    guard !metadata.continueToken.isEmpty else { return ResourcePosition(version: version, count: items) }
    guard let remaining = metadata.remainingItemCount else { throw .uncounted }
    return ResourcePosition(version: version, count: items + Int(remaining))
  }

  private func page<Fields: ObjectFields>(
    of response: HTTPResponse, _ fields: Fields.Type
  ) throws(FollowingProblem) -> (ListMetadata, items: Int) {
    do throws(DecodingFailure) {
      let encoding = try Encoding(mediaType: response.mediaType)
      return try response.body.withUnsafeBytes { bytes throws(DecodingFailure) in
        var decoder = ListDecoder<Fields>()
        var items: [Fields.Value] = []
        let metadata = try decoder.decode(bytes, encoding, into: &items)
        return (metadata, items.count)
      }
    } catch {
      throw .unusable(error)
    }
  }

  /// Asks once: who follows begins again with the watch, or lists.
  func askOnce(_ request: APIRequest, query: String) async throws(FollowingProblem) -> HTTPResponse {
    var client = self
    client.retry.attempts = 1
    do throws(KubernetesError) {
      return try await client.get(request, query: query, accept: Encoding.accepted)
    } catch {
      throw .failed(error)
    }
  }
}
