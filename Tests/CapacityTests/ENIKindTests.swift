import Testing

@testable import Capacity

@Suite("Kinds of ENIs")
struct ENIKindTests {
  static let now = Timestamp(seconds: 1_700_000_000)

  static func interface(
    _ type: String = "interface", status: String = "in-use", description: String = "", managed: Bool = false,
    at attachment: NetworkInterface.Attachment? = nil, tags: [String: String] = [:]
  ) -> NetworkInterface {
    NetworkInterface(
      id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1", status: status, interfaceType: type, description: description,
      isRequesterManaged: managed, attachment: attachment, tags: tags.map { Tag(key: $0, value: $1) }.sorted())
  }

  static func attached(_ device: Int, card: Int = 0, to instance: String? = "i-1") -> NetworkInterface.Attachment {
    NetworkInterface.Attachment(instanceID: instance, deviceIndex: device, networkCardIndex: card)
  }

  static let cni = "node.k8s.amazonaws.com/instance_id"
  static let createdAt = "node.k8s.amazonaws.com/createdAt"

  @Test(
    "follow from type, attachment and tags",
    arguments: [
      (interface(at: attached(0)), .primary),
      (interface("efa", at: attached(0)), .primary),
      (interface(managed: true, at: attached(0)), .primary),
      (interface(description: "aws-K8S-i-1", at: attached(1)), .secondary),
      (interface(at: attached(0, card: 1)), .secondary),
      (interface("trunk", description: "aws-k8s-trunk-eni", at: attached(2)), .trunk),
      (interface("branch", description: "aws-k8s-branch-eni"), .branch),
      (interface("efa", at: attached(1, card: 1)), .efa),
      (interface("efa-only", at: attached(0, card: 1)), .efa),
      (interface("efa-only", status: "available"), .efa),
      (interface(at: attached(1), tags: ["node.k8s.amazonaws.com/no_manage": "true"]), .unmanaged),
      (interface(at: attached(1), tags: ["node.k8s.amazonaws.com/no_manage": "false"]), .secondary),
      (interface(managed: true, at: attached(1)), .awsManaged),
      (interface("natGateway", managed: true, at: attached(1, to: nil)), .awsManaged),
      (interface("lambda", managed: true), .awsManaged),
      (interface(status: "available"), .other),
    ] as [(NetworkInterface, ENIKind)])
  func kinds(interface: NetworkInterface, kind: ENIKind) {
    #expect(interface.kind(at: Self.now) == kind)
  }

  @Test(
    "of a free interface of the CNI depend on its age",
    arguments: [
      ([cni: "i-1", createdAt: "2023-11-14T22:08:19Z"], .leaked),
      ([cni: "i-1", createdAt: "2023-11-14T22:08:20Z"], .secondary),
      ([cni: "i-1", createdAt: "2023-11-14T22:13:19Z"], .secondary),
      ([cni: "i-1"], .leaked), ([cni: "i-1", createdAt: "yesterday"], .leaked), ([:], .leaked),
    ] as [([String: String], ENIKind)])
  func age(tags: [String: String], kind: ENIKind) {
    let free = Self.interface(status: "available", description: "aws-K8S-i-1", tags: tags)
    #expect(free.kind(at: Self.now) == kind)
    let attaching = Self.interface(status: "attaching", description: "aws-K8S-i-1", tags: tags)
    #expect(attaching.kind(at: Self.now) == .secondary)
  }

  /// The resource controller's cleaner deletes what has the status `available` and the tag `eks:eni:owner` of either maker:
  /// pkg/aws/ec2/api/cleanup/eni_cleanup.go of amazon-vpc-resource-controller-k8s, and its issue 574. Cilium's ENIs are left
  /// behind where deletion on termination is off: https://docs.cilium.io/en/stable/network/concepts/ipam/eni/
  @Test(
    "of a free interface of the resource controller or of Cilium",
    arguments: [
      (interface("branch", status: "available", tags: [owner: controller]), .leaked),
      (interface("trunk", status: "available", tags: [owner: controller, cni: "i-gone"]), .leaked),
      (interface(status: "available", description: "aws-k8s-branch-eni", tags: [owner: controller]), .leaked),
      (interface("branch", status: "in-use", tags: [owner: controller]), .branch),
      (interface("branch", status: "available"), .branch),
      (interface(status: "available", tags: [owner: "somebody"]), .other),
      (interface(status: "available", description: "Cilium-CNI (i-1)"), .leaked),
      (interface(description: "Cilium-CNI (i-1)", at: attached(1)), .secondary),
      (interface(status: "attaching", description: "Cilium-CNI (i-1)"), .secondary),
    ] as [(NetworkInterface, ENIKind)])
  func leftBehind(interface: NetworkInterface, kind: ENIKind) {
    #expect(interface.kind(at: Self.now) == kind)
  }

  private static let owner = "eks:eni:owner"
  private static let controller = "eks-vpc-resource-controller"

  @Test(
    "and the cluster's name stand in the tags",
    arguments: [
      (["cluster.k8s.amazonaws.com/name": "shop", "kubernetes.io/cluster/other": "owned"], "shop"),
      (["eks:cluster-name": "shop"], "shop"), (["eks:eks-cluster-name": "shop"], "shop"),
      (["kubernetes.io/cluster/shop": "owned"], "shop"),
      (["kubernetes.io/cluster/shop": "shared", "kubernetes.io/cluster/other": "shared"], nil),
      (["cluster.k8s.amazonaws.com/name": ""], nil), ([:], nil),
    ] as [([String: String], String?)])
  func cluster(tags: [String: String], name: String?) {
    #expect(Self.interface(tags: tags).clusterName == name)
  }
}
