import Testing

@testable import Capacity

@Suite("Quantities of resources")
struct QuantityTests {
  @Test(
    "read in whole units, rounded away from zero",
    arguments: [
      ("17", 17), ("0", 0), ("1500m", 2), ("1m", 1), ("100u", 1), (".5", 1), ("-1.5", -2), ("-1m", -1),
      ("1.5Gi", 1536 << 20), ("0.5Ki", 512), ("1E", 1_000_000_000_000_000_000), ("1E3", 1000), ("1e3", 1000),
      ("1E-9", 1), ("1.", 1), (".", 0), ("Ki", 0), ("e3", 0), ("+5", 5), ("00110", 110), ("-0", 0),
      ("3388304Ki", 3_388_304 * 1024), ("128Mi", 128 << 20), ("1k", 1000), ("2M", 2_000_000), ("3G", 3_000_000_000),
      ("4T", 4_000_000_000_000), ("5P", 5_000_000_000_000_000), ("1Ti", 1 << 40), ("1Pi", 1 << 50), ("1Ei", 1 << 60),
      ("1000n", 1), ("1e+3", 1000), ("7E", 7_000_000_000_000_000_000),
    ] as [(String, Int64)])
  func integer(text: String, expected: Int64) throws {
    #expect(try Quantity(text).integer == expected)
  }

  @Test(
    "read in thousandths, rounded away from zero",
    arguments: [
      ("250m", 250), ("2", 2000), ("0.1m", 1), ("-0.1m", -1), ("1500u", 2), ("1E-9", 1), (".5", 500), ("1.5", 1500),
      ("0.0015", 2), ("1930m", 1930), ("1k", 1_000_000),
    ] as [(String, Int64)])
  func milli(text: String, expected: Int64) throws {
    #expect(try Quantity(text).milli == expected)
  }

  @Test(
    "are equal when they mean the same",
    arguments: [
      ("0.5n", "1n"), ("1.5Gi", "1536Mi"), ("1E3", "1k"), ("0.5Ki", "512"), ("1.", "1000m"), ("00110", "110"),
      ("1E-9", "1n"), ("0.0000000001", "1n"), ("-0.5n", "-1n"), ("8Ei", "16Ei"), ("1.0000000001", "1.000000001"),
      ("0.000000000000000000000000000000000000000000000000000001", "1n"),
      ("1.00000000000000000000000000000000000000000000", "1"),
      ("0.5000000000000000000000000000000000000000000000Ki", "512"),
      ("0.0000000000000000000005Ei", "576461n"), ("1e-99", "1n"), ("0e999", "0"),
      ("1e99", "9e999999999999999999999999"), ("-8Ei", "-16Ei"),
    ])
  func equal(left: String, right: String) throws {
    #expect(try Quantity(left) == Quantity(right))
  }

  @Test(
    "that no server accepts are refused",
    arguments: [
      "1K", "1i", "1mi", "1e", "1e+", "1e1.5", "0x10", "1_000", "1.2.3", " 1", "1 ", "1 Gi", "--1", "+-1", "1ki", "1KI",
      "１", "1e3Ki", "Infinity", "NaN", "1,5", "1mm", "m1", "1\u{0}", "1e\u{301}",
    ])
  func malformed(text: String) {
    #expect(throws: QuantityError.malformed(text)) { try Quantity(text) }
  }

  @Test func emptyTextIsRefused() {
    #expect(throws: QuantityError.empty) { try Quantity("") }
    #expect(QuantityError.empty.description.contains("empty"))
    #expect(QuantityError.malformed("1K").description.contains("\"1K\""))
  }

  @Test func binaryAmountsStopAtTheLargestInteger() throws {
    #expect(try Quantity("8Ei").integer == .max)
    #expect(try Quantity("9223372036854775808Ki").integer == .max)
    #expect(try Quantity("9007199254740993Ki") == Quantity("16Ei"))
    #expect(try Quantity("8Ei") < Quantity("9223372036854775808"))
  }

  @Test func decimalAmountsGoOnWhileTheIntegerStops() throws {
    #expect(try Quantity("10E").integer == .max)
    #expect(try Quantity("10E") < Quantity("11E"))
    #expect(try Quantity("-10E").integer == .min)
    #expect(try Quantity("10E").milli == .max)
  }

  @Test func sumsAreExactAndRoundedLast() throws {
    let sum = try Quantity("0.4m") + Quantity("0.4m") + Quantity("0.2m")
    #expect(sum.milli == 1)
    #expect(try (Quantity("500m") + Quantity("500m")).integer == 1)
    #expect(Quantity.zero + Quantity.zero == .zero)
  }

  @Test func sumsStopAtTheEndsOfTheRange() throws {
    let most = Quantity(nano: .max)
    let least = Quantity(nano: .min)
    #expect(try most + Quantity("1") == most)
    #expect(try least + Quantity("-1") == least)
  }

  @Test func substringsAndBridgedTextReadAlike() throws {
    let line = "cpu: 250m, memory: 1Gi"
    let start = line.index(line.startIndex, offsetBy: 5)
    #expect(try Quantity(line[start..<line.index(start, offsetBy: 4)]).milli == 250)
  }

  @Test("of the fast path equal those of the full reader")
  func fastPathAgrees() throws {
    for text in [
      "10m", "17", "3388304Ki", "128Mi", "0m", "999999999999999999", "999999999999999999m", "0Ki", "9Gi",
      "9007199254740993Ki",
    ] {
      let fast = text.utf8.withContiguousStorageIfAvailable { QuantityReader.plain($0) } ?? nil
      let full = text.utf8.withContiguousStorageIfAvailable { bytes -> Quantity? in
        var reader = QuantityReader(bytes)
        return reader.quantity()
      }
      #expect(fast != nil)
      #expect(fast == full, "\(text)")
    }
  }
}
