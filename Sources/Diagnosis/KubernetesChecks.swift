import Capacity
import Collection
import KubernetesAPI
import OutsideText
import Settings
import Transport

/// The checks of the way to a cluster's API server and of the rights there.
struct KubernetesChecks {
  let check: Checker
  let connection: ClusterConnection
  let commands: ClusterCommands
  /// Whether collections ask what changed, for which they need to watch.
  let follows: Bool

  /// What the checks of AWS need to know of the cluster.
  struct Result: Sendable {
    var findings: [Finding]
    /// Some of its nodes; nil if they could not be read.
    var nodes: [Node]?
  }

  private var client: KubernetesClient {
    KubernetesClient(
      connection: connection, transport: check.surroundings.transport, retry: check.surroundings.retry,
      limits: TransferLimits(
        connect: check.surroundings.deadline, total: check.surroundings.deadline, bodyBytes: 64 << 20))
  }

  /// Makes all of them; what depends on one that failed is skipped.
  func run() async -> Result {
    let greeting = Greeting(await greet())
    var findings = [
      check.finding("proxy", proxy(greeting)), check.finding("server", server(greeting)),
      check.finding("tls", tls(greeting)), check.finding("clock", clock(greeting)),
    ]
    guard !greeting.isOutOfReach else {
      let skipped = ["credentials"] + RightCheck.all.map(\.name)
      findings += skipped.map { check.finding($0, .skipped("the API server is out of reach")) }
      return Result(findings: findings, nodes: nil)
    }
    let (credentials, user) = await self.credentials()
    findings.append(credentials)
    guard credentials.result != .failed else {
      findings += RightCheck.all.map { check.finding($0.name, .skipped("the server does not accept the credentials")) }
      return Result(findings: findings, nodes: nil)
    }
    findings += await rights(of: user)
    let mayList = findings.contains { $0.check == RightCheck.nodes.name && $0.result == .ok }
    return Result(findings: findings, nodes: mayList ? await nodes() : nil)
  }

  private func greet() async -> Swift.Result<ServerGreeting, KubernetesError>? {
    check.surroundings.progress(check.cluster, "server")
    return await Race.run(within: check.surroundings.deadline + .milliseconds(500)) { [client] in
      do throws(KubernetesError) { return .success(try await client.greet()) } catch { return .failure(error) }
    }
  }

  private func nodes() async -> [Node]? {
    await Race.run(within: check.surroundings.deadline) { [client] in try? await client.firstNodes(50) } ?? nil
  }
}

/// How the server answered the first request.
private struct Greeting {
  var answer: ServerGreeting?
  /// Why there is no answer from an API server.
  var problem: KubernetesError.Problem?
  var words: String?

  init(_ result: Result<ServerGreeting, KubernetesError>?) {
    switch result {
    case .success(let greeting): answer = greeting
    case .failure(let error):
      problem = error.problem
      words = error.description
    case nil: words = "the credentials or the server took too long"
    }
  }

  var transport: TransportError? {
    if case .transport(let error) = problem { error } else { nil }
  }

  /// Whether no question could be answered. A server that refuses this one may answer others.
  var isOutOfReach: Bool {
    switch problem {
    case .transport, .refused, .undecodable, .repeatedContinueToken: true
    case .credential: false
    case nil: answer == nil
    }
  }
}

// MARK: - The way to the server

extension KubernetesChecks {
  private func proxy(_ greeting: Greeting) -> Verdict {
    let variable = ProxyRules.kubernetes.variable(for: connection.server, in: check.surroundings.variables)
    switch connection.endpoint.proxy {
    case .unusable(.notAProxy(let variable)):
      return .failed("\(variable) is not the URL of an HTTP or SOCKS proxy", remedy: "unset \(variable)")
    case .unusable(.gateway):
      return .failed("HTTP_PROXY is not used where REQUEST_METHOD is set", remedy: "unset REQUEST_METHOD")
    case .none:
      guard let variable else { return .ok("none: no variable names one") }
      return .ok("none: NO_PROXY, or the server's address, keeps it from the proxy of \(variable)")
    case .url:
      let source = variable.map { "by \($0)" } ?? "by proxy-url of the kubeconfig"
      let shown = connection.endpoint.proxy.shown ?? .withheld
      guard greeting.transport?.kind == .proxyFailed else { return .ok("\(shown), \(source)") }
      let host = SafeText.server(connection.server)?.text.split(separator: "/").last?.prefix { $0 != ":" } ?? "HOST"
      return .failed(
        "\(shown), \(source), could not be reached or refused: \(greeting.transport?.detail ?? "")",
        remedy: "export NO_PROXY=\(host)   # if the server is reached without a proxy")
    }
  }

