import AWSAccess

/// Lists as the query protocol flattens them: numbered from 1, without `.member.`.
enum EC2Parameters {
  /// How many values one filter may have.
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

  /// The page size of every list that has one of a thousand.
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
  /// A list that a filter narrows down, in as many calls as the number of values makes necessary.
  func list<Decoder: EC2PageDecoder>(
    _ decoder: Decoder, action: String, filter: String, values: some Collection<String>
  ) async throws(AWSError) -> [Decoder.Value] {
    var items: [Decoder.Value] = []
    for chunk in values.distinctChunks(of: EC2Parameters.filterValueLimit) {
      let parameters = EC2Parameters.filter(filter, chunk) + [EC2Parameters.maxResults]
      items += try await list(decoder, action: action, parameters)
    }
    return items
  }
}
