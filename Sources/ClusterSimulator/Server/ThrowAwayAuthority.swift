import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate authority that lives as long as the process and signs for loopback only.
struct ThrowAwayAuthority: Sendable {
  /// A certificate and its key, both in PEM.
  struct Identity: Sendable {
    let certificatePEM: String
    let keyPEM: String
  }

  /// The authority's certificate in PEM: what a client has to trust.
  let certificatePEM: String
  private let key: P256.Signing.PrivateKey
  private let name: DistinguishedName

  /// How long certificates hold: longer than the time before their end from which clients warn.
  private static let validity: TimeInterval = 90 * 86_400

  init() throws {
    key = P256.Signing.PrivateKey()
    name = try DistinguishedName { CommonName("capdb simulator") }
    let certificate = try Self.certificate(
      subject: name, key: key.publicKey, issuer: name, issuerKey: key,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
      })
    certificatePEM = try certificate.serializeAsPEM().pemString
  }

  /// An identity for a server on 127.0.0.1 and localhost.
  func serverIdentity() throws -> Identity {
    try identity(
      named: "kube-apiserver",
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames([
          .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
        ])
      })
  }

  /// An identity for a client, whose common name is the user's.
  func clientIdentity(user: String) throws -> Identity {
    try identity(
      named: user,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.clientAuth])
      })
  }

  private func identity(named commonName: String, extensions: Certificate.Extensions) throws -> Identity {
    let ownKey = P256.Signing.PrivateKey()
    let certificate = try Self.certificate(
      subject: DistinguishedName { CommonName(commonName) }, key: ownKey.publicKey, issuer: name, issuerKey: key,
      extensions: extensions)
    return Identity(
      certificatePEM: try certificate.serializeAsPEM().pemString, keyPEM: ownKey.pemRepresentation)
  }

  private static func certificate(
    subject: DistinguishedName, key: P256.Signing.PublicKey, issuer: DistinguishedName,
    issuerKey: P256.Signing.PrivateKey, extensions: Certificate.Extensions
  ) throws -> Certificate {
    // A clock that was set back a little since must not make the certificate one of the future.
    let start = Date(timeIntervalSinceNow: -3600)
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key),
      notValidBefore: start, notValidAfter: start + 3600 + validity, issuer: issuer, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
      issuerPrivateKey: Certificate.PrivateKey(issuerKey))
  }
}
