/// Where a text from outside stands, for messages that may not show the text itself.
public struct InputPlace: Hashable, Sendable {
  /// The file, or the variable that holds the text; nil where it came by another way.
  public var source: SafeText?
  /// The section or entry, for example `[profile dev]` or `user "admin"`.
  public var section: SafeText?
  /// The key within it.
  public var key: SafeText?
  /// The line in the file, from 1 on.
  public var line: Int?

  /// Makes a place; what is not known is left out.
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
