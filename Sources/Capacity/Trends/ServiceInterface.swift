/// What a network interface outside of any instance was made for: the AWS service and the resource it is for, or what
/// its maker wrote.
///
/// EC2 documents that type, requester and description show the purpose of an interface, but not their values; those
/// below are what `DescribeNetworkInterfaces` returns in practice. `requesterManaged` decides nothing: EC2 answers false
/// for the interfaces of many services, those of Lambda and of transit gateways among them.
/// Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html,
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html (types),
/// https://github.com/getmoto/moto/pull/9202 (requesters of interfaces whose `requesterManaged` is false). For the
/// descriptions without a source of their own below, as read by others:
/// https://github.com/cloud-custodian/cloud-custodian/blob/main/c7n/utils.py, and of the same repository
/// tools/sandbox/zerodark/zerodark/ipdb.py and the answers in tests/data/placebo.
struct ServiceInterface: Equatable {
  let kind: AddressOwnerKind
  /// The resource by its name in the service, else the service.
  let owner: String

  /// Nil if nothing tells what the interface is for.
  init?(_ interface: NetworkInterface) {
    let description = Self.withoutWarning(interface.description[...])
    guard
      let found = Self(description, of: interface) ?? Self(typeOf: interface, description)
        ?? Self(requesterOf: interface, description) ?? Self(unnamed: interface, description)
    else { return nil }
    self = found
  }

  private init(_ kind: AddressOwnerKind, _ owner: String) {
    self.kind = kind
    self.owner = owner
  }

  /// Reads the description, which names the resource.
  private init?(_ description: String, of interface: NetworkInterface) {
    for rule in Self.rules {
      guard description.hasPrefix(rule.prefix) else { continue }
      guard let name = rule.name(description.dropFirst(rule.prefix.count), interface) else { continue }
      let words = [rule.service, name].filter { !$0.isEmpty }
      self.init(rule.kind, words.isEmpty ? interface.id : words.joined(separator: " "))
      return
    }
    return nil
  }

  /// Reads `interfaceType`. The API reference spells some types in another way than the SDKs.
  private init?(typeOf interface: NetworkInterface, _ description: String) {
    let named = description.isEmpty ? interface.id : description
    switch interface.interfaceType {
    case "load_balancer", "network_load_balancer", "gateway_load_balancer": self.init(.loadBalancer, named)
    case "natGateway", "nat_gateway": self.init(.natGateway, named)
    case "lambda": self.init(.lambda, named)
    case "vpc_endpoint", "gateway_load_balancer_endpoint": self.init(.endpoint, named)
    default: return nil
    }
  }

  /// Reads `requesterId`, an alias for most services and the session of a role for others.
  private init?(requesterOf interface: NetworkInterface, _ description: String) {
    switch interface.requesterID {
    case "amazon-elb": self.init(.loadBalancer, description.isEmpty ? interface.id : description)
    case "amazon-rds": self.init(.database, "RDS")
    case "amazon-redshift": self.init(.database, "Redshift")
    case "amazon-elasticache": self.init(.database, "ElastiCache")
    // Source: installer/resources/functions/GetESPrivateIPLambda of https://github.com/awslabs/scale-out-computing-on-aws.
    case "amazon-elasticsearch": self.init(.database, "OpenSearch")
    case let requester where requester.hasSuffix(":awslambda"): self.init(.lambda, "Lambda")
    // Source: internal/service/ec2/vpc_network_interface.go of https://github.com/hashicorp/terraform-provider-aws.
    case let requester where requester.hasSuffix(":Comprehend"): self.init(.other, "Comprehend")
    default: return nil
    }
  }

