/// The strings of one cluster, each kept once in table `text`; entries are looked up when first needed.
final class TextDictionary {
  private let cluster: Int64
  private var keys: [String: Int64] = [:]
  private var values: [Int64: String] = [:]
  private let selectKey: SQLStatement
  private let selectValue: SQLStatement
  private let insert: SQLStatement
  private let source: any SQLSource
  private let rowKeys: RowKeys

  init(cluster: Int64, _ rowKeys: RowKeys, in database: any SQLSource) throws {
    self.cluster = cluster
    self.rowKeys = rowKeys
    source = database
    selectKey = try SQLStatement("SELECT text_key FROM text WHERE cluster_id = ? AND value = ?", in: database)
    selectValue = try SQLStatement(
      "SELECT value FROM text WHERE cluster_id = ? AND text_key = ?", in: database)
    insert = try SQLStatement(
      "INSERT INTO text (cluster_id, value, text_key) VALUES (?, ?, ?)", in: database)
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
    parameters.integer(cluster)
    parameters.integer(key)
    guard let value = try selectValue.first({ $0.text() }) else {
      throw HistoryError.corruptRow("text \(key) is missing")
    }
    values[key] = value
    return value
  }

  /// Looks up at once what the rows of a statement refer to, where each look-up would be a journey to a server.
  func prefetch(for statement: SQLStatement) throws {
    let missing = try statement.numbersAtHand(inColumnsEndingWith: "_ref").filter { values[$0] == nil }
    guard !missing.isEmpty else { return }
    let keys = missing.sorted().map { String($0) }.joined(separator: ", ")
    let select = try SQLStatement(
      "SELECT text_key, value FROM text WHERE cluster_id = ? AND text_key IN (\(keys))", in: source)
    var parameters = select.binder()
    parameters.integer(cluster)
    try select.forEach { values[$0.integer()] = $0.text() }
  }

  private func storedKey(of value: String) throws -> Int64? {
    _ = bind(value, to: selectKey)
    return try selectKey.first { $0.integer() }
  }

  private func add(_ value: String) throws -> Int64 {
    let key = try rowKeys.next("text")
    var parameters = bind(value, to: insert)
    parameters.integer(key)
    try insert.run()
    return key
  }

  private func bind(_ value: String, to statement: SQLStatement) -> StatementBinder {
    var parameters = statement.binder()
    parameters.integer(cluster)
    parameters.text(value)
    return parameters
  }
}
