public import Capacity
import Presentation

/// What made a page: its last line says it.
public struct PageOrigin: Sendable {
  /// The version of the program.
  public var version: String
  /// When the page was made.
  public var madeAt: Timestamp

  /// Makes an origin.
  public init(version: String, madeAt: Timestamp) {
    self.version = version
    self.madeAt = madeAt
  }

  /// - Parameter topic: the topic whose rows the page shows; nil for those of several.
  func html(topic: String?) -> [HTML] { html(of: "capdb report \(topic ?? "TOPIC") --format csv") }

  /// - Parameter command: the command that prints the numbers of the page.
  public func html(of command: String) -> [HTML] {
    let made = "Made by capdb \(version) at \(Humanized.moment(madeAt)). The numbers as a file: "
    return [.element("p", [], .text(made), .element("code", [], .text(command)), ".")]
  }
}

/// What a reader must know in addition to the numbers, each line once.
enum NoticeList {
  /// Lines beyond these are counted only.
  private static let most = 30

  static func html(_ notices: [String]) -> [HTML] {
    var seen: Set<String> = []
    let different = notices.filter { seen.insert($0).inserted }
    let more = different.count - most
    let lines = different.prefix(most) + (more > 0 ? ["\(more) more notices: capdb status lists what is unknown"] : [])
    return lines.map { .element("p", [.class("notice")], .text(LongText.short($0))) }
  }
}
