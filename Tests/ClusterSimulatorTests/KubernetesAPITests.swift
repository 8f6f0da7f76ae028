import Capacity
import Foundation
import Testing

@testable import ClusterSimulator

@Suite("The simulated Kubernetes API")
struct KubernetesAPITests {
  private var api = SimulatedKubernetesAPI(tokens: ["secret"])
  private var cluster: SimulatedCluster

  init() throws {
    cluster = try SimulatedCluster.article(replicas: 50, startingAt: start)
  }

  private mutating func get(
    _ path: String, _ query: [String: String] = [:], accept: String? = nil, token: String? = "secret",
    gzip: Bool = false
  ) -> SimulatedResponse {
    var headers = ["accept": accept].compactMapValues(\.self)
    if let token { headers["authorization"] = "Bearer " + token }
    if gzip { headers["accept-encoding"] = "deflate, gzip" }
    let request = SimulatedRequest(method: "GET", path: path, query: query, headers: headers)
    return api.respond(to: request, cluster: &cluster, fault: nil)
  }

  private mutating func pages(_ limit: Int, between: (inout SimulatedCluster) throws -> Void) throws -> [JSONObject] {
    var pages: [JSONObject] = []
    var token = ""
    repeat {
      let response = get("/api/v1/pods", ["limit": String(limit), "continue": token])
      #expect(response.status == 200)
      pages.append(try JSONObject(response.body))
      token = pages.last?["metadata"]["continue"].string ?? ""
      try between(&cluster)
    } while !token.isEmpty
    return pages
  }

  @Test("gives a list in pages that show one moment, whatever happens meanwhile")
  mutating func paging() throws {
    let whole = try JSONObject(get("/api/v1/pods").body)
    let pages = try pages(13) { cluster in
      try cluster.scale(SimulatedCluster.nginxDeployment, to: 10)
      cluster.advance(by: 45)
    }
    #expect(pages.map { $0["items"].list.count } == [13, 13, 13, 13, 7])
    #expect(pages.map { $0["metadata"]["remainingItemCount"].integer } == [46, 33, 20, 7, nil])
    #expect(Set(pages.map { $0["metadata"]["resourceVersion"].string }).count == 1)
    let names = pages.flatMap { $0["items"].list.map { $0["metadata"]["name"].string } }
    #expect(names == whole["items"].list.map { $0["metadata"]["name"].string })
  }

  @Test("answers a token of before a compaction with 410 and one that goes on after the same pod")
  mutating func expiry() throws {
    let first = try JSONObject(get("/api/v1/pods", ["limit": "20"]).body)
    let token = try #require(first["metadata"]["continue"].string)
    api.compact()
    let expired = get("/api/v1/pods", ["limit": "20", "continue": token])
    #expect(expired.status == 410)
    let status = try JSONObject(expired.body)
    #expect(status["reason"].string == "Expired")
    let fresh = try #require(status["metadata"]["continue"].string)
    let rest = try JSONObject(get("/api/v1/pods", ["continue": fresh]).body)
    #expect(rest["items"].list.count == 39)
  }

  @Test("refuses a token that it did not write")
  mutating func badToken() throws {
    let response = get("/api/v1/pods", ["continue": "bm9uc2Vuc2U"])
    #expect(response.status == 400)
    #expect(try JSONObject(response.body)["reason"].string == "BadRequest")
  }

  @Test("selects by fields, and refuses fields that the resource does not offer")
  mutating func selectors() throws {
    let warnings = try JSONObject(get("/api/v1/events", ["fieldSelector": "type!=Normal", "limit": "3"]).body)
    #expect(warnings["items"].list.allSatisfy { $0["type"].string == "Warning" })
    #expect(warnings["items"].list.count == 3)
    #expect(warnings["metadata"]["remainingItemCount"].integer == nil)
    let unbound = try JSONObject(get("/api/v1/pods", ["fieldSelector": "spec.nodeName=,status.phase==Pending"]).body)
    #expect(unbound["items"].list.count == 8)
    #expect(get("/api/v1/pods", ["fieldSelector": "spec.hostNetwork=true"]).status == 400)
  }

