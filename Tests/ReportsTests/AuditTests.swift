import Capacity
import Testing

@testable import Reports

@Suite("The audit")
struct AuditTests {
  static let prefixes = CNISettings(environment: ["ENABLE_PREFIX_DELEGATION": "true"])

  private func interval<Value>(_ value: Value, from: Int64, to: Int64? = nil) -> FactInterval<Value> {
    FactInterval(value: value, validFrom: noon + from, validTo: to.map { noon + $0 })
  }

  /// The only row of `n1` with these slots, at noon, after this past.
  private func row(
    slots: Int64? = 17, cni: CNISettings = CNISettings(), type: InstanceType = t3Medium,
    nodes: [FactInterval<Node>] = [], settings: [FactInterval<CNISettings>] = [],
    _ change: (inout Snapshot) -> Void = { _ in }
  ) throws -> AuditRow {
    var snapshot = snapshot(
      node: node(type: type.name, pods: slots), interfaces: [eni(0, addresses(10, 1))], type: type)
    snapshot.cni = .known(cni)
    change(&snapshot)
    let state = recorded(snapshot)
    let rows = AuditRow.rows(of: state, past: AuditPast(nodes: nodes, settings: settings, of: state))
    try #require(rows.count == 1)
    return rows[0]
  }

  @Test("finds nothing wrong in the article's cluster, whose nodes were first seen at noon")
  func article() throws {
    var history = ArticleCluster.history
    history.all[0].nodeHistory = ArticleCluster.nodes.map { interval($0, from: 0) }
    history.all[0].cniHistory = [interval(CNISettings(), from: 0)]
    let report = try Topic.audit.report(ReportRequest(now: noon + 60), from: history)
    #expect(report.from == noon && report.to == noon && report.notices.isEmpty)
    #expect(report.table.rowCount == 3)
    for row in 0..<3 {
      #expect(
        report.table.cells(ofRow: row).dropFirst(2) == [
          .text("t3.medium"), .text("secondary-ip"), .integer(17), .integer(17), .integer(15), .text("ok"),
          .timestamp(noon), .absent,
        ])
    }
  }

  @Test("goes back over changes that left the finding as it is, to the one that made it")
  func since() throws {
    var cordoned = node(pods: 17)
    cordoned.isSchedulable = false
    let nodes = [
      interval(node(pods: 29), from: -500, to: -400), interval(node(pods: 17), from: -400, to: -100),
      interval(cordoned, from: -100, to: -50), interval(node(pods: 17), from: -50),
    ]
    let settings = [interval(CNISettings(), from: -900)]
    #expect(try row(nodes: nodes, settings: settings).since == noon + -400)
    // The other way round: 29 slots were too many before they became so again.
    let back = [
      interval(node(pods: 17), from: -500, to: -400), interval(node(pods: 29), from: -400, to: -300),
      interval(node(pods: 30), from: -300),
    ]
    #expect(try row(slots: 30, nodes: back, settings: settings).since == noon + -400)
  }

  @Test("dates a finding that the CNI's settings made by their change")
  func sinceSettings() throws {
    let nodes = [interval(node(pods: 17), from: -500)]
    let warm = CNISettings(environment: ["ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "2"])
    let settings = [
      interval(CNISettings(), from: -900, to: -200), interval(Self.prefixes, from: -200, to: -30),
      interval(warm, from: -30),
    ]
    let low = try row(cni: warm, nodes: nodes, settings: settings)
    #expect(low.finding == .tooLow && low.since == noon + -200)
    let fine = try row(slots: 110, cni: warm, nodes: [interval(node(pods: 110), from: -500)], settings: settings)
    #expect(fine.finding == .ok && fine.since == noon + -200)
    // Either way 15 slots are too few.
    let always = try row(slots: 15, cni: warm, nodes: [interval(node(pods: 15), from: -500)], settings: settings)
    #expect(always.since == noon + -500)
  }

  @Test("goes back no further than node and settings were observed without a gap")
  func observed() throws {
    let known = [interval(CNISettings(), from: -900)]
    let here = interval(node(pods: 17), from: -100)
    #expect(try row(nodes: [here], settings: known).since == noon + -100)
    #expect(try row(nodes: [interval(node(), from: -300, to: -200), here], settings: known).since == noon + -100)
    #expect(try row(nodes: [here], settings: [interval(CNISettings(), from: -40)]).since == noon + -40)
    let interrupted = [interval(CNISettings(), from: -900, to: -70), interval(CNISettings(), from: -60)]
    #expect(try row(nodes: [here], settings: interrupted).since == noon + -60)
    var namesake = node(pods: 17)
    namesake.uid = uid(99)
    #expect(try row(nodes: [interval(namesake, from: -900)], settings: known).since == nil)
    #expect(try row(nodes: [], settings: known).since == nil)
  }

  @Test("knows nothing of what came after the asked moment")
  func later() throws {
    let nodes = [interval(node(pods: 17), from: -100, to: 50), interval(node(pods: 29), from: 50)]
    let settings = [interval(CNISettings(), from: -900, to: 20), interval(Self.prefixes, from: 20)]
    #expect(try row(nodes: nodes, settings: settings).since == noon + -100)
  }

  @Test("takes settings that are unknown at the moment to have been what they are")
  func unknownSettings() throws {
    let nodes = [interval(node(pods: 17), from: -100)]
    let row = try row(nodes: nodes, settings: [interval(Self.prefixes, from: -900)]) {
      $0.cni = .unknown(.denied, error: nil)
      $0.networkInterfaces = .known([eni(0, addresses(10, 6))])
    }
    #expect(row.mode == .secondaryIP && row.finding == .ok && row.since == noon + -100)
  }

  @Test("gives no date to what is unknown")
  func unknownFinding() throws {
    let row = try row(nodes: [interval(node(), from: -100)], settings: [interval(CNISettings(), from: -900)]) {
      $0.networkInterfaces = .unknown(.failed, error: "timeout")
    }
    #expect(row.finding == .unknown && row.since == nil && row.ipsAddressable == nil)
    #expect(row.remedy == "the node's ENIs are unknown: allow ec2:DescribeNetworkInterfaces")
  }

  static let xen = InstanceType(name: "t2.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6, hypervisor: "xen")
  static let nano = InstanceType(name: "t3.nano", vcpus: 2, enisMax: 2, ipv4PerENI: 2)
  static let place =
    "in the launch template (nodeadm spec.kubelet.config.maxPods) or EC2NodeClass (spec.kubelet.maxPods)"

  @Test(
    "advises by mode and finding",
    arguments: [
      (t3Medium, [:], 17, nil),
      (t3Medium, [:], 110, "set maxPods to at most 17 \(place), or turn on ENABLE_PREFIX_DELEGATION"),
      (xen, [:], 110, "set maxPods to at most 17 \(place)"),
      (
        xen, ["ENABLE_PREFIX_DELEGATION": "true"], 110,
        "t2.medium takes no prefixes, as it is not Nitro: move to a Nitro type, or set maxPods to at most 17 \(place)"
      ),
      (
        t3Medium, ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"], 17,
        "custom networking leaves the primary ENI without pods: set maxPods to at most 12 \(place)"
      ),
      (
        nano, ["ENABLE_PREFIX_DELEGATION": "true"], 110,
        "t3.nano holds no more addresses even in prefixes: set maxPods to at most 34 \(place)"
      ),
      (
        t3Medium, ["MAX_ENI": "2"], 17,
        "MAX_ENI is 2, the type takes 3: raise it, or set maxPods to at most 12 \(place)"
      ),
      (
        t3Medium, ["ENABLE_PREFIX_DELEGATION": "true"], 17,
        "nodes launched before prefix delegation keep their maxPods: move to new nodes; if these get as few, "
          + "set maxPods to 110 \(place)"
      ),
      (
        t3Medium, ["ENABLE_IPv6": "true"], 17,
        "IPv6 addresses are not the limit: set maxPods to 110 \(place), then move to new nodes"
      ),
      (
        t3Medium, [:], 8,
        "set maxPods to 17 \(place), then move to new nodes; a node group of several types gets the fewest of them all"
      ),
      (t3Medium, [:], nil, "the node shows no Allocatable pods: see whether its kubelet runs"),
    ] as [(InstanceType, [String: String], Int64?, String?)])
  func remedies(type: InstanceType, environment: [String: String], slots: Int64?, remedy: String?) throws {
    #expect(try row(slots: slots, cni: CNISettings(environment: environment), type: type).remedy == remedy)
  }

  @Test("advises for machines that the CNI's settings do not govern")
  func otherMachines() throws {
    func remedy(_ slots: Int64, _ change: (inout Node) -> Void) throws -> String? {
      try row { snapshot in
        var node = node(pods: slots)
        change(&node)
        snapshot.nodes = .known([node])
      }.remedy
    }
    #expect(
      try remedy(110) { $0.operatingSystem = "windows" }
        == "Windows pods use the primary ENI only: set maxPods to at most 5 \(Self.place), or set "
        + "enable-windows-prefix-delegation in ConfigMap kube-system/amazon-vpc-cni")
    #expect(
      try remedy(17) { $0.hasTrunkENI = true }
        == "an ENI without pods (trunk, EFA-only or no_manage) takes the place of one that carries some: "
        + "set maxPods to at most 12 \(Self.place)")
    #expect(try remedy(8) { $0.compute = .autoMode } == "Auto Mode sets maxPods by itself: move to a new node")
    #expect(
      try remedy(18) { $0.compute = .autoMode }
        == "Auto Mode sets more maxPods than its published rule: watch for pods without an address")
    #expect(
      try remedy(17) { $0.compute = .hybrid }
        == "another CNI runs here: compare the slots with its own address pool; if it is Cilium in ENI mode, let capdb "
        + "list ciliumnodes (API group cilium.io)")
    #expect(
      try remedy(17) { $0.compute = .other } == "neither labels nor provider ID show what runs this node")
    #expect(try remedy(1) { $0.compute = .fargate } == nil)
  }

  @Test("names what must be allowed where a source is unknown")
  func unknownSources() throws {
    let denied = SourceStatus.denied
    #expect(
      try row { $0.cni = .unknown(denied, error: nil) }.remedy
        == "the CNI's settings are unknown: let capdb get DaemonSet kube-system/aws-node")
    #expect(
      try row { $0.instanceTypes = .unknown(denied, error: nil) }.remedy
        == "the instance type is unknown: allow ec2:DescribeInstances and ec2:DescribeInstanceTypes")
    #expect(
      try row(slots: 18) { $0.pods = .unknown(denied, error: nil) }.remedy
        == "more slots than addresses, but pods are unknown: let capdb list pods to see which need none")
    let nobody = AuditRow.rows(
      of: recorded(Snapshot()), past: AuditPast(nodes: [], settings: [], of: recorded(Snapshot())))
    #expect(nobody.isEmpty)
  }

  @Test("opens with what is not in order, across clusters")
  func order() throws {
    func state(_ name: String, _ nodes: [(String, Int64?)], id: Int64) -> RecordedState {
      var snapshot = snapshot(interfaces: [])
      snapshot.nodes = .known(nodes.map { node($0.0, instance: "i-\($0.0)", pods: $0.1) })
      snapshot.networkInterfaces = .known(nodes.map { eni(0, addresses(10, 1), instance: "i-\($0.0)") })
      return recorded(snapshot, cluster: cluster(name, id: id))
    }
    let blue = state("blue", [("a", 17), ("b", 110), ("c", nil)], id: 1)
    let green = state("green", [("d", 8), ("e", 110), ("f", 17)], id: 2)
    let rows = [blue, green].flatMap { AuditRow.rows(of: $0, past: AuditPast(nodes: [], settings: [], of: $0)) }
      .shuffled().sorted(by: AuditRow.precedes)
    #expect(rows.map(\.finding.rawValue) == ["too-high", "too-high", "too-low", "unknown", "ok", "ok"])
    #expect(rows.map(\.node) == ["b", "e", "d", "c", "a", "f"])
  }

  @Test("sorts findings and refuses a span")
  func request() throws {
    let history = ArticleCluster.history
    #expect(throws: ReportError.unfitOption("--since", topic: "audit", instead: "--at")) {
      try Topic.audit.report(ReportRequest(since: noon + -60, now: noon), from: history)
    }
    let report = try Topic.audit.report(ReportRequest(at: noon + 5, now: noon + 60), from: history)
    #expect(report.from == noon + 5 && report.table.rowCount == 3)
    // Without a past of the nodes there is no date.
    #expect(report.table.cells(ofRow: 0)[8] == .absent)
  }
}
