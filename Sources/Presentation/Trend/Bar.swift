/// A value as a bar from the left.
enum Bar {
  /// The bar as text, `width` columns long where the value is `top`.
  ///
  /// A value above zero shows at least the thinnest end, so that little and nothing differ.
  static func text(_ value: Double, top: Double, width: Int, glyphs: Glyphs) -> String {
    guard top > 0, value > 0, width > 0 else { return "" }
    let eighths = max(1, Int((min(value / top, 1) * Double(width * 8)).rounded()))
    let end = eighths % 8 > 0 ? glyphs.barEnds[eighths % 8 - 1] : ""
    return String(repeating: glyphs.full, count: eighths / 8) + end
  }
}
