/// How far a slip of the keyboard leads from what was meant.
enum EditDistance {
  /// The fewest letters to insert, leave out or change that make one text of the other (Levenshtein's distance).
  static func between(_ one: String, _ other: String) -> Int {
    let columns = Array(other)
    var row = Array(0...columns.count)
    for letter in one {
      var diagonal = row[0]
      row[0] += 1
      for column in columns.indices {
        let changed = diagonal + (columns[column] == letter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[columns.count]
  }
}
