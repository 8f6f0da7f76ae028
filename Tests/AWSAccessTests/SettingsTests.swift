@testable import AWSAccess
import LoopbackServer
import OutsideText
import Testing
import Transport

@Suite("Profile, region and endpoints")
struct SettingsTests {
  private static let config = """
    [default]
    region = eu-central-1
    [profile dev]
    region = us-west-2
    services = local
    [profile "with blank"]
    region = eu-west-3
    [profile plain]
    endpoint_url = http://profile:1/
    [not-a-profile]
    region = nowhere
    [services local]
    ec2 =
      endpoint_url = http://services:1
    """

  private func region(
    _ variables: [String: String], option: String? = nil, profile: String? = nil
  ) async throws -> String {
    let home = try TestHome(config: Self.config)
    return try await AWSSession(
      try home.environment(variables), options: AWSOptions(profile: profile, region: option)
    ).region
  }

  @Test("the region comes from the option, AWS_REGION, AWS_DEFAULT_REGION, then the profile")
  func regionOrder() async throws {
    let both = ["AWS_REGION": "ca-central-1", "AWS_DEFAULT_REGION": "sa-east-1"]
    #expect(try await region(both, option: "me-south-1") == "me-south-1")
    #expect(try await region(both) == "ca-central-1")
    #expect(try await region(["AWS_DEFAULT_REGION": "sa-east-1"]) == "sa-east-1")
    #expect(try await region([:]) == "eu-central-1")
    #expect(try await region(["AWS_PROFILE": "dev"]) == "us-west-2")
    #expect(try await region(["AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "with blank"]) == "eu-west-3")
    #expect(try await region(["AWS_PROFILE": "dev"], profile: "with blank") == "eu-west-3")
  }

