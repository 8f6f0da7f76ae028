import Capacity
import Foundation
import Testing

@testable import ClusterSimulator

/// What a list says of a pod, read from either encoding.
private struct PodFacts: Hashable {
  var name, uid, owner, node, phase, ip, condition, message: String
  var createdAt: Timestamp?
  var isHostNetwork: Bool
}

extension PodFacts {
  init(json: JSONObject) {
    let (metadata, spec, status) = (json["metadata"], json["spec"], json["status"])
    let scheduled = status["conditions"].list.first { $0["type"].string == "PodScheduled" }
    self.init(
      name: metadata["name"].string ?? "", uid: metadata["uid"].string ?? "",
      owner: metadata["ownerReferences"].list.first?["name"].string ?? "", node: spec["nodeName"].string ?? "",
      phase: status["phase"].string ?? "", ip: status["podIP"].string ?? "",
      condition: scheduled?["status"].string ?? "", message: scheduled?["message"].string ?? "",
      createdAt: Timestamp(rfc3339: metadata["creationTimestamp"].string ?? ""),
      isHostNetwork: spec["hostNetwork"].bool ?? false)
  }

  init(protobuf: ProtobufFields) throws {
    let (metadata, spec, status) = (try protobuf.message(1), try protobuf.message(2), try protobuf.message(3))
    let scheduled = try status.messages(2).first { $0.string(1) == "PodScheduled" }
    self.init(
      name: metadata.string(1) ?? "", uid: metadata.string(5) ?? "",
      owner: try metadata.message(13).string(3) ?? "", node: spec.string(10) ?? "",
      phase: status.string(1) ?? "", ip: status.string(6) ?? "",
      condition: scheduled?.string(2) ?? "", message: scheduled?.string(6) ?? "",
      createdAt: Timestamp(seconds: Int64(try metadata.message(8).integer(1) ?? 0)),
      isHostNetwork: spec.integer(11) == 1)
  }
}

@Suite("Wire formats")
struct WireTests {
  private func body(_ resource: String, protobuf: Bool, of cluster: SimulatedCluster) -> [UInt8] {
    var (api, cluster) = (SimulatedKubernetesAPI(tokens: ["t"]), cluster)
    let request = SimulatedRequest(
      method: "GET", path: "/api/v1/" + resource,
      headers: [
        "authorization": "Bearer t", "accept": protobuf ? ProtobufWriter.contentType : JSONWriter.contentType,
      ])
    return api.respond(to: request, cluster: &cluster, fault: nil).body
  }

  private func pods(json: [UInt8], protobuf: [UInt8]) throws -> (json: [PodFacts], protobuf: [PodFacts]) {
    (
      try JSONObject(json)["items"].list.map { PodFacts(json: $0) },
      try ProtobufFields(envelope: protobuf).object.messages(2).map { try PodFacts(protobuf: $0) }
    )
  }

  @Test("say the same of pods in JSON and protobuf, and the reader of this test agrees with recorded ones")
  func pods() throws {
    let recorded = try pods(
      json: Array(fixture("eks-pod-limit/replicas-50/pods.json")),
      protobuf: Array(fixture("eks-pod-limit/replicas-50/pods.pb")))
    #expect(recorded.json == recorded.protobuf)
    #expect(recorded.json.count == 59)

    let cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
    let simulated = try pods(
      json: body("pods", protobuf: false, of: cluster), protobuf: body("pods", protobuf: true, of: cluster))
    #expect(simulated.json == simulated.protobuf)
    #expect(simulated.json.map(\.uid) == cluster.pods.map(\.uid.description))
    #expect(simulated.json.map(\.ip) == cluster.pods.map { $0.ip?.description ?? "" })
    #expect(Set(simulated.json.map(\.phase)) == Set(recorded.json.map(\.phase)))
    #expect(simulated.json.count { $0.message == "0/3 nodes are available: 3 Too many pods." } == 8)
  }

