import CCurl
import OutsideText

extension EasyHandle {
  /// Sets how the server is reached and how it proves who it is.
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

  /// Own authorities replace the system's: the built-in directory would stay trusted beside them, so it is cleared.
  private func apply(_ trust: Endpoint.Trust) throws(UnusableRequest) {
    switch trust {
    case .system:
      break
    case .onlyPEM(let text):
      // libcurl takes no authorities at all for "no authorities given".
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
    // Without a passphrase of our own OpenSSL would ask the terminal for that of an encrypted key.
    set(CURLOPT_KEYPASSWD, "")
  }

  private func apply(_ proxy: Endpoint.Proxy) throws(UnusableRequest) {
    switch proxy {
    case .url(let text):
      guard let url = ProxyURL(text) else { throw UnusableRequest(detail: "the proxy's URL is not valid") }
      set(CURLOPT_PROXY, url.text)
      // Else `NO_PROXY` would still be obeyed.
      set(CURLOPT_NOPROXY, "")
    case .none:
      // Else `HTTPS_PROXY` and its like would still be obeyed.
      set(CURLOPT_PROXY, "")
      set(CURLOPT_NOPROXY, "*")
    case .unusable(.notAProxy(let variable)):
      throw UnusableRequest(detail: "\(variable) is not the URL of an HTTP or SOCKS proxy")
    case .unusable(.gateway):
      throw UnusableRequest(detail: "HTTP_PROXY is not used where REQUEST_METHOD is set")
    }
  }
}
