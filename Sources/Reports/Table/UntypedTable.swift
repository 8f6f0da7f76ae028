extension ReportTable {
  /// Makes a table of values whose columns have nothing but a name, such as the answer to a query.
  ///
  /// A column whose values are all numbers is a column of numbers; all others are text, and prose if they are long. JSON
  /// keys must differ: a repeated name gets a number at its end, an empty one becomes `column_` and its position.
  /// - Parameters:
  ///   - names: the columns' names as they came.
  ///   - cells: the values of a row, one for each name.
  public init(names: [String], rowCount: Int, cells: @escaping @Sendable (_ row: Int) -> [ReportCell]) {
    var shapes = names.map { _ in ColumnShape() }
    for row in 0..<rowCount {
      for (column, cell) in cells(row).enumerated() { shapes[column].add(cell) }
    }
    let columns = zip(Self.distinct(names), shapes).enumerated().map { index, column in
      // A terminal that is too narrow leaves out columns from the right, but not all of them. A column that is empty in
      // every row stays, because the query asked for it.
      let importance: ReportColumn.Importance = index == 0 || column.1.isEmpty ? .essential : .useful
      return ReportColumn(column.0, column.1.kind, importance, heading: column.0)
    }
    self.init(columns: columns, rowCount: rowCount, cells: cells)
  }

  /// The names, each of them once: `node`, `node_2`, `column_3`.
  static func distinct(_ names: [String]) -> [String] {
    var taken = Set(names)
    var used: Set<String> = []
    return names.enumerated().map { index, name in
      let base = name.isEmpty ? "column_\(index + 1)" : name
      var result = base
      var count = 1
      while used.contains(result) || count > 1 && taken.contains(result) {
        count += 1
        result = "\(base)_\(count)"
      }
      used.insert(result)
      taken.insert(result)
      return result
    }
  }
}

/// What the values of a column have in common.
private struct ColumnShape {
  private(set) var isEmpty = true
  private var isInteger = true
  private var isNumeric = true
  private var length = 0

  /// Longer texts count as sentences, which a narrow terminal may cut.
  private static let proseLength = 40

  mutating func add(_ cell: ReportCell) {
    switch cell {
    case .absent: return
    case .integer: break
    case .real, .decimal: isInteger = false
    case .text(let text):
      isNumeric = false
      length = max(length, text.utf8.count)
    case .boolean, .timestamp: isNumeric = false
    }
    isEmpty = false
  }

  var kind: ReportColumn.Kind {
    if isEmpty || !isNumeric { return length > Self.proseLength ? .prose : .text }
    return isInteger ? .integer : .decimal
  }
}
