import Capacity

/// The slice of the EC2 and STS query APIs that capdb calls, answered from a simulated cluster. Signatures are not
/// computed again, but a request must be signed with the known key.
///
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/making-api-requests.html
struct SimulatedEC2API: Sendable {
  /// The access key that is accepted.
  var accessKeyID: String

  /// Answers a form that was posted.
  func respond(to request: SimulatedRequest, cluster: SimulatedCluster, fault: Fault.Kind?) -> SimulatedResponse {
    let form = QueryForm(String(decoding: request.body, as: UTF8.self))
    let action = form["Action"] ?? ""
    let service: AWSService = form["Version"] == AWSService.sts.version ? .sts : .ec2
    do throws(AWSFailure) {
      if let failure = AWSFailure(fault, action: action) { throw failure }
      // Web identity is the one call that proves its caller by other means than a signature.
      if action != "AssumeRoleWithWebIdentity" { try checkCredentials(request) }
      if form["DryRun"] == "true" { throw Self.dryRun }
      let content = try service == .sts ? sts(action, cluster: cluster) : ec2(action, form: form, cluster: cluster)
      return service.response(action: action, content: content)
    } catch {
      return service.response(failure: error)
    }
  }

  /// EC2's answer to what may be done and was only to be tried.
  private static let dryRun = AWSFailure(
    status: 412, code: "DryRunOperation", message: "Request would have succeeded, but DryRun flag is set.")

  private func checkCredentials(_ request: SimulatedRequest) throws(AWSFailure) {
    let header = request.headers["authorization"] ?? ""
    guard header.hasPrefix("AWS4-HMAC-SHA256 "), header.contains("Credential=\(accessKeyID)/") else {
      throw AWSFailure(
        status: 401, code: "AuthFailure",
        message: "AWS was not able to validate the provided access credentials")
    }
  }

  private func ec2(_ action: String, form: QueryForm, cluster: SimulatedCluster) throws(AWSFailure) -> XMLDocument {
    switch action {
    case "DescribeInstances":
      try page("reservationSet", cluster.instanceItems, form: form, ids: "InstanceId", maxResults: 5...1000)
    case "DescribeInstanceTypes":
      try page(
        "instanceTypeSet", instanceTypes(form, cluster: cluster), form: form, ids: "InstanceType", maxResults: 5...100,
        missing: "InvalidInstanceType")
    case "DescribeNetworkInterfaces":
      try page(
        "networkInterfaceSet", cluster.interfaceItems, form: form, ids: "NetworkInterfaceId", maxResults: 5...1000,
        missing: "InvalidNetworkInterfaceID.NotFound")
    case "DescribeSubnets":
      try page(
        "subnetSet", cluster.subnetItems, form: form, ids: "SubnetId", maxResults: 5...1000,
        missing: "InvalidSubnetID.NotFound")
    case "DescribeVpcs":
      try page(
        "vpcSet", [cluster.vpcItem], form: form, ids: "VpcId", maxResults: 5...1000, missing: "InvalidVpcID.NotFound")
    case "GetSubnetCidrReservations":
      try page(
        "subnetIpv4CidrReservationSet", try cluster.reservationItems(subnetID: form["SubnetId"] ?? ""), form: form,
        ids: "SubnetCidrReservationId", maxResults: 5...1000)
    default:
      throw AWSFailure(
        status: 400, code: "InvalidAction", message: "The action \(action) is not valid for this web service.")
    }
  }

  /// The types of the cluster's node groups and nodes; of others EC2 would know, but nobody asks.
  private func instanceTypes(_ form: QueryForm, cluster: SimulatedCluster) throws(AWSFailure) -> [EC2Item] {
    guard form.list("InstanceType").count <= 100 else {
      throw AWSFailure(status: 400, code: "InvalidParameterValue", message: "At most 100 instance types can be named.")
    }
    return cluster.instanceTypeItems
  }

  /// A page of the items that ids and filters leave.
  private func page(
    _ list: String, _ items: [EC2Item], form: QueryForm, ids: String, maxResults bounds: ClosedRange<Int>,
    missing: String = "InvalidInstanceID.NotFound"
  ) throws(AWSFailure) -> XMLDocument {
    let wanted = form.list(ids)
    if let unknown = wanted.first(where: { id in !items.contains { $0.id == id } }) {
      throw AWSFailure(status: 400, code: missing, message: "The ID '\(unknown)' does not exist")
    }
    let limit = try limit(form, hasIDs: !wanted.isEmpty && ids != "InstanceType", bounds: bounds)
    let filters = try form.filters.map { filter throws(AWSFailure) in try EC2Filter(filter, items: items) }
    let matching = items.filter { item in
      (wanted.isEmpty || wanted.contains(item.id)) && filters.allSatisfy { $0.matches(item) }
    }
    let start = try offset(form["NextToken"])
    let page = matching.dropFirst(start).prefix(limit)
    var document = XMLDocument()
    document.list(list, page) { $1.render(&$0) }
    let end = start + page.count
    if end < matching.count { document.element("nextToken", OpaqueToken.encode("offset:\(end)")) }
    return document
  }

  private func limit(_ form: QueryForm, hasIDs: Bool, bounds: ClosedRange<Int>) throws(AWSFailure) -> Int {
    guard let text = form["MaxResults"] else { return .max }
    guard !hasIDs else {
      throw AWSFailure(
        status: 400, code: "InvalidParameterCombination",
        message: "The parameters MaxResults and a list of IDs cannot be used together")
    }
    guard let limit = Int(text), bounds.contains(limit) else {
      throw AWSFailure(
        status: 400, code: "InvalidParameterValue",
        message: "Value ( \(text) ) for parameter maxResults is invalid. Expecting a value between "
          + "\(bounds.lowerBound) and \(bounds.upperBound).")
    }
    return limit
  }

