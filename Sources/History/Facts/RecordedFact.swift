import Capacity
import GRDB

/// A kind of fact that is kept as intervals: how its values become rows and rows become values again.
///
/// Columns are named once for writing, comparing and reading; `encode…` gives them in the order of the table's
/// `columns`, and `decode` takes identity columns first, then those of the state.
protocol RecordedFact {
  associatedtype Value: Sendable
  associatedtype Key: Hashable & Comparable

  /// What does not change while the fact lasts; nil where that is not worth a table of its own.
  static var identity: IdentityTable? { get }
  /// What changes, with the intervals.
  static var state: StateTable { get }

  static func key(of value: Value) -> Key
  /// Reads the key off the first columns that `decode` would read.
  static func key(of row: inout RowReader) throws -> Key
  static func encodeIdentity(_ value: Value, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws
  static func encodeState(_ value: Value, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) throws
  static func decode(_ row: inout RowReader, _ dictionaries: Dictionaries) throws -> Value

  /// When values that are not open were first seen, where the history knows them from earlier; asked only of tables
  /// that keep `first_seen_at`.
  static func firstSeen(_ newcomers: [Value], in context: RecordingContext) throws -> [Key: Timestamp]
}

extension RecordedFact {
  static var identity: IdentityTable? { nil }
  static func encodeIdentity(_ value: Value, into sink: inout some ColumnSink, _ dictionaries: Dictionaries) {}
  static func firstSeen(_ newcomers: [Value], in context: RecordingContext) throws -> [Key: Timestamp] { [:] }
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
let openEnd = Timestamp(seconds: 253_402_300_799)