  @Test("says who is asking in each refusal, in the encoding asked for")
  mutating func refusals() throws {
    let wrong = get("/api/v1/nodes", token: "other")
    #expect(wrong.status == 401)
    #expect(try JSONObject(wrong.body)["message"].string == "Unauthorized")
    let anonymous = get("/api/v1/nodes", token: nil)
    #expect(anonymous.status == 403)
    #expect(
      try JSONObject(anonymous.body)["message"].string
        == "nodes is forbidden: User \"system:anonymous\" cannot list resource \"nodes\" in API group \"\" at the "
        + "cluster scope")
    let binary = get("/api/v1/nodes", accept: ProtobufWriter.contentType, token: "other")
    #expect(binary.contentType == ProtobufWriter.contentType)
    #expect(try ProtobufFields(envelope: binary.body).object.string(4) == "Unauthorized")
    #expect(try ProtobufFields(envelope: binary.body).object.integer(6) == 401)
  }

  @Test("compresses only large bodies, and only when asked")
  mutating func compression() throws {
    #expect(get("/api/v1/nodes", gzip: true).headers.isEmpty)
    try cluster.scale(SimulatedCluster.nginxDeployment, to: 400)
    let plain = get("/api/v1/pods")
    let packed = get("/api/v1/pods", gzip: true)
    #expect(plain.headers.isEmpty)
    #expect(packed.headers == [["content-encoding", "gzip"]])
    #expect(packed.body != plain.body)
  }

  @Test("knows what it does not have: a resource, and a whole group")
  mutating func notFound() throws {
    let resource = get("/api/v1/secrets")
    #expect(resource.status == 404)
    #expect(try JSONObject(resource.body)["reason"].string == "NotFound")
    let group = get("/apis/crd.k8s.amazonaws.com/v1alpha1/eniconfigs")
    #expect(group.status == 404)
    #expect(group.contentType.hasPrefix("text/plain"))
  }

  @Test("shows the CNI's settings in the DaemonSet's environment, and the cluster's identity in kube-system")
  mutating func singleObjects() throws {
    let path = "/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node"
    let container = try JSONObject(get(path).body)["spec"]["template"]["spec"]["containers"].list[0]
    let environment = container["env"].list.map { "\($0["name"].string ?? "")=\($0["value"].string ?? "")" }
    #expect(environment.contains("WARM_ENI_TARGET=1"))
    #expect(environment.contains("ENABLE_PREFIX_DELEGATION=false"))
    #expect(container["image"].string?.hasSuffix("amazon-k8s-cni:v1.18.3-eksbuild.2") == true)
    let namespace = try JSONObject(get("/api/v1/namespaces/kube-system").body)
    #expect(namespace["metadata"]["uid"].string == cluster.kubeSystemUID.description)
    let version = get("/version", accept: "\(ProtobufWriter.contentType),application/json")
    #expect(try JSONObject(version.body)["gitVersion"].string == "v1.30.4-eks-a737599")
  }

  @Test(
    "negotiates the encoding by weight, then by order",
    arguments: [
      (nil, "application/json"), ("*/*", "application/json"),
      ("application/vnd.kubernetes.protobuf,application/json", ProtobufWriter.contentType),
      ("application/json,application/vnd.kubernetes.protobuf", "application/json"),
      ("application/json;q=0.5, application/vnd.kubernetes.protobuf;q=0.9", ProtobufWriter.contentType),
    ] as [(String?, String)])
  mutating func negotiation(accept: String?, type: String) {
    #expect(get("/api/v1/nodes", accept: accept).contentType == type)
    #expect(get("/api/v1/nodes", accept: "text/html").status == 406)
  }
}
