import CCurl
public import OutsideText

/// What a server's certificate says of itself, as far as it matters to those who ask.
public struct ServerCertificate: Hashable, Sendable {
  /// When the first certificate of its chain expires, in seconds since the epoch.
  public var expiration: Int64
  /// The common name of the server's own certificate; nil if it has none that may be shown.
  public var subject: SafeText?
  /// The common name of its issuer; nil if it has none that may be shown.
  public var issuer: SafeText?

  /// By default without names.
  public init(expiration: Int64, subject: SafeText? = nil, issuer: SafeText? = nil) {
    self.expiration = expiration
    self.subject = subject
    self.issuer = issuer
  }
}

extension EasyHandle {
  /// The certificate that the server showed when the connection was opened; nil without one.
  ///
  /// Source: https://curl.se/libcurl/c/CURLINFO_CERTINFO.html
  var certificate: ServerCertificate? {
    var expirations: [Int64] = []
    while let text = certificateField("Expire date", of: Int32(expirations.count)) {
      let seconds = Int64(curl_getdate(text, nil))
      guard seconds > 0 else { break }
      expirations.append(seconds)
    }
    guard let first = expirations.min() else { return nil }
    return ServerCertificate(
      expiration: first, subject: Self.commonName(certificateField("Subject", of: 0)),
      issuer: Self.commonName(certificateField("Issuer", of: 0)))
  }

  private func certificateField(_ name: String, of certificate: Int32) -> String? {
    ccurl_certificate_field(pointer, certificate, name).map { String(cString: $0) }
  }

  /// The common name of `O = example, CN = kube-apiserver`.
  private static func commonName(_ name: String?) -> SafeText? {
    guard let match = name?.firstMatch(of: /CN *= *([^,\/]+)/) else { return nil }
    let text = SafeText.name(String(match.1).trimmingBlanks)
    return text == .withheld ? nil : text
  }
}
