import Capacity
import OutsideText
import Testing

@testable import KubernetesAPI

@Suite("Pods")
struct PodRulesTests {
  @Test("requests are the containers' sum, or the largest init container, plus overhead")
  func initContainers() throws {
    let spec = Wire().message(2, container(cpu: "100m", memory: "64Mi")).message(2, container(cpu: "150m"))
      .message(20, container(cpu: "200m", memory: "1Gi")).message(20, container(cpu: "50m"))
      .message(32, entry("cpu", "7m")).message(32, entry("memory", "1Mi"))
    #expect(try pod(spec: spec).requests == PodRequests(cpuMillicores: 257, memoryBytes: 1025 << 20))
  }

  @Test("a sidecar runs beside the containers and beside the init containers after it")
  func sidecars() throws {
    let sidecar = container(cpu: "100m").text(24, "Always")
    let early = Wire().message(2, container(cpu: "200m")).message(20, sidecar).message(20, container(cpu: "250m"))
    #expect(try pod(spec: early).requests.cpuMillicores == 350)
    let late = Wire().message(2, container(cpu: "200m")).message(20, container(cpu: "250m")).message(20, sidecar)
    #expect(try pod(spec: late).requests.cpuMillicores == 300)
  }

  @Test("a request for the pod as a whole replaces the containers', per resource")
  func podLevel() throws {
    let whole = Wire().message(2, entry("cpu", "1"))
    let spec = Wire().message(2, container(cpu: "200m", memory: "1Mi")).message(40, whole)
      .message(32, entry("cpu", "10m"))
    #expect(try pod(spec: spec).requests == PodRequests(cpuMillicores: 1010, memoryBytes: 1 << 20))
  }

  /// `determineContainerReqs` of k8s.io/component-helpers/resource/helpers.go;
  /// https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
  @Test("while a container is resized in place, the larger of wanted, running and allocated counts")
  func resize() throws {
    let name = "web"
    func cpu(wanted: String, running: String?, allocated: String?, _ further: Wire = Wire()) throws -> Int64 {
      let spec = Wire().message(2, container(cpu: wanted).text(1, name))
      var status = Wire().text(1, name)
      if let allocated { status = status.message(10, entry("cpu", allocated)) }
      if let running { status = status.message(11, Wire().message(2, entry("cpu", running))) }
      return try pod(spec: spec, status: further.message(8, status)).requests.cpuMillicores
    }
    #expect(try cpu(wanted: "100m", running: "500m", allocated: "500m") == 500)
    #expect(try cpu(wanted: "700m", running: "500m", allocated: "500m") == 700)
    #expect(try cpu(wanted: "100m", running: "200m", allocated: "300m") == 300)
    #expect(try cpu(wanted: "100m", running: "100m", allocated: "100m") == 100)
    // Without `resources` the kubelet has not said anything yet.
    #expect(try cpu(wanted: "100m", running: nil, allocated: "900m") == 100)
    let infeasible = Wire().message(2, Wire().text(1, "PodResizePending").text(2, "True").text(5, "Infeasible"))
    #expect(try cpu(wanted: "64", running: "500m", allocated: "400m", infeasible) == 500)
    let deferred = Wire().message(2, Wire().text(1, "PodResizePending").text(2, "True").text(5, "Deferred"))
    #expect(try cpu(wanted: "64", running: "500m", allocated: "400m", deferred) == 64_000)
    #expect(try cpu(wanted: "64", running: "500m", allocated: "400m", Wire().text(14, "Infeasible")) == 500)
  }

  @Test("a sidecar is resized too, an init container that ends is not")
  func resizedSidecar() throws {
    let status = Wire().text(1, "side").message(10, entry("cpu", "300m"))
      .message(11, Wire().message(2, entry("cpu", "300m")))
    for (policy, expected) in [("Always", 300), ("", 100)] as [(String, Int64)] {
      let spec = Wire().message(20, container(cpu: "100m").text(1, "side").text(24, policy))
      #expect(try pod(spec: spec, status: Wire().message(10, status)).requests.cpuMillicores == expected)
    }
  }

