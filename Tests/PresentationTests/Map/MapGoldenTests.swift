import Capacity
import Foundation
import Presentation
import Reports
import Testing

/// Two nodes, of which one is full and one has addresses for two of its three free slots, and two pods without a node.
@Suite("Maps in the terminal")
struct MapGoldenTests {
  private static let now = Timestamp(seconds: 1_795_408_800)

  private static func node(_ number: Int, slots: Int64) -> Node {
    Node(
      uid: UID(opaque: "n\(number)"), name: "ip-10-0-0-\(number).ec2.internal",
      providerID: "aws:///us-east-1a/i-\(number)",
      instanceType: "t3.small", zone: "us-east-1\(number == 9 ? "a" : "b")", compute: .ec2,
      allocatable: Allocatable(pods: slots))
  }

  private static func pod(
    _ name: String, on node: Int?, ip: String? = nil, hostNetwork: Bool = false, phase: PodPhase = .running,
    message: String? = nil
  ) -> Pod {
    Pod(
      uid: UID(opaque: name), namespace: "default", name: name, isHostNetwork: hostNetwork,
      node: node.map { "ip-10-0-0-\($0).ec2.internal" }, phase: phase, ip: ip.flatMap { IPAddress($0) },
      schedulingFailure: message.map { SchedulingFailure(since: nil, apiReason: "Unschedulable", message: $0) })
  }

  private static func eni(_ number: Int, _ octets: [Int]) -> NetworkInterface {
    NetworkInterface(
      id: "eni-\(number)", vpcID: "vpc-1", subnetID: "subnet-1",
      attachment: .init(instanceID: "i-\(number)", deviceIndex: 0),
      ipv4Addresses: octets.compactMap { IPv4Address("10.0.0.\($0)") })
  }

  private static func snapshot(waiting: [Pod]) -> Snapshot {
    var terminating = pod("web-3", on: 20, ip: "10.0.0.22")
    terminating.isTerminating = true
    return Snapshot(
      nodes: .known([node(9, slots: 3), node(20, slots: 6)]),
      pods: .known(
        [
          pod("agent-1", on: 9, ip: "10.0.0.9", hostNetwork: true), pod("web-1", on: 9, ip: "10.0.0.11"),
          pod("web-2", on: 9, phase: .pending), pod("agent-2", on: 20, ip: "10.0.0.20", hostNetwork: true),
          pod("web-4", on: 20, ip: "10.0.0.21"), terminating,
        ] + waiting),
      events: .known([]), cni: .known(CNISettings()),
      instances: .known(
        [9, 20].map { Instance(id: "i-\($0)", instanceType: "t3.small", vpcID: "vpc-1", subnetID: "subnet-1") }),
      instanceTypes: .known([InstanceType(name: "t3.small", vcpus: 2, enisMax: 1, ipv4PerENI: 5)]),
      networkInterfaces: .known([eni(9, [9, 11, 12]), eni(20, [20, 21, 22, 23, 24])]),
      subnets: .known([
        Subnet(
          id: "subnet-1", vpcID: "vpc-1", zone: "us-east-1a", cidr: IPv4Block("10.0.0.0/24"), availableIPv4Count: 200)
      ]), vpcs: .known([]), cidrReservations: .known([]))
  }

  private static let waiting = [
    pod("web-5", on: nil, phase: .pending, message: "0/2 nodes are available: 2 Too many pods."),
    pod("web-6", on: nil, phase: .pending, message: "0/2 nodes are available: 2 Too many pods."),
  ]

