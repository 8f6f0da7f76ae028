import AWSAccess
import Capacity
@testable import EC2API
import Foundation
import LoopbackServer
import Synchronization
import Transport

/// A fixture's bytes.
func fixture(_ name: String) throws -> [UInt8] {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return Array(try Data(contentsOf: tests.appendingPathComponent("Fixtures/\(name)")))
}

/// A client whose EC2 is this server, with keys from the environment and retries that do not wait.
func client(_ server: LoopbackServer) async throws -> EC2Client {
  let environment = AWSEnvironment(
    variables: [
      "AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_EC2": server.url,
    ], homeDirectory: "/nonexistent", transport: try CurlTransport(),
    retry: RetryPolicy(attempts: 3, deadline: .now + .seconds(600), sleep: { _ in try Task.checkCancellation() }))
  return EC2Client(try await AWSSession(environment, options: AWSOptions(region: "ap-northeast-2")))
}

/// An answer of EC2 with a status of 200.
func xml(_ bytes: [UInt8]) -> LoopbackReply {
  .response(headers: [("Content-Type", "text/xml;charset=UTF-8")], body: bytes)
}

/// An answer of EC2 with a status of 200.
func xml(_ text: String) -> LoopbackReply { xml(Array(text.utf8)) }

/// An error answer of EC2.
func ec2Error(_ code: String, _ message: String = "words", status: Int = 400) -> LoopbackReply {
  .text(
    "<Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors>"
      + "<RequestID>r-1</RequestID></Response>", status: status, type: "text/xml")
}

/// The values that a decoder reads from these bytes.
func decode<Decoder: EC2PageDecoder>(_ decoder: Decoder, _ bytes: [UInt8]) throws -> [Decoder.Value] {
  var decoder = decoder
  try decoder.decode(ResponseBody(bytes))
  return decoder.values
}

/// A page of `DescribeNetworkInterfaces` as EC2 writes it: indented, an interface per `ids`.
func interfacesPage(ids: Range<Int>, addressesEach: Int, nextToken: String? = nil) -> [UInt8] {
  var text = """
    <?xml version="1.0" encoding="UTF-8"?>
    <DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
        <requestId>0b0c1f0a-0000-0000-0000-000000000000</requestId>
        <networkInterfaceSet>

    """
  for id in ids { text += interfaceItem(id, addresses: addressesEach) }
  text += "    </networkInterfaceSet>\n"
  if let nextToken { text += "    <nextToken>\(nextToken)</nextToken>\n" }
  return Array((text + "</DescribeNetworkInterfacesResponse>\n").utf8)
}

private func interfaceItem(_ id: Int, addresses: Int) -> String {
  let items = (0..<addresses).map { index in
    let ip = IPv4Address(bits: 0x0A00_0000 + UInt32(id * addresses + index)).description
    return """
                      <item>
                          <privateIpAddress>\(ip)</privateIpAddress>
                          <privateDnsName>ip-\(ip.replacing(".", with: "-")).ap-northeast-2.compute.internal</privateDnsName>
                          <primary>\(index == 0)</primary>
                      </item>

      """
  }
  return """
            <item>
                <networkInterfaceId>eni-\(String(1_000_000_000 + id))</networkInterfaceId>
                <subnetId>subnet-0aaaaaaaaaaaaaaa\(id % 6)</subnetId>
                <vpcId>vpc-0123456789abcdef0</vpcId>
                <availabilityZone>ap-northeast-2a</availabilityZone>
                <description>aws-K8S-i-0123456789abc\(id / 3)</description>
                <ownerId>123456789012</ownerId>
                <requesterId>AROAEXAMPLE:i-0123456789abc\(id / 3)</requesterId>
                <requesterManaged>false</requesterManaged>
                <status>in-use</status>
                <macAddress>02:00:00:9d:b7:f6</macAddress>
                <privateIpAddress>10.0.0.1</privateIpAddress>
                <sourceDestCheck>true</sourceDestCheck>
                <groupSet><item><groupId>sg-e0704118300d27dd1</groupId><groupName>nodes</groupName></item></groupSet>
                <attachment>
                    <attachmentId>eni-attach-e2079a0ab2ebd7b67</attachmentId>
                    <instanceId>i-0123456789abc\(id / 3)</instanceId>
                    <instanceOwnerId>123456789012</instanceOwnerId>
                    <deviceIndex>\(id % 3)</deviceIndex>
                    <status>attached</status>
                    <attachTime>2026-11-23T04:39:15.000Z</attachTime>
                    <deleteOnTermination>true</deleteOnTermination>
                </attachment>
                <tagSet>
                    <item><key>node.k8s.amazonaws.com/instance_id</key><value>i-0123456789abc\(id / 3)</value></item>
                </tagSet>
                <privateIpAddressesSet>
    \(items.joined())            </privateIpAddressesSet>
                <ipv6AddressesSet/>
                <interfaceType>interface</interfaceType>
            </item>

    """
}

/// Counts calls from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// 1 for the first call.
  func next() -> Int {
    count.withLock { value in
      value += 1
      return value
    }
  }
}
