import Capacity
import Testing
import Transport

@testable import KubernetesAPI

@Suite("Settings and identity")
struct SettingsReadingTests {
  @Test("the CNI's settings are those of its container, and the image's tag")
  func cni() async throws {
    let api = FakeAPI([
      .json(
        #"""
        {"kind":"DaemonSet","spec":{"template":{"spec":{"containers":[
        {"name":"aws-eks-nodeagent","image":"x/agent:v9","env":[{"name":"WARM_ENI_TARGET","value":"5"}]},
        {"name":"aws-node","image":"602401143452.dkr.ecr.eu-west-1.amazonaws.com:443/amazon-k8s-cni:v1.18.3-eksbuild.2@sha256:0",
        "env":[{"name":"ENABLE_PREFIX_DELEGATION","value":"true"},{"name":"WARM_PREFIX_TARGET","value":"1"},
        {"name":"MY_NODE_NAME","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},{"name":"OTHER","value":"x"}]}]}}}}
        """#)
    ])
    let settings = try await api.client().readCNIDaemonSet()?.settings
    #expect(
      settings
        == CNISettings(
          version: "v1.18.3-eksbuild.2",
          environment: ["ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"]))
    #expect(
      api.requests.first?.url
        == "https://api.example:6443/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node")
  }

  // https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
  @Test("variables from ConfigMaps, Secrets and other variables are marked as unread")
  func unread() async throws {
    func environment(_ container: String) async throws -> [String: String]? {
      let body =
        #"{"kind":"DaemonSet","spec":{"template":{"spec":{"containers":[{"name":"aws-node","image":"x:v1",\#(container)}]}}}}"#
      return try await FakeAPI([.json(body)]).client().readCNIDaemonSet()?.settings.environment
    }
    let unread = CNISettings.unreadValue
    let some = try await environment(
      #"""
      "env":[{"name":"MAX_ENI","valueFrom":{"configMapKeyRef":{"name":"m","key":"k"}}},
      {"name":"WARM_IP_TARGET","value":"$(TARGET)"},{"name":"ENABLE_POD_ENI"},{"name":"WARM_ENI_TARGET","value":"2"}]
      """#)
    #expect(
      some == ["MAX_ENI": unread, "WARM_IP_TARGET": unread, "ENABLE_POD_ENI": "", "WARM_ENI_TARGET": "2"])
    let all = try await environment(
      #""env":[{"name":"MAX_ENI","value":"3"}],"envFrom":[{"configMapRef":{"name":"m"}}]"#)
    #expect(all?["MAX_ENI"] == "3" && all?["ENABLE_PREFIX_DELEGATION"] == unread)
    #expect(all?.count == CNISettings.recordedVariables.count)
  }

  @Test("a cluster without the DaemonSet has no settings; a proxy's 404 says nothing")
  func noCNI() async throws {
    let missing = FakeAPI([
      .json(#"{"kind":"Status","apiVersion":"v1","reason":"NotFound","message":"not found","code":404}"#, status: 404)
    ])
    #expect(try await missing.client().readCNIDaemonSet() == nil)
    let proxy = FakeAPI([.typed("text/plain", Array("404 page not found".utf8), status: 404)])
    let error = await #expect(throws: KubernetesError.self) { try await proxy.client().readCNIDaemonSet() }
    #expect(error?.httpStatus == 404)
  }

  /// Cilium's set-up for EKS patches `aws-node` with a node selector that no node has:
  /// https://docs.cilium.io/en/stable/installation/k8s-install-helm/
  @Test(
    "a DaemonSet runs nowhere once its controller has found no node for it",
    arguments: [
      (#""metadata":{"generation":2},"status":{"desiredNumberScheduled":0,"observedGeneration":2}"#, true),
      (#""metadata":{"generation":2},"status":{"desiredNumberScheduled":3,"observedGeneration":2}"#, false),
      (#""metadata":{"generation":1},"status":{"desiredNumberScheduled":0}"#, false),
      (#""metadata":{"generation":3},"status":{"desiredNumberScheduled":0,"observedGeneration":2}"#, false),
      (#""metadata":{"generation":2},"status":{}"#, false),
    ])
  func scheduledNowhere(members: String, runsNowhere: Bool) async throws {
    let template = #""spec":{"template":{"spec":{"containers":[{"name":"aws-node","image":"x:v1"}]}}}"#
    let api = FakeAPI([.json("{\(members),\(template)}")])
    #expect(try await api.client().readCNIDaemonSet()?.runsNowhere == runsNowhere)
  }

  @Test("the cluster's UID is that of kube-system")
  func uid() async throws {
    let text = "d471c689-4a0a-4d3d-8a36-c4d1f1caa3bc"
    let api = FakeAPI([.json(#"{"kind":"Namespace","metadata":{"name":"kube-system","uid":"\#(text)"}}"#)])
    #expect(try await api.client().readClusterUID() == UID(text))
    let empty = FakeAPI([.json(#"{"kind":"Namespace","metadata":{}}"#)])
    await #expect(throws: KubernetesError.self) { try await empty.client().readClusterUID() }
  }

  @Test("the version is the server's gitVersion")
  func version() async throws {
    let body = try Fixtures.bytes("eks-pod-limit/replicas-50/version.json")
    let api = FakeAPI([.json(String(decoding: body, as: UTF8.self))])
    #expect(try await api.client().readVersion() == "v0.0.0-master+faecb196815e2")
  }
}
