public import Reports

/// A map of nodes and their pod slots as text.
public struct RenderedMap: Sendable {
  /// The map as lines of UTF-8 text, or of ASCII where the canvas shows nothing else or colours are not wanted.
  public let text: String

  /// Draws a map.
  ///
  /// - Parameters:
  ///   - map: the clusters at a moment.
  ///   - limit: the most nodes to draw, those without room first; nil for all.
  ///   - canvas: the width to draw in (80 columns where it is unknown), colours and characters. Without colours, or
  ///     without characters beyond ASCII, cells are letters.
  public init(_ map: CapacityMap, limit: Int? = nil, on canvas: TerminalCapabilities) {
    var output: [UInt8] = []
    MapDrawing(map, limit: limit, on: canvas).write(into: &output)
    text = String(decoding: output, as: UTF8.self)
  }
}
