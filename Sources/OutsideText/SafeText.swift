/// Text that may stand in a message, a log or the history.
///
/// A credential, a configuration file, a token, a plugin's output or a server's answer may hold a secret at any place,
/// also where nobody expects one: a key that is indented once too often becomes part of the value above it. So errors
/// carry no text from outside as a `String`. What they show of it is a `SafeText`, which only two things can make: a
/// literal of this program, and one of the grammars below. Everything else is named by its `InputPlace`.
public struct SafeText: Hashable, Sendable {
  /// The text: one line, printable, bounded.
  public let text: String

  init(checked text: String) {
    self.text = text
  }

  /// Stands for a text that passed no grammar.
  public static let withheld: SafeText = "(not shown)"
}

extension SafeText: ExpressibleByStringLiteral {
  /// A text of this program's own. Literals only: what is put together at run time has to pass a grammar.
  public init(stringLiteral value: StaticString) {
    self.init(checked: value.withUTF8Buffer { String(decoding: $0, as: UTF8.self) })
  }
}

extension SafeText: CustomStringConvertible {
  /// The text.
  public var description: String { text }
}

extension SafeText {
  /// A name that somebody gave to a profile, context, cluster, user or role: letters, digits and `. _ - : / @ + = ,`,
  /// at most 128, one blank at a time; `withheld` for anything else and for what looks like key material.
  public static func name(_ text: String) -> SafeText {
    let isName =
      text.utf8.count <= 128 && text.wholeMatch(of: /[A-Za-z0-9_](?: ?[A-Za-z0-9._\-:\/@+=,])*/) != nil
      && !KeyMaterial.isSuspected(in: text)
    return isName ? SafeText(checked: text) : ARN.isARN(text) ? SafeText(checked: text) : .withheld
  }

  /// A word of a protocol: an error code, a reason, the name of a kind, field or element. Letters, digits and `. _ -`,
  /// at most 64, beginning with a letter; nil for anything else.
  public static func word(_ text: String) -> SafeText? {
    let isWord = text.utf8.count <= 64 && text.wholeMatch(of: /[A-Za-z][A-Za-z0-9._\-]*/) != nil
    return isWord && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// The identifier of a request: letters, digits and `-`, at most 64; nil for anything else.
  public static func requestID(_ text: String) -> SafeText? {
    let isID = text.utf8.count <= 64 && text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9\-]*/) != nil
    return isID && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// An ARN; nil for anything else.
  public static func arn(_ text: String) -> SafeText? {
    ARN.isARN(text) ? SafeText(checked: text) : nil
  }

  /// The first ARN in a text, such as the one that a service names in a refusal; nil if there is none.
  public static func firstARN(in text: String) -> SafeText? {
    text.split { $0 == " " || $0 == "\"" || $0 == "'" || $0 == "\n" }.lazy
      .compactMap { arn(String($0.hasSuffix(".") ? $0.dropLast() : $0)) }.first
  }

  /// Scheme, host and port of a URL: `https://host:6443`. No user name, path or query; nil if there is no such URL.
  public static func server(_ url: String) -> SafeText? {
    guard
      let match = url.prefixMatch(
        of: /(https?|socks5h?):\/\/([A-Za-z0-9._\-]{1,253}|\[[0-9A-Fa-f:.%]{2,64}\])(:[0-9]{1,5})?(?=[\/?#]|$)/)
    else { return nil }
    return SafeText(checked: String(match.0))
  }

  /// A host's name or address; nil for anything else.
  public static func host(_ text: String) -> SafeText? {
    let isHost = text.wholeMatch(of: /[A-Za-z0-9._\-]{1,253}|\[?[0-9A-Fa-f:.]{2,64}\]?/) != nil
    return isHost && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// The path of a file that was named on the command line or in a variable, or that is a default: a place, not a value
  /// out of a file. At most 255 characters, none of them a control character or `{`; `withheld` for anything else, such
  /// as a whole document that somebody put into the variable.
  public static func path(_ text: String) -> SafeText {
    let isPath =
      !text.isEmpty && text.utf8.count <= 255 && text.unicodeScalars.allSatisfy(\.isPrintable)
      && !text.contains { $0 == "{" || $0 == "}" } && !KeyMaterial.isSuspected(inPath: text)
    return isPath ? SafeText(checked: text) : .withheld
  }

  /// A media type without its parameters; nil for anything else.
  public static func mediaType(_ text: String) -> SafeText? {
    let isType = text.utf8.count <= 80 && text.wholeMatch(of: /[a-z]+\/[a-z0-9.+\-]+/) != nil
    return isType && !KeyMaterial.isSuspected(in: text) ? SafeText(checked: text) : nil
  }

  /// A number.
  public static func number(_ number: some BinaryInteger) -> SafeText {
    SafeText(checked: String(number))
  }

  /// Several texts in one, with commas.
  public static func list(_ texts: [SafeText]) -> SafeText {
    SafeText(checked: texts.map(\.text).joined(separator: ", "))
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows it as itself: neither a control character nor one that turns or hides what stands near it.
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

/// What keys and tokens look like, wherever they stand.
private enum KeyMaterial {
  static func isSuspected(in text: String) -> Bool {
    // Access key ids, JSON Web Tokens, EKS tokens and PEM.
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    if text.contains(/(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12}/) || text.contains("eyJ") || text.contains("k8s-aws-v1.")
      || text.contains("-----")
    {
      return true
    }
    return text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0))) }.contains(where: isRandom)
  }

  /// A slash divides a path's names, which are looked at one by one: `/home/Ann/histories/of/cluster7/capdb` is no key.
  /// A secret key of AWS has 40 characters, slashes among them.
  static func isSuspected(inPath path: String) -> Bool {
    path.wholeMatch(of: /[A-Za-z0-9+\/=]{40}/) != nil && isSuspected(in: path)
      || path.split(separator: "/").contains { isSuspected(in: String($0)) }
  }

  /// A run of base64 characters that is as long as keys are and mixes what names do not mix.
  private static func isRandom(_ run: Substring) -> Bool {
    run.count >= 32 && run.contains(where: \.isUppercase) && run.contains(where: \.isLowercase)
      && run.contains(where: \.isNumber)
  }
}
