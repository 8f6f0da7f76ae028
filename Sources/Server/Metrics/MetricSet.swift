import Capacity
import Reports

/// A metric and its samples.
struct Metric: Sendable {
  /// What a metric is.
  enum Kind: String, Sendable {
    /// A number that goes up and down.
    case gauge
    /// Labels of something, with the value 1.
    case info
    /// A number that only grows.
    case counter
  }

  /// One number of it.
  struct Sample: Sendable {
    /// Names and values of the labels, in their order.
    var labels: [(name: String, value: String)]
    /// The number.
    var value: Double
  }

  /// The name, without the ending that OpenMetrics adds by its kind.
  var name: String
  var kind = Kind.gauge
  /// The unit, which the name then ends with; nil for counts.
  var unit: String?
  /// What it means, in one line.
  var help: String
  /// The samples, the most important first.
  var samples: [Sample]
}

/// All metrics of the history at a moment. What counts from the present on is added when they are asked for.
struct MetricSet: Sendable {
  /// The metrics, in their order.
  var metrics: [Metric]
  /// When each cluster was last collected with success.
  var collectedAt: [(cluster: String, at: Timestamp)]
  /// The moment that the numbers are about; nil for the present.
  var moment: Timestamp?

  /// About how many bytes it takes.
  var approximateSize: Int { metrics.reduce(0) { $0 + $1.samples.count * 200 } }

  /// The metrics as they are now: with the age of each cluster's last collection.
  func metrics(now: Timestamp) -> [Metric] {
    let now = moment ?? now
    let age = Metric(
      name: "capdb_collection_age_seconds", unit: "seconds",
      help: "How long ago the last collection began that had some success.",
      samples: collectedAt.map {
        Metric.Sample(labels: [("cluster", $0.cluster)], value: Double(max(0, now - $0.at)))
      })
    return [age] + metrics
  }
}
