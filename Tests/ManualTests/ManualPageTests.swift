import Foundation
import Testing

@testable import Manual

@Suite("The manual page")
struct ManualPageTests {
  private static let dump = """
    {"serializationVersion": 0, "command": {
      "commandName": "tool", "abstract": "Counts \\\\ things.",
      "discussion": "Run `tool count` often.\\n\\nEXAMPLES\\n  tool count -v\\n  .hidden 'x'\\n\\nThe end. Or not, see /a-b/c.",
      "arguments": [
        {"kind": "flag", "shouldDisplay": true, "names": [{"kind": "long", "name": "help"}], "abstract": "Show help."}],
      "subcommands": [
        {"commandName": "count", "shouldDisplay": true, "abstract": "Counts.", "arguments": [
          {"kind": "positional", "shouldDisplay": true, "valueName": "what", "abstract": "What to count.",
           "defaultValue": "all"},
          {"kind": "option", "shouldDisplay": true, "valueName": "file",
           "names": [{"kind": "long", "name": "to-file"}, {"kind": "short", "name": "t"}], "abstract": "Where to."},
          {"kind": "flag", "shouldDisplay": true, "names": [{"kind": "long", "name": "fast"}], "defaultValue": "false",
           "abstract": "With --fast -- no rest."},
          {"kind": "flag", "shouldDisplay": false, "names": [{"kind": "long", "name": "secret"}]},
          {"kind": "flag", "shouldDisplay": true, "names": [{"kind": "long", "name": "help"}]}]},
        {"commandName": "help", "shouldDisplay": true},
        {"commandName": "internal", "shouldDisplay": false}]
    }}
    """

  @Test("has every command with its options, in mdoc")
  func page() throws {
    let root = try CommandHelp(dump: Data(Self.dump.utf8))
    let page = ManualPage(
      of: root, date: "November 23, 2026", version: "tool 1", sections: [.init("FILES", [.init("A B", "It is A. …")])])
    #expect(
      page.text == #"""
        .Dd November 23, 2026
        .Dt TOOL 1
        .Os tool 1
        .Sh NAME
        .Nm tool
        .Nd Counts \e things
        .Sh SYNOPSIS
        .Nm
        .Ar command
        .Op Ar options
        .Sh DESCRIPTION
        Run \fBtool count\fR often.
        .Pp
        .Sy Examples
        .Bd -literal -offset indent
        tool count \-v
        \&.hidden \(aqx\(aq
        .Ed
        .Pp
        The end.
        Or not, see \%/a\-b/c.
        .Bl -tag -width Ds
        .It Fl \-help
        Show help.
        .El
        .Sh COMMANDS
        .Ss count
        Counts.
        .Bl -tag -width Ds
        .It Ar what
        What to count.
        Default: all.
        .It Fl t , Fl \-to\-file Ar file
        Where to.
        .It Fl \-fast
        With \-\-fast \-\- no rest.
        .El
        .Sh FILES
        .Bl -tag -width Ds
        .It Sy "A B"
        It is A. ...
        .El

        """#)
  }

  @Test("is made of the dump's version that is known, and no other")
  func version() {
    #expect(throws: HelpDumpError(version: 1)) {
      try CommandHelp(dump: Data(#"{"serializationVersion": 1, "command": {"commandName": "tool"}}"#.utf8))
    }
  }

  @Test(
    "passes text through unharmed",
    arguments: [
      ("plain", "plain"), ("Of", #"\&Of"#), ("-v", #"\-v"#), ("say \"x\"", #""say \(dqx\(dq""#),
      ("노드", #"\[uB178]\[uB4DC]"#),
    ])
  func arguments(text: String, source: String) {
    #expect(ManualText.argument(text) == source)
  }

  @Test("tells paragraphs, headings and lines that stay as they are")
  func blocks() {
    #expect(
      ManualSource.blocks(of: "One\ntwo.\n\nFIRST THINGS\n  a\n    b\n\n  c\nthen") == [
        .paragraph("One two."), .heading("FIRST THINGS"), .literal(["a", "  b"]), .literal(["c"]), .paragraph("then"),
      ])
    #expect(ManualSource.blocks(of: "").isEmpty)
  }
}
