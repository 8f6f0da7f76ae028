/// A field selector: comparisons that must all hold.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
struct FieldSelector {
  private struct Term {
    let field: String
    let value: String
    let isEqual: Bool
  }

  private static let knownFields: [String: Set<String>] = [
    "nodes": ["metadata.name", "spec.unschedulable"],
    "pods": [
      "metadata.name", "metadata.namespace", "spec.nodeName", "spec.schedulerName", "status.phase", "status.podIP",
    ],
    "events": [
      "metadata.name", "metadata.namespace", "reason", "type", "involvedObject.kind", "involvedObject.name",
      "involvedObject.namespace", "involvedObject.uid",
    ],
  ]

  private let terms: [Term]

  /// Reads a selector; nil if it is malformed or names a field that the resource does not offer.
  init?(_ text: String, resource: String) {
    var terms: [Term] = []
    for part in text.split(separator: ",") {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      let isEqual = part[..<equals].last != "!"
      let field = String(part[..<equals].filter { $0 != "!" })
      let value = String(part[part.index(after: equals)...].drop { $0 == "=" })
      guard Self.knownFields[resource]?.contains(field) == true else { return nil }
      terms.append(Term(field: field, value: value, isEqual: isEqual))
    }
    self.terms = terms
  }

  var isEmpty: Bool { terms.isEmpty }

  func matches(_ item: ListItem) -> Bool {
    terms.allSatisfy { (item.fields[$0.field] == $0.value) == $0.isEqual }
  }
}
