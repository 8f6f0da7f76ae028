/// An attribute of an element. Its value is escaped when it is written.
public struct HTMLAttribute: Sendable {
  let name: StaticString
  /// Nil for an attribute without a value, such as `hidden`.
  let value: String?

  /// An attribute with a value of any origin.
  ///
  /// - Parameter name: a name that neither holds code (`on…`), nor styles, nor an address: for addresses there is `href`.
  public init(_ name: StaticString, _ value: String) {
    assert(Self.isHarmless(name.description), "\(name) could run code or load something")
    self.name = name
    self.value = value
  }

  /// An attribute with a number, for example the coordinate of a shape: without digits after the point where there are
  /// none, else with at most two.
  public init(_ name: StaticString, _ number: Double) {
    self.init(name, Self.text(of: number))
  }

  /// An attribute with a whole number.
  public init(_ name: StaticString, _ number: Int) {
    self.init(name, String(number))
  }

  private init(unchecked name: StaticString, _ value: String?) {
    self.name = name
    self.value = value
  }

  /// An attribute that counts because it is there: `hidden`, `open`, `disabled`.
  public static func flag(_ name: StaticString) -> HTMLAttribute { HTMLAttribute(unchecked: name, nil) }

  /// `class`: one or several names with blanks between them.
  public static func `class`(_ names: String) -> HTMLAttribute { HTMLAttribute("class", names) }

  /// `id`.
  public static func id(_ name: String) -> HTMLAttribute { HTMLAttribute("id", name) }

  /// `href`.
  public static func href(_ link: Link) -> HTMLAttribute { HTMLAttribute(unchecked: "href", link.address) }

  /// `action` of a form.
  public static func action(_ link: Link) -> HTMLAttribute { HTMLAttribute(unchecked: "action", link.address) }

  private static func isHarmless(_ name: String) -> Bool {
    !name.hasPrefix("on") && !["style", "href", "src", "srcdoc", "action", "formaction", "xlink:href"].contains(name)
  }

  /// A coordinate with at most two digits after the point.
  static func text(of number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  func write(into output: inout [UInt8]) {
    output.append(UInt8(ascii: " "))
    output.append(name)
    guard let value else { return }
    output += "=\"".utf8
    EscapedText.append(value, to: &output)
    output.append(UInt8(ascii: "\""))
  }
}
