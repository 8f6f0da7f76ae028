import OutsideText
import Testing

@testable import Transport

@Suite("Where a request goes")
struct TargetURLTests {
  @Test(
    "Scheme, host and port name a server; path, query and credentials never do",
    arguments: [
      ("https://h.example/a?b=c", "https://h.example:443"), ("HTTP://h", "http://h:80"),
      ("https://h:6443?token=x", "https://h:6443"), ("https://[::1]:8443/a", "https://[::1]:8443"),
      ("http://[fd00:ec2::254]/x", "http://[fd00:ec2::254]:80"), ("https://user:pw@h/", "(unusable URL)"),
      ("https://h\\@evil/", "(unusable URL)"), ("https:///path", "(unusable URL)"), ("https://h:0/", "(unusable URL)"),
      ("https://h:/", "(unusable URL)"), ("ftp://h/", "(unusable URL)"), ("secret", "(unusable URL)"),
      ("", "(unusable URL)"),
    ])
  func server(url: String, expected: String) {
    #expect(TargetURL.server(of: url).text == expected)
  }

  @Test("Another host keeps scheme, port, path and query")
  func otherHost() {
    #expect(TargetURL("https://10.0.0.1:6443/p?q=1")?.withHost("api") == "https://api:6443/p?q=1")
    #expect(TargetURL("https://10.0.0.1")?.withHost("api") == "https://api")
  }

  @Test(
    "of what libcurl says its known phrases are shown, and else its words for the code",
    arguments: [
      ("Unsupported proxy scheme for 'ftp://me:hush@host'", "fallback"),
      ("Could not resolve host: hush.example", "the name of the host has no address"),
      (
        "Failed to connect to hush port 6443 after 2 ms: Couldn't connect to server",
        "could not connect to the server"
      ),
      (
        "Operation timed out after 1001 milliseconds with 7 out of 9 bytes received",
        "Operation timed out after 1001 milliseconds"
      ), ("CONNECT tunnel failed, response 407", "CONNECT tunnel failed, response 407"),
      (
        "SSL certificate problem: self-signed certificate in certificate chain",
        "SSL certificate problem: self-signed certificate in certificate chain"
      ),
      (
        "SSL: certificate subject name 'hush' does not match target host name 'api'",
        "the certificate is for another name"
      ),
      ("error:0A00010B:SSL routines::wrong version number", "SSL routines::wrong version number"),
      (
        "error setting certificate verify locations:  CAfile: /hush CApath: none",
        "the file of certificate authorities cannot be read"
      ),
    ])
  func credentials(words: String, shown: String) {
    #expect(CurlWords.shown(words, fallback: "fallback").text == shown)
  }

  @Test("Every kind of error is worded, and all but two name a remedy")
  func words() {
    let kinds: [TransportError.Kind] = [
      .invalidRequest, .nameNotResolved, .notConnected, .proxyFailed, .certificateRejected, .tlsFailed, .interrupted,
      .stalled, .timedOut, .bodyTooLarge, .badEncoding, .cancelled, .other,
    ]
    let errors = kinds.map { TransportError(kind: $0, server: "https://h:443", detail: "words") }
    #expect(errors.allSatisfy { $0.description.hasPrefix("https://h:443: \($0.summary) (words)") })
    #expect(Set(errors.map(\.summary)).count == kinds.count)
    #expect(errors.filter { $0.remedy == nil }.map(\.kind) == [.cancelled, .other])
  }
}