  /// What no rule knows: by the interface's description, type or requester.
  ///
  /// A description shows why someone holds the addresses, and the id of an interface does not. So interfaces with one
  /// description are one owner, also those that a user left free; the report on interfaces lists each of them.
  private init?(unnamed interface: NetworkInterface, _ description: String) {
    let hasOwnType = !Self.typesWithoutPurpose.contains(interface.interfaceType)
    let type = hasOwnType ? interface.interfaceType.replacing("_", with: " ") : ""
    // The requester of an interface that no service made is the user or the role that did.
    let isOfService = interface.isRequesterManaged || interface.requesterID.hasPrefix("amazon-")
    let words = [description, type] + (isOfService ? [interface.requesterID, interface.id] : [])
    guard let owner = words.first(where: { !$0.isEmpty }) else { return nil }
    self.init(.other, owner)
  }

  /// The types that an account can give its own interfaces; every other one names the service that made it.
  ///
  /// Source: `InterfaceType` of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html.
  private static let typesWithoutPurpose: Set = ["interface", "efa", "efa-only", "trunk", "branch"]
}

extension ServiceInterface {
  /// How a description begins, and how the rest names a resource.
  private struct Rule: Sendable {
    var prefix: String
    var kind: AddressOwnerKind
    var service = ""
    /// Empty if the rest names no resource, nil if the description is not of this kind after all.
    var name: @Sendable (Substring, NetworkInterface) -> String? = { rest, _ in firstWord(of: rest) }
  }

  private static let rules = [
    // `ELB app/NAME/ID`, `ELB net/NAME/ID`, `ELB gwy/NAME/ID`: the end of the ARN. `ELB NAME`: a classic one.
    // Source: https://repost.aws/knowledge-center/elb-find-load-balancer-ip.
    Rule(prefix: "ELB ", kind: .loadBalancer),
    Rule(prefix: "Interface for NAT Gateway ", kind: .natGateway),
    // `AWS Lambda VPC ENI-FUNCTION-UUID`.
    Rule(prefix: "AWS Lambda VPC ENI-", kind: .lambda) { rest, _ in withoutUUID(rest) },
    // `AWS Lambda VPC ENI: UUID` of earlier years; the requester is `ROLE:FUNCTION`.
    Rule(prefix: "AWS Lambda VPC", kind: .lambda) { _, interface in
      interface.requesterID.split(separator: ":").dropFirst().last.map(String.init) ?? "Lambda"
    },
    Rule(prefix: "VPC Endpoint Interface", kind: .endpoint),
    // Aurora, DocumentDB and Neptune too; which instance it is, only the service knows.
    Rule(prefix: "RDSNetworkInterface", kind: .database, service: "RDS") { _, _ in "" },
    Rule(prefix: "Network interface for DBProxy", kind: .database, service: "RDS Proxy"),
    Rule(prefix: "ElastiCache", kind: .database, service: "ElastiCache"),
    Rule(prefix: "Redshift", kind: .database, service: "Redshift") { _, _ in "" },
    Rule(prefix: "DAX ", kind: .database, service: "DAX"),
    // `ES DOMAIN`, and nothing after it. Source: as for the requester `amazon-elasticsearch`.
    Rule(prefix: "ES ", kind: .database, service: "OpenSearch") { rest, _ in
      rest.contains(" ") ? nil : String(rest)
    },
    // Source: aws_eni_identifier/description.py of https://github.com/fivexl/aws-eni-identifier.
    Rule(prefix: "Amazon EKS ", kind: .other, service: "EKS control plane"),
    Rule(prefix: "EFS mount target for ", kind: .other, service: "EFS"),
    Rule(prefix: "Network Interface for Transit Gateway Attachment ", kind: .other, service: "transit gateway"),
    Rule(prefix: "AWS created network interface for directory ", kind: .other, service: "Directory Service"),
    // Of VPC Lattice. Source: the list in requester-managed-eni.html.
    Rule(prefix: "Resource Gateway Interface ", kind: .other, service: "resource gateway"),
    // `Route 53 Resolver: rslvr-in-ID:rni-ID`.
    Rule(prefix: "Route 53 Resolver", kind: .other, service: "Route 53 Resolver") { rest, _ in
      rest.split(whereSeparator: { $0 == ":" || $0 == " " }).first.map(String.init) ?? ""
    },
    // `… for cluster arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`, after a warning.
    Rule(prefix: "Amazon MSK network interface for cluster ", kind: .other, service: "MSK") { rest, _ in
      rest.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    },
    // Source: aws-eni-identifier, as above.
    Rule(prefix: "Amazon Kinesis Firehose - ", kind: .other, service: "Firehose"),
    // `… for Studio Domain(d-ID) - ID`, after a warning; the last id is another one for each app.
    // Source: https://ervinszilagyi.dev/articles/why-i-am-not-able-to-remove-a-security-group.html.
    Rule(prefix: "ENI managed by SageMaker for Studio Domain", kind: .other, service: "SageMaker Studio") { rest, _ in
      rest.split(whereSeparator: { " ()".contains($0) }).first.map(String.init) ?? ""
    },
    // `AWS ElasticMapReduce - j-ID`.
    Rule(prefix: "AWS ElasticMapReduce", kind: .other, service: "EMR") { rest, _ in
      rest.split(separator: " ").first { $0.hasPrefix("j-") }.map(String.init) ?? ""
    },
    // Which replication instance it is, only the service knows.
    Rule(prefix: "DMSNetworkInterface", kind: .other, service: "DMS") { _, _ in "" },
    Rule(prefix: "CloudHSM Managed Interface", kind: .other, service: "CloudHSM") { _, _ in "" },
    // `CloudHsm ENI … ID`.
    Rule(prefix: "CloudHsm ENI", kind: .other, service: "CloudHSM") { rest, _ in
      rest.split(separator: " ").last.map(String.init) ?? ""
    },
    Rule(prefix: "ENI managed by APIGateway", kind: .other, service: "API Gateway") { _, _ in "" },
    Rule(prefix: "AWS CodeStar Connections", kind: .other, service: "CodeStar Connections") { _, _ in "" },
    // `arn:PARTITION:ecs:REGION:ACCOUNT:attachment/UUID`: tasks are short-lived, so all of them are one owner.
    Rule(prefix: "arn:aws", kind: .other, service: "ECS tasks") { rest, _ in
      rest.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first == "ecs" ? "" : nil
    },
  ]

