public import Foundation

/// A tab of a browser.
public final class Tab {
  private let browser: Browser
  private let session: String

  init(_ browser: Browser, session: String) {
    self.browser = browser
    self.session = session
  }

  /// Sends a request of the DevTools protocol.
  ///
  /// - Throws: `BrowserError`.
  @discardableResult
  public func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    try browser.call(method, parameters, session: session)
  }

  /// Gives the window another size, in CSS pixels.
  public func resize(width: Int, height: Int) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Changes what the user prefers: dark or light colours.
  public func prefer(isDark: Bool) throws {
    let feature = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
    try call("Emulation.setEmulatedMedia", ["features": [feature]])
  }

  /// Opens an address and waits until the page and all it needs are loaded.
  ///
  /// - Throws: `BrowserError`.
  public func open(_ url: URL) throws {
    browser.events[session] = []
    let answer = try call("Page.navigate", ["url": url.absoluteString])
    if let reason = answer["errorText"] as? String { throw BrowserError.refused(url.absoluteString, reason: reason) }
    try browser.wait(for: "Page.loadEventFired", in: session)
  }

  /// The value of an expression in the page; a promise is waited for.
  ///
  /// - Throws: `BrowserError.refused` where the expression throws.
  @discardableResult
  public func evaluate(_ expression: String) throws -> Any? {
    let answer = try call(
      "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true])
    if let problem = answer["exceptionDetails"] as? [String: Any] {
      let thrown = (problem["exception"] as? [String: Any])?["description"] as? String
      throw BrowserError.refused(expression, reason: thrown ?? problem["text"] as? String ?? "")
    }
    return (answer["result"] as? [String: Any])?["value"]
  }

  /// The value of an expression that is a number.
  public func number(_ expression: String) throws -> Double? { (try evaluate(expression) as? NSNumber)?.doubleValue }

  /// The value of an expression that is a text.
  public func text(_ expression: String) throws -> String? { try evaluate(expression) as? String }

  /// The value of an expression that is an array of texts.
  public func texts(_ expression: String) throws -> [String] { try evaluate(expression) as? [String] ?? [] }

  /// Presses a key: a name as in `KeyboardEvent.key`, for example `Tab`, `ArrowLeft` or `a`.
  public func press(_ key: String) throws {
    let codes = [
      "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
      "ArrowLeft": 37,
      "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
    ]
    var event: [String: Any] = ["type": "keyDown", "key": key, "code": key]
    if let code = codes[key] { event["windowsVirtualKeyCode"] = code }
    if key == "Enter" { event["text"] = "\r" } else if key.count == 1 { event["text"] = key }
    try call("Input.dispatchKeyEvent", event)
    event["type"] = "keyUp"
    event["text"] = nil
    try call("Input.dispatchKeyEvent", event)
  }

  /// Moves the pointer to a point of the window, in CSS pixels.
  public func point(x: Double, y: Double) throws {
    try call("Input.dispatchMouseEvent", ["type": "mouseMoved", "x": x, "y": y])
  }

  /// Clicks on the element that a selector finds first, as the pointer would.
  public func click(_ selector: String) throws {
    let box = try evaluate(
      "(() => { const e = document.querySelector(\(Self.quoted(selector))); e.scrollIntoView({block: 'center'}); "
        + "const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2] })()")
    guard let place = box as? [NSNumber], place.count == 2 else {
      throw BrowserError.refused(selector, reason: "no box")
    }
    for type in ["mousePressed", "mouseReleased"] {
      try call(
        "Input.dispatchMouseEvent",
        ["type": type, "x": place[0].doubleValue, "y": place[1].doubleValue, "button": "left", "clickCount": 1])
    }
  }

  /// A text as a literal of JavaScript.
  public static func quoted(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
    return String(decoding: data ?? Data("\"\"".utf8), as: UTF8.self)
  }
}

extension Tab {
  /// What the page complained of since it was opened: errors of scripts and of the console, refused styles and scripts,
  /// files that could not be loaded.
  public var complaints: [String] {
    events.compactMap { event in
      let parameters = event["params"] as? [String: Any] ?? [:]
      switch event["method"] as? String {
      case "Runtime.exceptionThrown":
        let details = parameters["exceptionDetails"] as? [String: Any]
        return (details?["exception"] as? [String: Any])?["description"] as? String ?? details?["text"] as? String
      case "Runtime.consoleAPICalled"
      where ["error", "warning", "assert"].contains(parameters["type"] as? String ?? ""):
        return "console: \(parameters["args"] ?? "")"
      case "Log.entryAdded":
        let entry = parameters["entry"] as? [String: Any]
        return entry?["level"] as? String == "error" ? entry?["text"] as? String : nil
      default: return nil
      }
    }
  }

  /// The addresses that the page asked for since it was opened, its own first.
  public var requests: [String] {
    events.compactMap { event in
      guard event["method"] as? String == "Network.requestWillBeSent" else { return nil }
      return ((event["params"] as? [String: Any])?["request"] as? [String: Any])?["url"] as? String
    }
  }

  private var events: [[String: Any]] {
    // Answers come after the events that caused them, so a round trip brings all there are.
    _ = try? evaluate("0")
    return browser.events[session] ?? []
  }

  /// A picture of the whole page as PNG.
  public func screenshot() throws -> Data {
    let answer = try call("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
    return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
  }

  /// The page as it is printed, as PDF.
  public func pdf() throws -> Data {
    let answer = try call("Page.printToPDF", ["printBackground": false, "preferCSSPageSize": true])
    return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
  }

  /// Keeps a picture of the page for people, in the folder that `CAPDB_TEST_SCREENSHOTS` names; does nothing without it.
  public func keepScreenshot(_ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["CAPDB_TEST_SCREENSHOTS"] else { return }
    let directory = URL(filePath: folder)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try screenshot().write(to: directory.appending(path: "\(name).png"))
  }
}
