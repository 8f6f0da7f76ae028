/// The AWS service that made a network interface, and the resource it is for.
///
/// EC2 documents that type, requester and description show the purpose of an interface, but not their values; those
/// below are what `DescribeNetworkInterfaces` returns in practice.
/// Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html and
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html (types); as read by others,
/// https://github.com/cloud-custodian/cloud-custodian/blob/main/c7n/utils.py (descriptions).
struct ServiceInterface: Equatable {
  let kind: AddressOwnerKind
  /// The resource by its name in the service, else the service.
  let owner: String

  /// Nil if no service made the interface.
  init?(_ interface: NetworkInterface) {
    guard
      let found = Self(describedBy: interface) ?? Self(type: interface.interfaceType, of: interface)
        ?? Self(requester: interface) ?? Self(unnamed: interface)
    else { return nil }
    self = found
  }

  private init(_ kind: AddressOwnerKind, _ owner: String) {
    self.kind = kind
    self.owner = owner
  }

  /// Reads the description, which names the resource.
  private init?(describedBy interface: NetworkInterface) {
    for rule in Self.rules {
      guard interface.description.hasPrefix(rule.prefix) else { continue }
      let name = rule.name(interface.description.dropFirst(rule.prefix.count), interface)
      let words = [rule.service, name].filter { !$0.isEmpty }
      self.init(rule.kind, words.isEmpty ? interface.id : words.joined(separator: " "))
      return
    }
    return nil
  }

  /// Reads `interfaceType`. The API reference spells some types in another way than the API's answers.
  private init?(type: String, of interface: NetworkInterface) {
    let named = interface.description.isEmpty ? interface.id : interface.description
    switch type {
    case "load_balancer", "network_load_balancer", "gateway_load_balancer": self.init(.loadBalancer, named)
    case "natGateway", "nat_gateway": self.init(.natGateway, named)
    case "lambda": self.init(.lambda, named)
    case "vpc_endpoint", "gateway_load_balancer_endpoint": self.init(.endpoint, named)
    default: return nil
    }
  }

  /// Reads `requesterId`, an alias for most services.
  private init?(requester interface: NetworkInterface) {
    switch interface.requesterID {
    case "amazon-elb": self.init(.loadBalancer, interface.description.isEmpty ? interface.id : interface.description)
    case "amazon-rds": self.init(.database, "RDS")
    case "amazon-redshift": self.init(.database, "Redshift")
    case "amazon-elasticache": self.init(.database, "ElastiCache")
    case let requester where requester.hasSuffix(":awslambda"): self.init(.lambda, "Lambda")
    default: return nil
    }
  }

  /// A service without a rule: by the interface's description, type or requester.
  private init?(unnamed interface: NetworkInterface) {
    let hasOwnType = !["interface", "efa", "efa-only", "trunk", "branch"].contains(interface.interfaceType)
    guard interface.isRequesterManaged || hasOwnType else { return nil }
    let type = hasOwnType ? interface.interfaceType.replacing("_", with: " ") : ""
    let words = [interface.description, type, interface.requesterID]
    self.init(.other, words.first { !$0.isEmpty } ?? interface.id)
  }
}

extension ServiceInterface {
  /// How a description begins, and how the rest names a resource.
  private struct Rule: Sendable {
    var prefix: String
    var kind: AddressOwnerKind
    var service = ""
    var name: @Sendable (Substring, NetworkInterface) -> String = { rest, _ in firstWord(of: rest) }
  }

  private static let rules = [
    // `ELB app/NAME/ID`, `ELB net/NAME/ID`, `ELB gwy/NAME/ID`: the end of the ARN. `ELB NAME`: a classic one.
    Rule(prefix: "ELB ", kind: .loadBalancer),
    Rule(prefix: "Interface for NAT Gateway ", kind: .natGateway),
    // `AWS Lambda VPC ENI-FUNCTION-UUID`.
    Rule(prefix: "AWS Lambda VPC ENI-", kind: .lambda) { rest, _ in withoutUUID(rest) },
    // `AWS Lambda VPC ENI: UUID` of earlier years; the requester is `ROLE:FUNCTION`.
    Rule(prefix: "AWS Lambda VPC ENI", kind: .lambda) { _, interface in
      interface.requesterID.split(separator: ":").dropFirst().last.map(String.init) ?? "Lambda"
    },
    Rule(prefix: "VPC Endpoint Interface", kind: .endpoint),
    // Aurora, DocumentDB and Neptune too; which instance it is, only the service knows.
    Rule(prefix: "RDSNetworkInterface", kind: .database, service: "RDS") { _, _ in "" },
    Rule(prefix: "Network interface for DBProxy", kind: .database, service: "RDS Proxy"),
    Rule(prefix: "ElastiCache", kind: .database, service: "ElastiCache"),
    Rule(prefix: "Redshift", kind: .database, service: "Redshift") { _, _ in "" },
    Rule(prefix: "DAX ", kind: .database, service: "DAX"),
    Rule(prefix: "Amazon EKS ", kind: .other, service: "EKS control plane"),
    Rule(prefix: "EFS mount target for ", kind: .other, service: "EFS"),
    Rule(prefix: "Network Interface for Transit Gateway Attachment ", kind: .other, service: "transit gateway"),
    Rule(prefix: "AWS created network interface for directory ", kind: .other, service: "Directory Service"),
    // `Route 53 Resolver: rslvr-in-ID:rni-ID`.
    Rule(prefix: "Route 53 Resolver", kind: .other, service: "Route 53 Resolver") { rest, _ in
      rest.split(whereSeparator: { $0 == ":" || $0 == " " }).first.map(String.init) ?? ""
    },
    // `… for cluster arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`.
    Rule(prefix: "Amazon MSK network interface for cluster ", kind: .other, service: "MSK") { rest, _ in
      rest.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    },
    // `arn:aws:ecs:REGION:ACCOUNT:attachment/UUID`: tasks are short-lived, so all of them are one owner.
    Rule(prefix: "arn:aws:ecs:", kind: .other, service: "ECS tasks") { _, _ in "" },
    Rule(prefix: "arn:aws-cn:ecs:", kind: .other, service: "ECS tasks") { _, _ in "" },
    Rule(prefix: "arn:aws-us-gov:ecs:", kind: .other, service: "ECS tasks") { _, _ in "" },
  ]

  /// The first word after blanks, colons and plus signs, which precede the name in some descriptions.
  private static func firstWord(of text: Substring) -> String {
    String(text.drop { " :+".contains($0) }.prefix { $0 != " " })
  }

  /// A name without the UUID that follows it.
  private static func withoutUUID(_ text: Substring) -> String {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    let isUUID =
      groups.suffix(5).map(\.count) == [8, 4, 4, 4, 12] && groups.suffix(5).joined().allSatisfy(\.isHexDigit)
    return isUUID && groups.count > 5 ? groups.dropLast(5).joined(separator: "-") : String(text)
  }
}
