/// What rows of one cluster refer to by key: strings and pod templates.
struct Dictionaries {
  let texts: TextDictionary
  let podTemplates: PodTemplateDictionary
  /// The keys of new rows of the cluster.
  let rowKeys: RowKeys

  /// The dictionaries of a cluster. New entries carry `collection`, the number of the collection that adds them.
  init(cluster: Int64, collection: Int64, in database: any SQLSource) throws {
    rowKeys = RowKeys(cluster: cluster, in: database)
    texts = try TextDictionary(cluster: cluster, rowKeys, in: database)
    podTemplates = try PodTemplateDictionary(
      cluster: cluster, collection: collection, texts: texts, rowKeys, in: database)
  }
}
