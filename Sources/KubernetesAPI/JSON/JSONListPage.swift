internal import OutsideText

/// A page of a list in the JSON encoding.
struct JSONListPage<Item: Decodable>: Decodable {
  let metadata: ProtoListMeta
  let items: [Item]
  let kind: String
  let apiVersion: String

  private enum CodingKeys: String, CodingKey {
    case metadata, items, kind, apiVersion
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(String.self, forKey: .kind)
    apiVersion = try container.decode(String.self, forKey: .apiVersion)
    metadata = try container.decode(ProtoListMeta.self, forKey: .metadata)
    // The key must stand there, so that a document of another form is not taken for an empty list.
    items = try container.decode([Item]?.self, forKey: .items) ?? []
  }

  /// Throws `DecodingFailure` if the page is not a list of this kind, in version `v1`.
  func require(kind expected: String) throws(DecodingFailure) {
    guard kind == expected, apiVersion == "v1" else {
      throw DecodingFailure(
        .unexpectedKind(found: .object(apiVersion, kind), expected: .object("v1", expected) ?? .withheld))
    }
  }
}
