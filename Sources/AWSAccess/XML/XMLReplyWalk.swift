import Foundation
import FoundationXML

/// Walks through a document with Foundation's SAX parser and tells a decoder of the elements it named.
///
/// `XMLParser(stream:)`, because `XMLParser(data:)` refuses documents of 10 MB and more on Linux. Its verdict is not
/// trusted: it calls a document complete that ends in the middle, so the end of the root element is watched for; and it
/// tells of no entity on Linux, so a document type declaration is looked for beforehand.
///
/// Not generic: no generic code is specialised across modules here, and at a million elements that is what counts.
final class XMLReplyWalk: NSObject, XMLParserDelegate {
  /// Behind a pointer of its own: the checks of exclusive access to a class's variable, three per element, cost a tenth
  /// of the whole. The parser calls back from one thread and never from within a callback.
  private let storage: UnsafeMutablePointer<XMLReplyState>

  init(_ decoder: any XMLReplyDecoder, root: String, paths: [String]) {
    storage = .allocate(capacity: 1)
    storage.initialize(to: XMLReplyState(decoder: decoder, root: root, paths: paths))
    super.init()
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  private var state: XMLReplyState { storage.pointee }

  /// Reads the whole document; the decoder after it.
  func read(_ bytes: UnsafeRawBufferPointer) throws(XMLReplyError) -> any XMLReplyDecoder {
    // An empty stream never calls back, and its address may be nil.
    guard let start = bytes.baseAddress, !bytes.isEmpty else { throw .truncated }
    try XMLProlog.check(bytes)
    let data = Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
    let parser = XMLParser(stream: InputStream(data: data))
    parser.delegate = self
    let isAccepted = parser.parse()
    if let failure = state.failure { throw failure }
    guard isAccepted, parser.parserError == nil, state.position == .afterRoot else {
      // What ends inside its root element has been cut off; everything else is broken.
      let isCutOff = state.position == .inRoot && !endsWithRoot(bytes)
      throw isCutOff ? .truncated : .malformed(line: parser.lineNumber)
    }
    return state.decoder
  }

  private func endsWithRoot(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let end = bytes.lastIndex { !XMLProlog.isBlank($0) } ?? 0
    return bytes[...end].suffix(state.root.utf8.count + 1).elementsEqual("\(state.root)>".utf8)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if !storage.pointee.start(name) { parser.abortParsing() }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    storage.pointee.add(characters)
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    storage.pointee.add(String(decoding: block, as: UTF8.self))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if !storage.pointee.end() { parser.abortParsing() }
  }
}
