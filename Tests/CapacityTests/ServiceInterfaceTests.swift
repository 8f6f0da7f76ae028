import Testing

@testable import Capacity

@Suite("Interfaces of services")
struct ServiceInterfaceTests {
  /// An interface whose attachment belongs to AWS, as `DescribeNetworkInterfaces` shows those of services.
  static func interface(
    _ description: String, type: String = "interface", requester: String = "", managed: Bool = false,
    id: String = "eni-1"
  ) -> NetworkInterface {
    NetworkInterface(
      id: id, vpcID: "vpc-1", subnetID: "subnet-1", interfaceType: type, description: description,
      requesterID: requester, isRequesterManaged: managed, attachment: .init(instanceID: nil, deviceIndex: 1),
      ipv4Addresses: [IPv4Address("10.0.0.10")!])
  }

  @Test(
    "are named whatever `requesterManaged` says",
    arguments: [
      (
        "Attached to Glue using role: arn:aws:iam::1:role/etl", .other,
        "Attached to Glue using role: arn:aws:iam::1:role/etl"
      ),
      (
        "[DO NOT DELETE] ENI managed by SageMaker for Studio Domain (d-abc123) - 00000000", .other,
        "SageMaker Studio d-abc123"
      ),
      ("datasync task-0123456789abcdef0", .other, "datasync task-0123456789abcdef0"),
      (
        "Created By Amazon Workspaces for AWS Account ID 111122223333", .other,
        "Created By Amazon Workspaces for AWS Account ID 111122223333"
      ),
      ("CloudHSM Managed Interface", .other, "CloudHSM"),
      ("EFS mount target for fs-0123456789abcdef0 (fsmt-0123456789abcdef0)", .other, "EFS fs-0123456789abcdef0"),
      ("AWS ElasticMapReduce - j-EXAMPLE (00000000)", .other, "EMR j-EXAMPLE"),
      ("Network interface for DBProxy orders-proxy", .database, "RDS Proxy orders-proxy"),
      ("Interface created by AppStream2.0", .other, "Interface created by AppStream2.0"),
      ("API Gateway managed VpcLink", .other, "API Gateway managed VpcLink"),
      (
        "Network Interface for Transit Gateway Attachment tgw-attach-0123456789abcdef0", .other,
        "transit gateway tgw-attach-0123456789abcdef0"
      ),
      (
        "DO NOT DELETE - Amazon FSx for file system fs-0123456789abcdef1", .other,
        "Amazon FSx for file system fs-0123456789abcdef1"
      ),
    ] as [(String, AddressOwnerKind, String)])
  func flag(description: String, kind: AddressOwnerKind, owner: String) {
    let interfaces = [
      Self.interface(description, managed: true, id: "eni-1"), Self.interface(description, managed: false, id: "eni-2"),
    ]
    let counts = AddressOwnersTests.counts(.known(interfaces))
    #expect(counts == AddressOwnersTests.owned((kind, owner, 2)))
  }

  @Test(
    "are named as the sources at the rules describe them",
    arguments: [
      // cloud-custodian, c7n/utils.py and tools/sandbox/zerodark/zerodark/ipdb.py.
      (interface("DAX orders-a"), .database, "DAX orders-a"),
      (
        interface("AWS Lambda VPC ENI: 0f3d2a8e-8f4e-4a51-9c1f-0123456789ab", requester: "AROAX:resize"), .lambda,
        "resize"
      ),
      (interface("AWS Lambda VPC", requester: "AROAX:resize"), .lambda, "resize"),
      (interface("AWS ElasticMapReduce"), .other, "EMR"),
      (interface("AWS ElasticMapReduce - j-2AXXXXXXGAPLF"), .other, "EMR j-2AXXXXXXGAPLF"),
      (interface("CloudHsm ENI"), .other, "CloudHSM"),
      (interface("CloudHsm ENI for cluster-abc"), .other, "CloudHSM cluster-abc"),
      (interface("ENI managed by APIGateway", type: "api_gateway_managed"), .other, "API Gateway"),
      (interface("AWS CodeStar Connections", type: "aws_codestar_connections_managed"), .other, "CodeStar Connections"),
      (interface("DMSNetworkInterface"), .other, "DMS"),
      // The interface type `efs`: cloud-custodian, tests/data/placebo.
      (interface("EFS mount target for fs-1 (fsmt-2)", type: "efs"), .other, "EFS fs-1"),
      // aws-eni-identifier, aws_eni_identifier/description.py and tests/assets/description_only.json.
      (interface("Amazon EKS shop"), .other, "EKS control plane shop"),
      (interface("ES orders"), .database, "OpenSearch orders"),
      (interface("ES spare of Friday"), .other, "ES spare of Friday"),
      (interface("Amazon Kinesis Firehose - clicks."), .other, "Firehose clicks"),
      (interface("AWS created network interface for directory d-906."), .other, "Directory Service d-906"),
      // scale-out-computing-on-aws, installer/resources/functions/GetESPrivateIPLambda.
      (interface("ES orders", requester: "amazon-elasticsearch", managed: true), .database, "OpenSearch orders"),
      (
        interface(
          "Amazon OpenSearch Service (successor to Amazon Elasticsearch Service) 00000000",
          requester: "amazon-elasticsearch", managed: true), .database, "OpenSearch"
      ),
      // terraform-provider-aws, internal/service/ec2/vpc_network_interface.go.
      (interface("", requester: "AROAX:Comprehend"), .other, "Comprehend"),
      // docs.aws.amazon.com, requester-managed-eni.html.
      (interface("Resource Gateway Interface rgw-0bb", managed: true), .other, "resource gateway rgw-0bb"),
      (interface("VPC Endpoint Interface: vpce-0f0", managed: true), .endpoint, "vpce-0f0"),
      // ervinszilagyi.dev, why-i-am-not-able-to-remove-a-security-group.html.
      (
        interface(
          "[DO NOT DELETE] ENI managed by SageMaker for Studio Domain(d-abc) - 946a4c21ed31356ee889a8dd95fde7cf"),
        .other, "SageMaker Studio d-abc"
      ),
      // Tasks in every partition.
      (interface("arn:aws-cn:ecs:cn-north-1:1:attachment/9812f5e5"), .other, "ECS tasks"),
      (interface("arn:aws-us-gov:ecs:us-gov-west-1:1:attachment/9812f5e5"), .other, "ECS tasks"),
      (interface("arn:aws:batch:eu-west-1:1:job/ab"), .other, "arn:aws:batch:eu-west-1:1:job/ab"),
      (interface("", requester: "amazon-aws"), .other, "amazon-aws"),
    ] as [(NetworkInterface, AddressOwnerKind, String)])
  func rules(interface: NetworkInterface, kind: AddressOwnerKind, owner: String) {
    #expect(AddressOwnersTests.counts(.known([interface])) == AddressOwnersTests.owned((kind, owner, 1)))
  }

