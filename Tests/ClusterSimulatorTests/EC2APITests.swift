import Capacity
import Foundation
import Testing

@testable import ClusterSimulator

@Suite("The simulated EC2 API")
struct SimulatedEC2APITests {
  private let api = SimulatedEC2API(accessKeyID: "AKIA")
  private let cluster: SimulatedCluster

  init() throws {
    cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
  }

  private func post(_ form: String, key: String = "AKIA", fault: Fault.Kind? = nil) -> (status: Int, text: String) {
    let request = SimulatedRequest(
      method: "POST", path: "/",
      headers: ["authorization": "AWS4-HMAC-SHA256 Credential=\(key)/20260105/r/ec2/aws4_request"],
      body: Array(form.utf8))
    let response = api.respond(to: request, cluster: cluster, fault: fault)
    return (response.status, String(decoding: response.body, as: UTF8.self))
  }

  private func describe(_ action: String, _ rest: String = "") -> String {
    post("Action=\(action)&Version=2016-11-15\(rest)").text
  }

  private func values(_ element: String, in text: String) -> [String] {
    text.components(separatedBy: "<\(element)>").dropFirst().compactMap { $0.components(separatedBy: "<").first }
  }

  @Test("pages until everything was given once")
  func paging() {
    var (ids, token, sizes): ([String], String, [Int]) = ([], "", [])
    repeat {
      let text = describe("DescribeNetworkInterfaces", "&MaxResults=5&NextToken=\(token)")
      let page = values("networkInterfaceId", in: text)
      sizes.append(page.count)
      ids += page
      token = values("nextToken", in: text).first ?? ""
    } while !token.isEmpty
    #expect(sizes == [5, 4])
    #expect(ids == cluster.interfaces.map(\.id))
  }

