import CapdbRunner
import Foundation
import Testing

/// A control plane without a scheduler, and moto, with a node of every EC2 instance type that moto knows.
private struct EveryInstanceType: Sendable {
  private static let started = Task { try await EveryInstanceType() }

  static var shared: EveryInstanceType {
    get async throws { try await started.value }
  }

  let plane: ControlPlane
  let ec2: Service
  let types: Int

  private init() async throws {
    async let ec2 = ControlPlane.moto()
    plane = try await ControlPlane("--api-only")
    self.ec2 = try await ec2
    let output = try await Tools.run(
      "every-instance-type.py", ["--plane", plane.folder, "--ec2", self.ec2.place, "up"], timeout: .seconds(240))
    types = try #require(Int(output.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  func capdb() throws -> Capdb { try Capdb(kubeconfig: plane.kubeconfig("token"), ec2: ec2.place) }
}

extension IntegrationTests {
  /// More nodes than a page of a list holds, one of each instance type.
  @Suite("Many nodes", .needs(.capdb, .api, .openssl, .moto, of: "many nodes"))
  struct ManyNodesTests {
    /// What moto's copy of AWS's data says of a type's default network card.
    private struct Limits: Decodable {
      var vcpus: Int
      var enis_max: Int
      var ipv4_per_eni: Int
      var network_cards: Int
    }

    @Test("max pods by instance is right for every EC2 instance type, and for a node of each")
    func maxPods() async throws {
      let cluster = try await EveryInstanceType.shared
      let text = try await Tools.run("every-instance-type.py", ["limits"])
      let limits = try JSONDecoder().decode([String: Limits].self, from: Data(text.utf8))
      let capdb = try cluster.capdb()
      try await capdb.collect()
      let types = try await capdb.report("instance-types", as: InstanceTypeReportRow.self)
      #expect(types.count == limits.count)
      #expect(types.count > 1000)
      var multiCard = 0
      for type in types {
        let limit = try #require(limits[type.instanceType])
        #expect(type.vcpus == limit.vcpus, "\(type.instanceType)")
        #expect(type.enisMax == limit.enis_max, "\(type.instanceType)")
        #expect(type.ipv4PerENI == limit.ipv4_per_eni, "\(type.instanceType)")
        #expect(type.maxPods == limit.enis_max * (limit.ipv4_per_eni - 1) + 2, "\(type.instanceType)")
        multiCard += limit.network_cards > 1 ? 1 : 0
      }
      #expect(multiCard > 50)
      // Out of the table that EKS publishes: one card, several cards, and a card of only two ENIs.
      let published = ["t3.small": 11, "m5.large": 29, "p4d.24xlarge": 737, "p5.48xlarge": 100, "c6in.32xlarge": 394]
      for (name, maxPods) in published {
        #expect(types.first { $0.instanceType == name }?.maxPods == maxPods, "\(name)")
      }
      let nodes = try await capdb.report("nodes", as: NodeReportRow.self)
      #expect(nodes.count == cluster.types)
      for node in nodes {
        let type = try #require(types.first { node.node == "\($0.instanceType).example" })
        #expect(node.instanceType == type.instanceType)
        #expect(node.maxPodsByInstance == type.maxPods, "\(type.instanceType)")
      }
    }

    @Test("a list whose continue token expires is still whole", arguments: [1, 2])
    func expiredToken(times: Int) async throws {
      let cluster = try await EveryInstanceType.shared
      let python = try #require(Tools.python)
      let proxy = try await Service(
        python, [Tools.tool("compacting-proxy.py"), "--plane", cluster.plane.folder, "--times", "\(times)"],
        environment: Tools.environment)
      let folder = try TemporaryFolder()
      let server = try cluster.plane.text("server").trimmingCharacters(in: .whitespacesAndNewlines)
      let kubeconfig = try cluster.plane.text("kubeconfig/token").replacing(server, with: proxy.place)
      try kubeconfig.write(toFile: folder.file("kubeconfig"), atomically: true, encoding: .utf8)
      let earlier = try requests(to: cluster)
      let capdb = try Capdb(kubeconfig: folder.file("kubeconfig"), ec2: cluster.ec2.place)
      // moto takes long for so many instances.
      let outcome = try await capdb.attempt("--no-ec2")
      proxy.stop()
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      // Once, the list is read again from its start. Twice, it goes on at a later moment, and the user is told.
      #expect(outcome.errors.contains("nodes: the list expired twice") == (times == 2), "\(outcome.errors)")
      let answers = try requests(to: cluster).dropFirst(earlier.count).filter { $0.contains("/api/v1/nodes") }
      #expect(answers.count { $0.hasPrefix("410 ") } == times, "\(answers)")
      let nodes = try await capdb.report("nodes", as: NodeReportRow.self)
      #expect(nodes.count == cluster.types)
      #expect(Set(nodes.map(\.node)).count == cluster.types)
    }

    /// The lines of the proxy's log.
    private func requests(to cluster: EveryInstanceType) throws -> [Substring] {
      ((try? cluster.plane.text("proxy.log")) ?? "").split(separator: "\n")
    }
  }
}
