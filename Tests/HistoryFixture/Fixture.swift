package import Capacity
import Database
import Foundation
package import GRDB
package import History
package import RandomHistory

extension HistoryStore {
  /// GRDB's own interface to the file, for what tests ask beside the store.
  package var queue: DatabaseQueue { database.queue }
}

/// A history in a folder of its own, and shorthands to fill it.
package final class Fixture {
  package let directory: TemporaryDirectory
  package let store: HistoryStore
  package static let start = Timestamp(seconds: 1_800_000_000)

  package init() throws {
    directory = try TemporaryDirectory()
    store = try HistoryStore(path: directory.file("capdb.db"))
  }

  package var path: String { store.path }

  /// Records a snapshot `seconds` after the start.
  @discardableResult
  package func record(
    _ snapshot: Snapshot, at seconds: Int64, of identity: ClusterIdentity = ClusterIdentity(name: "c1"),
    instanceTypesAskedAt: Timestamp? = nil, supplement: CollectionSupplement = CollectionSupplement()
  ) throws -> RecordedOutcome {
    try store.record(
      snapshot, of: identity, run: Self.run(at: seconds), instanceTypesAskedAt: instanceTypesAskedAt,
      supplement: supplement)
  }

  package static func run(at seconds: Int64, failure: String? = nil) -> CollectionRecord {
    CollectionRecord(
      startedAt: start + seconds, finishedAt: start + seconds + 2, milliseconds: 1500, bytesReceived: 4096,
      failure: failure)
  }

  /// A pod that came and went before the collection at `seconds`, which tells of it.
  package static func shortLivedPod(at seconds: Int64) -> ShortLivedPod {
    ShortLivedPod(
      pod(99, created: seconds - 20, scheduled: seconds - 19, ip: "10.0.0.99"), endedAt: start + (seconds - 5))
  }

  /// Writes that pods were pruned up to a moment, and deletes nothing.
  package func markPodsPruned(before seconds: Int64) throws {
    try store.withConnection { connection in
      try PrunedSpanTable.put(
        Timestamp(seconds: 0)..<(Self.start + seconds), of: .pods, cluster: 1, in: connection)
    }
  }

  package func reader() throws -> HistoryReader { try HistoryReader(path: path) }

  package func spells(of cluster: Int64 = 1) throws -> [PendingSpell] {
    try reader().pendingSpells(of: cluster, in: Timestamp(seconds: 0)..<Self.start + 1_000_000)
  }

  /// The first column of the first row.
  package func value<Value: DatabaseValueConvertible & Sendable>(_ sql: String) throws -> Value? {
    try store.queue.read { try Value.fetchOne($0, sql: sql) }
  }

  /// How many rows each table has.
  package func rowCounts() throws -> [String: Int] {
    try store.queue.read { database in
      let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      return try Dictionary(
        uniqueKeysWithValues: tables.map {
          ($0, try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\($0)\"") ?? 0)
        })
    }
  }

  package static func uid(_ number: UInt64) -> UID { UID(high: 0xD471_C689_4A0A_4D3D, low: number) }

  package static func pod(
    _ number: UInt64, created: Int64 = 0, node: String? = "node-1", scheduled: Int64? = nil, ip: String? = nil,
    phase: PodPhase = .running, message: String? = nil
  ) -> Pod {
    Pod(
      uid: uid(number), namespace: "default", name: "web-7f9c-\(number)", workload: "Deployment/web",
      createdAt: start + created, node: node, phase: phase, ip: ip.flatMap { IPAddress($0) },
      scheduledAt: scheduled.map { start + $0 },
      schedulingFailure: message.map {
        SchedulingFailure(since: start + created, apiReason: "Unschedulable", message: $0)
      })
  }

  package static func event(
    _ number: UInt64, pod: UInt64, reason: String = "FailedScheduling", message: String, first: Int64, last: Int64,
    count: Int64 = 1, reporter: String = "default-scheduler"
  ) -> CapacityEvent {
    CapacityEvent(
      uid: uid(1_000_000 + number),
      involved: ObjectReference(kind: "Pod", namespace: "default", name: "web-7f9c-\(pod)", uid: uid(pod)),
      reason: reason, message: message, reporter: reporter, firstSeenAt: start + first,
      lastSeenAt: start + last, count: count)
  }

  /// One of everything.
  package static var full: Snapshot {
    let subnet = Subnet(
      id: "subnet-1", vpcID: "vpc-1", zone: "ap-northeast-2a", cidr: IPv4Block("192.168.1.0/24"),
      ipv6CIDRs: [IPv6Block("2001:db8::/64")].compactMap { $0 }, availableIPv4Count: 230,
      tags: [Tag(key: "Name", value: "pods")])
    let interface = NetworkInterface(
      id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1", description: "aws-K8S-i-1",
      attachment: NetworkInterface.Attachment(instanceID: "i-1", deviceIndex: 1),
      ipv4Addresses: ["192.168.1.111", "192.168.1.7"].compactMap { IPv4Address($0) },
      ipv4Prefixes: [IPv4Block("192.168.1.16/28")].compactMap { $0 },
      ipv6Addresses: [IPv6Address("2001:db8::7")].compactMap { $0 },
      ipv6Prefixes: [IPv6Block("2001:db8:0:0:1::/80")].compactMap { $0 }, publicIP: IPv4Address("203.0.113.9"),
      tags: [Tag(key: "cluster.k8s.amazonaws.com/name", value: "c1")])
    let node = Node(
      uid: uid(100), name: "node-1", createdAt: start, providerID: "aws:///ap-northeast-2a/i-1",
      instanceType: "t3.medium", zone: "ap-northeast-2a", nodeGroup: "workers", compute: .ec2,
      taints: [Taint(key: "dedicated", value: "web", effect: "NoSchedule")],
      allocatable: Allocatable(cpuMillicores: 1930, memoryBytes: 3_388_768_256, pods: 17),
      internalIP: IPAddress("192.168.1.10"), kubeletVersion: "v1.32.1")
    var pod = pod(1, node: "node-1", scheduled: 1, ip: "192.168.1.7")
    pod.secondIP = IPAddress("2001:db8::8")
    return Snapshot(
      nodes: .known([node]),
      pods: .known([pod, Self.pod(2, node: nil, phase: .pending, message: "0/1 nodes are available: 1 Too many pods.")]
      ),
      events: .known([event(1, pod: 2, message: "0/1 nodes are available: 1 Too many pods.", first: 0, last: 5)]),
      cni: .known(CNISettings(version: "v1.18.3", environment: ["WARM_IP_TARGET": "2"])),
      ciliumNodes: .known([CiliumNode(name: "node-1", firstInterfaceIndex: 1, subnetIDs: ["subnet-1"])]),
      instances: .known([
        Instance(id: "i-1", instanceType: "t3.medium", vpcID: "vpc-1", subnetID: "subnet-1", launchedAt: start)
      ]), instanceTypes: .known([InstanceType(name: "t3.medium", vcpus: 2, enisMax: 3, ipv4PerENI: 6)]),
      networkInterfaces: .known([interface]), subnets: .known([subnet]),
      vpcs: .known([VPC(id: "vpc-1", cidrs: [IPv4Block("192.168.0.0/16")].compactMap { $0 })]),
      cidrReservations: .known(
        [IPv4Block("192.168.1.64/28")].compactMap { $0 }.map {
          SubnetCIDRReservation(id: "scr-1", subnetID: "subnet-1", cidr: $0, isForPrefixes: true)
        }))
  }
}
