internal import Capacity
import Foundation
internal import OutsideText

/// The fields of a JSON object of the Kubernetes API. `null` means the same as an absent field.
struct JSONFields {
  private let container: KeyedDecodingContainer<JSONKey>

  init(_ decoder: any Decoder) throws {
    container = try decoder.container(keyedBy: JSONKey.self)
  }

  /// The value of a field; nil if it is absent or `null`.
  func value<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
    try container.decodeIfPresent(type, forKey: JSONKey(name))
  }

  /// The text of a field; empty if it is absent.
  func text(_ name: String) throws -> String {
    try value(name) ?? ""
  }

  /// The elements of a field; none if it is absent.
  func list<Element: Decodable>(_ name: String) throws -> [Element] {
    try value(name) ?? []
  }

  /// The fields of a nested object; nil if it is absent.
  func object(_ name: String) throws -> JSONFields? {
    try value(name, as: JSONObject.self)?.fields
  }

  /// The fields of each object of a list.
  func objects(_ name: String) throws -> [JSONFields] {
    try list(name).map { (object: JSONObject) in object.fields }
  }

  /// A `Time` or `MicroTime`; nil if it is absent.
  func time(_ name: String) throws -> Timestamp? {
    guard let text = try value(name, as: String.self) else { return nil }
    guard let time = Timestamp(rfc3339: text) else { throw DecodingFailure(.time(field: .word(name) ?? .withheld)) }
    return time
  }

  /// A map from resource names to quantities.
  func quantities(_ name: String) throws -> [String: String] {
    try value(name, as: [String: JSONQuantity].self)?.mapValues(\.text) ?? [:]
  }
}

/// An object whose fields are read later.
private struct JSONObject: Decodable {
  let fields: JSONFields

  init(from decoder: any Decoder) throws {
    fields = try JSONFields(decoder)
  }
}

/// A quantity: text, or a bare number as it may stand in a manifest.
private struct JSONQuantity: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    text = try (try? container.decode(Int64.self)).map { String($0) } ?? container.decode(String.self)
  }
}

/// Any name of a field.
struct JSONKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(_ name: String) {
    stringValue = name
  }

  init(stringValue: String) {
    self.init(stringValue)
  }

  init?(intValue: Int) {
    return nil
  }
}

/// A page of a list in the JSON encoding.
struct JSONListPage<Item: Decodable>: Decodable {
  let metadata: ListMetadata
  let items: [Item]
  private let kind: String
  private let apiVersion: String

  private enum CodingKeys: String, CodingKey {
    case metadata, items, kind, apiVersion
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(String.self, forKey: .kind)
    apiVersion = try container.decode(String.self, forKey: .apiVersion)
    metadata = try container.decode(ListMetadata.self, forKey: .metadata)
    // The key must be there, so that a document of another form is not taken for an empty list.
    items = try container.decode([Item]?.self, forKey: .items) ?? []
  }

  /// Throws `DecodingFailure` if the page is not a list of this kind in this version.
  func require(kind expected: String, version: String) throws(DecodingFailure) {
    try DecodingFailure.require(kind: expected, version: version, found: kind, apiVersion: apiVersion)
  }
}

extension JSONDecoder {
  /// Decodes a JSON document of the Kubernetes API from a buffer, without copying it.
  ///
  /// - Throws: `DecodingFailure` for anything but a whole document of this form.
  static func decode<Value: Decodable>(
    kubernetes type: Value.Type, from bytes: UnsafeRawBufferPointer
  ) throws(DecodingFailure) -> Value {
    guard let start = bytes.baseAddress else { throw DecodingFailure(.truncated) }
    // The decoder only reads; Data has no initializer that takes constant memory.
    let memory = UnsafeMutableRawPointer(mutating: start)
    do {
      let data = Data(bytesNoCopy: memory, count: bytes.count, deallocator: .none)
      return try JSONDecoder().decode(type, from: data)
    } catch let failure as DecodingFailure {
      throw failure
    } catch {
      throw DecodingFailure(.garbled(Self.words(of: error)))
    }
  }

  /// Where the document fails and why, without its contents.
  private static func words(of error: any Error) -> SafeText {
    switch error as? DecodingError {
    case .typeMismatch(_, let context): "\(place(context)) has another type than it should have"
    case .valueNotFound(_, let context): "\(place(context)) is null"
    case .keyNotFound(let key, let context): "\(place(context)) lacks \(.word(key.stringValue) ?? .withheld)"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(place(context)) has a value that does not fit"
    default: "invalid JSON"
    }
  }

  /// For example `items[3].metadata`.
  private static func place(_ context: DecodingError.Context) -> SafeText {
    guard let first = context.codingPath.first else { return "the document" }
    return context.codingPath.dropFirst().reduce(part(first)) { path, key in
      key.intValue == nil ? "\(path).\(part(key))" : "\(path)\(part(key))"
    }
  }

  private static func part(_ key: any CodingKey) -> SafeText {
    key.intValue.map { "[\($0)]" } ?? .word(key.stringValue) ?? .withheld
  }
}
