import Capacity
import Testing

@testable import Reports

@Suite("A plan for replicas")
struct ReplicaPlanTests {
  private let full: [ReportCell] = [
    .text("default/nginx-deployment"), .integer(50), .integer(42), .integer(8), .text("PodSlots"),
  ]

  @Test("says of the article's cluster at 2 replicas that 42 of 50 run and 8 wait for slots")
  func article() throws {
    let plan = try replicaPlan("default/nginx-deployment", 50, of: ArticleCluster.state(replicas: 2))
    #expect(plan.summary.table.columns.map(\.name) == ["workload", "replicas", "run", "wait", "reason"])
    #expect(plan.summary.rows == [full])
    #expect(plan.summary.notices == [])
  }

  @Test("keeps what runs already, and counts its own waiting pods once")
  func articleAtFifty() throws {
    #expect(try replicaPlan("nginx-deployment", 50, of: ArticleCluster.state).summary.rows == [full])
    let more = try replicaPlan("nginx-deployment", 60, of: ArticleCluster.state)
    #expect(outcome(more) == ran(42, waiting: 18, for: .podSlots))
  }

  @Test("runs everything where it fits, and where it scales down")
  func fits() throws {
    #expect(outcome(try replicaPlan("nginx-deployment", 42, of: ArticleCluster.state(replicas: 2))) == ran(42))
    #expect(outcome(try replicaPlan("nginx-deployment", 1, of: ArticleCluster.state)) == ran(1))
    #expect(outcome(try replicaPlan("nginx-deployment", 0, of: ArticleCluster.state)) == ran(0))
  }

