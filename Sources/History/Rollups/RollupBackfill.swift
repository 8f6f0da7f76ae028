import Capacity
import GRDB

/// Counts a history again that was recorded before there were rollups.
struct RollupBackfill {
  private let database: Database

  init(_ database: Database) {
    self.database = database
  }

  /// Goes through all collections of all clusters, as if they were recorded one after the other.
  func run() throws {
    for row in try ClusterTable.all(in: database) {
      let cluster = try HistoryQuestions(database).cluster(row.id)
      try add(cluster)
      if let retiredAt = row.retiredAt { try close(cluster.id, at: retiredAt) }
    }
  }

  private func add(_ cluster: RecordedCluster) throws {
    let dictionaries = try Dictionaries(cluster: cluster.id, collection: 0, in: database)
    let always = Timestamp(seconds: .min)..<openEnd
    try HistoryWalk(cluster, in: always, database).forEach { stop in
      let moment = RollupMoment(
        cluster: cluster.id, collection: stop.collection.number, observedAt: stop.collection.observedAt,
        texts: dictionaries.texts, rowKeys: dictionaries.rowKeys)
      let sample =
        stop.hasChanged ? CapacitySample(of: try stop.state(), podsPending: stop.podsPending) : nil
      try RollupRecorder(moment, in: database).record(
        known: RollupKnowledge(statuses: stop.collection.statuses), sample: sample)
    }
  }

  private func close(_ cluster: Int64, at moment: Timestamp) throws {
    for table in IntervalTables.rollups {
      try database.execute(
        sql: "UPDATE \(table) SET valid_to = ? WHERE cluster_id = ? AND valid_to = ?",
        arguments: [moment.seconds, cluster, openEnd.seconds])
    }
  }
}
