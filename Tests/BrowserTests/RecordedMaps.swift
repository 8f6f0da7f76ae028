import Capacity
import CapdbRunner
import ClusterSimulator
import Foundation
import History

/// Maps that the built capdb wrote from recorded histories, once for all tests.
struct RecordedMaps: Sendable {
  let folder: URL

  static let shared = Result { try RecordedMaps() }
  /// The day before the article's cluster was recorded.
  static let start = Timestamp(seconds: 1_795_305_600)
  /// The replicas of nginx hour by hour.
  static let replicas = [2, 8, 15, 30, 42, 50]

  private init() throws {
    folder = Bundle.main.bundleURL.appending(path: "browser-tests-maps")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try recordArticle()
  }

  /// The history of the article's cluster.
  var article: URL { folder.appending(path: "article.db") }

  private func recordArticle() throws {
    let store = try HistoryStore(path: article.path)
    try store.doNotWaitForDisk()
    var cluster = try SimulatedCluster.article(replicas: 2, startingAt: Self.start + -600)
    for (hour, count) in Self.replicas.enumerated() {
      try cluster.scale(SimulatedCluster.nginxDeployment, to: count)
      cluster.advance(to: Self.start + Int64(hour) * 3600)
      try Self.record(cluster.snapshot(), at: cluster.now, of: cluster.identity, in: store)
    }
    try store.close()
  }

  /// The history of 500 nodes with 58 slots each, of which almost all are taken; 1 % of the pods are replaced every
  /// five minutes.
  func recordLarge(collections: Int) throws -> URL {
    let file = folder.appending(path: "large.db")
    let store = try HistoryStore(path: file.path)
    try store.doNotWaitForDisk()
    var cluster = LargeMapCluster(nodes: 500, slots: 58)
    for number in 0..<collections {
      if number > 0 { cluster.replacePods(290) }
      try Self.record(
        cluster.snapshot, at: Self.start + Int64(number) * 300, of: ClusterIdentity(name: "large"), in: store)
    }
    try store.close()
    return file
  }

  /// The history of a cluster whose names are meant to break pages.
  func recordHostile() throws -> URL {
    let file = folder.appending(path: "hostile.db")
    let store = try HistoryStore(path: file.path)
    var snapshot = try SimulatedCluster.article(replicas: 2, startingAt: Self.start + -600).snapshot()
    var pods = snapshot.pods.value ?? []
    for (place, name) in Self.hostileNames.enumerated() {
      pods.append(
        Pod(
          uid: UID(opaque: "hostile-\(place)"), namespace: name, name: name, workload: "Deployment/\(name)",
          node: place.isMultiple(of: 2) ? snapshot.nodes.value?.first?.name : nil,
          phase: place.isMultiple(of: 2) ? .running : .pending,
          schedulingFailure: place.isMultiple(of: 2)
            ? nil : SchedulingFailure(since: nil, apiReason: "Unschedulable", message: name)))
    }
    snapshot.pods = .known(pods)
    var nodes = snapshot.nodes.value ?? []
    nodes[1].zone = Self.hostileNames[0]
    nodes[2].nodeGroup = Self.hostileNames[1]
    snapshot.nodes = .known(nodes)
    try Self.record(
      snapshot, at: Self.start, of: ClusterIdentity(name: "</script><script>window.hacked = 1</script>"), in: store)
    try store.close()
    return file
  }

  static let hostileNames = [
    "</script><img src=x onerror=\"window.hacked=1\">", "'\"><svg/onload=window.hacked=1>", "\u{202E}gnp.exe\u{2066}",
    "a\u{0}b\u{1B}[31m\u{7F}", "<!--<script>", String(repeating: "x", count: 10_000), "${alert(1)}", "العربية",
    "__proto__", "]]>",
  ]

  private static func record(
    _ snapshot: Snapshot, at moment: Timestamp, of identity: ClusterIdentity, in store: HistoryStore
  ) throws {
    let run = CollectionRecord(startedAt: moment, finishedAt: moment + 2, milliseconds: 1500, bytesReceived: 4096)
    _ = try store.record(snapshot, of: identity, run: run)
  }

