import Capacity

/// Metrics as text, in the format that the client takes.
///
/// Sources: https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md (1.0.0),
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
struct MetricsWriter {
  /// The format of the text.
  enum Format: Sendable {
    case openMetrics
    /// What Prometheus reads since version 0.0.4.
    case prometheus

    /// The format that a client asks for.
    init(_ preference: MediaPreference) {
      self = preference.prefers("application/openmetrics-text", to: "text/plain") ? .openMetrics : .prometheus
    }

    var contentType: String {
      switch self {
      case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
      case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
      }
    }
  }

  let format: Format
  /// A moment that is written beside each sample; nil for the present.
  let moment: Timestamp?

  /// The longest value of a label, in characters: no name of Kubernetes or EC2 is longer.
  static let longestLabel = 256

  /// The whole text.
  func text(of metrics: [Metric]) -> [UInt8] {
    var output: [UInt8] = []
    for metric in metrics where !metric.samples.isEmpty { write(metric, into: &output) }
    if format == .openMetrics { output += "# EOF\n".utf8 }
    return output
  }

  private func write(_ metric: Metric, into output: inout [UInt8]) {
    let sampleName = metric.name + Self.ending(of: metric.kind)
    let name = format == .openMetrics ? metric.name : sampleName
    output += "# TYPE \(name) \(type(of: metric.kind))\n".utf8
    if format == .openMetrics, let unit = metric.unit { output += "# UNIT \(name) \(unit)\n".utf8 }
    output += "# HELP \(name) ".utf8
    append(metric.help, escapesQuotes: format == .openMetrics, to: &output)
    output += "\n".utf8
    // Two series of the same labels would make the whole text invalid.
    var written: Set<[String]> = []
    for sample in metric.samples {
      let values = sample.labels.map { Self.shortened($0.value) }
      guard written.insert(values).inserted else { continue }
      output += sampleName.utf8
      append(zip(sample.labels, values).map { ($0.name, $1) }, to: &output)
      output += " \(Self.number(sample.value))\(timestamp)\n".utf8
    }
  }

  private static func ending(of kind: Metric.Kind) -> String {
    switch kind {
    case .gauge: ""
    case .info: "_info"
    case .counter: "_total"
    }
  }

  private func type(of kind: Metric.Kind) -> String {
    format == .prometheus && kind == .info ? Metric.Kind.gauge.rawValue : kind.rawValue
  }

  /// OpenMetrics counts in seconds, the older format in milliseconds.
  private var timestamp: String {
    guard let moment else { return "" }
    return format == .openMetrics ? " \(moment.seconds)" : " \(moment.seconds * 1000)"
  }

  private func append(_ labels: [(name: String, value: String)], to output: inout [UInt8]) {
    guard !labels.isEmpty else { return }
    for (index, label) in labels.enumerated() {
      output += "\(index == 0 ? "{" : ",")\(label.name)=\"".utf8
      append(label.value, escapesQuotes: true, to: &output)
      output.append(UInt8(ascii: "\""))
    }
    output.append(UInt8(ascii: "}"))
  }

  private func append(_ text: String, escapesQuotes: Bool, to output: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case UInt8(ascii: "\n"): output += "\\n".utf8
      case UInt8(ascii: "\"") where escapesQuotes: output += "\\\"".utf8
      default: output.append(byte)
      }
    }
  }

  private static func shortened(_ text: String) -> String {
    text.utf8.count <= longestLabel || text.count <= longestLabel ? text : text.prefix(longestLabel) + "…"
  }

  /// A whole number without a point.
  private static func number(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    return Int64(exactly: value).map { String($0) } ?? "\(value)"
  }
}
