import Reports

/// The OpenAPI 3.1 description of the server: `/api/v1/openapi.json`. It is made from the topics and their columns, so that it
/// says what is answered.
///
/// Source: https://spec.openapis.org/oas/v3.1.0
struct OpenAPIDescription {
  /// The version of capdb.
  let version: String
  /// Whether clients need a token.
  let needsToken: Bool

  /// The description.
  var document: JSONDocument {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "capdb", "version": .text(version),
        "description":
          "The capacity history of Kubernetes clusters: pod slots and IP addresses. Everything is read-only.",
      ],
      "servers": [["url": "/"]],
      "security": needsToken ? [["token": []], ["session": []]] : [],
      "paths": .object(
        [("/api/v1/reports", Self.topicList)] + Topic.all.map { ("/api/v1/reports/\($0.name)", Self.report($0)) }
          + Self.otherPaths),
      "components": .object(
        [
          ("parameters", .object(ReportQuery.parameters.map { ($0, Self.parameter($0)) })),
          ("schemas", .object(Topic.all.flatMap(Self.schemas) + [("Problem", Self.problem)])),
          ("responses", .object([("Problem", Self.problemResponse)])),
        ] + (needsToken ? [("securitySchemes", Self.securitySchemes)] : [])),
    ]
  }

  private static let securitySchemes: JSONDocument = [
    "token": ["type": "http", "scheme": "bearer"],
    "session": ["type": "apiKey", "in": "cookie", "name": .text(AccessControl.cookie)],
  ]

  private static let otherPaths: [(String, JSONDocument)] = [
    (
      "/api/v1/version",
      [
        "get": operation(
          "version", "Something that differs once the history has changed",
          .object([
            (
              "application/json",
              [
                "schema": [
                  "type": "object", "required": ["version"], "properties": ["version": ["type": "string"]],
                ]
              ]
            )
          ]))
      ]
    ),
    (
      "/api/v1/map",
      [
        "get": operation(
          "map", "What changed on the nodes in a span: pods, ENIs, waiting pods",
          parameters: MapQuery.parameters.map { ["$ref": .text("#/components/parameters/\($0)")] },
          .object([("application/json", ["schema": ["type": "object"]])]))
      ]
    ),
    (
      "/metrics",
      [
        "get": operation(
          "metrics", "The capacity of the clusters, for Prometheus",
          .object([
            ("application/openmetrics-text", ["schema": ["type": "string"]]),
            ("text/plain", ["schema": ["type": "string"]]),
          ]))
      ]
    ),
    ("/healthz", ["get": open(operation("healthz", "200 while every cluster was collected lately, else 503", plain))]),
    ("/readyz", ["get": open(operation("readyz", "200 while the history can be read, else 503", plain))]),
  ]

  private static let plain: JSONDocument = ["text/plain": ["schema": ["type": "string"]]]

  /// An operation that needs no token.
  private static func open(_ operation: JSONDocument) -> JSONDocument {
    guard case .object(let members) = operation else { return operation }
    return .object(members + [("security", [])])
  }

  private static let topicList: JSONDocument = [
    "get": operation(
      "reports", "The topics, their parameters and their columns",
      .object([
        ("application/json", ["schema": ["type": "object"]])
      ]))
  ]
}

extension OpenAPIDescription {
  private static func operation(
    _ id: String, _ summary: String, parameters: [JSONDocument] = [], _ content: JSONDocument
  ) -> JSONDocument {
    [
      "operationId": .text(id), "summary": .text(summary), "parameters": .array(parameters),
      "responses": [
        "200": ["description": "The answer", "content": content],
        "default": ["$ref": "#/components/responses/Problem"],
      ],
    ]
  }

  private static func report(_ topic: Topic) -> JSONDocument {
    let shared = topic.queryParameters.filter { $0 != "by" }.map { name -> JSONDocument in
      ["$ref": .text("#/components/parameters/\(name)")]
    }
    let by: [JSONDocument] = topic.groupings.isEmpty ? [] : [by(topic.groupings)]
    let schema = forms(of: topic).map { form -> JSONDocument in
      ["$ref": .text("#/components/schemas/\(name(of: form))")]
    }
    return [
      "get": operation(
        "report-\(topic.name)", topic.summary, parameters: shared + by,
        .object([
          ("application/json", ["schema": schema.count == 1 ? schema[0] : ["anyOf": .array(schema)]]),
          ("text/csv", ["schema": ["type": "string"]]),
        ]))
    ]
  }