  private func server(_ greeting: Greeting) -> Verdict {
    let server = SafeText.server(connection.server) ?? .withheld
    if let answer = greeting.answer {
      return .ok(
        "\(server) answers\(answer.version.map { " as Kubernetes \($0)" } ?? ", and tells this caller no version")")
    }
    switch greeting.problem {
    case .transport(let error) where error.isOfTLS:
      return .ok("\(server) takes connections")
    case .transport(let error):
      return .failed("\(server): \(error.summary) (\(error.detail))", remedy: error.reachingRemedy(connection.server))
    case .credential: return .skipped("there are no credentials to ask \(server) with")
    default:
      return .failed(
        greeting.words ?? "\(server) gave no answer",
        remedy: "curl -vk \(server)/version   # is this an API server?")
    }
  }

  private func tls(_ greeting: Greeting) -> Verdict {
    guard connection.isEncrypted else {
      return .warning(
        "the connection is not encrypted: no credentials are sent, and anyone on the way can read along",
        remedy: "kubectl config set-cluster CLUSTER --server=https://…")
    }
    if let error = greeting.transport {
      guard error.isOfTLS else { return .skipped("there is no connection") }
      return .failed("\(error.summary) (\(error.detail)); trusted: \(trust)", remedy: authorityRemedy)
    }
    if case .credential = greeting.problem { return .skipped("there are no credentials to ask with") }
    if greeting.problem == nil, greeting.answer == nil { return .skipped("there is no answer") }
    if connection.endpoint.trust == .anything {
      return .warning(
        "insecure-skip-tls-verify is set: whoever answers is believed, and gets the token", remedy: authorityRemedy)
    }
    guard let certificate = greeting.answer?.certificate else { return .ok("trusted: \(trust)") }
    return expiry(of: certificate)
  }

  private func expiry(of certificate: ServerCertificate) -> Verdict {
    let end = Timestamp(seconds: certificate.expiration)
    let left = end - check.surroundings.now()
    let issuer = certificate.issuer.map { " by \($0)" } ?? ""
    let words =
      "certificate of \(certificate.subject ?? "the server")\(issuer), valid until \(end) (\(Wording.time(left))); trusted: \(trust)"
    guard left < CertificateEnd.warning else { return .ok(words) }
    return .warning(
      words,
      remedy: "renew the API server's certificate before then (kubeadm certs renew apiserver; EKS does it itself)")
  }

  private var trust: String {
    switch connection.endpoint.trust {
    case .system: "the system's authorities"
    case .onlyPEM(let text):
      "the \(Self.certificates(in: text)) of \(connection.origin.context == nil ? "the cluster" : "the kubeconfig")"
    case .onlyFile: "a file of authorities"
    case .anything: "everything"
    }
  }

  private static func certificates(in pem: [UInt8]) -> String {
    let count = String(decoding: pem, as: UTF8.self).ranges(of: "-----BEGIN CERTIFICATE-----").count
    return count == 1 ? "one authority" : "\(count) authorities"
  }

  private var authorityRemedy: String {
    commands.updateKubeconfig
      ?? "kubectl config set-cluster CLUSTER --certificate-authority=ca.crt --embed-certs=true   # the cluster's own CA"
  }

  private func clock(_ greeting: Greeting) -> Verdict {
    .clock(sentAt: greeting.answer?.sentAt, now: check.surroundings.now(), whose: "the server's")
  }
}

