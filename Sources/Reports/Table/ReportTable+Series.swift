extension ReportTable {
  /// What a trend calls the series of a row: the names that tell it apart, joined with slashes, for example
  /// `myeks/ng-1`. Absent ones are left out, and so is the name of a cluster that is its own only group.
  public func seriesName(ofRow row: Int, _ shape: TrendShape) -> String {
    seriesParts(ofRow: row, columns: seriesColumns(shape)).joined(separator: "/")
  }

  /// The rows of the series that `name` means: all that have it among their names, or that are called so as a whole.
  ///
  /// - Throws: `ReportError.unknownSeries` if there are none.
  func rows(ofSeries name: String, _ shape: TrendShape) throws(ReportError) -> ReportTable {
    let described = seriesColumns(shape)
    var known: [String] = []
    let rows = (0..<rowCount).filter { row in
      let parts = seriesParts(ofRow: row, columns: described)
      let whole = parts.joined(separator: "/")
      if !known.contains(whole) { known.append(whole) }
      return whole == name || parts.contains(name)
    }
    guard !rows.isEmpty else { throw .unknownSeries(name, known: known) }
    return rearranged(rows)
  }

  private func seriesColumns(_ shape: TrendShape) -> [Int] {
    shape.series.compactMap { name in columns.firstIndex { $0.name == name } }
  }

  private func seriesParts(ofRow row: Int, columns: [Int]) -> [String] {
    columns.reduce(into: []) { parts, column in
      if case .text(let text) = cell(row: row, column: column), parts.last != text { parts.append(text) }
    }
  }
}
