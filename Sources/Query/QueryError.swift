import Database

/// Why a query has no answer.
public enum QueryError: Error, Hashable, Sendable {
  /// There is no statement in the text.
  case empty
  /// The text goes on after its first statement.
  case severalStatements
  /// The statement does more than read; `action` is what was refused, for example `INSERT`.
  case notReading(action: String)
  /// The statement gives no rows.
  case noRows
  /// The text is no SQL; `line` and `column` count from 1 and are nil where the database does not say where.
  case syntax(reason: String, line: Int?, column: Int?)
  /// There is no view and no table of this name.
  case unknownTable(String, similar: String?)
  /// There is no column of this name.
  case unknownColumn(String, similar: String?, line: Int?, column: Int?)
  /// The statement ran for longer than it may.
  case timeLimit(Duration)
  /// The answer is larger than it may be.
  case tooLarge(bytes: Int)
  /// A value was given for a parameter that the statement does not have.
  case unknownParameter(String, known: [String])
  /// The statement has a parameter without a value.
  case missingParameter(String)
  /// The database failed for another reason.
  case failed(reason: String)

  /// Whether the command line is at fault, and not the SQL.
  public var isUsageError: Bool {
    switch self {
    case .unknownParameter, .missingParameter: true
    default: false
    }
  }
}

extension QueryError: CustomStringConvertible {
  /// One line: what is wrong with the query, and where.
  public var description: String {
    switch self {
    case .empty:
      "there is no SQL to run: write a SELECT, for example SELECT * FROM v_clusters"
    case .severalStatements:
      "there is more than one statement; a query is a single SELECT"
    case .notReading(let action):
      "\(action) is not allowed: a query only reads"
    case .noRows:
      "the statement gives no rows; a query is a SELECT"
    case .syntax(let reason, let line, let column):
      "this is no SQL\(Self.place(line, column)): \(reason)"
    case .unknownTable(let name, let similar):
      "there is no view '\(name)'\(Self.hint(similar)); capdb query --views lists the views"
    case .unknownColumn(let name, let similar, let line, let column):
      "there is no column '\(name)'\(Self.place(line, column))\(Self.hint(similar)); capdb query --views lists the "
        + "columns, and text stands in single quotes"
    case .timeLimit(let limit):
      "the query was stopped after \(limit.components.seconds) s; narrow it down, or give it longer with --timeout"
    case .tooLarge(let bytes):
      "the answer is larger than \(bytes >> 20) MiB; narrow it down, or take a part with --limit"
    case .unknownParameter(let name, let known):
      known.isEmpty
        ? "the query has no parameter '\(name)'; write :\(name) in its place"
        : "the query has no parameter '\(name)'; it has \(known.joined(separator: ", "))"
    case .missingParameter(let name):
      name == "?"
        ? "the query has a parameter without a name; write :name and give its value with --param name=value"
        : "the query's parameter \(name) has no value; give it with --param \(name.dropFirst())=value"
    case .failed(let reason):
      "the query failed: \(reason)"
    }
  }

  private static func place(_ line: Int?, _ column: Int?) -> String {
    guard let line, let column else { return "" }
    return " (line \(line), column \(column))"
  }

  private static func hint(_ similar: String?) -> String {
    similar.map { ", but there is \($0)" } ?? ""
  }
}

extension QueryError {
  /// The values of a statement's parameters, in their order.
  ///
  /// - Parameters:
  ///   - parameters: as they are written in the statement, `:name`, `@name` or `$name`; `?` for one without a name.
  ///   - values: by the names of the parameters.
  /// - Throws: `unknownParameter`, `missingParameter`.
  static func values(
    of parameters: [String], from values: [String: SQLValue]
  ) throws(QueryError) -> [SQLValue] {
    let names = parameters.map { String($0.dropFirst()) }
    if let unknown = values.keys.sorted().first(where: { !names.contains($0) }) {
      throw .unknownParameter(unknown, known: parameters)
    }
    var ordered: [SQLValue] = []
    for (name, parameter) in zip(names, parameters) {
      guard let value = values[name] else { throw .missingParameter(parameter) }
      ordered.append(value)
    }
    return ordered
  }
}
