import Capacity
import Foundation
import History

/// A history whose every name, message and tag tries to break the page that shows it.
enum HostileHistory {
  static let begin = Timestamp(seconds: 1_795_392_000)
  static let days: Int64 = 10
  static let end = Timestamp(seconds: begin.seconds + days * 86_400)

  /// Markup, quotes, ends of elements, control characters, marks that reorder or hide text, and sheer length.
  static let texts = [
    "<script>window.harmed = 1</script>", "<img src=x onerror=\"window.harmed = 2\">",
    "\"><svg onload=window.harmed=3>",
    "' onmouseover='window.harmed=4", "</title></style></script><h1>x", "<!-- --!><![CDATA[",
    "javascript:window.harmed=5",
    "&lt;b&gt; &#60; &amp;", "a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}", "שלום \u{202B}עולם <b>", "مرحبا بالعالم",
    "\u{0}\u{1B}[31m\u{7}\r\n\t", "{{constructor.constructor('window.harmed=6')()}} ${window.harmed=7}",
    String(repeating: "long", count: 2500), "e\u{301}\u{301}\u{301}\u{301} 👩‍👩‍👧‍👦 日本語",
  ]

  /// Records the history.
  static func record(to path: String) throws {
    let store = try HistoryStore(path: path)
    try store.doNotWaitForDisk()
    for hour in 0..<(days * 2) {
      let moment = begin + hour * 12 * 3600
      let run = CollectionRecord(startedAt: moment, finishedAt: moment, milliseconds: 5, bytesReceived: 5)
      let identity = ClusterIdentity(
        name: texts[0], uid: UID(high: 1, low: 0, isDashed: true), kubernetesVersion: texts[1], region: texts[2])
      _ = try store.record(snapshot(hour: Int(hour), at: moment), of: identity, run: run)
    }
    try store.close()
  }

  private static func snapshot(hour: Int, at moment: Timestamp) -> Snapshot {
    Snapshot(
      nodes: .known(nodes), pods: .known(pods(hour: hour, at: moment)), networkInterfaces: .known(interfaces),
      subnets: .known(subnets(hour: hour)))
  }

  private static func uid(_ number: Int) -> UID { UID(high: 7, low: UInt64(number), isDashed: true) }

  private static var nodes: [Node] {
    texts.enumerated().map { index, text in
      Node(
        uid: uid(index), name: text, instanceType: text, zone: text, nodeGroup: text, allocatable: .init(pods: 900))
    }
  }

  /// 5,000 namespaces, and a pod for each text that waits with the text as its reason.
  private static func pods(hour: Int, at moment: Timestamp) -> [Pod] {
    let bound = (0..<(5000 + 30 * hour)).map { index in
      Pod(
        uid: uid(1000 + index), namespace: "namespace-\(index % 5000)", name: "pod-\(index)",
        workload: texts[index % texts.count], createdAt: begin, node: texts[index % texts.count])
    }
    let waiting = texts.enumerated().map { index, text in
      Pod(
        uid: uid(100 + index), namespace: text, name: text, workload: text, createdAt: begin + 3600, phase: .pending,
        schedulingFailure: SchedulingFailure(since: begin + 3600, apiReason: text, message: text))
    }
    return bound + waiting
  }

  private static func subnets(hour: Int) -> [Subnet] {
    texts.enumerated().map { index, text in
      Subnet(
        id: text, vpcID: text, zone: text, cidr: IPv4Block("10.0.\(index).0/24"), availableIPv4Count: 200 - hour,
        tags: [Tag(key: text, value: text)])
    }
  }

  private static var interfaces: [NetworkInterface] {
    texts.enumerated().map { index, text in
      NetworkInterface(
        id: "eni-\(index)", vpcID: text, subnetID: text, description: text,
        ipv4Addresses: [IPv4Address("10.0.\(index).9")!],
        tags: [Tag(key: text, value: text)])
    }
  }
}
