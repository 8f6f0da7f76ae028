import CCurl
import Glibc
import OutsideText

/// libcurl's easy handle of one transfer, with the memory that its options refer to.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var body: UnsafeMutableRawPointer?
  private(set) var firstFailure = CURLE_OK

  /// - Throws: `TransportError` of kind `.invalidRequest` if the request cannot be sent as it is.
  init(
    _ request: HTTPRequest, to target: TargetURL, userAgent: String, share: UnsafeMutableRawPointer
  ) throws(TransportError) {
    guard let pointer = curl_easy_init() else {
      throw TransportError(kind: .other, server: target.server, detail: "libcurl is out of memory")
    }
    self.pointer = pointer
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_ERRORBUFFER, pointer: errorText)
    set(CURLOPT_SHARE, pointer: share)
    set(CURLOPT_USERAGENT, userAgent)
    do {
      try apply(request, to: target)
    } catch {
      throw TransportError(kind: .invalidRequest, server: target.server, detail: error.detail)
    }
    guard firstFailure == CURLE_OK else {
      let detail = SafeText.libraryPhrase(String(cString: curl_easy_strerror(firstFailure))) ?? .withheld
      throw TransportError(kind: .invalidRequest, server: target.server, detail: detail)
    }
  }

  deinit {
    curl_easy_cleanup(pointer)
    lists.forEach { curl_slist_free_all($0) }
    free(body)
    errorText.deallocate()
  }

  /// Sets an option that takes a number.
  func set(_ option: CURLoption, _ value: Int) {
    note(ccurl_set_long(pointer, option, value))
  }

  /// Sets an option that is on or off.
  func set(_ option: CURLoption, _ value: Bool) {
    note(ccurl_set_long(pointer, option, value ? 1 : 0))
  }

  /// Sets an option that takes a text, which libcurl copies; nil clears it.
  func set(_ option: CURLoption, _ value: String?) {
    note(ccurl_set_string(pointer, option, value))
  }

  /// Sets an option that takes bytes, which libcurl copies.
  func set(_ option: CURLoption, bytes: [UInt8]) {
    note(ccurl_set_bytes(pointer, option, bytes, bytes.count))
  }

  /// Sets an option that takes a pointer, which must outlive the transfer.
  func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) {
    note(ccurl_set_pointer(pointer, option, value))
  }

  /// Sets an option that takes a list of lines; an empty one leaves it unset.
  func set(_ option: CURLoption, lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        return note(CURLE_OUT_OF_MEMORY)
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    note(ccurl_set_list(pointer, option, list))
  }

  /// Sets the body; one copy of it is kept until the transfer is over.
  func set(body contents: [UInt8]) {
    let copy = malloc(max(contents.count, 1))
    guard let copy else { return note(CURLE_OUT_OF_MEMORY) }
    contents.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
    body = copy
    note(ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(contents.count)))
    set(CURLOPT_POSTFIELDS, pointer: copy)
  }

  /// Records the first option that libcurl refuses.
  func note(_ code: CURLcode) {
    if firstFailure == CURLE_OK { firstFailure = code }
  }

  /// libcurl's message about the last failure; empty if there is none.
  var errorDetail: String { String(cString: errorText) }

  /// The status of the answer; 0 before there is one.
  var status: Int { ccurl_get_long(pointer, CURLINFO_RESPONSE_CODE) }

  /// The status of the proxy's answer to `CONNECT`; 0 if there is none.
  var proxyStatus: Int { ccurl_get_long(pointer, CURLINFO_HTTP_CONNECTCODE) }

  /// Whether the connection is established, with TLS, so that the request can be sent.
  var isConnected: Bool { ccurl_get_offset(pointer, CURLINFO_PRETRANSFER_TIME_T) > 0 }

  /// Whether the host's name has been looked up.
  var isNameResolved: Bool { ccurl_get_offset(pointer, CURLINFO_NAMELOOKUP_TIME_T) > 0 }

  /// Bytes of the body before decompression, without framing.
  var bodyBytesReceived: Int64 { Int64(ccurl_get_offset(pointer, CURLINFO_SIZE_DOWNLOAD_T)) }

  /// Bytes of both directions, with the answer's headers.
  var bytesMoved: Int64 {
    bodyBytesReceived + Int64(ccurl_get_offset(pointer, CURLINFO_SIZE_UPLOAD_T))
      + Int64(ccurl_get_long(pointer, CURLINFO_HEADER_SIZE))
  }
}

