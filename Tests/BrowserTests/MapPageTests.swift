import Browser
import Capacity
import CapdbRunner
import Foundation
import Testing

/// The map in a real browser, against what the reports say of the same moments.
@Suite("The map in a browser", .serialized, .enabled(if: Browser.program != nil, "\(Browser.requirement)"))
struct MapPageTests {
  /// For each box that is shown: its name, and how many cells it has of each use.
  private static let boxes = """
    Array.from(document.querySelectorAll('.map .node:not([hidden])'), box => {
      const cells = [0, 1, 2, 3, 4, 5, 6, 7].map(use => { const path = box.querySelector('path.u' + use);
        const runs = path ? path.getAttribute('d').match(/h-?\\d+/g) || [] : [];
        return runs.reduce((sum, run) => sum + (Number(run.slice(1)) + 2) / 10, 0); });
      return box.querySelector('.node-name').textContent + ' ' + cells.join(' ') + (box.classList.contains('full') ? ' full' : '');
    })
    """

  /// Lets the page draw what waits for the slider to rest.
  private static let settled = """
    new Promise(done => { const look = () => {
      const map = document.querySelector('.map'), boxes = Array.from(map.querySelectorAll('.node'));
      if (map.dataset.moment !== undefined) done(true); else setTimeout(look, 20); }; setTimeout(look, 300); })
    """

  private func articleTab(width: Int = 1440, isDark: Bool = false) async throws -> (Tab, RecordedMaps, URL) {
    let maps = try RecordedMaps.shared.get()
    let page = try await maps.page("article.html", of: maps.article)
    let tab = try Browser().tab(width: width, height: 900, isDark: isDark)
    try tab.open(page)
    return (tab, maps, page)
  }

  /// Moves the slider to a moment of the span by its place among them.
  private func go(_ tab: Tab, to moment: Int) throws {
    try tab.evaluate("document.querySelector('.map-time-input').focus()")
    try tab.press("Home")
    for _ in 0..<moment { try tab.press("ArrowRight") }
    try tab.evaluate(Self.settled)
  }

