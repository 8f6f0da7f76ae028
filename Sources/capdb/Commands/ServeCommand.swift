import ArgumentParser
import Server

/// `capdb serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Shows the history in a browser, as JSON, and as metrics for Prometheus.",
    discussion: """
      Pages show the reports and refresh by themselves; their address holds the moment, the span and the clusters. \
      Everything is read-only, from a file or a hub (--db).

        /                        what runs out first, and each cluster
        /report/TOPIC            a report as a page; parameters as the options of capdb report
        /map                     the nodes and their slots through time
        /api/v1/reports/TOPIC    what capdb report TOPIC --format json prints
        /api/v1/openapi.json     the description of these addresses
        /metrics                 for Prometheus
        /healthz                 200 while every cluster was collected within --max-age, else 503
        /readyz                  200 while the history can be read, else 503

      Without --listen only programs of this machine reach the server. Any other address needs a token: in a file \
      (--token-file) or in $CAPDB_SERVE_TOKEN, at least \(AccessToken.fewestCharacters) characters. Programs send it as \
      `Authorization: Bearer TOKEN`; a browser asks for it once. The server does not speak TLS: put a reverse proxy \
      before it (docs/serve.md).

      EXAMPLES
        capdb serve                                         then open http://127.0.0.1:8080/
        capdb serve --db postgresql://hub/capdb             the whole fleet
        openssl rand -hex 32 > token
        capdb serve --listen 0.0.0.0:8080 --token-file token --host capdb.example.com
        curl 'http://127.0.0.1:8080/api/v1/reports/nodes?sort=effective_free&limit=10'
        curl http://127.0.0.1:8080/metrics

      EXIT CODES
        0 it was ended by SIGTERM or Ctrl-C and had answered what was asked; 1 it could not listen, or the history cannot \
      be read; 64 wrong usage
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var serving: ServeOptions
  @OptionGroup var log: LogOptions

  func run() async throws {
    let settings = try database.configuration()
    let location = try database.location(settings)
    let logger = log.logger(settings, progress: ProgressDisplay())
    let server = try serving.server(for: location, required: true, logger: logger)
    try await server?.run(onListening: ServeOptions.saysWhere(location))
  }
}
