import Capacity
import Foundation
import OutsideText
import Settings
import Testing
import Transport

@testable import Diagnosis

@Suite("The checks of a cluster")
struct ClusterTests {
  private static let rights = [
    "list nodes", "list pods", "list events", "get daemonsets aws-node", "get namespaces kube-system",
    "list ciliumnodes", "watch nodes", "watch pods", "watch events",
  ]

  @Test("all are well where all is well, and each tells what it found")
  func sound() async throws {
    let findings = try await FakeWorld().findings()
    #expect(findings.values.filter { $0.result != .ok }.isEmpty, "\(findings)")
    #expect(findings.count == 28)
    #expect(findings.values.allSatisfy { $0.cluster == "prod" && $0.remedy == nil })
    #expect(findings["kubeconfig"]?.found.hasSuffix("kubeconfig, context prod, user me, by a bearer token") == true)
    #expect(findings["server"]?.found.contains("v1.33.1-eks-595af52") == true)
    #expect(findings["credentials"]?.found.contains("system:serviceaccount:ops:capdb") == true)
    #expect(findings["aws-region"]?.found == "ap-northeast-2, named by the zones of the nodes")
    #expect(findings["aws-credentials"]?.found.contains("from the environment") == true)
    #expect(findings["aws-identity"]?.found.contains("assumed-role/capdb/me of account 123456789012") == true)
    #expect(findings["vpc"]?.found == "vpc-1 with 1 subnet")
  }

