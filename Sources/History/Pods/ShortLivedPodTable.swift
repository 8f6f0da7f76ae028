import Capacity
import Database

/// Reads and writes table `short_lived_pod`: pods that came and went between two collections.
enum ShortLivedPodTable {
  static let name = "short_lived_pod"
  private static let columns = [
    "uid", "pod_template_key", "name_suffix", "created_at", "node_ref", "phase", "ip", "second_ip", "scheduled_at",
    "started_at", "ended_at", "observed_at",
  ]

  static func insert(_ pods: [ShortLivedPod], in context: RecordingContext) throws {
    guard !pods.isEmpty else { return }
    let all = ["\(name)_key", "cluster_id", "collection"] + columns
    let insert = try Statement(
      "INSERT INTO \(name) (\(all.joined(separator: ", "))) VALUES (\(all.map { _ in "?" }.joined(separator: ", ")))",
      in: context.connection)
    for life in pods {
      var parameters = insert.binder()
      parameters.integer(try context.dictionaries.rowKeys.next(name))
      parameters.integer(context.cluster.id)
      parameters.integer(context.number)
      try PodFact.encodeIdentity(life.pod, into: &parameters, context.dictionaries)
      try parameters.reference(life.pod.node, in: context.dictionaries.texts)
      parameters.integer(Int64(life.pod.phase.rawValue))
      parameters.address(life.pod.ip)
      parameters.address(life.pod.secondIP)
      parameters.time(life.pod.scheduledAt)
      parameters.time(life.pod.startedAt)
      parameters.time(life.endedAt)
      parameters.time(context.observedAt)
      try insert.run()
    }
    context.count(name, opened: pods.count, closed: 0)
  }

  /// Those that were told of in a span, in that order.
  static func pods(
    of cluster: Int64, observedIn span: Range<Timestamp>, _ dictionaries: Dictionaries, _ connection: any Connection
  ) throws -> [ShortLivedPod] {
    let select = try Statement(
      """
      SELECT \(columns.joined(separator: ", ")) FROM \(name)
      WHERE cluster_id = ? AND observed_at >= ? AND observed_at < ? ORDER BY \(name)_key
      """, in: connection)
    var parameters = select.binder()
    parameters.integer(cluster)
    parameters.time(span.lowerBound)
    parameters.time(span.upperBound)
    try dictionaries.texts.prefetch(for: select)
    var pods: [ShortLivedPod] = []
    try select.forEach { pods.append(try read(&$0, dictionaries)) }
    return pods
  }

  private static func read(_ row: inout Row, _ dictionaries: Dictionaries) throws -> ShortLivedPod {
    let uid = try row.uid()
    var pod = Pod(uid: uid, try dictionaries.podAttributes.attributes(of: row.integer()), nameSuffix: row.text())
    pod.createdAt = row.optionalTime()
    pod.node = try row.optionalReference(in: dictionaries.texts)
    pod.phase = try PodFact.phase(row.integer())
    pod.ip = try row.optionalAddress()
    pod.secondIP = try row.optionalAddress()
    pod.scheduledAt = row.optionalTime()
    pod.startedAt = row.optionalTime()
    return ShortLivedPod(pod, endedAt: row.optionalTime(), observedAt: row.optionalTime())
  }
}
