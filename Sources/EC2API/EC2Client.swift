public import AWSAccess
import OutsideText
import Transport

/// The calls of the EC2 API that show network capacity, for one account and region.
///
/// Every answer is complete or an error: lists are read to their last page, and an answer that cannot be read never becomes
/// a shorter list.
///
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/
public struct EC2Client: Sendable {
  /// The region asked.
  public var region: String { query.region }

  private let query: AWSQueryClient

  /// A client with the session's region and credentials.
  public init(_ session: AWSSession) {
    query = AWSQueryClient(session, service: .ec2, version: "2016-11-15")
  }

  /// Calls an action whose reply does not matter, if it is a success.
  /// - Throws: `AWSError`.
  func callIgnoringReply(
    _ action: String, _ parameters: [(name: String, value: String)]
  ) async throws(AWSError) {
    _ = try await query.call(action, parameters)
  }

  /// Reads all pages of a list.
  /// - Throws: `AWSError`.
  func list<Decoder: EC2PageDecoder>(
    _ decoder: Decoder, action: String, _ parameters: [(name: String, value: String)]
  ) async throws(AWSError) -> [Decoder.Value] {
    var decoder = decoder
    var values: [Decoder.Value] = []
    var tokens: Set<String> = []
    repeat {
      let page = decoder.nextToken.isEmpty ? [] : [(name: "NextToken", value: decoder.nextToken)]
      decoder.nextToken = ""
      let response = try await query.call(action, parameters + page)
      do {
        try decoder.decode(response.body)
      } catch {
        throw .unreadable(try query.describe(action), reason: error.words)
      }
      values += decoder.values
      decoder.values.removeAll(keepingCapacity: true)
      guard decoder.nextToken.isEmpty || tokens.insert(decoder.nextToken).inserted else {
        throw .unreadable(try query.describe(action), reason: "the same page token came twice")
      }
    } while !decoder.nextToken.isEmpty
    return values
  }
}

/// One page of a list: its items and the token of the next page.
protocol EC2PageDecoder: XMLReplyDecoder {
  /// The value of an item.
  associatedtype Value: Sendable

  /// The items so far.
  var values: [Value] { get set }
  /// The token of the next page; empty if this is the last.
  var nextToken: String { get set }
}

extension EC2PageDecoder {
  /// The same as for every decoder, but in this module, where it is specialised for each.
  mutating func end(at index: Int, text: String) throws(XMLReplyError) {
    try end(Self.elements[index].element, text: text)
  }

  /// The elements of a page: the next page's token, the item at `path`, and what it holds, by paths below it.
  static func pageElements(
    item path: String, _ item: Element, nextToken: Element, _ parts: [(path: String, element: Element)]
  ) -> [(path: String, element: Element)] {
    [("nextToken", nextToken), (path, item)] + parts.map { ("\(path)/\($0.path)", $0.element) }
  }
}

/// Parameters of EC2's query protocol, whose lists are numbered from 1, without `.member.`.
enum EC2Parameters {
  /// The most values of one filter.
  ///
  /// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
  static let filterValueLimit = 200

  /// One filter: `Filter.1.Name` and `Filter.1.Value.1` onwards.
  static func filter(_ name: String, _ values: some Sequence<String>) -> [(name: String, value: String)] {
    [(name: "Filter.1.Name", value: name)] + list("Filter.1.Value", values)
  }

  /// `NAME.1`, `NAME.2`, …
  static func list(_ name: String, _ values: some Sequence<String>) -> [(name: String, value: String)] {
    values.enumerated().map { (name: "\(name).\($0.offset + 1)", value: $0.element) }
  }

  /// The largest page size, for the calls that take 1,000.
  static let maxResults = (name: "MaxResults", value: "1000")
}

extension Collection<String> {
  /// The distinct values in order, cut into lists of at most `size`.
  func distinctChunks(of size: Int) -> [[String]] {
    let sorted = Set(self).sorted()
    return stride(from: 0, to: sorted.count, by: size).map { Array(sorted[$0..<Swift.min($0 + size, sorted.count)]) }
  }
}

extension EC2Client {
  /// Reads a list by a filter, in as many calls as its values need.
  /// - Throws: `AWSError`.
  func list<Decoder: EC2PageDecoder>(
    _ decoder: Decoder, action: String, filter: String, values: some Collection<String>
  ) async throws(AWSError) -> [Decoder.Value] {
    try await list(decoder, action: action, filter: filter, values: values, [])
  }

  /// Reads a list that has resources of the account which an AWS service manages. They are hidden by default where the
  /// account says so; an endpoint that does not know how to ask for them has none to hide.
  ///
  /// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
  /// - Throws: `AWSError`.
  func listWithManaged<Decoder: EC2PageDecoder>(
    _ decoder: Decoder, action: String, filter: String, values: some Collection<String>
  ) async throws(AWSError) -> [Decoder.Value] {
    do throws(AWSError) {
      let managed = (name: "IncludeManagedResources", value: "true")
      return try await list(decoder, action: action, filter: filter, values: values, [managed])
    } catch .refused(let refusal) where refusal.isUnknownParameter {
      return try await list(decoder, action: action, filter: filter, values: values)
    }
  }

  private func list<Decoder: EC2PageDecoder>(
    _ decoder: Decoder, action: String, filter: String, values: some Collection<String>,
    _ further: [(name: String, value: String)]
  ) async throws(AWSError) -> [Decoder.Value] {
    var items: [Decoder.Value] = []
    for chunk in values.distinctChunks(of: EC2Parameters.filterValueLimit) {
      let parameters = EC2Parameters.filter(filter, chunk) + [EC2Parameters.maxResults] + further
      items += try await list(decoder, action: action, parameters)
    }
    return items
  }
}

extension AWSRefusal {
  /// EC2's words for a parameter that it does not know; look-alikes use the others.
  ///
  /// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html#api-error-codes-table-client
  fileprivate var isUnknownParameter: Bool {
    ["UnknownParameter", "InvalidParameter", "InvalidParameterCombination", "UnsupportedOperation"]
      .contains(code?.text)
  }
}
