/// A piece of a page as a value: an element, text, or several pieces in a row.
///
/// Everything is escaped when it is written, because nothing but these values can be: there is no way to insert a text as
/// markup. Names of elements and attributes are literals of this program; addresses are `Link`s. An attribute with code
/// (`onclick`) or with styles does not exist, so a page needs no exception in its content security policy.
///
///     HTML.element("td", [.class("number")], .text(name))
public struct HTML: Sendable {
  /// What a piece is.
  enum Content: Sendable {
    case text(String)
    case element(Element)
    case group([HTML])
    /// A file of this program, never text from outside.
    case asset(Asset)
    /// JSON in which `<` is escaped.
    case json([UInt8])
  }

  /// An element with its attributes and what is in it.
  struct Element: Sendable {
    let name: StaticString
    let attributes: [HTMLAttribute]
    let content: [HTML]
  }

  let content: Content

  /// An element.
  ///
  /// - Parameters:
  ///   - name: the name of the element, of HTML or SVG.
  ///   - attributes: its attributes, each name once.
  ///   - content: what is in it; nothing for a void element such as `br`.
  public static func element(_ name: StaticString, _ attributes: [HTMLAttribute] = [], _ content: HTML...) -> HTML {
    element(name, attributes, content)
  }

  /// An element whose content is an array.
  public static func element(_ name: StaticString, _ attributes: [HTMLAttribute] = [], _ content: [HTML]) -> HTML {
    HTML(content: .element(Element(name: name, attributes: attributes, content: content)))
  }

  /// Text of any origin. Control characters and marks that reorder or hide text are shown by their number, and text of
  /// scripts that are written from right to left is isolated from what surrounds it.
  public static func text(_ text: String) -> HTML { HTML(content: .text(text)) }

  /// Several pieces in a row, which may be none.
  public static func group(_ pieces: [HTML]) -> HTML { HTML(content: .group(pieces)) }

  /// Nothing.
  public static let nothing = HTML.group([])

  /// Data for a script of the page: `JSON.parse(document.getElementById(id).textContent)`. Browsers do not run it.
  ///
  /// - Parameter json: a JSON document in UTF-8. It may contain text of any origin, as long as it is JSON.
  public static func data(id: String, json: [UInt8]) -> HTML {
    .element("script", [.init("type", "application/json"), .id(id)], HTML(content: .json(json)))
  }

  /// A style sheet or a script of this program.
  static func asset(_ asset: Asset) -> HTML {
    .element(asset.kind.element, [], HTML(content: .asset(asset)))
  }
}

extension HTML: ExpressibleByStringLiteral {
  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension HTML {
  /// The piece in UTF-8.
  public var bytes: [UInt8] {
    var output: [UInt8] = []
    write(into: &output)
    return output
  }

  /// Appends the piece in UTF-8.
  func write(into output: inout [UInt8]) {
    switch content {
    case .text(let text): EscapedText.append(text, to: &output)
    case .element(let element): element.write(into: &output)
    case .group(let pieces): for piece in pieces { piece.write(into: &output) }
    case .asset(let asset): output += asset.bytes
    case .json(let bytes): EscapedText.append(json: bytes, to: &output)
    }
  }
}

extension HTML.Element {
  func write(into output: inout [UInt8]) {
    output.append(UInt8(ascii: "<"))
    output.append(name)
    for attribute in attributes { attribute.write(into: &output) }
    guard !content.isEmpty || !Self.isEmpty(name) else {
      output += "/>".utf8
      return
    }
    output.append(UInt8(ascii: ">"))
    for piece in content { piece.write(into: &output) }
    output += "</".utf8
    output.append(name)
    output.append(UInt8(ascii: ">"))
  }

  /// Elements without content: the void ones of HTML, and shapes of SVG.
  private static func isEmpty(_ name: StaticString) -> Bool { empty.contains(name.description) }

  /// Source: https://html.spec.whatwg.org/multipage/syntax.html#void-elements
  private static let empty: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    "circle", "line", "path", "polygon", "polyline", "rect", "use",
  ]
}

extension [UInt8] {
  /// Appends a literal of this program as it is.
  mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { append(contentsOf: $0) }
  }
}
