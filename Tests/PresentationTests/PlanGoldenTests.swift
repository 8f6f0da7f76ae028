import Capacity
import Presentation
import Reports
import Testing

/// The plans of the article's cluster at 2 replicas of nginx, in every format: what a user sees.
@Suite("Plans of the article's cluster")
struct PlanGoldenTests {
  private static let now = Timestamp(seconds: 1_795_408_800)
  private static let hosts = [111, 59, 215]

  /// Three t3.medium nodes with 17 slots each, in a subnet each; on each two pods on the host network and coredns.
  private static let snapshot = Snapshot(
    nodes: .known(
      hosts.enumerated().map { index, host in
        Node(
          uid: UID(opaque: "n\(index)"), name: "ip-192-168-\(index + 1)-\(host)",
          providerID: "aws:///az/i-\(index + 1)",
          instanceType: "t3.medium", zone: "az", nodeGroup: "ng1", compute: .ec2,
          allocatable: Allocatable(cpuMillicores: 1930, memoryBytes: 3_469_623_296, pods: 17))
      }),
    pods: .known(
      hosts.enumerated().flatMap { index, host in
        let name = "ip-192-168-\(index + 1)-\(host)"
        return ["aws-node", "kube-proxy"].map {
          Pod(
            uid: UID(opaque: "\($0)-\(index)"), namespace: "kube-system", name: "\($0)-\(index)",
            workload: "DaemonSet/\($0)", isHostNetwork: true, node: name)
        } + [
          Pod(
            uid: UID(opaque: "coredns-\(index)"), namespace: "kube-system", name: "coredns-\(index)",
            workload: "Deployment/coredns", requests: PodRequests(cpuMillicores: 100, memoryBytes: 70 << 20),
            node: name,
            ip: IPAddress("192.168.\(index + 1).11"))
        ]
      }
        + (0..<2).map { index in
          Pod(
            uid: UID(opaque: "nginx-\(index)"), namespace: "default", name: "nginx-\(index)",
            workload: "Deployment/nginx",
            node: "ip-192-168-\(index + 1)-\(hosts[index])", ip: IPAddress("192.168.\(index + 1).12"))
        }),
    events: .known([]), cni: .known(CNISettings(environment: ["WARM_ENI_TARGET": "1"])),
    instances: .known(
      (1...3).map {
        Instance(id: "i-\($0)", instanceType: "t3.medium", zone: "az", vpcID: "vpc-1", subnetID: "subnet-\($0)")
      }),
    instanceTypes: .known([InstanceType(name: "t3.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6)]),
    networkInterfaces: .known(
      (1...3).flatMap { subnet in
        (0..<2).map { device in
          NetworkInterface(
            id: "eni-\(subnet)\(device)", vpcID: "vpc-1", subnetID: "subnet-\(subnet)",
            attachment: .init(instanceID: "i-\(subnet)", deviceIndex: device),
            ipv4Addresses: (10...15).compactMap { IPv4Address("192.168.\(subnet).\($0 + device * 10)") })
        }
      }),
    subnets: .known(
      (1...3).map {
        Subnet(
          id: "subnet-\($0)", vpcID: "vpc-1", zone: "az", cidr: IPv4Block("192.168.\($0).0/24"),
          availableIPv4Count: 239)
      }), vpcs: .known([]), cidrReservations: .known([]))

  private static let history = OneStateHistory(
    state: RecordedState(
      cluster: RecordedCluster(
        id: 1, identity: ClusterIdentity(name: "myeks"), firstCollectedAt: now, lastCollectedAt: now),
      observedAt: now, snapshot: snapshot,
      knownAt: Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, now) })))

  private let plan: ReplicaPlan

  init() throws {
    plan = try ReplicaPlan(
      PlanQuestion(workload: "default/nginx", replicas: 50), request: ReportRequest(now: Self.now), from: Self.history)
  }

  private func text(_ report: Report, _ format: OutputFormat, width: Int? = nil) -> String {
    RenderedReport(report, as: format, terminal: width.map { TerminalCapabilities(width: $0) }).text
  }

