import Capacity
import Testing

@testable import KubernetesAPI

@Suite("Recorded responses")
struct ContractTests {
  @Test("protobuf and JSON give equal nodes", arguments: Fixtures.steps)
  func nodes(step: String) throws {
    let protobuf = try decoded("\(step)/nodes.pb", Fixtures.protobuf, KubernetesDecoding.nodes)
    #expect(protobuf == (try decoded("\(step)/nodes.json", Fixtures.json, KubernetesDecoding.nodes)))
    #expect(protobuf.count == 3)
    #expect(protobuf.allSatisfy { $0.allocatable.pods == 17 && $0.compute == .ec2 && $0.isReady && $0.isSchedulable })
  }

  @Test("protobuf and JSON give equal pods", arguments: Fixtures.steps)
  func pods(step: String) throws {
    let protobuf = try decoded("\(step)/pods.pb", Fixtures.protobuf, KubernetesDecoding.pods)
    #expect(protobuf == (try decoded("\(step)/pods.json", Fixtures.json, KubernetesDecoding.pods)))
    let nginx = protobuf.filter { $0.workload == "Deployment/nginx-deployment" }
    #expect(nginx.count == Int(step.suffix(2)))
  }

  @Test("protobuf and JSON give equal events", arguments: Fixtures.steps)
  func events(step: String) throws {
    let protobuf = try decoded("\(step)/events.pb", Fixtures.protobuf, KubernetesDecoding.events)
    #expect(protobuf == (try decoded("\(step)/events.json", Fixtures.json, KubernetesDecoding.events)))
    #expect(protobuf.allSatisfy { CapacityEvent.recordedReasons.contains($0.reason) && $0.count >= 1 })
  }

  @Test("a node has all that was recorded of it")
  func node() throws {
    let nodes = try decoded("replicas-50/nodes.pb", Fixtures.protobuf, KubernetesDecoding.nodes)
    let expected = Node(
      uid: UID(opaque: "170efaeb-2f53-445c-baac-e84b177fc370"),
      name: "ip-192-168-1-111.ap-northeast-2.compute.internal", createdAt: Timestamp(rfc3339: "2026-11-23T04:39:15Z"),
      providerID: "aws:///ap-northeast-2a/i-20658116a77920081", instanceType: "t3.medium", zone: "ap-northeast-2a",
      nodeGroup: "ng1", compute: .ec2, isReady: true, isSchedulable: true,
      allocatable: Allocatable(
        cpuMillicores: 1930, memoryBytes: 3_388_304 * 1024, ephemeralStorageBytes: 27_905_944_324, hugepages1GiBytes: 0,
        hugepages2MiBytes: 0, pods: 17),
      internalIP: IPAddress("192.168.1.111"), kubeletVersion: "v1.30.4-eks-a737599", operatingSystem: "linux")
    #expect(nodes.first == expected)
  }

  @Test("a pod has all that was recorded of it")
  func pod() throws {
    let pods = try decoded("replicas-50/pods.pb", Fixtures.protobuf, KubernetesDecoding.pods)
    let expected = Pod(
      uid: UID(opaque: "d471c689-4a0a-4d3d-8a36-c4d1f1caa3bc"), namespace: "default",
      name: "nginx-deployment-5dc7576778-26vtn", workload: "Deployment/nginx-deployment",
      createdAt: Timestamp(rfc3339: "2026-11-23T04:39:21Z"), requests: PodRequests(cpuMillicores: 10),
      node: "ip-192-168-2-59.ap-northeast-2.compute.internal", phase: .running, ip: IPAddress("192.168.2.73"),
      scheduledAt: Timestamp(rfc3339: "2026-11-23T04:39:21Z"), startedAt: Timestamp(rfc3339: "2026-11-23T04:39:22Z"))
    #expect(pods.first == expected)
    #expect(pods.last?.isHostNetwork == true)
    #expect(pods.last?.workload == "DaemonSet/kube-proxy")
  }

  @Test("at 50 replicas 42 run and 8 wait for a slot, in the scheduler's words")
  func pending() throws {
    let pods = try decoded("replicas-50/pods.pb", Fixtures.protobuf, KubernetesDecoding.pods)
    let nginx = pods.filter { $0.workload == "Deployment/nginx-deployment" }
    let waiting = nginx.filter { $0.node == nil }
    #expect(nginx.count { $0.phase == .running && $0.holdsAddress } == 42)
    #expect(waiting.count == 8)
    #expect(
      waiting.allSatisfy {
        $0.schedulingFailure?.message == "0/3 nodes are available: 3 Too many pods."
          && $0.schedulingFailure?.apiReason == "Unschedulable" && $0.schedulingFailure?.since != nil
      })
    let events = try decoded("replicas-50/events.pb", Fixtures.protobuf, KubernetesDecoding.events)
    let failures = events.filter { $0.reason == "FailedScheduling" }
    #expect(Set(waiting.map(\.uid)).isSubset(of: Set(failures.compactMap(\.involved.uid))))
    #expect(failures.allSatisfy { $0.reporter == "default-scheduler" && $0.firstSeenAt <= $0.lastSeenAt })
  }

  private func decoded<Item>(
    _ path: String, _ type: String,
    _ decode: (UnsafeRawBufferPointer, String) throws(DecodingFailure) -> [Item]
  ) throws -> [Item] {
    try Fixtures.bytes("eks-pod-limit/\(path)").withUnsafeBytes { try decode($0, type) }
  }
}
