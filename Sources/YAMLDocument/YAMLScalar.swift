import Foundation

/// A scalar as it is written in a document.
struct YAMLScalar {
  /// The text without quotes.
  var text: String
  /// The explicit tag in its long form, for example `tag:yaml.org,2002:int`.
  var tag: String?
  /// Whether it is neither quoted nor tagged, so that its text determines its type.
  var isPlain: Bool

  private static let tagPrefix = "tag:yaml.org,2002:"

  /// Whether it is a merge key.
  var isMergeKey: Bool { text == "<<" && (isPlain || tag == Self.tagPrefix + "merge") }

  /// The typed value.
  ///
  /// - Throws: `YAMLProblem` if its text does not fit its tag.
  ///
  /// Source: go.yaml.in/yaml/v2, resolve.go.
  func content(line: Int) throws(YAMLProblem) -> YAMLValue.Content {
    guard let tag, tag.hasPrefix(Self.tagPrefix) else { return isPlain ? plain : .string(text) }
    switch tag.dropFirst(Self.tagPrefix.count) {
    case "int", "bool", "null": return try fitting(tag, line)
    case "float":
      let content = plain
      if case .integer(let value) = content { return .number(Double(value)) }
      if case .number = content { return content }
      throw YAMLProblem(.tagMismatch, line: line)
    case "binary":
      guard let data = Data(base64Encoded: text.filter { !$0.isNewline }) else {
        throw YAMLProblem(.tagMismatch, line: line)
      }
      return .string(String(decoding: data, as: UTF8.self))
    default: return .string(text)
    }
  }

  private func fitting(_ tag: String, _ line: Int) throws(YAMLProblem) -> YAMLValue.Content {
    let content = plain
    switch (tag.dropFirst(Self.tagPrefix.count), content) {
    case ("int", .integer), ("bool", .bool), ("null", .null): return content
    default: throw YAMLProblem(.tagMismatch, line: line)
    }
  }

  /// The value of an unquoted text.
  private var plain: YAMLValue.Content {
    switch text {
    case "", "~", "null", "Null", "NULL": .null
    case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
    case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
    case ".nan", ".NaN", ".NAN": .number(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": .number(-.infinity)
    default: number ?? .string(text)
    }
  }

  private var number: YAMLValue.Content? {
    guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
    let digits = text.filter { $0 != "_" }
    if let integer = YAMLInteger.parse(digits) { return .integer(integer) }
    let isDecimal = digits.wholeMatch(of: /[\-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][\-+]?[0-9]+)?/) != nil
    guard isDecimal, let value = Double(digits), value.isFinite else { return nil }
    return .number(value)
  }
}

/// Whole numbers in all their bases.
private enum YAMLInteger {
  /// `0x1f`, `0o17`, `017`, `0b11` and decimals; nil for anything else, and beyond 64 bits.
  static func parse(_ text: String) -> Int64? {
    var digits = Substring(text)
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits.removeFirst() }
    let radix = radix(&digits)
    guard let first = digits.first, first != "-", first != "+" else { return nil }
    return Int64((isNegative ? "-" : "") + digits, radix: radix)
  }

  /// Removes the prefix that gives the base.
  private static func radix(_ digits: inout Substring) -> Int {
    let prefixes: [(prefix: String, radix: Int)] = [
      ("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8), ("0", 8),
    ]
    guard digits != "0", let match = prefixes.first(where: { digits.hasPrefix($0.prefix) }) else { return 10 }
    digits = digits.dropFirst(match.prefix.count)
    return match.radix
  }
}
