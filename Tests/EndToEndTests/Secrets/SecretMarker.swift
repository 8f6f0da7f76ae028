import Foundation

/// Texts that are put into inputs and looked for in everything that capdb leaves behind.
enum SecretMarker {
  /// Looks like a key, so it may not be shown as a name either.
  static let key = "hushQ7xY2mN8pL4kJ6hG3fD5sA9zX1cV0bTw"
  /// Looks like a name: a value of a file or variable may not be shown all the same.
  static let word = "hushhushhush"
  /// Ends lines and turns the terminal's colour.
  static let control = "hush\u{1B}[31mhush"

  /// What every one of them contains.
  static let sought = "hush"
}

/// Where a run can leave a text behind.
struct Traces {
  /// The folder with the history.
  var history: URL

  /// The files of the history that hold the marker.
  func markedFiles() throws -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: history.path)) ?? []
    return try files.filter { name in
      try Data(contentsOf: history.appending(path: name)).range(of: Data(SecretMarker.sought.utf8)) != nil
    }
  }
}

/// One way to put a marker into an input.
struct MarkedInput: CustomStringConvertible {
  /// What was marked, and how.
  var description: String
  /// The line that was damaged; 0 where the whole was made up.
  var line = 0
  /// Files below the home directory, by their paths.
  var files: [String: String] = [:]
  /// Variables of the environment.
  var variables: [String: String] = [:]
}

extension MarkedInput {
  /// A file once for each of its lines and for each damage that a marker can do there.
  ///
  /// - Parameters:
  ///   - damages: what becomes of a line.
  static func damaging(
    _ text: String, at path: String, variables: [String: String] = [:],
    damages: [Damage]
  ) -> [MarkedInput] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.indices.flatMap { index in
      damages.compactMap { damage in
        guard let line = Line(lines[index]) else { return nil }
        var damaged = lines
        damaged[index] = damage.edit(line)
        return MarkedInput(
          description: "\(path), line \(index + 1), \(damage.name): \(damaged[index].debugDescription)",
          line: index + 1, files: [path: damaged.joined(separator: "\n")], variables: variables)
      }
    }
  }

  /// What becomes of a line.
  struct Damage: Sendable {
    var name: String
    var edit: @Sendable (Line) -> String

    init(_ name: String, _ edit: @escaping @Sendable (Line) -> String) {
      self.name = name
      self.edit = edit
    }
  }

  /// A line `key: value` or `key = value`, taken apart.
  struct Line {
    var indentation: String
    var key: String
    var delimiter: String
    var value: String

    init?(_ text: String) {
      guard let match = text.wholeMatch(of: /(\s*(?:- )?)([A-Za-z_-]+)(\s*[:=]\s*)(.*)/) else { return nil }
      indentation = String(match.1)
      key = String(match.2)
      delimiter = String(match.3)
      value = String(match.4)
    }

    /// The line with another value.
    func with(value: String) -> String { indentation + key + delimiter + value }
    /// The line with another key.
    func with(key: String) -> String { indentation + key + delimiter + value }
  }
}
