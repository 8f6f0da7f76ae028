/// What was exchanged.
package struct ExchangeOutcome: Hashable, Sendable {
  /// Collections that went over.
  package var collections = 0
  /// Rows that were written, those that took the place of others included.
  package var rows = 0
  /// The last collection that went over; nil if none did.
  package var latest: CollectionMark?
}