  private static func by(_ groupings: [String]) -> JSONDocument {
    [
      "name": "by", "in": "query", "description": "What divides the rows",
      "schema": ["type": "string", "enum": .array(groupings.map(JSONDocument.text))],
    ]
  }

  private static func parameter(_ name: String) -> JSONDocument {
    let (description, schema): (String, JSONDocument) =
      switch name {
      case "cluster":
        ("Only this cluster; may be repeated", ["type": "array", "items": ["type": "string"]])
      case "at": ("The moment to report on: a distance into the past (90m, 24h, 30d) or an ISO 8601 time", text)
      case "since": ("The start of the span; takes the same forms as `at`", text)
      case "until": ("The end of the span, exclusive; takes the same forms as `at`", text)
      case "step": ("The length of a step, such as 5m, 1h or 1d, or auto", text)
      case "series": ("Only this series: one of its names, or all of them joined with slashes", text)
      case "sort": ("The column to sort by; COLUMN:desc sorts from high to low", text)
      case "ip": ("Only the pods that held this address", text)
      case "limit": ("At most this many rows", ["type": "integer", "minimum": 0])
      default: ("What divides the rows", text)
      }
    return ["name": .text(name), "in": "query", "description": .text(description), "schema": schema]
  }

  private static let text: JSONDocument = ["type": "string"]

  /// The topic and its forms with other columns.
  private static func forms(of topic: Topic) -> [(topic: Topic, by: String?)] {
    [(topic, nil)]
      + topic.groupings.compactMap { by in
        let form = topic.divided(by: by)
        return form.columns == topic.columns ? nil : (form, by)
      }
  }

  /// `PodSlots`, `PendingByReason`.
  private static func name(of form: (topic: Topic, by: String?)) -> String {
    let words = (form.topic.name + (form.by.map { "-by-\($0)" } ?? "")).split(separator: "-")
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func schemas(of topic: Topic) -> [(String, JSONDocument)] {
    forms(of: topic).map { form in (name(of: form), schema(form.topic)) }
  }

  private static func schema(_ topic: Topic) -> JSONDocument {
    let names = topic.columns.map { JSONDocument.text($0.name) }
    let moment: JSONDocument = ["type": ["string", "null"], "format": "date-time"]
    return [
      "type": "object", "required": ["report", "from", "to", "rows"],
      "properties": [
        "report": ["const": .text(topic.name)], "from": moment, "to": moment,
        "rows": [
          "type": "array",
          "items": [
            "type": "object", "required": .array(names), "additionalProperties": false,
            "properties": .object(topic.columns.map { ($0.name, value(of: $0, in: topic)) }),
          ],
        ],
      ],
    ]
  }

  private static func value(of column: ReportColumn, in topic: Topic) -> JSONDocument {
    let meaning = topic.meaning(ofColumn: column.name).map { [("description", JSONDocument.text($0))] } ?? []
    return .object(type(of: column.kind) + meaning)
  }

  /// Absent values are null.
  private static func type(of kind: ReportColumn.Kind) -> [(String, JSONDocument)] {
    switch kind {
    case .text, .prose: [("type", ["string", "null"])]
    case .timestamp: [("type", ["string", "null"]), ("format", "date-time")]
    case .boolean: [("type", ["boolean", "null"])]
    case .integer, .bytes, .millicores, .seconds: [("type", ["integer", "null"])]
    case .decimal, .percent: [("type", ["number", "null"])]
    }
  }

  /// Source: RFC 9457.
  private static let problem: JSONDocument = [
    "type": "object", "required": ["title", "status", "detail"],
    "properties": ["title": text, "status": ["type": "integer"], "detail": text],
  ]

  private static let problemResponse: JSONDocument = [
    "description": "What is wrong, and what to do",
    "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
  ]
}
