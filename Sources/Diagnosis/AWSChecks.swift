import AWSAccess
import Capacity
import ClusterAccess
import Collection
import EC2API
import OutsideText
import Settings

/// The checks of the way to AWS, of the credentials and of the rights there.
struct AWSChecks {
  let check: Checker
  let settings: ClusterSettings
  /// Some nodes of the cluster; nil if they could not be read.
  let nodes: [Node]?
  /// The VPC that EKS names; nil without `eks:DescribeCluster`.
  let vpcID: String?

  /// The checks, in their order, besides those of the single rights.
  private static let rights = EC2Action.allCases.map(\.checkName)

  /// Makes all of them; what depends on one that failed is skipped.
  func run() async -> [Finding] {
    let session: AWSSession
    do {
      session = try await makeSession()
    } catch {
      let rest = ["aws-endpoint", "aws-tls", "aws-clock", "aws-credentials", "aws-identity"] + Self.rights + ["vpc"]
      return [check.finding("aws-region", .failed(error.description, remedy: regionRemedy))]
        + rest.map { check.finding($0, .skipped("there is no session with AWS")) }
    }
    let region = Verdict.ok(
      "\(session.region), named by \(nodeRegion == nil || settings.region != nil ? "\(session.regionPlace)" : "the zones of the nodes")"
    )
    var findings = [check.finding("aws-region", region)] + (await endpoints(session))
    let isReached = findings.allSatisfy { $0.check != "aws-endpoint" || $0.result != .failed }
    let credentials = await check("aws-credentials") { await self.credentials(session) }
    findings.append(credentials)
    guard credentials.result != .failed else {
      return findings
        + (["aws-identity"] + Self.rights + ["vpc"]).map { check.finding($0, .skipped("there are no credentials")) }
    }
    let (identity, caller) = await self.identity(session)
    findings.append(identity)
    guard identity.result != .failed else {
      return findings
        + (Self.rights + ["vpc"]).map { check.finding($0, .skipped("AWS does not accept the credentials")) }
    }
    guard isReached else {
      return findings + (Self.rights + ["vpc"]).map { check.finding($0, .skipped("EC2 is out of reach")) }
    }
    return findings + (await ec2(EC2Client(session), caller))
  }

  private var nodeRegion: String? { nodes.flatMap(ClusterRegion.of) }

  private func makeSession() async throws(AWSError) -> AWSSession {
    try await AWSSession(
      AWSEnvironment(check.surroundings), options: AWSOptions(settings, nodeRegion: nodeRegion))
  }

  private var regionRemedy: String { "aws configure list   # or: capdb doctor --region REGION" }
}

extension AWSEnvironment {
  init(_ surroundings: Surroundings) {
    self.init(
      variables: surroundings.variables, now: surroundings.now, transport: surroundings.transport,
      retry: surroundings.retry)
  }
}

extension EC2Action {
  /// The name of the check of this right.
  var checkName: String { "ec2:\(rawValue)" }
}

// MARK: - Credentials

extension AWSChecks {
  private func credentials(_ session: AWSSession) async -> Verdict {
    let search = await session.searchCredentials()
    let passed = search.passed.map { $0.provider.name }
    let before = passed.isEmpty ? "" : "; passed over: \(passed.joined(separator: ", "))"
    if let failure = search.failure {
      return .failed(failure.description, remedy: remedy(of: failure, search.provider))
    }
    let role = search.assumesRole ? ", with the role of the configuration assumed" : ""
    let source = "from \(search.provider?.name ?? "nowhere")\(role)"
    guard let expiration = search.expiration else { return .ok("\(source), without an end\(before)") }
    let left = expiration - check.surroundings.now()
    let words = "\(source), valid until \(expiration) (\(Wording.time(left)))\(before)"
    let renewsItself = search.assumesRole || search.provider.map(Self.renewing.contains) ?? false
    guard left < Self.shortLife, !renewsItself else { return .ok(words) }
    return .warning(words, remedy: remedy(of: nil, search.provider))
  }

  /// The providers whose credentials are renewed without anybody's help.
  private static let renewing: Set<CredentialFault.Provider> = [
    .webIdentity, .container, .instanceMetadata, .assumeRole, .credentialProcess,
  ]
  /// Seconds before the end from which credentials that nobody renews are worth a warning.
  private static let shortLife: Int64 = 3600

