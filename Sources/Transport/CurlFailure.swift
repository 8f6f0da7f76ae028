import CCurl
import Glibc
import OutsideText

/// A transfer that failed in libcurl, with the facts that distinguish the reasons.
struct CurlFailure {
  let code: CURLcode
  let target: TargetURL
  let endpoint: Endpoint
  /// libcurl's message, which decides but is not shown.
  let detail: String
  let proxyStatus: Int
  let isNameResolved: Bool
  let isConnected: Bool
  /// Whether the transfer's own total limit has passed.
  let isOutOfTime: Bool
  let systemError: Int

  init(_ code: CURLcode, of easy: EasyHandle, to target: TargetURL, _ request: HTTPRequest, _ isOutOfTime: Bool) {
    self.code = code
    self.target = target
    endpoint = request.endpoint
    detail = easy.errorDetail.isEmpty ? String(cString: curl_easy_strerror(code)) : easy.errorDetail
    proxyStatus = easy.proxyStatus
    isNameResolved = easy.isNameResolved
    isConnected = easy.isConnected
    self.isOutOfTime = isOutOfTime
    systemError = ccurl_get_long(easy.pointer, CURLINFO_OS_ERRNO)
  }
}

extension TransportError {
  /// The error for a failed transfer. Source of the codes: https://curl.se/libcurl/c/libcurl-errors.html
  init(_ failure: CurlFailure) {
    self.init(
      kind: failure.kind, server: failure.target.server, proxy: failure.endpoint.proxy.shown,
      detail: CurlWords.shown(failure.detail, fallback: .libraryPhrase(failure.codeWords) ?? "libcurl gave it up"))
  }
}

extension CurlFailure {
  fileprivate var kind: TransportError.Kind {
    if proxyStatus >= 300, !isConnected { return .proxyFailed }
    return switch code {
    case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER:
      .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST: .nameNotResolved
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyFailed
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: usesProxy ? .proxyFailed : .notConnected
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS: .certificateRejected
    case CURLE_SSL_CONNECT_ERROR: brokeOff ? .interrupted : .tlsFailed
    case CURLE_OPERATION_TIMEDOUT: timeout
    case CURLE_RECV_ERROR where detail.contains("Proxy CONNECT"): .proxyFailed
    // With TLS 1.3 the server's rejection of a client certificate arrives with the first read.
    case CURLE_RECV_ERROR where detail.contains("alert"): .tlsFailed
    // An answer that does not begin like HTTP counts as HTTP/0.9, an unsupported protocol.
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_AGAIN:
      .interrupted
    case CURLE_BAD_CONTENT_ENCODING: .badEncoding
    case CURLE_FILESIZE_EXCEEDED: .bodyTooLarge
    default: .other
    }
  }

  /// libcurl has one code for all time limits.
  private var timeout: TransportError.Kind {
    if isOutOfTime || isConnected { return .timedOut }
    if usesProxy, proxyStatus == 0 { return .proxyFailed }
    return isNameResolved ? .notConnected : .nameNotResolved
  }

  /// Whether the handshake failed because the connection ended.
  private var brokeOff: Bool {
    systemError == Int(ECONNRESET) || detail.contains("SSL_ERROR_SYSCALL") || detail.contains("Connection reset")
      || detail.contains("unexpected eof")
  }

  /// libcurl's constant for the code.
  fileprivate var codeWords: String { String(cString: curl_easy_strerror(code)) }

  /// Where there is a proxy, no connection goes anywhere else.
  private var usesProxy: Bool { endpoint.proxy != .none }
}

/// The parts of libcurl's and OpenSSL's messages that may be shown.
///
/// These messages quote hosts, files, headers and certificates. Only known phrases are taken from them: constants of libcurl
/// and OpenSSL, with numbers in them.
enum CurlWords {
  /// The known phrases of a message; `fallback`, libcurl's constant for the error's code, if there is none.
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
    ("subject name", "the certificate is for another name"),
    ("Received HTTP/0.9 when not allowed", "the answer is not HTTP"),
    ("PEM client certificate", "the client certificate is no PEM that can be read"),
    ("private key", "the client certificate's key cannot be read or is another certificate's"),
    ("certificate verify locations", "the file of certificate authorities cannot be read"),
    ("adding trust anchors", "the file of certificate authorities cannot be read"),
    ("SSL/TLS alert", "the other side sent an alert"),
  ]
}
