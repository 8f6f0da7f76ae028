extension Topic {
  /// How the values of a column are made, in a sentence without a full stop; nil for a column that nobody described.
  ///
  /// docs/reports.md tells more, under the topic's name.
  public func meaning(ofColumn name: String) -> String? {
    Self.meanings[self.name]?[name] ?? Self.commonMeanings[name]
  }

  /// What columns mean that several topics have.
  private static let commonMeanings: [String: String] = [
    "cluster": "the cluster, by the name under which it is collected",
    "node": "the node, by its name in Kubernetes",
    "namespace": "the namespace of the pod",
    "pod": "the pod, by its name",
    "owner": "Kind/name of the workload, a Deployment rather than its ReplicaSet; empty without one",
    "instance_id": "the EC2 instance of the node's provider ID; empty for Fargate and hybrid nodes",
    "instance_type": "the instance type, from the node's labels, else from EC2",
    "zone": "the availability zone",
    "subnet_id": "the subnet",
    "vpc_id": "the VPC of the subnet",
    "cidr": "the subnet's IPv4 range",
    "eni_id": "the ENI",
    "time": "the beginning of the step (UTC); its counters are those at its end",
    "status": "complete, partial (some sources answered) or failed (none did)",
    "error": "what failed, one line for each source",
    "unknown_sources": "the sources that were asked and about which nothing is known",
    "pods_allocatable": "the pod slots that the kubelet offers: Allocatable pods",
    "max_pods_expected":
      "max pods for the node's real CNI mode: prefix delegation, custom networking or a trunk ENI change it",
    "slots_allocatable": "the sum of the nodes' Allocatable pods",
    "slots_used": "non-terminal pods bound to the nodes, host-network pods too",
    "slots_free": "free slots; a node with more pods than slots counts as 0",
    "nodes_full": "nodes without a free slot, except Fargate nodes, which are full by design",
    "first_seen_at": "the first collection that saw it",
    "last_seen_at": "the last collection that saw it",
    "ips_assigned": "IPv4 addresses on the ENIs, primary addresses included; a /28 prefix counts as 16",
    "pod_ips_used": "those of the assigned addresses that pods use",
    "ips_warm": "secondary and prefix addresses that no pod uses, on ENIs that serve pods",
  ]

  private static let meanings: [String: [String: String]] = stateMeanings.merging(spanMeanings) { first, _ in first }
}
