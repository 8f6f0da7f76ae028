/// Text that messages, logs and the history may contain.
///
/// A credential, a configuration file, a token, a plugin's output or a server's answer may hold a secret anywhere, even where
/// it is not expected: a key that is indented once too often becomes part of the value above it. So errors carry no text from
/// outside as a `String`. What they show of it is a `SafeText`, which is made of a literal of this program or by one of the
/// grammars below. Everything else is named by its `InputPlace`.
public struct SafeText: Hashable, Sendable {
  /// The text: one line, printable, bounded.
  public let text: String

  init(checked text: String) {
    self.text = text
  }

  /// Replaces a text that matches no grammar.
  public static let withheld: SafeText = "(not shown)"
}

extension SafeText: ExpressibleByStringInterpolation {
  /// A literal of this program; text from run time has to match a grammar.
  public init(stringLiteral value: StaticString) {
    self.init(checked: String(describing: value))
  }

  /// Literals of this program, safe texts and numbers.
  public init(stringInterpolation: StringInterpolation) {
    self.init(checked: stringInterpolation.text)
  }

  /// Takes literals, safe texts and numbers, and nothing else.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    /// Begins an empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds a literal.
    public mutating func appendLiteral(_ literal: StaticString) { text += String(describing: literal) }
    /// Adds a safe text.
    public mutating func appendInterpolation(_ safe: SafeText) { text += safe.text }
    /// Adds a number.
    public mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
  }
}

extension SafeText: CustomStringConvertible {
  /// The text.
  public var description: String { text }
}

extension SafeText {
  /// A name that a user gave to a profile, context, cluster, user or role: letters, digits and `. _ - : / @ + = ,`,
  /// at most 128, one blank at a time; `withheld` for anything else, for a URL, and for what looks like key material.
  public static func name(_ text: String) -> SafeText {
    let isName =
      text.utf8.count <= 128 && text.wholeMatch(of: /[A-Za-z0-9_](?: ?[A-Za-z0-9._\-:\/@+=,])*/) != nil
      && !KeyMaterial.isSuspected(in: text)
    return isName || ARN.isARN(text) ? SafeText(checked: text) : .withheld
  }

  /// A word of a protocol: an error code, a reason, the name of a kind, field or element. Letters, digits and `. _ -`,
  /// at most 64, beginning with a letter; nil for anything else.
  public static func word(_ text: String) -> SafeText? {
    let isWord = text.utf8.count <= 64 && text.wholeMatch(of: /[A-Za-z][A-Za-z0-9._\-]*/) != nil
    return isWord && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// Version and kind of an API object, for example `v1 PodList`; nil if one of them is not valid.
  public static func object(_ apiVersion: String, _ kind: String) -> SafeText? {
    guard let version = apiVersion.wholeMatch(of: /(?:[a-z0-9.\-]{1,100}\/)?[a-z0-9]{1,20}/), let kind = word(kind)
    else {
      return nil
    }
    return SafeText(checked: "\(version.0) \(kind)")
  }

  /// The identifier of a request: letters, digits and `-`, at most 64; nil for anything else.
  public static func requestID(_ text: String) -> SafeText? {
    let isID = text.utf8.count <= 64 && text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9\-]*/) != nil
    return isID && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// The first ARN in a text, such as the one that a service names in a refusal; nil if there is none.
  public static func firstARN(in text: String) -> SafeText? {
    let words = text.split { $0 == " " || $0 == "\"" || $0 == "'" || $0 == "\n" }
    return words.lazy.map { String($0.hasSuffix(".") ? $0.dropLast() : $0) }.first(where: ARN.isARN)
      .map(SafeText.init(checked:))
  }

