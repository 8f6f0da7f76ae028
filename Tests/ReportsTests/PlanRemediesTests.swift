import Capacity
import Testing

@testable import Reports

@Suite("What would make a plan fit")
struct PlanRemediesTests {
  private func remedies(_ plan: ReplicaPlan) -> [[ReportCell]] {
    plan.remedies().cells("remedy", "subnet_id", "nodes", "run", "wait", "reason")
  }

  private func remedy(
    _ name: String, subnet: String? = nil, nodes: Int? = nil, run: Int, wait: Int = 0, for reason: PendingReason? = nil
  ) -> [ReportCell] {
    [
      .text(name), ReportCell(subnet), ReportCell(nodes), ReportCell(run), ReportCell(wait),
      ReportCell(reason?.rawValue),
    ]
  }

  @Test("is one more node of any kind for the article, or nodes that offer more slots with prefixes")
  func article() throws {
    let plan = try replicaPlan("nginx-deployment", 50, of: ArticleCluster.state(replicas: 2))
    #expect(
      remedies(plan) == [
        remedy("add-nodes", subnet: "subnet-1", nodes: 1, run: 50),
        remedy("add-nodes", subnet: "subnet-2", nodes: 1, run: 50),
        remedy("add-nodes", subnet: "subnet-3", nodes: 1, run: 50),
        remedy("prefix-delegation-new-nodes", subnet: "subnet-1", nodes: 1, run: 50),
        remedy("prefix-delegation-new-nodes", subnet: "subnet-2", nodes: 1, run: 50),
        remedy("prefix-delegation-new-nodes", subnet: "subnet-3", nodes: 1, run: 50),
        remedy("prefix-delegation-replaced-nodes", nodes: 3, run: 50),
      ])
  }

  @Test("is nothing where all pods run")
  func nothing() throws {
    #expect(try replicaPlan("nginx-deployment", 42, of: ArticleCluster.state).remedies().rows.isEmpty)
  }

  @Test("counts the fewest nodes, with what their daemons take")
  func fewestNodes() throws {
    // A new node has 17 slots less aws-node and kube-proxy: 15 for pods, and 58 pods too many need four.
    let plan = try replicaPlan("nginx-deployment", 100, of: ArticleCluster.state(replicas: 2))
    #expect(
      remedies(plan).first { $0[0] == .text("add-nodes") }
        == remedy("add-nodes", subnet: "subnet-1", nodes: 4, run: 100))
    // With prefixes a node has 110 slots.
    #expect(
      remedies(plan).first { $0[0] == .text("prefix-delegation-new-nodes") }
        == remedy("prefix-delegation-new-nodes", subnet: "subnet-1", nodes: 1, run: 100))
  }

  @Test("stops adding nodes where their subnet has no address for them")
  func subnetEndsNodes() throws {
    // 5 free addresses: an interface and 4 pods on the nodes there are. A new node's own interface serves pods as well.
    let plan = try podsPlan(20, of: busyCluster(nodes: 2, free: 5))
    #expect(outcome(plan) == ran(4, waiting: 16, for: .ipAddresses))
    #expect(!remedies(plan).contains { $0[0] == .text("add-nodes") })
  }

  @Test("is prefix delegation on the nodes there are where addresses bind and whole blocks are free")
  func prefixDelegation() throws {
    let state = busyCluster(nodes: 1, free: 200)
    let plan = try podsPlan(40, of: state)
    #expect(outcome(plan) == ran(10, waiting: 30, for: .ipAddresses))
    #expect(remedies(plan).contains(remedy("prefix-delegation", run: 40)))
  }

  @Test("is another subnet of the zone where there is none left in the node's own")
  func otherSubnet() throws {
    let state = busyCluster(nodes: 1, free: 0) { snapshot in
      var elsewhere = subnet("subnet-3", free: 250, cidr: "10.0.2.0/24")
      elsewhere.zone = "zone-b"
      snapshot.subnets = .known([subnet(free: 0), subnet("subnet-2", free: 100, cidr: "10.0.1.0/24"), elsewhere])
    }
    let plan = try podsPlan(10, of: state)
    #expect(outcome(plan) == ran(0, waiting: 10, for: .ipAddresses))
    let other = remedies(plan).filter { $0[0] == .text("other-subnet") }
    #expect(other == [remedy("other-subnet", subnet: "subnet-2", run: 10)])
  }

  @Test("is more max pods where the node has addresses beyond its slots")
  func raisedMaxPods() throws {
    let plan = try podsPlan(10, of: busyCluster(nodes: 1, slots: 8, free: 200))
    #expect(outcome(plan) == ran(3, waiting: 7, for: .podSlots))
    #expect(remedies(plan).contains(remedy("raise-max-pods", nodes: 1, run: 10)))
  }

  @Test("is the highest share of the requests with which all pods run")
  func lowerRequests() throws {
    let state = ArticleCluster.state(replicas: 2)
    let plan = try podsPlan(6, cpu: "1", memory: "16Mi", of: state)
    #expect(outcome(plan) == ran(3, waiting: 3, for: .cpu))
    let report = plan.remedies()
    let cells = report.cells("remedy", "cpu_millicores", "memory_bytes", "run", "wait")
    #expect(
      cells.contains([.text("lower-requests"), .integer(960), .integer(16 << 20), .integer(6), .integer(0)]))
  }
}