  /// Runs `capdb map --format html` and returns the page that it wrote.
  func page(_ name: String, of database: URL, _ arguments: [String] = []) async throws -> URL {
    let file = folder.appending(path: name)
    let outcome = try await capdb(database).run(["map", "--format", "html", "--output", file.path] + arguments)
    guard outcome.exitCode == 0 else { throw RecordedPages.PageError(message: outcome.errors) }
    return file
  }

  func capdb(_ database: URL) -> CapdbRunner {
    CapdbRunner(directory: folder, environment: ["CAPDB_DB": database.path])
  }
}

/// A cluster of any size, filled but for a slot here and there.
struct LargeMapCluster {
  private let nodes: Int
  private let slots: Int
  private var pods: [Pod] = []
  private var made = 0
  private var random = SeededRandom(seed: 1)

  init(nodes: Int, slots: Int) {
    self.nodes = nodes
    self.slots = slots
    for place in 0..<(nodes * slots) where place % 97 != 0 { pods.append(pod(at: place)) }
  }

  /// Puts new pods in the place of old ones.
  mutating func replacePods(_ count: Int) {
    for _ in 0..<count {
      let place = Int.random(in: 0..<pods.count, using: &random)
      let old = pods[place]
      pods[place] = pod(at: 0)
      pods[place].node = old.node
      pods[place].ip = old.ip
      pods[place].isHostNetwork = old.isHostNetwork
    }
  }

  private mutating func pod(at place: Int) -> Pod {
    made += 1
    let (node, slot) = place.quotientAndRemainder(dividingBy: slots)
    let workload = made % 1500
    let suffix = String((0..<5).map { _ in Self.letters[Int.random(in: 0..<Self.letters.count, using: &random)] })
    return Pod(
      uid: UID(high: UInt64(made), low: random.next()), namespace: "team-\(workload % 60)",
      name: "service-\(workload)-7f9c\(workload)-\(suffix)", workload: "Deployment/service-\(workload)",
      isHostNetwork: slot < 2, node: name(of: node),
      ip: .v4(IPv4Address(bits: 0x0A00_0000 + UInt32(node * 64 + (slot < 2 ? 0 : slot)))))
  }

  private static let letters = Array("bcdfghjklmnpqrstvwxz2456789")

  private func name(of node: Int) -> String { "ip-10-0-\(node / 4)-\(node % 4 * 64).ap-northeast-2.compute.internal" }

  /// What a collection of it learns.
  var snapshot: Snapshot {
    Snapshot(
      nodes: .known((0..<nodes).map(node)), pods: .known(pods), events: .known([]), cni: .known(CNISettings()),
      instances: .known(
        (0..<nodes).map { Instance(id: "i-\($0)", instanceType: "m5.xlarge", vpcID: "vpc-1", subnetID: "subnet-1") }),
      instanceTypes: .known([InstanceType(name: "m5.xlarge", vcpus: 4, enisMax: 4, ipv4PerENI: 15)]),
      networkInterfaces: .known((0..<nodes * 4).map(interface)),
      subnets: .known([
        Subnet(
          id: "subnet-1", vpcID: "vpc-1", zone: "ap-northeast-2a", cidr: IPv4Block("10.0.0.0/16"),
          availableIPv4Count: 900)
      ]), vpcs: .known([]), cidrReservations: .known([]))
  }

  private func node(_ number: Int) -> Node {
    Node(
      uid: UID(opaque: "node-\(number)"), name: name(of: number), providerID: "aws:///ap-northeast-2a/i-\(number)",
      instanceType: "m5.xlarge", zone: "ap-northeast-2\(["a", "b", "c"][number % 3])", nodeGroup: "ng\(number % 4)",
      compute: .ec2, allocatable: Allocatable(pods: Int64(slots)))
  }

  private func interface(_ number: Int) -> NetworkInterface {
    let (node, device) = number.quotientAndRemainder(dividingBy: 4)
    let first = device == 0 ? 0 : 1
    let addresses = (0..<15).map { IPv4Address(bits: 0x0A00_0000 + UInt32(node * 64 + device * 15 + $0 + first)) }
    return NetworkInterface(
      id: "eni-\(number)", vpcID: "vpc-1", subnetID: "subnet-1",
      attachment: .init(instanceID: "i-\(node)", deviceIndex: device), ipv4Addresses: addresses)
  }
}
