public import Capacity

extension ReportRequest {
  /// Reads times and order as users write them; what is nil stays so.
  ///
  /// - Throws: `ReportError.badTime`, `ReportError.badSortOrder`.
  public init(
    at: String? = nil, since: String?, until: String?, sort: String? = nil, now: Timestamp
  ) throws(ReportError) {
    func moment(_ text: String?) throws(ReportError) -> Timestamp? {
      guard let text else { return nil }
      return try TimeExpression(parsing: text).resolved(at: now)
    }
    self.init(at: try moment(at), since: try moment(since), until: try moment(until), now: now)
    if let sort { self.sort = try SortOrder(parsing: sort) }
  }
}
