import GRDB

/// What rows of one cluster refer to by key: strings and pod templates.
struct Dictionaries {
  let texts: TextDictionary
  let podTemplates: PodTemplateDictionary

  /// The dictionaries of a cluster. New entries carry `collection`, the number of the collection that adds them.
  init(cluster: Int64, collection: Int64, in database: Database) throws {
    texts = try TextDictionary(cluster: cluster, in: database)
    podTemplates = try PodTemplateDictionary(cluster: cluster, collection: collection, texts: texts, in: database)
  }
}
