import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request sends a body that is longer than any that is read.
///
/// The library reads what is left of a body after the answer, so that the connection can be used again; without this
/// handler it would read without end.
final class BodyLimitHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private let limit: Int
  private var count = 0

  init(limit: Int) {
    self.limit = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: count = 0
    case .body(let bytes): count += bytes.readableBytes
    case .end: break
    }
    // Beyond the limit of a form by far: that one is answered, and this is no form.
    guard count <= limit else {
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
  }
}
