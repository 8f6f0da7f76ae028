/// The lengths of the buckets for which rollups are kept.
enum RollupStep: Int64, CaseIterable {
  case hour = 3600
  case day = 86_400

  var seconds: Int64 { rawValue }

  /// The longest of them of which buckets of `seconds` are made; nil where they must be counted from the collections.
  init?(dividing seconds: Int64) {
    guard let step = Self.allCases.last(where: { seconds % $0.seconds == 0 }) else { return nil }
    self = step
  }
}
