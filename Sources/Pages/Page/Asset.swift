import Crypto
import Foundation

/// A style sheet or a script of this program, which pages carry inside them.
public struct Asset: Sendable {
  /// Which element holds it.
  public enum Kind: Hashable, Sendable {
    /// A style sheet.
    case style
    /// A script, run when the page has been read.
    case script

    var element: StaticString {
      switch self {
      case .style: "style"
      case .script: "script"
      }
    }
  }

  /// Which element holds it.
  public let kind: Kind
  /// The file's contents.
  let bytes: [UInt8]
  /// The hash by which a content security policy allows it: `'sha256-…'`.
  ///
  /// Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
  public let source: String

  /// - Parameters:
  ///   - kind: which element holds it.
  ///   - file: the contents of a file that is embedded in this program (`.embedInCode` in Package.swift). Never a text
  ///     from outside: it is not escaped.
  public init(_ kind: Kind, file: [UInt8]) {
    self.kind = kind
    bytes = file
    source = "'sha256-\(Data(SHA256.hash(data: file)).base64EncodedString())'"
  }
}

extension Asset {
  /// The look of every page: type, colours in light and dark, tables, print.
  public static let pageStyle = Asset(.style, file: PackageResources.page_css)
  /// The look of charts.
  public static let chartStyle = Asset(.style, file: PackageResources.charts_css)
  /// Tables that sort and filter.
  public static let tableScript = Asset(.script, file: PackageResources.tables_js)
  /// Values of charts under the pointer and by keyboard.
  public static let chartScript = Asset(.script, file: PackageResources.charts_js)
}