  /// https://github.com/aws/amazon-vpc-cni-k8s#multi-homed-pods-v1200
  @Test(
    "pods with an address on each network card are those with the annotation",
    arguments: [("multi-nic-attachment", true), ("", false), ("single", false)])
  func multiHomed(value: String, isMultiHomed: Bool) throws {
    let annotation = Wire().text(1, "k8s.amazonaws.com/nicConfig").text(2, value)
    let other = Wire().text(1, "example.com/nicConfig").text(2, "multi-nic-attachment")
    #expect(try pod(metadata: identity.message(12, other).message(12, annotation)).isMultiHomed == isMultiHomed)
  }

  @Test("fractions are rounded once, after the sum")
  func rounding() throws {
    let spec = Wire().message(2, container(cpu: "400u")).message(2, container(cpu: "400u"))
    #expect(try pod(spec: spec).requests.cpuMillicores == 1)
  }

  @Test("a quantity that is none is an error that names the pod", arguments: ["1K", "", "0x10", "1.2.3"])
  func badQuantity(text: String) {
    let error = #expect(throws: DecodingFailure.self) {
      try pod(spec: Wire().message(2, container(cpu: text)))
    }
    #expect(error?.object == "pod ns/p")
    #expect(error?.description.contains("requests.cpu") == true)
  }

  @Test("resources that are not reserved by the scheduler's count of CPU and memory are not read")
  func otherResources() throws {
    let odd = Wire().message(8, Wire().message(2, entry("example.com/odd", "1K")))
    #expect(try pod(spec: Wire().message(2, odd)).requests == PodRequests())
  }

  @Test(
    "the workload is the controller, and a Deployment in place of its ReplicaSet",
    arguments: [
      ("ReplicaSet", "web-5dc7576778", "5dc7576778", "Deployment/web"),
      ("ReplicaSet", "web-5dc7576778", "", "ReplicaSet/web-5dc7576778"),
      ("ReplicaSet", "web-abc", "5dc7576778", "ReplicaSet/web-abc"),
      ("ReplicaSet", "-5dc7576778", "5dc7576778", "ReplicaSet/-5dc7576778"),
      ("StatefulSet", "db-5dc7576778", "5dc7576778", "StatefulSet/db-5dc7576778"),
      ("Node", "ip-10-0-0-1.ec2.internal", "", "Node/ip-10-0-0-1.ec2.internal"),
    ])
  func workload(kind: String, name: String, hash: String, expected: String) throws {
    let label = Wire().text(1, "pod-template-hash").text(2, hash)
    let other = Wire().text(1, "Other").text(3, "not-the-controller").number(6, 0)
    let owner = Wire().text(1, kind).text(3, name).number(6, 1)
    let metadata = identity.message(11, label).message(13, other).message(13, owner)
    #expect(try pod(metadata: metadata).workload == expected)
  }

  @Test("without a controller there is no workload")
  func noController() throws {
    let owner = Wire().text(1, "Thing").text(3, "x")
    #expect(try pod(metadata: identity.message(13, owner)).workload.isEmpty)
  }

  @Test("why it waits is shown only while it is not bound")
  func scheduling() throws {
    let refused = condition(status: "False", reason: "Unschedulable", message: "0/3 nodes are available")
    let status = Wire().text(1, "Pending").message(2, refused)
    let failure = try pod(status: status).schedulingFailure
    #expect(
      failure
        == SchedulingFailure(
          since: Timestamp(seconds: 77), apiReason: "Unschedulable", message: "0/3 nodes are available"))
    #expect(try pod(spec: Wire().text(10, "node-1"), status: status).schedulingFailure == nil)
    let bound = try pod(spec: Wire().text(10, "node-1"), status: Wire().message(2, condition(status: "True")))
    #expect(bound.scheduledAt == Timestamp(seconds: 77))
    #expect(try pod(status: Wire().text(1, "Pending")).schedulingFailure == nil)
  }

  @Test("a pod of both families has two addresses; what is none is an error")
  func addresses() throws {
    let dual = Wire().text(6, "10.0.0.7").message(12, Wire().text(1, "10.0.0.7")).message(12, Wire().text(1, "fd00::7"))
    #expect(try pod(status: dual).ip == IPAddress("10.0.0.7"))
    #expect(try pod(status: dual).secondIP == IPAddress("fd00::7"))
    #expect(throws: DecodingFailure.self) { try pod(status: Wire().text(6, "10.0.0")) }
  }

  @Test("a deletion time makes it terminating; null times are absent")
  func times() throws {
    let going = try pod(metadata: identity.message(9, Wire().number(1, 5).number(2, 0)))
    #expect(going.isTerminating)
    let fresh = try pod(metadata: identity.message(8, Wire()), status: Wire().message(7, Wire().number(1, -1)))
    #expect(!fresh.isTerminating && fresh.createdAt == nil && fresh.startedAt == Timestamp(seconds: -1))
  }

  @Test("a pod without name, namespace or UID is an error")
  func identityIsRequired() {
    for metadata in [
      Wire().text(3, "ns").text(5, "u"), Wire().text(1, "p").text(5, "u"), Wire().text(1, "p").text(3, "ns"),
    ] {
      #expect(throws: DecodingFailure.self) { try pod(metadata: metadata) }
    }
  }

  @Test("JSON follows the same rules for sidecars, overhead and pod-level requests")
  func json() throws {
    let text = #"""
      {"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"p","namespace":"ns","uid":"u",
      "deletionTimestamp":"2026-01-01T00:00:00Z","ownerReferences":[{"kind":"A","name":"a"},{"kind":"Job","name":"j",
      "controller":true}]},"spec":{"containers":[{"resources":{"requests":{"cpu":"200m","memory":5}}}],
      "initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"0.1"}}},
      {"resources":{"requests":{"cpu":"250m"}}}],"overhead":{"cpu":"7m"},"resources":{"requests":{"memory":"9"}}}}]}
      """#
    let pods = try Array(text.utf8).withUnsafeBytes { try KubernetesDecoding.pods($0, mediaType: Fixtures.json) }
    let pod = try #require(pods.first)
    #expect(pod.requests == PodRequests(cpuMillicores: 357, memoryBytes: 9))
    #expect(pod.workload == "Job/j" && pod.isTerminating)
  }

  @Test("a bad quantity or time in JSON names the pod", arguments: [#""cpu":"1K""#, #""cpu":"""#])
  func badJSON(request: String) {
    let text =
      #"{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"p","namespace":"ns","uid":"u"},"#
      + #""spec":{"containers":[{"resources":{"requests":{"# + request + #"}}}]}}]}"#
    let error = #expect(throws: DecodingFailure.self) {
      try Array(text.utf8).withUnsafeBytes { try KubernetesDecoding.pods($0, mediaType: Fixtures.json) }
    }
    #expect(error?.object == "pod ns/p")
  }

  private let identity = Wire().text(1, "p").text(3, "ns").text(5, "u")

  private func pod(metadata: Wire? = nil, spec: Wire = Wire(), status: Wire = Wire()) throws -> Pod {
    let pod = Wire().message(1, metadata ?? identity).message(2, spec).message(3, status)
    let pods = try Wire.page(items: [pod.bytes]).withUnsafeBytes {
      try KubernetesDecoding.pods($0, mediaType: Fixtures.protobuf)
    }
    return try #require(pods.first)
  }

  private func entry(_ resource: String, _ quantity: String) -> Wire {
    Wire().text(1, resource).message(2, Wire().text(1, quantity))
  }

  private func container(cpu: String, memory: String? = nil) -> Wire {
    var requests = Wire().message(2, entry("cpu", cpu)).message(1, entry("cpu", "99"))
    if let memory { requests = requests.message(2, entry("memory", memory)) }
    return Wire().text(1, "c").message(8, requests)
  }

  private func condition(status: String, reason: String = "", message: String = "") -> Wire {
    Wire().text(1, "PodScheduled").text(2, status).message(3, Wire())
      .message(4, Wire().number(1, 77).number(2, 0)).text(5, reason).text(6, message)
  }
}
