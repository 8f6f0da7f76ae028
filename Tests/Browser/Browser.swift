import Foundation

/// A headless Chromium for tests: it opens pages as a user's browser would, and tells what it drew, asked for and
/// complained of. It ends with this value.
///
///     let tab = try Browser().tab(width: 390, height: 844, isDark: true)
///     try tab.open(url)
///     #expect(try tab.evaluate("document.title") as? String == "…")
public final class Browser {
  private let process: BrowserProcess
  private let profile: URL
  private var lastRequest = 0
  /// The events of each tab, in the order in which they came.
  var events: [String: [[String: Any]]] = [:]

  /// How long a request may take.
  private static let patience = 60.0

  /// The program: `CAPDB_TEST_CHROMIUM`, else the first of the usual names in `PATH`; nil if there is none.
  public static let program: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["CAPDB_TEST_CHROMIUM"] { return named.isEmpty ? nil : named }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }.first { access($0, X_OK) == 0 }
  }()

  /// What tests say that are skipped without it.
  public static let requirement = "needs Chromium (Debian: chromium), or CAPDB_TEST_CHROMIUM"

  /// Starts a browser with an empty profile.
  ///
  /// - Throws: `BrowserError`.
  public init() throws {
    guard let program = Self.program else { throw BrowserError.cannotStart(Self.requirement) }
    profile = FileManager.default.temporaryDirectory.appending(path: "capdb-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
    // Chromium's sandbox does not start for root, as in containers.
    let root = geteuid() == 0 ? ["--no-sandbox"] : []
    process = try BrowserProcess(
      program: program,
      arguments: root + [
        "--headless=new", "--remote-debugging-pipe", "--user-data-dir=\(profile.path)", "--no-first-run",
        "--disable-gpu",
        "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--disable-extensions", "--force-device-scale-factor=1", "--lang=en", "about:blank",
      ])
  }

  deinit {
    try? FileManager.default.removeItem(at: profile)
  }

  /// Opens a tab.
  ///
  /// - Parameters:
  ///   - width: the width of the window in CSS pixels.
  ///   - height: its height.
  ///   - isDark: the user prefers dark colours.
  /// - Throws: `BrowserError`.
  public func tab(width: Int = 1440, height: Int = 900, isDark: Bool = false) throws -> Tab {
    let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"] as? String ?? ""
    let session =
      try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String ?? ""
    let tab = Tab(self, session: session)
    for domain in ["Page", "Runtime", "Log", "Network"] { try tab.call("\(domain).enable") }
    try tab.resize(width: width, height: height)
    try tab.prefer(isDark: isDark)
    return tab
  }

  /// Sends a request and waits for its answer; events that come meanwhile are kept.
  func call(_ method: String, _ parameters: [String: Any] = [:], session: String? = nil) throws -> [String: Any] {
    lastRequest += 1
    var message: [String: Any] = ["id": lastRequest, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    try process.send(message)
    while let answer = try process.next(within: Self.patience) {
      guard answer["id"] as? Int == lastRequest else {
        keep(answer)
        continue
      }
      if let error = answer["error"] as? [String: Any] {
        throw BrowserError.refused(method, reason: error["message"] as? String ?? "")
      }
      return answer["result"] as? [String: Any] ?? [:]
    }
    throw BrowserError.noAnswer(method)
  }

  /// Waits until a tab has an event of this name, and removes it.
  func wait(for event: String, in session: String) throws {
    while true {
      if let place = events[session]?.firstIndex(where: { $0["method"] as? String == event }) {
        events[session]?.remove(at: place)
        return
      }
      guard let message = try process.next(within: Self.patience) else { throw BrowserError.noAnswer(event) }
      keep(message)
    }
  }

  private func keep(_ message: [String: Any]) {
    events[message["sessionId"] as? String ?? "", default: []].append(message)
  }
}
