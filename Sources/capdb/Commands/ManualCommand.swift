import ArgumentParser
import Foundation
import Manual

/// `capdb manual`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Prints the manual page, made from what the commands say of themselves.",
    discussion: """
      `make install` puts it where `man capdb` finds it. It is written in mdoc, for man, mandoc and groff.

      EXAMPLES
        capdb manual | man -l -
        capdb manual > ~/.local/share/man/man1/capdb.1
      """)

  func run() throws {
    let root = try HelpDump.read(Data(Capdb._dumpHelp().utf8))
    let page = ManualPage(
      of: root, date: Version.date, version: "capdb \(Version.current)", sections: ManualSections.all)
    try StandardOutput.print(page.text.trimmingCharacters(in: .newlines))
  }
}
