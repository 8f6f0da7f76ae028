package import Capacity
package import Reports

extension ReportCell {
  /// The value in a file: nothing escaped, no unit; empty if absent.
  package var plainText: String {
    switch self {
    case .absent: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .decimal(let number): number.description
    case .real(let number): Self.text(of: number)
    case .boolean(let value): value ? "true" : "false"
    case .timestamp(let moment): moment.description
    }
  }

  /// The fewest digits that read back as the same number; always with a point or an exponent, so that it stays a number
  /// with a fraction. Infinities are `Inf` and `-Inf`, as in the sqlite3 shell.
  private static func text(of number: Double) -> String {
    number.isInfinite ? (number < 0 ? "-Inf" : "Inf") : number.description
  }

  /// The value at a terminal, with its unit; empty if absent.
  package func humanText(of kind: ReportColumn.Kind) -> String {
    switch (self, kind) {
    case (.integer(let number), .bytes): Humanized.bytes(number)
    case (.integer(let number), .millicores): Humanized.cores(millicores: number)
    case (.integer(let number), .seconds): Humanized.duration(seconds: number)
    case (.integer, .percent), (.decimal, .percent): plainText + "%"
    case (.boolean(let value), _): value ? "yes" : "no"
    case (.timestamp(let moment), _): Humanized.moment(moment)
    default: plainText
    }
  }
}

/// Numbers in readable units.
package enum Humanized {
  /// A size with the largest binary unit that leaves a whole part: `512 B`, `3.2 GiB`.
  package static func bytes(_ count: Int64) -> String {
    var unit = 0
    var value = Double(count)
    while abs(value) >= 1024, unit < binaryUnits.count - 1 {
      value /= 1024
      unit += 1
    }
    guard unit > 0, let rounded = FixedDecimal(rounding: value, digits: 1) else { return "\(count) B" }
    return "\(trimmed(rounded.description)) \(binaryUnits[unit])"
  }

  /// Cores: `2`, `1.93`.
  package static func cores(millicores: Int64) -> String {
    trimmed(FixedDecimal(units: millicores, digits: 3).description)
  }

  /// The two largest units of a length of time: `40s`, `12m30s`, `5h12m`, `3d4h`.
  package static func duration(seconds: Int64) -> String {
    let units: [(name: String, size: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    let magnitude = abs(seconds)
    guard let first = units.firstIndex(where: { magnitude >= $0.size }) else { return "0s" }
    let whole = magnitude / units[first].size
    let rest = first + 1 < units.count ? magnitude % units[first].size / units[first + 1].size : 0
    let tail = rest > 0 ? "\(rest)\(units[first + 1].name)" : ""
    return "\(seconds < 0 ? "-" : "")\(whole)\(units[first].name)\(tail)"
  }

  /// A moment without its seconds, still in ISO 8601 and UTC, so that `--at` takes it: `2026-11-23T04:39Z`.
  package static func moment(_ moment: Timestamp) -> String {
    let text = moment.description
    return text.dropLast(4) + "Z"
  }

  /// The day of a moment: `2026-11-23`.
  package static func day(_ moment: Timestamp) -> String {
    String(moment.description.prefix { $0 != "T" })
  }

  private static let binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// Without zeros at the end of the digits after the point.
  private static func trimmed(_ decimal: String) -> String {
    var text = Substring(decimal)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return String(text)
  }
}
