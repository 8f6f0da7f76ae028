import Foundation
import OutsideText
import Testing

@testable import YAMLDocument

@Suite("YAML documents")
struct YAMLDocumentTests {
  @Test(
    "scalars have the types that go-yaml gives them",
    arguments: [
      ("null", YAMLValue.Content.null), ("~", .null), ("", .null), ("yes", .bool(true)), ("N", .bool(false)),
      ("On", .bool(true)), ("12", .integer(12)), ("-0x1F", .integer(-31)), ("017", .integer(15)),
      ("0o17", .integer(15)),
      ("0b11", .integer(3)), ("1_000", .integer(1000)), ("0", .integer(0)), ("+5", .integer(5)), ("08", .number(8)),
      ("1.5", .number(1.5)), (".5", .number(0.5)), ("5.", .number(5)), ("0.5", .number(0.5)), ("1e5", .number(100_000)),
      ("12e999", .string("12e999")), (".1.2", .string(".1.2")), ("=", .string("=")),
      ("2020-01-01", .string("2020-01-01")),
      ("'12'", .string("12")), ("\"yes\"", .string("yes")), ("!!str 12", .string("12")), ("! '12'", .string("12")),
      ("!!float 1", .number(1)), ("!!binary aGVsbG8=", .string("hello")), ("!foo x", .string("x")), ("+", .string("+")),
      ("0x", .string("0x")), ("nobody", .string("nobody")), ("99999999999999999999999", .number(1e23)),
    ])
  func scalars(text: String, expected: YAMLValue.Content) throws {
    #expect(try YAMLValue(yaml: "a: \(text)", dialect: .kubernetes)["a"].content == expected)
  }

  @Test("values know their lines and their text, members the lines of their keys")
  func lines() throws {
    let value = try YAMLValue(yaml: "# comment\na:\n  b: 0x10\n  c:\n  - x\n", dialect: .strict)
    #expect(value["a"].line == 3 && value["a"]["b"].text == "0x10" && value["a"]["c"].elements?.first?.line == 5)
    #expect(value.members?["a"]?.line == 2)
    #expect(value["a"]["none"].isNull && value["a"]["none"].line == 0)
  }

  @Test(
    "merge keys",
    arguments: [
      ("{<<: *a}", "A", "A"), ("{<<: *a, k: own}", "own", "own"), ("{k: own, <<: *a}", "A", "own"),
      ("{<<: [*a, *b]}", "A", "A"), ("{<<: [*n, *b]}", "A", "A"), ("{<<: [], k: own}", "own", "own"),
      ("{\"<<\": *a, k: own}", "own", "own"), ("{!!merge <<: *a}", "A", "A"),
    ])
  func merge(map: String, kubernetes: String, strict: String) throws {
    let text = "a: &a {k: A}\nb: &b {k: B}\nn: &n {<<: *a, other: x}\nmap: \(map)"
    #expect(try YAMLValue(yaml: text, dialect: .kubernetes)["map"]["k"].string == kubernetes)
    #expect(try YAMLValue(yaml: text, dialect: .strict)["map"]["k"].string == strict)
  }

  @Test(
    "what cannot be used is refused with its line and without its text",
    arguments: [
      ("x: 1\na: {<<: x}", YAMLProblem.Kind.mergeNeedsMapping, 2), ("a: {<<: [x]}", .mergeNeedsMapping, 1),
      ("a: {<<: }", .mergeNeedsMapping, 1), ("l: &l [{k: v}]\na: {<<: *l}", .mergeNeedsMapping, 2),
      ("a: *x", .undefinedAlias, 1), ("a: &a [*a]", .selfReference, 1), ("b: &a x\na: &a [*a]", .selfReference, 2),
      ("? [a]\n: b", .keyIsNoText, 1), ("~: a", .keyIsNoText, 1), ("a: !!int b", .tagMismatch, 1),
      ("a: !!binary '%'", .tagMismatch, 1), ("a: .nan", .notFinite, 1), ("a: 1\nb: -.inf", .notFinite, 2),
    ])
  func problems(text: String, kind: YAMLProblem.Kind, line: Int) {
    #expect(throws: YAMLProblem(kind, line: line)) { try YAMLValue(yaml: text, dialect: .kubernetes) }
  }

  @Test(
    "libyaml's words are shown, the document's never",
    arguments: [
      "secret: [secret", "secret: {secret", "\tsecret: a", "secret: b: c", "%secret\n", "&secret", "- secret\nsecret",
    ])
  func syntax(text: String) {
    let problem = #expect(throws: YAMLProblem.self) { try YAMLValue(yaml: text + "\n@", dialect: .strict) }
    #expect(problem?.description.contains("secret") == false)
    #expect(problem?.words != .withheld)
  }

