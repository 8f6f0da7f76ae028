// Values of a chart under the pointer, and by arrow keys. They are read from the table of the figure, whose rows say where
// in the plot they belong (data-x, a share of its width in percent). Without this script the table shows them all.
(function () {
  "use strict";

  function describe(headings, row) {
    const parts = [];
    for (let column = 0; column < row.cells.length; column += 1) {
      const value = row.cells[column].textContent.trim();
      if (column === 0) parts.push(value);
      else if (value !== "") parts.push(headings[column] + " " + value);
    }
    return parts.length > 1 ? parts.join(" · ") : parts[0] + " · unknown";
  }

  function prepareChart(figure) {
    const plot = figure.querySelector("svg.plot");
    const table = figure.querySelector("table.values");
    if (!plot || !table || !table.tBodies[0].rows.length) return;
    const headings = Array.from(table.tHead.rows[0].cells, cell => cell.textContent.trim());
    const rows = Array.from(table.tBodies[0].rows).filter(row => row.dataset.x !== undefined);
    const places = rows.map(row => Number(row.dataset.x));
    const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
    cursor.setAttribute("class", "cursor");
    cursor.setAttribute("y1", plot.dataset.top);
    cursor.setAttribute("y2", plot.dataset.bottom);
    cursor.setAttribute("hidden", "");
    plot.append(cursor);
    const readout = document.createElement("output");
    readout.className = "readout";
    plot.after(readout);
    let current = rows.length - 1;

    function show(index) {
      current = Math.max(0, Math.min(rows.length - 1, index));
      cursor.setAttribute("x1", places[current] + "%");
      cursor.setAttribute("x2", places[current] + "%");
      cursor.removeAttribute("hidden");
      readout.textContent = describe(headings, rows[current]);
    }
    function hide() {
      cursor.setAttribute("hidden", "");
      readout.textContent = "";
    }
    function nearest(place) {
      let low = 0, high = places.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (places[middle] < place) low = middle; else high = middle;
      }
      return Math.abs(places[low] - place) <= Math.abs(places[high] - place) ? low : high;
    }

    plot.setAttribute("tabindex", "0");
    plot.addEventListener("pointermove", event => {
      const box = plot.getBoundingClientRect();
      show(nearest(100 * (event.clientX - box.left) / box.width));
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("focus", () => { if (plot.matches(":focus-visible")) show(current); });
    plot.addEventListener("blur", hide);
    const jump = Math.max(1, Math.round(rows.length / 10));
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -jump, PageDown: jump, Home: -rows.length, End: rows.length };
    plot.addEventListener("keydown", event => {
      if (event.key === "Escape") hide();
      else if (event.key in steps) {
        event.preventDefault();
        show(current + steps[event.key]);
      }
    });
  }

  function prepare(root) {
    for (const figure of root.querySelectorAll("figure.chart:not([data-ready])")) {
      figure.dataset.ready = "";
      prepareChart(figure);
    }
  }

  prepare(document);
  document.addEventListener("capdb:content", event => prepare(event.target));
})();