  @Test(
    "of one resource are one owner",
    arguments: [
      ("AWS Lambda VPC ENI-resize-0f3d2a8e-8f4e-4a51-9c1f-%", "0123456789ab", "0123456789cd"),
      ("EFS mount target for fs-1 (fsmt-%)", "2", "3"), ("Route 53 Resolver: rslvr-in-1:rni-%", "2", "3"),
      ("[DO NOT DELETE] ENI managed by SageMaker for Studio Domain(d-1) - %", "946a4c21ed31356e", "a09d795df1d5926f"),
      ("AWS created network interface for directory d-1%", "", "."),
      ("arn:aws:ecs:eu-west-1:1:attachment/%", "9812f5e5", "c8773f8d"),
    ])
  func oneOwner(description: String, first: String, second: String) {
    let interfaces = [first, second].map { Self.interface(description.replacing("%", with: $0), id: "eni-\($0)") }
    #expect(AddressOwnersTests.counts(.known(interfaces))?.values.sorted() == [2])
  }

  /// The values of `interfaceType` in https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
  /// but `branch`, which `AddressOwners` reads, and `natGateway`, as the SDKs' `NetworkInterfaceType` spells it.
  @Test(
    "are told by their type where nothing else tells",
    arguments: [
      ("interface", nil, nil), ("efa", nil, nil), ("efa-only", nil, nil), ("trunk", nil, nil),
      ("nat_gateway", .natGateway, "eni-1"), ("natGateway", .natGateway, "eni-1"),
      ("load_balancer", .loadBalancer, "eni-1"), ("network_load_balancer", .loadBalancer, "eni-1"),
      ("gateway_load_balancer", .loadBalancer, "eni-1"), ("lambda", .lambda, "eni-1"),
      ("vpc_endpoint", .endpoint, "eni-1"), ("gateway_load_balancer_endpoint", .endpoint, "eni-1"),
      ("transit_gateway", .other, "transit gateway"), ("efs", .other, "efs"), ("evs", .other, "evs"),
      ("quicksight", .other, "quicksight"), ("global_accelerator_managed", .other, "global accelerator managed"),
      ("api_gateway_managed", .other, "api gateway managed"), ("iot_rules_managed", .other, "iot rules managed"),
      ("aws_codestar_connections_managed", .other, "aws codestar connections managed"),
      ("ec2_instance_connect_endpoint", .other, "ec2 instance connect endpoint"),
    ] as [(String, AddressOwnerKind?, String?)])
  func types(type: String, kind: AddressOwnerKind?, owner: String?) {
    let service = ServiceInterface(Self.interface("", type: type, requester: "AROAX:session"))
    #expect(service?.kind == kind)
    #expect(service?.owner == owner)
  }

  @Test(
    "are named by what follows a warning",
    arguments: [
      ("DO NOT DELETE - ELB web", "web"), ("[Do not delete] ELB web", "web"), ("(do not delete): ELB web", "web"),
      (" Do Not Delete! ELB web", "web"), ("Do not delete this interface. ELB web", "web"),
      ("[Do not delete this interface] ELB web", "web"), ("Do not delete this interface - ELB web", "web"),
      (
        "DO NOT DELETE - Amazon MSK network interface for cluster arn:aws:kafka:eu-west-1:1:cluster/log/6411a16c-2.",
        "MSK log"
      ),
      // Nothing follows.
      ("DO NOT DELETE", "DO NOT DELETE"), ("[Do not delete] ", "[Do not delete] "),
      ("Do not delete this interface", "Do not delete this interface"), ("Do not deleted", "Do not deleted"),
      // No warning at the beginning.
      ("ELB-like, do not delete - spare", "ELB-like, do not delete - spare"), ("Do not", "Do not"),
    ])
  func warnings(description: String, owner: String) {
    #expect(ServiceInterface(Self.interface(description))?.owner == owner)
  }

  @Test func areUntoldByABlankDescription() {
    #expect(ServiceInterface(Self.interface("  ")) == nil)
    #expect(ServiceInterface(Self.interface("", requester: "AROAX:session")) == nil)
  }

  @Test func areLeftToTheCNIWhereItMadeThem() {
    var leaked = Self.interface("aws-K8S-i-1", requester: "AROAX:i-1")
    (leaked.attachment, leaked.status) = (nil, "available")
    #expect(AddressOwnersTests.counts(.known([leaked])) == AddressOwnersTests.owned((.leaked, "eni-1", 1)))
  }
}