  @Test("a right that is missing fails, an optional one warns, each with commands for this user", arguments: rights)
  func deniedRight(_ name: String) async throws {
    let resource = try #require(name.split(separator: " ").dropFirst().first).description
    let world = try FakeWorld {
      $0.deniedResources = [resource]
      $0.hasVPCCNI = false
    }
    let findings = await world.findings()
    let finding = try #require(findings[name])
    let isRequired = ["list nodes", "list pods", "list events"].contains(name)
    #expect(finding.result == (isRequired ? .failed : .warning), "\(finding)")
    #expect(finding.found.hasPrefix("not allowed: "))
    let remedy = try #require(finding.remedy)
    #expect(
      remedy.contains("--serviceaccount=ops:capdb") && remedy.hasPrefix("kubectl --context prod create "), "\(remedy)")
    #expect(remedy.contains("--resource=\(resource)"))
    #expect(Self.rights.filter { !$0.contains(" \(resource)") }.allSatisfy { findings[$0]?.result == .ok })
  }

  @Test("nothing need be watched where collections do not follow, and everything listed all the same")
  func notFollowed() async throws {
    let world = try FakeWorld { $0.deniedResources = ["pods"] }
    let findings = await world.findings(follows: false)
    #expect(findings["watch pods"]?.result == .ok && findings["watch pods"]?.remedy == nil, "\(findings)")
    #expect(findings["watch pods"]?.found.contains("`follow: false`") == true)
    #expect(findings["list pods"]?.result == .failed)
    #expect(await world.findings()["watch pods"]?.result == .warning)
  }

  @Test("CiliumNodes need not be allowed where the VPC CNI serves")
  func ciliumNotNeeded() async throws {
    let findings = await (try FakeWorld { $0.deniedResources = ["ciliumnodes"] }).findings()
    #expect(findings["list ciliumnodes"]?.result == .ok, "\(findings)")
  }

  @Test("credentials that are refused fail alone, and the rights are skipped")
  func refused() async throws {
    let findings = await (try FakeWorld { $0.reviewStatus = 401 }).findings()
    #expect(findings["credentials"]?.result == .failed && findings["server"]?.result == .ok, "\(findings)")
    #expect(Self.rights.allSatisfy { findings[$0]?.result == .skipped })
  }

  @Test("nobody is asked as system:anonymous")
  func anonymous() async throws {
    let findings = await (try FakeWorld { $0.user = "system:anonymous" }).findings()
    #expect(findings["credentials"]?.result == .failed, "\(findings)")
  }

  @Test("a token that has expired by its own words is told without asking")
  func expiredToken() async throws {
    let world = try FakeWorld()
    let claims = Data(#"{"exp": 1794999000}"#.utf8).base64EncodedString().replacing("=", with: "")
    try world.write(FakeWorld.kubeconfig(user: "token: eyJhbGciOiJub25lIn0.\(claims).c2ln"))
    let finding = try #require(await world.findings()["credentials"])
    #expect(finding.result == .failed && finding.found.contains("expired at 2026-11-18T"), "\(finding)")
  }

  @Test(
    "a failure of the way is told by the check that it belongs to",
    arguments: [
      (TransportError.Kind.nameNotResolved, "server", "getent hosts api.example"),
      (.notConnected, "server", "curl -vk"), (.timedOut, "server", "curl -vk"),
      (.certificateRejected, "tls", "--certificate-authority"), (.tlsFailed, "tls", "--certificate-authority"),
    ])
  func unreachable(_ kind: TransportError.Kind, _ check: String, _ remedy: String) async throws {
    let findings = await (try FakeWorld { $0.failure = kind }).findings()
    let failed = findings.values.filter { $0.result == .failed && !$0.check.hasPrefix("aws") }
    #expect(failed.map(\.check) == [check], "\(failed)")
    #expect(failed.first?.remedy?.contains(remedy) == true, "\(failed)")
    #expect(Self.rights.allSatisfy { findings[$0]?.result == .skipped })
  }

  @Test(
    "a clock that is off warns, and fails where AWS would refuse",
    arguments: [(10, "OK"), (-60, "WARNING"), (600, "FAILED")])
  func clock(_ seconds: Int64, _ result: String) async throws {
    let finding = try #require(await (try FakeWorld { $0.secondsAhead = seconds }).findings()["clock"])
    #expect(finding.result.rawValue == result, "\(finding)")
    #expect(result == "OK" || finding.remedy?.contains("timedatectl") == true)
  }

  @Test(
    "a client certificate of the kubeconfig warns 30 days before its end, and fails after it without being sent",
    arguments: [(60, "OK", "(60d)"), (29, "WARNING", "(29d)"), (-1, "FAILED", "expired at ")])
  func clientCertificate(_ days: Int, _ result: String, _ words: String) async throws {
    let world = try FakeWorld()
    let (certificate, key) = try TestCertificate.make(in: world.folder, end: FakeWorld.now + Int64(days) * 86_400)
    try world.write(
      FakeWorld.kubeconfig(user: "client-certificate-data: \(certificate), client-key-data: \(key)"))
    let finding = try #require(await world.findings()["credentials"])
    #expect(finding.result.rawValue == result && finding.found.contains(words), "\(finding)")
    #expect(finding.found.hasPrefix("a client certificate"))
    #expect((finding.remedy == nil) == (result == "OK"))
  }

  @Test("a certificate that ends within 30 days warns")
  func certificate() async throws {
    let finding = try #require(await (try FakeWorld { $0.certificateLeft = 29 * 86_400 }).findings()["tls"])
    #expect(finding.result == .warning && finding.found.contains("(29d)"), "\(finding)")
  }

  @Test("what the kubeconfig leaves open is told: TLS that is not checked, a server without TLS")
  func insecure() async throws {
    let world = try FakeWorld()
    try world.write(
      FakeWorld.kubeconfig(
        user: "token: t", cluster: "server: https://api.example:6443, insecure-skip-tls-verify: true"))
    #expect(await world.findings()["tls"]?.result == .warning)
  }

  @Test("the proxy is told with the variable that names it")
  func proxy() async throws {
    let variables = ["HTTPS_PROXY": "http://me:hunter2@proxy.example:3128"]
    let findings = try await FakeWorld().findings(variables: variables)
    #expect(findings["proxy"]?.found == "http://proxy.example:3128, by HTTPS_PROXY", "\(findings)")
    #expect(
      findings["aws-endpoint"]?.found.contains("through the proxy http://proxy.example:3128 of HTTPS_PROXY") == true)
    let excepted = try await FakeWorld().findings(variables: variables.merging(["NO_PROXY": ".example"]) { $1 })
    #expect(excepted["proxy"]?.found.contains("HTTPS_PROXY") == true)
    let broken = try await FakeWorld().findings(variables: ["HTTPS_PROXY": "ftp://proxy.example"])
    #expect(broken["proxy"]?.result == .failed && broken["proxy"]?.remedy == "unset HTTPS_PROXY", "\(broken)")
    let refused = try FakeWorld { $0.failure = .proxyFailed }
    #expect(await refused.findings(variables: variables)["proxy"]?.result == .failed)
  }

  @Test("a kubeconfig that cannot be used fails, and what needs it is skipped")
  func noContext() async throws {
    let world = try FakeWorld()
    let findings = await world.findings(ClusterSettings(access: .kubeconfig(context: "staging", path: nil)))
    #expect(findings["kubeconfig"]?.result == .failed, "\(findings)")
    #expect(findings["kubeconfig"]?.remedy == "kubectl config get-contexts -o name")
    #expect(findings["list nodes"]?.result == .skipped)
  }

  @Test("an exec plugin that is missing fails the credentials, and nothing is said of the server")
  func missingPlugin() async throws {
    let world = try FakeWorld()
    let plugin = "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws-iam-authenticator}"
    try world.write(FakeWorld.kubeconfig(user: plugin))
    let findings = await world.findings(variables: ["PATH": "/nonexistent"])
    #expect(findings["credentials"]?.result == .failed, "\(findings)")
    #expect(findings["credentials"]?.remedy?.hasPrefix("kubectl --context prod get --raw /version") == true)
    #expect(findings["server"]?.result == .skipped && findings["tls"]?.result == .skipped)
  }

  @Test("an entry of the AWS CLI gives the command that renews it")
  func entryOfTheCLI() {
    var commands = ClusterCommands(context: "prod", usesAWSPlugin: true)
    commands.takeEKSName(from: "arn:aws:eks:eu-west-1:123456789012:cluster/prod-1")
    #expect(commands.updateKubeconfig == "aws eks update-kubeconfig --name prod-1 --region eu-west-1")
    #expect(ClusterCommands(context: "prod").updateKubeconfig == nil)
  }

  @Test("EC2 is not asked where the configuration says so")
  func withoutEC2() async throws {
    let settings = ClusterSettings(
      access: .kubeconfig(context: nil, path: nil), aws: ClusterAWSSettings(asksEC2: false))
    #expect(try await FakeWorld().findings(settings).keys.allSatisfy { !$0.hasPrefix("aws") && !$0.hasPrefix("ec2") })
  }
}

