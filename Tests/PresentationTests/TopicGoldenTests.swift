import Capacity
import Presentation
import Reports
import Testing

/// One node of a full cluster, through its topics and every format: what a user sees.
@Suite("Reports of a full node")
struct TopicGoldenTests {
  private static let now = Timestamp(seconds: 1_795_408_800)
  private static let words = "0/1 nodes are available: 1 Too many pods."

  private struct History: TrendlessHistory {
    let cluster = RecordedCluster(
      id: 1, identity: ClusterIdentity(name: "myeks", kubernetesVersion: "v1.31.2", region: "ap-northeast-2"),
      firstCollectedAt: now, lastCollectedAt: now)

    func clusters() -> [RecordedCluster] { [cluster] }

    func state(of id: RecordedCluster.ID, at moment: Timestamp?) -> RecordedState? {
      let known = Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, now) })
      return RecordedState(cluster: cluster, observedAt: now, snapshot: snapshot, knownAt: known)
    }

    func collections(of id: RecordedCluster.ID, in span: Range<Timestamp>, limit: Int?) -> [RecordedCollection] {
      let record = CollectionRecord(startedAt: now, finishedAt: now + 1, milliseconds: 640, bytesReceived: 98_304)
      return [
        RecordedCollection(
          number: 1, observedAt: now, record: record,
          sources: Dictionary(uniqueKeysWithValues: Source.allCases.map { ($0, .complete) }),
          counts: [.nodes: 1, .pods: 4, .events: 1, .networkInterfaces: 1, .subnets: 1], changes: 9, error: nil)
      ]
    }

    func pendingSpells(of id: RecordedCluster.ID, in span: Range<Timestamp>) -> [PendingSpell] {
      [
        PendingSpell(
          namespace: "default", pod: "nginx-4", workload: "Deployment/nginx", reason: .podSlots, message: words,
          pendingSince: now + -90, scheduledAt: nil, endedAt: nil)
      ]
    }
  }

  private static let snapshot = Snapshot(
    nodes: .known([
      Node(
        uid: UID(opaque: "node"), name: "ip-10-0-0-9.ec2.internal", providerID: "aws:///us-east-1a/i-1",
        instanceType: "t3.small", zone: "us-east-1a", nodeGroup: "ng1", compute: .ec2,
        allocatable: Allocatable(cpuMillicores: 1930, memoryBytes: 1_531_248_640, pods: 4))
    ]),
    pods: .known(
      [Pod(uid: UID(opaque: "p0"), namespace: "kube-system", name: "aws-node", isHostNetwork: true, node: nodeName)]
        + (1...3).map { number in
          Pod(
            uid: UID(opaque: "p\(number)"), namespace: "default", name: "nginx-\(number)", workload: "Deployment/nginx",
            createdAt: now + -3600, node: nodeName, ip: IPAddress("10.0.0.1\(number)"))
        }
        + [Pod(uid: UID(opaque: "p4"), namespace: "default", name: "nginx-4", phase: .pending)]),
    events: .known([]), cni: .known(CNISettings()),
    instances: .known([
      Instance(id: "i-1", instanceType: "t3.small", zone: "us-east-1a", vpcID: "vpc-1", subnetID: "subnet-1")
    ]),
    instanceTypes: .known([InstanceType(name: "t3.small", vcpus: 2, enisMax: 3, ipv4PerENI: 4)]),
    networkInterfaces: .known([
      NetworkInterface(
        id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1", attachment: .init(instanceID: "i-1", deviceIndex: 0),
        ipv4Addresses: [9, 11, 12, 13].compactMap { IPv4Address("10.0.0.\($0)") })
    ]),
    subnets: .known([
      Subnet(
        id: "subnet-1", vpcID: "vpc-1", zone: "us-east-1a", cidr: IPv4Block("10.0.0.0/24"), availableIPv4Count: 247)
    ]), vpcs: .known([]), cidrReservations: .known([]))

  private static let nodeName = "ip-10-0-0-9.ec2.internal"

  private func text(_ topic: Topic, _ format: OutputFormat, width: Int? = nil) throws -> String {
    let report = try topic.report(ReportRequest(now: Self.now), from: History())
    #expect(report.notices == [])
    return RenderedReport(report, as: format, terminal: width.map { TerminalCapabilities(width: $0) }).text
  }

  @Test("the summary is a block of lines")
  func summary() throws {
    #expect(
      try text(.summary, .table, width: 80) == """
        cluster            myeks
        kubernetes         v1.31.2
        region             ap-northeast-2
        observed           2026-11-23T04:40Z
        status             complete
        nodes              1
        nodes full         1
        slots allocatable  4
        slots used         4
        slots free         0
        effective free     0
        pods pending       1
        pending reasons    PodSlots 1
        scarcest subnet    subnet-1
        … ips available    247
        … of               251

        """)
  }

  @Test("the nodes fit a terminal")
  func nodesTable() throws {
    #expect(
      try text(.nodes, .table, width: 130) == """
        cluster  node                      type      ready  slots  used  free  max pods  enis  ips  pod ips  warm  can take  bound by
        myeks    ip-10-0-0-9.ec2.internal  t3.small  yes        4     4     0        11     1    4        3     0         0  pod-slots
        (9 more columns: widen the terminal, or use --format csv or json)

        """)
  }

  @Test("the nodes as CSV have all columns")
  func nodesCSV() throws {
    #expect(
      try text(.nodes, .csv) == """
        cluster,node,instance_id,instance_type,zone,node_group,ready,schedulable,cpu_allocatable_millicores,\
        memory_allocatable_bytes,ephemeral_storage_allocatable_bytes,hugepages_1gi_allocatable_bytes,\
        hugepages_2mi_allocatable_bytes,pods_allocatable,pods_used,pods_free,max_pods_by_instance,max_pods_expected,\
        enis_attached,enis_max,ips_assigned,ips_max,pod_ips_used,ips_warm,effective_free,binding_limit\r
        myeks,ip-10-0-0-9.ec2.internal,i-1,t3.small,us-east-1a,ng1,true,true,1930,1531248640,,,,4,4,0,11,11,1,3,4,12,3,0,\
        0,pod-slots\r

        """)
  }

  @Test("a waiting pod shows the scheduler's words")
  func pending() throws {
    #expect(
      try text(.pending, .table, width: 130) == """
        cluster  namespace  pod      owner             reason    message                                  since              waited  still
        myeks    default    nginx-4  Deployment/nginx  PodSlots  0/1 nodes are available: 1 Too many po…  2026-11-23T04:38Z   1m30s  yes

        """)
  }

  @Test("the interfaces as JSON")
  func enis() throws {
    #expect(
      try text(.enis, .json) == """
        {"report":"enis","from":"2026-11-23T04:40:00Z","to":"2026-11-23T04:40:00Z","rows":[
        {"cluster":"myeks","eni_id":"eni-1","instance_id":"i-1","node":"ip-10-0-0-9.ec2.internal","device_index":0,\
        "kind":"primary","status":"in-use","subnet_id":"subnet-1","ips_assigned":4,"prefixes_assigned":0,\
        "pod_ips_used":3,"ips_warm":0,"first_seen_at":null,"last_seen_at":null}
        ]}

        """)
  }

  @Test("the log of collections as CSV")
  func collections() throws {
    #expect(
      try text(.collections, .csv) == """
        cluster,started_at,finished_at,status,kubernetes_status,ec2_status,nodes,pods,events,enis,subnets,changes,\
        bytes_received,seconds,error,how,listed_because,differences\r
        myeks,2026-11-23T04:40:00Z,2026-11-23T04:40:01Z,complete,complete,complete,1,4,1,1,1,9,98304,0.640,,,,\r

        """)
  }
}
