import Foundation
import SwiftASN1

/// Until when certificates are valid.
enum CertificateEnd {
  /// Seconds before the end of a certificate from which it is worth a warning: 30 days.
  static let warning: Int64 = 30 * 86_400

  /// When the first certificate of a PEM text ends, in seconds since the epoch; nil if none there can be read.
  ///
  /// Source: RFC 5280 section 4.1: `TBSCertificate` has version (optional, tagged), serial number, signature algorithm,
  /// issuer and then the validity, whose second time is the end.
  static func seconds(ofPEM pem: [UInt8]) -> Int64? {
    guard let documents = try? PEMDocument.parseMultiple(pemString: String(decoding: pem, as: UTF8.self)),
      let certificate = documents.first(where: { $0.discriminator == "CERTIFICATE" }),
      let root = try? DER.parse(certificate.derBytes), let signed = children(root).first
    else { return nil }
    let fields = children(signed).drop { $0.identifier.tagClass == .contextSpecific }
    guard let validity = fields.dropFirst(3).first, let end = children(validity).dropFirst().first else { return nil }
    return seconds(end)
  }

  private static func children(_ node: ASN1Node) -> [ASN1Node] {
    if case .constructed(let nodes) = node.content { Array(nodes) } else { [] }
  }

  /// Times up to 2049 are of the one form, later ones of the other.
  private static func seconds(_ time: ASN1Node) -> Int64? {
    if let short = try? UTCTime(derEncoded: time) {
      return seconds(short.year, short.month, short.day, short.hours, short.minutes, short.seconds)
    }
    guard let long = try? GeneralizedTime(derEncoded: time) else { return nil }
    return seconds(long.year, long.month, long.day, long.hours, long.minutes, long.seconds)
  }

  private static func seconds(_ parts: Int...) -> Int64? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let components = DateComponents(
      year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
    return calendar.date(from: components).map { Int64($0.timeIntervalSince1970) }
  }
}
