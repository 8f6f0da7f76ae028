import Testing

@testable import History

struct RecentValuesTests {
  @Test("values that are asked for again stay, the others go after two generations")
  func generations() {
    var values = RecentValues<String>(mostRecent: 2)
    values.remember(1, for: "often")
    for (number, name) in ["a", "b", "c", "d", "e"].enumerated() {
      #expect(values.value(for: "often") == 1)
      values.remember(Int64(number), for: name)
    }
    #expect(values.value(for: "often") == 1)
    #expect(values.value(for: "a") == nil)
    #expect(values.value(for: "e") == 4)
  }
}
