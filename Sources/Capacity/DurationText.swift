/// A length of time as users write it: a whole number and a unit, such as `90s`, `5m`, `24h`, `30d`, `12w` or `1y`.
///
/// This is the grammar of every option that takes a length of time and of the configuration. A day has 24 hours, a week
/// 7 days and a year 365 days.
public struct DurationText: Hashable, Sendable {
  /// The length in seconds; never negative.
  public let seconds: Int64

  /// Reads ASCII digits followed by `s`, `m`, `h`, `d`, `w` or `y`.
  ///
  /// Returns nil for anything else, and for a length whose seconds do not fit into an `Int64`.
  public init?(_ text: String) {
    let digits = text.dropLast()
    // `Int64` alone would take a sign.
    guard let unit = Self.units.first(where: { $0.letter == text.last }),
      digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(digits)
    else { return nil }
    let (seconds, overflow) = number.multipliedReportingOverflow(by: unit.seconds)
    guard !overflow else { return nil }
    self.seconds = seconds
  }

  /// Takes a number of seconds, which must not be negative.
  init(seconds: Int64) {
    self.seconds = seconds
  }

  /// The units, the longest first.
  private static let units: [(letter: Character, seconds: Int64)] = [
    ("y", 365 * 86_400), ("w", 7 * 86_400), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]
}

extension DurationText: CustomStringConvertible {
  /// The length in the longest unit that divides it: `1d` for 86,400 seconds, `90s` for 90.
  public var description: String {
    let unit = seconds == 0 ? nil : Self.units.first { seconds.isMultiple(of: $0.seconds) }
    guard let unit else { return "0s" }
    return "\(seconds / unit.seconds)\(unit.letter)"
  }
}

/// An option or a key of the configuration that takes a length of time.
///
///     let timeout = DurationSetting("--timeout", examples: "90s, 5m or 1h", bounds: 1...86_400)
///     try timeout.seconds(in: "5m")  // 300
public struct DurationSetting: Hashable, Sendable {
  /// How users write the option, such as `--timeout`.
  public let name: String
  /// What error messages call a value of the option, such as `step`.
  public let noun: String
  /// Values to show in an error message, such as `5m, 1h or 1d`.
  public let examples: String
  /// The shortest and the longest length, in seconds.
  public let bounds: ClosedRange<Int64>
  /// Every length must be a multiple of this many seconds.
  public let unitSeconds: Int64
  /// Whether a number without a unit counts as seconds.
  public let takesBareSeconds: Bool
  /// A word that the option takes in place of a length, such as `off`. The caller handles it; errors mention it.
  public let alternative: String?

  /// Creates a setting; by default a multiple of one second, always with a unit, and no alternative word.
  public init(
    _ name: String, noun: String = "valid length of time", examples: String, bounds: ClosedRange<Int64>,
    unitSeconds: Int64 = 1, takesBareSeconds: Bool = false, alternative: String? = nil
  ) {
    self.name = name
    self.noun = noun
    self.examples = examples
    self.bounds = bounds
    self.unitSeconds = unitSeconds
    self.takesBareSeconds = takesBareSeconds
    self.alternative = alternative
  }

  /// Reads a value of the option.
  ///
  /// - Returns: the length in seconds.
  /// - Throws: `DurationError` if the text is not a length of time or is out of bounds.
  public func seconds(in text: String) throws(DurationError) -> Int64 {
    let bare = takesBareSeconds ? Int64(text) : nil
    guard let seconds = bare ?? DurationText(text)?.seconds, bounds.contains(seconds),
      seconds.isMultiple(of: unitSeconds)
    else { throw DurationError(text: text, setting: self) }
    return seconds
  }

  /// What the option takes, in words that follow “takes”.
  public var accepted: String {
    let lower = DurationText(seconds: bounds.lowerBound)
    let upper = DurationText(seconds: bounds.upperBound)
    let words = "a whole number and a unit (s, m, h, d, w or y) such as \(examples), from \(lower) to \(upper)"
    let multiple = unitSeconds == 1 ? "" : " in steps of \(DurationText(seconds: unitSeconds))"
    let bare = takesBareSeconds ? "; a number without a unit counts as seconds" : ""
    return words + multiple + (alternative.map { ", or \($0)" } ?? "") + bare
  }
}

/// A text that an option does not take as a length of time.
public struct DurationError: Error, Hashable, CustomStringConvertible {
  /// What the user wrote.
  public let text: String
  /// The option it was written for.
  public let setting: DurationSetting

  /// One line that names the text, the option, what the option takes, and its bounds.
  public var description: String { "'\(text)' is no \(setting.noun); \(setting.name) takes \(setting.accepted)" }
}
