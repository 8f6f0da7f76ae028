import Capacity
package import Database
import TextEncoding

/// What rows of one cluster refer to by key: strings, and what the pods of a workload share.
struct Dictionaries {
  let texts: TextDictionary
  let podAttributes: PodAttributesDictionary
  /// The keys of new rows of the cluster.
  let rowKeys: RowKeys

  /// - Parameter collection: the number of the collection that adds new entries; nil if none are added but texts.
  init(cluster: Int64, addedBy collection: Int64? = nil, in connection: any Connection) throws {
    rowKeys = RowKeys(cluster: cluster, in: connection)
    texts = try TextDictionary(cluster: cluster, rowKeys, in: connection)
    podAttributes = try PodAttributesDictionary(
      cluster: cluster, addedBy: collection, texts: texts, rowKeys, in: connection)
  }
}

/// Remembers what was found for the latest keys.
///
/// A cluster may have as many names and workloads as it has pods, and most of them are asked for in a row, so remembering
/// all would take memory for nothing. Keys that are asked for again stay: there are two generations, and once the recent
/// one is full it becomes the former one, whose entries are forgotten.
struct RecentValues<Key: Hashable> {
  private let mostRecent: Int
  private var recent: [Key: Int64] = [:]
  private var former: [Key: Int64] = [:]

  /// - Parameter mostRecent: how many entries a generation has; by default more than the largest clusters have nodes,
  ///   whose names all pods refer to. 24,576 is three quarters of a power of two, at which a dictionary would grow.
  init(mostRecent: Int = 24_576) {
    self.mostRecent = mostRecent
  }

  /// What is remembered for a key.
  mutating func value(for key: Key) -> Int64? {
    if let value = recent[key] { return value }
    guard let value = former[key] else { return nil }
    remember(value, for: key)
    return value
  }

  mutating func remember(_ value: Int64, for key: Key) {
    if recent.count == mostRecent {
      swap(&recent, &former)
      recent.removeAll(keepingCapacity: true)
    }
    recent[key] = value
  }
}

/// The strings of one cluster, each kept once in table `text`; entries are looked up when first needed.
final class TextDictionary {
  private let cluster: Int64
  private var keys = RecentValues<String>()
  private var values: [Int64: String] = [:]
  /// Thousands of interfaces have the same keys of tags, and a node's interfaces name it.
  private var tagTexts = StringInterner()
  private let selectKey: Statement
  private let selectValue: Statement
  private let insert: Statement
  private let connection: any Connection
  private let rowKeys: RowKeys

  init(cluster: Int64, _ rowKeys: RowKeys, in connection: any Connection) throws {
    self.cluster = cluster
    self.rowKeys = rowKeys
    self.connection = connection
    // A text that was pruned and came again has two keys where both were pushed; open rows refer to the later one.
    selectKey = try Statement(
      "SELECT text_key FROM text WHERE cluster_id = ? AND value = ? ORDER BY text_key DESC LIMIT 1", in: connection)
    selectValue = try Statement(
      "SELECT value FROM text WHERE cluster_id = ? AND text_key = ?", in: connection)
    insert = try Statement(
      "INSERT INTO text (cluster_id, value, text_key) VALUES (?, ?, ?)", in: connection)
  }

  /// The key of a string, which is added if the cluster does not have it yet.
  func key(of value: String) throws -> Int64 {
    if let key = keys.value(for: value) { return key }
    let key = try storedKey(of: value) ?? add(value)
    keys.remember(key, for: value)
    return key
  }

  /// The string of a key.
  ///
  /// - Throws: `CorruptRow` if there is none.
  func value(of key: Int64) throws -> String {
    if let value = values[key] { return value }
    var parameters = selectValue.binder()
    parameters.integer(cluster)
    parameters.integer(key)
    guard let value = try selectValue.first({ $0.text() }) else {
      throw CorruptRow("text \(key) is missing")
    }
    values[key] = value
    return value
  }

  /// The tags that the string of a key stands for.
  func tags(of key: Int64) throws -> [Tag] {
    try TagText.tags(value(of: key)).map { Tag(key: tagTexts.text($0.key), value: tagTexts.text($0.value)) }
  }

  /// Takes note of a string that was read with the rows that refer to it.
  func remember(_ value: String, as key: Int64) { values[key] = value }

  /// Looks up at once what the rows of a statement refer to, where each look-up would be a round trip to a server.
  func prefetch(for statement: Statement) throws {
    let keys = try statement.numbersAtHand(inColumnsEndingWith: "_ref")
    guard let condition = condition(onMissing: keys) else { return }
    let select = try Statement("SELECT text_key, value FROM text WHERE \(condition)", in: connection)
    try select.forEach { values[$0.integer()] = $0.text() }
  }

