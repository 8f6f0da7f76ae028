import Foundation
import Glibc

/// The folder of a server: `data`, `log`, who may connect, and its password and certificate where it has them.
enum ServerFolder {
  /// Makes an empty one that only the server's user enters. Its path is short: that of a Unix socket ends at 107 bytes.
  static func make(owner: String?) throws -> URL {
    var template = Array(FileManager.default.temporaryDirectory.appending(path: "capdb-pg-XXXXXX").path.utf8CString)
    guard mkdtemp(&template) != nil else { throw PostgresFailure("mkdtemp: errno \(errno)") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    if let owner, let user = getpwnam(owner) {
      guard chown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
        throw PostgresFailure("chown: errno \(errno)")
      }
    }
    return URL(filePath: path)
  }

  /// Makes the cluster and its files.
  static func fill(_ folder: URL, _ options: ServerOptions, _ installation: PostgresInstallation) throws {
    try write(options.hostBasedAuthentication, to: "pg_hba.conf", in: folder)
    if let password = options.password { try write("\(password)\n", to: "password", in: folder) }
    try Program.run(
      installation.command("initdb", options.initializationArguments(folder: folder.path)), folder: folder)
    if options.isEncrypted { try makeCertificate(in: folder, installation) }
  }

  private static func write(_ text: String, to name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Made by the server's user: it takes no key that is another's.
  private static func makeCertificate(in folder: URL, _ installation: PostgresInstallation) throws {
    try Program.run(
      installation.prefix + [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "server.key",
        "-out", "server.pem",
      ], folder: folder)
  }
}
