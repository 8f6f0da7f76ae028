import Pages

extension Site {
  /// A problem as the client wants it: a page for people, a document for programs.
  func reply(for problem: Problem, _ request: ReceivedRequest, needsToken: Bool) -> Reply {
    let isForPrograms = request.path.hasPrefix("/api/") || request.path == "/metrics" || !request.prefersPage
    if isForPrograms { return problem.document() }
    if case .noToken = problem {
      return loginPage(next: request.path + (request.query.isEmpty ? "" : "?\(request.query)"), problem: problem)
    }
    return .page(page(for: problem), status: problem.status, headers: problem.headers)
  }

  private func page(for problem: Problem) -> Page {
    Page(
      title: problem.title,
      sections: [
        Page.Section(
          "problem", "",
          [
            .element("p", [], .text(problem.detail)),
            .element("p", [], .element("a", [.href(.page([]))], "Start page")),
          ])
      ], assets: [.pageStyle, .liveStyle])
  }

  /// The form that takes the token.
  ///
  /// - Parameter next: the path that it leads to.
  func loginPage(next: String, problem: Problem?) -> Reply {
    let complaint = problem.map {
      HTML.element("p", [.class("critical"), .init("role", "alert")], .text($0.title + "."))
    }
    let field = HTML.element(
      "input",
      [
        .init("type", "password"), .init("name", "token"), .id("token"), .init("autocomplete", "current-password"),
        .flag("required"), .flag("autofocus"),
      ])
    let form = HTML.element(
      "form", [.action(.page(["login"])), .init("method", "post")],
      .element("input", [.init("type", "hidden"), .init("name", "next"), .init("value", next)]),
      .element("p", [], .element("label", [.init("for", "token")], "Token"), " ", field),
      .element("p", [], .element("button", [.init("type", "submit")], "Show the history")))
    let shown: HTML = problem?.isWrongToken == true ? complaint ?? .nothing : .nothing
    let page = Page(
      title: "capdb", introduction: ["This history is shown to those who have the token of the server."],
      sections: [Page.Section("login", "", [shown, form])], assets: [.pageStyle, .liveStyle])
    return .page(page, status: problem == nil ? 200 : 401, headers: problem?.headers ?? [])
  }
}

extension Problem {
  fileprivate var isWrongToken: Bool { if case .wrongToken = self { true } else { false } }
}
