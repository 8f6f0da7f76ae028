@testable import AWSAccess
import Capacity
import Foundation
import OutsideText
import Testing

@Suite("Credential chain")
struct CredentialChainTests {
  private static let keys = "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s1\n"
  private static let environmentKeys = ["AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s2"]

  @Test("the environment's keys go before every file")
  func environmentFirst() async throws {
    let home = try TestHome(credentials: Self.keys)
    let token = ["AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "default"]
    let credentials = try await home.credentials(Self.environmentKeys.merging(token) { $1 })
    #expect(credentials == Credentials(accessKeyID: "AKIDENV", secretAccessKey: "s2", sessionToken: "t"))
  }

  @Test("a profile that the caller names makes the environment's keys not count")
  func explicitProfile() async throws {
    let home = try TestHome(credentials: Self.keys)
    let options = AWSOptions(profile: "default", region: "eu-west-1")
    #expect(try await home.credentials(Self.environmentKeys, options: options).accessKeyID == "AKIDFILE")
  }

  @Test("an id in the environment without its secret is an error, not a fall-through", arguments: [nil, ""])
  func idAlone(secret: String?) async throws {
    let home = try TestHome(credentials: Self.keys)
    var variables = Self.environmentKeys
    variables["AWS_SECRET_ACCESS_KEY"] = secret
    let fault = CredentialFault(.environment, .missingSetting(.variable("AWS_SECRET_ACCESS_KEY")))
    #expect(try await home.fault(variables) == .credentials(fault))
  }

  @Test("a secret in the environment without an id does not end the chain", arguments: [nil, ""])
  func secretAlone(id: String?) async throws {
    let home = try TestHome(credentials: Self.keys)
    var variables = Self.environmentKeys
    variables["AWS_ACCESS_KEY_ID"] = id
    #expect(try await home.credentials(variables).accessKeyID == "AKIDFILE")
  }

  @Test("the credentials file goes before credential_process, which goes before keys in the config file")
  func filesInOrder() async throws {
    let config = """
      [default]
      credential_process = /bin/echo '{"Version": 1, "AccessKeyId": "AKIDPROC", "SecretAccessKey": "s"}'
      aws_access_key_id = AKIDCONFIG
      aws_secret_access_key = s3
      """
    #expect(try await TestHome(config: config, credentials: Self.keys).credentials().accessKeyID == "AKIDFILE")
    #expect(try await TestHome(config: config).credentials().accessKeyID == "AKIDPROC")
    let onlyKeys = config.replacing("credential_process", with: "# credential_process")
    #expect(try await TestHome(config: onlyKeys).credentials().accessKeyID == "AKIDCONFIG")
  }

  @Test("a key in the credentials file without its secret is an error")
  func keyWithoutSecret() async throws {
    let home = try TestHome(credentials: "[default]\naws_access_key_id = AKID\n")
    let place = InputPlace(
      source: .path("\(home.path)/.aws/credentials"), section: "[default]", key: "aws_secret_access_key")
    let fault = CredentialFault(.sharedCredentialsFile, profile: "default", .missingSetting(place))
    #expect(try await home.fault() == .credentials(fault))
  }

  @Test("keys that were written anew are found when the old ones are refused")
  func rewrittenFile() async throws {
    let home = try TestHome(credentials: Self.keys)
    let session = try await AWSSession(try home.environment(), options: AWSOptions(region: "eu-west-1"))
    let old = try await session.credentials.credentials()
    try home.write(Self.keys.replacing("AKIDFILE", with: "AKIDNEW"), to: ".aws/credentials")
    #expect(try await session.credentials.credentials().accessKeyID == "AKIDFILE")
    #expect(try await session.credentials.credentials(insteadOf: old).accessKeyID == "AKIDNEW")
  }

  @Test("without any credentials the error lists what was tried")
  func nothingApplies() async throws {
    let error = try #require(try await TestHome().fault())
    for words in [
      "AWS_ACCESS_KEY_ID is not set", "role_arn", "AWS_WEB_IDENTITY_TOKEN_FILE", "sso_account_id", "credential_process",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI", "no instance metadata service answers",
    ] {
      #expect(error.description.contains(words), "\(words) in \(error)")
    }
  }

  @Test("a profile made by aws login is refused with the way out")
  func loginSession() async throws {
    let home = try TestHome(config: "[default]\nlogin_session = arn:aws:iam::123456789012:user/a\n")
    let error = try await home.fault()
    #expect(error == .credentials(CredentialFault(.loginSession, profile: "default", .loginSessionUnsupported)))
    #expect(error?.description.contains("export-credentials") == true)
  }

  @Test("credentials never show in text")
  func noSecretsInText() {
    let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "whisper")
    var dumped = ""
    dump(credentials, to: &dumped)
    let text = "\(credentials) \(String(reflecting: credentials)) \(dumped) \([credentials])"
    #expect(!text.contains("hush") && !text.contains("whisper"))
  }
}

