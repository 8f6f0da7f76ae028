public import Foundation

/// The help of a tool and all its commands, as the argument parser dumps it.
public enum HelpDump {
  /// Reads a dump.
  ///
  /// - Returns: the tool's root command.
  /// - Throws: `HelpDumpError` if the dump is of another version; `DecodingError` if it is none.
  public static func read(_ dump: Data) throws -> CommandHelp {
    let tool = try JSONDecoder().decode(Tool.self, from: dump)
    guard tool.serializationVersion == 0 else { throw HelpDumpError(version: tool.serializationVersion) }
    return tool.command
  }

  private struct Tool: Decodable {
    var serializationVersion: Int
    var command: CommandHelp
  }
}

/// The argument parser dumps its help in a form that this version does not read.
public struct HelpDumpError: Error, Hashable, CustomStringConvertible {
  /// The form's version.
  public var version: Int

  /// What is wrong.
  public var description: String { "the help of the commands is in a form (version \(version)) that cannot be read" }
}
