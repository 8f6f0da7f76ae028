import Testing

@testable import Capacity

@Suite("IP addresses")
struct IPAddressTests {
  @Test(
    "of version 4 are read and written",
    arguments: [
      ("0.0.0.0", 0), ("255.255.255.255", .max), ("192.168.1.111", 0xC0A8_016F), ("10.0.0.1", 0x0A00_0001),
    ] as [(String, UInt32)])
  func ipv4(text: String, bits: UInt32) throws {
    let address = try #require(IPv4Address(text))
    #expect(address.bits == bits)
    #expect(address.description == text)
    #expect(IPAddress(text) == .v4(address))
    #expect(IPAddress(text)?.ipv6 == nil)
  }

  @Test(
    "of version 4 with anything odd are refused",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.", ".1.2.3", "1..2.3", "01.2.3.4", "1.2.3.00", " 1.2.3.4",
      "1.2.3.4 ", "+1.2.3.4", "1.2.3.-4", "1.2.3.4/24", "0x1.2.3.4", "4294967297.0.0.1",
    ])
  func notIPv4(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(
    "of version 6 are written as RFC 5952 recommends",
    arguments: [
      ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:db8::1", "2001:db8::1"),
      ("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("::ffff:192.0.2.128", "::ffff:c000:280"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
      ("fe80::ABCD", "fe80::abcd"), ("0:0:0:0:0:0:0:0", "::"), ("1:0:0:0:0:0:0:0", "1::"),
    ])
  func ipv6(text: String, canonical: String) throws {
    let address = try #require(IPv6Address(text))
    #expect(address.description == canonical)
    #expect(IPv6Address(canonical) == address)
    #expect(IPAddress(text)?.ipv6 == address)
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(
    "of version 6 with anything odd are refused",
    arguments: [
      "", ":", ":::", "1:", ":1", "1:2", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3",
      "12345::", "g::", "::1%eth0", "::1.2.3.4.5", "1.2.3.4::", "::1.2.3.4:1", "::256.1.1.1", "1:2:3:4:5:6:7:1.2.3.4",
      "::-1", "::+1", "[::1]", "::1 ", " ::1", "::1/64", "1:2:3:4:5:6:7:", "1:2:3:4:5:6::7:", "1:::2", "::01234",
    ])
  func notIPv6(text: String) {
    #expect(IPv6Address(text) == nil)
  }

  @Test func addressesOfVersion4AreOrderedByNumber() throws {
    let texts = ["10.0.0.10", "9.255.255.255", "10.0.0.9"]
    let sorted = texts.compactMap { IPv4Address($0) }.sorted()
    #expect(sorted.map(\.description) == ["9.255.255.255", "10.0.0.9", "10.0.0.10"])
  }
}

@Suite("CIDR blocks")
struct CIDRTests {
  @Test(
    "of version 4 lose their host bits",
    arguments: [
      ("192.168.1.0/24", "192.168.1.0/24", 256), ("192.168.1.77/24", "192.168.1.0/24", 256),
      ("10.1.2.3/0", "0.0.0.0/0", 1 << 32), ("10.1.2.3/32", "10.1.2.3/32", 1), ("10.0.3.31/28", "10.0.3.16/28", 16),
    ])
  func ipv4(text: String, canonical: String, count: Int) throws {
    let block = try #require(IPv4Block(text))
    #expect(block.description == canonical)
    #expect(block.addressCount == count)
  }

  @Test func aBlockContainsItsAddressesOnly() throws {
    let block = try #require(IPv4Block("10.0.3.16/28"))
    for (text, isInside) in [("10.0.3.15", false), ("10.0.3.16", true), ("10.0.3.31", true), ("10.0.3.32", false)] {
      #expect(block.contains(try #require(IPv4Address(text))) == isInside)
    }
    let everything = try #require(IPv4Block("0.0.0.0/0"))
    #expect(everything.contains(IPv4Address(bits: .max)))
  }

  @Test(
    "of version 6 lose their host bits",
    arguments: [
      ("2001:db8::/80", "2001:db8::/80"), ("2001:db8::1/64", "2001:db8::/64"), ("2001:db8::ff/120", "2001:db8::/120"),
      ("ffff::1/0", "::/0"), ("::1/128", "::1/128"), ("2001:db8:1:2:3:4:5:6/80", "2001:db8:1:2:3::/80"),
    ])
  func ipv6(text: String, canonical: String) throws {
    #expect(try #require(IPv6Block(text)).description == canonical)
  }

  @Test(
    "with anything odd are refused",
    arguments: [
      "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8 ",
      "10.0.0.0/8/8", "10.0.0/8", "/8", "10.0.0.0/256", "::/129", "::/", "::/+1", "::/-0", "::/00", "2001:db8::",
      "::/x",
    ])
  func malformed(text: String) {
    #expect(IPv4Block(text) == nil)
    #expect(IPv6Block(text) == nil)
  }

  @Test func lengthsBeyondTheAddressAreRefused() {
    #expect(IPv4Block(containing: IPv4Address(bits: 0), prefixLength: 33) == nil)
    #expect(IPv6Block(containing: IPv6Address(high: 0, low: 0), prefixLength: 129) == nil)
  }
}
