import Capacity
import OutsideText
import Testing

@testable import KubernetesAPI

@Suite("Nodes")
struct NodeRulesTests {
  @Test("labels in their older names count where the newer ones are missing")
  func olderLabels() throws {
    let node = try node(labels: [
      "beta.kubernetes.io/instance-type": "m5.large", "failure-domain.beta.kubernetes.io/zone": "eu-west-1a",
    ])
    #expect(node.instanceType == "m5.large" && node.zone == "eu-west-1a")
    let both = try self.node(labels: [
      "beta.kubernetes.io/instance-type": "old", "node.kubernetes.io/instance-type": "new",
      "topology.kubernetes.io/zone": "",
    ])
    #expect(both.instanceType == "new" && both.zone == nil)
  }

  @Test("the node group is the first label that names one")
  func nodeGroup() throws {
    let inOrder = [
      "eks.amazonaws.com/nodegroup", "karpenter.sh/nodepool", "karpenter.sh/provisioner-name",
      "alpha.eksctl.io/nodegroup-name",
      "eks.amazonaws.com/fargate-profile", "kops.k8s.io/instancegroup", "node.kubernetes.io/instancegroup",
    ]
    for first in inOrder.indices {
      let labels = Dictionary(uniqueKeysWithValues: inOrder[first...].map { ($0, "group of \($0)") })
      #expect(try node(labels: labels).nodeGroup == "group of \(inOrder[first])")
    }
    #expect(try node().nodeGroup == nil)
  }

  @Test(
    "who runs the machine",
    arguments: [
      (nil, "aws:///ap-northeast-2a/i-20658116a77920081", ComputeKind.ec2), ("auto", "aws:///a/i-1", .autoMode),
      ("fargate", "aws:///a/0123/fargate-ip-10-0-0-1", .fargate), (nil, "aws:///a/0123/fargate-ip-10-0-0-1", .fargate),
      ("hybrid", "", .hybrid), (nil, "eks-hybrid:///eu-west-1/c/mi-0123", .hybrid), (nil, "gce://p/z/vm", .other),
      (nil, "", .other), ("ec2", "aws:///a/i-1", .ec2),
    ] as [(String?, String, ComputeKind)])
  func compute(label: String?, providerID: String, expected: ComputeKind) throws {
    let labels = label.map { ["eks.amazonaws.com/compute-type": $0] } ?? [:]
    #expect(try node(labels: labels, providerID: providerID).compute == expected)
  }

  @Test("taints are sorted, cordons and conditions are read, the trunk label is seen")
  func state() throws {
    let taints = [("b", "NoExecute"), ("a", "NoSchedule")].map { Wire().text(1, $0.0).text(2, "").text(3, $0.1) }
    let spec = Wire().number(4, 1).message(5, taints[0]).message(5, taints[1])
    let ready = Wire().text(1, "Ready").text(2, "Unknown")
    let node = try node(
      labels: ["vpc.amazonaws.com/has-trunk-attached": "true"], spec: spec, status: Wire().message(4, ready))
    #expect(node.taints == [Taint(key: "a", effect: "NoSchedule"), Taint(key: "b", effect: "NoExecute")])
    #expect(!node.isSchedulable && !node.isReady && node.hasTrunkENI)
  }

  @Test("all resources that bear on capacity are converted once; absent ones stay absent")
  func allocatable() throws {
    let resources = [
      ("cpu", "1930m"), ("memory", "3388304Ki"), ("pods", "17"), ("vpc.amazonaws.com/pod-eni", "9"),
      ("vpc.amazonaws.com/PrivateIPv4Address", "14"), ("hugepages-2Mi", "1.5Gi"), ("example.com/gpu", "no quantity"),
    ]
    let status = resources.reduce(Wire()) { $0.message(2, Wire().text(1, $1.0).message(2, Wire().text(1, $1.1))) }
    #expect(
      try node(status: status).allocatable
        == Allocatable(
          cpuMillicores: 1930, memoryBytes: 3_469_623_296, hugepages2MiBytes: 1_610_612_736, pods: 17, podENIs: 9,
          privateIPv4Addresses: 14))
  }

  @Test("a quantity or address that is none is an error that names node and field")
  func bad() {
    let pods = Wire().message(2, Wire().text(1, "pods").message(2, Wire().text(1, "many")))
    let error = #expect(throws: DecodingFailure.self) { try node(status: pods) }
    #expect(error?.object == "node n")
    #expect(error?.description.contains("status.allocatable pods") == true)
    let address = Wire().message(5, Wire().text(1, "InternalIP").text(2, "ten"))
    #expect(throws: DecodingFailure.self) { try node(status: address) }
  }

  @Test("of several addresses the first internal and the first external one count")
  func addresses() throws {
    let pairs = [
      ("Hostname", "n"), ("InternalIP", "10.0.0.1"), ("InternalIP", "fd00::1"), ("ExternalIP", "203.0.113.9"),
    ]
    let status = pairs.reduce(Wire()) { $0.message(5, Wire().text(1, $1.0).text(2, $1.1)) }
    #expect(try node(status: status).internalIP == IPAddress("10.0.0.1"))
    #expect(try node(status: status).externalIP == IPAddress("203.0.113.9"))
  }

  private func node(
    labels: [String: String] = [:], providerID: String = "", spec: Wire = Wire(), status: Wire = Wire()
  ) throws -> Node {
    let metadata = labels.reduce(Wire().text(1, "n").text(5, "u")) {
      $0.message(11, Wire().text(1, $1.key).text(2, $1.value))
    }
    let node = Wire().message(1, metadata).message(2, spec.text(3, providerID)).message(3, status)
    let nodes = try Wire.page(kind: "NodeList", items: [node.bytes]).withUnsafeBytes {
      try KubernetesDecoding.nodes($0, mediaType: Fixtures.protobuf)
    }
    return try #require(nodes.first)
  }
}
