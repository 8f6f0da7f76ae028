import CCurl

/// Undoes gzip piece by piece, straight into the body's buffer. Source: RFC 1952.
///
/// Checksum and length of every member are checked, and a stream that ends early is told from a whole one.
final class Gunzip {
  private let state: OpaquePointer
  private var isBetweenMembers = true
  private var hasStarted = false

  /// Nil without memory.
  init?() {
    guard let state = ccurl_gunzip_make() else { return nil }
    self.state = state
  }

  deinit {
    ccurl_gunzip_free(state)
  }

  /// Whether the stream may end here; an answer without any body counts as whole.
  var isComplete: Bool { isBetweenMembers }

  /// Undoes one piece of the stream.
  func undo(_ piece: UnsafeRawBufferPointer, into body: BodyBuffer) -> BodyBuffer.Problem? {
    var rest = piece[...]
    while !rest.isEmpty {
      if isBetweenMembers { beginMember() }
      if let problem = step(&rest, into: body) { return problem }
    }
    return nil
  }

  private func beginMember() {
    if hasStarted { ccurl_gunzip_restart(state) }
    hasStarted = true
    isBetweenMembers = false
  }

  /// Goes on until a member ends or nothing more comes out of the input.
  private func step(_ rest: inout Slice<UnsafeRawBufferPointer>, into body: BodyBuffer) -> BodyBuffer.Problem? {
    while true {
      var result = CCURL_GUNZIP_MORE
      var isRoomUsedUp = false
      let problem = body.appendInPlace { room in
        let input = UnsafeRawBufferPointer(rebasing: rest)
        var consumed = 0
        var produced = 0
        result = ccurl_gunzip_step(
          state, input.baseAddress, input.count, room.baseAddress, room.count, &consumed, &produced)
        rest = rest.dropFirst(consumed)
        isRoomUsedUp = produced == room.count
        return produced
      }
      if let problem { return problem }
      if result == CCURL_GUNZIP_BAD { return .notGzip }
      isBetweenMembers = result == CCURL_GUNZIP_END
      if isBetweenMembers || !isRoomUsedUp { return nil }
    }
  }
}
