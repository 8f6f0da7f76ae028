import Foundation

/// A history as SQLite shows it, read without capdb.
struct HistoryFile {
  var path: String

  /// A table's rows, as far as two moments can be compared by them.
  struct Table: Decodable, Equatable {
    var table: String
    var rows: Int
    var digest: String
  }

  /// All tables by name.
  func tables() async throws -> [String: Table] {
    let tables = try JSONDecoder().decode([Table].self, from: Data(try await run("digests").utf8))
    return Dictionary(uniqueKeysWithValues: tables.map { ($0.table, $0) })
  }

  /// The rows of a query.
  func rows<Row: Decodable>(_ query: String, as row: Row.Type) async throws -> [Row] {
    try JSONDecoder().decode([Row].self, from: Data(try await run("query", query).utf8))
  }

  /// What two histories that recorded the same states have not in common.
  struct Comparison: Decodable {
    /// The rows of views that only one of them has.
    var differences: [String]
    /// How many rows each view of this one has.
    var rows: [String: Int]
  }

  /// Compares the views with those of another history, which recorded the same states a moment earlier or later.
  func comparison(with other: HistoryFile) async throws -> Comparison {
    try JSONDecoder().decode(Comparison.self, from: Data(try await run("against", other.path).utf8))
  }

  private func run(_ arguments: String...) async throws -> String {
    try await Tools.run("history.py", [path] + arguments)
  }
}
