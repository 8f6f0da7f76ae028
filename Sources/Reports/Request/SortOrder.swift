/// How `--sort` orders the rows.
public struct SortOrder: Hashable, Sendable {
  /// The name of the column.
  public let column: String
  /// From high to low.
  public let isDescending: Bool

  /// Makes an order.
  public init(column: String, isDescending: Bool = false) {
    self.column = column
    self.isDescending = isDescending
  }

  /// Reads `COLUMN`, `COLUMN:asc`, `COLUMN:desc` or `-COLUMN`, the last two from high to low.
  ///
  /// - Throws: `ReportError.badSortOrder` for anything else. Whether the column exists depends on the topic.
  public init(parsing text: String) throws(ReportError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isNegated = text.hasPrefix("-")
    let name = String(parts[0].dropFirst(isNegated ? 1 : 0))
    let direction = parts.count > 1 ? String(parts[1]) : "asc"
    guard !name.isEmpty, parts.count <= 2, direction == "asc" || direction == "desc" else {
      throw ReportError.badSortOrder(text)
    }
    self.init(column: name, isDescending: isNegated != (direction == "desc"))
  }
}
