import ArgumentParser
import Foundation
import Manual

/// `capdb manual`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Prints the manual page, which is made from the help of the commands.",
    discussion: """
      `make install` puts it where `man capdb` finds it. The page is mdoc source for man, mandoc and groff.

      EXAMPLES
        capdb manual | man -l -
        capdb manual > ~/.local/share/man/man1/capdb.1
      """)

  func run() throws {
    let root = try CommandHelp(dump: Data(Capdb._dumpHelp().utf8))
    let page = ManualPage(
      of: root, date: Version.date, version: "capdb \(Version.current)", sections: ManualSections.all)
    try StandardOutput.print(page.text.trimmingCharacters(in: .newlines))
  }
}

/// The sections of the manual page beside those of the commands.
enum ManualSections {
  static let all = [environment, files, exitStatus, seeAlso]

  private static let environment = ManualPage.Section(
    "ENVIRONMENT",
    [
      .init("CAPDB_DB", "The history, unless `--db` is given."),
      .init("CAPDB_CONFIG", "The configuration file, unless `--config` is given."),
      .init(
        "XDG_DATA_HOME, XDG_CONFIG_HOME",
        "The directories of the history and the configuration, instead of `~/.local/share` and `~/.config`."),
      .init("KUBECONFIG", "The kubeconfig, as in kubectl."),
      .init(
        "AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2, …",
        "Credentials, region and endpoints, as in the AWS CLI."),
      .init(
        "HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "The proxies: for API servers as in kubectl, for AWS as in the AWS CLI."),
      .init("NO_COLOR", "If it is not empty, no colours are used unless `--color always` is given."),
      .init("COLUMNS, LINES", "The size to print for, instead of that of the terminal."),
      .init(
        "LC_ALL, LC_CTYPE, LANG", "Drawings use more than ASCII if the first of these that is set names UTF-8."),
      .init("TERM", "If it is `dumb`, neither colours nor more than ASCII is used."),
    ])

  private static let files = ManualPage.Section(
    "FILES",
    [
      .init("~/.local/share/capdb/capdb.db", "The history."),
      .init(
        "~/.config/capdb/config.yaml, /etc/capdb/config.yaml", "The configuration: the first of these that exists."),
    ])

  private static let exitStatus = ManualPage.Section(
    "EXIT STATUS", introduction: "`capdb check` has codes of its own: 0 OK, 1 warning, 2 critical, 3 unknown.",
    [
      .init("0", "Done."),
      .init("1", "Something failed; stderr says what, for whom and what to do."),
      .init("64", "The command line is wrong."),
      .init("75", "Another collection of this database is running."),
    ])

  private static let seeAlso = ManualPage.Section(
    "SEE ALSO", introduction: "kubectl(1), aws(1), sqlite3(1)")
}
