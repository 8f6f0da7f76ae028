import Reports
import Testing

@Suite("The columns of the topics")
struct TopicColumnsTests {
  /// The published names, in their order: scripts and spreadsheets depend on them.
  static let publishedColumns: [(topic: String, columns: String)] = [
    (
      "exhaustion",
      """
      cluster, resource, name, used, total, exhausted_at, exhausted_at_earliest, exhausted_at_latest, binding_limit, \
      remedy
      """
    ),
    ("changes", "cluster, measure, name, before, after, change, before_at"),
    (
      "nodes",
      """
      cluster, node, instance_id, instance_type, zone, node_group, ready, schedulable, cpu_allocatable_millicores, \
      memory_allocatable_bytes, ephemeral_storage_allocatable_bytes, hugepages_1gi_allocatable_bytes, \
      hugepages_2mi_allocatable_bytes, pods_allocatable, pods_used, pods_free, max_pods_by_instance, \
      max_pods_expected, enis_attached, enis_max, ips_assigned, ips_max, pod_ips_used, ips_warm, effective_free, \
      binding_limit
      """
    ),
    (
      "audit",
      """
      cluster, node, instance_type, cni_mode, pods_allocatable, max_pods_expected, ips_addressable, finding, since, \
      remedy
      """
    ),
    (
      "pods",
      """
      cluster, namespace, pod, owner, phase, node, host_network, pod_ip, eni_id, subnet_id, egress_ip, created_at, \
      first_seen_at, last_seen_at
      """
    ),
    (
      "enis",
      """
      cluster, eni_id, instance_id, node, device_index, kind, status, subnet_id, ips_assigned, prefixes_assigned, \
      pod_ips_used, ips_warm, first_seen_at, last_seen_at
      """
    ),
    ("instance-types", "instance_type, vcpus, enis_max, ipv4_per_eni, max_pods, max_pods_prefix_delegation"),
    (
      "pod-slots",
      """
      time, cluster, group, nodes, slots_allocatable, slots_used, slots_free, used_percent, pods_pending, nodes_full, \
      effective_free
      """
    ),
    (
      "subnets",
      """
      time, cluster, vpc_id, subnet_id, zone, cidr, ips_total, ips_available, ips_used, used_percent, used_by_pods, \
      used_by_nodes, warm, used_by_others, free_prefixes
      """
    ),
    ("owners", "time, vpc_id, subnet_id, cidr, owner_kind, owner, ips_used"),
    (
      "pending",
      """
      cluster, namespace, pod, owner, reason, message, pending_since, scheduled_at, seconds, still_pending, \
      other_messages
      """
    ),
    (
      "forecast",
      """
      cluster, resource, name, used, total, growth_per_day, exhausted_at, exhausted_at_earliest, exhausted_at_latest, \
      basis_days, note
      """
    ),
    (
      "collections",
      """
      cluster, started_at, finished_at, status, kubernetes_status, ec2_status, nodes, pods, events, enis, subnets, \
      changes, bytes_received, seconds, error
      """
    ),
  ]

  @Test("are the published ones, in their order", arguments: Self.publishedColumns)
  func published(topic: String, columns: String) throws {
    let names = try Topic.named(topic).columns.map(\.name)
    #expect(names.joined(separator: ", ").hasPrefix(columns))
  }

  @Test("never repeat a name", arguments: Topic.all.map(\.name))
  func unique(topic: String) throws {
    let names = try Topic.named(topic).columns.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("an unknown topic is answered with the known ones")
  func unknownTopic() {
    #expect(throws: ReportError.unknownTopic("node", known: Topic.all.map(\.name))) { try Topic.named("node") }
  }
}
