import CCurl
import Glibc
import OutsideText

/// A transfer that libcurl gave up, with what tells its reasons apart.
struct CurlFailure {
  let code: CURLcode
  let target: TargetURL
  let endpoint: Endpoint
  /// libcurl's words as they came; they decide, and are not shown.
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
    // With TLS 1.3 the server's refusal of a client certificate arrives with the first read.
    case CURLE_RECV_ERROR where detail.contains("alert"): .tlsFailed
    // HTTP/0.9, that is anything that does not begin like HTTP, counts as an unsupported protocol.
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_AGAIN:
      .interrupted
    case CURLE_BAD_CONTENT_ENCODING: .badEncoding
    case CURLE_FILESIZE_EXCEEDED: .bodyTooLarge
    default: .other
    }
  }

  /// libcurl has one code for every limit of time.
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
