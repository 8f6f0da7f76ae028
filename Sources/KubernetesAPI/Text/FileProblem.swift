import Foundation

/// Words for what Foundation reports about files.
enum FileProblem {
  /// For example `no such file`; never the contents.
  static func words(of error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "no such file"
    case .fileReadNoPermission: "permission denied"
    case .fileReadInapplicableStringEncoding, .fileReadUnknownStringEncoding, .fileReadCorruptFile: "not UTF-8 text"
    default: "cannot be read"
    }
  }
}
