import Reports

/// The signs of a map: a character and a colour for each use of a slot.
struct MapSigns {
  private let isColored: Bool

  init(on canvas: TerminalCapabilities) {
    isColored = canvas.usesColor && canvas.usesUnicode
  }

  /// The cells in one line; neighbours of one use share their escape sequences.
  func append(_ cells: ArraySlice<SlotUse>, to output: inout [UInt8]) {
    var rest = cells
    while let use = rest.first {
      let run = rest.prefix { $0 == use }
      append(String(repeating: sign(of: use), count: run.count), of: use, to: &output)
      rest = rest.dropFirst(run.count)
    }
  }

  /// The sign and its meaning.
  func appendLegend(of use: SlotUse, to output: inout [UInt8]) {
    append(sign(of: use), of: use, to: &output)
    output.append(" \(use.label)")
  }

  /// How many columns the sign and its meaning take.
  static func legendWidth(of use: SlotUse) -> Int { 2 + use.label.utf8.count }

  private func append(_ text: String, of use: SlotUse, to output: inout [UInt8]) {
    output.append(isColored ? "\u{1B}[38;5;\(Self.color(of: use))m\(text)\u{1B}[0m" : text)
  }

  private func sign(of use: SlotUse) -> String { isColored ? Self.block(of: use) : Self.letter(of: use) }

  private static func letter(of use: SlotUse) -> String {
    switch use {
    case .hostNetwork: "H"
    case .running: "#"
    case .starting: "s"
    case .finishing: "f"
    case .free: "."
    case .freeWithoutAddress: "x"
    case .freeAddressUnknown: "?"
    case .unknown: "u"
    }
  }

  /// Source: Unicode 16, Geometric Shapes and Mathematical Operators. Each use has a shape of its own, as not everyone sees
  /// the colours.
  private static func block(of use: SlotUse) -> String {
    switch use {
    case .hostNetwork: "◆"
    case .running: "■"
    case .starting: "◧"
    case .finishing: "▨"
    case .free: "□"
    case .freeWithoutAddress: "⊠"
    case .freeAddressUnknown: "▫"
    case .unknown: "?"
    }
  }

  /// The number of a colour among 256, near those of Okabe and Ito, which colour-blind readers tell apart.
  ///
  /// Source: https://jfly.uni-koeln.de/color/
  private static func color(of use: SlotUse) -> Int {
    switch use {
    case .hostNetwork: 175
    case .running: 32
    case .starting: 80
    case .finishing: 214
    case .free: 36
    case .freeWithoutAddress: 166
    case .freeAddressUnknown, .unknown: 245
    }
  }
}
