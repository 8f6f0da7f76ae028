import Reports

/// What there is to ask for: `/api/v1/reports`.
enum TopicList {
  /// Every topic with its columns.
  static let document = JSONDocument.object([("reports", .array(Topic.all.map(topic)))])

  private static func topic(_ topic: Topic) -> JSONDocument {
    [
      "name": .text(topic.name), "summary": .text(topic.summary), "href": .text("/api/v1/reports/\(topic.name)"),
      "parameters": .array(topic.queryParameters.map(JSONDocument.text)),
      "by": .array(topic.groupings.map(JSONDocument.text)),
      "columns": .array(topic.columns.map(column)),
    ]
  }

  private static func column(_ column: ReportColumn) -> JSONDocument {
    ["name": .text(column.name), "kind": .text("\(column.kind)")]
  }
}

extension Topic {
  /// The parameters that make sense for the topic, in the order of `ReportQuery.parameters`.
  var queryParameters: [String] {
    let time: [String] =
      switch kind {
      case .state: name == Topic.pods.name ? ["at", "ip"] : ["at"]
      case .span: ["since", "until"]
      case .trend: ["since", "until", "step", "series"]
      case .present: []
      }
    let taken = ["cluster", "sort", "limit"] + time + (groupings.isEmpty ? [] : ["by"])
    return ReportQuery.parameters.filter(taken.contains)
  }
}
