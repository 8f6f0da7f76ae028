import Capacity
import Testing

@testable import Reports

@Suite("What may be asked of a plan")
struct PlanQuestionTests {
  @Test("a name alone is one of the namespace default")
  func workloadNames() throws {
    #expect(try WorkloadName(parsing: "nginx").description == "default/nginx")
    #expect(try WorkloadName(parsing: "web/nginx").description == "web/nginx")
    #expect(try WorkloadName(parsing: "web/StatefulSet/nginx").description == "web/StatefulSet/nginx")
  }

  @Test("names with empty or too many parts are refused", arguments: ["", "/nginx", "web/", "a/b/c/d", "web//nginx"])
  func badNames(text: String) {
    #expect(throws: PlanError.badWorkload(text)) { try WorkloadName(parsing: text) }
  }

  @Test("an unknown workload is answered with those of a like name, else with all")
  func unknownWorkload() throws {
    let state = ArticleCluster.state
    let close = #expect(throws: PlanError.self) { try replicaPlan("web/nginx", 3, of: state) }
    #expect(
      close?.description
        == "there are no pods of a workload 'web/nginx'; there are default/Deployment/nginx-deployment")
    let far = #expect(throws: PlanError.self) { try replicaPlan("zzz", 3, of: state) }
    #expect(
      far?.description
        == "there are no pods of a workload 'default/zzz'; there are default/Deployment/nginx-deployment, "
        + "kube-system/Deployment/coredns")
    #expect(far?.isUsageError == false)
  }

  @Test("workloads of two kinds have to be told apart")
  func ambiguous() throws {
    var state = ArticleCluster.state
    var pods = try #require(state.snapshot.pods.value)
    let index = try #require(pods.firstIndex { $0.namespace == "default" })
    pods[index].workload = "Job/nginx-deployment"
    state.snapshot.pods = .known(pods)
    let name = try WorkloadName(parsing: "nginx-deployment")
    let choices = ["default/Deployment/nginx-deployment", "default/Job/nginx-deployment"]
    #expect(throws: PlanError.ambiguousWorkload(name, choices: choices)) {
      try replicaPlan("nginx-deployment", 3, of: state)
    }
    let plan = try replicaPlan("default/Deployment/nginx-deployment", 41, of: state)
    #expect(plan.summary.cells("workload", "run") == [[.text("default/Deployment/nginx-deployment"), .integer(41)]])
  }

  @Test("replicas do not apply to a DaemonSet")
  func daemonSet() throws {
    let name = try WorkloadName(parsing: "kube-system/aws-node")
    #expect(throws: PlanError.onePodPerNode(name)) {
      try replicaPlan("kube-system/aws-node", 3, of: ArticleCluster.state)
    }
    #expect(PlanError.onePodPerNode(name).isUsageError)
  }

  @Test("quantities are those of Kubernetes")
  func quantities() throws {
    let question = try PlanQuestion(pods: 3, cpu: "0.5", memory: "512Mi", isHostNetwork: false)
    let requests = PodRequests(cpuMillicores: 500, memoryBytes: 512 << 20)
    #expect(question == .pods(3, requests: requests, isHostNetwork: false))
    #expect(throws: PlanError.badQuantity("-1", option: "--cpu")) {
      try PlanQuestion(pods: 3, cpu: "-1", memory: nil, isHostNetwork: false)
    }
    #expect(throws: PlanError.badQuantity("512MB", option: "--memory")) {
      try PlanQuestion(pods: 3, cpu: nil, memory: "512MB", isHostNetwork: false)
    }
  }

  @Test("counts have bounds")
  func counts() {
    #expect(throws: PlanError.badCount(-1, option: "--replicas")) { try PlanQuestion(workload: "a", replicas: -1) }
    #expect(throws: PlanError.badCount(0, option: "--pods")) {
      try PlanQuestion(pods: 0, cpu: nil, memory: nil, isHostNetwork: false)
    }
  }

  @Test("a surge is a number of nodes or a share of them")
  func surge() throws {
    #expect(try Surge(parsing: "3") == .nodes(3) && Surge(parsing: "25%") == .percent(25))
    for text in ["0", "101", "25 %", "%", "-1", "1.5", "x"] {
      #expect(throws: PlanError.badSurge(text)) { try Surge(parsing: text) }
    }
    // Two nodes per zone, unless more may be replaced at a time.
    #expect(Surge.nodes(1).nodes(beside: 10, zones: 3) == 6 && Surge.nodes(20).nodes(beside: 30, zones: 3) == 20)
    #expect(Surge.percent(33).nodes(beside: 100, zones: 1) == 33 && Surge.percent(1).nodes(beside: 5, zones: 1) == 2)
  }

  @Test("settings are variables of the warm pool with values they take")
  func settings() throws {
    let changes = try CNIChanges(parsing: "WARM_IP_TARGET=2,WARM_ENI_TARGET=,ENABLE_PREFIX_DELEGATION=true")
    let base = CNISettings(environment: ["WARM_ENI_TARGET": "1", "MAX_ENI": "3"])
    #expect(
      changes.applied(to: base).environment
        == ["WARM_IP_TARGET": "2", "ENABLE_PREFIX_DELEGATION": "true", "MAX_ENI": "3"])
    #expect(throws: PlanError.unknownVariable("WARM_IPS", known: WarmPool.variables)) {
      try CNIChanges(parsing: "WARM_IPS=2")
    }
    let bad = ["", "WARM_IP_TARGET", "WARM_IP_TARGET=-1", "WARM_IP_TARGET=x", "ENABLE_PREFIX_DELEGATION=2"]
    for text in bad { #expect(throws: PlanError.badSetting(text)) { try CNIChanges(parsing: text) } }
    #expect(throws: PlanError.badSetting("MAX_ENI=2")) { try CNIChanges(parsing: "MAX_ENI=1,MAX_ENI=2") }
  }

  @Test("a history of several clusters needs one to be chosen")
  func severalClusters() throws {
    let one = ArticleCluster.state
    var other = one
    other.cluster = cluster("other", id: 2)
    let history = FakeHistory(
      FakeHistory.Cluster(cluster: one.cluster, states: [one]),
      FakeHistory.Cluster(cluster: other.cluster, states: [other]))
    let question = try PlanQuestion(workload: "nginx-deployment", replicas: 50)
    #expect(throws: PlanError.severalClusters(["myeks", "other"])) {
      try ReplicaPlan(question, request: ReportRequest(now: noon), from: history)
    }
    let plan = try ReplicaPlan(question, request: ReportRequest(clusters: ["other"], now: noon), from: history)
    #expect(plan.nodes.cells("cluster") == Array(repeating: [.text("other")], count: 3))
  }
}
