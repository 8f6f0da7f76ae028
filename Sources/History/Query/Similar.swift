/// Finds what somebody may have meant.
package enum Similar {
  /// The name of a view that a text is near to.
  package static func view(to text: String) -> String? { name(to: text, among: ViewDescription.all.map(\.name)) }

  /// The column that a name is near to, which may have a table's name before it, of the views that `sql` names.
  package static func column(to text: String, in sql: String) -> String? {
    let bare = text.split(separator: ".").last.map { String($0) } ?? text
    let views = ViewDescription.all.filter { sql.contains($0.name) }
    return name(to: bare, among: views.flatMap { $0.columns.map(\.name) })
  }

  /// The name that takes the fewest letters to be put in, left out or changed, if it is near enough; of equals one that
  /// begins with the text, as what somebody left off is at the end more often.
  static func name(to text: String, among names: [String]) -> String? {
    let wanted = text.lowercased()
    let near = names.map { (name: $0, distance: distance(wanted, $0.lowercased())) }.min {
      ($0.distance, $0.name.hasPrefix(wanted) ? 0 : 1) < ($1.distance, $1.name.hasPrefix(wanted) ? 0 : 1)
    }
    if let near, near.distance <= max(1, wanted.count / 3) { return near.name }
    // A letter or two are part of any name.
    return wanted.count < 3 ? nil : names.first { $0.lowercased().contains(wanted) }
  }

  /// The Levenshtein distance.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let changed = diagonal + (right[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
