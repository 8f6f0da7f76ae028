extension ViewDescription {
  static let nodes = lasting(
    "v_nodes", "node",
    [
      .text("node", "the node's name"),
      .text("uid", "the node's UID"),
      .time("created_at", "when it joined the cluster"),
      .text("provider_id", "as its cloud names it, with the EC2 instance in it"),
      .text("instance_type", "by its labels"),
      .text("zone", "by its labels"),
      .text("node_group", "the group it was launched for, by its labels"),
      .text("compute", "what it runs on: ec2, auto-mode, fargate, hybrid or other"),
      .text("operating_system", "by its labels"),
      .boolean("ready", "its condition Ready"),
      .boolean("schedulable", "it is not cordoned"),
      .boolean("has_trunk_eni", "the CNI has marked it as having a trunk ENI"),
      .json("taints", "its taints"),
      .integer("cpu_allocatable_millicores", "CPU for pods", unit: "millicores"),
      .integer("memory_allocatable_bytes", "memory for pods", unit: "bytes"),
      .integer("ephemeral_storage_allocatable_bytes", "local storage for pods", unit: "bytes"),
      .integer("hugepages_1gi_allocatable_bytes", "huge pages of 1 GiB for pods", unit: "bytes"),
      .integer("hugepages_2mi_allocatable_bytes", "huge pages of 2 MiB for pods", unit: "bytes"),
      .integer("pods_allocatable", "pod slots"),
      .integer("pod_enis_allocatable", "branch ENIs for pods with security groups of their own"),
      .integer("private_ipv4_addresses_allocatable", "addresses for pods on Windows nodes"),
      .text("internal_ip", "its address in the VPC"),
      .text("external_ip", "its public address"),
      .text("kubelet_version", "as it reports it"),
    ])

  static let pods = lasting(
    "v_pods", "pod",
    [
      .text("namespace", "the pod's namespace"),
      .text("pod", "the pod's name"),
      .text("owner", "the workload, as Kind/name; a Deployment in place of its ReplicaSet"),
      .text("uid", "the pod's UID"),
      .boolean("host_network", "it uses its node's address"),
      .integer("cpu_request_millicores", "what it asks for", unit: "millicores"),
      .integer("memory_request_bytes", "what it asks for", unit: "bytes"),
      .time("created_at", "when it was created"),
      .time("first_seen_at", "the first collection that saw it"),
      .text("node", "the node it is bound to"),
      .text("phase", "Pending, Running, Succeeded, Failed or Unknown"),
      .boolean("terminating", "it is being deleted"),
      .text("pod_ip", "as the API reports it; for a host-network pod its node's"),
      .text("second_ip", "the address of the other family, in a dual-stack cluster"),
      .time("scheduled_at", "when it was bound to its node"),
      .time("started_at", "when the kubelet took it on"),
      .time("unscheduled_since", "since when the scheduler finds no node"),
      .text("unscheduled_reason", "the scheduler's reason, for example Unschedulable"),
      .text("unscheduled_message", "the scheduler's own words"),
    ], later: [.boolean("multi_homed", "the VPC CNI gives it an address on each network card of its node")])

  static let shortLivedPods = ViewDescription(
    name: "v_short_lived_pods", purpose: "one row per pod that came and went between two collections",
    columns: [
      .cluster,
      .text("namespace", "the pod's namespace"),
      .text("pod", "the pod's name"),
      .text("owner", "the workload, as Kind/name; a Deployment in place of its ReplicaSet"),
      .text("uid", "the pod's UID"),
      .boolean("host_network", "it used its node's address"),
      .text("node", "the node it was bound to"),
      .text("phase", "the last one: Pending, Running, Succeeded, Failed or Unknown"),
      .text("pod_ip", "as the API reported it; for a host-network pod its node's"),
      .text("second_ip", "the address of the other family, in a dual-stack cluster"),
      .time("created_at", "when it was created"),
      .time("scheduled_at", "when it was bound to its node"),
      .time("started_at", "when the kubelet took it on"),
      .time("ended_at", "when its last container ended, or it was deleted"),
      .integer("seconds", "from its creation to its end", unit: "seconds"),
      .time("observed_at", "the collection that tells of it"),
      .integer("observed_at_epoch", "observed_at, since 1970-01-01", unit: "seconds"),
      .integer("collection", "the number of that collection"),
      .clusterID,
    ])

  static let cniSettings = lasting(
    "v_cni_settings", "set of the VPC CNI's settings",
    [
      .text("version", "by the image of the aws-node DaemonSet"),
      .json("environment", "the environment of its container: WARM_IP_TARGET and so on"),
    ])

  static let ciliumNodes = lasting(
    "v_cilium_nodes", "node on which Cilium assigns addresses",
    [
      .text("node", "the node's name"),
      .boolean("uses_enis", "it takes pods' addresses from the VPC, by ENIs"),
      .integer("first_interface_index", "ENIs with a lower device index carry no pods"),
      .boolean("uses_primary_address", "pods use primary addresses too"),
      .boolean("disables_prefix_delegation", "it may not use /28 prefixes"),
      .integer("max_allocate", "the most addresses that are assigned; NULL for no limit"),
      .json("subnet_ids", "the only subnets for its ENIs, as an array"),
      .json("subnet_tags", "the tags of these subnets"),
      .json("excluded_interface_tags", "ENIs with these tags carry no pods"),
      .integer("own_addresses", "addresses that Cilium itself uses"),
    ])
}