  @Test("a key twice is an error or the later one counts, as the dialect has it")
  func doubleKeys() throws {
    #expect(try YAMLValue(yaml: "a: .nan\na: 2", dialect: .kubernetes)["a"].content == .integer(2))
    #expect(throws: YAMLProblem(.duplicateKey, line: 2)) { try YAMLValue(yaml: "a: 1\na: 2", dialect: .strict) }
  }

  @Test("only the first document is read; an empty text is null; a byte order mark shows UTF-16")
  func documents() throws {
    #expect(try YAMLValue(yaml: "a: 1\n---\n[", dialect: .strict)["a"].content == .integer(1))
    #expect(try YAMLValue(yaml: "# none\n", dialect: .strict).isNull)
    #expect(try YAMLValue(yaml: "---\n---\na: 1", dialect: .strict).isNull)
    let utf16 = "\u{FEFF}a: 1".utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    #expect(try YAMLValue(utf16, dialect: .strict)["a"].content == .integer(1))
    #expect(throws: YAMLProblem.self) { try YAMLValue([0x61, 0xC3], dialect: .strict) }
  }

  @Test("what aliases may bring falls from 99 % to 10 %")
  func budget() {
    #expect(AliasBudget.allowedShare(of: 1000) == 0.99 && AliasBudget.allowedShare(of: 400_000) == 0.99)
    #expect(abs(AliasBudget.allowedShare(of: 2_200_000) - 0.545) < 1e-9)
    #expect(AliasBudget.allowedShare(of: 4_000_000) == 0.10 && AliasBudget.allowedShare(of: 9_000_000) == 0.10)
  }

  @Test("aliases are followed as far as the budget goes")
  func modestAliases() throws {
    let text = "a: &a [1, 2, 3]\nb: [" + Array(repeating: "*a", count: 200).joined(separator: ", ") + "]"
    let value = try YAMLValue(yaml: text, dialect: .kubernetes)
    #expect(value["b"].elements?.count == 200 && value["b"].elements?.last?.elements?.count == 3)
  }

  /// Nine levels of nine, in the places where a reader may follow an alias.
  @Test(
    "nine levels of nine are refused within a second",
    arguments: ["z: *a8", "? *a8\n: x", "z: {[*a8]: x}", "z: {? [*a8] : x}", "*a8 : x", "z: {<<: [{k: *a8}]}"],
    [true, false])
  func bomb(tail: String, isStrict: Bool) {
    let levels = (1...8).map { level in
      "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]"
    }
    let text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + levels.joined(separator: "\n") + "\n" + tail
    let start = ContinuousClock.now
    let problem = #expect(throws: YAMLProblem.self) {
      try YAMLValue(yaml: text, dialect: isStrict ? .strict : .kubernetes)
    }
    #expect(problem?.kind == .excessiveAliasing)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("merged mappings count as aliases do")
  func mergeBomb() {
    let levels = (1...8).map { level in
      "a\(level): &a\(level) {<<: [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]}"
    }
    let text = "a0: &a0 {k: v}\n" + levels.joined(separator: "\n")
    let problem = #expect(throws: YAMLProblem.self) { try YAMLValue(yaml: text, dialect: .kubernetes) }
    #expect(problem?.kind == .excessiveAliasing)
  }

  @Test("deep nesting is refused, by brackets, by dashes and by aliases")
  func depth() throws {
    let within = String(repeating: "[", count: 400) + String(repeating: "]", count: 400)
    #expect(throws: Never.self) { try YAMLValue(yaml: within, dialect: .strict) }
    let chain = (0..<20).map {
      "a\($0): &a\($0) \(within.prefix(100))\($0 == 0 ? "x" : "*a\($0 - 1)")\(within.suffix(100))"
    }
    for text in [
      String(repeating: "[", count: 100_000), String(repeating: "- ", count: 20_000), chain.joined(separator: "\n"),
    ] {
      let problem = #expect(throws: YAMLProblem.self) { try YAMLValue(yaml: text, dialect: .strict) }
      #expect(problem?.words.text.contains("nested") == true)
    }
  }

  @Test("a value is encoded in its own form")
  func encoding() throws {
    let value = try YAMLValue(yaml: "{a: [1, 1.5, yes, null, '1'], b: {c: x}}", dialect: .kubernetes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(value), as: UTF8.self)
    #expect(json == #"{"a":[1,1.5,true,null,"1"],"b":{"c":"x"}}"#)
  }
}
