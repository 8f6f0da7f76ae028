package import DatabasePostgres
package import Capacity
import Foundation
package import History
package import PostgresServer
package import RandomHistory
package import Sync

/// A hub in a database of its own, and files with random histories to push to it.
package final class HubFixture {
  package let directory: TemporaryDirectory
  package let server: PostgresServer
  package let database: String
  package static let start = Timestamp(seconds: 1_800_000_000)

  package init(server: PostgresServer? = nil) throws {
    directory = try TemporaryDirectory()
    self.server = try server ?? PostgresServer.shared.get()
    database = try self.server.createDatabase("hub_\(UUID().uuidString.prefix(8).lowercased())")
  }

  package var url: String { server.connectionString(database: database) }

  package func address(_ url: String? = nil) throws -> PostgresAddress {
    guard let address = try PostgresAddress(url ?? self.url) else { throw HubFixtureError.noAddress }
    return address
  }

  /// - Parameter byCopy: whether a push uses COPY for each row, however few there are.
  package func hub(_ url: String? = nil, byCopy: Bool = false) throws -> SyncHub {
    SyncHub(try address(url), byCopy: byCopy)
  }

  package func reader() throws -> HistoryReader { try HistoryReader(hub: PostgresDatabase(address())) }

  @discardableResult
  package func psql(_ sql: String) throws -> String { try server.psql(sql, database: database) }

  /// A file with the history of one cluster.
  package func file(_ name: String = "capdb.db") throws -> RandomFile {
    try RandomFile(path: directory.file(name))
  }

  /// The rows of a hub's cluster as text, table by table, keys included.
  package func rows(ofClusterNamed name: String) throws -> [String: [String]] {
    let tables = try psql(
      """
      SELECT DISTINCT table_name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'cluster_id' AND table_name NOT LIKE 'v\\_%' ORDER BY 1
      """
    ).split(separator: "\n").map(String.init)
    var rows: [String: [String]] = [:]
    for table in tables {
      let sql = """
        SELECT t::text FROM \(table) t WHERE cluster_id IN (SELECT cluster_id FROM cluster WHERE name = '\(name)')
        """
      rows[table] = try psql(sql).split(separator: "\n").map(String.init).sorted()
    }
    return rows
  }
}

package enum HubFixtureError: Error {
  case noAddress
  case failed(String)
}

extension SyncHub {
  /// - Parameter byCopy: see `HubFixture.hub`.
  package init(_ address: PostgresAddress, byCopy: Bool = false) {
    self = .server(name: address.name) {
      try byCopy ? PostgresDatabase(address, bytesForCopy: 1) : PostgresDatabase(address)
    }
  }
}

/// A file whose clusters drift at random.
package final class RandomFile {
  package let path: String
  package let store: HistoryStore
  /// What is collected next, of each cluster by its name.
  package var clusters: [String: (random: RandomCluster, next: Timestamp)] = [:]

  package init(path: String) throws {
    self.path = path
    store = try HistoryStore(path: path)
    try store.doNotWaitForDisk()
  }

  package static func identity(_ name: String) -> ClusterIdentity {
    ClusterIdentity(
      name: name, uid: UID(high: 0xD471_C689_4A0A_4D3D, low: UInt64(name.utf8.reduce(7) { $0 * 31 + Int($1) })),
      kubernetesVersion: "v1.33.1", region: "eu-west-1")
  }

  /// Records collections of a cluster, one behind the other.
  package func record(
    _ count: Int, of name: String = "c1", seed: UInt64 = 5, every seconds: Int64 = 900,
    from start: Timestamp = HubFixture.start, milliseconds: Int64 = 1500, as identity: ClusterIdentity? = nil
  ) throws {
    for _ in 0..<count {
      var (random, next) = clusters[name] ?? (RandomCluster(seed: seed), start)
      _ = try store.record(
        random.snapshot(at: next), of: identity ?? Self.identity(name),
        run: CollectionRecord(
          startedAt: next, finishedAt: next + 2, milliseconds: milliseconds, bytesReceived: 4096))
      next = next + seconds
      clusters[name] = (random, next)
    }
  }

  package func reader() throws -> HistoryReader { try HistoryReader(path: path) }
}
