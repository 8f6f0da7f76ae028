import GRDB

/// The strings of one cluster, each kept once in table `text`; entries are looked up when first needed.
final class TextDictionary {
  private let cluster: Int64
  private var keys: [String: Int64] = [:]
  private var values: [Int64: String] = [:]
  private let selectKey: SQLStatement
  private let selectValue: SQLStatement
  private let insert: SQLStatement

  init(cluster: Int64, in database: Database) throws {
    self.cluster = cluster
    selectKey = try SQLStatement("SELECT text_key FROM text WHERE cluster_id = ? AND value = ?", in: database)
    selectValue = try SQLStatement("SELECT value FROM text WHERE text_key = ?", in: database)
    insert = try SQLStatement("INSERT INTO text (cluster_id, value) VALUES (?, ?)", in: database)
  }

  /// The key of a string, which is added if the cluster does not have it yet.
  func key(of value: String) throws -> Int64 {
    if let key = keys[value] { return key }
    let key = try storedKey(of: value) ?? add(value)
    keys[value] = key
    return key
  }

  /// The string of a key.
  ///
  /// - Throws: `HistoryError.corruptRow` if there is none.
  func value(of key: Int64) throws -> String {
    if let value = values[key] { return value }
    var parameters = selectValue.binder()
    parameters.integer(key)
    guard let value = try selectValue.first({ $0.text() }) else {
      throw HistoryError.corruptRow("text \(key) is missing")
    }
    values[key] = value
    return value
  }

  private func storedKey(of value: String) throws -> Int64? {
    bind(value, to: selectKey)
    return try selectKey.first { $0.integer() }
  }

  private func add(_ value: String) throws -> Int64 {
    bind(value, to: insert)
    return try insert.insert()
  }

  private func bind(_ value: String, to statement: SQLStatement) {
    var parameters = statement.binder()
    parameters.integer(cluster)
    parameters.text(value)
  }
}
