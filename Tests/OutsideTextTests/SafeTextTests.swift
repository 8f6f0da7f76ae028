import Testing

@testable import OutsideText

@Suite("Text that may be shown")
struct SafeTextTests {
  @Test(
    "a name of a profile, context, cluster or user is shown as it is",
    arguments: [
      "default", "my-profile", "prod eu", "kubernetes-admin@kind", "AmazonEKSClusterRole_2", "system:anonymous",
      "arn:aws:eks:ap-northeast-2:111122223333:cluster/myeks",
      "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/someone@example.com",
    ])
  func names(name: String) {
    #expect(SafeText.name(name).text == name)
  }

  @Test(
    "what is no name, or looks like a key or token, is not shown",
    arguments: [
      "", " lead", "two  blanks", "line\nbreak", "escape\u{1B}[31m", "right\u{202E}left", "quote\"", "é",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AKIAIOSFODNN7EXAMPLE", "key-ASIAIOSFODNN7EXAMPLE",
      "eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "k8s-aws-v1.aHR0cHM6Ly9zdHM", "-----BEGIN PRIVATE KEY-----",
      "postgresql://host/db", "me:secret@host", String(repeating: "a", count: 129),
      "eu-west-1\naws_secret_access_key = S",
    ])
  func noNames(text: String) {
    #expect(SafeText.name(text) == .withheld)
  }

  @Test(
    "a word of a protocol is short and plain",
    arguments: [
      ("UnauthorizedOperation", true), ("InvalidInstanceID.NotFound", true), ("Forbidden", true),
      ("spec.nodeName", true),
      ("two words", false), ("", false), ("9lives", false), ("a\u{1B}b", false),
      (String(repeating: "a", count: 65), false),
    ])
  func words(text: String, isWord: Bool) {
    #expect(SafeText.word(text)?.text == (isWord ? text : nil))
  }

  @Test(
    "of a URL only scheme, host and port are shown",
    arguments: [
      ("https://host:6443/path?token=t", "https://host:6443"), ("http://10.0.0.1", "http://10.0.0.1"),
      ("https://[::1]:8443/", "https://[::1]:8443"), ("socks5h://proxy:1080", "socks5h://proxy:1080"),
      ("https://user:secret@host", nil), ("ftp://host", nil), ("https://ho st", nil), ("secret", nil),
      ("https://", nil),
      ("http://wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY:80", nil),
    ])
  func servers(url: String, shown: String?) {
    #expect(SafeText.server(url)?.text == shown)
  }

  @Test(
    "an ARN is found in a service's words",
    arguments: [
      ("User: arn:aws:iam::111122223333:user/me is not authorized", "arn:aws:iam::111122223333:user/me"),
      (
        "on resource: \"arn:aws-cn:eks:cn-north-1:111122223333:cluster/a\".",
        "arn:aws-cn:eks:cn-north-1:111122223333:cluster/a"
      ),
      ("no ARN here", nil), ("arn:aws:iam", nil), ("arn:aws:iam::1:user/me", nil),
    ])
  func arns(words: String, arn: String?) {
    #expect(SafeText.firstARN(in: words)?.text == arn)
  }

  @Test(
    "a path is a place; a document in its stead is not shown",
    arguments: [
      ("/root/.aws/config", true), ("/home/Me2/Documents/Clusters/Production/none", true),
      ("/a/wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", false), ("~/my files/config", true),
      ("apiVersion: v1\nkind: Config", false),
      ("{\"apiVersion\": \"v1\"}", false), ("", false), ("/a\u{1B}[2J", false),
      (String(repeating: "/a", count: 128), false), ("/home/Ann/histories/of/cluster7/capdb.db", true),
      ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", false),
      ("/tmp/9dQ2rXUtnFEMIvK7MDENGybPxRfiCYzEXAMPLEKEY/config", false),
    ])
  func paths(path: String, isShown: Bool) {
    #expect(SafeText.path(path).text == (isShown ? path : "(not shown)"))
  }

  @Test("of media types those that servers use are shown")
  func mediaTypes() {
    #expect(SafeText.mediaType("text/html") == "text/html")
    #expect(SafeText.mediaType("text/secret") == nil)
  }

  @Test("a place names key, section, file and line, as far as they are known")
  func places() {
    let whole = InputPlace(source: "/root/.aws/config", section: "[profile dev]", key: "region", line: 3)
    #expect("\(whole)" == "region of [profile dev] in /root/.aws/config, line 3")
    #expect("\(InputPlace.variable("AWS_REGION"))" == "AWS_REGION")
    #expect("\(InputPlace(source: "/etc/capdb/config.yaml", line: 7))" == "/etc/capdb/config.yaml, line 7")
  }

  @Test("literals, safe texts and numbers make a safe text; what was withheld stays so")
  func parts() {
    let name = SafeText.name("admin")
    let key = SafeText.name("AKIAIOSFODNN7EXAMPLE")
    #expect("user \"\(name)\", line \(3)" as SafeText == SafeText(checked: "user \"admin\", line 3"))
    #expect(("user \"\(key)\"" as SafeText).text == "user \"(not shown)\"")
  }
}
