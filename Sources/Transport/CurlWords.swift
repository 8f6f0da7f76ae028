import OutsideText

/// What libcurl and OpenSSL say of a failure, as far as it may be shown.
///
/// Their messages quote hosts, files, headers and certificates. Known phrases are picked out of them: constants of
/// libcurl and OpenSSL, with nothing but numbers between.
enum CurlWords {
  /// The known phrases of a message; `fallback`, libcurl's constant for the error's code, where there is none.
  static func shown(_ message: String, fallback: SafeText) -> SafeText {
    let phrases = patterns.compactMap { message.firstMatch(of: $0).map { String($0.0) } }
    let constants = constants.compactMap { message.contains($0.sign) ? $0.words : nil }
    let found = phrases.compactMap { SafeText.libraryPhrase($0) } + constants
    return found.isEmpty ? fallback : .list(found)
  }

  private static var patterns: [Regex<Substring>] {
    [
      /(?:Resolving|Connection|Operation) timed out after [0-9]+ milliseconds/,
      /CONNECT tunnel failed, response [0-9]+/, /Received HTTP code [0-9]+ from proxy after CONNECT/,
      /transfer closed with (?:[0-9]+ bytes remaining to read|outstanding read data remaining)/,
      /HTTP\/2 stream [0-9]+ was not closed cleanly/,
      // OpenSSL's reasons are a table of constants: https://github.com/openssl/openssl/blob/master/crypto/err/openssl.txt
      /SSL routines:[a-z_0-9]*:[a-z0-9 ]+/, /SSL certificate problem: [a-zA-Z' \-]+/,
    ]
  }

  private static let constants: [(sign: String, words: SafeText)] = [
    ("Could not resolve host", "the name of the host has no address"),
    ("Could not resolve proxy", "the name of the proxy has no address"), ("Connection refused", "connection refused"),
    ("Couldn't connect to server", "could not connect to the server"), ("No route to host", "no route to the host"),
    ("Network is unreachable", "network is unreachable"), ("Connection reset by peer", "connection reset by peer"),
    ("Broken pipe", "broken pipe"), ("Empty reply from server", "empty reply from the server"),
    ("SSL_ERROR_SYSCALL", "the connection ended during the handshake"),
    ("unexpected eof while reading", "the connection ended without TLS's own end"),
    ("SSL connection timeout", "SSL connection timeout"), ("Proxy CONNECT aborted", "Proxy CONNECT aborted"),
    ("subject name", "the certificate is of another name"),
    ("Received HTTP/0.9 when not allowed", "the answer is not HTTP"),
    ("PEM client certificate", "the client certificate is no PEM that can be read"),
    ("private key", "the client certificate's key cannot be read or is another certificate's"),
    ("certificate verify locations", "the file of certificate authorities cannot be read"),
    ("adding trust anchors", "the file of certificate authorities cannot be read"),
    ("SSL/TLS alert", "the other side sent an alert"),
  ]
}
