package import Capacity
import Database

/// All kinds of facts, listed once: each names its source, its place in a snapshot and its tables.
///
/// A new kind takes a file of its own beside these, a line here and a migration. Kinds are recorded in this order; pods
/// come last, since what pods wait for is concluded from what the others brought.
let factKinds: [any RecordedFact.Type] = [
  NodeFact.self, EventFact.self, NetworkInterfaceFact.self, SubnetFact.self, InstanceFact.self, InstanceTypeFact.self,
  VPCFact.self, CIDRReservationFact.self, CNIFact.self, CiliumNodeFact.self, PodFact.self,
]

/// A kind of fact that is kept as intervals: how its values become rows and rows become values again.
///
/// Columns are named once for writing, comparing and reading; `encode…` gives them in the order of the table's
/// `columns`, and `decode` takes identity columns first, then those of the state.
protocol RecordedFact: Sendable {
  associatedtype Value: Sendable
  associatedtype Key: Hashable & Comparable & Sendable

  /// What a collection asks for to learn these facts.
  static var source: Source { get }
  /// Where the source's answer is in a snapshot.
  static var reading: WritableKeyPath<Snapshot, Reading<[Value]>> { get }

  /// What does not change while the fact lasts; nil where that is not worth a table of its own.
  static var identity: IdentityTable? { get }
  /// What changes, with the intervals.
  static var state: StateTable { get }

  static func key(of value: Value) -> Key
  /// Reads the key off the first columns that `decode` would read.
  static func key(of row: inout Row) throws -> Key
  static func encodeIdentity(_ value: Value, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws
  static func encodeState(_ value: Value, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws
  static func decode(_ row: inout Row, _ dictionaries: Dictionaries) throws -> Value
  /// Looks up at once what rows of several clusters refer to besides texts.
  static func prefetch(_ dictionaries: FleetDictionaries) throws

  /// When values that are not open were first seen, where the history knows them from earlier; asked only of tables
  /// that keep `first_seen_at`.
  static func firstSeen(
    _ newcomers: some Collection<Value>, in context: RecordingContext
  ) throws -> [Key: Timestamp]
  /// Takes note of when a value of a state was seen; asked only of tables that keep `first_seen_at`.
  static func note(_ seen: SeenSpan, of value: Value, in state: inout RecordedState)
  /// Which values may have changed since the collection before; nil where any may.
  static func changedSinceBefore(in context: RecordingContext) -> ChangedFacts<Key>?
  /// Takes note of the rows that changed values have from now on; nil for those that are gone. Asked only where it is known
  /// what changed.
  static func note(_ moves: [Key: Int64?], in context: RecordingContext)
  /// Records what follows from the facts and what became of them, once they are recorded.
  static func recordConclusions(
    of values: [Value], _ difference: FactDifference<Self>, _ snapshot: Snapshot, in context: RecordingContext
  ) throws

  // What is done with every kind in turn. These have one implementation each, beside the type that they work with; as
  // requirements they are compiled for each kind, and not once for values of unknown layout.

  /// Records a snapshot's facts of this kind.
  ///
  /// - Returns: how many different values there are; nil if they are unknown.
  static func record(_ snapshot: Snapshot, in context: RecordingContext) throws -> Int?
  /// Reads the facts of this kind that held at a moment of each cluster into its state.
  static func read(
    at moments: [(cluster: Int64, moment: Timestamp)], with reader: StateReader,
    into states: inout [Int64: RecordedState]
  ) throws
  /// Makes a replay of this kind's intervals.
  static func replay(
    _ cluster: Int64, _ dictionaries: Dictionaries, in span: Range<Timestamp>, _ connection: any Connection
  ) throws -> any FactReplaying
}

extension RecordedFact {
  static var identity: IdentityTable? { nil }
  static func encodeIdentity(_ value: Value, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {}
  static func prefetch(_ dictionaries: FleetDictionaries) {}
  static func firstSeen(
    _ newcomers: some Collection<Value>, in context: RecordingContext
  ) throws -> [Key: Timestamp] { [:] }
  static func note(_ seen: SeenSpan, of value: Value, in state: inout RecordedState) {}
  static func changedSinceBefore(in context: RecordingContext) -> ChangedFacts<Key>? { nil }
  static func note(_ moves: [Key: Int64?], in context: RecordingContext) {}
  static func recordConclusions(
    of values: [Value], _ difference: FactDifference<Self>, _ snapshot: Snapshot, in context: RecordingContext
  ) throws {}
}

/// A table whose rows are written once and never changed.
struct IdentityTable {
  var name: String
  var columns: [String]
  /// Whether the table has a column `first_seen_at`.
  var keepsFirstSeen = false

  var key: String { "\(name)_key" }
}

/// A table of intervals.
struct StateTable {
  var name: String
  var columns: [String]

  var key: String { "\(name)_key" }
}

/// `valid_to` of a fact that still holds: 9999-12-31T23:59:59Z.
///
/// SQLite stores it in six bytes and a moment of our days in four, so closing an interval never lengthens its row and
/// never splits a full page.
package let openEnd = Timestamp(seconds: 253_402_300_799)
