import OutsideText

extension DiskProblem: CustomStringConvertible {
  /// Why the file cannot be written and what to do, to stand behind `cannot write FILE: `.
  public var description: String { "\(cause)\(need): \(remedy)" }

  private var cause: String {
    switch reason {
    case .space: "no space is left\(place)\(room)"
    case .files: "no space is left for another file\(place): its inodes are used up\(inodes)"
    case .quota: "no space is left within the disk quota\(place)"
    case .fileSize(let limit?): "no space is left within the limit of \(ByteCount(limit)) for a file (ulimit -f)"
    case .fileSize(nil): "no space is left in the file, as its file system allows no larger one"
    case .readOnly: "the file system\(mountPoint) is mounted read-only"
    }
  }

  private var mountPoint: String { fileSystem.map { " at \($0.mountPoint)" } ?? "" }

  private var place: String { fileSystem == nil ? "" : " on the file system\(mountPoint)" }

  private var room: String {
    fileSystem.map { " (\(ByteCount($0.room.freeBytes)) of \(ByteCount($0.room.totalBytes)) free)" } ?? ""
  }

  private var inodes: String {
    guard let room = fileSystem?.room, let free = room.freeFiles else { return "" }
    return " (\(free) of \(room.totalFiles) free)"
  }

  private var need: String {
    guard reason != .readOnly, reason != .files, let neededBytes else { return "" }
    return ", and about \(ByteCount(neededBytes)) more are needed"
  }

  private var remedy: String {
    switch reason {
    case .space: "free some space there and run it again"
    case .files: "remove some files there and run it again"
    case .quota: "free some space there or have the quota raised, and run it again"
    case .fileSize: "raise the limit and run it again"
    case .readOnly: "mount it for writing, or name another place"
    }
  }
}

/// A number of bytes as people read it: `412 KiB`, `1.4 MiB`.
struct ByteCount: CustomStringConvertible {
  private let bytes: Int64

  init(_ bytes: Int64) {
    self.bytes = bytes
  }

  var description: String {
    if bytes < 1024 { return "\(bytes) bytes" }
    var tenths = bytes * 10 / 1024
    for unit in ["KiB", "MiB", "GiB"] {
      if tenths < 10_240 { return "\(tenths / 10)\(tenths < 100 ? ".\(tenths % 10)" : "") \(unit)" }
      tenths /= 1024
    }
    return "\(tenths / 10) TiB"
  }
}
