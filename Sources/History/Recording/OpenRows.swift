import Capacity
import Database
import Synchronization

/// Where the open rows of one kind of fact of a cluster are: the key of the state row by that of the fact.
///
/// UIDs of pods are random and have no index, so that finding the row of one pod would take a pass over all.
struct OpenRows<Key: Hashable & Sendable>: Sendable {
  /// The number of the collection that left the rows so.
  private(set) var collection: Int64
  private(set) var keys: [Key: Int64]

  /// - Parameter collection: the number of the latest collection.
  init(_ keys: [Key: Int64] = [:], asOf collection: Int64) {
    self.keys = keys
    self.collection = collection
  }

  /// Takes over what a collection did to the rows.
  ///
  /// - Parameter moves: the row that each fact has from then on; nil for those that are gone.
  mutating func apply(_ moves: [Key: Int64?], of collection: Int64) {
    for (key, row) in moves { keys[key] = row }
    self.collection = collection
  }
}

extension OpenRows {
  /// Finds the open rows of a cluster in one pass.
  init<Fact: RecordedFact>(
    of fact: Fact.Type, cluster: Int64, asOf collection: Int64, in connection: any Connection
  ) throws where Fact.Key == Key {
    self.init(asOf: collection)
    let select = try Statement(
      FactSQL(identity: Fact.identity, state: Fact.state).selectAtMoment, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(openEnd + -1)
    while try select.step() {
      var leading = select.row()
      let key = leading.integer()
      var row = select.row(from: FactSQL.firstColumn)
      keys[try Fact.key(of: &row)] = key
    }
  }
}

/// Which facts of a kind may have changed since the collection before, and where the open rows of all of them are.
struct ChangedFacts<Key: Hashable & Sendable> {
  var changed: Set<Key>
  var rows: OpenRows<Key>
}

/// The open rows of pods that a process knows from one recording to the next, by cluster.
final class OpenPodRows: Sendable {
  private let rows = Mutex<[Int64: OpenRows<UID>]>([:])

  /// Those that the collection before left, looked up where another process recorded it; nil before the first.
  func rows(for context: RecordingContext) throws -> OpenRows<UID>? {
    guard let previous = context.previous else { return nil }
    let cluster = context.cluster.id
    if let known = rows.withLock({ $0[cluster] }), known.collection == previous.number { return known }
    let found = try OpenRows(
      of: PodFact.self, cluster: cluster, asOf: previous.number, in: context.connection)
    keep(found, of: cluster)
    return found
  }

  func keep(_ rows: OpenRows<UID>?, of cluster: Int64) { self.rows.withLock { $0[cluster] = rows } }

  /// Takes over what a collection did, once it is written.
  func apply(_ moves: [UID: Int64?], of collection: Int64, cluster: Int64) {
    rows.withLock { $0[cluster]?.apply(moves, of: collection) }
  }
}
