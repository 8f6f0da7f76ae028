/// The names of nodes as a map shows them: the first label where it tells them apart, else the whole name.
public struct NodeNames: Sendable {
  private let areShort: Bool

  /// - Parameter names: the names of all nodes of the map.
  public init(_ names: [String]) {
    let whole = Set(names)
    areShort = Set(names.map(Self.firstLabel)).count == whole.count
  }

  /// The name to show for one of them.
  public func shown(_ name: String) -> String { areShort ? Self.firstLabel(of: name) : name }

  private static func firstLabel(of name: String) -> String { String(name.prefix { $0 != "." }) }
}
