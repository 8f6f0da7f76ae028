import Capacity
import Foundation
import Testing

@testable import History

extension RandomFile {
  /// A copy as a backup makes it, which goes on to collect what this one would.
  func copy(_ name: String) throws -> RandomFile {
    let copy = (path as NSString).deletingLastPathComponent + "/" + name
    try FileHub(path: path).asTarget { try SQLStatement("VACUUM INTO '\(copy)'", in: $0.source).run() }
    let file = try RandomFile(path: copy)
    file.clusters = clusters
    return file
  }

  /// Lets time pass before the next collection; a clock that is set back goes by negative seconds.
  func wait(_ seconds: Int64, of name: String = "c1") {
    guard let next = clusters[name]?.next else { return }
    clusters[name]?.next = next + seconds
  }

  /// Where a collection stands in the history.
  func mark(_ number: Int64, of name: String = "c1") throws -> CollectionMark {
    let reader = try reader()
    let cluster = try #require(try reader.clusters().first { $0.identity.name == name })
    let all = Timestamp(seconds: 0)..<Timestamp(seconds: 1 << 40)
    let collections = try reader.collections(of: cluster.id, in: all, limit: nil)
    let collection = try #require(collections.first { $0.number == number })
    return CollectionMark(number: collection.number, observedAt: collection.observedAt)
  }

  /// The rows of all tables that are exchanged.
  func rows() throws -> [String: [String]] { try FileHub(path: path).rows() }
}

extension FileHub {
  /// The rows of all tables of clusters as text, keys included.
  func rows() throws -> [String: [String]] {
    try asTarget { target in
      var rows: [String: [String]] = [:]
      for table in try texts(
        """
        SELECT s.name FROM sqlite_schema s WHERE s.type = 'table' AND s.name <> 'hub_cursor'
        AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) c WHERE c.name = 'cluster_id')
        """, in: target.source)
      {
        let columns = try texts("SELECT 'quote(' || name || ')' FROM pragma_table_info('\(table)')", in: target.source)
        let row = columns.joined(separator: " || ', ' || ")
        rows[table] = try texts("SELECT \(row) FROM \(table)", in: target.source).sorted()
      }
      return rows
    }
  }

  private func texts(_ sql: String, in source: any SQLSource) throws -> [String] {
    var texts: [String] = []
    try SQLStatement(sql, in: source).forEach { row in
      texts.append(row.optionalBytes { String(decoding: $0, as: UTF8.self) } ?? "NULL")
    }
    return texts
  }
}
