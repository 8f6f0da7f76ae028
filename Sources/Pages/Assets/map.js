// The map through time. The data are changes: each fact with the number of the moment at which it began, and for how many
// moments it held. Going from one moment to the next clears what ended and sets what began; going back does the opposite.
(function () {
  "use strict";

  const perLine = 20, pitch = 10, width = perLine * pitch - 2, barPitch = 5;
  const farMoments = 4, lineHeight = 17, boxEdges = 12, scale = 0.8;
  const free = 4, freeWithoutAddress = 5, freeAddressUnknown = 6;
  const svgNames = "http://www.w3.org/2000/svg";

  // Text from outside: what would move, hide or reorder text is shown by its number, as on the rest of the page.
  const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{Cs}]/gu;
  function shown(text) {
    return text.replace(hiddenCharacters, character => {
      const number = character.codePointAt(0);
      return number === 10 || number === 0x200c || number === 0x200d ? character : "\\u{" + number.toString(16) + "}";
    });
  }

  // Texts of thousands of characters are possible, and no place of a map needs more than their beginning.
  const longest = 160;
  function short(text) { return text.length > longest ? text.slice(0, longest) + "…" : text; }

  function count(number, noun) { return number + " " + noun + (number === 1 ? "" : "s"); }

  function momentText(seconds) { return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC"; }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Facts of one kind: typed columns, and for each moment the rows that begin and end there.
  function facts(list, extra, moments) {
    const stride = 3 + extra, rows = list.length / stride;
    const subject = new Int32Array(rows), from = new Int32Array(rows), to = new Int32Array(rows);
    const values = [];
    for (let column = 0; column < extra; column += 1) values.push(new Array(rows));
    let last = 0;
    for (let row = 0, at = 0; row < rows; row += 1, at += stride) {
      last += list[at];
      subject[row] = last;
      from[row] = list[at + 1];
      to[row] = list[at + 2] === 0 ? moments : list[at + 1] + list[at + 2];
      for (let column = 0; column < extra; column += 1) values[column][row] = list[at + 3 + column];
    }
    return { rows, subject, from, to, values, begins: byMoment(from, moments), ends: byMoment(to, moments) };
  }

  // The rows of each moment, one behind the other: those of moment m are order[first[m]] until before order[first[m + 1]].
  function byMoment(of, moments) {
    const first = new Int32Array(moments + 2);
    for (const moment of of) first[moment + 1] += 1;
    for (let moment = 0; moment <= moments; moment += 1) first[moment + 1] += first[moment];
    const next = first.slice(), order = new Int32Array(of.length);
    for (let row = 0; row < of.length; row += 1) order[next[of[row]]++] = row;
    return { first, order };
  }

  function each(index, moment, body) {
    for (let at = index.first[moment]; at < index.first[moment + 1]; at += 1) body(index.order[at]);
  }

  // Steps over one moment: forward into it, or backward out of it.
  function step(track, moment, isForward, clear, set) {
    each(isForward ? track.ends : track.begins, moment, clear);
    each(isForward ? track.begins : track.ends, moment, set);
  }

  function holding(track, moment, body) {
    for (let row = 0; row < track.rows; row += 1) if (track.from[row] <= moment && track.to[row] > moment) body(row);
  }

  function read(json) {
    const data = JSON.parse(json), moments = [];
    let time = 0;
    for (const distance of data.moments) moments.push(time += distance);
    const size = moments.length;
    const model = {
      data, moments, strings: data.strings.map(shown), uses: data.uses,
      unknown: facts(data.unknown, 1, size), totals: facts(data.totals, 4, size),
      nodeStates: facts(data.nodeStates, 4, size), interfaceStates: facts(data.interfaceStates, 4, size),
      placements: facts(data.placements, 4, size), waits: facts(data.waits, 2, size),
    };
    decodeAddresses(model.placements.values[3]);
    model.nodes = rows(data.nodes, 5).map(([cluster, name, type, zone, group]) => ({
      cluster: shown(data.clusters[cluster]), name: model.strings[name], type: text(model, type), zone: text(model, zone),
      group: text(model, group),
    }));
    shortNames(model.nodes.map(node => node.name)).forEach((name, place) => { model.nodes[place].short = name; });
    model.interfaces = rows(data.interfaces, 5).map(([node, id, card, device, kind]) => ({
      node, id: model.strings[id], card, device, kind: model.strings[kind],
    }));
    const templates = rows(data.podTemplates, 3);
    model.pod = number => {
      const [namespace, prefix, workload] = templates[data.pods[number]];
      return {
        namespace: model.strings[namespace], name: model.strings[prefix] + shown(data.podNames[number]),
        workload: model.strings[workload],
      };
    };
    model.podName = number => { const pod = model.pod(number); return pod.namespace + "/" + pod.name; };
    model.shortPodName = number => short(model.podName(number));
    return model;
  }

  // Names as the boxes show them: the first label where it tells the nodes apart, else the whole name.
  function shortNames(names) {
    const short = names.map(name => name.split(".", 1)[0]);
    return new Set(short).size === new Set(names).size ? short : names;
  }

  function text(model, place) { return place < 0 ? "" : model.strings[place]; }

  function rows(list, size) {
    const result = [];
    for (let at = 0; at < list.length; at += size) result.push(list.slice(at, at + size));
    return result;
  }

  // IPv4 addresses are differences to the one before; they stay numbers, as few of them are ever shown.
  function decodeAddresses(addresses) {
    let last = 0;
    for (let row = 0; row < addresses.length; row += 1) {
      if (typeof addresses[row] === "number") addresses[row] = last += addresses[row];
    }
  }

  function addressText(address) {
    if (typeof address !== "number") return address || "";
    return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join(".");
  }

  function addressNumber(written) {
    const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(written);
    if (!parts || parts.slice(1).some(part => Number(part) > 255)) return null;
    return parts.slice(1).reduce((number, part) => number * 256 + Number(part), 0);
  }

  // What holds at one moment.
  function State(model) {
    const { placements, nodeStates, interfaceStates } = model;
    const slots = placements.values[1].reduce((most, slot) => Math.max(most, slot + 1), 1);
    const cells = new Int32Array(model.nodes.length * slots).fill(-1);
    const used = new Int32Array(model.nodes.length);
    const nodeRow = new Int32Array(model.nodes.length).fill(-1);
    const interfaceRow = new Int32Array(model.interfaces.length).fill(-1);
    const interfacesOf = model.nodes.map(() => []);
    model.interfaces.forEach((one, place) => interfacesOf[one.node].push(place));
    for (const list of interfacesOf) {
      list.sort((left, right) => model.interfaces[left].card - model.interfaces[right].card
        || model.interfaces[left].device - model.interfaces[right].device);
    }
    const waits = new Set(), totals = new Map(), unknown = new Map(), changed = new Set();
    let moment = -1;

    function place(row, value) {
      const node = placements.values[0][row];
      cells[node * slots + placements.values[1][row]] = value;
      used[node] += value < 0 ? -1 : 1;
      changed.add(node);
    }
    function goOver(at, isForward) {
      step(placements, at, isForward, row => place(row, -1), row => place(row, row));
      step(nodeStates, at, isForward, row => { nodeRow[nodeStates.subject[row]] = -1; changed.add(nodeStates.subject[row]); },
        row => { nodeRow[nodeStates.subject[row]] = row; changed.add(nodeStates.subject[row]); });
      step(interfaceStates, at, isForward,
        row => { interfaceRow[interfaceStates.subject[row]] = -1; changed.add(model.interfaces[interfaceStates.subject[row]].node); },
        row => { interfaceRow[interfaceStates.subject[row]] = row; changed.add(model.interfaces[interfaceStates.subject[row]].node); });
      step(model.waits, at, isForward, row => waits.delete(row), row => waits.add(row));
      step(model.totals, at, isForward, row => totals.delete(model.totals.subject[row]),
        row => totals.set(model.totals.subject[row], row));
      step(model.unknown, at, isForward, row => unknown.delete(model.unknown.subject[row]),
        row => unknown.set(model.unknown.subject[row], row));
    }
    // Far moments are read from all facts at once, which takes as long as some steps.
    function jump(target) {
      cells.fill(-1);
      used.fill(0);
      nodeRow.fill(-1);
      interfaceRow.fill(-1);
      for (const held of [waits, totals, unknown]) held.clear();
      const [nodes, slotOf] = placements.values;
      holding(placements, target, row => { cells[nodes[row] * slots + slotOf[row]] = row; used[nodes[row]] += 1; });
      holding(nodeStates, target, row => { nodeRow[nodeStates.subject[row]] = row; });
      holding(interfaceStates, target, row => { interfaceRow[interfaceStates.subject[row]] = row; });
      holding(model.waits, target, row => waits.add(row));
      holding(model.totals, target, row => totals.set(model.totals.subject[row], row));
      holding(model.unknown, target, row => unknown.set(model.unknown.subject[row], row));
      for (let node = 0; node < model.nodes.length; node += 1) changed.add(node);
      moment = target;
      return changed;
    }
    return {
      cells, slots, used, nodeRow, interfaceRow, interfacesOf, waits, totals, unknown,
      get moment() { return moment; },
      // Goes to a moment, and returns the nodes that may differ.
      goTo(target) {
        changed.clear();
        if (Math.abs(target - moment) > farMoments) return jump(target);
        while (moment < target) goOver(moment += 1, true);
        while (moment > target) { goOver(moment, false); moment -= 1; }
        return changed;
      },
    };
  }

  // A node's numbers at the moment of the state.
  function describeNode(model, state, node) {
    const row = state.nodeRow[node], values = model.nodeStates.values;
    if (row < 0) return null;
    const slots = values[0][row], flags = values[1][row], room = values[2][row], limit = values[3][row];
    const used = state.used[node], isFull = slots >= 0 && used >= slots;
    const words = [isFull ? "full" : room < 0 ? "room unknown" : room === 0 ? "no address" : room + " fit"];
    if (!(flags & 1)) words.push("not ready");
    if (!(flags & 2)) words.push("cordoned");
    return { slots, used, room, limit: text(model, limit), isFull: isFull || room === 0, isUsable: flags === 3, words: words.join(", ") };
  }

  // One use for each slot; free ones get addresses from the first on.
  function cellsOf(model, state, node, numbers, into) {
    const start = node * state.slots;
    let last = Math.max(0, numbers.slots), usable = numbers.room;
    for (let slot = state.slots - 1; slot >= last; slot -= 1) if (state.cells[start + slot] >= 0) { last = slot + 1; break; }
    into.length = 0;
    for (let slot = 0; slot < last; slot += 1) {
      const row = slot < state.slots ? state.cells[start + slot] : -1;
      if (row >= 0) into.push(model.placements.values[2][row]);
      else if (slot >= numbers.slots) into.push(-1);
      else if (numbers.room < 0) into.push(freeAddressUnknown);
      else into.push(usable-- > 0 ? free : freeWithoutAddress);
    }
    return into;
  }

  // A line for each run of cells of one use: its dashes are the cells.
  function cellPaths(cells, paths) {
    paths.fill("");
    for (let first = 0; first < cells.length;) {
      const use = cells[first], end = Math.min(cells.length, first - first % perLine + perLine);
      let next = first + 1;
      while (next < end && cells[next] === use) next += 1;
      if (use >= 0) {
        paths[use] += "M" + first % perLine * pitch + " " + (Math.floor(first / perLine) * pitch + 4)
          + "h" + ((next - first) * pitch - 2);
      }
      first = next;
    }
    return paths;
  }

  function length(part, all) { return Math.floor(Math.min(all, Math.max(0, part)) * width / all); }

  function barPaths(model, state, node, top, bars) {
    const values = model.interfaceStates.values;
    bars.fill("");
    let y = top + 2, number = 0;
    for (const place of state.interfacesOf[node]) {
      const row = state.interfaceRow[place];
      if (row < 0) continue;
      const assigned = values[0][row];
      if (assigned > 0) {
        const used = Math.max(0, values[2][row]), end = length(used + Math.max(0, values[3][row]), assigned);
        bars[0] += "M0 " + y + "h" + width;
        if (length(used, assigned) > 0) bars[1] += "M0 " + y + "h" + length(used, assigned);
        const warm = values[1][row] > 0 ? 3 : 2;
        if (end > length(used, assigned)) bars[warm] += "M" + length(used, assigned) + " " + y + "h" + (end - length(used, assigned));
      }
      y += barPitch;
      number += 1;
    }
    return number;
  }

  // The box of a node, which is drawn anew only where it differs.
  function Box(model, node) {
    const root = element("div", "node sized"), name = element("span", "node-name", model.nodes[node].short);
    const use = element("span", "node-use"), svg = document.createElementNS(svgNames, "svg");
    const classes = [0, 1, 2, 3, 4, 5, 6, 7].map(number => "u" + number).concat(["eni-rest", "eni-used", "eni-warm", "eni-prefix", "hit-cell"]);
    const paths = new Array(classes.length).fill(null), drawn = new Array(classes.length).fill("");
    let box = "", label = "", written = "";
    root.dataset.node = node;
    root.setAttribute("role", "button");
    root.tabIndex = -1;
    svg.setAttribute("aria-hidden", "true");
    root.append(name, use, svg);

    function draw(place, d) {
      if (drawn[place] === d) return;
      drawn[place] = d;
      if (!paths[place]) {
        paths[place] = document.createElementNS(svgNames, "path");
        paths[place].setAttribute("class", classes[place]);
        svg.append(paths[place]);
      }
      paths[place].setAttribute("d", d);
    }
    const cells = [], uses = new Array(8), bars = new Array(4);
    return {
      root, svg, cells, isThere: false, room: 0, isVisible: false, isStale: false,
      // What decides about its place, without touching the page. Returns whether it came or went.
      measure(state) {
        const numbers = describeNode(model, state, node), wasThere = this.isThere;
        this.isStale = true;
        this.isThere = numbers !== null;
        if (numbers) this.room = numbers.isFull ? 0 : numbers.room < 0 ? Infinity : numbers.room;
        return wasThere !== this.isThere;
      },
      draw(state) {
        const numbers = describeNode(model, state, node);
        this.isStale = false;
        root.hidden = numbers === null;
        if (!numbers) return;
        cellPaths(cellsOf(model, state, node, numbers, cells), uses).forEach((d, place) => draw(place, d));
        const top = Math.ceil(cells.length / perLine) * pitch + 2;
        const enis = barPaths(model, state, node, top, bars);
        bars.forEach((d, place) => draw(8 + place, d));
        const size = "0 0 " + width + " " + (top + enis * barPitch);
        if (size !== box) {
          svg.setAttribute("viewBox", box = size);
          root.style.height = 2 * lineHeight + boxEdges + (top + enis * barPitch) * scale + "px";
        }
        const shownUse = numbers.used + "/" + (numbers.slots < 0 ? "?" : numbers.slots) + " " + numbers.words;
        if (shownUse !== written) use.textContent = written = shownUse;
        root.classList.toggle("full", numbers.isFull);
        root.classList.toggle("unusable", !numbers.isUsable);
        this.isDescribed = false;
      },
      // The description for those who do not see the box; it is not needed while the slider moves.
      describe(state) {
        const numbers = describeNode(model, state, node);
        this.isDescribed = true;
        if (!numbers) return;
        const counts = new Array(8).fill(0);
        for (const cell of cells) if (cell >= 0) counts[cell] += 1;
        const parts = counts.map((number, place) => number > 0 ? number + " " + model.uses[place] : "").filter(Boolean);
        let used = 0, warm = 0, enis = 0;
        for (const place of state.interfacesOf[node]) {
          const row = state.interfaceRow[place];
          if (row < 0) continue;
          enis += 1;
          used += Math.max(0, model.interfaceStates.values[2][row]);
          warm += Math.max(0, model.interfaceStates.values[3][row]);
        }
        const words = model.nodes[node].name + ": " + numbers.used + " of " + (numbers.slots < 0 ? "unknown" : numbers.slots)
          + " slots used, " + numbers.words + "; " + parts.join(", ") + "; " + count(enis, "ENI") + ", " + used
          + " addresses used, " + warm + " warm";
        if (words !== label) root.setAttribute("aria-label", label = words);
      },
      // Marks the cells of these slots.
      mark(slots) {
        draw(12, slots.map(slot => "M" + slot % perLine * pitch + " " + Math.floor(slot / perLine) * pitch + "h8v8h-8z").join(""));
        root.classList.toggle("hit", slots.length > 0);
      },
    };
  }

  function prepareMap(root) {
    const model = read(root.querySelector("script[type='application/json']").textContent);
    const state = State(model), last = model.moments.length - 1;
    const boxes = model.nodes.map((node, place) => Box(model, place));
    const find = name => root.querySelector(".map-" + name);
    const time = find("time"), totals = find("totals"), input = find("time-input"), groups = find("groups"), waiting = find("waiting");
    const play = find("play"), by = find("by"), finder = find("find"), found = find("found");
    const tip = element("div", "map-tip"), detail = element("section", "map-detail"), warning = find("unknown");
    tip.hidden = detail.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    detail.setAttribute("aria-label", "Node");
    groups.after(detail);
    root.append(tip);
    const gaps = rows(model.data.gaps, 3);
    let headings = [], hits = null, opened = -1, settle = 0, timer = 0, focused = -1;

    // Groups

    function groupName(node) {
      const one = model.nodes[node];
      switch (by.value) {
        case "zone": return one.zone ? "zone " + one.zone : "no zone";
        case "node-group": return one.group ? "node-group " + one.group : "no node group";
        case "instance-type": return one.type ? "instance-type " + one.type : "unknown instance type";
        default: return one.cluster;
      }
    }
    // Nodes without room come first, and what has no name last.
    function arrange() {
      const active = document.activeElement;
      const names = new Map();
      boxes.forEach((box, node) => {
        const name = groupName(node);
        if (!names.has(name)) names.set(name, []);
        names.get(name).push(node);
      });
      const isNameless = name => name.startsWith("no ") || name.startsWith("unknown ");
      const sorted = Array.from(names.keys()).sort((left, right) =>
        isNameless(left) - isNameless(right) || (left < right ? -1 : left > right ? 1 : 0));
      headings = sorted.map(name => {
        const section = element("section", "map-group"), heading = element("h3"), list = element("div", "map-boxes");
        const nodes = names.get(name).sort((left, right) => boxes[left].room - boxes[right].room
          || (model.nodes[left].name < model.nodes[right].name ? -1 : 1));
        list.append(...nodes.map(node => boxes[node].root));
        section.append(heading, list);
        return { name, nodes, section, heading };
      });
      groups.replaceChildren(...headings.map(one => one.section));
      keepOneTabStop();
      if (active && active.classList.contains("node") && root.contains(active)) active.focus({ preventScroll: true });
      describeGroups();
    }
    function isInOrder() {
      return headings.every(one => one.nodes.every((node, place) => place === 0
        || boxes[one.nodes[place - 1]].room <= boxes[node].room));
    }
    function describeGroups() {
      for (const one of headings) {
        let nodes = 0, used = 0, slots = 0;
        for (const node of one.nodes) {
          const row = state.nodeRow[node];
          if (row < 0) continue;
          nodes += 1;
          used += state.used[node];
          slots += Math.max(0, model.nodeStates.values[0][row]);
        }
        one.section.hidden = nodes === 0;
        const words = short(one.name) + ": " + count(nodes, "node") + ", " + used + " of " + slots + " slots used";
        if (one.heading.textContent !== words) one.heading.textContent = words;
      }
    }

    // Moments

    function summarize() {
      let slots = 0, used = 0, room = 0, pods = 0;
      for (const row of state.totals.values()) {
        const values = model.totals.values;
        slots += values[0][row];
        used += values[1][row];
        room = room < 0 || values[2][row] < 0 ? -1 : room + values[2][row];
        pods += values[3][row];
      }
      const fits = room < 0 ? "room unknown" : count(room, "more pod") + (room === 1 ? " fits" : " fit");
      return used + " of " + slots + " slots used, " + fits + ", " + count(pods, "pod") + " without a node";
    }
    // What is not known of the moment that the slider shows, which may lie between two collections.
    function doubts(seconds) {
      const words = [];
      for (const row of state.unknown.values()) {
        words.push(shown(model.data.clusters[model.unknown.subject[row]]) + ": unknown: " + text(model, model.unknown.values[0][row])
          + "; as last known");
      }
      for (const [cluster, from, to] of gaps) {
        if (seconds > from && seconds < to) {
          words.push(shown(model.data.clusters[cluster]) + ": no collection from " + momentText(from) + " to " + momentText(to));
        }
      }
      return words.join("; ");
    }
    function momentAt(seconds) {
      let low = 0, high = last;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (model.moments[middle] <= seconds) low = middle; else high = middle - 1;
      }
      return low;
    }
    function show(moment, seconds) {
      delete root.dataset.moment;
      for (const node of state.goTo(moment)) {
        const box = boxes[node], cameOrWent = box.measure(state);
        if (box.isVisible || cameOrWent) box.draw(state);
      }
      const words = summarize(), at = momentText(model.moments[moment]), doubt = doubts(seconds);
      time.textContent = at;
      totals.textContent = words;
      warning.textContent = doubt;
      root.classList.toggle("unknown", doubt !== "");
      input.setAttribute("aria-valuetext", at + ", " + words + (doubt ? ", " + doubt : ""));
      describeGroups();
      showWaiting();
      markHits();
      if (opened >= 0) showDetail();
      clearTimeout(settle);
      settle = setTimeout(catchUp, 250);
    }
    // Boxes that nobody sees, and descriptions, follow when the slider rests, in pieces that leave the page responsive.
    function catchUp() {
      const begun = performance.now();
      for (const box of boxes) {
        if (box.isStale) box.draw(state);
        if (!box.isDescribed) box.describe(state);
        if (performance.now() - begun > 8) {
          settle = setTimeout(catchUp, 0);
          return;
        }
      }
      if (!timer && !isInOrder()) arrange();
      root.dataset.moment = state.moment;
    }
    const observer = new IntersectionObserver(entries => {
      for (const entry of entries) {
        const box = boxes[Number(entry.target.dataset.node)];
        box.isVisible = entry.isIntersecting;
        if (box.isVisible && box.isStale) box.draw(state);
      }
    }, { rootMargin: "300px" });
    function goTo(moment) {
      const target = Math.max(0, Math.min(last, moment));
      input.value = model.moments[target] - model.moments[0];
      show(target, model.moments[target]);
    }

    // Pods without a node

    const mostNames = 60;
    let waitingWords = null;
    function showWaiting() {
      const reasons = new Map();
      for (const row of Array.from(state.waits).sort((left, right) => left - right)) {
        const reason = text(model, model.waits.values[0][row]) || "no reason given";
        if (!reasons.has(reason)) reasons.set(reason, []);
        reasons.get(reason).push(row);
      }
      const key = Array.from(state.waits).sort((left, right) => left - right).join();
      if (key === waitingWords) return;
      waitingWords = key;
      const sorted = Array.from(reasons).sort((left, right) => right[1].length - left[1].length || (left[0] < right[0] ? -1 : 1));
      waiting.replaceChildren(element("h3", "", count(state.waits.size, "pod") + " without a node"), ...sorted.map(waitingGroup));
    }
    function waitingGroup([reason, rowsOfReason]) {
      const group = element("div"), words = element("p"), list = element("ul");
      const message = rowsOfReason.map(row => text(model, model.waits.values[1][row])).find(Boolean) || "";
      words.append(element("strong", "", reason + " " + rowsOfReason.length), message ? " " + short(message) : "");
      for (const row of rowsOfReason.slice(0, mostNames)) {
        const item = element("li", "", model.shortPodName(model.waits.subject[row]));
        item.dataset.pod = model.waits.subject[row];
        list.append(item);
      }
      if (rowsOfReason.length > mostNames) list.append(element("li", "", "and " + (rowsOfReason.length - mostNames) + " more"));
      group.append(words, list);
      return group;
    }

    // A pod or an address through time

    function search() {
      const written = finder.value.trim().toLowerCase();
      hits = null;
      found.replaceChildren();
      if (written !== "") {
        const address = addressNumber(written), placements = [], waits = [];
        const isAddress = address !== null || written.includes(":");
        if (isAddress) {
          const sought = address === null ? written : address;
          model.placements.values[3].forEach((one, row) => { if (one === sought) placements.push(row); });
        } else {
          const pods = new Set();
          for (let pod = 0; pod < model.data.pods.length; pod += 1) {
            if (model.podName(pod).toLowerCase().includes(written)) pods.add(pod);
          }
          for (let row = 0; row < model.placements.rows; row += 1) if (pods.has(model.placements.subject[row])) placements.push(row);
          for (let row = 0; row < model.waits.rows; row += 1) if (pods.has(model.waits.subject[row])) waits.push(row);
        }
        hits = { placements: new Set(placements), waits: new Set(waits) };
        showFound(written, isAddress, placements, waits);
      }
      drawHits();
      markHits();
    }
    const mostFound = 40;
    function showFound(written, isAddress, placements, waits) {
      const what = isAddress ? "had " + written : "is called like " + written;
      if (placements.length + waits.length === 0) {
        found.textContent = "No pod of this span " + what + ".";
        return;
      }
      const all = joined(model.placements, placements, row => model.nodes[model.placements.values[0][row]].name
        + (model.placements.values[3][row] === null ? "" : ", " + addressText(model.placements.values[3][row])))
        .concat(joined(model.waits, waits, row => "no node, " + (text(model, model.waits.values[0][row]) || "no reason given")));
      all.sort((left, right) => left.from - right.from);
      const list = element("ul");
      for (const one of all.slice(0, mostFound)) {
        const item = element("li"), button = element("button");
        button.type = "button";
        const until = one.to > last ? "the end" : momentText(model.moments[one.to]);
        button.textContent = model.shortPodName(one.pod) + ": " + one.where + ", " + momentText(model.moments[one.from]) + " to " + until;
        button.addEventListener("click", () => goTo(one.from));
        item.append(button);
        list.append(item);
      }
      const pods = new Set(all.map(one => one.pod)).size;
      found.append(element("span", "", count(pods, "pod") + " found" + (all.length > mostFound ? ", the first times:" : ":")), list);
    }
    // Rows of a pod that follow one another in the same place are one.
    function joined(track, chosen, where) {
      const result = [];
      for (const row of chosen) {
        const before = result[result.length - 1], place = where(row), pod = track.subject[row];
        if (before && before.pod === pod && before.where === place && before.to === track.from[row]) before.to = track.to[row];
        else result.push({ pod, where: place, from: track.from[row], to: track.to[row] });
      }
      return result;
    }
    function drawHits() {
      const line = find("hits"), start = model.moments[0], span = Number(input.max);
      const x = moment => moment > last ? 1000 : Math.floor((model.moments[moment] - start) * 1000 / span);
      const parts = [];
      if (hits) {
        for (const row of hits.placements) parts.push([x(model.placements.from[row]), x(model.placements.to[row])]);
        for (const row of hits.waits) parts.push([x(model.waits.from[row]), x(model.waits.to[row])]);
      }
      line.setAttribute("d", parts.slice(0, 2000).map(([from, to]) => "M" + from + " 3H" + Math.max(to, from + 2)).join(""));
    }
    let marked = new Set();
    function markHits() {
      const slots = new Map();
      if (hits) {
        for (const row of hits.placements) {
          const node = model.placements.values[0][row], slot = model.placements.values[1][row];
          if (state.cells[node * state.slots + slot] !== row) continue;
          if (!slots.has(node)) slots.set(node, []);
          slots.get(node).push(slot);
        }
      }
      for (const node of marked) if (!slots.has(node)) boxes[node].mark([]);
      for (const [node, list] of slots) boxes[node].mark(list);
      marked = new Set(slots.keys());
      const pods = hits ? new Set(Array.from(hits.waits, row => model.waits.subject[row])) : new Set();
      for (const item of waiting.querySelectorAll("li")) item.classList.toggle("hit", pods.has(Number(item.dataset.pod)) && "pod" in item.dataset);
    }

    // One node

    function cellWords(node, slot) {
      const row = slot < state.slots ? state.cells[node * state.slots + slot] : -1;
      const use = boxes[node].cells[slot];
      if (use === undefined || use < 0) return "";
      if (row < 0) return model.uses[use];
      const pod = model.placements.subject[row];
      return [model.shortPodName(pod), model.uses[use], addressText(model.placements.values[3][row]), short(model.pod(pod).workload)]
        .filter(Boolean).join(" · ");
    }
    function table(headingsOfTable, body) {
      const frame = element("div", "table"), made = element("table"), head = made.createTHead().insertRow();
      for (const heading of headingsOfTable) {
        const cell = element("th", "", heading);
        cell.scope = "col";
        head.append(cell);
      }
      const rowsOfTable = made.createTBody();
      for (const values of body) {
        const row = rowsOfTable.insertRow();
        for (const value of values) row.insertCell().textContent = short(String(value));
      }
      frame.append(made);
      return frame;
    }
    function showDetail() {
      const one = model.nodes[opened], numbers = describeNode(model, state, opened);
      const pods = [], enis = [], known = value => value < 0 ? "unknown" : value;
      for (let slot = 0; slot < state.slots; slot += 1) {
        const row = state.cells[opened * state.slots + slot];
        if (row < 0) continue;
        const pod = model.pod(model.placements.subject[row]);
        pods.push([pod.namespace, pod.name, pod.workload, model.uses[model.placements.values[2][row]], addressText(model.placements.values[3][row])]);
      }
      for (const place of state.interfacesOf[opened]) {
        const row = state.interfaceRow[place], values = model.interfaceStates.values;
        if (row < 0) continue;
        const eni = model.interfaces[place];
        enis.push([eni.id, eni.kind, eni.card + "." + eni.device, values[0][row], known(values[2][row]), known(values[3][row]), values[1][row]]);
      }
      const close = element("button", "action", "Close");
      close.type = "button";
      close.addEventListener("click", closeDetail);
      const about = [one.type, one.zone, one.group].map(short).concat([numbers ? numbers.words : "not there at this moment",
        numbers && numbers.limit ? "bound by " + numbers.limit : ""]).filter(Boolean).join(" · ");
      const hadFocus = detail.contains(document.activeElement);
      detail.replaceChildren(element("h3", "", short(one.name)), element("p", "muted", about), close,
        table(["namespace", "pod", "workload", "use", "address"], pods),
        table(["ENI", "kind", "card.device", "addresses", "used", "warm", "prefixes"], enis));
      detail.hidden = false;
      if (hadFocus) close.focus({ preventScroll: true });
    }
    function open(node) {
      opened = node;
      showDetail();
      detail.querySelector("button").focus();
    }
    function closeDetail() {
      const node = opened;
      opened = -1;
      detail.hidden = true;
      if (node >= 0) boxes[node].root.focus();
    }
    function nodeAt(event) {
      const box = event.target.closest && event.target.closest(".node");
      return box ? Number(box.dataset.node) : -1;
    }
    function showTip(event) {
      const node = nodeAt(event);
      tip.hidden = true;
      if (node < 0) return;
      const frame = boxes[node].svg.getBoundingClientRect(), scale = frame.width / width;
      const column = Math.floor((event.clientX - frame.left) / scale / pitch);
      const line = Math.floor((event.clientY - frame.top) / scale / pitch);
      if (column < 0 || column >= perLine || line < 0) return;
      const words = cellWords(node, line * perLine + column);
      if (!words) return;
      tip.textContent = words;
      tip.hidden = false;
      tip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)) + "px";
      tip.style.top = (event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 8 : event.clientY + 18) + "px";
    }

    // The boxes are one stop of the tab key; arrow keys go from box to box.

    function shownNodes() { return headings.flatMap(one => one.nodes).filter(node => boxes[node].isThere); }
    function keepOneTabStop() {
      const nodes = shownNodes();
      if (!nodes.includes(focused)) focused = nodes.length ? nodes[0] : -1;
      boxes.forEach((box, node) => { box.root.tabIndex = node === focused ? 0 : -1; });
    }
    function focusBox(node) {
      focused = node;
      keepOneTabStop();
      boxes[node].root.focus();
    }
    groups.addEventListener("keydown", event => {
      const node = nodeAt(event);
      if (node < 0) return;
      const nodes = shownNodes(), place = nodes.indexOf(node);
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -boxesPerLine(), ArrowDown: boxesPerLine(), Home: -place, End: nodes.length - 1 - place };
      if (event.key in steps) {
        event.preventDefault();
        focusBox(nodes[Math.max(0, Math.min(nodes.length - 1, place + steps[event.key]))]);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(node);
      }
    });
    function boxesPerLine() {
      const list = groups.querySelector(".map-boxes");
      return list ? Math.max(1, getComputedStyle(list).gridTemplateColumns.split(" ").length) : 1;
    }
    groups.addEventListener("focusin", event => {
      const node = nodeAt(event);
      if (node < 0) return;
      focused = node;
      keepOneTabStop();
      if (boxes[node].isStale) boxes[node].draw(state);
      if (!boxes[node].isDescribed) boxes[node].describe(state);
    });
    groups.addEventListener("click", event => { const node = nodeAt(event); if (node >= 0) open(node); });
    groups.addEventListener("pointermove", showTip);
    groups.addEventListener("pointerleave", () => { tip.hidden = true; });
    detail.addEventListener("keydown", event => { if (event.key === "Escape") closeDetail(); });

    // Time

    input.addEventListener("input", () => {
      const seconds = model.moments[0] + Number(input.value);
      show(momentAt(seconds), seconds);
    });
    input.addEventListener("keydown", event => {
      const far = Math.max(1, Math.round(last / 10));
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far, Home: -last - 1, End: last + 1 };
      if (event.key in steps) {
        event.preventDefault();
        goTo(state.moment + steps[event.key]);
      }
    });
    find("previous").addEventListener("click", () => goTo(state.moment - 1));
    find("next").addEventListener("click", () => goTo(state.moment + 1));
    function stop() {
      clearInterval(timer);
      timer = 0;
      play.textContent = "Play";
      play.setAttribute("aria-label", "Play");
      if (!isInOrder()) arrange();
    }
    play.addEventListener("click", () => {
      if (timer) { stop(); return; }
      if (state.moment >= last) goTo(0);
      // A reader who wants less motion gets one moment a second.
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      timer = setInterval(() => {
        if (state.moment >= last) stop(); else goTo(state.moment + 1);
      }, calm ? 1000 : Math.max(60, Math.min(600, 20000 / (last + 1))));
      play.textContent = "Pause";
      play.setAttribute("aria-label", "Pause");
    });
    by.addEventListener("change", arrange);
    let typing = 0;
    finder.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(search, 150); });

    addEventListener("beforeprint", () => { for (const box of boxes) if (box.isStale) box.draw(state); });
    input.hidden = false;
    find("controls").hidden = false;
    for (const box of boxes) box.root.hidden = true;
    goTo(last);
    arrange();
    for (const box of boxes) observer.observe(box.root);
  }

  function prepare(root) {
    for (const map of root.querySelectorAll(".map:not([data-ready])")) {
      map.dataset.ready = "";
      prepareMap(map);
    }
  }

  prepare(document);
  document.addEventListener("capdb:content", event => prepare(event.target));
})();
