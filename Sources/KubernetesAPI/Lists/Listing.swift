/// A list that was read to its end.
public struct Listing<Item: Sendable>: Sendable {
  /// The items, in the server's order.
  public var items: [Item]
  /// Whether all pages show the cluster at one moment. False where the list expired twice while it was read: objects
  /// that came, changed or went meanwhile may be missing or old.
  public var isConsistent: Bool
  /// Pages that were read, those of an abandoned first attempt not counted.
  public var pages: Int
  /// The revision of the first page.
  public var resourceVersion: String

  /// Makes a listing.
  public init(items: [Item], isConsistent: Bool, pages: Int, resourceVersion: String) {
    self.items = items
    self.isConsistent = isConsistent
    self.pages = pages
    self.resourceVersion = resourceVersion
  }

  /// What to warn of, in words for the user; nil if there is nothing.
  public var warning: String? {
    guard !isConsistent else { return nil }
    return "the list expired twice while it was read: objects that changed meanwhile may be missing or out of date"
  }
}