  /// Scheme, host and port of a URL: `https://host:6443`. No user name, path or query; nil if there is no such URL.
  public static func server(_ url: String) -> SafeText? {
    guard
      let match = url.prefixMatch(
        of: /(https?|socks5h?):\/\/([A-Za-z0-9._\-]{1,253}|\[[0-9A-Fa-f:.%]{2,64}\])(:[0-9]{1,5})?(?=[\/?#]|$)/)
    else { return nil }
    return KeyMaterial.isSuspected(in: String(match.2)) ? nil : SafeText(checked: String(match.0))
  }

  /// A host's name or address; nil for anything else.
  public static func host(_ text: String) -> SafeText? {
    let isHost = text.wholeMatch(of: /[A-Za-z0-9._\-]{1,253}|\[?[0-9A-Fa-f:.]{2,64}\]?/) != nil
    return isHost && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// One or more hosts separated by commas, as libpq takes them; nil for anything else.
  public static func hosts(_ text: String) -> SafeText? {
    let hosts = text.split(separator: ",", omittingEmptySubsequences: false).map { host(String($0)) }
    return hosts.contains(nil) ? nil : SafeText(checked: text)
  }

  /// The path of a file that the command line or a variable names, or of a default: a place, not a value of a file. At most
  /// 255 bytes, without control characters and braces; `withheld` for anything else, such as a whole document in the
  /// variable.
  public static func path(_ text: String) -> SafeText {
    let isPath =
      !text.isEmpty && text.utf8.count <= 255 && text.unicodeScalars.allSatisfy(\.isPrintable)
      && !text.contains { $0 == "{" || $0 == "}" } && !text.contains("://")
      && !KeyMaterial.isSuspected(inPath: text)
    return isPath ? SafeText(checked: text) : .withheld
  }

  /// A media type without its parameters, if servers and proxies use it; nil for anything else.
  public static func mediaType(_ text: String) -> SafeText? {
    let known: [SafeText] = [
      "application/json", "application/vnd.kubernetes.protobuf", "application/xml", "application/octet-stream",
      "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/yaml", "text/html", "text/plain",
      "text/xml", "text/css", "text/javascript",
    ]
    return known.first { $0.text == text }
  }

  /// A phrase of a library that was found by a pattern of this program: printable ASCII, at most 120; nil for anything else.
  public static func libraryPhrase(_ text: String) -> SafeText? {
    let isPhrase = text.utf8.count <= 120 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    return isPhrase && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// Several texts in one, with `separator` between them.
  public static func list(_ texts: [SafeText], separator: StaticString = ", ") -> SafeText {
    SafeText(checked: texts.map(\.text).joined(separator: separator.description))
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows it as itself: it is neither a control character nor one that reorders or hides its neighbours.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
    default: true
    }
  }
}

/// Amazon resource names.
///
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
private enum ARN {
  static func isARN(_ text: String) -> Bool {
    text.utf8.count <= 512
      && text.wholeMatch(of: /arn:aws[a-z\-]*:[a-z0-9\-]+:[a-z0-9\-]*:(?:[0-9]{12})?:[A-Za-z0-9+=,.@_\/:\-]+/) != nil
  }
}

/// The look of keys, tokens and passwords, anywhere in a text.
private enum KeyMaterial {
  static func isSuspected(in text: String) -> Bool {
    // Access key ids, JSON Web Tokens, EKS tokens and PEM.
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    if text.contains(/(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12}/) || text.contains("eyJ") || text.contains("k8s-aws-v1.")
      || text.contains("-----")
    {
      return true
    }
    // A URL, or a password before a host.
    if text.contains("://") || text.contains(/:[^@]*@/) { return true }
    return text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0))) }.contains(where: isRandom)
  }

  /// The names between a path's slashes are examined one by one: `/home/Ann/histories/of/cluster7/capdb` is not a key. A
  /// secret key of AWS has 40 characters, which may include slashes.
  static func isSuspected(inPath path: String) -> Bool {
    path.wholeMatch(of: /[A-Za-z0-9+\/=]{40}/) != nil && isSuspected(in: path)
      || path.split(separator: "/").contains { isSuspected(in: String($0)) }
  }

  /// Whether a run of base64 characters is as long as a key and mixes what names do not mix.
  private static func isRandom(_ run: Substring) -> Bool {
    run.count >= 32 && run.contains(where: \.isUppercase) && run.contains(where: \.isLowercase)
      && run.contains(where: \.isNumber)
  }
}

/// A text from outside for decisions only, such as the message of a refusal. It cannot be printed by accident.
public struct UnshownText: Hashable, Sendable {
  /// The text itself, never to be shown.
  public let text: String

  /// Any text.
  public init(_ text: String) {
    self.text = text
  }
}

extension UnshownText: CustomStringConvertible, CustomReflectable {
  /// The same for all texts.
  public var description: String { SafeText.withheld.text }

  /// Empty: `dump` and string interpolation of a holder show nothing.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

/// The place of a text from outside, for messages that may not show the text itself.
public struct InputPlace: Hashable, Sendable {
  /// The file, or the variable that holds the text; nil if it came another way.
  public var source: SafeText?
  /// The section or entry, for example `[profile dev]` or `user "admin"`.
  public var section: SafeText?
  /// The key within it.
  public var key: SafeText?
  /// The line in the file, from 1 on.
  public var line: Int?

  /// A place of which some parts may be unknown.
  public init(source: SafeText? = nil, section: SafeText? = nil, key: SafeText? = nil, line: Int? = nil) {
    self.source = source
    self.section = section
    self.key = key
    self.line = line
  }

  /// A variable of the environment.
  public static func variable(_ name: SafeText) -> InputPlace { InputPlace(key: name) }
}

extension InputPlace: CustomStringConvertible {
  /// For example `region of [profile dev] in /root/.aws/config, line 3`.
  public var description: String {
    let what = [key, section].compactMap { $0?.text }.joined(separator: " of ")
    let file = source.map { line == nil ? $0.text : "\($0), line \(line ?? 0)" }
    return [what, file ?? ""].filter { !$0.isEmpty }.joined(separator: what.isEmpty ? "" : " in ")
  }
}
