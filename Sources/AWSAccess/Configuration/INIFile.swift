/// A file in the format of `~/.aws/config` and `~/.aws/credentials`, as botocore reads it.
///
/// Sections in brackets, which may be indented; `key = value` or `key: value`, keys in any case. Lines that begin with
/// `#` or `;` are comments; there are no comments at the end of a line. A line that is indented deeper than the key above
/// it continues that key's value; any other line is a key of its own. A value that begins on the line below its key is a
/// level of keys (`s3 =`). The keys of `[DEFAULT]` belong to every section. A section or key that occurs twice is an error.
///
/// Source: botocore's `configloader.raw_config_parse` over Python's `configparser.RawConfigParser`,
/// https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
struct INIFile: Equatable, Sendable {
  /// A value and the line of its key.
  struct Value: Equatable, Sendable {
    /// The text, its lines joined by `\n`; for a level of keys the lines as they are written.
    var text: String
    /// The keys of the level below, as they are written; nil where the value is a text.
    var nested: [String: String]?
    /// The line of the key, from 1 on.
    var line: Int
  }

  /// A section: its header as it is written, and its values by keys in lower case.
  struct Section: Equatable, Sendable {
    /// The text between the brackets.
    var header: String
    /// Values by key.
    var values: [String: Value] = [:]
  }

  /// Why a file cannot be read.
  struct SyntaxError: Error, Equatable, Sendable {
    /// What is wrong.
    var problem: INISyntaxProblem
    /// The line, from 1 on; 0 for the file as a whole.
    var line: Int
  }

  /// The sections in the order of the file, without `[DEFAULT]`.
  private(set) var sections: [Section] = []

  /// An empty file.
  init() {}

  /// - Throws: `SyntaxError`.
  init(_ contents: [UInt8]) throws(SyntaxError) {
    guard let text = String(validating: contents, as: UTF8.self) else {
      throw SyntaxError(problem: .encoding, line: 0)
    }
    var reader = INIReader()
    for (index, line) in Self.lines(of: text).enumerated() {
      try reader.read(line, number: index + 1)
    }
    sections = try reader.finish()
  }

  /// The section of this header.
  subscript(header: String) -> Section? {
    sections.first { $0.header == header }
  }

  /// The lines as Python's universal newlines divide them, without a byte order mark.
  private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    var lines: [Substring.UnicodeScalarView] = []
    while let end = scalars.firstIndex(where: { $0 == "\n" || $0 == "\r" }) {
      lines.append(scalars[..<end])
      var next = scalars.index(after: end)
      if scalars[end] == "\r", next < scalars.endIndex, scalars[next] == "\n" { next = scalars.index(after: next) }
      scalars = scalars[next...]
    }
    return lines + [scalars]
  }
}

/// Reads a file line by line.
private struct INIReader {
  private var sections: [INIFile.Section] = []
  private var defaults = INIFile.Section(header: "DEFAULT")
  /// The index of the current section in `sections`; nil for `[DEFAULT]`.
  private var current: Int?
  private var isInSection = false
  /// The key whose value may continue.
  private var key: String?
  private var indentation = 0

  mutating func read(_ line: Substring.UnicodeScalarView, number: Int) throws(INIFile.SyntaxError) {
    let text = line.trimmed
    if text.first == "#" || text.first == ";" { return }
    guard !text.isEmpty else {
      // An empty line is part of a value that continues below it.
      if let key { edit { $0.values[key]?.text += "\n" } }
      return
    }
    let indentation = line.prefix { $0.isBlank }.count
    if let key, indentation > self.indentation {
      edit { $0.values[key]?.text += "\n" + String(text) }
      return
    }
    self.indentation = indentation
    if let header = Self.header(text) {
      try begin(header, number)
    } else {
      try add(text, number)
    }
  }

  /// What stands between `[` and the last `]`; nil if that is nothing.
  private static func header(_ text: Substring.UnicodeScalarView) -> String? {
    guard text.first == "[", let end = text.lastIndex(of: "]") else { return nil }
    let header = text[text.index(after: text.startIndex)..<end]
    return header.isEmpty ? nil : String(header)
  }

  private mutating func begin(_ header: String, _ number: Int) throws(INIFile.SyntaxError) {
    key = nil
    isInSection = true
    guard header != defaults.header else {
      current = nil
      return
    }
    guard !sections.contains(where: { $0.header == header }) else {
      throw INIFile.SyntaxError(problem: .duplicateSection, line: number)
    }
    sections.append(INIFile.Section(header: header))
    current = sections.count - 1
  }

  private mutating func add(_ text: Substring.UnicodeScalarView, _ number: Int) throws(INIFile.SyntaxError) {
    guard isInSection else { throw INIFile.SyntaxError(problem: .noSection, line: number) }
    guard let delimiter = text.firstIndex(where: { $0 == "=" || $0 == ":" }), delimiter > text.startIndex else {
      throw INIFile.SyntaxError(problem: .noKey, line: number)
    }
    let name = String(text[..<delimiter].trimmed).lowercased()
    let value = String(text[text.index(after: delimiter)...].trimmed)
    var isNew = true
    edit { isNew = $0.values.updateValue(INIFile.Value(text: value, line: number), forKey: name) == nil }
    guard isNew else { throw INIFile.SyntaxError(problem: .duplicateKey, line: number) }
    key = name
  }

  private mutating func edit(_ change: (inout INIFile.Section) -> Void) {
    if let current { change(&sections[current]) } else { change(&defaults) }
  }

  /// The sections, with their levels of keys read.
  func finish() throws(INIFile.SyntaxError) -> [INIFile.Section] {
    var finished: [INIFile.Section] = []
    for section in sections {
      var section = section
      section.values.merge(defaults.values) { own, _ in own }
      for (key, value) in section.values { section.values[key] = try Self.finished(value) }
      finished.append(section)
    }
    return finished
  }

  private static func finished(_ value: INIFile.Value) throws(INIFile.SyntaxError) -> INIFile.Value {
    var value = value
    while value.text.unicodeScalars.last?.isBlank == true { value.text.unicodeScalars.removeLast() }
    guard value.text.unicodeScalars.first == "\n" else { return value }
    var nested: [String: String] = [:]
    for line in value.text.unicodeScalars.split(separator: "\n") {
      guard let mark = line.firstIndex(of: "=") else {
        throw INIFile.SyntaxError(problem: .noNestedKey, line: value.line)
      }
      nested[String(line[..<mark].trimmed)] = String(line[line.index(after: mark)...].trimmed)
    }
    value.nested = nested
    return value
  }
}

extension Unicode.Scalar {
  /// White space as Python's `str.strip` takes it.
  fileprivate var isBlank: Bool { properties.isWhitespace || (0x1C...0x1F).contains(value) }
}

extension Substring.UnicodeScalarView {
  /// The text without white space at its ends.
  fileprivate var trimmed: Substring.UnicodeScalarView {
    guard let start = firstIndex(where: { !$0.isBlank }), let end = lastIndex(where: { !$0.isBlank }) else {
      return self[endIndex...]
    }
    return self[start...end]
  }
}

extension Substring {
  /// The text without white space at its ends.
  var trimmingWhitespace: Substring { Substring(unicodeScalars.trimmed) }
}
