extension Topic {
  /// What the columns mean of topics over a span, by topic and column.
  static let spanMeanings: [String: [String: String]] = [
    "pod-slots": [
      "group": "the zone, node group, instance type or node; the cluster itself without --by",
      "nodes": "the number of nodes in the group",
      "used_percent": "the highest share of slots in use at any collection within the step",
      "pods_pending": "pods that wait; by cluster only, because a pod that waits for the scheduler has no node",
      "effective_free":
        "how many more pods with an address of their own fit on the nodes together; nodes that share a subnet count its "
        + "addresses once",
    ],
    "subnets": [
      "cluster": "the cluster whose collection saw the subnet",
      "ips_total": "addresses that can be assigned: the range without the five that AWS reserves",
      "ips_available": "available addresses, by EC2's count",
      "ips_used": "the total without the available ones",
      "used_percent": "the highest share of addresses in use at any collection within the step",
      "used_by_pods": "addresses that the cluster's pods use, those on branch ENIs included",
      "used_by_nodes": "primary addresses of the ENIs of the cluster's nodes",
      "warm": "secondary and prefix addresses that no pod uses, on ENIs that serve pods",
      "used_by_others": "the rest of ips_used: other clusters, load balancers, NAT gateways and more",
      "free_prefixes": "aligned /28 blocks without an address in use or reserved, which could still become a prefix",
    ],
    "owners": [
      "owner_kind":
        "pod, node (primary addresses), warm, branch, load-balancer, nat-gateway, lambda, database, endpoint, leaked or other",
      "owner": "the cluster, or the name of the service or resource, from the ENI's tags, type and description",
      "ips_used": "addresses at the end of the step; a /28 prefix counts as 16",
    ],
    "pending": [
      "reason":
        "PodSlots, IPAddresses, CPU, Memory, EphemeralStorage, Taint, Affinity, Volume or Other: the first limit that binds",
      "message": "the words that decide the reason, verbatim",
      "pending_since": "when the wait began, from the pod's own times and events",
      "scheduled_at": "when the pod was scheduled; empty if it was not",
      "seconds": "how long the pods waited; for a pod that still waits, up to the latest collection",
      "still_pending":
        "whether it was waiting at the latest collection, or how many had not ended by the end of the step",
      "other_messages": "what others said of the pod while it had no node, such as Karpenter",
      "spells": "waits that overlap the step",
      "spells_begun": "waits that began in the step",
      "longest_seconds": "the longest of the waits, up to the end of the step",
    ],
    "exhaustion": [
      "resource": "subnet (its addresses) or pod-slots (those of a group of nodes, or of a cluster with several)",
      "name": "the subnet's id, the node group, or the cluster",
      "used": "how many were in use when it was last seen",
      "total": "how many there were then; the forecast is against this number",
      "exhausted_at":
        "the day on which the daily peak reaches the total; where it is full already, the day since which it has been",
      "exhausted_at_earliest": "the lower end of the interval that holds that day in four of five cases",
      "exhausted_at_latest": "its upper end; empty beyond a year",
      "binding_limit":
        "what limits the pods that most nodes of the group can take: pod-slots, node-addresses or subnet",
      "remedy":
        "the best change for the room left and thirty days of growth, as capdb plan finds it for the whole cluster",
    ],
    "changes": [
      "measure": "what is compared; the name of its column in other reports",
      "name": "the node group, the subnet or the CNI's variable; empty for the whole cluster",
      "before": "the value at the beginning of the span; empty if there was none",
      "after": "the latest value; empty if there is none",
      "change": "how much more it is; empty for settings",
      "before_at": "the observation of the earlier value",
    ],
    "forecast": [
      "resource": "subnet (its addresses) or pod-slots (those of a cluster or a group of nodes)",
      "name": "the subnet's id, the cluster, or the node group",
      "used": "how many were in use when it was last seen",
      "total": "how many there were then; the forecast is against this number",
      "growth_per_day": "the expected growth per day over the coming week",
      "exhausted_at":
        "the day on which the daily peak reaches the total; where it is full already, the day since which it has been",
      "exhausted_at_earliest": "the lower end of the interval that holds that day in four of five cases",
      "exhausted_at_latest": "its upper end; empty beyond a year",
      "basis_days": "whole days on record that the forecast is made from",
      "note": "why there is no date, or what else to know about it",
    ],
    "collections": [
      "started_at": "when the collection began, by the collector's clock",
      "finished_at": "when it ended",
      "kubernetes_status": "the same over the sources of the Kubernetes API",
      "ec2_status": "the same over the sources of EC2; not-asked where the configuration leaves it out",
      "nodes": "nodes returned; empty if the answer was not complete",
      "pods": "pods returned; empty if the answer was not complete",
      "events": "events returned; empty if the answer was not complete",
      "enis": "ENIs returned; empty if the answer was not complete",
      "subnets": "subnets returned; empty if the answer was not complete",
      "changes": "facts that were opened or closed",
      "bytes_received": "bytes on the wire",
      "seconds": "the duration",
      "how": "whether nodes and pods were listed or followed; mixed where one of them was each",
      "listed_because": "why they were listed; empty where they were followed, or nobody asked to follow",
      "differences": "nodes and pods in which a full list differed from what was followed; empty where not compared",
    ],
  ]
}
