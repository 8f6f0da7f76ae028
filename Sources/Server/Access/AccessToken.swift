import Crypto
import TextEncoding

/// The secret that lets a client read.
///
/// It is compared by its SHA-256, which takes the same time wherever two texts differ, and is never shown.
public struct AccessToken: Sendable {
  private let digest: SHA256.Digest
  private let sessionKey: SymmetricKey

  /// The fewest characters of a token: with 16 random ones nobody guesses it.
  public static let fewestCharacters = 16

  /// Why a text is no token.
  public enum Fault: Error, Hashable, Sendable {
    /// It has fewer characters than `fewestCharacters`.
    case tooShort
    /// It has characters that no `Authorization` field carries.
    case badCharacters
  }

  /// Takes a token; blanks and line breaks around it do not count.
  ///
  /// - Throws: `Fault`.
  public init(_ text: String) throws(Fault) {
    let token = text.trimmingWhitespace
    // Source: RFC 6750 section 2.1, and what shells and editors produce.
    guard token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .badCharacters }
    guard token.utf8.count >= Self.fewestCharacters else { throw .tooShort }
    digest = SHA256.hash(data: Array(token.utf8))
    sessionKey = SymmetricKey(
      data: HMAC<SHA256>.authenticationCode(
        for: Array("capdb session".utf8), using: SymmetricKey(data: Array(token.utf8))))
  }

  /// Whether a client sent this token.
  func isEqual(to text: String) -> Bool { SHA256.hash(data: Array(text.utf8)) == digest }

  /// The value of a cookie that stands for the token until a moment, in seconds since 1970; it does not reveal the token.
  func session(until seconds: Int64) -> String { "\(seconds).\(Hexadecimal.text(code(seconds)))" }

  /// Whether a cookie's value was made by `session` and still holds.
  func isSession(_ value: String, now: Int64) -> Bool {
    let parts = value.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let seconds = Int64(parts[0]), seconds > now, let bytes = Self.bytes(parts[1]) else {
      return false
    }
    return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: Self.message(seconds), using: sessionKey)
  }

  private func code(_ seconds: Int64) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Self.message(seconds), using: sessionKey)
  }

  private static func message(_ seconds: Int64) -> [UInt8] { Array("until \(seconds)".utf8) }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    let digits = text.utf8.map(Hexadecimal.value(ofDigit:))
    guard digits.count == 64, !digits.contains(nil) else { return nil }
    return stride(from: 0, to: 64, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
  }
}

extension String {
  fileprivate var trimmingWhitespace: String {
    let kept = drop(while: \.isWhitespace)
    return String(kept.reversed().drop(while: \.isWhitespace).reversed())
  }
}
