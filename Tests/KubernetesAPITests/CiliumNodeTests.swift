import Capacity
import Testing
import Transport

@testable import KubernetesAPI

/// `CiliumNode` objects, as pkg/k8s/apis/cilium.io/v2/types.go of https://github.com/cilium/cilium declares them.
@Suite("CiliumNodes")
struct CiliumNodeTests {
  private func nodes(_ items: String) async throws -> [CiliumNode] {
    let list = #"{"kind":"CiliumNodeList","apiVersion":"cilium.io/v2","metadata":{"resourceVersion":"7"},"items":"#
    let api = FakeAPI([.json(list + items + "}")])
    let listing = try await api.client().listCiliumNodes()
    #expect(api.requests.first?.url.hasPrefix("https://api.example:6443/apis/cilium.io/v2/ciliumnodes?limit=") == true)
    return listing.items
  }

  @Test("say what Cilium may assign, and what it uses itself")
  func eni() async throws {
    let found = try await nodes(
      #"""
      [{"metadata":{"name":"n1"},"spec":{"instance-id":"i-1",
        "eni":{"instance-type":"m5.xlarge","first-interface-index":1,"use-primary-address":false,"vpc-id":"vpc-1",
          "disable-prefix-delegation":true,"subnet-ids":["subnet-2"],"subnet-tags":{"role":"pods"},
          "exclude-interface-tags":{"Name":"storage"},"availability-zone":"eu-west-1a","node-subnet-id":"subnet-1"},
        "ipam":{"max-allocate":20,"pre-allocate":8,"pool":{"10.0.0.31":{"resource":"eni-1"}}}},
        "status":{"ipam":{"used":{"10.0.0.44":{"owner":"router","resource":"eni-1"},
          "10.0.0.43":{"owner":"health"},"10.0.0.31":{"owner":"default/web-1"},"10.0.0.32":{}}},
          "eni":{"enis":{"eni-1":{"number":1}}}}}]
      """#)
    #expect(
      found == [
        CiliumNode(
          name: "n1", firstInterfaceIndex: 1, disablesPrefixDelegation: true, maxAllocate: 20,
          subnetIDs: ["subnet-2"], subnetTags: [Tag(key: "role", value: "pods")],
          excludedInterfaceTags: [Tag(key: "Name", value: "storage")],
          ownAddresses: ["10.0.0.43", "10.0.0.44"].compactMap { IPv4Address($0) })
      ])
  }

  @Test("outside of ENI mode they say nothing of interfaces")
  func overlay() async throws {
    let found = try await nodes(
      #"[{"metadata":{"name":"n1"},"spec":{"eni":{},"ipam":{"podCIDRs":["10.1.0.0/24"]}}},{"metadata":{"name":"n2"}}]"#)
    #expect(found == [CiliumNode(name: "n1", usesENIs: false), CiliumNode(name: "n2", usesENIs: false)])
  }

  @Test("a cluster without the resource has none; a refusal stays an error")
  func absent() async throws {
    // The server answers a group that it does not know with plain text.
    let absent = FakeAPI([.typed("text/plain", Array("404 page not found\n".utf8), status: 404)])
    #expect(try await absent.client().listCiliumNodes().items == [])
    let forbidden = FakeAPI([
      .json(#"{"kind":"Status","apiVersion":"v1","reason":"Forbidden","message":"no","code":403}"#, status: 403)
    ])
    let error = await #expect(throws: KubernetesError.self) { try await forbidden.client().listCiliumNodes() }
    #expect(error?.isDenied == true)
  }

  @Test("what is no such list is an error, and so is an address that is none")
  func garbled() async throws {
    let other = FakeAPI([.json(#"{"kind":"CiliumNodeList","apiVersion":"v1","metadata":{},"items":[]}"#)])
    await #expect(throws: KubernetesError.self) { try await other.client().listCiliumNodes() }
    let used = #"[{"metadata":{"name":"n1"},"status":{"ipam":{"used":{"ten":{"owner":"router"}}}}}]"#
    await #expect(throws: KubernetesError.self) { try await nodes(used) }
  }
}
