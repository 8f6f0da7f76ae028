import Manual

/// What the manual page says beside the commands.
enum ManualSections {
  static let all = [environment, files, exitStatus, seeAlso]

  private static let environment = ManualPage.Section(
    "ENVIRONMENT",
    [
      .init("CAPDB_DB", "The history, where `--db` does not say."),
      .init("CAPDB_CONFIG", "The configuration file, where `--config` does not say."),
      .init(
        "XDG_DATA_HOME, XDG_CONFIG_HOME",
        "Where history and configuration lie by default, in place of `~/.local/share` and `~/.config`."),
      .init("KUBECONFIG", "The kubeconfig, as for kubectl."),
      .init(
        "AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_EC2, …",
        "Credentials, region and endpoints, as for the AWS CLI."),
      .init(
        "HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "The proxy: for API servers as for kubectl, for AWS as for the AWS CLI."),
      .init("NO_COLOR", "If not empty, terminals get no colours unless `--color always` says so."),
      .init("COLUMNS, LINES", "The size to print for, in place of the terminal's own."),
      .init(
        "LC_ALL, LC_CTYPE, LANG", "Whether drawings may use more than ASCII: the first that is set must name UTF-8."),
      .init("TERM", "The type `dumb` gets neither colours nor more than ASCII."),
    ])

  private static let files = ManualPage.Section(
    "FILES",
    [
      .init("~/.local/share/capdb/capdb.db", "The history."),
      .init("~/.config/capdb/config.yaml, /etc/capdb/config.yaml", "The configuration: the first that exists."),
    ])

  private static let exitStatus = ManualPage.Section(
    "EXIT STATUS", introduction: "`capdb check` has its own: 0 OK, 1 warning, 2 critical, 3 unknown.",
    [
      .init("0", "Done."),
      .init("1", "Something failed; stderr says what, for whom and what to do."),
      .init("64", "The command line is wrong."),
      .init("75", "Another collection of this database is running."),
    ])

  private static let seeAlso = ManualPage.Section(
    "SEE ALSO", introduction: "kubectl(1), aws(1), sqlite3(1)")
}
