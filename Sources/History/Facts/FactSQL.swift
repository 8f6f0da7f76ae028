import Capacity

/// The statements for one kind of fact.
struct FactSQL {
  /// Rows of ?1 cluster that hold at ?2: state key, identity key, first seen, identity columns, state columns.
  var selectAtMoment: String
  /// ?1 cluster, ?2 collection, then first seen if it is kept, then the columns; nil without an identity table.
  var insertIdentity: String?
  /// ?1 cluster, ?2 collection, ?3 valid_from, then the identity key if there is one, then the columns.
  var insertState: String
  /// ?1 valid_to, ?2 collection, ?3 state key.
  var close: String

  /// The column of `selectAtMoment` with which the fact's own columns begin.
  static let firstColumn: Int32 = 3

  init(identity: IdentityTable?, state: StateTable) {
    selectAtMoment = Self.select(identity, state)
    insertIdentity = identity.map { table in
      let columns = ["cluster_id", "collection"] + (table.keepsFirstSeen ? ["first_seen_at"] : []) + table.columns
      return Self.insert(into: table.name, columns)
    }
    let columns = ["cluster_id", "collection", "valid_from"] + (identity.map { [$0.key] } ?? []) + state.columns
    insertState = Self.insert(into: state.name, columns, constant: ("valid_to", "\(openEnd.seconds)"))
    close = "UPDATE \(state.name) SET valid_to = ?, collection = ? WHERE \(state.key) = ?"
  }

  private static func select(_ identity: IdentityTable?, _ state: StateTable) -> String {
    let identityKey = identity.map { "i.\($0.key)" } ?? "NULL"
    let firstSeen = identity.map { $0.keepsFirstSeen ? "i.first_seen_at" : "NULL" } ?? "NULL"
    let columns =
      ["s.\(state.key)", identityKey, firstSeen] + (identity?.columns.map { "i.\($0)" } ?? [])
      + state.columns.map { "s.\($0)" }
    // CROSS JOIN keeps the order of the tables: states by index, then each identity by its key.
    let join = identity.map { " CROSS JOIN \($0.name) i ON i.\($0.key) = s.\($0.key)" } ?? ""
    return """
      SELECT \(columns.joined(separator: ", ")) FROM \(state.name) s\(join)
      WHERE s.cluster_id = ?1 AND s.valid_to > ?2 AND s.valid_from <= ?2
      """
  }

  private static func insert(
    into table: String, _ columns: [String], constant: (column: String, value: String)? = nil
  ) -> String {
    let names = (columns + (constant.map { [$0.column] } ?? [])).joined(separator: ", ")
    let values = (columns.map { _ in "?" } + (constant.map { [$0.value] } ?? [])).joined(separator: ", ")
    return "INSERT INTO \(table) (\(names)) VALUES (\(values))"
  }
}