  @Test("show Allocatable, addresses and provider id of nodes by the recorded field numbers")
  func nodes() throws {
    let cluster = try SimulatedCluster.article(startingAt: start)
    let simulated = try ProtobufFields(envelope: body("nodes", protobuf: true, of: cluster)).object.messages(2)
    let recorded = try ProtobufFields(envelope: Array(fixture("eks-pod-limit/replicas-02/nodes.pb"))).object.messages(2)
    for (mine, theirs) in zip(simulated, recorded) {
      #expect(mine.string(1) != nil && theirs.string(1) != nil)
      let quantities = try [mine, theirs].map { node in
        try node.message(3).messages(2).map { "\($0.string(1) ?? "")=\(try $0.message(2).string(1) ?? "")" }.sorted()
      }
      #expect(quantities[0] == quantities[1])
      let addresses = try [mine, theirs].map { try $0.message(3).messages(5).first.map { $0.string(2) } }
      #expect(addresses[0] == addresses[1])
      #expect(try mine.message(2).string(3)?.hasPrefix("aws:///ap-northeast-2") == true)
      #expect(try mine.message(3).message(7).string(7) == theirs.message(3).message(7).string(7))
      #expect(
        try mine.message(3).messages(4).map { $0.string(1) } == theirs.message(3).messages(4).map { $0.string(1) })
    }
  }

  @Test("write the scheduler's events without count, source and classic times, the kubelet's with them")
  func events() throws {
    var cluster = try SimulatedCluster.article(replicas: 43, startingAt: start)
    cluster.advance(to: start + 700)
    let items = try JSONObject(body("events", protobuf: false, of: cluster))["items"].list
    let failed = items.filter { $0["reason"].string == "FailedScheduling" }
    #expect(failed.count == 2)
    for event in failed {
      #expect(event["firstTimestamp"].isNull && event["lastTimestamp"].isNull)
      #expect(event["count"].integer == nil)
      #expect(event["source"].keys.isEmpty)
      #expect(event["reportingComponent"].string == "default-scheduler")
      #expect(event["eventTime"].string?.count == "2026-01-05T00:00:00.000000Z".count)
    }
    #expect(failed.compactMap { $0["series"]["count"].integer } == [2])
    let started = try #require(items.first { $0["reason"].string == "Started" })
    #expect(started["count"].integer == 1)
    #expect(started["source"]["component"].string == "kubelet")
    #expect(started["eventTime"].isNull)
    let binary = try ProtobufFields(envelope: body("events", protobuf: true, of: cluster)).object.messages(2)
    #expect(binary.map { $0.string(4) } == items.map { $0["message"].string })
    #expect(try binary.compactMap { try $0.messages(11).first?.integer(1) } == [2])
  }

  @Test("have no field that the recorded answers lack, but for the listed ones")
  func shapes() throws {
    let cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
    let additions: Set = [
      // Later releases and kubelets write these; the recording's stand-in for the kubelet did not.
      "nodes.items.metadata.labels.eks.amazonaws.com/capacityType", "nodes.items.status.conditions.message",
      "pods.items.spec.tolerations.tolerationSeconds", "pods.items.status.conditions.reason",
      "pods.items.spec.tolerations.key", "pods.items.spec.tolerations.effect", "events.items.source.host",
      "nodes.metadata.resourceVersion",
    ]
    for resource in ["nodes", "pods", "events"] {
      let mine = Self.paths(try JSONObject(body(resource, protobuf: false, of: cluster)), resource)
      let theirs = Self.paths(try JSONObject(fixture("eks-pod-limit/replicas-50/\(resource).json")), resource)
      #expect(mine.subtracting(theirs).subtracting(additions) == [])
    }
  }

  /// The paths of all members, without what managed fields hold.
  private static func paths(_ object: JSONObject, _ prefix: String) -> Set<String> {
    var paths: Set<String> = []
    for element in object.list { paths.formUnion(Self.paths(element, prefix)) }
    for key in object.keys where key != "fieldsV1" {
      paths.insert(prefix + "." + key)
      paths.formUnion(Self.paths(object[key], prefix + "." + key))
    }
    return paths
  }

  @Test("escape what JSON and protobuf cannot hold bare")
  func escapes() throws {
    let message = WireMessage([
      WireField("text", 1, .string("a\"b\\c\n<d>\u{1}é")), WireField("number", 2, .integer(-1)),
    ])
    let json = try JSONObject(JSONWriter.body(message, apiVersion: "v1", kind: "X"))
    #expect(json["text"].string == "a\"b\\c\n<d>\u{1}é")
    let fields = try ProtobufFields(envelope: ProtobufWriter.body(message, apiVersion: "v1", kind: "X"))
    #expect(try fields.object.string(1) == "a\"b\\c\n<d>\u{1}é")
    #expect(try fields.object.integer(2) == -1)
    #expect(try fields.message(1).string(2) == "X")
  }

  @Test("pack gzip that gunzip unpacks")
  func gzip() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "simulator-gzip-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Gzip.stored(bytes)).write(to: folder.appending(path: "x.gz"))
    #expect(try run("gzip", ["-d", folder.appending(path: "x.gz").path]).status == 0)
    #expect(try Data(contentsOf: folder.appending(path: "x")) == Data(bytes))
  }
}