@Suite("The checks of AWS")
struct AWSTests {
  @Test(
    "an action that is denied fails, with the policy for this role",
    arguments: [
      "DescribeInstances", "DescribeInstanceTypes", "DescribeNetworkInterfaces", "DescribeSubnets", "DescribeVpcs",
      "GetSubnetCidrReservations",
    ])
  func denied(_ action: String) async throws {
    let findings = await (try FakeWorld { $0.deniedActions = [action] }).findings()
    let finding = try #require(findings["ec2:\(action)"])
    #expect(finding.result == (action == "GetSubnetCidrReservations" ? .warning : .failed), "\(finding)")
    #expect(finding.found.contains("No identity-based policy allows it"), "\(finding)")
    let remedy = try #require(finding.remedy)
    #expect(
      remedy.hasPrefix("aws iam put-role-policy --role-name capdb --policy-name capdb-ec2-\(action) "), "\(remedy)")
    #expect(remedy.contains(#""Action":"ec2:\#(action)""#))
  }

  @Test(
    "credentials that AWS does not accept fail once, and the rights are skipped",
    arguments: ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"])
  func rejected(_ code: String) async throws {
    let findings = await (try FakeWorld { $0.awsError = (403, code) }).findings()
    #expect(findings["aws-identity"]?.result == .failed && findings["aws-identity"]?.found.contains(code) == true)
    #expect(findings["ec2:DescribeSubnets"]?.result == .skipped && findings["vpc"]?.result == .skipped)
  }

  @Test("no credentials fail with the places that were looked at")
  func none() async throws {
    let variables = ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]
    let findings = try await FakeWorld().findings(variables: variables)
    let finding = try #require(findings["aws-credentials"])
    #expect(finding.result == .failed && finding.found.contains("AWS_ACCESS_KEY_ID is not set"), "\(finding)")
    #expect(findings["aws-identity"]?.result == .skipped)
  }

  @Test("keys that end soon and that nobody renews warn")
  func endingSoon() async throws {
    let end = (FakeWorld.now + 1200).description
    let findings = try await FakeWorld().findings(variables: ["AWS_CREDENTIAL_EXPIRATION": end])
    #expect(findings["aws-credentials"]?.result == .warning, "\(findings)")
  }

  @Test("instances of another account or region fail the VPC, shared subnets are told")
  func vpc() async throws {
    let foreign = await (try FakeWorld { $0.instances = "" }).findings()
    #expect(foreign["vpc"]?.result == .failed && foreign["vpc"]?.remedy?.contains("role-arn") == true, "\(foreign)")
    let shared = await (try FakeWorld { $0.subnetOwner = "999999999999" }).findings()
    #expect(shared["vpc"]?.result == .ok && shared["vpc"]?.found.contains("shared by account 999999999999") == true)
    #expect(shared["ec2:GetSubnetCidrReservations"]?.result == .skipped)
    let invisible = await (try FakeWorld { $0.hasVPC = false }).findings()
    #expect(invisible["vpc"]?.result == .failed, "\(invisible)")
  }

  @Test("endpoint and region tell what names them; one that cannot be used fails")
  func endpoint() async throws {
    let named = try await FakeWorld().findings(variables: [
      "AWS_ENDPOINT_URL_EC2": "https://vpce.example", "AWS_REGION": "x",
    ])
    #expect(named["aws-endpoint"]?.found.hasPrefix("https://vpce.example, named by AWS_ENDPOINT_URL_EC2") == true)
    let broken = try await FakeWorld().findings(variables: ["AWS_ENDPOINT_URL_EC2": "ftp://me:pw@x"])
    #expect(broken["aws-endpoint"]?.result == .failed, "\(broken)")
    let settings = ClusterSettings(access: .kubeconfig(context: nil, path: nil), region: "no region")
    #expect(try await FakeWorld().findings(settings)["aws-region"]?.result == .failed)
  }

  @Test(
    "STS's clock decides whether signatures are taken",
    arguments: [(10, "OK"), (-60, "WARNING"), (301, "FAILED"), (-301, "FAILED")])
  func clock(_ seconds: Int64, _ result: String) async throws {
    let finding = try #require(await (try FakeWorld { $0.awsSecondsAhead = seconds }).findings()["aws-clock"])
    #expect(finding.result.rawValue == result, "\(finding)")
    #expect(finding.found.hasSuffix("STS's") || finding.found.contains("STS's: AWS refuses signatures"), "\(finding)")
    #expect(result == "OK" || finding.remedy?.contains("timedatectl") == true)
  }

  @Test("the certificates of EC2 and STS warn 30 days before their end")
  func certificates() async throws {
    let sound = try #require(await (try FakeWorld()).findings()["aws-tls"])
    #expect(sound.found.contains("certificate of ec2.ap-northeast-2.amazonaws.com by Amazon, valid until "))
    #expect(sound.found.contains("; sts.ap-northeast-2.amazonaws.com by Amazon") && sound.result == .ok, "\(sound)")
    let ending = try #require(await (try FakeWorld { $0.awsCertificateLeft = 29 * 86_400 }).findings()["aws-tls"])
    #expect(ending.result == .warning && ending.found.contains("(29d)"), "\(ending)")
  }

  @Test(
    "an endpoint without TLS warns, unless it is on this machine", arguments: ["127.0.0.1", "localhost", "ec2.lab"])
  func openEndpoint(_ host: String) async throws {
    let findings = try await FakeWorld().findings(variables: ["AWS_ENDPOINT_URL": "http://\(host):4566"])
    // The certificate is the fake world's; what decides is the address.
    #expect(findings["aws-tls"]?.result == (host == "ec2.lab" ? .warning : .ok), "\(findings)")
  }

  @Test(
    "a failure of the way to AWS is told by the check that it belongs to",
    arguments: [
      (TransportError.Kind.nameNotResolved, "aws-endpoint", "getent hosts ec2.ap-northeast-2.amazonaws.com"),
      (.notConnected, "aws-endpoint", "curl -v"), (.proxyFailed, "aws-endpoint", "_proxy"),
      (.certificateRejected, "aws-tls", "AWS_CA_BUNDLE"),
    ])
  func unreachable(_ kind: TransportError.Kind, _ check: String, _ remedy: String) async throws {
    let findings = await (try FakeWorld { $0.awsFailure = kind }).findings()
    let finding = try #require(findings[check])
    #expect(finding.result == .failed && finding.remedy?.contains(remedy) == true, "\(finding)")
    let failed = Set(findings.values.filter { $0.result == .failed }.map(\.check))
    #expect(failed == [check, "aws-identity"], "\(failed)")
    #expect(findings["aws-clock"]?.result == .skipped && findings["vpc"]?.result == .skipped)
  }
}