  private func text(
    _ snapshot: Snapshot = snapshot(waiting: waiting), by grouping: MapGrouping = .cluster, limit: Int? = nil,
    on canvas: TerminalCapabilities
  ) throws -> String {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "myeks"), firstCollectedAt: Self.now, lastCollectedAt: Self.now)
    let state = RecordedState(
      cluster: cluster, observedAt: Self.now, snapshot: snapshot,
      knownAt: Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, Self.now) }))
    let map = try CapacityMap(
      ReportRequest(now: Self.now), by: grouping, from: OneStateHistory(state: state))
    return RenderedMap(map, limit: limit, on: canvas).text
  }

  @Test("a pipe gets letters, the full node first")
  func plain() throws {
    #expect(
      try text(on: TerminalCapabilities(width: 80, usesUnicode: false)) == """
        myeks at 2026-11-23T04:40Z
        2 nodes, 6 of 9 slots used, 2 more pods fit, 2 pods without a node

        ip-10-0-0-9                ip-10-0-0-20
        3/3 full t3.small          3/6 2 fit t3.small
        H#s                        H#f..x
        eni0 1 used 1 warm         eni0 2 used 2 warm

        2 pods of myeks without a node:
          PodSlots 2: 0/2 nodes are available: 2 Too many pods.
            default/web-5
            default/web-6

        H host network   # running   s starting   f finishing   . free
        x free, no address
        eni0: the ENI of device index 0, its addresses: used by pods, warm

        """)
  }

  @Test("a terminal with colours gets shapes in 256 colours")
  func colored() throws {
    let shown = try text(on: TerminalCapabilities(width: 80, usesColor: true))
    #expect(shown.contains("\u{1B}[38;5;175m◆\u{1B}[0m\u{1B}[38;5;32m■\u{1B}[0m\u{1B}[38;5;214m▨\u{1B}[0m"))
    #expect(shown.contains("\u{1B}[38;5;36m□□\u{1B}[0m\u{1B}[38;5;166m⊠\u{1B}[0m"))
    #expect(shown.contains("\u{1B}[31m3/3 full t3.small\u{1B}[0m"))
  }

  @Test("boxes are one below the other on a narrow terminal, and no line is longer than it")
  func narrow() throws {
    let lines = try text(on: TerminalCapabilities(width: 30)).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 30 })
    #expect(lines.contains("ip-10-0-0-9") && lines.contains("ip-10-0-0-20"))
  }

  @Test("groups have headings, and a limit says what it leaves out")
  func groups() throws {
    let shown = try text(by: .zone, limit: 1, on: TerminalCapabilities(width: 80))
    #expect(shown.contains("\nzone us-east-1a: 1 node, 3 of 3 slots used\nip-10-0-0-9\n"))
    #expect(shown.contains("\n(1 more nodes: raise --limit)\n") && !shown.contains("us-east-1b"))
  }

  @Test("names from outside neither move the cursor nor reorder the line")
  func hostile() throws {
    var snapshot = Self.snapshot(waiting: [
      Self.pod(
        "\u{1B}[2J\u{202E}evil\n", on: nil, phase: .pending, message: "\u{7}" + String(repeating: "m", count: 10_000))
    ])
    var nodes = snapshot.nodes.value ?? []
    nodes[0].instanceType = "t3\u{1B}[31m"
    snapshot.nodes = .known(nodes)
    let shown = try text(snapshot, on: TerminalCapabilities(width: 80))
    #expect(
      !shown.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0.value == 0x202E || $0.value == 0x7F) })
    #expect(shown.contains("default/\\u{1b}[2J\\u{202e}evil\\n"))
    #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("unknown pods are unknown cells, not free ones")
  func unknown() throws {
    var snapshot = Self.snapshot(waiting: [])
    snapshot.pods = .unknown(.failed, error: "timeout")
    let shown = try text(snapshot, on: TerminalCapabilities(width: 80, usesUnicode: false))
    #expect(shown.contains("2 nodes, unknown of 9 slots used, room unknown, pods unknown"))
    #expect(shown.contains("?/6 room unknown t3.small") && shown.contains("uuuuuu") && !shown.contains(". free"))
    #expect(shown.contains("eni0 ? used ? warm"))
  }

  @Test("a node with 110 slots takes as many lines as its cells need")
  func manySlots() throws {
    var snapshot = Self.snapshot(waiting: [])
    var nodes = snapshot.nodes.value ?? []
    nodes[1].allocatable.pods = 110
    snapshot.nodes = .known(nodes)
    let lines = try text(snapshot, on: TerminalCapabilities(width: 80, usesUnicode: false)).split(separator: "\n")
    let cells = lines.map { $0.suffix(25).count { ".x".contains($0) } }.filter { $0 > 5 }
    #expect(cells == [22, 25, 25, 25, 10])
  }
}