extension TransportError {
  /// Whether there was a connection, and TLS on it failed.
  var isOfTLS: Bool { kind == .certificateRejected || kind == .tlsFailed }

  /// What to look at where a server is out of reach.
  func reachingRemedy(_ server: String) -> String {
    let shown = SafeText.server(server)?.text ?? "https://SERVER"
    let host = shown.split(separator: "/").last.map(String.init) ?? "SERVER"
    return switch kind {
    case .nameNotResolved:
      "getent hosts \(host.prefix { $0 != ":" })   # a private endpoint may resolve only inside its VPC"
    case .notConnected, .timedOut: "curl -vk --max-time 10 \(shown)/version   # routes, security groups, firewalls"
    case .proxyFailed: "env | grep -i _proxy   # see the check proxy"
    default: "curl -vk --max-time 10 \(shown)/version"
    }
  }
}

// MARK: - Who asks, and what for

extension KubernetesChecks {
  private func credentials() async -> (Finding, user: SafeText?) {
    let form = connection.origin.credential
    if case .token(let expiration?) = form, Timestamp(seconds: expiration) <= check.surroundings.now() {
      let words = "\(form) that expired at \(Timestamp(seconds: expiration))"
      return (check.finding("credentials", .failed(words, remedy: credentialRemedy)), nil)
    }
    if let end = certificateEnd, end <= check.surroundings.now() {
      return (check.finding("credentials", .failed("\(form) that expired at \(end)", remedy: renewal)), nil)
    }
    let user = await Race.run(within: check.surroundings.deadline + .milliseconds(500)) {
      [client] () async -> Swift.Result<SafeText?, KubernetesError> in
      do throws(KubernetesError) { return .success(try await client.userName()) } catch { return .failure(error) }
    }
    switch user {
    case .success(let name):
      let known = name.map { ", known there as \($0)" } ?? ""
      if name?.text == "system:anonymous" || form == .none {
        let verdict = Verdict.failed("\(form) are sent\(known)", remedy: credentialRemedy)
        return (check.finding("credentials", verdict), name)
      }
      return (check.finding("credentials", accepted(form, known)), name)
    case .failure(let error):
      return (check.finding("credentials", .failed(error.description, remedy: remedy(of: error))), nil)
    case nil:
      return (check.finding("credentials", .failed("\(form) took too long", remedy: credentialRemedy)), nil)
    }
  }

  private func accepted(_ form: CredentialForm, _ known: String) -> Verdict {
    if case .token(let expiration?) = form {
      return .ok("\(form)\(known), valid until \(Timestamp(seconds: expiration))")
    }
    guard let end = certificateEnd else { return .ok("\(form)\(known)") }
    let left = end - check.surroundings.now()
    let words = "\(form)\(known), valid until \(end) (\(Wording.time(left)))"
    return left < CertificateEnd.warning ? .warning(words, remedy: renewal) : .ok(words)
  }

  /// When the client certificate ends, if it is what identifies the caller.
  private var certificateEnd: Timestamp? {
    guard connection.origin.credential == .clientCertificate else { return nil }
    return connection.endpoint.clientCertificate.flatMap { CertificateEnd.seconds(ofPEM: $0.certificatePEM) }
      .map { Timestamp(seconds: $0) }
  }

  private var renewal: String {
    "kubeadm certs renew admin.conf   # or a new kubeconfig from whoever gave you this one"
  }

  private func remedy(of error: KubernetesError) -> String {
    guard case .credential = error.problem else { return credentialRemedy }
    return "\(commands.kubectl) get --raw /version; echo \"$PATH\"   # what the plugin says; cron has a short PATH"
  }

  private var credentialRemedy: String {
    commands.updateKubeconfig ?? "\(commands.kubectl) auth whoami   # renew the credentials if this fails too"
  }

  private func rights(of user: SafeText?) async -> [Finding] {
    let answers = await withTaskGroup(of: (Int, Finding).self) { group in
      for (index, right) in RightCheck.all.enumerated() {
        group.addTask {
          (index, await check(right.name) { await verdict(of: right, user: user) })
        }
      }
      var findings: [(Int, Finding)] = []
      for await finding in group { findings.append(finding) }
      return findings.sorted { $0.0 < $1.0 }.map(\.1)
    }
    return answers
  }