@Suite("credential_process")
struct CredentialProcessTests {
  private func home(_ line: String, script: String = "") throws -> TestHome {
    let home = try TestHome(config: "[default]\ncredential_process = \(line)\n")
    let path = try home.write("#!/bin/sh\n\(script)\n", to: "give keys")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return home
  }

  @Test("a program with a blank in its path gives keys with an end, and no shell reads the line")
  func keys() async throws {
    let script = """
      printf '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "s", "SessionToken": "%s",' "$1" "$OWN"
      printf '"Expiration": "2026-11-23T06:00:00Z"}'
      """
    let credentials = try await home("\"~/give keys\" '$HOME;x'", script: script).credentials(["OWN": "variable"])
    #expect(credentials.accessKeyID == "$HOME;x")
    #expect(credentials.sessionToken == "variable")
    #expect(credentials.expiration?.description == "2026-11-23T06:00:00Z")
  }

  @Test(
    "a program that fails is an error with its status and, where it is known, what its words mean",
    arguments: [
      ("echo hush >&2; exit 3", "ended with status 3. Run it by hand"),
      ("echo Unable to locate credentials, hush >&2; exit 255", "status 255: it found no AWS credentials."),
      (
        "echo 'An error occurred (ExpiredToken) when calling the AssumeRole operation: hush' >&2; exit 254",
        "AWS refused AssumeRole: ExpiredToken"
      ), ("echo hush >&2; kill -9 $$", "ended with signal 9"),
    ])
  func failure(script: String, words: String) async throws {
    let home = try home("\"~/give keys\" hush", script: script)
    let error = try #require(try await home.fault())
    #expect(error.description.contains(words), "\(error)")
    #expect(error.description.contains("credential_process of [default] in \(home.path)/.aws/config, line 2"))
    #expect(!error.description.contains("hush"))
  }

  @Test(
    "what is not the agreed JSON is an error that does not repeat it",
    arguments: [
      "hush", #"{"Version": 2, "AccessKeyId": "hush", "SecretAccessKey": "hush"}"#,
      #"{"Version": 1, "AccessKeyId": "hush"}"#, #"{"AccessKeyId": "hush", "SecretAccessKey": "hush"}"#,
    ])
  func badOutput(output: String) async throws {
    let error = try #require(try await home("\"~/give keys\"", script: "printf '\(output)'").fault())
    guard case .credentials(let fault) = error, case .unreadable = fault.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(!error.description.contains("hush"))
  }

  @Test("keys that have ended, a missing program and an open quotation mark are errors")
  func otherFaults() async throws {
    let script =
      #"printf '{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "s", "Expiration": "2020-01-01T00:00:00Z"}'"#
    let expired = CredentialFault(.credentialProcess, profile: "default", .expired)
    #expect(try await home("\"~/give keys\"", script: script).fault() == .credentials(expired))
    #expect(try await home("no-such-program-here").fault()?.description.contains("there is no such program") == true)
    #expect(try await home("'open").fault()?.description.contains("quotation") == true)
  }
}