  @Test("shows each node's part in it, and what is left there")
  func nodes() throws {
    let plan = try replicaPlan("nginx-deployment", 50, of: ArticleCluster.state(replicas: 2))
    let rows = plan.nodes.cells("run", "placed", "slots_free", "effective_free", "limit")
    // Both replicas run on the first node.
    #expect(
      rows == [
        [.integer(14), .integer(12), .integer(0), .integer(0), .text("PodSlots")],
        [.integer(14), .integer(14), .integer(0), .integer(0), .text("PodSlots")],
        [.integer(14), .integer(14), .integer(0), .integer(0), .text("PodSlots")],
      ])
    let down = try replicaPlan("nginx-deployment", 1, of: ArticleCluster.state)
    #expect(down.nodes.cells("run") == [[.absent], [.absent], [.absent]])
  }

  @Test("counts CPU and memory that pods request, and says which of them binds")
  func requests() throws {
    let state = ArticleCluster.state(replicas: 2)
    #expect(outcome(try podsPlan(4, cpu: "1", of: state)) == ran(3, waiting: 1, for: .cpu))
    #expect(outcome(try podsPlan(4, memory: "2Gi", of: state)) == ran(3, waiting: 1, for: .memory))
    #expect(outcome(try podsPlan(3, cpu: "1930m", memory: "3388304Ki", of: state)) == ran(3))
    let row = try podsPlan(4, cpu: "1", of: state).summary.rows
    #expect(row == [[.absent, .integer(4), .integer(3), .integer(1), .text("CPU")]])
  }

  @Test("takes requests off what bound pods leave")
  func reserved() throws {
    var state = ArticleCluster.state(replicas: 2)
    var pods = try #require(state.snapshot.pods.value)
    for index in pods.indices where pods[index].name.hasPrefix("coredns") {
      pods[index].requests = PodRequests(cpuMillicores: 931)
    }
    state.snapshot.pods = .known(pods)
    #expect(outcome(try podsPlan(1, cpu: "1", of: state)) == ran(0, waiting: 1, for: .cpu))
  }

  @Test("lets several nodes share what their subnet has")
  func sharedSubnet() throws {
    // Each interface takes a primary address besides: 6 + 6 + 3 addresses for 5 + 5 + 2 pods.
    #expect(outcome(try podsPlan(30, of: busyCluster(nodes: 3, free: 15))) == ran(12, waiting: 18, for: .ipAddresses))
    #expect(outcome(try podsPlan(30, of: busyCluster(nodes: 3, free: 36))) == ran(30))
    #expect(
      outcome(try podsPlan(31, of: busyCluster(nodes: 3, free: 200))) == ran(30, waiting: 1, for: .ipAddresses))
  }

  @Test("makes the most of a scarce subnet before it says that pods wait")
  func frugal() throws {
    // Spread over two nodes, six addresses would be two primary ones and four pods.
    #expect(outcome(try podsPlan(6, of: busyCluster(nodes: 2, free: 6))) == ran(5, waiting: 1, for: .ipAddresses))
  }

  @Test("spreads pods over the nodes")
  func spread() throws {
    let plan = try podsPlan(4, of: busyCluster(nodes: 2, free: 100))
    #expect(plan.nodes.cells("placed") == [[.integer(2)], [.integer(2)]])
  }

  @Test("places pods on the host network where there are slots but no addresses")
  func hostNetwork() throws {
    let state = busyCluster(nodes: 1, slots: 8, free: 0)
    #expect(outcome(try podsPlan(3, hostNetwork: true, of: state)) == ran(3))
    #expect(outcome(try podsPlan(3, of: state)) == ran(0, waiting: 3, for: .ipAddresses))
  }

  @Test("leaves out nodes that take no pods")
  func excluded() throws {
    let tainted = busyCluster(nodes: 3, free: 200) { snapshot in
      var nodes = snapshot.nodes.value ?? []
      nodes[0].taints = [Taint(key: "gpu", effect: "NoSchedule")]
      nodes[1].isSchedulable = false
      nodes[2].isReady = false
      snapshot.nodes = .known(nodes)
    }
    let plan = try podsPlan(1, of: tainted)
    #expect(outcome(plan) == ran(0, waiting: 1, for: .taint))
    #expect(plan.nodes.cells("limit") == [[.text("Taint")], [.text("Taint")], [.text("Taint")]])
    let preferred = busyCluster(nodes: 1, free: 200) { snapshot in
      var nodes = snapshot.nodes.value ?? []
      nodes[0].taints = [Taint(key: "spot", effect: "PreferNoSchedule")]
      snapshot.nodes = .known(nodes)
    }
    #expect(outcome(try podsPlan(1, of: preferred)) == ran(1))
  }

  @Test("does without addresses where they are unknown, and says so")
  func withoutEC2() throws {
    var state = busyCluster(nodes: 2, slots: 8, free: 0)
    state.snapshot.networkInterfaces = .notAsked
    let plan = try podsPlan(9, of: state)
    #expect(outcome(plan) == ran(6, waiting: 3, for: .podSlots))
    #expect(plan.summary.notices == ["myeks: the addresses of 2 nodes are unknown and not considered"])
    #expect(plan.nodes.cells("effective_free") == [[.integer(0)], [.integer(0)]])
  }

  @Test("without known pods there is no plan")
  func podsUnknown() throws {
    var state = busyCluster(nodes: 1, free: 9)
    state.snapshot.pods = .unknown(.failed, error: "connection refused")
    #expect(throws: PlanError.unknown(["pods"], cluster: "myeks")) { try podsPlan(1, of: state) }
  }

  @Test("places pods that wait for capacity already first, and leaves those out that wait for something else")
  func competing() throws {
    let state = busyCluster(nodes: 1, slots: 8, free: 200) { snapshot in
      var others = (0..<2).map { pod(500 + $0, on: nil, phase: .pending, name: "other-\($0)") }
      others[0].schedulingFailure = SchedulingFailure(
        since: noon, apiReason: "Unschedulable", message: "0/1 nodes are available: 1 Too many pods.")
      others[1].schedulingFailure = SchedulingFailure(
        since: noon, apiReason: "Unschedulable",
        message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.")
      snapshot.pods = .known((snapshot.pods.value ?? []) + others)
    }
    let plan = try podsPlan(3, of: state)
    #expect(outcome(plan) == ran(2, waiting: 1, for: .podSlots))
    #expect(
      plan.summary.notices == [
        "myeks: pods that wait for something other than slots, addresses, CPU or memory are left out: 1 for Affinity",
        "myeks: pods of other workloads that wait already and are placed first: 1",
      ])
  }

  @Test("a replica that is bound and gets no address waits for one")
  func boundWithoutAddress() throws {
    let state = busyCluster(nodes: 1, free: 1) { snapshot in
      var waiting = pod(500, ip: nil, phase: .pending, name: "web-1")
      waiting.workload = "Deployment/web"
      snapshot.pods = .known((snapshot.pods.value ?? []) + [waiting])
    }
    // One address is too few for an interface and a pod.
    #expect(outcome(try replicaPlan("web", 1, of: state)) == ran(0, waiting: 1, for: .ipAddresses))
  }

  @Test("takes the requests of the newest replica")
  func newest() throws {
    let state = busyCluster(nodes: 1, slots: 10, free: 200) { snapshot in
      var nodes = snapshot.nodes.value ?? []
      nodes[0].allocatable.cpuMillicores = 1000
      var pods = snapshot.pods.value ?? []
      for index in 0..<2 {
        pods[index].workload = "Deployment/web"
        pods[index].createdAt = noon + Int64(-index)
        pods[index].requests = PodRequests(cpuMillicores: index == 0 ? 300 : 100)
      }
      snapshot.nodes = .known(nodes)
      snapshot.pods = .known(pods)
    }
    #expect(outcome(try replicaPlan("web", 5, of: state)) == ran(4, waiting: 1, for: .cpu))
  }
}
