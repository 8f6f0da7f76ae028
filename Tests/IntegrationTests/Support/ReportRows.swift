import Foundation

/// A row of `capdb report nodes`, as far as the APIs tell it.
struct NodeReportRow: Decodable, Equatable {
  var node: String
  var instanceID: String?
  var instanceType: String?
  var zone: String?
  var nodeGroup: String?
  var isReady: Bool
  var isSchedulable: Bool
  var cpuMillicores: Int64?
  var memoryBytes: Int64?
  var ephemeralStorageBytes: Int64?
  var hugepages1GiBytes: Int64?
  var hugepages2MiBytes: Int64?
  var podsAllocatable: Int?
  var podsUsed: Int?
  var podsFree: Int?
  var maxPodsByInstance: Int?
  var maxPodsExpected: Int?
  var enisAttached: Int?
  var enisMax: Int?
  var ipsAssigned: Int?
  var ipsMax: Int?
  var podIPsUsed: Int?
  var ipsWarm: Int?
  var effectiveFree: Int?
  var bindingLimit: String?

  enum CodingKeys: String, CodingKey {
    case node, zone
    case instanceID = "instance_id"
    case instanceType = "instance_type"
    case nodeGroup = "node_group"
    case isReady = "ready"
    case isSchedulable = "schedulable"
    case cpuMillicores = "cpu_allocatable_millicores"
    case memoryBytes = "memory_allocatable_bytes"
    case ephemeralStorageBytes = "ephemeral_storage_allocatable_bytes"
    case hugepages1GiBytes = "hugepages_1gi_allocatable_bytes"
    case hugepages2MiBytes = "hugepages_2mi_allocatable_bytes"
    case podsAllocatable = "pods_allocatable"
    case podsUsed = "pods_used"
    case podsFree = "pods_free"
    case maxPodsByInstance = "max_pods_by_instance"
    case maxPodsExpected = "max_pods_expected"
    case enisAttached = "enis_attached"
    case enisMax = "enis_max"
    case ipsAssigned = "ips_assigned"
    case ipsMax = "ips_max"
    case podIPsUsed = "pod_ips_used"
    case ipsWarm = "ips_warm"
    case effectiveFree = "effective_free"
    case bindingLimit = "binding_limit"
  }
}

/// A row of `capdb report pods`.
struct PodReportRow: Decodable, Hashable {
  var namespace: String
  var pod: String
  var phase: String
  var node: String?
  var isHostNetwork: Bool
  var podIP: String?
  var eniID: String?
  var subnetID: String?
  var createdAt: Date

  enum CodingKeys: String, CodingKey {
    case namespace, pod, phase, node
    case isHostNetwork = "host_network"
    case podIP = "pod_ip"
    case eniID = "eni_id"
    case subnetID = "subnet_id"
    case createdAt = "created_at"
  }
}

/// A row of `capdb report enis`.
struct ENIReportRow: Decodable, Hashable {
  var eniID: String
  var instanceID: String?
  var node: String?
  var deviceIndex: Int?
  var kind: String
  var status: String
  var subnetID: String
  var ipsAssigned: Int
  var prefixesAssigned: Int
  var podIPsUsed: Int?
  var ipsWarm: Int?

  enum CodingKeys: String, CodingKey {
    case node, kind, status
    case eniID = "eni_id"
    case instanceID = "instance_id"
    case deviceIndex = "device_index"
    case subnetID = "subnet_id"
    case ipsAssigned = "ips_assigned"
    case prefixesAssigned = "prefixes_assigned"
    case podIPsUsed = "pod_ips_used"
    case ipsWarm = "ips_warm"
  }
}

/// A row of `capdb report pending`.
struct PendingReportRow: Decodable {
  var namespace: String
  var pod: String
  var owner: String?
  var reason: String
  var message: String?
  var pendingSince: Date
  var isStillPending: Bool

  enum CodingKeys: String, CodingKey {
    case namespace, pod, owner, reason, message
    case pendingSince = "pending_since"
    case isStillPending = "still_pending"
  }
}

/// A row of `capdb report instance-types`.
struct InstanceTypeReportRow: Decodable, Equatable {
  var instanceType: String
  var vcpus: Int
  var enisMax: Int
  var ipv4PerENI: Int
  var maxPods: Int
  var maxPodsPrefixDelegation: Int?

  enum CodingKeys: String, CodingKey {
    case vcpus
    case instanceType = "instance_type"
    case enisMax = "enis_max"
    case ipv4PerENI = "ipv4_per_eni"
    case maxPods = "max_pods"
    case maxPodsPrefixDelegation = "max_pods_prefix_delegation"
  }
}

/// A row of `capdb report collections`.
struct CollectionReportRow: Decodable {
  var startedAt: String
  var status: String
  var kubernetesStatus: String
  var ec2Status: String
  var nodes: Int?
  var pods: Int?
  var events: Int?
  var enis: Int?
  var subnets: Int?
  var changes: Int?
  var error: String?

  enum CodingKeys: String, CodingKey {
    case status, nodes, pods, events, enis, subnets, changes, error
    case startedAt = "started_at"
    case kubernetesStatus = "kubernetes_status"
    case ec2Status = "ec2_status"
  }
}

/// A row of `capdb plan`.
struct PlanReportRow: Decodable, Equatable {
  var workload: String?
  var replicas: Int
  var run: Int
  var wait: Int
  var reason: String?
}
