import Testing

@testable import Capacity

@Suite("UIDs")
struct UIDTests {
  @Test func aUUIDReadsBack() throws {
    let text = "d471c689-4a0a-4d3d-8a36-c4d1f1caa3bc"
    let uid = try #require(UID(text))
    #expect(uid.high == 0xD471_C689_4A0A_4D3D)
    #expect(uid.low == 0x8A36_C4D1_F1CA_A3BC)
    #expect(uid.description == text)
    #expect(UID(text.uppercased()) == uid)
  }

  @Test func aStaticPodsHashStaysWithoutDashes() throws {
    let text = "0071c6894a0a4d3d8a36c4d1f1caa3bc"
    let uid = try #require(UID(text))
    #expect(uid.description == text)
    #expect(uid != UID("0071c689-4a0a-4d3d-8a36-c4d1f1caa3bc"))
  }

  @Test(
    "of another form are refused",
    arguments: [
      "", "d471c689", "d471c689-4a0a-4d3d-8a36-c4d1f1caa3bg", "d471c6894-a0a-4d3d-8a36-c4d1f1caa3bc",
      "d471c689-4a0a-4d3d-8a36-c4d1f1caa3b", "{471c689-4a0a-4d3d-8a36-c4d1f1caa3b}",
      "d471c689+4a0a-4d3d-8a36-c4d1f1caa3bc",
    ])
  func malformed(text: String) {
    #expect(UID(text) == nil)
  }

  @Test func anyTextHasAnOpaqueUID() {
    #expect(UID(opaque: "d471c689-4a0a-4d3d-8a36-c4d1f1caa3bc").isDashed)
    #expect(UID(opaque: "node-1") == UID(opaque: "node-1"))
    #expect(UID(opaque: "node-1") != UID(opaque: "node-2"))
    // Published values of 128-bit FNV-1a: the offset basis, and the hash of "a".
    #expect(UID(opaque: "").description == "6c62272e07bb014262b821756295c58d")
    #expect(UID(opaque: "a").description == "d228cb696f1a8caf78912b704e4a8964")
  }

  @Test func uidsAreOrderedByTheirBytes() throws {
    let low = UID(high: 1, low: 2)
    #expect(low < UID(high: 1, low: 3))
    #expect(low < UID(high: 2, low: 0))
    #expect(UID(high: 1, low: 2, isDashed: false) < low)
  }
}
