/// The length of a trend's step as users write it.
public enum StepExpression: Hashable, Sendable {
  /// As long as it takes to give a convenient number of steps.
  case automatic
  /// So many seconds.
  case seconds(Int64)

  /// Reads `auto` or a whole number and a unit: `5m`, `1h`, `1d`, `1w`.
  ///
  /// - Throws: `ReportError.badStep` for anything else, lengths over a year included.
  public init(parsing text: String) throws(ReportError) {
    guard text != "auto" else {
      self = .automatic
      return
    }
    guard let unit = text.last.flatMap({ Self.unitSeconds[$0] }), let number = Int64(text.dropLast()),
      text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }), (1...Self.longest / unit).contains(number)
    else { throw .badStep(text) }
    self = .seconds(number * unit)
  }

  /// The length in seconds; nil where it is to be chosen.
  public var seconds: Int64? { if case .seconds(let seconds) = self { seconds } else { nil } }

  private static let unitSeconds: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400]
  private static let longest: Int64 = 366 * 86_400
}
