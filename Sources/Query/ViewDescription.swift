/// A public view of a history, in words: what `capdb query --views` shows.
public struct ViewDescription: Hashable, Sendable {
  /// The name, for example `v_pods`.
  public let name: String
  /// What a row of it is.
  public let purpose: String
  /// Its columns, in their order.
  public let columns: [Column]

  /// A column of a view. Any but those of the key may be NULL, which is unknown or not applicable.
  public struct Column: Hashable, Sendable {
    /// The name.
    public let name: String
    /// What the values are.
    public let type: ColumnType
    /// The unit of a number; nil for plain counts and for everything that is no number.
    public let unit: String?
    /// What the column shows.
    public let meaning: String
  }

  /// What the values of a column are.
  public enum ColumnType: String, CaseIterable, Sendable {
    /// Text.
    case text
    /// Text that is a JSON value.
    case json
    /// A whole number.
    case integer
    /// A number with a fraction.
    case real
    /// 0 or 1.
    case boolean
    /// Text: ISO 8601 in UTC, for example `2026-11-23T04:39:15Z`.
    case time
  }
}

extension ViewDescription {
  /// All public views, by what people look for first.
  public static let all: [ViewDescription] = [
    clusters, collections, nodes, pods, shortLivedPods, pending, events, networkInterfaces, eniAddresses, subnets,
    cidrReservations,
    vpcs, instances, instanceTypes, cniSettings, ciliumNodes, collectionRollups, slotRollups, subnetRollups,
    ownerRollups, prunedSpans,
  ]

  /// A view of lasting facts: between the cluster and the interval stand the columns of the fact.
  ///
  /// - Parameter later: the columns that later releases added, which come last.
  static func lasting(
    _ name: String, _ purpose: String, _ columns: [Column], later: [Column] = []
  ) -> ViewDescription {
    ViewDescription(
      name: name, purpose: "one row per \(purpose) and interval in which nothing about it changed",
      columns: [.cluster] + columns + Column.interval + later)
  }
}

extension ViewDescription.Column {
  static func text(_ name: String, _ meaning: String) -> Self {
    Self(name: name, type: .text, unit: nil, meaning: meaning)
  }

  static func json(_ name: String, _ meaning: String) -> Self {
    Self(name: name, type: .json, unit: nil, meaning: meaning)
  }

  static func time(_ name: String, _ meaning: String) -> Self {
    Self(name: name, type: .time, unit: nil, meaning: meaning)
  }

  static func boolean(_ name: String, _ meaning: String) -> Self {
    Self(name: name, type: .boolean, unit: nil, meaning: meaning)
  }

  static func integer(_ name: String, _ meaning: String, unit: String? = nil) -> Self {
    Self(name: name, type: .integer, unit: unit, meaning: meaning)
  }

  static func real(_ name: String, _ meaning: String, unit: String? = nil) -> Self {
    Self(name: name, type: .real, unit: unit, meaning: meaning)
  }

  static let cluster = text("cluster", "the cluster's name")
  static let clusterID = integer("cluster_id", "the cluster's key in this history; joins views faster than the name")

  static let interval: [Self] = [
    time("valid_from", "the collection from which on this held"),
    time("valid_to", "the collection that found it changed or gone; NULL while it holds"),
    integer("valid_from_epoch", "valid_from, since 1970-01-01", unit: "seconds"),
    integer("valid_to_epoch", "valid_to, since 1970-01-01", unit: "seconds"),
    integer("collection", "the number of the collection that last changed the row"),
    clusterID,
  ]
}

/// Finds what somebody may have meant.
enum SimilarName {
  /// The name of a view that a text is near to.
  static func view(to text: String) -> String? { name(to: text, among: ViewDescription.all.map(\.name)) }

  /// The column that a name is near to, which may have a table's name before it, of the views that `sql` names.
  static func column(to text: String, in sql: String) -> String? {
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
