import Database

/// The dictionaries of several clusters, which are looked up together where each look-up is a round trip to a server.
struct FleetDictionaries {
  private let byCluster: [Int64: Dictionaries]
  private let connection: any Connection

  init(of clusters: [Int64], in connection: any Connection) throws {
    byCluster = try Dictionary(
      clusters.map { ($0, try Dictionaries(cluster: $0, in: connection)) }, uniquingKeysWith: { first, _ in first })
    self.connection = connection
  }

  /// The dictionaries of one of the clusters.
  ///
  /// - Throws: `CorruptRow` if it is none of them.
  func of(_ cluster: Int64) throws -> Dictionaries {
    guard let dictionaries = byCluster[cluster] else { throw CorruptRow("cluster \(cluster) was not asked for") }
    return dictionaries
  }

  /// Looks up at once the texts that the rows of a statement refer to.
  ///
  /// - Parameter statement: has a number of a cluster in its first column.
  func prefetchTexts(for statement: Statement) throws {
    let missing = try statement.numbersAtHand(inColumnsEndingWith: "_ref", groupedBy: 0).compactMap { cluster, keys in
      try of(cluster).texts.condition(onMissing: keys)
    }
    guard !missing.isEmpty else { return }
    let condition = missing.joined(separator: " OR ")
    let select = try Statement("SELECT cluster_id, text_key, value FROM text WHERE \(condition)", in: connection)
    try select.forEach { row in
      let texts = try of(row.integer()).texts
      let key = row.integer()
      texts.remember(row.text(), as: key)
    }
  }

  /// Reads the pod attributes of all the clusters.
  func prefetchPodAttributes() throws {
    guard connection.dialect == .postgresql else { return }
    for dictionaries in byCluster.values { dictionaries.podAttributes.forget() }
    let select = try Statement(PodAttributesDictionary.select(ofClusters: byCluster.keys.sorted()), in: connection)
    try prefetchTexts(for: select)
    try select.forEach { row in try of(row.integer()).podAttributes.remember(&row) }
  }
}