  @Test("the region comes from the instance where nothing else names one")
  func regionOfInstance() async throws {
    let server = try LoopbackServer { request in
      switch (request.method, request.path) {
      case ("PUT", "/latest/api/token"): .text("t-1", type: "text/plain")
      case ("GET", "/latest/meta-data/placement/region") where request.header("x-aws-ec2-metadata-token") == "t-1":
        .text("us-west-2", type: "text/plain")
      default: .response(status: 404)
      }
    }
    let home = try TestHome()
    let session = try await AWSSession(try home.environment(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url + "/"]))
    #expect(session.region == "us-west-2")
  }

  @Test("without a region the error says what was looked at")
  func noRegion() async throws {
    let home = try TestHome()
    let error = await #expect(throws: AWSError.self) { try await AWSSession(try home.environment()) }
    #expect(error?.description.contains("set AWS_REGION") == true)
  }

  @Test("a profile that was named must exist", arguments: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
  func missingProfile(variable: String) async throws {
    let error = await #expect(throws: AWSError.self) { try await region([variable: "not-a-profile"]) }
    guard case .configuration(.noSuchProfile(let place, name: "not-a-profile", _)) = error,
      place.key?.text == variable
    else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("default that was named must exist, too")
  func missingDefault() throws {
    let home = try TestHome(config: "[profile other]\nregion = eu-west-1\n")
    #expect(throws: AWSError.self) { try AWSSettings(try home.environment(["AWS_PROFILE": "default"])) }
    #expect(throws: AWSError.self) { try AWSSettings(try home.environment(), profile: "default") }
    #expect(try AWSSettings(try home.environment()).profile?.name == nil)
  }

  @Test("of [profile default] and [default] the later one counts, as a whole")
  func profileDefault() async throws {
    let home = try TestHome(config: "[profile default]\nregion = eu-west-1\n[default]\nregion = us-east-1\n")
    #expect(try await AWSSession(try home.environment()).region == "us-east-1")
    let other = try TestHome(config: "[default]\nregion = us-east-1\n[profile default]\nregion = eu-west-1\n")
    #expect(try await AWSSession(try other.environment()).region == "eu-west-1")
  }

  @Test("a file that is no regular one is empty", arguments: ["/dev/null", "/"])
  func emptyFiles(path: String) async throws {
    let home = try TestHome(config: "[default]\nregion = eu-west-1\n", credentials: "nonsense")
    let variables = ["AWS_CONFIG_FILE": path, "AWS_SHARED_CREDENTIALS_FILE": path, "AWS_REGION": "eu-west-2"]
    let settings = try AWSSettings(try home.environment(variables))
    #expect(settings.configuration.profiles.isEmpty)
  }

  @Test(
    "keys that are indented, and lines that go on with a region, never reach the message",
    arguments: [
      "[default]\n  region = eu-west-1\n    aws_access_key_id = AKIX\n    aws_secret_access_key = hush\n",
      "[default]\nregion = eu-west-1\n  aws_secret_access_key = hush\n", "[default]\nregion = hush hush\n",
      "[default]\nregion: hush_hush\n",
    ])
  func secretsInRegions(config: String) async throws {
    let home = try TestHome(config: config)
    let error = await #expect(throws: AWSError.self) { try await AWSSession(try home.environment()) }
    let words = try #require(error?.description)
    #expect(words.contains("region of [default] in \(home.path)/.aws/config, line 2 is not the name"), "\(words)")
    #expect(!words.contains("hush") && !String(reflecting: error).contains("hush"))
  }

  @Test("a section whose keys are all indented is an ordinary one")
  func indentedSection() async throws {
    let home = try TestHome(
      config: "  [default]\n  region = eu-west-1\n  aws_access_key_id = AKIDX\n  aws_secret_access_key = s\n")
    #expect(try await AWSSession(try home.environment()).region == "eu-west-1")
    #expect(try await home.credentials().accessKeyID == "AKIDX")
  }

  @Test("files may be elsewhere, with ~ and variables in their paths")
  func otherFiles() async throws {
    let home = try TestHome()
    try home.write("[default]\nregion = eu-north-1\n", to: "other/config")
    let session = try await AWSSession(
      try home.environment(["AWS_CONFIG_FILE": "~/$FOLDER/config", "FOLDER": "other"]))
    #expect(session.region == "eu-north-1")
  }

  @Test("a broken file is named with the line")
  func brokenFile() async throws {
    let home = try TestHome(config: "[default]\nnonsense\n")
    let error = await #expect(throws: AWSError.self) { try await AWSSession(try home.environment()) }
    #expect(error?.description.contains("Line 2 of \(home.path)/.aws/config") == true)
  }

  @Test("every service has botocore's endpoint in every partition")
  func endpointTable() throws {
    let home = try TestHome()
    let rows = try fixture("aws-endpoints/endpoints.txt").split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(rows.count == 200)
    for row in rows {
      let words = row.split(separator: " ").map(String.init)
      let service = try #require(AWSService(rawValue: words[0]))
      let settings = try AWSSettings(
        try home.environment([
          "AWS_USE_FIPS_ENDPOINT": words[2] == "fips" ? "true" : "",
          "AWS_USE_DUALSTACK_ENDPOINT": words[3] == "dual" ? "TRUE" : "false",
        ]))
      let endpoint = try settings.endpoint(of: service, region: words[1])
      #expect(endpoint.server == words[4], "\(row)")
      #expect(endpoint.signingRegion == words[1])
    }
  }

  private func url(
    _ service: AWSService, _ variables: [String: String], profile: String? = nil
  ) throws -> String {
    let home = try TestHome(config: Self.config)
    return try AWSSettings(try home.environment(variables), profile: profile)
      .endpoint(of: service, region: "eu-west-1").server
  }

  @Test("a custom endpoint comes from the service's variable, the common one, the services block, then the profile")
  func customEndpoints() throws {
    let both = ["AWS_ENDPOINT_URL": "http://all:1/", "AWS_ENDPOINT_URL_EC2": "https://own:2"]
    #expect(try url(.ec2, both, profile: "dev") == "https://own:2")
    #expect(try url(.sts, both, profile: "dev") == "http://all:1")
    #expect(try url(.ec2, [:], profile: "dev") == "http://services:1")
    #expect(try url(.sts, [:], profile: "dev") == "https://sts.eu-west-1.amazonaws.com")
    #expect(try url(.eks, [:], profile: "plain") == "http://profile:1")
    let ignored = both.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 }
    #expect(try url(.ec2, ignored, profile: "dev") == "https://ec2.eu-west-1.amazonaws.com")
  }

  @Test(
    "a custom endpoint excludes FIPS and dual-stack",
    arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
  func customEndpointWithVariant(variable: String) throws {
    #expect(throws: AWSError.configuration(.customEndpointWithVariant(.variable("AWS_ENDPOINT_URL")))) {
      try url(.ec2, ["AWS_ENDPOINT_URL": "http://h", variable: "true"])
    }
  }

  @Test(
    "what is no endpoint is refused",
    arguments: [
      "ftp://h", "h:1", "http://", "http://u:secret@h", "http://h/a%20b", "http://h/../x", "http://h?x",
      "http://h\r\nX: y",
    ])
  func badEndpoints(value: String) throws {
    let error = #expect(throws: AWSError.self) { try url(.ec2, ["AWS_ENDPOINT_URL_EC2": value]) }
    #expect(error?.description.contains("AWS_ENDPOINT_URL_EC2") == true)
    #expect(error?.description.contains("secret") == false)
  }

  @Test(
    "a region that could change the host is refused", arguments: ["", "a.b", "eu/west", "x@evil", "-a", "EU-WEST-1"])
  func badRegions(region: String) throws {
    let settings = try AWSSettings(try TestHome().environment())
    #expect(throws: AWSError.configuration(.invalidRegion(InputPlace(key: "the region")))) {
      try settings.endpoint(of: .ec2, region: region)
    }
  }

  @Test(
    "an endpoint may have a path, to which that of the service is joined as botocore joins it",
    arguments: [
      ("http://h:1", "http://h:1/", "http://h:1/clusters/c"), ("http://h:1/", "http://h:1/", "http://h:1/clusters/c"),
      ("http://h:1/path", "http://h:1/path", "http://h:1/path/clusters/c"),
      ("http://h:1/a/b/", "http://h:1/a/b/", "http://h:1/a/b/clusters/c"),
    ])
  func endpointsWithPath(value: String, query: String, cluster: String) throws {
    let settings = try AWSSettings(try TestHome().environment(["AWS_ENDPOINT_URL": value]))
    let endpoint = try settings.endpoint(of: .eks, region: "eu-west-1")
    #expect(endpoint.url("/") == query)
    #expect(endpoint.url("/clusters/c") == cluster)
  }

  @Test("a services section must exist, and an empty endpoint in it is none")
  func services() throws {
    let missing = try TestHome(config: "[default]\nservices = s\n")
    #expect(
      throws: AWSError.configuration(
        .noServices(
          InputPlace(source: .path("\(missing.path)/.aws/config"), section: "[default]", key: "services", line: 2)))
    ) {
      try AWSSettings(try missing.environment()).endpoint(of: .ec2, region: "eu-west-1")
    }
    let variables = ["AWS_ENDPOINT_URL": "http://h:1"]
    #expect(
      try AWSSettings(try missing.environment(variables)).endpoint(of: .ec2, region: "eu-west-1").server
        == "http://h:1")
    let empty = try TestHome(
      config: "[default]\nservices = s\nendpoint_url = http://all:1\n[services s]\nec2 =\n  endpoint_url =\n")
    #expect(
      try AWSSettings(try empty.environment()).endpoint(of: .ec2, region: "eu-west-1").server == "http://all:1")
  }

  @Test("the old global STS host serves the old regions where legacy is asked for")
  func globalSTS() throws {
    let settings = try AWSSettings(try TestHome().environment(["AWS_STS_REGIONAL_ENDPOINTS": "legacy"]))
    let old = try settings.endpoint(of: .sts, region: "eu-west-1")
    #expect(old.server == "https://sts.amazonaws.com")
    #expect(old.signingRegion == "us-east-1")
    #expect(try settings.endpoint(of: .sts, region: "eu-south-1").server == "https://sts.eu-south-1.amazonaws.com")
    #expect(try settings.endpoint(of: .ec2, region: "eu-west-1").server == "https://ec2.eu-west-1.amazonaws.com")
  }

  @Test("AWS_CA_BUNDLE, else the profile's ca_bundle, replaces the system's authorities")
  func certificateAuthorities() throws {
    let home = try TestHome(config: "[default]\nca_bundle = ~/profile.pem\n")
    let fromProfile = try AWSSettings(try home.environment()).endpoint(of: .ec2, region: "eu-west-1")
    #expect(fromProfile.endpoint.trust == .onlyFile("\(home.path)/profile.pem"))
    let environment = try home.environment(["AWS_CA_BUNDLE": "/etc/own.pem"])
    let fromVariable = try AWSSettings(environment).endpoint(of: .ec2, region: "eu-west-1")
    #expect(fromVariable.endpoint.trust == .onlyFile("/etc/own.pem"))
  }

  @Test("the environment's variables name the proxy of each service, by the AWS CLI's rules")
  func proxies() throws {
    let environment = try TestHome().environment([
      "HTTPS_PROXY": "http://upper:1", "https_proxy": "http://lower:1", "NO_PROXY": "sts.eu-west-1.amazonaws.com",
      "AWS_ENDPOINT_URL_EKS": "http://localhost:5000", "HTTP_PROXY": "http://plain:1",
    ])
    let settings = try AWSSettings(environment)
    let services: [AWSService] = [.ec2, .sts, .eks]
    let proxies = try services.map { try settings.endpoint(of: $0, region: "eu-west-1").endpoint.proxy }
    #expect(proxies == [.url("http://lower:1"), .none, .url("http://plain:1")])
  }
}
