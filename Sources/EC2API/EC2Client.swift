public import AWSAccess
import OutsideText
import Transport

/// The EC2 API of one account and region, as far as it tells of network capacity.
///
/// Every answer is complete or an error: lists are read to their last page, and an answer that cannot be read is never
/// taken for a shorter one.
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/
public struct EC2Client: Sendable {
  /// The region asked.
  public var region: String { query.region }

  private let query: AWSQueryClient

  /// Makes a client.
  public init(_ session: AWSSession) {
    query = AWSQueryClient(session, service: .ec2, version: "2016-11-15")
  }

  /// All pages of a list.
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
package protocol EC2PageDecoder: XMLReplyDecoder {
  /// What an item becomes.
  associatedtype Value: Sendable

  /// The items so far.
  var values: [Value] { get set }
  /// Asks for the next page; empty if this is the last.
  var nextToken: String { get set }
}

extension EC2PageDecoder {
  /// Looks the element up. The same as that of every decoder, but in this module, where it is specialised for each.
  package mutating func end(at index: Int, text: String) throws(XMLReplyError) {
    try end(Self.elements[index].element, text: text)
  }

  /// The elements of a page: the next page's token, the item at `path`, and what it holds, by paths below it.
  static func pageElements(
    item path: String, _ item: Element, nextToken: Element, _ parts: [(path: String, element: Element)]
  ) -> [(path: String, element: Element)] {
    [("nextToken", nextToken), (path, item)] + parts.map { ("\(path)/\($0.path)", $0.element) }
  }
}
