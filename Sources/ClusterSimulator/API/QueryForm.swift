/// A posted form of the AWS query protocol.
struct QueryForm {
  private let values: [String: String]

  /// Reads `application/x-www-form-urlencoded` text, which is also what a URL's query is.
  init(_ text: some StringProtocol) {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
    }
    self.values = values
  }

  /// All names and values.
  var pairs: [String: String] { values }

  subscript(name: String) -> String? { values[name] }

  /// The values `name.1`, `name.2` and so on.
  func list(_ name: String) -> [String] {
    var list: [String] = []
    while let value = values["\(name).\(list.count + 1)"] { list.append(value) }
    return list
  }

  /// The filters `Filter.1.Name`, `Filter.1.Value.1` and so on.
  var filters: [(name: String, values: [String])] {
    var filters: [(name: String, values: [String])] = []
    while let name = values["Filter.\(filters.count + 1).Name"] {
      filters.append((name, list("Filter.\(filters.count + 1).Value")))
    }
    return filters
  }

  private static func decoded(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Something EC2 describes.
struct EC2Item {
  let id: String
  /// What filters see of it, by filter name.
  var attributes: [String: [String]]
  let render: (inout XMLDocument) -> Void
}

/// A filter of a describe call; its values are alternatives and may hold `*` and `?`.
struct EC2Filter {
  private let name: String
  private let patterns: [String]

  /// Makes a filter; one that no item knows by name is refused, unless it is by tag.
  init(_ filter: (name: String, values: [String]), items: [EC2Item]) throws(AWSFailure) {
    guard filter.name.hasPrefix("tag") || items.isEmpty || items.contains(where: { $0.attributes[filter.name] != nil })
    else {
      throw AWSFailure(status: 400, code: "InvalidParameterValue", message: "The filter '\(filter.name)' is invalid")
    }
    (name, patterns) = filter
  }

  func matches(_ item: EC2Item) -> Bool {
    (item.attributes[name] ?? []).contains { value in
      patterns.contains { Self.matches(value.utf8[...], $0.utf8[...]) }
    }
  }

  private static func matches(_ text: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(text, pattern.dropFirst()) || (!text.isEmpty && matches(text.dropFirst(), pattern))
    }
    guard let character = text.first, first == UInt8(ascii: "?") || first == character else { return false }
    return matches(text.dropFirst(), pattern.dropFirst())
  }
}
