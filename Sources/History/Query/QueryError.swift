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
  /// The text is no SQL; `line` and `column` count from 1 and are nil where the database does not tell the place.
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
