import Testing
import TextEncoding

struct HexadecimalTests {
  @Test func `every byte becomes two digits in lower case`() {
    #expect(Hexadecimal.text([0, 0x0A, 0xFF, 0x7F]) == "000aff7f")
    #expect(Hexadecimal.text([]) == "")
  }

  @Test func `a number is filled up to its width, and never cut`() {
    #expect(Hexadecimal.text(0x2F as UInt32, width: 4, uppercase: true) == "002F")
    #expect(Hexadecimal.text(0x1F600 as UInt32, width: 4, uppercase: true) == "1F600")
    #expect(Hexadecimal.text(0 as UInt64, width: 16) == "0000000000000000")
  }

  @Test func `digits of both cases are read, and nothing else`() {
    for byte in UInt8.min...UInt8.max {
      let expected = String(UnicodeScalar(byte)).first?.hexDigitValue.flatMap { byte < 0x80 ? UInt8($0) : nil }
      #expect(Hexadecimal.value(ofDigit: byte) == expected)
    }
  }
}

struct JSONStringTests {
  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), (#"a"b\c"#, #""a\"b\\c""#), ("a\nb\rc\td", #""a\nb\rc\td""#),
    ("\u{0}\u{8}\u{1F}", #""\u0000\u0008\u001f""#), ("a/b", #""a/b""#), ("\u{7F}é한😀\u{2028}", "\"\u{7F}é한😀\u{2028}\""),
    ("\"", #""\"""#), ("end\\", #""end\\""#),
  ])
  func `only what JSON forbids is escaped`(text: String, expected: String) {
    #expect(JSONString.quoted(text) == expected)
    var output = Array("[".utf8)
    JSONString.append(text, to: &output)
    #expect(output == Array("[\(expected)".utf8))
  }
}

struct PercentEncodingTests {
  @Test func `all but the unreserved characters is encoded, and reads back`() {
    #expect(PercentEncoding.encode("a-Z_0.~ /+é") == "a-Z_0.~%20%2F%2B%C3%A9")
    #expect(PercentEncoding.encode(0x0A) == "%0A")
    let text = String(decoding: UInt8.min...UInt8.max, as: UTF8.self)
    #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
  }

  @Test func `a query keeps the order of its fields`() {
    #expect(PercentEncoding.query([("b", "1 2"), ("a.1", "x&y=")]) == "b=1%202&a.1=x%26y%3D")
    #expect(PercentEncoding.query([]) == "")
  }

  @Test(arguments: [
    ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%41%4a", "AJ"), ("100%", "100%"), ("%%41", "%A"), ("%4%41", "%4A"),
  ])
  func `a percent sign without two digits stays`(text: String, expected: String) {
    #expect(PercentEncoding.decode(text) == expected)
  }
}
