import Capacity

/// Reads and writes table `collection_error`: why sources gave no complete answer.
enum CollectionErrorTable {
  static func insert(_ errors: [Source: String], of cluster: Int64, number: Int64, in database: any SQLSource) throws {
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

  static func errors(of cluster: Int64, number: Int64, in database: any SQLSource) throws -> [Source: String] {
    try errors(of: cluster, [number], in: database)[number] ?? [:]
  }

  /// The errors of collections, by number, of which those without any are missing.
  static func errors(
    of cluster: Int64, _ numbers: [Int64], in database: any SQLSource
  ) throws -> [Int64: [Source: String]] {
    guard let first = numbers.min(), let last = numbers.max() else { return [:] }
    let select = try SQLStatement(
      """
      SELECT number, source, message FROM collection_error WHERE cluster_id = ? AND number >= ? AND number <= ?
      """, in: database)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.integer(first)
    parameters.integer(last)
    var errors: [Int64: [Source: String]] = [:]
    try select.forEach { row in
      let number = row.integer()
      guard let source = Source(rawValue: row.text()) else { return }
      errors[number, default: [:]][source] = row.text()
    }
    return errors
  }
}
