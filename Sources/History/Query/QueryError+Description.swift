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
