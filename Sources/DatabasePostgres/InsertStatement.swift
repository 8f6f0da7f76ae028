import Database

/// Statements that delete what a few rows take the place of, and insert these.
struct InsertStatement {
  private let target: InsertTarget
  private let columns: String
  private let rows: [[String]]

  /// - Parameters:
  ///   - columns: the target's, the constant one last.
  ///   - copyText: whole rows in the text format of COPY.
  init(_ target: InsertTarget, _ columns: String, copyText: [UInt8]) {
    self.target = target
    self.columns = columns
    rows = copyText.split(separator: UInt8(ascii: "\n")).map { row in
      row.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }

  /// All of it, to be sent at once.
  var sql: String {
    let values = rows.map(Self.row).joined(separator: ", ")
    return "\(deletion)INSERT INTO \(target.table) (\(columns)) VALUES \(values)"
  }

  private static func row(_ fields: [String]) -> String { "(\(fields.map(literal).joined(separator: ", ")))" }

  /// What COPY escapes, a string with escapes does alike; it has only the apostrophe to double.
  ///
  /// Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
  private static func literal(_ field: String) -> String {
    field == #"\N"# ? "NULL" : "E'\(field.replacing("'", with: "''"))'"
  }

  private var deletion: String {
    let keys = replacedKeys
    if keys.isEmpty { return "" }
    let isOfConstant = "\(target.constant.column) = \(target.constant.value)"
    return """
      DELETE FROM \(target.table) WHERE \(isOfConstant) AND (\(target.key.joined(separator: ", "))) IN \
      (\(keys.map(Self.row).joined(separator: ", ")));

      """
  }

  /// The keys that may be there.
  private var replacedKeys: [[String]] {
    let positions = target.key.compactMap { target.columns.firstIndex(of: $0) }
    let keys = rows.map { row in positions.map { row[$0] } }
    return switch target.replacing {
    case .nothing: []
    case .sameKey: keys
    case .sameKeyUpTo(let latest): keys.filter { Int64($0[0]).map { $0 <= latest } ?? true }
    }
  }
}
