import Foundation
import Testing

@testable import Reports

@Suite("Forecasts of generated series")
struct ForecastAccuracyTests {
  private static let kinds = GeneratedSeries.Kind.allCases.map(ForecastAccuracy.init)
  private static let all = ForecastAccuracy(kinds)

  @Test("hold the day of exhaustion in four of five intervals, whatever the kind", arguments: Self.kinds.indices)
  func coverage(kind: Int) {
    let accuracy = Self.kinds[kind]
    #expect((0.7...0.9).contains(accuracy.coverage), "\(accuracy.row)")
  }

  @Test("are no further off than a line, whatever the kind", arguments: Self.kinds.indices)
  func medianError(kind: Int) {
    let accuracy = Self.kinds[kind]
    #expect(accuracy.medianError <= accuracy.lineMedianError, "\(accuracy.row)")
  }

  @Test("are nearer than a line over all kinds")
  func overall() {
    #expect(Self.all.medianError < Self.all.lineMedianError, "\(Self.all.row)")
    #expect(Self.all.meanError < Self.all.lineMeanError, "\(Self.all.row)")
  }

  @Test("did as docs/forecast.md says")
  func documented() throws {
    let docs = URL(filePath: #filePath).appending(path: "../../../../docs/forecast.md").standardized
    let text = try String(contentsOf: docs, encoding: .utf8)
    let rows = (Self.kinds + [Self.all]).map(\.row)
    #expect(text.contains(rows.joined(separator: "\n")), "docs/forecast.md must hold\n\(rows.joined(separator: "\n"))")
  }
}
