import Foundation
import Synchronization

/// A TLS listener in front of a plain server on the loopback: it ends TLS and hands the bytes through.
final class TLSFront: Sendable {
  /// The port it listens on.
  let port: Int
  private let process: Mutex<Process>
  private let output: FileHandle

  /// Starts the listener; it ends with its last reference, or with this process.
  ///
  /// - Parameters:
  ///   - certificate: the name of one of the shared certificates.
  ///   - backend: the plain server's port.
  ///   - requiresClient: whether clients must show a certificate of the shared authority.
  ///   - maximumVersion: the newest TLS version it speaks, as Python names it.
  init(
    certificate: String = "server", backend: Int, requiresClient: Bool = false, maximumVersion: String = "TLSv1_3"
  ) throws {
    let directory = try Certificates.shared.get().directory
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", Self.script, directory.path("\(certificate).pem"), directory.path("\(certificate).key"),
      String(backend), requiresClient ? directory.path("ca.pem") : "", maximumVersion,
    ]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    self.output = output.fileHandleForReading
    self.process = Mutex(process)
    guard let port = Int(try Self.line(self.output)) else { throw CocoaError(.fileReadUnknown) }
    self.port = port
  }

  deinit {
    process.withLock { $0.terminate() }
  }

  /// `https://127.0.0.1:PORT`.
  var url: String { "https://127.0.0.1:\(port)" }

  /// The next successful handshake: the name asked for by SNI (or `-`), the TLS version and the client's name (or `-`).
  func nextHandshake() throws -> [String] {
    try Self.line(output).split(separator: " ").map(String.init)
  }

  private static func line(_ handle: FileHandle) throws -> String {
    var bytes: [UInt8] = []
    while let byte = try handle.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let script = """
    import os, socket, ssl, sys, threading, warnings
    warnings.simplefilter("ignore")
    certificate, key, backend, authority, version = sys.argv[1:6]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = getattr(ssl.TLSVersion, version)
    if version == "TLSv1_1":
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["http/1.1"])
    if authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority)
    names = {}
    context.sni_callback = lambda connection, name, _: names.__setitem__(id(connection), name)
    def watch():
        sys.stdin.read()
        os._exit(0)
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
    def serve(raw):
        try:
            connection = context.wrap_socket(raw, server_side=True)
        except (ssl.SSLError, OSError):
            raw.close()
            return
        shown = connection.getpeercert() if authority else None
        subject = dict(part[0] for part in shown["subject"])["commonName"] if shown else "-"
        print(names.get(id(connection)) or "-", connection.version(), subject, flush=True)
        try:
            plain = socket.create_connection(("127.0.0.1", int(backend)))
        except OSError:
            return
        threading.Thread(target=copy, args=(connection, plain), daemon=True).start()
        copy(plain, connection)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=watch, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    while True:
        raw, _ = listener.accept()
        threading.Thread(target=serve, args=(raw,), daemon=True).start()
    """
}