  /// The condition on the rows of table `text` that have those of the keys that were not looked up yet; nil if all were.
  func condition(onMissing keys: Set<Int64>) -> String? {
    let missing = keys.filter { values[$0] == nil }
    guard !missing.isEmpty else { return nil }
    return "(cluster_id = \(cluster) AND text_key IN (\(missing.sorted().map { String($0) }.joined(separator: ", "))))"
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

  private func bind(_ value: String, to statement: Statement) -> Binder {
    var parameters = statement.binder()
    parameters.integer(cluster)
    parameters.text(value)
    return parameters
  }
}

/// The pod attributes of one cluster, each kept once in table `pod_template` (which is not Kubernetes' PodTemplate; the workload
/// is in column `owner_ref`) and looked up when first needed.
final class PodAttributesDictionary {
  private let cluster: Int64
  private let collection: Int64?
  private let texts: TextDictionary
  private var keys = RecentValues<SharedPodAttributes>()
  private var attributes = PodAttributesByKey()
  private let selectKey: Statement
  private let rowKeys: RowKeys
  private let selectAll: Statement
  private let insert: Statement

  private static let columns =
    "namespace_ref, name_prefix_ref, owner_ref, is_host_network, is_multi_homed, cpu_request_millicores, memory_request_bytes"

  init(
    cluster: Int64, addedBy collection: Int64?, texts: TextDictionary, _ rowKeys: RowKeys, in connection: any Connection
  ) throws {
    self.cluster = cluster
    self.collection = collection
    self.texts = texts
    self.rowKeys = rowKeys
    selectKey = try Statement(
      """
      SELECT pod_template_key FROM pod_template WHERE namespace_ref = ? AND name_prefix_ref = ? AND owner_ref = ?
      AND is_host_network = ? AND is_multi_homed = ? AND cpu_request_millicores = ? AND memory_request_bytes = ? AND cluster_id = ?
      ORDER BY pod_template_key DESC LIMIT 1
      """, in: connection)
    selectAll = try Statement(Self.select(ofClusters: [cluster]), in: connection)
    insert = try Statement(
      "INSERT INTO pod_template (\(Self.columns), cluster_id, collection, pod_template_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      in: connection)
  }

  /// The key of some attributes, which is added if the cluster does not have them yet.
  func key(of attributes: SharedPodAttributes) throws -> Int64 {
    if let key = keys.value(for: attributes) { return key }
    let key = try storedKey(of: attributes.value) ?? add(attributes.value)
    keys.remember(key, for: attributes)
    return key
  }

  /// The attributes of a key.
  ///
  /// - Throws: `CorruptRow` if there are none.
  func attributes(of key: Int64) throws -> SharedPodAttributes {
    if let known = attributes[key] { return known }
    try readAll()
    guard let stored = attributes[key] else { throw CorruptRow("pod_template \(key) is missing") }
    return stored
  }

  /// A cluster has some of them for each workload, so one pass is cheaper than a look-up for each.
  private func readAll() throws {
    forget()
    _ = selectAll.binder()
    try texts.prefetch(for: selectAll)
    try selectAll.forEach { row in
      _ = row.integer()
      try remember(&row)
    }
  }

  /// Forgets what was read, before all is read anew.
  func forget() { attributes = PodAttributesByKey() }

  /// The attributes of all pods of clusters, by their keys: cluster, key, what `remember` reads.
  ///
  /// Names of workloads come with them. There may be as many as there are pods, and few are asked for twice.
  static func select(ofClusters clusters: [Int64]) -> String {
    let list = clusters.map { String($0) }.joined(separator: ", ")
    return """
      SELECT pods.cluster_id, pod_template_key, namespace_ref, prefix.value, workload.value, is_host_network,
        is_multi_homed, cpu_request_millicores, memory_request_bytes
      FROM pod_template AS pods
      LEFT JOIN text AS prefix ON prefix.cluster_id = pods.cluster_id AND prefix.text_key = name_prefix_ref
      LEFT JOIN text AS workload ON workload.cluster_id = pods.cluster_id AND workload.text_key = owner_ref
      WHERE pods.cluster_id IN (\(list)) ORDER BY pod_template_key
      """
  }

  /// Takes note of attributes, whose row is read from the key on. They come in the order of their keys.
  func remember(_ row: inout Row) throws {
    let key = row.integer()
    let namespace = try row.reference(in: texts)
    guard let prefix = row.optionalText(), let workload = row.optionalText() else {
      throw CorruptRow("a text of pod_template \(key) is missing")
    }
    let value = PodAttributes(
      namespace: namespace, namePrefix: prefix, workload: workload, isHostNetwork: row.flag(),
      isMultiHomed: row.flag(), requests: PodRequests(cpuMillicores: row.integer(), memoryBytes: row.integer()))
    attributes.append(value, key: key)
  }

  private func storedKey(of attributes: PodAttributes) throws -> Int64? {
    _ = try bind(attributes, to: selectKey)
    return try selectKey.first { $0.integer() }
  }

  private func add(_ attributes: PodAttributes) throws -> Int64 {
    guard let collection else { throw CorruptRow("pod attributes are added by a collection only") }
    let key = try rowKeys.next("pod_template")
    var parameters = try bind(attributes, to: insert)
    parameters.integer(collection)
    parameters.integer(key)
    try insert.run()
    return key
  }

  private func bind(_ attributes: PodAttributes, to statement: Statement) throws -> Binder {
    var parameters = statement.binder()
    try parameters.reference(attributes.namespace, in: texts)
    try parameters.reference(attributes.namePrefix, in: texts)
    try parameters.reference(attributes.workload, in: texts)
    parameters.flag(attributes.isHostNetwork)
    parameters.flag(attributes.isMultiHomed)
    parameters.integer(attributes.requests.cpuMillicores)
    parameters.integer(attributes.requests.memoryBytes)
    parameters.integer(cluster)
    return parameters
  }
}

/// Pod attributes by their keys: 16 bytes for each, where a dictionary of 150,000 has 28.
private struct PodAttributesByKey {
  private var keys: [Int64] = []
  private var values: [SharedPodAttributes] = []

