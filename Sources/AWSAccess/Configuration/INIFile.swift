/// A file in the format of `~/.aws/config` and `~/.aws/credentials`.
///
/// Sections in brackets; `key = value` or `key: value`, keys in any case; lines that begin with `#` or `;` are
/// comments, but there are none at the end of a line; indented lines below a key without a value are keys of their own,
/// one level down. A section or key that stands twice: the later one is added, or wins.
/// Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
package struct INIFile: Equatable, Sendable {
  /// One section's keys, in lower case.
  package struct Section: Equatable, Sendable {
    /// Values by key.
    package var values: [String: String] = [:]
    /// The keys below a key that has no value of its own.
    package var nested: [String: [String: String]] = [:]
  }

  /// A line that is neither section, key, comment nor continuation.
  package struct SyntaxError: Error, Equatable, Sendable {
    /// Counted from 1.
    package var line: Int
  }

  /// Sections by the text between their brackets.
  package private(set) var sections: [String: Section] = [:]

  /// An empty file.
  package init() {}

  /// Reads a file's contents; what is not UTF-8 becomes U+FFFD.
  package init(_ contents: [UInt8]) throws(SyntaxError) {
    var section: String?
    var key: String?
    for (index, rawLine) in Self.lines(of: contents).enumerated() {
      let line = INILine(rawLine)
      switch line {
      case .nothing:
        continue
      case .section(let name):
        section = name
        key = nil
        sections[name, default: Section()] = sections[name] ?? Section()
      case .entry(let name, let value):
        guard let section else { throw SyntaxError(line: index + 1) }
        key = name
        sections[section]?.set(name, value)
      case .indented(let text):
        // configparser takes an indented first line for an ordinary key, so do not lose it.
        guard let section else { throw SyntaxError(line: index + 1) }
        if let key {
          sections[section]?.append(text, to: key)
        } else if case .entry(let name, let value) = INILine(text) {
          key = name
          sections[section]?.set(name, value)
        } else {
          throw SyntaxError(line: index + 1)
        }
      case .unreadable:
        throw SyntaxError(line: index + 1)
      }
    }
  }

  private static func lines(of contents: [UInt8]) -> [Substring] {
    var text = String(decoding: contents, as: UTF8.self)
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }
}

extension INIFile.Section {
  fileprivate mutating func set(_ key: String, _ value: String) {
    values[key] = value
    nested[key] = nil
  }

  /// Goes on with `key`: one level down where it has no value of its own, else the value itself goes on.
  fileprivate mutating func append(_ text: Substring, to key: String) {
    guard values[key]?.isEmpty ?? true else {
      values[key]?.append("\n" + text)
      return
    }
    guard case .entry(let name, let value) = INILine(text) else { return }
    nested[key, default: [:]][name] = value
  }
}

/// One line, told apart.
private enum INILine {
  case nothing
  case section(String)
  case entry(key: String, value: String)
  case indented(Substring)
  case unreadable

  init(_ line: Substring) {
    let text = line.trimmingWhitespace
    guard let first = text.first, first != "#", first != ";" else {
      self = .nothing
      return
    }
    if line.first?.isWhitespace == true {
      self = .indented(text)
    } else if first == "[" {
      self = Self.section(text)
    } else {
      self = Self.entry(text)
    }
  }

  private static func section(_ text: Substring) -> INILine {
    guard let end = text.firstIndex(of: "]") else { return .unreadable }
    return .section(String(text[..<end].dropFirst().trimmingWhitespace))
  }

  private static func entry(_ text: Substring) -> INILine {
    guard let delimiter = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return .unreadable }
    let key = text[..<delimiter].trimmingWhitespace
    guard !key.isEmpty else { return .unreadable }
    return .entry(key: key.lowercased(), value: String(text[delimiter...].dropFirst().trimmingWhitespace))
  }
}

extension Substring {
  /// The text without white space at its ends.
  var trimmingWhitespace: Substring {
    guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace }) else {
      return self[endIndex...]
    }
    return self[start...end]
  }
}
