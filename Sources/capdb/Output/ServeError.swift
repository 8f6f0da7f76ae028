import OutsideText
import Server

/// Why `capdb serve` does not start because of its options.
enum ServeError: Error, UsageFault {
  /// The value of `--listen` is no address.
  case badAddress
  /// Others could reach the server, and nothing says who may read.
  case needsToken(ListenAddress)
  /// The file with the token cannot be read.
  case unreadable(SafeText, FileProblem)
  /// What should be a token is none.
  case badToken(from: SafeText, AccessToken.Fault)

  var isUsageError: Bool {
    switch self {
    case .badAddress, .needsToken, .badToken: true
    case .unreadable: false
    }
  }

  /// The token of a file.
  static func token(inFile path: String) throws(ServeError) -> AccessToken {
    let name = SafeText.path(path)
    let text: String
    do { text = try InputFile.readText(path) } catch { throw .unreadable(name, error) }
    return try token(text, from: name)
  }

  /// The token of a text.
  ///
  /// - Parameter source: where the text comes from.
  static func token(_ text: String, from source: SafeText) throws(ServeError) -> AccessToken {
    do { return try AccessToken(text) } catch { throw .badToken(from: source, error) }
  }
}

extension ServeError: CustomStringConvertible {
  /// What is wrong and what to do; a token is never shown.
  var description: String {
    switch self {
    case .badAddress:
      "--listen takes an address and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080"
    case .needsToken(let address):
      "others could reach \(address): say who may read with --token-file FILE or $CAPDB_SERVE_TOKEN (openssl rand -hex 32 makes a token), or let everybody with --no-auth"
    case .unreadable(let path, let problem):
      "cannot read the token in \(path): \(problem)"
    case .badToken(let source, .tooShort):
      "the token in \(source) is too short: it needs \(AccessToken.fewestCharacters) characters or more; openssl rand -hex 32 makes one"
    case .badToken(let source, .badCharacters):
      "the token in \(source) has blanks or characters that are not ASCII; openssl rand -hex 32 makes a token"
    }
  }
}