  private func remedy(of failure: AWSError?, _ provider: CredentialFault.Provider?) -> String {
    let profile = settings.aws.profile.flatMap { name in
      SafeText.name(name) == .withheld ? nil : " --profile \(Wording.shell(name))"
    }
    switch provider {
    case .sso: return "aws sso login\(profile ?? "")"
    case .webIdentity:
      return
        "kubectl -n capdb describe serviceaccount capdb   # is eks.amazonaws.com/role-arn the role, and does it trust it?"
    case .container:
      return "aws eks list-pod-identity-associations --cluster-name CLUSTER --namespace capdb"
    case .instanceMetadata, nil:
      return "aws configure list\(profile ?? "")   # or attach a role, or set AWS_PROFILE"
    default: return "aws sts get-caller-identity\(profile ?? "")"
    }
  }

  private func identity(_ session: AWSSession) async -> (Finding, CallerIdentity?) {
    check.surroundings.progress(check.cluster, "aws-identity")
    do throws(AWSError) {
      let identity = try await session.callerIdentity()
      let account = identity.account.map { " of account \($0)" } ?? ""
      return (check.finding("aws-identity", .ok("\(identity.arn?.text ?? "a caller")\(account)")), identity)
    } catch {
      let remedy = "aws sts get-caller-identity; date -u   # do the keys still exist, and is the clock right?"
      return (check.finding("aws-identity", .failed(error.description, remedy: remedy)), nil)
    }
  }
}

// MARK: - Rights and the VPC

extension AWSChecks {
  private func ec2(_ client: EC2Client, _ caller: CallerIdentity?) async -> [Finding] {
    let plain = EC2Action.allCases.filter { $0 != .getSubnetCIDRReservations }
    var findings = await withTaskGroup(of: (Int, Finding).self) { group in
      for (index, action) in plain.enumerated() {
        group.addTask { (index, await check(action.checkName) { await right(action, client, caller, subnetID: nil) }) }
      }
      var found: [(Int, Finding)] = []
      for await finding in group { found.append(finding) }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
    let reach = await Race.run(within: check.surroundings.deadline) { await VPCReach(self, client, caller) }
    findings.append(await reservations(client, caller, reach?.ownSubnet))
    findings.append(check.finding("vpc", reach?.verdict ?? Verdict(result: .unknown, found: "EC2 took too long")))
    return findings
  }

  private func reservations(_ client: EC2Client, _ caller: CallerIdentity?, _ subnet: String?) async -> Finding {
    let action = EC2Action.getSubnetCIDRReservations
    guard let subnet else {
      return check.finding(action.checkName, .skipped("no subnet of the cluster that this account owns is known"))
    }
    return await check(action.checkName) { await right(action, client, caller, subnetID: subnet) }
  }

  private func right(
    _ action: EC2Action, _ client: EC2Client, _ caller: CallerIdentity?, subnetID: String?
  ) async -> Verdict {
    do throws(AWSError) {
      try await client.rehearse(action, subnetID: subnetID)
      return .ok(action.use)
    } catch {
      guard case .refused(let refusal) = error, refusal.isMissingPermission else {
        return Verdict(result: .unknown, found: error.description, remedy: "aws sts get-caller-identity")
      }
      let why = refusal.policy.map { ". \($0)" } ?? ""
      let words = "not allowed: \(action.loss)\(why)"
      let remedy = IAMStatement(action: action.checkName).remedy(for: caller)
      return action.isOptional ? .warning(words, remedy: remedy) : .failed(words, remedy: remedy)
    }
  }
}

extension EC2Action {
  /// What the right is for.
  var use: String {
    switch self {
    case .describeInstances: "the instances behind the nodes, and their VPCs"
    case .describeInstanceTypes: "how many interfaces and addresses a node takes"
    case .describeNetworkInterfaces: "interfaces and their addresses"
    case .describeSubnets: "free addresses of subnets"
    case .describeVPCs: "address ranges of VPCs"
    case .getSubnetCIDRReservations: "reserved ranges of subnets"
    }
  }

  /// What is lost without it.
  fileprivate var loss: String {
    switch self {
    case .describeInstances: "without the instances no VPC is known, and nothing of EC2 is collected"
    case .describeInstanceTypes: "how many addresses a node can take stays unknown"
    case .describeNetworkInterfaces: "which addresses are assigned, warm or leaked stays unknown"
    case .describeSubnets: "free addresses and their forecast stay unknown"
    case .describeVPCs: "which source address the outside sees stays unknown"
    case .getSubnetCIDRReservations: "free_prefixes stays unknown"
    }
  }