/// Why a request cannot be sent.
struct UnusableRequest: Error {
  var detail: SafeText
}

extension EasyHandle {
  /// Sets every option that `request` asks for.
  func apply(_ request: HTTPRequest, to target: TargetURL) throws(UnusableRequest) {
    set(CURLOPT_URL, request.url)
    // A redirect could send credentials elsewhere; the caller gets the 3xx.
    set(CURLOPT_FOLLOWLOCATION, false)
    note(ccurl_allow_http_only(pointer))
    note(ccurl_abandon_lookups(pointer))
    set(CURLOPT_NOSIGNAL, true)
    set(CURLOPT_TCP_KEEPALIVE, true)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Transfers to a server that may speak HTTP/2 wait for its first connection instead of each opening one.
    set(CURLOPT_PIPEWAIT, target.scheme == "https")
    set(CURLOPT_BUFFERSIZE, Self.receiveBufferBytes)
    if request.asksForCertificate {
      set(CURLOPT_CERTINFO, true)
      set(CURLOPT_FRESH_CONNECT, true)
      set(CURLOPT_SSL_SESSIONID_CACHE, false)
    }
    apply(request.limits)
    apply(request.method, body: request.body)
    try apply(request.endpoint, to: target)
    try sign(request.signature)
    set(CURLOPT_HTTPHEADER, lines: try headerLines(request, to: target))
  }

  private static let receiveBufferBytes = 128 << 10

  private func apply(_ limits: TransferLimits) {
    set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
    set(CURLOPT_TIMEOUT_MS, limits.total.wholeMilliseconds)
    if limits.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
    // libcurl takes a gzip stream that ends early for complete, so the receiver decompresses it.
    set(CURLOPT_HTTP_CONTENT_DECODING, false)
  }

  private func apply(_ method: HTTPRequest.Method, body: [UInt8]) {
    guard method != .get else { return set(CURLOPT_HTTPGET, true) }
    set(CURLOPT_POST, true)
    set(body: body)
    if method != .post { set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
  }

  /// Signs with the whole scope: libcurl would guess missing parts from the host.
  private func sign(_ signature: AWSSignature?) throws(UnusableRequest) {
    guard let signature else { return }
    for part in [signature.region, signature.service] where !part.isScopePart {
      throw UnusableRequest(detail: "what should be signed for is no region or service")
    }
    set(CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)")
    set(CURLOPT_USERNAME, signature.accessKeyID)
    set(CURLOPT_PASSWORD, signature.secretAccessKey)
  }

  /// The header lines as libcurl wants them.
  ///
  /// libcurl signs all of them, also those that only remove a header, so a signed request has no such lines.
  private func headerLines(_ request: HTTPRequest, to target: TargetURL) throws(UnusableRequest) -> [String] {
    var headers = request.headers
    let isSigned = request.signature != nil
    if request.endpoint.tlsServerName != nil, !headers.contains(name: "Host") {
      headers.append(HTTPHeader("Host", target.authority))
    }
    if let token = request.signature?.sessionToken, !token.isEmpty {
      headers.append(HTTPHeader("X-Amz-Security-Token", token))
    }
    var lines: [String] = []
    for header in headers { lines.append(try header.line(isSigned: isSigned)) }
    guard !isSigned, request.method != .get else { return lines }
    if !headers.contains(name: "Expect") { lines.append("Expect:") }
    if request.body.isEmpty, !headers.contains(name: "Content-Type") { lines.append("Content-Type:") }
    return lines
  }
}

extension [HTTPHeader] {
  fileprivate func contains(name: String) -> Bool {
    contains { $0.name.lowercased() == name.lowercased() }
  }
}

extension HTTPHeader {
  /// The header as a line of libcurl's list, where `Name;` stands for an empty value.
  fileprivate func line(isSigned: Bool) throws(UnusableRequest) -> String {
    let isToken = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }
    guard !name.isEmpty, isToken else { throw UnusableRequest(detail: "a header's name is not valid") }
    guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else {
      throw UnusableRequest(detail: "the value of header \(.word(name) ?? .withheld) holds a control character")
    }
    guard value.trimmingBlanks.isEmpty else { return "\(name): \(value)" }
    guard !isSigned else {
      throw UnusableRequest(detail: "header \(.word(name) ?? .withheld) is empty and cannot be signed")
    }
    return "\(name);"
  }
}

