import Capacity
import Database
import Synchronization

/// Where the open rows of one kind of fact of a cluster are: the key of the state row by that of the fact.
///
/// UIDs of pods are random and have no index, so that finding the row of one pod would take a pass over all. Of each fact there is
/// the hash only: a dictionary of 150,000 pods takes 8 MB, and this 2.4.
struct OpenRows<Key: Hashable & Sendable>: Sendable {
  private struct Place {
    var hash: Int
    var row: Int64
  }

  /// The number of the collection that left the rows so.
  private(set) var collection: Int64
  /// By hash, each of which is there once.
  private let places: [Place]
  /// What collections did to the rows since then: the row that each fact has; nil for those that are gone.
  private var moves: [Key: Int64?] = [:]

  /// Finds the rows where they are given, one after another, in any order.
  ///
  /// - Parameters:
  ///   - collection: the number of the latest collection.
  ///   - count: how many rows to expect.
  ///   - forEach: gives each fact and its row to what it gets.
  /// - Returns: nil if two facts have one hash, of which one in a thousand million large clusters knows.
  init?(asOf collection: Int64, count: Int = 0, _ forEach: ((Key, Int64) -> Void) throws -> Void) rethrows {
    var places: [Place] = []
    places.reserveCapacity(count)
    try forEach { places.append(Place(hash: $0.hashValue, row: $1)) }
    places.sort { $0.hash < $1.hash }
    guard !zip(places, places.dropFirst()).contains(where: { $0.hash == $1.hash }) else { return nil }
    self.places = places
    self.collection = collection
  }

  /// The row of a fact. One that has none may get that of another fact, which has a key of its own to tell it by.
  subscript(fact: Key) -> Int64? {
    if let moved = moves[fact] { return moved }
    let hash = fact.hashValue
    let position = places.partitioningIndex { $0.hash >= hash }
    return position < places.count && places[position].hash == hash ? places[position].row : nil
  }

  /// The rows after a collection; nil where so many have moved that they are better found anew.
  ///
  /// - Parameter moves: the row that each fact has from then on; nil for those that are gone.
  func applying(_ moves: [Key: Int64?], of collection: Int64) -> OpenRows? {
    var rows = self
    rows.moves.merge(moves) { $1 }
    rows.collection = collection
    return rows.moves.count > max(10_000, places.count / 4) ? nil : rows
  }
}

extension OpenRows {
  /// Finds the open rows of a cluster in one pass.
  init?<Fact: RecordedFact>(
    of fact: Fact.Type, cluster: Int64, asOf collection: Int64, in connection: any Connection
  ) throws where Fact.Key == Key {
    let select = try Statement(
      FactSQL(identity: Fact.identity, state: Fact.state).selectAtMoment, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(openEnd + -1)
    try self.init(asOf: collection) { place in
      while try select.step() {
        var leading = select.row()
        let key = leading.integer()
        var row = select.row(from: FactSQL.firstColumn)
        place(try Fact.key(of: &row), key)
      }
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
    rows.withLock { $0[cluster] = $0[cluster]?.applying(moves, of: collection) }
  }
}
