import Capacity
import Reports

/// What `/metrics` says of the history; docs/serve.md lists the names, which do not change within a major version.
enum CapacityMetrics {
  /// The metrics of these numbers, at most `most` series of each.
  static func set(of gauges: CapacityGauges, at moment: Timestamp?, most: Int) -> MetricSet {
    let clusters = gauges.clusters
    let all = cluster(clusters) + slots(clusters) + pending(clusters) + subnets(clusters) + runways(gauges.runways)
    return MetricSet(
      metrics: bounded(all, most: most),
      collectedAt: clusters.compactMap { cluster in
        cluster.lastSuccessAt.map { (cluster.identity.name, $0) }
      }, moment: moment)
  }

  /// Cuts what is too much, and says of which metrics.
  private static func bounded(_ metrics: [Metric], most: Int) -> [Metric] {
    let cut = metrics.filter { $0.samples.count > most }
    let left = Metric(
      name: "capdb_series_left_out", help: "Series of a metric that were left out because there are too many.",
      samples: cut.map { .init(labels: [("metric", $0.name)], value: Double($0.samples.count - most)) })
    return metrics.map { metric in
      var metric = metric
      metric.samples = Array(metric.samples.prefix(most))
      return metric
    } + [left]
  }

  private static func cluster(_ clusters: [ClusterGauges]) -> [Metric] {
    [
      Metric(
        name: "capdb_cluster", kind: .info, help: "The clusters of the history that are in use.",
        samples: clusters.map {
          .init(
            labels: [
              ("cluster", $0.identity.name), ("region", $0.identity.region),
              ("kubernetes_version", $0.identity.kubernetesVersion),
            ], value: 1)
        }),
      gauge(
        "capdb_collection_timestamp_seconds", "seconds",
        "When the last collection began that had some success, in seconds since 1970.", clusters
      ) { $0.lastSuccessAt.map { Double($0.seconds) } },
      gauge(
        "capdb_collection_duration_seconds", "seconds", "How long the last attempt to collect took.", clusters
      ) { $0.latest.map { Double($0.record.milliseconds) / 1000 } },
      gauge(
        "capdb_collection_sources_unknown", nil,
        "Sources from which the last attempt to collect got no complete answer.", clusters
      ) { $0.unknownSources.map { Double($0) } },
    ]
  }

  private static func gauge(
    _ name: String, _ unit: String?, _ help: String, _ clusters: [ClusterGauges], _ value: (ClusterGauges) -> Double?
  ) -> Metric {
    Metric(
      name: name, unit: unit, help: help,
      samples: clusters.compactMap { cluster in
        value(cluster).map { .init(labels: [("cluster", cluster.identity.name)], value: $0) }
      })
  }

  /// Of several node groups, those with the least free come first.
  private static func slots(_ clusters: [ClusterGauges]) -> [Metric] {
    let groups = clusters.flatMap { cluster in
      (cluster.nodeGroups ?? [:]).map { (cluster: cluster.identity.name, group: $0.key, counters: $0.value) }
    }.sorted {
      ($0.counters.slotsFree, $0.cluster, $0.group) < ($1.counters.slotsFree, $1.cluster, $1.group)
    }
    func metric(_ name: String, _ help: String, _ value: (SlotCounters) -> Int64?) -> Metric {
      Metric(
        name: name, help: help,
        samples: groups.compactMap { group in
          value(group.counters).map {
            .init(labels: [("cluster", group.cluster), ("node_group", group.group)], value: Double($0))
          }
        })
    }
    return [
      metric("capdb_nodes", "Nodes.") { $0.nodes },
      metric("capdb_nodes_full", "Nodes without a free pod slot.") { $0.nodesFull },
      metric("capdb_pod_slots_allocatable", "Pod slots: the sum of the nodes' Allocatable pods.") {
        $0.slotsAllocatable
      },
      metric("capdb_pod_slots_used", "Pod slots that pods take.") { $0.slotsUsed },
      metric("capdb_pod_slots_free", "Free pod slots.") { $0.slotsFree },
      metric(
        "capdb_effective_free_pods", "Further pods with an address of their own that the nodes can take together."
      ) { $0.effectiveFree },
    ]
  }

