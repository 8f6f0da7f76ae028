import AWSAccess
@testable import EC2API
import LoopbackServer
import OutsideText
import Testing
import Transport

@Suite("Answers that cannot be used")
struct FaultyAnswersTests {
  private func fault(_ bytes: [UInt8]) -> XMLReplyError? {
    #expect(throws: XMLReplyError.self) { try decode(NetworkInterfacesDecoder(), bytes) }
  }

  @Test("an answer cut off anywhere is an error, never a shorter list")
  func truncated() throws {
    let whole = interfacesPage(ids: 0..<3, addressesEach: 2)
    let length = try #require(whole.lastIndex(of: UInt8(ascii: ">")))
    for count in 0...length {
      #expect(throws: XMLReplyError.self, "cut after \(count)") {
        try decode(NetworkInterfacesDecoder(), Array(whole[..<count]))
      }
    }
    #expect(fault(Array(whole[..<(length / 2)])) == .truncated)
  }

  @Test("what is no XML, or another document, is an error")
  func foreign() throws {
    #expect(fault([]) == .truncated)
    let isMalformed = { (error: XMLReplyError?) in
      if case .malformed = error { true } else { false }
    }
    #expect(
      fault(Array("<html><body>".utf8))
        == .wrongRoot(
          expected: "DescribeNetworkInterfacesResponse", found: "html"))
    #expect(
      fault(Array("<Response><Errors/></Response>".utf8))
        == .wrongRoot(
          expected: "DescribeNetworkInterfacesResponse", found: "Response"))
    #expect(fault(try fixture("eks-pod-limit/replicas-02/DescribeSubnets.xml")) != nil)
    let whole = String(decoding: interfacesPage(ids: 0..<1, addressesEach: 1), as: UTF8.self)
    for text in [
      "garbage", "{}", whole + "<more/>", whole.replacing("</subnetId>", with: "</subnetid>"),
      whole.replacing("eni-", with: "&unknown;"), whole.replacing("eni-", with: "\u{1}"), "\0" + whole,
      "<\0", " {}",
    ] {
      #expect(isMalformed(fault(Array(text.utf8))), "\(text.prefix(60))")
    }
    var invalid = Array(whole.utf8)
    let place = try #require(invalid.firstIndex(of: UInt8(ascii: "-")))
    invalid[place] = 0xFF
    #expect(isMalformed(fault(invalid)))
  }

  @Test("entities are not expanded")
  func entities() {
    let text = """
      <?xml version="1.0"?> <!-- > -->
      <!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
      <DescribeNetworkInterfacesResponse><nextToken>&b;&f;</nextToken></DescribeNetworkInterfacesResponse>
      """
    #expect(fault(Array(text.utf8)) == .documentType)
  }

  @Test("a name that is not UTF-8 is an error, and not the end of the process")
  func nameNotUTF8() {
    let text = Array("<DescribeNetworkInterfacesResponse><".utf8) + [0xFF, 0xFF] + Array("/>".utf8)
    #expect(fault(text) == .malformed(line: 1))
  }

  @Test(
    "an item without what it needs, or with what it cannot have, is an error",
    arguments: [
      ("<networkInterfaceId>eni-1000000000</networkInterfaceId>", ""),
      ("<subnetId>subnet-0aaaaaaaaaaaaaaa0</subnetId>", ""), ("<vpcId>vpc-0123456789abcdef0</vpcId>", "<vpcId/>"),
      ("<deviceIndex>0</deviceIndex>", "<deviceIndex>-1</deviceIndex>"),
      ("<privateIpAddress>10.0.0.0</privateIpAddress>", "<privateIpAddress>10.0.0.256</privateIpAddress>"),
      ("<primary>true</primary>", "<primary>yes</primary>"),
      ("<privateIpAddress>10.0.0.0</privateIpAddress>", ""),
    ])
  func incompleteItems(part: String, replacement: String) throws {
    let whole = String(decoding: interfacesPage(ids: 0..<1, addressesEach: 1), as: UTF8.self)
    try #require(whole.contains(part))
    #expect(try decode(NetworkInterfacesDecoder(), Array(whole.utf8)).count == 1)
    #expect(fault(Array(whole.replacing(part, with: replacement).utf8)) != nil)
  }

  @Test("over the wire, each of them fails the source with the action's name")
  func overTheWire() async throws {
    let whole = interfacesPage(ids: 0..<3, addressesEach: 2)
    let replies: [(LoopbackReply, String)] = [
      (xml(Array(whole.dropLast(60))), "breaks off"), (xml("garbage"), "not well-formed"),
      (xml("<html><body>login</body></html>"), "it is html instead of"),
      (.cutOff(body: whole, after: 1000), "got no answer"),
      (.text("<html>oops</html>", status: 500, type: "text/html"), "HTTP status 500"),
    ]
    for (reply, words) in replies {
      let server = try LoopbackServer { _ in reply }
      let error = await #expect(throws: AWSError.self) {
        try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"])
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      #expect(error?.description.contains("ec2:DescribeNetworkInterfaces in ap-northeast-2") == true)
    }
  }
}
