import Capacity

/// The collection whose counts are added to the rollups.
struct RollupMoment {
  var cluster: Int64
  /// The collection's number.
  var collection: Int64
  var observedAt: Timestamp
  var texts: TextDictionary
  var rowKeys: RowKeys
}
