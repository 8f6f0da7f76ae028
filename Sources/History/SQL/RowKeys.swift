/// Gives new rows of a cluster their keys, one after the other in each table.
///
/// Each cluster of a file has a range of keys of its own, so that rows can go from one file or hub to another by adding
/// a constant to their keys and to what they refer to, whatever else is kept there.
package final class RowKeys {
  private let cluster: Int64
  private let source: any SQLSource
  private var latest: [String: Int64] = [:]

  package init(cluster: Int64, in source: any SQLSource) {
    self.cluster = cluster
    self.source = source
  }

  /// How many keys a cluster has in a table, as a power of two: a million clusters fit into 64 bits, and the first one
  /// has the keys that SQLite stores in the fewest bytes.
  private static let rangeBits: Int64 = 40

  /// How many keys a cluster has in a table.
  static let range: Int64 = 1 << rangeBits

  /// What the keys of a cluster begin behind.
  package static func base(of cluster: Int64) -> Int64 { (cluster - 1) << rangeBits }

  /// The next key of `table`, whose key is called `<table>_key`.
  package func next(_ table: String) throws -> Int64 {
    let key = try (latest[table] ?? stored(table)) + 1
    latest[table] = key
    return key
  }

  private func stored(_ table: String) throws -> Int64 {
    let base = Self.base(of: cluster)
    let select = try SQLStatement(
      "SELECT max(\(table)_key) FROM \(table) WHERE \(table)_key > ? AND \(table)_key < ?", in: source)
    var parameters = select.binder()
    parameters.integer(base)
    parameters.integer(Self.base(of: cluster + 1))
    return try select.first { $0.optionalInteger() ?? base } ?? base
  }
}