  @Test("filters by value, by tag and with wild cards")
  func filters() {
    let node = cluster.nodes[1]
    let own = describe(
      "DescribeNetworkInterfaces",
      "&Filter.1.Name=attachment.instance-id&Filter.1.Value.1=\(node.instanceID)&Filter.2.Name=vpc-id"
        + "&Filter.2.Value.1=\(cluster.vpcID)&Filter.2.Value.2=vpc-other")
    #expect(Set(values("networkInterfaceId", in: own)) == Set(node.interfaceIDs))
    let tagged = describe(
      "DescribeNetworkInterfaces", "&Filter.1.Name=description&Filter.1.Value.1=aws-K8S-i-%2A")
    #expect(values("networkInterfaceId", in: tagged).count == 6)
    #expect(
      values(
        "networkInterfaceId", in: describe("DescribeNetworkInterfaces", "&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0")
      ).isEmpty)
    #expect(describe("DescribeSubnets", "&Filter.1.Name=colour&Filter.1.Value.1=red").contains("InvalidParameterValue"))
  }

  @Test("counts what is left in each subnet")
  func subnets() {
    let text = describe("DescribeSubnets")
    #expect(values("availableIpAddressCount", in: text) == ["233", "233", "233"])
    #expect(values("cidrBlock", in: text) == ["192.168.1.0/24", "192.168.2.0/24", "192.168.3.0/24"])
    #expect(values("availabilityZoneId", in: text) == ["apne2-az1", "apne2-az2", "apne2-az3"])
  }

  @Test("lists an instance with its interfaces, and a terminated one for an hour")
  func instances() throws {
    var cluster = cluster
    let text = describe("DescribeInstances", "&MaxResults=1000")
    #expect(Set(values("instanceId", in: text)) == Set(cluster.nodes.map(\.instanceID)))
    #expect(values("privateIpAddress", in: text).contains("192.168.2.59"))
    #expect(values("networkInterfaceId", in: text).count == 9)
    let gone = cluster.nodes[0].instanceID
    try cluster.removeNode(named: cluster.nodes[0].name)
    #expect(cluster.instanceItems.map(\.id).contains(gone))
    cluster.advance(by: 3600)
    #expect(!cluster.instanceItems.map(\.id).contains(gone))
  }

  @Test("describes instance types by their default network card")
  func instanceTypes() {
    let text = describe("DescribeInstanceTypes", "&InstanceType.1=t3.medium")
    #expect(values("instanceType", in: text) == ["t3.medium"])
    #expect(values("maximumNetworkInterfaces", in: text) == ["3", "3"])
    #expect(values("ipv4AddressesPerInterface", in: text) == ["6"])
    #expect(describe("DescribeInstanceTypes", "&InstanceType.1=t9.medium").contains("<Code>InvalidInstanceType</Code>"))
  }

  @Test(
    "refuses in AWS's form",
    arguments: [
      (Fault.Kind.forbidden, 403, "UnauthorizedOperation"),
      (.tooManyRequests(retryAfterSeconds: 1), 503, "RequestLimitExceeded"),
      (.awsError(status: 400, code: "ExpiredToken", message: "m"), 400, "ExpiredToken"),
    ])
  func refusals(fault: Fault.Kind, status: Int, code: String) {
    let answer = post("Action=DescribeVpcs&Version=2016-11-15", fault: fault)
    #expect(answer.status == status)
    #expect(answer.text.contains("<Response><Errors><Error><Code>\(code)</Code><Message>"))
    #expect(answer.text.hasSuffix("</RequestID></Response>"))
  }

  @Test("refuses keys it does not know, ids with a page size, and sizes out of bounds")
  func badRequests() {
    #expect(post("Action=DescribeVpcs&Version=2016-11-15", key: "OTHER").text.contains("AuthFailure"))
    let both = "&MaxResults=10&InstanceId.1=\(cluster.nodes[0].instanceID)"
    #expect(describe("DescribeInstances", both).contains("InvalidParameterCombination"))
    #expect(describe("DescribeInstances", "&MaxResults=4").contains("InvalidParameterValue"))
    #expect(describe("DescribeUnicorns").contains("InvalidAction"))
  }

  @Test("shows prefixes and reservations of a subnet")
  func prefixes() throws {
    var cluster = try bareCluster(type: .t3Medium, cni: ["ENABLE_PREFIX_DELEGATION": "true"])
    let subnet = cluster.subnets[0].id
    try cluster.reserve(cidr: "10.0.1.128/25", ofSubnet: subnet, forPrefixes: false)
    var document = XMLDocument()
    cluster.interfaceItems[0].render(&document)
    #expect(values("ipv4Prefix", in: document.text).count == 1)
    let reservations = try cluster.reservationItems(subnetID: subnet)
    var reservation = XMLDocument()
    reservations[0].render(&reservation)
    #expect(values("reservationType", in: reservation.text) == ["explicit"])
  }

  @Test("answers STS in STS's form")
  func sts() {
    let identity = post("Action=GetCallerIdentity&Version=2011-06-15").text
    #expect(identity.contains("<GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/capdb/capdb</Arn>"))
    let role = post("Action=AssumeRole&Version=2011-06-15&RoleArn=x&RoleSessionName=y").text
    #expect(values("AccessKeyId", in: role) == ["AKIA"])
  }

  @Test("uses no element that EC2 does not, by the recorded answers and the API reference")
  func shapes() throws {
    let documented: Set = [
      "requestId", "ipv4PrefixSet", "instanceId", "attachTime", "subnetArn", "architecture", "placement", "tenancy",
      "key",
      "value",
    ]
    for action in ["DescribeInstances", "DescribeNetworkInterfaces", "DescribeSubnets", "DescribeVpcs"] {
      let recorded = try fixture("eks-pod-limit/replicas-50/\(action).xml")
      let mine = elements(describe(action))
      let theirs = elements(String(decoding: recorded, as: UTF8.self))
      #expect(mine.subtracting(theirs).subtracting(documented) == [])
    }
  }

  private func elements(_ text: String) -> Set<String> {
    Set(text.components(separatedBy: "<").compactMap { $0.split { " />\n".contains($0) }.first.map(String.init) })
      .filter { $0.first?.isLetter == true }
  }
}