  @Test(
    "has a box for each node and a cell for each slot, at every moment, from 2 to 50 replicas with 8 without a node")
  func article() async throws {
    let (tab, maps, _) = try await articleTab()
    for (moment, replicas) in RecordedMaps.replicas.enumerated() {
      try go(tab, to: moment)
      let at = (RecordedMaps.start + Int64(moment) * 3600).description
      let nodes = try await maps.capdb(maps.article).run(["report", "nodes", "--at", at, "--format", "json"]).rows()
      let pods = try await maps.capdb(maps.article).run(["report", "pods", "--at", at, "--format", "json"]).rows()
      let expected = try nodes.map { node in
        let name = try #require(node["node"]?.text)
        let own = pods.filter { $0["node"]?.text == name }
        let host = own.count { $0["host_network"] == .boolean(true) }
        let free = try #require(node["pods_free"]?.integer)
        let usable = min(free, try #require(node["effective_free"]?.integer))
        return "\(name.prefix { $0 != "." }) \(host) \(own.count - host) 0 0 \(usable) \(free - usable) 0 0"
          + (usable == 0 ? " full" : "")
      }
      #expect(Set(try tab.texts(Self.boxes)) == Set(expected), "\(replicas) replicas")
      let waiting = pods.count { $0["node"] == .null }
      #expect(waiting == max(0, replicas - 42))
      #expect(try tab.number("document.querySelectorAll('.map-waiting li').length") == Double(waiting))
      let shown = try tab.text("document.querySelector('.map-time-input').getAttribute('aria-valuetext')")
      #expect(shown?.contains("\(pods.count - waiting) of 51 slots used") == true)
    }
    #expect(try tab.text("document.querySelector('.map-waiting').innerText")?.contains("PodSlots 8") == true)
    try tab.keepScreenshot("map-article")
    #expect(tab.complaints.isEmpty)
  }

  @Test("the slider goes back the way it came")
  func backwards() async throws {
    let (tab, _, _) = try await articleTab()
    try go(tab, to: 2)
    let there = try tab.texts(Self.boxes)
    try go(tab, to: 5)
    for _ in 0..<3 { try tab.press("ArrowLeft") }
    try tab.evaluate(Self.settled)
    #expect(Set(try tab.texts(Self.boxes)) == Set(there))
  }

  @Test("is legible, loads nothing and complains of nothing", arguments: ReviewPageTests.Look.all)
  func looks(look: ReviewPageTests.Look) async throws {
    let (tab, _, page) = try await articleTab(width: look.width, isDark: look.isDark)
    #expect(tab.complaints.isEmpty)
    #expect(tab.requests.filter { !$0.hasPrefix("data:") } == [page.absoluteString])
    #expect(try tab.overflows().isEmpty)
    #expect(try tab.lowContrasts().isEmpty)
    try tab.keepScreenshot("map-\(look.width)-\(look.isDark ? "dark" : "light")")
  }

  @Test("shows the last moment without scripts")
  func withoutScripts() async throws {
    let maps = try RecordedMaps.shared.get()
    let page = try await maps.page("static.html", of: maps.article)
    let tab = try Browser().tab()
    try tab.open(page)
    try tab.evaluate(Self.settled)
    let withScripts = try tab.texts(Self.boxes)
    let plain = try Browser().tab()
    try plain.call("Emulation.setScriptExecutionDisabled", ["value": true])
    try plain.open(page)
    #expect(try plain.texts(Self.boxes) == withScripts)
    #expect(try plain.text("document.querySelector('.map').innerText")?.contains("51 of 51 slots used") == true)
    #expect(try plain.evaluate("document.querySelector('.map-controls').checkVisibility()") as? Bool == false)
  }

  @Test("a pod or an address that is typed lights up through time")
  func find() async throws {
    let (tab, maps, _) = try await articleTab()
    let pods = try await maps.capdb(maps.article).run(["report", "pods", "--format", "json"]).rows()
    let pod = try #require(
      pods.first {
        $0["host_network"] == .boolean(false) && $0["namespace"]?.text == "default" && $0["pod_ip"]?.text != nil
      })
    let name = try #require(pod["pod"]?.text)
    for words in [name, try #require(pod["pod_ip"]?.text)] {
      try tab.evaluate("document.querySelector('.map-find').value = ''; document.querySelector('.map-find').focus()")
      for character in words { try tab.press(String(character)) }
      try tab.evaluate("new Promise(done => setTimeout(done, 400))")
      #expect(try tab.text("document.querySelector('.map-found').textContent")?.contains(name) == true)
      #expect(try tab.number("document.querySelectorAll('.node.hit path.hit-cell').length") == 1)
      let hit = try tab.text("document.querySelector('.node.hit').getAttribute('aria-label')")
      #expect(hit?.hasPrefix(try #require(pod["node"]?.text)) == true)
      #expect(try tab.text("document.querySelector('.map-hits').getAttribute('d')")?.hasPrefix("M") == true)
    }
    try tab.keepScreenshot("map-found")
    try tab.evaluate(
      "document.querySelector('.map-find').value = '192.0.2.1'; document.querySelector('.map-find').dispatchEvent(new Event('input'))"
    )
    try tab.evaluate("new Promise(done => setTimeout(done, 400))")
    #expect(try tab.text("document.querySelector('.map-found').textContent") == "No pod of this span had 192.0.2.1.")
    #expect(try tab.number("document.querySelectorAll('.node.hit').length") == 0)
  }

