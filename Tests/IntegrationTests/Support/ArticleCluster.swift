import Foundation
import Testing

/// The article's cluster, three t3.medium with 17 slots each, on a real control plane and moto. It is started once and
/// serves all suites.
struct ArticleCluster: Sendable {
  private static let started = Task { try await ArticleCluster() }

  /// The one cluster.
  static var shared: ArticleCluster {
    get async throws { try await started.value }
  }

  let plane: ControlPlane
  let ec2: Service

  private init() async throws {
    async let ec2 = ControlPlane.moto()
    plane = try await ControlPlane()
    self.ec2 = try await ec2
    try await Tools.run("eks-like-cluster.py", apis + ["up"])
  }

  private var apis: [String] { ["--plane", plane.folder, "--ec2", ec2.place] }

  /// Gives nginx this many replicas, and waits until all run or have been refused by the scheduler.
  func scale(_ replicas: Int) async throws {
    try await Tools.run("eks-like-cluster.py", apis + ["scale", "\(replicas)"])
  }

  /// What the APIs say.
  func reading() async throws -> Reading {
    let text = try await Tools.run("reading.py", apis)
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(Reading.self, from: Data(text.utf8))
  }

  /// A capdb with an empty history that reaches the cluster by this kubeconfig.
  func capdb(_ kubeconfig: String = "token") throws -> Capdb {
    try Capdb(kubeconfig: plane.kubeconfig(kubeconfig), ec2: ec2.place)
  }
}