extension String {
  /// Whether this can be a part of a signature's scope.
  fileprivate var isScopePart: Bool {
    !isEmpty && unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
  }
}

extension Duration {
  /// Milliseconds for libcurl: at least 1, as 0 would mean no limit, and within 32 bits.
  var wholeMilliseconds: Int {
    let milliseconds = self / .milliseconds(1)
    return Int(min(max(milliseconds.rounded(.up), 1), Double(Int32.max / 2)))
  }
}

extension EasyHandle {
  /// Sets how the server is reached and identified.
  func apply(_ endpoint: Endpoint, to target: TargetURL) throws(UnusableRequest) {
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try apply(endpoint.trust)
    try apply(endpoint.clientCertificate)
    try apply(endpoint.proxy)
    guard let name = endpoint.tlsServerName else { return }
    guard TargetURL.isHostName(name) else { throw UnusableRequest(detail: "tls-server-name is no name of a server") }
    set(CURLOPT_URL, target.withHost(name))
    set(CURLOPT_CONNECT_TO, lines: ["::\(target.host):\(target.effectivePort)"])
  }

  /// The given authorities replace the system's: libcurl would trust its built-in directory as well, so that is cleared.
  private func apply(_ trust: Endpoint.Trust) throws(UnusableRequest) {
    switch trust {
    case .system:
      break
    case .onlyPEM(let text):
      // libcurl treats an empty text as if no authorities were given.
      guard !text.isEmpty else { throw UnusableRequest(detail: "the certificate authority's PEM text is empty") }
      set(CURLOPT_CAINFO_BLOB, bytes: text)
      set(CURLOPT_CAPATH, nil)
    case .onlyFile(let path):
      guard !path.isEmpty else { throw UnusableRequest(detail: "the certificate authority's file has no name") }
      set(CURLOPT_CAINFO, path)
      set(CURLOPT_CAPATH, nil)
    case .anything:
      set(CURLOPT_SSL_VERIFYPEER, false)
      set(CURLOPT_SSL_VERIFYHOST, false)
    }
  }

  private func apply(_ certificate: Endpoint.ClientCertificate?) throws(UnusableRequest) {
    guard let certificate else { return }
    guard !certificate.certificatePEM.isEmpty, !certificate.keyPEM.isEmpty else {
      throw UnusableRequest(detail: "the client certificate or its key is empty")
    }
    set(CURLOPT_SSLCERT_BLOB, bytes: certificate.certificatePEM)
    set(CURLOPT_SSLCERTTYPE, "PEM")
    set(CURLOPT_SSLKEY_BLOB, bytes: certificate.keyPEM)
    set(CURLOPT_SSLKEYTYPE, "PEM")
    // Without a passphrase OpenSSL would ask for that of an encrypted key on the terminal.
    set(CURLOPT_KEYPASSWD, "")
  }

  private func apply(_ proxy: Endpoint.Proxy) throws(UnusableRequest) {
    switch proxy {
    case .url(let text):
      guard let url = ProxyURL(text) else { throw UnusableRequest(detail: "the proxy's URL is not valid") }
      set(CURLOPT_PROXY, url.text)
      // Otherwise libcurl would apply `NO_PROXY`.
      set(CURLOPT_NOPROXY, "")
    case .none:
      // Otherwise libcurl would apply `HTTPS_PROXY` and the like.
      set(CURLOPT_PROXY, "")
      set(CURLOPT_NOPROXY, "*")
    case .unusable(.notAProxy(let variable)):
      throw UnusableRequest(detail: "\(variable) is not the URL of an HTTP or SOCKS proxy")
    case .unusable(.gateway):
      throw UnusableRequest(detail: "HTTP_PROXY is not used where REQUEST_METHOD is set")
    }
  }
}
