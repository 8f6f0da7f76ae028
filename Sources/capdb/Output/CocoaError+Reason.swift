import Foundation

extension CocoaError {
  /// The operating system's words for what went wrong with a file, else Foundation's.
  var shortReason: String {
    if let posix = underlying as? POSIXError { return String(cString: strerror(posix.code.rawValue)) }
    return switch code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
    case .fileWriteOutOfSpace: "no space left on the device"
    default: localizedDescription
    }
  }
}
