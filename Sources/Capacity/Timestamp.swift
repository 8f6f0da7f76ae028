/// A moment in UTC, in whole seconds since the Unix epoch: the resolution in which the history is kept.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before it.
  public var seconds: Int64

  /// Makes the moment that lies `seconds` after the Unix epoch.
  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// Orders moments from earlier to later.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.seconds < right.seconds
  }

  /// The moment `seconds` later (earlier if negative).
  public static func + (moment: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(seconds: moment.seconds + seconds)
  }

  /// The seconds from `right` to `left`.
  public static func - (left: Timestamp, right: Timestamp) -> Int64 {
    left.seconds - right.seconds
  }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC, for example `2026-11-23T04:39:15Z`.
  public var description: String {
    let (days, second) = seconds.quotientAndRemainderFlooring(dividingBy: 86_400)
    let date = CivilDate(daysSinceEpoch: days)
    let time = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, to: 2) }.joined(separator: ":")
    return "\(Self.padded(date.year, to: 4))-\(Self.padded(date.month, to: 2))-\(Self.padded(date.day, to: 2))T\(time)Z"
  }

  private static func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Timestamp {
  /// Reads an RFC 3339 time such as `2026-11-23T04:39:15Z`, `2026-11-23T04:39:15.250Z` or `…+09:00`.
  ///
  /// Fractions of a second are cut off. Returns nil for anything else, impossible dates included.
  /// Source: RFC 3339 section 5.6.
  @inlinable
  public init?(rfc3339 text: some StringProtocol) {
    guard let moment = text.withUTF8Bytes({ Timestamp(utf8: $0) }) else { return nil }
    self = moment
  }

  @usableFromInline
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var reader = DigitReader(bytes)
    guard let year = reader.number(digits: 4), reader.skip("-"),
      let month = reader.number(digits: 2), reader.skip("-"),
      let day = reader.number(digits: 2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(digits: 2), reader.skip(":"),
      let minute = reader.number(digits: 2), reader.skip(":"),
      let second = reader.number(digits: 2),
      let date = CivilDate(year: year, month: month, day: day),
      hour < 24, minute < 60, second <= 60, reader.skipFraction(),
      let offset = reader.offsetSeconds(), reader.isAtEnd
    else { return nil }
    seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
  }
}

/// Reads fixed-width numbers off a byte view, for `Timestamp.init(rfc3339:)`.
private struct DigitReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number(digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard !isAtEnd, (48...57).contains(bytes[position]) else { return nil }
      value = value * 10 + Int64(bytes[position] - 48)
      position += 1
    }
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard !isAtEnd, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Skips `.` and the digits after it, if there is one; false if digits are missing.
  mutating func skipFraction() -> Bool {
    guard skip(".") else { return true }
    guard number(digits: 1) != nil else { return false }
    while number(digits: 1) != nil {}
    return true
  }

  /// Reads `Z` or `±hh:mm` as seconds east of UTC.
  mutating func offsetSeconds() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), hour < 24, minute < 60 else {
      return nil
    }
    return sign * (hour * 3600 + minute * 60)
  }
}

/// A day of the proleptic Gregorian calendar.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`, restated
/// (https://howardhinnant.github.io/date_algorithms.html): eras of 400 years that begin on the 1st of March.
struct CivilDate: Equatable {
  var year: Int64
  var month: Int64
  var day: Int64

  /// The date `days` after 1970-01-01.
  init(daysSinceEpoch days: Int64) {
    let (era, dayOfEra) = (days + 719_468).quotientAndRemainderFlooring(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The given date, or nil where the calendar has no such day.
  init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    self.year = year
    self.month = month
    self.day = day
    guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
  }

  /// Days from 1970-01-01 to this date.
  var daysSinceEpoch: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shiftedYear.quotientAndRemainderFlooring(dividingBy: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int64 {
  /// Division that rounds towards negative infinity, so that the remainder is never negative.
  func quotientAndRemainderFlooring(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
