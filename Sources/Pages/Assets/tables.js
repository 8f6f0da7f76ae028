// Tables that sort by a click on a heading and filter by words. Without this script they are plain tables.
(function () {
  "use strict";
  const fewRows = 8;

  // What a cell sorts by: a number where its column has numbers, else its text. Absent values come last in either order.
  function key(row, column, numeric) {
    const cell = row.cells[column];
    const text = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
    if (text === "" || text === "–") return null;
    return numeric ? Number(text) : text;
  }

  function compare(left, right, direction) {
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    if (typeof left === "number") return direction * (left - right);
    return direction * (left < right ? -1 : left > right ? 1 : 0);
  }

  function sort(table, heading) {
    const column = heading.cellIndex;
    const numeric = heading.classList.contains("n");
    const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, row => ({ row, key: key(row, column, numeric) }));
    rows.sort((left, right) => compare(left.key, right.key, direction));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    body.append(...rows.map(each => each.row));
  }

  function addSorting(table) {
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
    }
  }

  function addFilter(table) {
    const rows = table.tBodies[0].rows;
    if (rows.length <= fewRows) return;
    const line = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("span");
    line.className = "filter";
    field.type = "search";
    field.autocomplete = "off";
    count.className = "muted";
    count.setAttribute("role", "status");
    label.append("Filter: ", field);
    line.append(label, count);
    let texts = null;
    field.addEventListener("input", () => {
      texts = texts || new Map(Array.from(rows, row => [row, row.textContent.toLowerCase()]));
      const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
      let shown = 0;
      for (const row of rows) {
        const fits = words.every(word => texts.get(row).includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      count.textContent = words.length ? shown + " of " + rows.length + " rows" : "";
    });
    const frame = table.closest(".table");
    frame.parentNode.insertBefore(line, frame);
  }

  function prepare(root) {
    for (const table of root.querySelectorAll("table.data:not([data-ready])")) {
      table.dataset.ready = "";
      addSorting(table);
      addFilter(table);
    }
  }

  prepare(document);
  // A script that replaces a part of the page dispatches this event on it, with bubbles.
  document.addEventListener("capdb:content", event => prepare(event.target));
})();
