import Capacity

/// The statements for one kind of fact.
struct FactSQL {
  /// Rows of ?1 cluster that hold at ?2: state key, identity key, first seen, identity columns, state columns.
  var selectAtMoment: String
  /// The row of ?1 cluster with ?2 as its state key; columns as in `selectAtMoment`.
  var selectByKey: String
  /// Rows of ?1 cluster that hold at any time from ?2 until before ?3, by their keys, which is the order in which they
  /// began: valid_from, valid_to, state key, then the columns as in `selectAtMoment`.
  var selectSpan: String
  /// ?1 key, ?2 cluster, ?3 collection, then first seen if it is kept, then the columns; nil without an identity table.
  var insertIdentity: String?
  /// ?1 key, ?2 cluster, ?3 collection, ?4 valid_from, then the identity key if there is one, then the columns.
  var insertState: String
  /// ?1 valid_to, ?2 collection, ?3 state key.
  var close: String

  /// The column of all queries with which the fact's own columns begin.
  static let firstColumn: Int32 = 3

  init(identity: IdentityTable?, state: StateTable) {
    selectAtMoment = Self.select(
      ["s.\(state.key)", Self.identityKey(identity), Self.firstSeen(identity)], identity, state,
      where: "s.cluster_id = ?1 AND s.valid_to > ?2 AND s.valid_from <= ?2")
    selectByKey = Self.select(
      ["s.\(state.key)", Self.identityKey(identity), Self.firstSeen(identity)], identity, state,
      where: "s.cluster_id = ?1 AND s.\(state.key) = ?2")
    selectSpan = Self.select(
      ["s.valid_from", "s.valid_to", "s.\(state.key)"], identity, state,
      where: "s.cluster_id = ?1 AND s.valid_to > ?2 AND s.valid_from < ?3 ORDER BY s.\(state.key)")
    insertIdentity = identity.map { table in
      let columns =
        [table.key, "cluster_id", "collection"] + (table.keepsFirstSeen ? ["first_seen_at"] : []) + table.columns
      return Self.insert(into: table.name, columns)
    }
    let columns =
      [state.key, "cluster_id", "collection", "valid_from"] + (identity.map { [$0.key] } ?? []) + state.columns
    insertState = Self.insert(into: state.name, columns, constant: ("valid_to", "\(openEnd.seconds)"))
    close = "UPDATE \(state.name) SET valid_to = ?, collection = ? WHERE \(state.key) = ?"
  }

  /// The rows that hold at a moment of each of several clusters: cluster, state key, first seen, then the columns as in
  /// `selectAtMoment`.
  static func select(
    _ identity: IdentityTable?, _ state: StateTable, at moments: [(cluster: Int64, moment: Timestamp)]
  ) -> String {
    let conditions = moments.map { cluster, moment in
      "s.cluster_id = \(cluster) AND s.valid_to > \(moment.seconds) AND s.valid_from <= \(moment.seconds)"
    }
    return select(
      ["s.cluster_id", "s.\(state.key)", firstSeen(identity)], identity, state,
      where: "(\(conditions.joined(separator: " OR ")))")
  }

  private static func identityKey(_ identity: IdentityTable?) -> String { identity.map { "i.\($0.key)" } ?? "NULL" }

  private static func firstSeen(_ identity: IdentityTable?) -> String {
    identity.map { $0.keepsFirstSeen ? "i.first_seen_at" : "NULL" } ?? "NULL"
  }

  private static func select(
    _ leading: [String], _ identity: IdentityTable?, _ state: StateTable, where condition: String
  ) -> String {
    let columns =
      leading + (identity?.columns.map { "i.\($0)" } ?? []) + state.columns.map { "s.\($0)" }
    // CROSS JOIN keeps the order of the tables in SQLite: states by index, then each identity by its key.
    let join = identity.map { " CROSS JOIN \($0.name) i" } ?? ""
    let isOfState = identity.map { "i.cluster_id = s.cluster_id AND i.\($0.key) = s.\($0.key) AND " } ?? ""
    return """
      SELECT \(columns.joined(separator: ", ")) FROM \(state.name) s\(join)
      WHERE \(isOfState)\(condition)
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