  /// Adds attributes; keys ascend.
  mutating func append(_ value: PodAttributes, key: Int64) {
    keys.append(key)
    values.append(SharedPodAttributes(value, like: values.last))
  }

  subscript(key: Int64) -> SharedPodAttributes? {
    let position = keys.partitioningIndex { $0 >= key }
    return position < keys.count && keys[position] == key ? values[position] : nil
  }
}

/// Gives new rows of a cluster their keys, one after the other in each table.
///
/// Each cluster of a file has a range of keys of its own, so that rows can go from one file or hub to another by adding
/// a constant to their keys and to what they refer to, whatever else is kept there.
package final class RowKeys {
  private let cluster: Int64
  private let connection: any Connection
  private var latest: [String: Int64] = [:]

  init(cluster: Int64, in connection: any Connection) {
    self.cluster = cluster
    self.connection = connection
  }

  /// How many keys a cluster has in a table, as a power of two: a million clusters fit into 64 bits, and the first one
  /// has the keys that SQLite stores in the fewest bytes.
  private static let rangeBits: Int64 = 40

  /// How many keys a cluster has in a table.
  package static let range: Int64 = 1 << rangeBits

  /// What the keys of a cluster begin behind.
  ///
  /// In a hub each cluster has all keys to itself: its keys begin with the cluster.
  package static func base(of cluster: Int64, in dialect: SQLDialect = .sqlite) -> Int64 {
    dialect == .sqlite ? (cluster - 1) << rangeBits : 0
  }

  /// The condition on the rows of a cluster in a table with keys of one column. In a file the range of keys says it all,
  /// and is how rows are found.
  static func condition(of cluster: Int64, in table: String, after key: Int64? = nil, _ dialect: SQLDialect) -> String {
    let base = base(of: cluster, in: dialect)
    guard dialect == .sqlite else { return "cluster_id = \(cluster) AND \(table)_key > \(key ?? base)" }
    return "\(table)_key > \(key ?? base) AND \(table)_key < \(base + range)"
  }

  /// The latest key that a cluster has in a table; what its keys begin behind if there is none.
  static func latest(of table: String, cluster: Int64, in connection: any Connection) throws -> Int64 {
    let condition = condition(of: cluster, in: table, connection.dialect)
    return try Statement("SELECT max(\(table)_key) FROM \(table) WHERE \(condition)", in: connection)
      .first { $0.optionalInteger() }.flatMap { $0 } ?? base(of: cluster, in: connection.dialect)
  }

  /// The next key of `table`, whose key is called `<table>_key`.
  func next(_ table: String) throws -> Int64 {
    let key = try (latest[table] ?? stored(table)) + 1
    latest[table] = key
    return key
  }

  private func stored(_ table: String) throws -> Int64 {
    let base = Self.base(of: cluster)
    let select = try Statement(
      "SELECT max(\(table)_key) FROM \(table) WHERE \(table)_key > ? AND \(table)_key < ?", in: connection)
    var parameters = select.binder()
    parameters.integer(base)
    parameters.integer(Self.base(of: cluster + 1))
    return try select.first { $0.optionalInteger() ?? base } ?? base
  }
}
