import Foundation

/// What the Kubernetes and EC2 APIs say, read without capdb; see `reading.py`.
struct Reading: Decodable {
  var nodes: [Node]
  var pods: [Pod]
  var networkInterfaces: [Interface]
  /// Available addresses by subnet.
  var subnets: [String: Int]
  /// Events in which the scheduler says that it found no node.
  var failedScheduling: Int

  struct Node: Decodable {
    var name: String
    var providerID: String
    var labels: [String: String]
    var unschedulable: Bool
    var allocatable: [String: String]
    var conditions: [String: String]

    var instanceID: String { String(providerID.split(separator: "/").last ?? "") }

    enum CodingKeys: String, CodingKey {
      case name, labels, unschedulable, allocatable, conditions
      case providerID = "provider_id"
    }
  }

  struct Pod: Decodable {
    var namespace: String
    var name: String
    var createdAt: Date
    var node: String?
    var isHostNetwork: Bool
    var phase: String
    var ip: String?
    var unschedulableMessage: String?

    enum CodingKeys: String, CodingKey {
      case namespace, name, node, phase, ip
      case createdAt = "created_at"
      case isHostNetwork = "host_network"
      case unschedulableMessage = "unschedulable_message"
    }
  }

  struct Interface: Decodable {
    var id: String
    var subnet: String
    var status: String
    var instance: String?
    var deviceIndex: Int?
    /// The primary address first.
    var addresses: [String]

    enum CodingKeys: String, CodingKey {
      case id, subnet, status, instance, addresses
      case deviceIndex = "device_index"
    }
  }

  enum CodingKeys: String, CodingKey {
    case nodes, pods, subnets
    case networkInterfaces = "network_interfaces"
    case failedScheduling = "failed_scheduling"
  }
}

extension Reading {
  /// The pods that take a slot of a node.
  func slotTakers(of node: String) -> [Pod] {
    pods.filter { $0.node == node && $0.phase != "Succeeded" && $0.phase != "Failed" }
  }

  /// The addresses that pods hold for themselves.
  var podAddresses: Set<String> { Set(pods.filter { !$0.isHostNetwork }.compactMap(\.ip)) }

  /// The interfaces of an instance.
  func interfaces(of instance: String) -> [Interface] { networkInterfaces.filter { $0.instance == instance } }

  /// The interface that an address lies on.
  func interface(holding address: String?) -> Interface? {
    networkInterfaces.first { interface in address.map(interface.addresses.contains) ?? false }
  }
}