  /// Whether a collection is complete without it.
  fileprivate var isOptional: Bool { self == .getSubnetCIDRReservations && Source.cidrReservations.isOptional }
}

/// A statement that allows an action, as IAM takes it.
struct IAMStatement {
  var action: String
  var resource = "*"

  /// The policy, on one line.
  var policy: String {
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"\#(resource)"}]}"#
  }

  /// The command that attaches it to the caller; the policy alone where the caller is unknown.
  func remedy(for caller: CallerIdentity?) -> String {
    let name = "capdb-" + action.split(separator: ":").joined(separator: "-")
    let resource = caller?.arn?.text.split(separator: ":").last.map(String.init) ?? ""
    let parts = resource.split(separator: "/").map(String.init)
    guard parts.count >= 2 else { return policy }
    switch parts[0] {
    case "assumed-role":
      return
        "aws iam put-role-policy --role-name \(Wording.shell(parts[1])) --policy-name \(name) --policy-document '\(policy)'"
    case "user":
      return
        "aws iam put-user-policy --user-name \(Wording.shell(parts[parts.count - 1])) --policy-name \(name) --policy-document '\(policy)'"
    default: return policy
    }
  }
}

/// Whether the cluster's VPC can be seen from the account that asks.
private struct VPCReach: Sendable {
  var verdict: Verdict
  /// A subnet of the cluster that the account owns.
  var ownSubnet: String?

  init(_ checks: AWSChecks, _ client: EC2Client, _ caller: CallerIdentity?) async {
    do throws(AWSError) {
      let ids = (checks.nodes ?? []).compactMap(\.instanceID)
      let instances = ids.isEmpty ? [] : try await client.describeInstances(ids: ids)
      let vpcs = Set(instances.compactMap(\.vpcID)).union(checks.vpcID.map { [$0] } ?? [])
      guard !vpcs.isEmpty else {
        verdict = Self.withoutVPC(nodes: checks.nodes, instanceIDs: ids.count, caller)
        return
      }
      let visible = try await client.describeVPCs(ids: vpcs)
      let subnets = try await client.describeSubnets(vpcIDs: vpcs)
      let accounts = Set(instances.compactMap(\.ownerID) + [caller?.account].compactMap { $0 })
      let shared = subnets.filter { $0.isShared(with: accounts) }
      ownSubnet = subnets.first { !$0.isShared(with: accounts) }?.id
      verdict = Self.verdict(vpcs: vpcs.sorted(), visible: visible.count, subnets: subnets.count, shared: shared)
    } catch {
      if case .refused(let refusal) = error, refusal.isMissingPermission {
        verdict = .skipped("a right is missing that this takes")
      } else {
        verdict = Verdict(result: .unknown, found: error.description)
      }
    }
  }

  private static func withoutVPC(nodes: [Node]?, instanceIDs: Int, _ caller: CallerIdentity?) -> Verdict {
    guard nodes != nil else { return .skipped("the nodes could not be read") }
    guard instanceIDs > 0 else { return .ok("no node is an instance of EC2, so EC2 is not asked") }
    return .failed(
      "none of \(instanceIDs) nodes is an instance of account \(caller?.account ?? "(unknown)") in this region",
      remedy: """
        # in the configuration, for this cluster: the account that the nodes run in
        aws:
          role-arn: arn:aws:iam::ACCOUNT:role/capdb
        """)
  }

  private static func verdict(vpcs: [String], visible: Int, subnets: Int, shared: [Subnet]) -> Verdict {
    let names = vpcs.map { SafeText.word($0)?.text ?? SafeText.withheld.text }.joined(separator: ", ")
    guard visible > 0, subnets > 0 else {
      return .failed(
        "\(names): this account sees \(visible == 0 ? "no such VPC" : "none of its subnets")",
        remedy: "aws ram list-resources --resource-owner OTHER-ACCOUNTS   # are the subnets shared with this account?")
    }
    let owners = Set(shared.compactMap(\.ownerID)).sorted().compactMap { SafeText.requestID($0)?.text }.joined(
      separator: ", ")
    let note =
      shared.isEmpty
      ? ""
      : "; \(shared.count) are shared by account \(owners), whose own interfaces and reservations are not visible here"
    return .ok("\(names) with \(Wording.count(subnets, "subnet"))\(note)")
  }
}
