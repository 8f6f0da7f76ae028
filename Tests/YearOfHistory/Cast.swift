import Capacity
import ClusterSimulator

/// What runs in the cluster.
struct Cast {
  /// A Deployment that grows through the year and follows the day.
  struct Service {
    var namespace: String
    var name: String
    /// Its part of all pods.
    var weight: Double
    /// How much of it is there for people who are awake.
    var swing: Double
    /// By how much it grows within the year.
    var growth: Double
    var requests: PodRequests
    /// Days after which one of its pods is replaced, on average.
    var lifetimeDays: Int64

    init(
      _ namespace: String, _ name: String, weight: Double, swing: Double, growth: Double, cpu: Int64, memoryMiB: Int64,
      lifetimeDays: Int64
    ) {
      self.namespace = namespace
      self.name = name
      self.weight = weight
      self.swing = swing
      self.growth = growth
      requests = PodRequests(cpuMillicores: cpu, memoryBytes: memoryMiB << 20)
      self.lifetimeDays = lifetimeDays
    }

    var key: String { namespace + "/" + name }
  }

  static let services = [
    Service("shop", "web", weight: 0.22, swing: 0.35, growth: 0.30, cpu: 50, memoryMiB: 64, lifetimeDays: 4),
    Service("shop", "cart", weight: 0.10, swing: 0.30, growth: 0.25, cpu: 40, memoryMiB: 64, lifetimeDays: 6),
    Service("shop", "checkout", weight: 0.10, swing: 0.25, growth: 0.20, cpu: 40, memoryMiB: 96, lifetimeDays: 9),
    Service("search", "query", weight: 0.16, swing: 0.20, growth: 0.55, cpu: 60, memoryMiB: 128, lifetimeDays: 5),
    Service("search", "indexer", weight: 0.10, swing: 0, growth: 0.10, cpu: 30, memoryMiB: 96, lifetimeDays: 8),
    Service("data", "consumer", weight: 0.20, swing: 0.05, growth: 0.15, cpu: 20, memoryMiB: 48, lifetimeDays: 3),
    Service("platform", "ingress", weight: 0.06, swing: 0, growth: 0, cpu: 50, memoryMiB: 64, lifetimeDays: 20),
    Service("platform", "metrics", weight: 0.06, swing: 0, growth: 0.05, cpu: 30, memoryMiB: 96, lifetimeDays: 30),
  ]

  /// Pods that the services share between them half-way through the year, the rest of the cluster's pods taken off.
  let pods: Double

  init(_ size: YearOfHistory.Size) {
    pods = Double(max(Self.services.count, size.pods - 2 * size.nodes - 2))
  }

  /// The pods of a service at a moment, `share` of the year being over.
  func replicas(of service: Service, at moment: Timestamp, share: Double) -> Int {
    let grown = 1 + service.growth * (share - 0.5)
    let busy = 1 - service.swing * (1 - moment.activity)
    return max(1, Int((pods * service.weight * grown * busy).rounded()))
  }

  /// The workload of a service.
  func workload(of service: Service, replicas: Int) -> SimulatedWorkload {
    SimulatedWorkload(
      .deployment, namespace: service.namespace, name: service.name, replicas: replicas, requests: service.requests,
      meanLifetime: service.lifetimeDays * 86_400)
  }

  /// Reports made each night.
  func nightlyJob() -> SimulatedWorkload {
    SimulatedWorkload(
      .job(runsFor: 1500, keptFor: 3 * 3600), namespace: "data", name: "nightly-report",
      replicas: max(2, Int(pods / 40)), requests: PodRequests(cpuMillicores: 20, memoryBytes: 32 << 20))
  }

  /// What asks for more CPU than there is, from time to time.
  func training(replicas: Int) -> SimulatedWorkload {
    SimulatedWorkload(
      .job(runsFor: 5400, keptFor: 3600), namespace: "ml", name: "training", replicas: replicas,
      requests: PodRequests(cpuMillicores: Self.trainingMillicores, memoryBytes: 64 << 20))
  }

  static let trainingMillicores: Int64 = 600

  /// What asks for more slots than there are, from time to time.
  func loadTest(replicas: Int) -> SimulatedWorkload {
    SimulatedWorkload(
      .deployment, namespace: "qa", name: "load-test", replicas: replicas,
      requests: PodRequests(cpuMillicores: 5, memoryBytes: 16 << 20))
  }
}
