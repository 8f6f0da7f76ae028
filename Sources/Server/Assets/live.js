// Keeps a live page fresh: asks whether the history has changed, and then shows the new state in the place of the old one.
// What a reader has typed, opened, focused and scrolled to stays.
(() => {
  "use strict";
  const pause = 10000;
  const longestAge = 60000;
  let version = null;
  let shownAt = Date.now();

  const line = document.createElement("p");
  line.className = "muted";
  line.setAttribute("role", "status");

  const say = (text) => {
    line.textContent = text;
    if (!line.isConnected) document.querySelector("footer").append(line);
  };

  const places = (root) => ({
    inputs: Array.from(root.querySelectorAll("input, select"), (input) => input.value),
    open: Array.from(root.querySelectorAll("details"), (details) => details.open),
    focus: Array.from(root.querySelectorAll("a, button, input, select, summary")).indexOf(document.activeElement),
  });

  const restore = (root, kept) => {
    const inputs = root.querySelectorAll("input, select");
    if (inputs.length === kept.inputs.length) {
      inputs.forEach((input, index) => {
        if (input.value === kept.inputs[index]) return;
        input.value = kept.inputs[index];
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    const details = root.querySelectorAll("details");
    if (details.length === kept.open.length) details.forEach((item, index) => { item.open = kept.open[index]; });
    const focusable = root.querySelectorAll("a, button, input, select, summary");
    if (kept.focus >= 0 && focusable[kept.focus]) focusable[kept.focus].focus({ preventScroll: true });
  };

  const replace = (fresh) => {
    const old = document.querySelector("main");
    const kept = places(old);
    const scroll = [window.scrollX, window.scrollY];
    old.replaceChildren(...fresh.querySelector("main").childNodes);
    old.dispatchEvent(new CustomEvent("capdb:content", { bubbles: true }));
    restore(old, kept);
    document.title = fresh.title;
    for (const name of ["h1", ".introduction", "footer"]) {
      const [from, to] = [fresh.querySelector(name), document.querySelector(name)];
      if (from && to) to.replaceChildren(...from.childNodes);
    }
    window.scrollTo(...scroll);
  };

  const show = async () => {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
    if (response.status === 401) return location.reload();
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!fresh.querySelector("main")) throw new Error("no page");
    replace(fresh);
    shownAt = Date.now();
  };

  // Whoever types or has selected something is not disturbed.
  const isBusy = () => {
    const active = document.activeElement;
    const isTyping = active && active.matches("main input, main select");
    return isTyping || !document.getSelection().isCollapsed;
  };

  const look = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch("/api/v1/version", { cache: "no-cache" });
      if (response.status === 401) return location.reload();
      if (!response.ok) throw new Error(String(response.status));
      const seen = (await response.json()).version;
      if (version === null) version = seen;
      if ((seen !== version || Date.now() - shownAt > longestAge) && !isBusy()) {
        await show();
        version = seen;
      }
      line.remove();
    } catch {
      say("The server does not answer; what is shown may be old.");
    }
  };

  look();
  setInterval(look, pause);
  document.addEventListener("visibilitychange", look);
})();
