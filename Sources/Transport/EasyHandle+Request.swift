import CCurl
import OutsideText

/// Why a request cannot be sent.
struct UnusableRequest: Error {
  var detail: SafeText
}

extension EasyHandle {
  /// Sets every option that `request` asks for.
  func apply(_ request: HTTPRequest, to target: TargetURL) throws(UnusableRequest) {
    set(CURLOPT_URL, request.url)
    // A redirect could lead credentials elsewhere; the caller gets the 3xx.
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
    // libcurl takes a gzip stream that ends early for a whole one, so the receiver undoes gzip itself.
    set(CURLOPT_HTTP_CONTENT_DECODING, false)
  }

  private func apply(_ method: HTTPRequest.Method, body: [UInt8]) {
    guard method != .get else { return set(CURLOPT_HTTPGET, true) }
    set(CURLOPT_POST, true)
    set(body: body)
    if method != .post { set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
  }

  /// Signs with all four parts of the scope given; what is left out, libcurl would guess from the host.
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
  /// libcurl signs every one of them, also those that only remove a header, so a signed request has no such lines.
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
  /// Whether this can be one part of a signature's scope.
  fileprivate var isScopePart: Bool {
    !isEmpty && unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
  }
}

extension Duration {
  /// Milliseconds for libcurl: at least 1, as 0 would mean no limit, and no more than its 32 bits take.
  var wholeMilliseconds: Int {
    let milliseconds = self / .milliseconds(1)
    return Int(min(max(milliseconds.rounded(.up), 1), Double(Int32.max / 2)))
  }
}
