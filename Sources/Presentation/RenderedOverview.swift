public import Reports

/// An overview as text, in chunks as `RenderedReport`: its parts in order, each under a heading.
public struct RenderedOverview: Sequence, IteratorProtocol {
  private var chunks: [[UInt8]] = []

  /// Prepares it.
  ///
  /// - Parameter terminal: as in `RenderedReport`.
  public init(_ overview: Overview, terminal: TerminalCapabilities? = nil) {
    let since = overview.changes.from.map { " since \(terminal == nil ? "\($0)" : Humanized.day($0))" } ?? ""
    let parts = [
      ("Runs out first", overview.exhaustion, "nothing that is recorded is full or will be within a year"),
      ("Changed\(since)", overview.changes, "nothing"),
      ("Clusters", overview.summary, "none"),
    ]
    let pen = Pen(terminal)
    chunks = parts.enumerated().flatMap { number, part in
      var heading: [UInt8] = number > 0 ? [UInt8(ascii: "\n")] : []
      pen.appendHeading(part.0, to: &heading)
      heading.append(ascii: "\n")
      guard part.1.table.rowCount > 0 else { return [heading + Array("\(part.2)\n".utf8)] }
      return [heading] + RenderedReport(part.1, as: .table, terminal: terminal)
    }.reversed()
  }

  /// The next chunk, never empty; nil after the last.
  public mutating func next() -> [UInt8]? { chunks.popLast() }
}
