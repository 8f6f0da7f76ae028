extension Tab {
  /// The visible texts whose contrast with what is behind them is below a ratio, one line each.
  ///
  /// Text of SVG counts with its fill. Source: https://www.w3.org/TR/WCAG21/#contrast-minimum
  public func lowContrasts(below ratio: Double = 4.5) throws -> [String] {
    try texts("(\(Self.contrastScript))(\(ratio))")
  }

  /// The elements that the Tab key reaches, in its order, as `tag: text`; and whether that is the order of the document.
  public func focusOrder(atMost count: Int = 200) throws -> (elements: [String], isDocumentOrder: Bool) {
    try evaluate("document.activeElement.blur(); window.scrollTo(0, 0); window.__reached = []")
    for _ in 0..<count {
      try press("Tab")
      let isNew = try evaluate(
        "(() => { const e = document.activeElement; if (e === document.body || window.__reached.includes(e)) return false; "
          + "window.__reached.push(e); return true })()")
      guard isNew as? Bool == true else { break }
    }
    let elements = try texts(
      "window.__reached.map(e => e.tagName.toLowerCase() + ': ' + (e.getAttribute('aria-label') || e.textContent).slice(0, 40))"
    )
    let inOrder = try evaluate(
      "window.__reached.every((e, i) => i === 0 || (window.__reached[i - 1].compareDocumentPosition(e) & 4) !== 0)")
    return (elements, inOrder as? Bool ?? false)
  }

  /// The elements that reach beyond the right edge of the window without scrolling by themselves.
  public func overflows() throws -> [String] {
    try texts(
      """
      (() => { const width = document.documentElement.clientWidth, found = [];
        if (document.documentElement.scrollWidth <= width) return found;
        for (const e of document.body.querySelectorAll('*')) {
          if (e.closest('.table') && !e.matches('.table')) continue;
          const box = e.getBoundingClientRect();
          if (box.right > width + 1) found.push(e.tagName + '.' + e.getAttribute('class') + ' to ' + box.right);
        }
        return found.slice(0, 10) })()
      """)
  }

  private static let contrastScript = """
    ratio => {
      const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      const parsed = new Map();
      const parse = color => { if (!parsed.has(color)) parsed.set(color, read(color)); return parsed.get(color); };
      const read = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
        const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
      const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
      const luminance = rgb => { const l = rgb.slice(0, 3).map(c => { c /= 255;
        return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); });
        return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
      const grounds = new Map();
      const background = e => { if (!e) return [255, 255, 255];
        if (!grounds.has(e)) grounds.set(e, over(parse(getComputedStyle(e).backgroundColor), background(e.parentElement)));
        return grounds.get(e); };
      const found = [], seen = new Set();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const e = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || seen.has(e) || e.matches('script, style, title, desc')) continue;
        seen.add(e);
        if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        const style = getComputedStyle(e);
        const behind = background(e);
        const color = over(parse(e.namespaceURI.endsWith('svg') ? style.fill : style.color), behind);
        const [a, b] = [luminance(color), luminance(behind)].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < ratio) found.push(contrast.toFixed(2) + ' ' + e.tagName + ': ' + e.textContent.trim().slice(0, 40));
      }
      return found.slice(0, 20);
    }
    """
}