  private static func pending(_ clusters: [ClusterGauges]) -> [Metric] {
    [
      Metric(
        name: "capdb_pods_pending", help: "Pods that wait, by the limit that binds first.",
        samples: clusters.flatMap { cluster in
          PendingReason.allCases.compactMap { reason in
            cluster.pending?[reason].map {
              .init(
                labels: [("cluster", cluster.identity.name), ("reason", reason.rawValue)], value: Double($0))
            }
          }
        }),
      gauge(
        "capdb_pods_pending_longest_seconds", "seconds", "How long the pod has waited that has waited longest.",
        clusters
      ) { $0.longestPendingSeconds.map { Double($0) } },
    ]
  }

  /// Of several subnets, those with the fewest available addresses come first.
  private static func subnets(_ clusters: [ClusterGauges]) -> [Metric] {
    let subnets = clusters.flatMap { cluster in
      (cluster.subnets ?? []).map { (cluster: cluster.identity.name, subnet: $0) }
    }.sorted { $0.subnet.counters.ipsAvailable < $1.subnet.counters.ipsAvailable }
    func labels(_ item: (cluster: String, subnet: SubnetGauges)) -> [(name: String, value: String)] {
      [
        ("cluster", item.cluster), ("subnet_id", item.subnet.subnetID), ("vpc_id", item.subnet.vpcID),
        ("zone", item.subnet.zone),
      ]
    }
    func metric(_ name: String, _ help: String, _ value: (SubnetCounters) -> Int64?) -> Metric {
      Metric(
        name: name, help: help,
        samples: subnets.compactMap { item in
          value(item.subnet.counters).map { .init(labels: labels(item), value: Double($0)) }
        })
    }
    let uses: [(String, any KeyPath<SubnetCounters, Int64?> & Sendable)] = [
      ("pods", \.usedByPods), ("nodes", \.usedByNodes), ("warm", \.warm), ("others", \.usedByOthers),
    ]
    return [
      metric("capdb_subnet_addresses", "IPv4 addresses of the subnet that can be assigned.") { $0.ipsTotal },
      metric("capdb_subnet_addresses_available", "Available IPv4 addresses of the subnet.") { $0.ipsAvailable },
      Metric(
        name: "capdb_subnet_addresses_used", help: "IPv4 addresses of the subnet in use, by what holds them.",
        samples: subnets.flatMap { item in
          uses.compactMap { name, path in
            item.subnet.counters[keyPath: path].map { .init(labels: labels(item) + [("by", name)], value: Double($0)) }
          }
        }),
      metric("capdb_subnet_free_prefixes", "Aligned /28 blocks of the subnet that could become a prefix.") {
        $0.freePrefixes
      },
    ]
  }

  private static func runways(_ runways: [Runway]) -> [Metric] {
    func metric(_ name: String, _ help: String, _ value: (Runway) -> Double) -> Metric {
      Metric(
        name: name, unit: "days", help: help,
        samples: runways.map { runway in
          .init(
            labels: [("cluster", runway.cluster), ("resource", runway.resource.rawValue), ("name", runway.name)],
            value: value(runway))
        })
    }
    return [
      metric(
        "capdb_runway_days", "Days until the subnet, the pod slots or the node group are full; +Inf beyond a year."
      ) { $0.days },
      metric("capdb_runway_earliest_days", "The lower end of the 80 % interval of capdb_runway_days.") {
        $0.earliestDays
      },
      metric("capdb_runway_latest_days", "The upper end of the 80 % interval of capdb_runway_days.") {
        $0.latestDays
      },
    ]
  }
}