  /// The first word after blanks, colons and plus signs, which precede the name in some descriptions, and without the
  /// full stop that ends others.
  private static func firstWord(of text: Substring) -> String {
    let word = text.drop { " :+".contains($0) }.prefix { $0 != " " }
    return String(word.last == "." ? word.dropLast() : word)
  }

  /// A name without the UUID that follows it.
  private static func withoutUUID(_ text: Substring) -> String {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    let isUUID =
      groups.suffix(5).map(\.count) == [8, 4, 4, 4, 12] && groups.suffix(5).joined().allSatisfy(\.isHexDigit)
    return isUUID && groups.count > 5 ? groups.dropLast(5).joined(separator: "-") : String(text)
  }
}

extension ServiceInterface {
  /// A description without the warning that some begin with: `DO NOT DELETE - …`, `[Do not delete] …` or
  /// `Do not delete this interface. …`; the whole of it if nothing else follows.
  private static func withoutWarning(_ description: Substring) -> String {
    let text = description.drop(while: \.isWhitespace)
    let inBrackets = text.drop { $0 == "[" || $0 == "(" }
    let warning = "do not delete"
    guard inBrackets.prefix(warning.count).lowercased() == warning else { return String(text) }
    let rest = afterSentence(inBrackets.dropFirst(warning.count)).drop { !$0.isLetter && !$0.isNumber }
    return String(rest.isEmpty ? text : rest)
  }

  /// What follows the sentence that a warning begins: all of it if the warning is the sentence, nothing if it never ends.
  private static func afterSentence(_ rest: Substring) -> Substring {
    guard rest.first(where: { !$0.isWhitespace })?.isLetter == true else { return rest }
    let ends = [". ", ": ", "! ", "] ", ") ", " - "].compactMap { rest.firstRange(of: $0)?.upperBound }
    return ends.min().map { rest[$0...] } ?? ""
  }
}
