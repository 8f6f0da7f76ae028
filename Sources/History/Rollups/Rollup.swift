import Capacity

/// A kind of counters that are kept as rollups: how they become rows of their table and back.
///
/// `encode…` gives the columns in the order in which they are named; `decode…` takes them so.
protocol Rollup {
  associatedtype Group: Hashable & Sendable
  associatedtype Counters: TrendCounters

  static var table: String { get }
  static var groupColumns: [String] { get }
  static var counterColumns: [String] { get }
  /// The values of column `group_kind`, which the index of the table leads over; empty for a table without it.
  static var groupKinds: [Int64] { get }

  static func encode(_ group: Group, into sink: inout some ColumnSink, _ texts: TextDictionary) throws
  static func decodeGroup(_ row: inout RowReader, _ texts: TextDictionary) throws -> Group
  static func encode(_ counters: Counters, into sink: inout some ColumnSink)
  static func decodeCounters(_ row: inout RowReader) -> Counters
}

extension Rollup {
  static var key: String { "\(table)_key" }
  /// The columns that `encode` and `decode` go through: group, counters, peak.
  static var columns: [String] { groupColumns + counterColumns + ["peak_used", "peak_total"] }
}
