import Capacity

/// What the pods of one workload share; a ReplicaSet's pods differ in UID, the end of their name and times only.
struct PodTemplate: Hashable {
  var namespace: String
  var namePrefix: String
  var owner: String
  var isHostNetwork: Bool
  var requests: PodRequests
}

/// The pod templates of one cluster, each kept once in table `pod_template`; looked up when first needed.
final class PodTemplateDictionary {
  private let cluster: Int64
  private let collection: Int64
  private let texts: TextDictionary
  private var keys: [PodTemplate: Int64] = [:]
  private var templates: [Int64: PodTemplate] = [:]
  private let selectKey: SQLStatement
  private let rowKeys: RowKeys
  private let selectTemplates: SQLStatement
  private let insertTemplate: SQLStatement

  private static let columns =
    "namespace_ref, name_prefix_ref, owner_ref, is_host_network, cpu_request_millicores, memory_request_bytes"

  init(cluster: Int64, collection: Int64, texts: TextDictionary, _ rowKeys: RowKeys, in database: any SQLSource) throws
  {
    self.cluster = cluster
    self.collection = collection
    self.texts = texts
    self.rowKeys = rowKeys
    selectKey = try SQLStatement(
      """
      SELECT pod_template_key FROM pod_template WHERE namespace_ref = ? AND name_prefix_ref = ? AND owner_ref = ?
      AND is_host_network = ? AND cpu_request_millicores = ? AND memory_request_bytes = ? AND cluster_id = ?
      """, in: database)
    selectTemplates = try SQLStatement(
      "SELECT pod_template_key, \(Self.columns) FROM pod_template WHERE cluster_id = ?", in: database)
    insertTemplate = try SQLStatement(
      "INSERT INTO pod_template (\(Self.columns), cluster_id, collection, pod_template_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      in: database)
  }

  /// The key of a template, which is added if the cluster does not have it yet.
  func key(of template: PodTemplate) throws -> Int64 {
    if let key = keys[template] { return key }
    let key = try storedKey(of: template) ?? add(template)
    keys[template] = key
    return key
  }

  /// The template of a key.
  ///
  /// - Throws: `HistoryError.corruptRow` if there is none.
  func template(of key: Int64) throws -> PodTemplate {
    if let template = templates[key] { return template }
    try readAll()
    guard let template = templates[key] else { throw HistoryError.corruptRow("pod_template \(key) is missing") }
    return template
  }

  /// A cluster has some of them for each workload, so one pass is cheaper than a look-up for each.
  private func readAll() throws {
    var parameters = selectTemplates.binder()
    parameters.integer(cluster)
    try texts.prefetch(for: selectTemplates)
    try selectTemplates.forEach { templates[$0.integer()] = try read(&$0) }
  }

  private func read(_ row: inout RowReader) throws -> PodTemplate {
    PodTemplate(
      namespace: try row.reference(in: texts), namePrefix: try row.reference(in: texts),
      owner: try row.reference(in: texts), isHostNetwork: row.flag(),
      requests: PodRequests(cpuMillicores: row.integer(), memoryBytes: row.integer()))
  }

  private func storedKey(of template: PodTemplate) throws -> Int64? {
    _ = try bind(template, to: selectKey)
    return try selectKey.first { $0.integer() }
  }

  private func add(_ template: PodTemplate) throws -> Int64 {
    let key = try rowKeys.next("pod_template")
    var parameters = try bind(template, to: insertTemplate)
    parameters.integer(collection)
    parameters.integer(key)
    try insertTemplate.run()
    return key
  }

  private func bind(_ template: PodTemplate, to statement: SQLStatement) throws -> StatementBinder {
    var parameters = statement.binder()
    try parameters.reference(template.namespace, in: texts)
    try parameters.reference(template.namePrefix, in: texts)
    try parameters.reference(template.owner, in: texts)
    parameters.flag(template.isHostNetwork)
    parameters.integer(template.requests.cpuMillicores)
    parameters.integer(template.requests.memoryBytes)
    parameters.integer(cluster)
    return parameters
  }
}
