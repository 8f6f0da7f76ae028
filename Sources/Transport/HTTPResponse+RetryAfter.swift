import CCurl
import Glibc

extension HTTPResponse {
  /// The wait that the server asks for in `Retry-After`, as seconds or as a date; nil if it names none that is valid.
  ///
  /// A date is compared with the answer's own `Date`, so that a wrong clock here does not matter; without one, with
  /// this machine's clock. Never negative, and at most a year. Source: RFC 9110 §10.2.3.
  public var retryAfter: Duration? {
    guard let value = header("Retry-After")?.trimmingBlanks, let first = value.utf8.first else { return nil }
    let year = 31_536_000
    if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
      guard value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
      return .seconds(min(Int(value) ?? year, year))
    }
    guard let moment = Self.seconds(ofHTTPDate: value) else { return nil }
    let sent = header("Date").flatMap(Self.seconds(ofHTTPDate:)) ?? Int(time(nil))
    return .seconds(min(max(moment - sent, 0), year))
  }

  /// Seconds since the epoch of an HTTP date in any of the three forms of RFC 9110 §5.6.7; nil if it is none.
  private static func seconds(ofHTTPDate text: String) -> Int? {
    let seconds = Int(curl_getdate(text, nil))
    return seconds == -1 ? nil : seconds
  }
}
