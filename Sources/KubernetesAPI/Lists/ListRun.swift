internal import Capacity
internal import TextEncoding
internal import Transport

/// Reads one list, page after page. While a page is decoded, the next one is already asked for.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
struct ListRun<Fields: ObjectFields> {
  private static var pageSize: Int { 500 }
  /// Memory is not set aside for more items than this, whatever a server announces.
  private static var mostReserved: Int64 { 500_000 }

  let client: KubernetesClient
  let request: APIRequest
  let source: Source
  /// A field selector as part of a query, percent-encoded; empty for none.
  var selector = ""

  private var decoder = ListDecoder<Fields>()
  private var items: [Fields.Value] = []
  private var pages = 0
  private var resourceVersion = ""
  private var tokens: Set<String> = []
  private var hasRestarted = false
  private var isConsistent = true

  init(client: KubernetesClient, request: APIRequest, source: Source, selector: String = "") {
    self.client = client
    self.request = request
    self.source = source
    self.selector = selector
  }

  /// Reads the list to its end.
  mutating func list() async throws(KubernetesError) -> Listing<Fields.Value> {
    var outcome = await Self.fetch(client, request, query(after: ""))
    while true {
      switch try await step(outcome) {
      case .end:
        return Listing(items: items, isConsistent: isConsistent, pages: pages, resourceVersion: resourceVersion)
      case .ask(let token): outcome = await Self.fetch(client, request, query(after: token))
      case .answered(let next): outcome = next
      }
    }
  }

  /// What follows an answer.
  private enum Step {
    /// It was the last page.
    case end
    /// The page after this token is to be asked for; the first one for an empty token.
    case ask(after: String)
    /// The next page was asked for while this one was decoded.
    case answered(Outcome)
  }

  private mutating func step(_ outcome: Outcome) async throws(KubernetesError) -> Step {
    let page: HTTPResponse
    switch outcome {
    case .success(let response): page = response
    case .failure(let error): return .ask(after: try tokenAfterExpiry(error))
    }
    guard let metadata = try metadata(of: page) else {
      let token = try decode(page).continueToken
      return token.isEmpty ? .end : .ask(after: try checked(token))
    }
    guard !metadata.continueToken.isEmpty else {
      _ = try decode(page)
      return .end
    }
    let query = query(after: try checked(metadata.continueToken))
    async let next = Self.fetch(client, request, query)
    _ = try decode(page)
    return .answered(await next)
  }

  private typealias Outcome = Result<HTTPResponse, KubernetesError>

  private static func fetch(_ client: KubernetesClient, _ request: APIRequest, _ query: String) async -> Outcome {
    do throws(KubernetesError) {
      return .success(try await client.get(request, query: query, accept: Encoding.accepted))
    } catch {
      return .failure(error)
    }
  }

  private func query(after token: String) -> String {
    let continuation = token.isEmpty ? "" : "continue=" + PercentEncoding.encode(token)
    return ["limit=\(Self.pageSize)", selector, continuation].filter { !$0.isEmpty }.joined(separator: "&")
  }

  /// How to go on after a failure: from the start when the list has expired for the first time, after that with the
  /// token that the server hands out.
  ///
  /// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#410-gone-responses
  private mutating func tokenAfterExpiry(_ error: KubernetesError) throws(KubernetesError) -> String {
    guard case .refused(let refusal) = error.problem, refusal.httpStatus == 410, !tokens.isEmpty else { throw error }
    guard hasRestarted else {
      let selector = selector
      self = ListRun(client: client, request: request, source: source, selector: selector)
      hasRestarted = true
      return ""
    }
    guard let token = refusal.continueToken else { throw error }
    isConsistent = false
    return try checked(token)
  }

  /// The token, if it was not given before: following it again would never end.
  private mutating func checked(_ token: String) throws(KubernetesError) -> String {
    guard tokens.insert(token).inserted else { throw client.error(request, .repeatedContinueToken(page: pages + 1)) }
    return token
  }

  private func metadata(of page: HTTPResponse) throws(KubernetesError) -> ListMetadata? {
    do throws(DecodingFailure) {
      let encoding = try Encoding(mediaType: page.mediaType)
      return try page.body.withUnsafeBytes { bytes throws(DecodingFailure) in
        try ListDecoder<Fields>.metadata(bytes, encoding)
      }
    } catch {
      throw client.error(request, .undecodable(error, page: pages + 1))
    }
  }

  private mutating func decode(_ page: HTTPResponse) throws(KubernetesError) -> ListMetadata {
    let metadata: ListMetadata
    do throws(DecodingFailure) {
      let encoding = try Encoding(mediaType: page.mediaType)
      metadata = try page.body.withUnsafeBytes { bytes throws(DecodingFailure) in
        try decoder.decode(bytes, encoding, into: &items)
      }
    } catch {
      throw client.error(request, .undecodable(error, page: pages + 1))
    }
    note(metadata)
    return metadata
  }

  private mutating func note(_ metadata: ListMetadata) {
    pages += 1
    if pages == 1 {
      resourceVersion = metadata.resourceVersion
      let announced = Int(max(0, min(metadata.remainingItemCount ?? 0, Self.mostReserved)))
      // The number is an estimate; a few items beyond it must not double the array.
      items.reserveCapacity(items.count + announced + announced / 50)
    }
    let progress = ListProgress(
      cluster: client.connection.name, source: source, items: items.count, remaining: metadata.remainingItemCount)
    client.progress(progress)
  }
}
