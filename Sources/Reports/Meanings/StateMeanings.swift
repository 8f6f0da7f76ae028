extension Topic {
  /// What the columns mean of topics about a moment, by topic and column.
  static let stateMeanings: [String: [String: String]] = [
    "summary": [
      "kubernetes_version": "the version of the control plane",
      "region": "the AWS region",
      "observed_at": "when the shown state was observed",
      "status": "the result of that collection: complete, partial or failed",
      "nodes": "the number of nodes",
      "effective_free": "the sum of the nodes' effective_free; empty if that of any node is unknown",
      "pods_pending": "pods that wait: those in a Pending spell",
      "pending_reasons": "what they wait for, the most frequent reason first",
      "least_free_subnet_id": "the subnet with the fewest available addresses, of those in which nodes have ENIs",
      "least_free_subnet_available": "its available addresses, by EC2's count",
      "least_free_subnet_total": "its addresses: the range without the five that AWS reserves",
    ],
    "nodes": [
      "node_group": "the node group for which the node was launched",
      "ready": "the node's condition Ready",
      "schedulable": "the node is not cordoned",
      "cpu_allocatable_millicores": "Allocatable cpu, in thousandths of a core",
      "memory_allocatable_bytes": "Allocatable memory, in bytes",
      "ephemeral_storage_allocatable_bytes": "Allocatable ephemeral-storage, in bytes",
      "hugepages_1gi_allocatable_bytes": "Allocatable hugepages-1Gi, in bytes",
      "hugepages_2mi_allocatable_bytes": "Allocatable hugepages-2Mi, in bytes",
      "pods_used": "non-terminal pods bound to the node, host-network pods too",
      "pods_free": "free slots; never below 0",
      "max_pods_by_instance": "ENIs × (IPv4 addresses per ENI − 1) + 2, over the ENIs of the default network card",
      "enis_attached": "ENIs attached to the instance, trunk and EFA ENIs included, branch ENIs not",
      "enis_max": "the limit of ENIs of the default network card",
      "ips_max": "the most addresses that the node could have in its CNI mode",
      "effective_free":
        "how many more pods with an address of their own fit: the smallest of free slots, addresses that the ENIs can still "
        + "get, and addresses that the subnet still has",
      "binding_limit": "the limit that decides effective_free: pod-slots, node-addresses or subnet",
    ],
    "audit": [
      "cni_mode": "how the node's CNI assigns addresses: secondary-ip, prefix-delegation, custom-networking, …",
      "ips_addressable": "pod addresses on full ENIs; empty where addresses are not the limit or cannot be told",
      "finding":
        "too-high: more slots than addresses, so pods will wait; too-low: fewer slots than the network supports; ok; unknown",
      "since": "the time since which this finding has held",
      "remedy": "what to do; empty for ok",
    ],
    "pods": [
      "phase": "Pending, Running, Succeeded, Failed or Unknown",
      "node": "the node it is bound to",
      "host_network": "the pod uses the address of its node",
      "pod_ip": "the address as the API reports it; for a host-network pod that of the node",
      "eni_id": "the ENI that holds the address, directly or in a prefix",
      "subnet_id": "the subnet of that ENI",
      "egress_ip": "the address that hosts outside the VPC see, where the APIs tell",
      "created_at": "when the pod was created",
    ],
    "enis": [
      "cluster": "the cluster whose collection saw the ENI; those of a shared VPC appear for each cluster",
      "node": "the node to which it is attached; only for this cluster's nodes",
      "device_index": "the place of its attachment, 0 for the primary ENI",
      "kind": "primary, secondary, trunk, branch, efa, unmanaged, leaked (left behind), aws-managed or other",
      "status": "available, associated, attaching, in-use or detaching",
      "prefixes_assigned": "/28 prefixes on the ENI, of 16 addresses each",
    ],
    "instance-types": [
      "vcpus": "the type's vCPUs",
      "enis_max": "the limit of ENIs of the default network card",
      "ipv4_per_eni": "addresses per ENI, the primary address included",
      "max_pods": "enis_max × (ipv4_per_eni − 1) + 2",
      "max_pods_prefix_delegation":
        "enis_max × (ipv4_per_eni − 1) × 16 + 2, at most 110 up to 30 vCPUs and 250 above, as EKS recommends",
    ],
    "status": [
      "status": "the result of the latest collection: complete, partial or failed",
      "last_collection_at": "the latest collection",
      "last_success_at": "the latest collection with at least some success",
      "age_seconds": "the age of the latest success",
      "collections": "collections since the first",
      "collections_24h": "collections of the last 24 hours",
      "failures_24h": "those of them that failed or were partial",
      "gaps_7d": "spans of the last seven days in which at least one collection was missed",
      "longest_gap_seconds": "the longest of these spans",
      "how": "how the latest collection read nodes and pods: listed, followed or mixed",
      "last_full_at": "the latest collection of the last seven days that listed both",
      "differences_7d":
        "nodes and pods in which full lists of seven days differed from what was followed; empty without any",
    ],
  ]
}
