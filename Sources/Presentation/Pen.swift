import Reports

/// Writes in the colours and with the characters that a terminal has.
struct Pen {
  let usesColor: Bool
  let glyphs: Glyphs

  /// - Parameter terminal: nil for a file or a pipe, which get no colours.
  init(_ terminal: TerminalCapabilities?) {
    usesColor = terminal?.usesColor ?? false
    glyphs = terminal?.usesUnicode ?? true ? .blocks : .ascii
  }

  /// Appends text in the colour of its tone.
  func append(_ text: String, tone: ReportTone, to output: inout [UInt8]) {
    guard usesColor, let color = Self.colors[tone] else {
      output.append(text)
      return
    }
    output.append("\u{1B}[\(color)m\(text)\u{1B}[0m")
  }

  /// Appends marks, each in the colour of its tone; neighbours of one tone share their escape sequences.
  func append(_ marks: [Mark], to output: inout [UInt8]) {
    var rest = marks[...]
    while let tone = rest.first?.tone {
      let run = rest.prefix { $0.tone == tone }
      append(run.map(\.text).joined(), tone: tone, to: &output)
      rest = rest.dropFirst(run.count)
    }
  }

  func appendHeading(_ text: String, to output: inout [UInt8]) {
    output.append(usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text)
  }

  /// Source: ECMA-48, select graphic rendition.
  private static let colors: [ReportTone: String] = [.warning: "33", .critical: "31"]
}

/// One column of a drawing: a character and its tone.
struct Mark: Hashable {
  var text: String
  var tone: ReportTone = .plain
}

/// The characters that drawings are made of.
struct Glyphs: Hashable, Sendable {
  /// Eight heights of a value, from the lowest to the highest.
  let heights: [String]
  /// Seven lengths of the end of a bar, from an eighth to seven eighths.
  let barEnds: [String]
  /// A full column of a bar, or a full line of a chart's column.
  let full: String
  /// Seven heights of the top of a chart's column, from an eighth to seven eighths.
  let columnTops: [String]
  /// An unknown step.
  let gap: String
  /// The line of the limit.
  let limit: String
  /// The vertical axis, plain and with a label beside it; the corner; the horizontal axis, plain and over a label.
  let verticalAxis: String
  let verticalTick: String
  let corner: String
  let horizontalAxis: String
  let horizontalTick: String
  /// The sign for text that was cut.
  let ellipsis: String

  /// Source: Unicode 16, Block Elements and Box Drawing.
  static let blocks = Glyphs(
    heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], barEnds: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"], full: "█",
    columnTops: ["▁", "▂", "▃", "▄", "▅", "▆", "▇"], gap: "·", limit: "╌", verticalAxis: "│", verticalTick: "┤",
    corner: "└", horizontalAxis: "─", horizontalTick: "┬", ellipsis: "…")

  /// For terminals and locales without these characters.
  static let ascii = Glyphs(
    heights: ["_", ".", "-", ":", "=", "+", "*", "#"], barEnds: ["-", "-", "-", "-", "=", "=", "="], full: "#",
    columnTops: [".", ".", ".", ":", ":", ":", ":"], gap: "?", limit: "-", verticalAxis: "|", verticalTick: "+",
    corner: "+", horizontalAxis: "-", horizontalTick: "+", ellipsis: "~")
}