  private func offset(_ token: String?) throws(AWSFailure) -> Int {
    guard let token, !token.isEmpty else { return 0 }
    guard let text = OpaqueToken.decode(token), text.hasPrefix("offset:"), let offset = Int(text.dropFirst(7)) else {
      throw AWSFailure(status: 400, code: "InvalidNextToken", message: "The token '\(token)' is invalid")
    }
    return offset
  }
}

/// Something EC2 describes.
struct EC2Item {
  let id: String
  /// What filters see of it, by filter name.
  var attributes: [String: [String]]
  let render: (inout XMLDocument) -> Void
}

/// A filter of a describe call; its values are alternatives and may hold `*` and `?`.
struct EC2Filter {
  private let name: String
  private let patterns: [String]

  /// Makes a filter; one that no item knows by name is refused, unless it is by tag.
  init(_ filter: (name: String, values: [String]), items: [EC2Item]) throws(AWSFailure) {
    guard filter.name.hasPrefix("tag") || items.isEmpty || items.contains(where: { $0.attributes[filter.name] != nil })
    else {
      throw AWSFailure(status: 400, code: "InvalidParameterValue", message: "The filter '\(filter.name)' is invalid")
    }
    (name, patterns) = filter
  }

  func matches(_ item: EC2Item) -> Bool {
    (item.attributes[name] ?? []).contains { value in
      patterns.contains { Self.matches(value.utf8[...], $0.utf8[...]) }
    }
  }

  private static func matches(_ text: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(text, pattern.dropFirst()) || (!text.isEmpty && matches(text.dropFirst(), pattern))
    }
    guard let character = text.first, first == UInt8(ascii: "?") || first == character else { return false }
    return matches(text.dropFirst(), pattern.dropFirst())
  }
}

extension SimulatedEC2API {
  /// Answers for STS.
  func sts(_ action: String, cluster: SimulatedCluster) throws(AWSFailure) -> XMLDocument {
    var document = XMLDocument()
    let account = cluster.settings.accountID
    switch action {
    case "GetCallerIdentity":
      document.element("Arn", "arn:aws:sts::\(account):assumed-role/capdb/capdb")
      document.element("UserId", "AROAEXAMPLEEXAMPLE:capdb")
      document.element("Account", account)
    case "AssumeRole", "AssumeRoleWithWebIdentity":
      document.element("Credentials") { credentials in
        credentials.element("AccessKeyId", accessKeyID)
        credentials.element("SecretAccessKey", SimulatedCredentials.secretAccessKey)
        credentials.element("SessionToken", "simulated-session")
        // The caller's clock is the real one, whatever the cluster's says.
        credentials.element("Expiration", "2099-12-31T23:59:59Z")
      }
      document.element("AssumedRoleUser") { user in
        user.element("Arn", "arn:aws:sts::\(account):assumed-role/capdb/capdb")
        user.element("AssumedRoleId", "AROAEXAMPLEEXAMPLE:capdb")
      }
    default:
      throw AWSFailure(
        status: 400, code: "InvalidAction", message: "Could not find operation \(action) for version 2011-06-15")
    }
    return document
  }
}

/// The key pair of AWS's own documentation, which the simulator takes for a real one.
enum SimulatedCredentials {
  static let accessKeyID = "AKIAIOSFODNN7EXAMPLE"
  static let secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}

/// EKS's DescribeCluster, which says where the Kubernetes API is.
///
/// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html
struct SimulatedEKSAPI {
  let kubernetesURL: String
  let caPEM: String

  func respond(to request: SimulatedRequest, cluster: SimulatedCluster, fault: Fault.Kind?) -> SimulatedResponse {
    let settings = cluster.settings
    if case .forbidden = fault {
      return failure(403, "AccessDeniedException", "User is not authorized to perform: eks:DescribeCluster")
    }
    guard request.path == "/clusters/\(settings.name)" else {
      let name = request.path.split(separator: "/").last ?? ""
      return failure(404, "ResourceNotFoundException", "No cluster found for name: \(name).")
    }
    let description = WireMessage([
      WireField("name", 0, .string(settings.name)),
      WireField("arn", 0, .string("arn:aws:eks:\(settings.region):\(settings.accountID):cluster/\(settings.name)")),
      WireField("status", 0, .string("ACTIVE")), WireField("endpoint", 0, .string(kubernetesURL)),
      WireField("certificateAuthority", 0, .message(WireField("data", 0, .string(Base64.encode(caPEM))))),
      WireField("resourcesVpcConfig", 0, .message(WireField("vpcId", 0, .string(cluster.vpcID)))),
    ])
    return json(WireMessage([WireField("cluster", 0, .message(description))]))
  }

  private func failure(_ status: Int, _ type: String, _ message: String) -> SimulatedResponse {
    var response = json(WireMessage([WireField("message", 0, .string(message))]))
    response.status = status
    response.headers.append(["x-amzn-errortype", type])
    return response
  }

  private func json(_ message: WireMessage) -> SimulatedResponse {
    var writer = JSONWriter()
    writer.write(message)
    return SimulatedResponse(contentType: JSONWriter.contentType, body: Array(writer.text.utf8))
  }
}
