import Capacity

extension Verdict {
  /// Seconds that clocks may differ.
  private static let tolerance: Int64 = 30
  /// Seconds from which AWS refuses signatures.
  ///
  /// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
  private static let signatureTolerance: Int64 = 5 * 60

  /// This machine's clock against a server's.
  ///
  /// - Parameters:
  ///   - sentAt: when the server answered by its own clock, in seconds since the epoch; nil if it did not say.
  ///   - whose: whose clock that is, for example `the server's`.
  static func clock(sentAt: Int64?, now: Timestamp, whose: String) -> Verdict {
    guard let sentAt else { return .skipped("the server did not tell its time") }
    let ahead = now - Timestamp(seconds: sentAt)
    guard abs(ahead) >= tolerance else { return .ok("within \(max(abs(ahead), 1)) s of \(whose)") }
    let words = "\(Wording.time(ahead)) \(ahead < 0 ? "behind" : "ahead of") \(whose)"
    let remedy = "timedatectl set-ntp true && timedatectl timesync-status   # or: chronyc makestep"
    guard abs(ahead) >= signatureTolerance else { return .warning(words, remedy: remedy) }
    return .failed("\(words): AWS refuses signatures that are this far off", remedy: remedy)
  }
}