  @Test("the answer as a table")
  func table() {
    #expect(
      text(plan.summary, .table, width: 80) == """
        workload       replicas  run  wait  reason
        default/nginx        50   42     8  PodSlots

        """)
  }

  @Test("the answer as CSV")
  func csv() {
    #expect(
      text(plan.summary, .csv) == """
        workload,replicas,run,wait,reason\r
        default/nginx,50,42,8,PodSlots\r

        """)
  }

  @Test("the answer as JSON")
  func json() {
    #expect(
      text(plan.summary, .json) == """
        {"report":"plan","from":"2026-11-23T04:40:00Z","to":"2026-11-23T04:40:00Z","rows":[
        {"workload":"default/nginx","replicas":50,"run":42,"wait":8,"reason":"PodSlots"}
        ]}

        """)
  }

  @Test("the nodes")
  func nodes() {
    #expect(
      text(plan.nodes, .table, width: 120) == """
        cluster  node              type       run  placed  slots   cpu   memory  can take  limit
        myeks    ip-192-168-1-111  t3.medium   14      13      0  1.83  3.2 GiB         0  PodSlots
        myeks    ip-192-168-2-59   t3.medium   14      13      0  1.83  3.2 GiB         0  PodSlots
        myeks    ip-192-168-3-215  t3.medium   14      14      0  1.83  3.2 GiB         0  PodSlots

        """)
    #expect(
      text(plan.nodes, .csv) == """
        cluster,node,instance_type,run,placed,slots_free,cpu_free_millicores,memory_free_bytes,effective_free,limit\r
        myeks,ip-192-168-1-111,t3.medium,14,13,0,1830,3396222976,0,PodSlots\r
        myeks,ip-192-168-2-59,t3.medium,14,13,0,1830,3396222976,0,PodSlots\r
        myeks,ip-192-168-3-215,t3.medium,14,14,0,1830,3396222976,0,PodSlots\r

        """)
  }

  @Test("the remedies")
  func remedies() {
    #expect(
      text(plan.remedies(), .csv) == """
        remedy,instance_type,node_group,subnet_id,nodes,cpu_millicores,memory_bytes,run,wait,reason,note\r
        add-nodes,t3.medium,ng1,subnet-1,1,,,50,0,,15 slots beside the daemons\r
        add-nodes,t3.medium,ng1,subnet-2,1,,,50,0,,15 slots beside the daemons\r
        add-nodes,t3.medium,ng1,subnet-3,1,,,50,0,,15 slots beside the daemons\r
        prefix-delegation-new-nodes,t3.medium,ng1,subnet-1,1,,,50,0,,"ENABLE_PREFIX_DELEGATION=true, and new nodes with 108 \
        slots beside the daemons"\r
        prefix-delegation-new-nodes,t3.medium,ng1,subnet-2,1,,,50,0,,"ENABLE_PREFIX_DELEGATION=true, and new nodes with 108 \
        slots beside the daemons"\r
        prefix-delegation-new-nodes,t3.medium,ng1,subnet-3,1,,,50,0,,"ENABLE_PREFIX_DELEGATION=true, and new nodes with 108 \
        slots beside the daemons"\r
        prefix-delegation-replaced-nodes,,,,3,,,50,0,,"ENABLE_PREFIX_DELEGATION=true and every node replaced, as new \
        nodes only offer more slots"\r

        """)
  }

  @Test("the upgrade")
  func upgrade() throws {
    let report = try Report.upgradePlan(surge: .nodes(1), request: ReportRequest(now: Self.now), from: Self.history)
    #expect(
      text(report, .csv) == """
        cluster,subnet_id,zone,ips_available,free_prefixes,surge_nodes,control_plane_ips,ips_needed,prefixes_needed,\
        missing,verdict\r
        myeks,subnet-1,az,239,13,2,0,24,0,0,fits\r
        myeks,subnet-2,az,239,13,2,0,24,0,0,fits\r
        myeks,subnet-3,az,239,13,2,0,24,0,0,fits\r

        """)
  }

  @Test("the replay of other settings")
  func replay() throws {
    let report = try Report.cniReplay(
      CNIChanges(parsing: "WARM_IP_TARGET=2"), request: ReportRequest(now: Self.now), from: Self.history)
    #expect(
      text(report, .csv) == """
        cluster,subnet_id,zone,steps,ips_assigned_max,ips_assigned_max_replayed,ips_freed_median,ips_freed_min,\
        steps_short,ips_short_max,worst_at\r
        myeks,subnet-1,az,1,12,5,7,7,0,0,2026-11-23T04:40:00Z\r
        myeks,subnet-2,az,1,12,5,7,7,0,0,2026-11-23T04:40:00Z\r
        myeks,subnet-3,az,1,12,4,8,8,0,0,2026-11-23T04:40:00Z\r

        """)
  }
}
