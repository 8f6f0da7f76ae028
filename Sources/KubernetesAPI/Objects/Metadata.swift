internal import Capacity
internal import OutsideText

/// The fields of one kind of object, as the API gives them in either encoding. Absent texts are empty.
///
/// Both readers fill the same fields, and the rules by which these become a value of the domain exist once.
protocol ObjectFields: Decodable, Equatable, Sendable {
  /// What an object becomes.
  associatedtype Value: Sendable

  /// The kind of a list of them, for example `PodList`.
  static var listKind: String { get }
  /// The group and version of the list; `v1` by default.
  static var apiVersion: String { get }

  /// The object as messages name it, for example `pod default/nginx`; nil as long as its name is not known.
  var label: SafeText? { get }

  /// An object of which nothing has been read.
  init()

  /// Reads an encoded object.
  ///
  /// - Throws: `DecodingFailure` for anything but a whole message.
  mutating func read(protobuf message: WireReader) throws(DecodingFailure)

  /// Reads a JSON object.
  ///
  /// - Throws: `DecodingError` or `DecodingFailure` for a field of another type than the API gives it.
  mutating func read(json fields: JSONFields) throws

  /// The value that the fields say, with the texts that the list's values share; nil if it is not kept.
  ///
  /// - Throws: `DecodingFailure` if a field is missing or cannot be understood.
  func value(_ texts: inout ListTexts) throws(DecodingFailure) -> Value?

  /// What an encoded object says of its end; nothing for most kinds.
  ///
  /// - Throws: `DecodingFailure` for anything but a whole message.
  static func ending(protobuf object: UnsafeRawBufferPointer) throws(DecodingFailure) -> ObjectEnding
  /// The same of a JSON object.
  ///
  /// - Throws: `DecodingError` or `DecodingFailure` for a field of another type than the API gives it.
  static func ending(json object: JSONFields) throws -> ObjectEnding
}

extension ObjectFields {
  static var apiVersion: String { "v1" }
  static func ending(protobuf object: UnsafeRawBufferPointer) throws(DecodingFailure) -> ObjectEnding { ObjectEnding() }
  static func ending(json object: JSONFields) throws -> ObjectEnding { ObjectEnding() }

  init(protobuf bytes: UnsafeRawBufferPointer) throws(DecodingFailure) {
    self.init()
    do throws(DecodingFailure) {
      try read(protobuf: WireReader(bytes))
    } catch {
      throw named(error)
    }
  }

  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    self.init()
    do {
      try read(json: fields)
    } catch let failure as DecodingFailure {
      throw named(failure)
    }
  }

  /// `value(_:)`, with failures that name the object.
  func namedValue(_ texts: inout ListTexts) throws(DecodingFailure) -> Value? {
    do throws(DecodingFailure) {
      return try value(&texts)
    } catch {
      throw named(error)
    }
  }

  private func named(_ failure: DecodingFailure) -> DecodingFailure {
    label.map { failure.inside($0) } ?? failure
  }
}

/// `metadata` of an object.
struct ObjectMetadata: Equatable {
  var name = ""
  var namespace = ""
  var uid = ""
  var createdAt: Timestamp?
  var labels: [String: String] = [:]

  mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(1): name = try reader.string()
      case .bytes(3): namespace = try reader.string()
      case .bytes(5): uid = try reader.string()
      case .bytes(8): createdAt = try reader.time() ?? createdAt
      case .bytes(11):
        let label = try reader.entry()
        labels[label.key.string] = label.value.string
      default: break
      }
    }
  }

  mutating func read(json fields: JSONFields?) throws {
    guard let fields else { return }
    name = try fields.text("name")
    namespace = try fields.text("namespace")
    uid = try fields.text("uid")
    createdAt = try fields.time("creationTimestamp")
    labels = try fields.value("labels") ?? [:]
  }
}

/// `metadata` of a list: what a page says of the list as a whole.
struct ListMetadata: Equatable, Decodable {
  /// The revision of the list.
  var resourceVersion = ""
  /// Asks for the next page; empty on the last one.
  var continueToken = ""
  /// How many items follow this page, where the server knows.
  var remainingItemCount: Int64?

  init() {}

  init(from decoder: any Decoder) throws {
    let fields = try JSONFields(decoder)
    resourceVersion = try fields.text("resourceVersion")
    continueToken = try fields.text("continue")
    remainingItemCount = try fields.value("remainingItemCount")
  }

  mutating func read(protobuf message: WireReader) throws(DecodingFailure) {
    var reader = message
    while let field = try reader.next() {
      switch field {
      case .bytes(2): resourceVersion = try reader.string()
      case .bytes(3): continueToken = try reader.string()
      case .varint(4): remainingItemCount = reader.int64
      default: break
      }
    }
  }
}
