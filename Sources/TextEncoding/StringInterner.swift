/// Keeps one copy of each text, so that equal names share their memory.
///
/// A hundred thousand pods name a few thousand nodes and namespaces, and EC2's answers name few subnets and tag keys. Where nearly all texts differ, keeping them would
/// cost more than it saves: once there are too many, the interner starts over.
public struct StringInterner: Sendable {
  /// More texts than nodes in the largest clusters; some 100 bytes each.
  private static let mostKept = 32_768
  /// A `String` of up to 15 bytes holds them itself and allocates nothing.
  private static let longestInline = 15

  private var texts: Set<String> = []

  /// An interner that keeps nothing yet.
  public init() {}

  /// The same text, in the copy that is kept.
  public mutating func text(_ text: String) -> String {
    if text.utf8.count <= Self.longestInline { return text }
    if texts.count == Self.mostKept { texts.removeAll(keepingCapacity: true) }
    return texts.insert(text).memberAfterInsert
  }
}
