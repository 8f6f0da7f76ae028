import AWSAccess
import Capacity
@testable import EC2API
import LoopbackServer
import Testing

@Suite("Paging")
struct PagingTests {
  @Test("pages of a thousand interfaces with fifty addresses each are read whole")
  func largePages() async throws {
    let pages = [
      "": interfacesPage(ids: 0..<1000, addressesEach: 50, nextToken: "second/+="),
      "second/+=": interfacesPage(ids: 1000..<2000, addressesEach: 50, nextToken: "third"),
      "third": interfacesPage(ids: 2000..<2003, addressesEach: 50, nextToken: ""),
    ]
    #expect(pages.values.allSatisfy { $0.count > 10_000_000 || $0.count < 100_000 })
    let server = try LoopbackServer { xml(pages[$0.formParameters["NextToken"] ?? ""] ?? []) }
    let interfaces = try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-0123456789abcdef0"])
    #expect(interfaces.count == 2003)
    #expect(Set(interfaces.map(\.id)).count == 2003)
    #expect(interfaces.allSatisfy { $0.ipv4Addresses.count == 50 })
    #expect(Set(interfaces.flatMap(\.ipv4Addresses)).count == 2003 * 50)
    #expect(server.requests.count == 3)
    for request in server.requests {
      let form = request.formParameters
      #expect(form["MaxResults"] == "1000")
      #expect(form["Filter.1.Name"] == "vpc-id")
      #expect(form["Filter.1.Value.1"] == "vpc-0123456789abcdef0")
      #expect(form["Version"] == "2016-11-15")
    }
  }

  @Test("empty pages do not end a list")
  func emptyPages() async throws {
    let server = try LoopbackServer { request in
      switch request.formParameters["NextToken"] {
      case nil: xml(interfacesPage(ids: 0..<0, addressesEach: 1, nextToken: "a"))
      case "a": xml(interfacesPage(ids: 0..<2, addressesEach: 1, nextToken: "b"))
      default: xml(interfacesPage(ids: 2..<3, addressesEach: 1))
      }
    }
    #expect(try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"]).count == 3)
  }

  @Test("a token that comes again is an error")
  func tokenLoop() async throws {
    let server = try LoopbackServer { request in
      let next = request.formParameters["NextToken"] == "a" ? "b" : "a"
      return xml(interfacesPage(ids: 0..<1, addressesEach: 1, nextToken: next))
    }
    let error = await #expect(throws: AWSError.self) {
      try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"])
    }
    #expect(error?.description.contains("the same page token came twice") == true)
    #expect(server.requests.count == 3)
  }

  @Test("a page that fails fails the list")
  func failingPage() async throws {
    let server = try LoopbackServer { request in
      request.formParameters["NextToken"] == nil
        ? xml(interfacesPage(ids: 0..<5, addressesEach: 1, nextToken: "a"))
        : ec2Error("UnauthorizedOperation", status: 403)
    }
    await #expect(throws: AWSError.self) { try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"]) }
  }

  @Test("instances are asked for by filter, at most 200 at a time, each once")
  func instanceChunks() async throws {
    let server = try LoopbackServer { request in
      let ids = request.formParameters.filter { $0.key.hasPrefix("Filter.1.Value.") }.map(\.value)
      let items = ids.filter { $0 != "i-gone" }.map {
        "<item><instanceId>\($0)</instanceId><instanceType>t3.small</instanceType>"
          + "<instanceState><code>16</code><name>running</name></instanceState></item>"
      }
      return xml(
        "<DescribeInstancesResponse><reservationSet><item><instancesSet>\(items.joined())</instancesSet></item>"
          + "</reservationSet></DescribeInstancesResponse>")
    }
    let ids = (0..<450).map { "i-\($0)" }
    let instances = try await client(server).describeInstances(ids: ids + ids + ["i-gone"])
    #expect(Set(instances.map(\.id)) == Set(ids))
    #expect(instances.count == 450)
    #expect(server.requests.count == 3)
    for request in server.requests {
      #expect(request.formParameters["Filter.1.Name"] == "instance-id")
      #expect(request.formParameters["MaxResults"] == "1000")
      #expect(request.formParameters["InstanceId.1"] == nil)
    }
  }

  @Test("throttling is waited out in mid-list")
  func throttled() async throws {
    let server = try LoopbackServer { [counter = Counter()] _ in
      counter.next() == 1
        ? ec2Error("RequestLimitExceeded", "Request limit exceeded.", status: 503)
        : xml(interfacesPage(ids: 0..<2, addressesEach: 1))
    }
    #expect(try await client(server).describeNetworkInterfaces(vpcIDs: ["vpc-1"]).count == 2)
    #expect(server.requests.count == 2)
  }

  @Test("reservations are asked for subnet by subnet")
  func reservations() async throws {
    let server = try LoopbackServer { request in
      let subnet = request.formParameters["SubnetId"] ?? ""
      let isFirst = request.formParameters["NextToken"] == nil
      let item =
        "<item><subnetCidrReservationId>scr-\(subnet)-\(isFirst)</subnetCidrReservationId><subnetId>\(subnet)</subnetId>"
        + "<cidr>10.0.\(isFirst ? 1 : 2).0/28</cidr><reservationType>\(isFirst ? "prefix" : "explicit")</reservationType>"
        + "</item>"
      return xml(
        "<GetSubnetCidrReservationsResponse><subnetIpv4CidrReservationSet>\(item)</subnetIpv4CidrReservationSet>"
          + "<subnetIpv6CidrReservationSet><item><subnetCidrReservationId>six</subnetCidrReservationId>"
          + "<cidr>fd00::/80</cidr></item></subnetIpv6CidrReservationSet>"
          + (isFirst ? "<nextToken>n</nextToken>" : "") + "</GetSubnetCidrReservationsResponse>")
    }
    let subnets = (0..<9).map { "subnet-\($0)" }
    let reservations = try await client(server).getSubnetCIDRReservations(subnetIDs: subnets)
    #expect(reservations.map(\.subnetID) == subnets.flatMap { [$0, $0] })
    #expect(reservations.map(\.isForPrefixes) == subnets.flatMap { _ in [true, false] })
    #expect(reservations.first?.cidr.description == "10.0.1.0/28")
    #expect(server.requests.count == 18)
  }

  @Test("where reservations may not be read, few calls find that out")
  func deniedReservations() async throws {
    let server = try LoopbackServer { _ in ec2Error("UnauthorizedOperation", status: 403) }
    let error = await #expect(throws: AWSError.self) {
      try await client(server).getSubnetCIDRReservations(subnetIDs: (0..<500).map { "subnet-\($0)" })
    }
    guard case .refused(let refusal) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refusal.isMissingPermission)
    #expect(server.requests.count < 20)
  }

  @Test("nothing is asked about nothing")
  func nothingAsked() async throws {
    let server = try LoopbackServer { _ in .reset }
    let client = try await client(server)
    #expect(try await client.describeInstances(ids: []).isEmpty)
    #expect(try await client.describeNetworkInterfaces(vpcIDs: []).isEmpty)
    #expect(try await client.describeSubnets(vpcIDs: []).isEmpty)
    #expect(try await client.describeVPCs(ids: []).isEmpty)
    #expect(try await client.getSubnetCIDRReservations(subnetIDs: []).isEmpty)
    #expect(server.requests.isEmpty)
  }
}
