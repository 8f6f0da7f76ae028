import Capacity
import Database
import HistoryFixture
import Testing

@testable import History

/// The list of kinds is what recording, reading and pushing go by.
@Suite("Kinds of facts")
struct FactKindTests {
  @Test("are one for each source of a collection")
  func sources() {
    let sources = factKinds.map { $0.source }
    #expect(sources.count == Source.allCases.count)
    #expect(Set(sources) == Set(Source.allCases))
  }

  @Test("come back from a history as they were in the snapshot, each from its own place")
  func roundTrip() throws {
    let fixture = try Fixture()
    try fixture.record(Fixture.full, at: 0)
    let state = try #require(try fixture.reader().state(of: 1, at: nil))
    for kind in factKinds { expectSame(kind, state.snapshot, Fixture.full) }
  }

  private func expectSame<Fact: RecordedFact>(_ fact: Fact.Type, _ recorded: Snapshot, _ collected: Snapshot) {
    let count = collected[keyPath: Fact.reading].value?.count ?? 0
    #expect(count > 0, "\(fact)")
    #expect(recorded[keyPath: Fact.reading].value?.count == count, "\(fact)")
  }

  @Test("have their tables among those that are pushed, with all their columns")
  func tables() throws {
    let fixture = try Fixture()
    let tables = try fixture.store.withConnection { try HistoryTable.all(in: $0) }
    for kind in factKinds {
      let state = try #require(tables.first { $0.name == kind.state.name })
      for column in kind.state.columns { #expect(state.has(column), "\(state.name).\(column)") }
      guard let identity = kind.identity else { continue }
      let table = try #require(tables.first { $0.name == identity.name })
      for column in identity.columns { #expect(table.has(column), "\(table.name).\(column)") }
    }
  }
}
