internal import CYaml

/// libyaml's events. Yams' own tree hashes every key to find double ones, and a key that is an alias of nested aliases
/// takes it minutes; here nothing is built from an alias before it is counted.
///
/// Source: https://pyyaml.org/wiki/LibYAML
final class YAMLEvents {
  /// A piece of a document.
  struct Event {
    enum Kind {
      case scalar(YAMLScalar)
      case alias(String)
      case listStart
      case mapStart
      /// Of a list or a mapping.
      case end
      case documentStart
      /// Of the document or, where there is none, of the text.
      case documentEnd
    }

    var kind: Kind
    /// The name by which aliases refer to it.
    var anchor: String?
    /// From 1 on.
    var line: Int
  }

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Throws: `YAMLProblem` if there is no memory.
  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    _ = input.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else { throw YAMLProblem(.tooLarge) }
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event that tells something.
  ///
  /// - Throws: `YAMLProblem` if the text is no YAML.
  func next() throws(YAMLProblem) -> Event {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
      defer { yaml_event_delete(&event) }
      if let next = Event(event) { return next }
    }
  }

  private var problem: YAMLProblem {
    guard parser.pointee.error != YAML_MEMORY_ERROR, let words = parser.pointee.problem else {
      return YAMLProblem(.tooLarge)
    }
    // The reader's problems have an offset and no line.
    let line = parser.pointee.error == YAML_READER_ERROR ? nil : Int(parser.pointee.problem_mark.line) + 1
    return .syntax(String(cString: words), line: line)
  }
}

extension YAMLEvents.Event {
  fileprivate init?(_ event: yaml_event_t) {
    line = Int(event.start_mark.line) + 1
    switch event.type {
    case YAML_ALIAS_EVENT:
      kind = .alias(Self.text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      anchor = Self.text(event.data.scalar.anchor)
      kind = .scalar(YAMLScalar(event.data.scalar.value, event.data.scalar.length, event))
    case YAML_SEQUENCE_START_EVENT:
      anchor = Self.text(event.data.sequence_start.anchor)
      kind = .listStart
    case YAML_MAPPING_START_EVENT:
      anchor = Self.text(event.data.mapping_start.anchor)
      kind = .mapStart
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .end
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: kind = .documentEnd
    default: return nil
    }
  }

  fileprivate static func text(_ pointer: UnsafePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}

extension YAMLScalar {
  fileprivate init(_ value: UnsafePointer<UInt8>?, _ length: Int, _ event: yaml_event_t) {
    text = String(decoding: UnsafeBufferPointer(start: value, count: length), as: UTF8.self)
    tag = YAMLEvents.Event.text(event.data.scalar.tag)
    isPlain = event.data.scalar.plain_implicit != 0 && event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
  }
}
