import Capacity
import Database

/// Which identities, pod templates and texts of a cluster rows refer to that stay, and which nothing refers to any more.
///
/// The row with the latest key of each table stays in any case: the next one is counted from it, and a sync goes by it.
struct ReferenceScan {
  /// Keys that nothing refers to, by table: identities, then templates, then texts.
  private(set) var unreferenced: [(table: String, keys: [Int64])] = []

  private let cluster: Int64
  private let tables: [HistoryTable]
  private let base: Int64
  /// What holds for rows that go, by table.
  private let goes: [String: String]
  private var goingKeys: [String: KeySet] = [:]
  private var templates: KeySet
  private var texts: KeySet
  /// The latest key of each table that has been gone through.
  private var scanned: [String: Int64] = [:]

  private static let rowsAtOnce = 5000
  private static let templateTable = "pod_template"
  private static let textTable = "text"

  /// - Parameters:
  ///   - rows: what goes; all else stays.
  ///   - hasDictionaries: whether templates and texts are looked for too.
  ///   - connection: in a transaction.
  init(
    of cluster: Int64, _ tables: [HistoryTable], going rows: [PrunableRows], hasDictionaries: Bool,
    in connection: any Connection
  ) throws {
    self.cluster = cluster
    self.tables = tables
    base = RowKeys.base(of: cluster, in: connection.dialect)
    goes = Dictionary(rows.map { ($0.table, $0.condition) }) { first, _ in first }
    templates = KeySet(base: base)
    texts = KeySet(base: base)
    for fact in factKinds { try findIdentities(of: fact, connection) }
    guard hasDictionaries else { return }
    for table in tables where table.name != Self.templateTable { try refer(from: table, connection) }
    let templates = self.templates
    add(try keys(of: Self.templateTable, connection).filter { !templates.contains($0) }, of: Self.templateTable)
    for table in tables where table.name == Self.templateTable { try refer(from: table, connection) }
    let texts = self.texts
    add(try keys(of: Self.textTable, connection).filter { !texts.contains($0) }, of: Self.textTable)
  }

  private mutating func add(_ keys: [Int64], of table: String) {
    unreferenced.append((table, keys))
    var set = KeySet(base: base)
    for key in keys { set.insert(key) }
    goingKeys[table] = set
  }

  private mutating func findIdentities(of fact: any RecordedFact.Type, _ connection: any Connection) throws {
    guard let identity = fact.identity, let going = goes[fact.state.name] else { return }
    let latest = try latestKey(of: fact.state.name, connection)
    var referenced = KeySet(base: base)
    try Statement(
      """
      SELECT \(identity.key) FROM \(fact.state.name)
      WHERE \(ownRows(of: fact.state.name, connection)) AND NOT (\(going) AND \(fact.state.key) < \(latest))
      """, in: connection, rowsAtOnce: Self.rowsAtOnce
    ).forEach { referenced.insert($0.integer()) }
    add(try keys(of: identity.name, connection).filter { !referenced.contains($0) }, of: identity.name)
  }

  private func ownRows(of table: String, after key: Int64? = nil, _ connection: any Connection) -> String {
    RowKeys.condition(of: cluster, in: table, after: key, connection.dialect)
  }

  private func latestKey(of table: String, _ connection: any Connection) throws -> Int64 {
    try RowKeys.latest(of: table, cluster: cluster, in: connection)
  }

  /// The keys of a table but for the latest.
  private func keys(of table: String, _ connection: any Connection) throws -> [Int64] {
    let latest = try latestKey(of: table, connection)
    var keys: [Int64] = []
    try Statement(
      "SELECT \(table)_key FROM \(table) WHERE \(ownRows(of: table, connection)) AND \(table)_key < \(latest)",
      in: connection, rowsAtOnce: Self.rowsAtOnce
    ).forEach { keys.append($0.integer()) }
    return keys
  }

  /// Takes note of what the rows of a table refer to that stay.
  private mutating func refer(from table: HistoryTable, _ connection: any Connection) throws {
    guard let key = table.key else { return }
    let latest = try latestKey(of: table.name, connection)
    let stays = goes[table.name].map { " AND NOT (\($0) AND \(key) < \(latest))" } ?? ""
    try refer(from: table, where: ownRows(of: table.name, connection) + stays, connection)
    scanned[table.name] = latest
  }

  private mutating func refer(
    from table: HistoryTable, where condition: String, _ connection: any Connection
  ) throws {
    guard let key = table.key else { return }
    let references = table.columns.map(\.name).filter { $0.hasSuffix("_ref") }
    let hasTemplate = table.has("pod_template_key") && table.name != Self.templateTable
    guard !references.isEmpty || hasTemplate else { return }
    let columns = [key] + (hasTemplate ? ["pod_template_key"] : []) + references
    let select = try Statement(
      "SELECT \(columns.joined(separator: ", ")) FROM \(table.name) WHERE \(condition)", in: connection)
    let going = goingKeys[table.name]
    while try select.step() {
      var row = select.row()
      let key = row.integer()
      if going?.contains(key) == true { continue }
      if hasTemplate { templates.insert(row.integer()) }
      for _ in references { if let text = row.optionalInteger() { texts.insert(text) } }
    }
  }

  /// Of keys that nothing referred to, those to which nothing that was written since refers either.
  ///
  /// - Parameter connection: in the transaction that deletes them.
  mutating func stillUnreferenced(
    _ keys: ArraySlice<Int64>, of table: String, in connection: any Connection
  ) throws -> [Int64] {
    guard table == Self.textTable || table == Self.templateTable else { return Array(keys) }
    for table in tables {
      guard let last = scanned[table.name] else { continue }
      try refer(from: table, where: ownRows(of: table.name, after: last, connection), connection)
      // Those that are open are written over.
      if table.kind == .rollups {
        let open = "cluster_id = \(cluster) AND valid_to = \(openEnd.seconds)\(table.everyGroupOfRollups)"
        try refer(from: table, where: open, connection)
      }
      scanned[table.name] = max(last, try latestKey(of: table.name, connection))
    }
    return keys.filter { table == Self.textTable ? !texts.contains($0) : !templates.contains($0) }
  }
}
