import Testing

@testable import OutsideText

@Suite("Safe texts put together")
struct SafeTextInterpolationTests {
  @Test("literals, safe texts and numbers make a safe text; what was withheld stays so")
  func parts() {
    let name = SafeText.name("admin")
    let key = SafeText.name("AKIAIOSFODNN7EXAMPLE")
    #expect("user \"\(name)\", line \(3)" as SafeText == SafeText(checked: "user \"admin\", line 3"))
    #expect(("user \"\(key)\"" as SafeText).text == "user \"(not shown)\"")
  }
}
