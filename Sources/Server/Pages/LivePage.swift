import Pages

extension Asset {
  /// The look of forms.
  static let liveStyle = Asset(.style, file: PackageResources.live_css)
  /// Keeps a live page fresh.
  static let liveScript = Asset(.script, file: PackageResources.live_js)
}

extension Reply {
  /// A page that stands on this server: its own styles and scripts run, it asks this server, and sends forms to it.
  static func page(_ page: Page, status: Int = 200, headers: [(name: String, value: String)] = []) -> Reply {
    Reply(
      status: status, contentType: "text/html; charset=utf-8", headers: headers, body: page.document(isServed: true),
      policy: policy(of: page))
  }

  static func policy(of page: Page) -> String {
    "default-src 'none'; style-src \(page.styleSources); script-src \(page.scriptSources); img-src data:; "
      + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  }
}