  private func verdict(of right: RightCheck, user: SafeText?) async -> Verdict {
    do throws(KubernetesError) {
      if try await client.isAllowed(right.request) { return .ok(right.use) }
      if right == .ciliumNodes, try await isServedByVPCCNI() {
        return .ok("not allowed, and not needed: the VPC CNI serves this cluster")
      }
      if right.isForFollowing, !follows {
        return .ok("not allowed, and not needed: the configuration has `follow: false`")
      }
    } catch {
      return Verdict(result: .unknown, found: error.description, remedy: "\(commands.kubectl) auth can-i --list")
    }
    let words = "not allowed: \(right.loss)"
    // Servers before 1.28 tell the name only where they refuse.
    let known = if let user { user } else { await client.userRefused(right.request) as SafeText? }
    let remedy = commands.grant(right.request, to: known)
    return right.isOptional ? .warning(words, remedy: remedy) : .failed(words, remedy: remedy)
  }

  /// CiliumNodes are asked for only where the VPC CNI serves no nodes.
  private func isServedByVPCCNI() async throws(KubernetesError) -> Bool {
    do throws(KubernetesError) {
      return try await client.readCNIDaemonSet().map { !$0.runsNowhere } ?? false
    } catch  where error.isDenied {
      return false
    }
  }
}

/// A right that a collection needs, and what is lost without it.
struct RightCheck: Hashable, Sendable {
  var request: APIRequest
  /// The name of the check.
  var name: String
  /// What the right is for.
  var use: String
  /// What is lost without it.
  var loss: String
  /// Whether a collection is complete without it.
  var isOptional: Bool
  /// Whether it is needed only where collections ask what changed.
  var isForFollowing = false

  static let nodes = RightCheck(
    request: .nodes, name: "list nodes", use: "nodes and their pod slots",
    loss: "without nodes there are no pod slots, and EC2 is not asked for new instances", isOptional: false)
  static let ciliumNodes = RightCheck(
    request: .ciliumNodes, name: "list ciliumnodes", use: "the addresses of Cilium's nodes",
    loss: "if Cilium serves nodes, their addresses stay unknown", isOptional: Source.ciliumNodes.isOptional)

  private static func notWatched(_ resource: String) -> String {
    "each collection lists all \(resource), and what comes and goes between two collections is not seen"
  }

  /// What `ClusterCollector` asks for.
  static let all: [RightCheck] = [
    nodes,
    RightCheck(
      request: .pods, name: "list pods", use: "pods, their addresses and their waiting",
      loss: "used pod slots, waiting pods and the owners of addresses stay unknown", isOptional: false),
    RightCheck(
      request: .events, name: "list events", use: "why pods waited",
      loss: "why and for how long pods waited stays unknown", isOptional: false),
    RightCheck(
      request: APIRequest.nodes.watched, name: "watch nodes", use: "what changed of the nodes",
      loss: notWatched("nodes"), isOptional: true, isForFollowing: true),
    RightCheck(
      request: APIRequest.pods.watched, name: "watch pods", use: "what changed of the pods", loss: notWatched("pods"),
      isOptional: true, isForFollowing: true),
    RightCheck(
      request: APIRequest.events.watched, name: "watch events", use: "what changed of the events",
      loss: "each collection lists all events", isOptional: true, isForFollowing: true),
    RightCheck(
      request: .cni, name: "get daemonsets aws-node", use: "the settings of the VPC CNI",
      loss: "the mode of the VPC CNI is taken from the addresses of each node, and limits such as MAX_ENI stay unknown",
      isOptional: Source.cni.isOptional),
    RightCheck(
      request: .kubeSystem, name: "get namespaces kube-system", use: "the cluster's permanent identity",
      loss: "the cluster is known by its name alone: another one of the same name would go into its history",
      isOptional: true),
    ciliumNodes,
  ]
}
