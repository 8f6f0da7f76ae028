import HubFixture
import Database
@testable import Sync
import Capacity
import Foundation
import Testing

@testable import History

extension RandomFile {
  /// A copy as a backup makes it, which goes on to collect what this one would.
  func copy(_ name: String) throws -> RandomFile {
    let copy = (path as NSString).deletingLastPathComponent + "/" + name
    try SyncHub.file(path: path).withTarget { try Statement("VACUUM INTO '\(copy)'", in: $0.connection).run() }
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
  func mark(_ number: Int64, of name: String = "c1") throws -> CollectionPosition {
    let reader = try reader()
    let cluster = try #require(try reader.clusters().first { $0.identity.name == name })
    let all = Timestamp(seconds: 0)..<Timestamp(seconds: 1 << 40)
    let collections = try reader.collections(of: cluster.id, in: all, limit: nil)
    let collection = try #require(collections.first { $0.number == number })
    return CollectionPosition(number: collection.number, observedAt: collection.observedAt)
  }

  /// The rows of all tables that are pushed.
  func rows() throws -> [String: [String]] { try SyncHub.file(path: path).rows() }
}

extension SyncHub {
  /// The rows of all tables of clusters as text, keys included.
  func rows() throws -> [String: [String]] {
    try withTarget { target in
      var rows: [String: [String]] = [:]
      for table in try texts(
        """
        SELECT s.name FROM sqlite_schema s WHERE s.type = 'table' AND s.name <> 'hub_cursor'
        AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) c WHERE c.name = 'cluster_id')
        """, in: target.connection)
      {
        let columns = try texts(
          "SELECT 'quote(' || name || ')' FROM pragma_table_info('\(table)')", in: target.connection)
        let row = columns.joined(separator: " || ', ' || ")
        rows[table] = try texts("SELECT \(row) FROM \(table)", in: target.connection).sorted()
      }
      return rows
    }
  }

  private func texts(_ sql: String, in connection: any Connection) throws -> [String] {
    var texts: [String] = []
    try Statement(sql, in: connection).forEach { row in
      texts.append(row.optionalText() ?? "NULL")
    }
    return texts
  }
}
