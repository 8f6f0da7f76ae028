import Capacity
import Foundation
import Testing

@testable import Diagnosis

/// Certificates that openssl makes.
enum TestCertificate {
  /// A certificate with this end, and its key, both as base64 of PEM.
  static func make(in folder: URL, end: Timestamp) throws -> (certificate: String, key: String) {
    let script = """
      set -e
      openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout k.pem -out r.pem -subj /CN=me
      printf 'default_ca=a\n[a]\ndatabase=i\nserial=s\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' > ca.cnf
      : > i; echo 01 > s
      openssl ca -batch -config ca.cnf -selfsign -keyfile k.pem -in r.pem -out c.pem -notext \
        -startdate 20200101000000Z -enddate "$1"
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    let end = end.description.filter(\.isNumber) + "Z"
    process.arguments = ["-c", script, "sh", end]
    process.currentDirectoryURL = folder
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    func base64(_ name: String) throws -> String {
      try Data(contentsOf: folder.appending(path: name)).base64EncodedString()
    }
    return (try base64("c.pem"), try base64("k.pem"))
  }
}

@Suite("The end of a certificate")
struct CertificateEndTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")

  /// Until 2049 the year of a certificate has two digits, then four.
  @Test("is read in both forms of time", arguments: [1_795_000_000, 2_520_000_000] as [Int64])
  func forms(_ seconds: Int64) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try TestCertificate.make(in: folder, end: Timestamp(seconds: seconds)).certificate
    let pem = Array(try #require(Data(base64Encoded: text)))
    #expect(CertificateEnd.seconds(ofPEM: pem) == seconds)
    #expect(CertificateEnd.seconds(ofPEM: Array("Subject: me\n".utf8) + pem) == seconds, "text before it")
    for length in stride(from: 0, to: pem.count, by: 7) {
      _ = CertificateEnd.seconds(ofPEM: Array(pem.prefix(length)))
    }
    #expect(CertificateEnd.seconds(ofPEM: Array(pem.dropLast(200))) == nil)
  }

  @Test(
    "is unknown where there is no certificate",
    arguments: [
      "", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
      "-----BEGIN CERTIFICATE-----\nMAIwAA==\n-----END CERTIFICATE-----\n",
    ])
  func none(_ text: String) {
    #expect(CertificateEnd.seconds(ofPEM: Array(text.utf8)) == nil)
  }
}
