import TextEncoding

/// Where a link leads: to a place of the same page, or to a page of the same server. No address of another host and no
/// `javascript:` can be made.
public struct Link: Hashable, Sendable {
  /// The address as an attribute's value before it is escaped.
  let address: String

  /// The element of the same page with this `id`.
  public static func place(_ id: String) -> Link { Link(address: "#" + PercentEncoding.encode(id)) }

  /// A page of the same server.
  ///
  /// - Parameters:
  ///   - path: a path from the root on, of names of any origin, for example `["report", "nodes"]`.
  ///   - query: the fields after the question mark, in this order; of any origin.
  public static func page(_ path: [String], query: [(name: String, value: String)] = []) -> Link {
    let fields = query.isEmpty ? "" : "?" + PercentEncoding.query(query)
    return Link(address: "/" + path.map(PercentEncoding.encode).joined(separator: "/") + fields)
  }
}
