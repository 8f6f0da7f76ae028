import Foundation
import Testing

extension IntegrationTests {
  /// The ways into a cluster, and what its server says to what users copy.
  @Suite("Access", .needs(.capdb, .api, .scheduling, .openssl, .moto, of: "access"))
  struct AccessTests {
    @Test("the server accepts every manifest of Config/kubernetes")
    func manifests() async throws {
      let accepted = try await ArticleCluster.shared.plane.check()
      for kind in ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "CronJob"] {
        #expect(accepted.contains(": \(kind) "), "\(accepted)")
      }
    }

    @Test("the rights of Config/kubernetes suffice for every source and the cluster's identity")
    func leastRights() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.plane.grant()
      let capdb = try cluster.capdb("service-account")
      try await capdb.collect()
      let row = try #require(try await sources(of: capdb))
      #expect(row.cni_status == "complete")
      #expect(row.cidr_reservations_status == "complete")
      #expect(row.uid?.count == 36)
    }

    @Test("without the optional rights a cluster is complete, but its CNI settings and identity are unknown")
    func optionalRights() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.plane.allowNobody("nodes", "pods", "events")
      let capdb = try cluster.capdb("nobody")
      try await capdb.collect()
      #expect(try await sources(of: capdb) == Sources(cni_status: "denied", cidr_reservations_status: "complete"))
      // The interfaces show the CNI's mode, too.
      #expect(try await capdb.report("nodes", as: NodeReportRow.self).map(\.maxPodsExpected) == [17, 17, 17])
    }

    /// The optional sources' fate in the one collection of a history, and the cluster's UID.
    private struct Sources: Decodable, Equatable {
      var cni_status: String
      var cidr_reservations_status: String
      var uid: String?
    }

    private func sources(of capdb: Capdb) async throws -> Sources? {
      let query = "SELECT cni_status, cidr_reservations_status, uid FROM v_collections JOIN v_clusters USING (cluster)"
      return try await HistoryFile(path: capdb.database).rows(query, as: Sources.self).first
    }

    @Test("an exec plugin runs once a collection", arguments: ["v1", "v1beta1"])
    func execPlugin(version: String) async throws {
      let cluster = try await ArticleCluster.shared
      func runs() throws -> Int {
        let log = (try? cluster.plane.text("credential-plugin.log")) ?? ""
        return log.split(separator: "\n").count { $0.hasSuffix("/\(version)") }
      }
      let before = try runs()
      try await cluster.capdb("exec-\(version)").collect()
      #expect(try runs() == before + 1)
    }

    @Test("every kubeconfig leads to the same cluster: a history goes on from one to the next")
    func oneCluster() async throws {
      let cluster = try await ArticleCluster.shared
      try await cluster.scale(8)
      var capdb = try cluster.capdb("token")
      try await capdb.collect()
      let before = try await HistoryFile(path: capdb.database).tables()
      for access in ["client-certificate", "exec-v1", "exec-v1beta1"] {
        capdb.kubeconfig = cluster.plane.kubeconfig(access)
        try await capdb.collect()
      }
      let after = try await HistoryFile(path: capdb.database).tables()
      #expect(after["collection"]?.rows == 4)
      #expect(after["cluster"]?.rows == 1)
      #expect(after["pod_state"] == before["pod_state"])
      #expect(after["node_state"] == before["node_state"])
    }
  }
}
