import Capacity

extension ViewDescription {
  static let clusters = ViewDescription(
    name: "v_clusters", purpose: "one row per cluster",
    columns: [
      .cluster,
      .text("uid", "the UID of its kube-system namespace"),
      .text("kubernetes_version", "as its API last reported it"),
      .text("region", "the AWS region"),
      .time("first_collected_at", "its first collection"),
      .time("last_attempted_at", "its latest collection, also a failed one"),
      .time("retired_at", "when another cluster took over its name; NULL while it is in use"),
      .clusterID,
    ])

  static let collections = ViewDescription(
    name: "v_collections", purpose: "one row per attempt to collect, also a failed one",
    columns: [
      .cluster,
      .integer("number", "counts the cluster's collections from 1 on"),
      .time("observed_at", "the moment that its facts are recorded for"),
      .time("started_at", "when it began, by the collector's clock"),
      .time("finished_at", "when it had its answers, by the collector's clock"),
      .real("seconds", "how long it took", unit: "seconds"),
    ] + Source.allCases.filter { $0 != .ciliumNodes }.map(status) + [
      .integer("nodes", "nodes that were answered; NULL where the answer was not complete"),
      .integer("pods", "pods that were answered"),
      .integer("events", "events that were answered"),
      .integer("enis", "ENIs that were answered"),
      .integer("subnets", "subnets that were answered"),
      .integer("changes", "facts that were opened or closed"),
      .integer("bytes_received", "as they came over the wire", unit: "bytes"),
      .text("error", "what went wrong, a line for each source"),
      .integer("observed_at_epoch", "observed_at, since 1970-01-01", unit: "seconds"),
      .clusterID,
      // A later release asked this source first, and columns are added at the end.
      status(of: .ciliumNodes),
      .text("nodes_how", "how the nodes were read: listed or followed; NULL where they are unknown"),
      .text("pods_how", "how the pods were read: listed or followed; NULL where they are unknown"),
      .text("listed_because", "why nodes or pods were listed; NULL where all were followed"),
      .integer(
        "differences", "nodes and pods in which the full lists differed from what was followed; NULL where not compared"
      ),
    ])

  static let prunedSpans = ViewDescription(
    name: "v_pruned_spans", purpose: "one row per kind of fact and span in which it is unknown because it was pruned",
    columns: [
      .cluster,
      .text("kind", "what was pruned, as in the configuration's retention: pods, nodes, enis and so on"),
      .time("starts_at", "the first moment that is unknown; NULL where it is everything before ends_at"),
      .time("ends_at", "the first observation that is known again"),
      .integer("starts_at_epoch", "starts_at, since 1970-01-01", unit: "seconds"),
      .integer("ends_at_epoch", "ends_at, since 1970-01-01", unit: "seconds"),
      .clusterID,
    ])

  private static func status(of source: Source) -> Column {
    let name = source.rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
    return .text("\(name)_status", "how the source \(source.rawValue) answered: complete, failed, denied or not-asked")
  }

  static let events = lasting(
    "v_events", "event of the scheduler, the kubelet or the CNI",
    [
      .text("uid", "the event's UID"),
      .text("involved_kind", "what it is about: Pod or Node"),
      .text("involved_namespace", "the namespace of what it is about"),
      .text("involved_name", "the name of what it is about"),
      .text("involved_uid", "the UID of what it is about"),
      .text("reason", "for example FailedScheduling"),
      .text("message", "the reporter's own words"),
      .text("reporter", "who reported it, for example default-scheduler"),
      .time("first_seen_at", "when it first happened, by the event itself"),
      .time("last_seen_at", "when it last happened, by the event itself"),
      .integer("count", "how often it happened, by the event itself"),
    ])

  static let pending = lasting(
    "v_pending", "spell in which a pod waited, reason of the wait",
    [
      .text("namespace", "the pod's namespace"),
      .text("pod", "the pod's name"),
      .text("owner", "the workload, as Kind/name"),
      .text("uid", "the pod's UID"),
      .text(
        "reason",
        "what binds first: PodSlots, IPAddresses, CPU, Memory, EphemeralStorage, Taint, Affinity, Volume, Other"),
      .text("message", "the scheduler's or the kubelet's own words"),
      .time("pending_since", "when the wait began; the same in all rows of a spell"),
      .time("scheduled_at", "when the pod was scheduled; in the last row of a spell"),
      .time("ended_at", "when the wait ended, by scheduling or because the pod was gone; in the last row of a spell"),
      .integer("seconds", "how long the whole spell was; in its last row", unit: "seconds"),
      .boolean("still_pending", "the pod is still waiting"),
      .boolean("bound", "the pod had a node and waited for its address"),
    ], later: [.text("other_messages", "what others than the scheduler and the kubelet said, a line each")])
}
