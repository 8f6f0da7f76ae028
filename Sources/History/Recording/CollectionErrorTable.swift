import Capacity
import GRDB

/// Reads and writes table `collection_error`: why sources gave no complete answer.
enum CollectionErrorTable {
  static func insert(_ errors: [Source: String], of cluster: Int64, number: Int64, in database: Database) throws {
    guard !errors.isEmpty else { return }
    let insert = try SQLStatement(
      "INSERT INTO collection_error (cluster_id, number, source, message) VALUES (?, ?, ?, ?)", in: database)
    for (source, message) in errors {
      var parameters = insert.binder()
      parameters.integer(cluster)
      parameters.integer(number)
      parameters.text(source.rawValue)
      parameters.text(message)
      try insert.run()
    }
  }

  static func errors(of cluster: Int64, number: Int64, in database: Database) throws -> [Source: String] {
    let select = try SQLStatement(
      "SELECT source, message FROM collection_error WHERE cluster_id = ? AND number = ?", in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(number)
    var errors: [Source: String] = [:]
    try select.forEach { row in
      guard let source = Source(rawValue: row.text()) else { return }
      errors[source] = row.text()
    }
    return errors
  }
}
