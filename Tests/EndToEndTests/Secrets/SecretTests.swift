import CapdbRunner
import ClusterSimulator
import Foundation
import LoopbackServer
import Testing

/// Nothing that is read from a credential, configuration, token, plugin or answer reaches output, log or history as it
/// came: a marker is put into every place of every such input, valid and broken, and looked for in all of them.
@Suite("Secrets stay out of output, logs and history", .serialized, .timeLimit(.minutes(15)))
struct SecretTests {
  /// Runs `capdb` with each input and with all that it can say, as text and as JSON side by side, and looks for the marker.
  ///
  /// All inputs of a call go into one history for each of the two.
  private func expectSilence(
    _ inputs: [MarkedInput], _ arguments: [String], variables: [String: String] = [:],
    prepare: @escaping @Sendable (URL) throws -> Void = { _ in }, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "capdb-secret-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for format in ["text", "json"] {
        group.addTask {
          let place = folder.appending(path: format)
          for (index, input) in inputs.enumerated() {
            let home = place.appending(path: "\(index)")
            let runner = try Self.runner(input, in: home, place.appending(path: "history"), variables, prepare)
            let outcome = try await runner.run(arguments + ["--verbose", "--log-format", format])
            Self.expectNoMarker(outcome, input, format, sourceLocation)
            #expect(outcome.exitCode < 128, "\(input): \(outcome.errors)", sourceLocation: sourceLocation)
          }
          try await Self.expectNoMarker(inputs, history: place.appending(path: "history"), sourceLocation)
        }
      }
      try await group.waitForAll()
    }
  }

  private static func runner(
    _ input: MarkedInput, in home: URL, _ history: URL, _ variables: [String: String], _ prepare: (URL) throws -> Void
  ) throws -> CapdbRunner {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    try prepare(home)
    for (path, text) in input.files { try write(text, to: home.appending(path: path)) }
    let base = [
      "CAPDB_DB": history.appending(path: "capdb.db").path, "AWS_EC2_METADATA_DISABLED": "true",
      "AWS_MAX_ATTEMPTS": "1", "KUBECONFIG": home.appending(path: "kubeconfig").path,
    ]
    return CapdbRunner(directory: home, environment: base.merging(variables) { $1 }.merging(input.variables) { $1 })
  }

  private static func expectNoMarker(
    _ inputs: [MarkedInput], history: URL, _ sourceLocation: SourceLocation
  ) async throws {
    let reader = CapdbRunner(
      directory: history.deletingLastPathComponent(),
      environment: ["CAPDB_DB": history.appending(path: "capdb.db").path])
    let all = MarkedInput(description: "one of \(inputs.count) inputs")
    for report in [["status"], ["report", "collections", "--format", "json"]] {
      expectNoMarker(try await reader.run(report), all, report[0], sourceLocation)
    }
    let marked = try Traces(history: history).markedFiles()
    #expect(marked.isEmpty, "one of \(inputs.count) inputs is in \(marked)", sourceLocation: sourceLocation)
  }

  private static func expectNoMarker(
    _ outcome: CapdbRunner.Outcome, _ input: MarkedInput, _ run: String, _ sourceLocation: SourceLocation
  ) {
    for (stream, text) in [("stdout", outcome.output), ("stderr", outcome.errors)] {
      #expect(
        !text.contains(SecretMarker.sought), "\(input) reached \(stream) (\(run)): \(text)",
        sourceLocation: sourceLocation)
    }
  }

  private static func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private static func makeExecutable(_ script: String, at file: URL) throws {
    try write("#!/bin/sh\n\(script)\n", to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
  }

  /// A service that refuses everything.
  private static func refusingService() throws -> LoopbackServer {
    try LoopbackServer { _ in .text(#"{"__type":"ResourceNotFoundException","message":"no"}"#, status: 404) }
  }
}

// MARK: - AWS

extension SecretTests {
  private static let awsKeys = [
    "region", "output", "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "source_profile",
    "credential_source", "external_id", "mfa_serial", "role_session_name", "duration_seconds",
    "web_identity_token_file",
    "credential_process", "sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "services",
    "endpoint_url", "ca_bundle", "use_fips_endpoint", "max_attempts", "login_session", "sts_regional_endpoints",
    "ec2_metadata_service_endpoint", "ignore_configured_endpoint_urls", "s3",
  ]

  @Test("AWS configuration files")
  func awsFiles() async throws {
    let service = try Self.refusingService()
    var inputs: [MarkedInput] = []
    for path in [".aws/config", ".aws/credentials"] {
      for key in Self.awsKeys {
        let companions = "source_profile = other\nrole_arn = arn:aws:iam::111122223333:role/x\nsso_account_id = 1\n"
        let broken = [
          "\(key) = \(SecretMarker.word)", "\(key) = \(SecretMarker.key)\n  more = \(SecretMarker.word)",
          "\(key) =\n  \(SecretMarker.word) = \(SecretMarker.word)",
        ]
        for line in broken {
          let rest = companions.split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
          inputs.append(MarkedInput(description: line, files: [path: "[default]\n\(line)\n"]))
          guard !line.contains("\n") else { continue }
          inputs.append(MarkedInput(description: "\(line) and a role", files: [path: "[default]\n\(line)\n\(rest)\n"]))
        }
      }
      for text in [
        "\(SecretMarker.word)", "[\(SecretMarker.key)", "[default]\n\(SecretMarker.word)",
        "[default]\n= \(SecretMarker.word)",
        "[\(SecretMarker.key)]\n[\(SecretMarker.key)]", "[default]\n\(SecretMarker.key) = 1\n\(SecretMarker.key) = 2",
        "[default]\ns3 =\n  \(SecretMarker.word)",
        "[default]\nregion = eu-west-1\n\(SecretMarker.key) = \(SecretMarker.word)",
        "[profile \(SecretMarker.key)]\nregion = x", "[default]\nregion = \(SecretMarker.control)",
        "[default]\nrole_arn = \(SecretMarker.control)\ncredential_source = \(SecretMarker.control)",
        "[default]\n  region = eu-west-1\n    aws_secret_access_key = hush",
      ] { inputs.append(MarkedInput(description: text, files: [path: text])) }
    }
    let variables = ["AWS_ENDPOINT_URL": service.url, "AWS_DEFAULT_REGION": ""]
    try await expectSilence(inputs, ["collect", "--eks-cluster", "c"], variables: variables)
  }

  @Test("variables of AWS, of proxies and of Kubernetes")
  func variables() async throws {
    let names = [
      "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION",
      "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_ENDPOINT_URL",
      "AWS_ENDPOINT_URL_EKS",
      "AWS_CA_BUNDLE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_CONFIG_FILE",
      "AWS_SHARED_CREDENTIALS_FILE", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
      "NO_PROXY", "KUBECONFIG", "CAPDB_CONFIG",
    ]
    let companions = [
      "AWS_ACCESS_KEY_ID": "AKIDX", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1",
      "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/",
    ]
    let values = [
      SecretMarker.key, "\(SecretMarker.word)\nmore", "http://me:\(SecretMarker.word)@127.0.0.1:9",
      "http://127.0.0.1:9/\(SecretMarker.word)?\(SecretMarker.word)", SecretMarker.control,
      "apiVersion: v1\nusers:\n- user: {token: \(SecretMarker.word)}\n",
    ]
    let inputs = names.flatMap { name in
      values.map { value in
        MarkedInput(description: "\(name)=\(value)", variables: companions.merging([name: value]) { $1 })
      }
    }
    try await expectSilence(inputs, ["collect", "--eks-cluster", "c", "--deadline", "3s"])
  }

  @Test("what services, endpoints and programs answer that give out credentials")
  func awsAnswers() async throws {
    let bodies = [
      SecretMarker.word, "{\"\(SecretMarker.word)\"", "<\(SecretMarker.key)/>", "<html>\(SecretMarker.word)</html>",
      """
      {"Version": 1, "AccessKeyId": "\(SecretMarker.word)", "SecretAccessKey": "\(SecretMarker.word)", "Token": \
      "\(SecretMarker.word)", "Expiration": "\(SecretMarker.word)", "Code": "\(SecretMarker.key)", "message": \
      "\(SecretMarker.word)", "__type": "\(SecretMarker.key)", "error": "\(SecretMarker.key)"}
      """,
      """
      {"Version": 1, "AccessKeyId": "\(SecretMarker.word)", "SecretAccessKey": "\(SecretMarker.word)", "SessionToken": \
      "\(SecretMarker.word)"}
      """,
      """
      <ErrorResponse><Error><Code>\(SecretMarker.key)</Code><Message>\(SecretMarker.word)</Message></Error>\
      <RequestId>\(SecretMarker.key)</RequestId></ErrorResponse>
      """,
      """
      <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>\(SecretMarker.word)</AccessKeyId>\
      <SecretAccessKey>\(SecretMarker.word)</SecretAccessKey><SessionToken>\(SecretMarker.word)</SessionToken>\
      <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
      """,
      #"{"cluster": {"name": "c", "status": "\#(SecretMarker.key)", "endpoint": null}}"#,
      """
      {"cluster": {"name": "c", "endpoint": "http://127.0.0.1:9/\(SecretMarker.word)", "certificateAuthority": {"data": \
      "\(SecretMarker.word)"}}}
      """,
    ]
    let ways: [(String, [String: String], String)] = [
      ("role", [:], "role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = keys"),
      ("web identity", ["AWS_WEB_IDENTITY_TOKEN_FILE": "token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"], ""),
      ("sso", [:], "sso_account_id = 1\nsso_role_name = r\nsso_start_url = https://a\nsso_region = eu-west-1"),
      ("container", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "SERVER/x"], ""),
      ("metadata", ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER"], ""),
      ("eks", ["AWS_PROFILE": "keys"], ""),
    ]
    for (body, status) in bodies.flatMap({ body in [200, 403].map { (body, $0) } }) {
      let server = try LoopbackServer { _ in
        .response(
          status: status,
          headers: [
            ("Content-Type", "text/\(SecretMarker.word)"), ("x-amzn-ErrorType", SecretMarker.key),
            ("x-amzn-RequestId", SecretMarker.key), ("Retry-After", SecretMarker.word), ("Location", SecretMarker.word),
          ], body: Array(body.utf8))
      }
      defer { server.stop() }
      let inputs = ways.map { name, variables, profile in
        MarkedInput(
          description: "\(name), HTTP \(status): \(body)",
          files: [
            ".aws/config": """
            [default]
            region = eu-west-1
            \(profile)
            [profile keys]
            region = eu-west-1
            aws_access_key_id = AKIDX
            aws_secret_access_key = \(SecretMarker.word)
            """, "token": SecretMarker.word,
            ".aws/sso/cache/\(Self.nameOfSSOCache).json":
              #"{"accessToken": "\#(SecretMarker.word)", "expiresAt": "2999-01-01T00:00:00Z"}"#,
          ], variables: variables.mapValues { $0.replacing("SERVER", with: server.url) })
      }
      try await expectSilence(
        inputs, ["collect", "--eks-cluster", "c", "--deadline", "2s"], variables: ["AWS_ENDPOINT_URL": server.url])
    }
  }

  /// SHA-1 of `https://a`.
  private static let nameOfSSOCache = "a6ede4c26976783d2ef39cb030f7481da30ad3b3"

  @Test("what credential processes print")
  func credentialProcess() async throws {
    let service = try Self.refusingService()
    let scripts = [
      "echo \(SecretMarker.word); echo \(SecretMarker.word) >&2; exit 1",
      "echo \(SecretMarker.word); echo \(SecretMarker.word) >&2; exit 0",
      "echo '{\"Version\": 2, \"\(SecretMarker.word)\": \"\(SecretMarker.word)\"}'",
      "echo '{\"Version\": 1, \"AccessKeyId\": \"\(SecretMarker.word)\", \"SecretAccessKey\": \"\(SecretMarker.word)\"}'",
      "echo \(SecretMarker.word) >&2; kill -9 $$",
      "echo 'An error occurred (\(SecretMarker.key)) when calling the \(SecretMarker.key) operation' >&2; exit 255",
    ]
    for script in scripts {
      let input = MarkedInput(
        description: script,
        files: [
          ".aws/config":
            "[default]\nregion = eu-west-1\ncredential_process = ~/program \(SecretMarker.word) '\(SecretMarker.word)'\n"
        ])
      try await expectSilence(
        [
          input,
          MarkedInput(
            description: "missing",
            files: [".aws/config": "[default]\nregion = eu-west-1\ncredential_process = \(SecretMarker.word)"]),
        ],
        ["collect", "--eks-cluster", "c"], variables: ["AWS_ENDPOINT_URL": service.url]
      ) { try Self.makeExecutable(script, at: $0.appending(path: "program")) }
    }
  }
}

// MARK: - Kubernetes

extension SecretTests {
  /// A kubeconfig of everything that one can hold.
  private static let kubeconfig = """
    apiVersion: v1
    kind: Config
    clusters:
    - name: main
      cluster:
        server: https://127.0.0.1:PORT
        certificate-authority: ca.pem
        tls-server-name: api.example
        insecure-skip-tls-verify: false
        disable-compression: false
        proxy-url: ""
    users:
    - name: me
      user:
        token: t
        tokenFile: token
        client-certificate: client.pem
        client-key: client.key
        as: other
        as-uid: u
    - name: plugin
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: ./plugin
          interactiveMode: Never
          installHint: none
          provideClusterInfo: true
    - name: old
      user:
        username: n
        password: p
    contexts:
    - name: main
      context:
        cluster: main
        user: USER
    current-context: main
    """

  private static let damages: [MarkedInput.Damage] = [
    // A name, and the path of a file that capdb itself is told of, may be shown; not if it looks like a key.
    .init("value") {
      $0.with(value: ["name", "kubeconfig"].contains($0.key) ? SecretMarker.key : SecretMarker.word)
    }, .init("key") { $0.with(key: SecretMarker.key) },
    .init("list") { $0.with(value: "[\(SecretMarker.word), \(SecretMarker.word)]") },
    .init("map") { $0.with(value: "{\(SecretMarker.key): \(SecretMarker.word)}") },
    .init("open quotation") { $0.with(value: "\"\(SecretMarker.word)") },
    .init("alias") { $0.with(value: "*\(SecretMarker.key)") },
    .init("tag") { $0.with(value: "!\(SecretMarker.key) x") },
    .init("control") { $0.with(value: "\"hush\\e[31mhush\"") },
    .init("url") { $0.with(value: "http://a:\(SecretMarker.word)@b/c") },
    .init("text") { _ in SecretMarker.word }, .init("merge") { $0.indentation + "<<: \(SecretMarker.word)" },
  ]

  @Test("kubeconfigs", arguments: [("me", 1...23), ("plugin", 24...31), ("old", 32...99)])
  func kubeconfigs(user: String, lines: ClosedRange<Int>) async throws {
    // It speaks no TLS, which ends a run at once.
    let server = try Self.refusingService()
    let text = Self.kubeconfig.replacing("USER", with: user).replacing("PORT", with: "\(server.port)")
    let inputs = MarkedInput.damaging(text, at: "kubeconfig", damages: Self.damages).filter { lines.contains($0.line) }
    #expect(!inputs.isEmpty)
    try await expectSilence(inputs, ["collect", "--no-ec2", "--deadline", "1s"]) { home in
      try Self.write(SecretMarker.word, to: home.appending(path: "token"))
      for name in ["ca.pem", "client.pem", "client.key"] {
        try Self.write("-----BEGIN \(SecretMarker.word)-----\n", to: home.appending(path: name))
      }
      try Self.makeExecutable("echo '{}'", at: home.appending(path: "plugin"))
    }
  }

  @Test("what exec plugins print")
  func plugins() async throws {
    let version = "client.authentication.k8s.io/v1"
    let scripts = [
      "echo \(SecretMarker.word); echo \(SecretMarker.word) >&2; exit 1", "echo \(SecretMarker.word)",
      "echo 'kind: \(SecretMarker.word)'",
      "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(SecretMarker.key)\"}'",
      "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(version)\", \"status\": {\"token\": \"\(SecretMarker.word)\"}}'",
      "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(version)\", \"status\": {\"token\": \"\(SecretMarker.word)\\\\nX: y\"}}'",
      "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(version)\", \"status\": {\"token\": \"t\", "
        + "\"expirationTimestamp\": \"\(SecretMarker.word)\"}}'",
      "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(version)\", \"status\": {\"clientCertificateData\": "
        + "\"\(SecretMarker.word)\", \"clientKeyData\": \"\(SecretMarker.word)\"}}'",
      "echo \(SecretMarker.word) >&2; kill -9 $$",
      "echo 'An error occurred (\(SecretMarker.key)) when calling the \(SecretMarker.key) operation' >&2; exit 255",
    ]
    let input = MarkedInput(
      description: "plugin",
      files: ["kubeconfig": Self.kubeconfig.replacing("USER", with: "plugin").replacing("PORT", with: "9")])
    for script in scripts {
      try await expectSilence([input], ["collect", "--no-ec2", "--deadline", "2s"]) { home in
        try Self.makeExecutable(script, at: home.appending(path: "plugin"))
        try Self.write("-----BEGIN CERTIFICATE-----\n", to: home.appending(path: "ca.pem"))
      }
    }
  }

  @Test("what the two APIs answer in place of what was asked for")
  func answers() async throws {
    let status = """
      {"kind": "Status", "apiVersion": "v1", "metadata": {"continue": "\(SecretMarker.word)"}, "status": "\(SecretMarker.word)", \
      "message": "User \\"\(SecretMarker.key)\\" cannot \(SecretMarker.word)", "reason": "\(SecretMarker.key)", "code": 403, \
      "details": {"name": "\(SecretMarker.word)"}}
      """
    let node = """
      {"kind": "NodeList", "apiVersion": "v1", "metadata": {}, "items": [{"metadata": {"name": "\(SecretMarker.key)", "uid": \
      "u", "creationTimestamp": "\(SecretMarker.word)"}, "status": {"allocatable": {"pods": "\(SecretMarker.word)"}}}]}
      """
    let error = """
      <Response><Errors><Error><Code>\(SecretMarker.key)</Code><Message>\(SecretMarker.word)</Message></Error></Errors>\
      <RequestID>\(SecretMarker.key)</RequestID></Response>
      """
    let subnet = """
      <DescribeSubnetsResponse><subnetSet><item><subnetId>\(SecretMarker.key)</subnetId><vpcId>v</vpcId><cidrBlock>\
      \(SecretMarker.word)</cidrBlock></item></subnetSet></DescribeSubnetsResponse>
      """
    let bodies: [(Int, String, String)] = [
      (403, "application/json", status), (401, "application/json", status), (500, "application/json", status),
      (410, "application/json", status), (429, "application/json", status), (200, "application/json", status),
      (200, "application/json", node), (200, "application/json", "{\"\(SecretMarker.word)"),
      (200, "text/\(SecretMarker.word)", SecretMarker.word), (302, "text/html", "<a>\(SecretMarker.word)</a>"),
      (502, "text/html", "<h1>\(SecretMarker.word)</h1>"), (404, "text/plain", SecretMarker.word),
      (200, "application/vnd.kubernetes.protobuf", "k8s\0\(SecretMarker.word)"), (400, "text/xml", error),
      (403, "text/xml", error), (200, "text/xml", error), (200, "text/xml", subnet),
      (200, "text/xml", "<\(SecretMarker.key)/>"), (200, "text/xml", SecretMarker.word),
    ]
    let targets = [
      "/api/v1/nodes", "/api/v1/pods", "/api/v1/events", "/version", "/api/v1/namespaces/kube-system",
      "/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node", "DescribeSubnets", "DescribeInstances",
      "DescribeInstanceTypes", "DescribeNetworkInterfaces",
    ]
    for (code, type, body) in bodies {
      try await SimulatedEnvironment.withArticle { environment in
        for target in targets {
          environment.server.inject(Fault(target, .response(status: code, contentType: type, body: body)))
        }
        let input = MarkedInput(description: "HTTP \(code), \(type): \(body)")
        for format in ["text", "json"] {
          let outcome = try await environment.capdb(
            "collect", "--verbose", "--log-format", format, "--deadline", "3s")
          Self.expectNoMarker(outcome, input, format, #_sourceLocation)
        }
        Self.expectNoMarker(
          try await environment.capdb("report", "collections", "--format", "json"), input, "report", #_sourceLocation)
        let history = URL(filePath: environment.database).deletingLastPathComponent()
        #expect(try Traces(history: history).markedFiles().isEmpty, "\(input)")
      }
    }
  }
}

// MARK: - capdb's own

extension SecretTests {
  @Test("capdb's configuration")
  func configuration() async throws {
    let text = """
      database: history/capdb.db
      hub: postgresql://127.0.0.1:9/capdb
      deadline: 1s
      log:
        format: text
        level: info
      clusters:
      - name: main
        context: main
        kubeconfig: kubeconfig
        region: eu-west-1
        aws:
          profile: p
          role-arn: arn:aws:iam::111122223333:role/x
          external-id: e
          ec2: false
      """
    let inputs = MarkedInput.damaging(
      text, at: "config.yaml", variables: ["CAPDB_CONFIG": "config.yaml"], damages: Self.damages)
    // A cluster is recorded under its name, whatever that is, and history and hub are where they are said to be.
    let paths = [", value:", ", control:"]
    let others = inputs.filter { input in
      ![1, 8].contains(input.line) && !(input.line == 2 && paths.contains { input.description.contains($0) })
    }
    try await expectSilence(others, ["collect", "--sync"])
  }

  @Test("addresses of hubs")
  func hubs() async throws {
    let addresses = [
      "postgresql://me:\(SecretMarker.word)@127.0.0.1:9/db", "postgresql://me@127.0.0.1:\(SecretMarker.word)/db",
      "postgresql://127.0.0.1:\(SecretMarker.word)@h/db", "postgresql://127.0.0.1:9/db?\(SecretMarker.word)=x",
      "postgresql://127.0.0.1:9/db?sslmode=\(SecretMarker.word)",
      "postgresql://127.0.0.1:9/db?password=\(SecretMarker.word)",
      "postgresql://127.0.0.1:9/db?sslpassword=\(SecretMarker.word)&sslmode=require",
      "host=127.0.0.1 port=9 password=\(SecretMarker.word)", "host=127.0.0.1 port=\(SecretMarker.word)",
      "host=127.0.0.1 port=9 dbname='postgresql://me:\(SecretMarker.word)@127.0.0.1:9/x'",
      "host=127.0.0.1 port=9 dbname=\(SecretMarker.key)", "host=127.0.0.1 port=9 connect_timeout=\(SecretMarker.word)",
      "postgresql://%\(SecretMarker.word)", "postgresql://[\(SecretMarker.word)",
    ]
    let inputs = addresses.map { MarkedInput(description: $0, variables: ["CAPDB_HUB": $0]) }
    try await expectSilence(inputs, ["collect", "--no-ec2", "--sync", "--deadline", "1s"])
    let variables = [
      "PGPASSWORD", "PGSSLMODE", "PGPORT", "PGSERVICE", "PGCONNECT_TIMEOUT", "PGTARGETSESSIONATTRS", "PGOPTIONS",
      "PGSSLMINPROTOCOLVERSION",
    ]
    let surroundings = variables.map {
      MarkedInput(description: $0, variables: [$0: SecretMarker.word, "CAPDB_HUB": "host=127.0.0.1"])
    }
    try await expectSilence(surroundings, ["collect", "--no-ec2", "--sync", "--deadline", "1s"])
  }
}