  @Test("works by keyboard: one stop for all boxes, arrows between them, a table of the node's pods")
  func keyboard() async throws {
    let (tab, _, _) = try await articleTab()
    try tab.evaluate(Self.settled)
    let order = try tab.focusOrder()
    #expect(order.isDocumentOrder)
    #expect(order.elements.count { $0.hasPrefix("div: ip-192-168") } == 1)
    try tab.evaluate("document.querySelector('.node[tabindex=\"0\"]').focus()")
    let first = try tab.text("document.activeElement.getAttribute('aria-label')")
    try tab.press("ArrowRight")
    let second = try tab.text("document.activeElement.getAttribute('aria-label')")
    #expect(
      first != second && second?.contains("17 of 17 slots used, full; 2 host network, 15 running; 3 ENIs") == true)
    try tab.press("Enter")
    #expect(try tab.number("document.querySelectorAll('.map-detail tbody')[0].rows.length") == 17)
    #expect(try tab.number("document.querySelectorAll('.map-detail tbody')[1].rows.length") == 3)
    #expect(try tab.text("document.activeElement.textContent") == "Close")
    #expect(try tab.lowContrasts().isEmpty)
    try tab.press("Escape")
    #expect(try tab.text("document.activeElement.getAttribute('aria-label')") == second)
  }

  @Test("groups by zone, node group and instance type, and plays")
  func groupsAndPlay() async throws {
    let (tab, _, _) = try await articleTab()
    try tab.evaluate(
      "const s = document.querySelector('.map-by'); s.value = 'zone'; s.dispatchEvent(new Event('change'))")
    let headings = try tab.texts("Array.from(document.querySelectorAll('.map-group h3'), h => h.textContent)")
    #expect(
      headings.count == 3 && headings.first?.hasPrefix("zone ap-northeast-2a: 1 node, 17 of 17 slots used") == true)
    try tab.click(".map-play")
    try tab.evaluate(
      "new Promise(done => { const look = () => document.querySelector('.map-play').textContent === 'Play' ? done(true) : setTimeout(look, 50); setTimeout(look, 100); })"
    )
    #expect(try tab.text("document.querySelector('.map-totals').textContent")?.hasPrefix("51 of 51") == true)
    #expect(tab.complaints.isEmpty)
  }

  @Test("hostile names neither run nor hide, and the page stays as wide as its window")
  func hostile() async throws {
    let maps = try RecordedMaps.shared.get()
    let page = try await maps.page("hostile.html", of: try maps.recordHostile())
    let tab = try Browser().tab(width: 390, height: 844)
    try tab.open(page)
    try tab.evaluate(Self.settled)
    try tab.evaluate("document.querySelector('.node[tabindex=\"0\"]').click()")
    #expect(try tab.evaluate("window.hacked === undefined && document.images.length === 0") as? Bool == true)
    #expect(tab.complaints.isEmpty && tab.requests.filter { !$0.hasPrefix("data:") }.count == 1)
    let shown = try tab.text("document.body.innerText") ?? ""
    #expect(
      shown.contains("\\u{202e}gnp.exe") && !shown.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x1B })
    #expect(try tab.overflows().isEmpty)
    #expect(try tab.number("document.documentElement.scrollHeight") ?? .infinity < 5000, "long names are cut")
    try tab.keepScreenshot("map-hostile")
  }

  @Test("500 nodes with 58 slots each stay smooth: a step of the slider takes at most 16 ms")
  func large() async throws {
    let maps = try RecordedMaps.shared.get()
    let page = try await maps.page("large.html", of: try maps.recordLarge(collections: 8))
    let tab = try Browser().tab()
    try tab.open(page)
    try tab.evaluate(Self.settled)
    let boxes = try tab.texts(Self.boxes)
    #expect(boxes.count == 500)
    let cells = boxes.flatMap { $0.split(separator: " ").dropFirst().prefix(8).compactMap { Int($0) } }.reduce(0, +)
    #expect(cells == 500 * 58)
    let steps = try #require(try tab.evaluate(Self.measuredSteps) as? [NSNumber]).map(\.doubleValue).sorted()
    let paint = try tab.number("performance.getEntriesByName('first-contentful-paint')[0].startTime") ?? 0
    let memory = (try tab.number("performance.memory.usedJSHeapSize") ?? 0) / 1_000_000
    let bytes = try #require(try FileManager.default.attributesOfItem(atPath: page.path)[.size] as? Int)
    print(
      "500 nodes x 58 slots, 8 moments: \(bytes) bytes, first paint after \(Int(paint)) ms, \(Int(memory)) MB of "
        + "JavaScript, a step in \(steps[steps.count / 2]) ms (median)")
    #expect(steps[steps.count / 2] <= 16)
    try tab.keepScreenshot("map-large")
    #expect(tab.complaints.isEmpty)
  }

  /// Milliseconds of each of forty steps, the layout included.
  private static let measuredSteps = """
    (async () => { const input = document.querySelector('.map-time-input'), taken = [];
      for (let step = 0; step < 40; step += 1) {
        input.value = (step % 8) * 300;
        const begun = performance.now();
        input.dispatchEvent(new Event('input'));
        document.body.offsetHeight;
        taken.push(performance.now() - begun);
        await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
      }
      return taken; })()
    """
}
