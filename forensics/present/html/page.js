"use strict";
// The page's script: zoom and pan, hover and focus, filters. It reads what the page says already and never makes markup of it.
(() => {
  const svg = document.querySelector("svg.lanes");
  const view = document.querySelector(".view");
  const rows = [...document.querySelectorAll(".rows > li")];
  const all = (where, what) => [...where.querySelectorAll(what)];
  document.documentElement.classList.add("ready-page");
  for (const one of all(document, ".tools, .find")) one.hidden = false;

  // ---- The picture: every piece knows its times; places follow from the knots and from what is in view.
  const GUTTER = 64, RIGHT = 14, MARK = 14, CROWD = 4, APART = 74;
  const NS = "http://www.w3.org/2000/svg";
  const make = (name, attributes, words) => {
    const made = document.createElementNS(NS, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (words !== undefined) made.textContent = words;
    return made;
  };
  let knots = [], stretched = [], low = 0, high = 1, width = 960, left = GUTTER, plot = 1;
  const part = (time) => {
    let at = 0;
    while (at < knots.length - 2 && knots[at + 1][0] <= time) at++;
    const [a, u] = knots[at], [b, v] = knots[at + 1];
    return u + (v - u) * Math.min(1, Math.max(0, b > a ? (time - a) / (b - a) : 0));
  };
  const x = (time) => left + plot * (part(time) - low) / (high - low);
  const measure = document.createElement("canvas").getContext("2d");
  const fitted = (words, room, font) => {
    measure.font = font;
    if (measure.measureText(words).width <= room) return words;
    let kept = Math.floor(words.length * room / (measure.measureText(words).width + 1));
    while (kept > 0 && measure.measureText(words.slice(0, kept) + "…").width > room) kept--;
    return kept >= 3 ? words.slice(0, kept) + "…" : "";
  };
  const font = getComputedStyle(document.body).fontFamily;

  function place() {
    width = Math.max(300, view.clientWidth);
    plot = width - GUTTER - RIGHT;
    for (const rect of all(svg, "rect[data-a]")) {
      const a = Math.max(-50, Math.min(width + 50, x(+rect.dataset.a)));
      const b = Math.max(-50, Math.min(width + 50, x(+rect.dataset.b)));
      rect.setAttribute("x", a.toFixed(1));
      rect.setAttribute("width", Math.max(2, b - a).toFixed(1));
    }
    for (const words of all(svg, "text[data-l]")) {
      const rect = words.parentNode.querySelector("rect[data-a]");
      const stretch = words.classList.contains("stretch-words");
      const from = Math.max(+rect.getAttribute("x"), left);
      const to = Math.min(+rect.getAttribute("x") + +rect.getAttribute("width"), width - RIGHT);
      const pad = stretch ? 0 : Math.min(6, Math.max(2, (to - from) / 12));
      words.setAttribute("x", (from + pad).toFixed(1));
      const face = (stretch ? "600 11px " : "600 12px ") + font, short = words.dataset.l.split(",")[0];
      words.textContent = stretch ? [words.dataset.l, short].find((one) => fitted(one, to - from, face) === one) || "" : fitted(words.dataset.l, to - from - 2 * pad, face);
    }
    for (const head of all(svg, ".lane > .role")) {
      const name = head.parentNode.querySelector(".name");
      head.setAttribute("transform", `translate(${width - 960} 0)`);
      head.style.display = name.getComputedTextLength() + head.querySelector("text").getComputedTextLength() + 40 > width ? "none" : "";
    }
    for (const group of all(svg, ".marks")) marks(group);
    axis();
    stack();
  }

  function marks(group) {
    const shown = [];
    for (const mark of group.children) {
      const at = x(+mark.dataset.t);
      mark.style.display = "none";
      mark.removeAttribute("display");
      if (mark.dataset.off !== "1" && at >= left - 1 && at <= width - RIGHT + 1) shown.push({ mark, at });
    }
    shown.sort((one, other) => one.at - other.at);
    const groups = [];
    for (const one of shown) {
      const last = groups[groups.length - 1];
      if (last && one.at - last[0].at < MARK / 2) last.push(one); else groups.push([one]);
    }
    const tight = shown.length * MARK > plot;
    const kept = [];
    for (const some of groups) {
      if (some.length >= CROWD || (tight && some.length > 1)) kept.push({ ...some[0], count: some.length });
      else for (const one of some) kept.push({ ...one, count: 1 });
    }
    let last = -Infinity;
    for (const one of kept) { one.x = Math.max(one.at, last + MARK); last = one.x; }
    let limit = width - RIGHT;
    for (const one of [...kept].reverse()) { one.x = Math.min(one.x, limit); limit = one.x - MARK; }
    let floor = left, run = [];
    const centre = () => {
      if (!run.length) return;
      const off = Math.max(0, Math.min(run.reduce((sum, one) => sum + one.x - one.at, 0) / run.length, run[0].x - floor));
      for (const one of run) one.x -= off;
      floor = run[run.length - 1].x + MARK;
      run = [];
    };
    kept.forEach((one, number) => {
      if (number && one.x - kept[number - 1].before > MARK + .01) centre();
      one.before = one.x;
      run.push(one);
    });
    centre();
    for (const one of kept) {
      const many = one.count > 1, face = one.mark.querySelector(".face");
      one.mark.style.display = "";
      one.mark.setAttribute("aria-label", many ? `${one.count} events, the first of them: ${one.mark.dataset.says}` : one.mark.dataset.says);
      face.setAttribute("d", many ? "M-7-7H7V7H-7Z" : face.dataset.d);
      face.setAttribute("transform", `translate(${one.x.toFixed(1)} 13)`);
      one.mark.querySelector(".leader").setAttribute("d", `M${one.at.toFixed(1)} 0V3L${one.x.toFixed(1)} 7`);
      let number = one.mark.querySelector(".many");
      if (many && !number) number = one.mark.appendChild(make("text", { "class": "many", "text-anchor": "middle", y: 16.5, "aria-hidden": "true" }));
      if (number) { number.textContent = many ? one.count : ""; number.setAttribute("x", one.x.toFixed(1)); }
    }
  }

  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = (number) => String(number).padStart(2, "0");
  function dated(time, unit) {
    const at = new Date(time * 1000);
    if (unit < 86400) return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    if (unit < 30 * 86400) return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
    return at.getUTCMonth() ? MONTHS[at.getUTCMonth()] : String(at.getUTCFullYear());
  }
  function* whole(unit, from, to) {
    const at = new Date(from * 1000);
    if (unit >= 30 * 86400) {
      const step = { 31536000: 12, 7862400: 3, 2592000: 1 }[unit];
      for (let month = Math.floor((at.getUTCFullYear() * 12 + at.getUTCMonth()) / step) * step; ; month += step) {
        const time = Date.UTC(Math.floor(month / 12), month % 12) / 1000;
        if (time >= to) return;
        if (time >= from) yield time;
      }
    }
    for (let time = Math.ceil(from / unit) * unit; time < to; time += unit) yield time;
  }
  const UNITS = [31536000, 7862400, 2592000, 86400, 21600, 3600, 600, 60];
  function axis() {
    const found = [], told = svg.dataset.told;
    const edge = time(low), end = time(high);
    const begin = new Date(edge * 1000);
    found.push([-2, left, `${begin.getUTCDate()} ${MONTHS[begin.getUTCMonth()]} ${begin.getUTCFullYear()}`]);
    if (told) found.push([-1, x(+told), dated(+told, 86400)]);
    for (let at = 0; at + 1 < knots.length; at++) {
      const from = Math.max(knots[at][0], edge), to = Math.min(knots[at + 1][0], end);
      if (to <= from) continue;
      const perSecond = (x(to) - x(from)) / (to - from);
      if (knots.length > 2) found.push([3.5, x(from), dated(from, 86400)]);
      UNITS.forEach((unit, rank) => {
        if (perSecond * unit >= APART || (rank < 3 && low === 0 && high === 1)) {
          for (const one of whole(unit, from, to)) found.push([rank, x(one), dated(one, unit)]);
        }
      });
    }
    found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    const taken = [];
    for (const [, at, words] of found) {
      if (at >= left - .5 && at < width - RIGHT - 12 && taken.every(([other]) => Math.abs(at - other) >= APART)) taken.push([at, words]);
    }
    const group = svg.querySelector(".axis");
    const made = [];
    for (const [at, words] of taken) {
      made.push(make("line", { x1: at.toFixed(1), x2: at.toFixed(1), y1: 18, y2: 18, "class": "rule" }));
      made.push(make("text", { x: at.toFixed(1), y: 12, "text-anchor": "middle", "class": "small" }, words));
    }
    group.replaceChildren(...made);
  }
  function time(at) {
    let place = 0;
    while (place < knots.length - 2 && knots[place + 1][1] <= at) place++;
    const [a, u] = knots[place], [b, v] = knots[place + 1];
    return a + (b - a) * (v > u ? (at - u) / (v - u) : 0);
  }

  function stack() {
    let top = 22;
    for (const lane of all(svg, ":scope > .lane")) {
      if (lane.style.display === "none") continue;
      lane.setAttribute("transform", `translate(0 ${top})`);
      top += +lane.dataset.h;
    }
    for (const line of all(svg, ".axis line")) line.setAttribute("y2", top);
    for (const band of all(svg, ".bands rect")) band.setAttribute("height", Math.max(0, top - 22));
    svg.querySelector("#plot rect").setAttribute("width", plot + 9);
    svg.setAttribute("viewBox", `0 0 ${width} ${top + 4}`);
  }

  function zoom(by, at = .5) {
    const pivot = low + (high - low) * at;
    const size = Math.min(1, Math.max(1e-5, (high - low) * by));
    show(pivot - size * at, pivot - size * at + size);
  }
  function show(from, to) {
    const size = Math.min(1, to - from);
    low = Math.min(Math.max(0, from), 1 - size);
    high = low + size;
    place();
  }
  const DO = {
    in: () => zoom(.6), out: () => zoom(1 / .6), all: () => show(0, 1),
    told: () => { const at = part(+svg.dataset.told); show(at - .06, at + .06); },
    true: (button) => {
      const on = knots === stretched;
      const [from, to] = [time(low), time(high)];
      knots = on ? [[stretched[0][0], 0], [stretched[stretched.length - 1][0], 1]] : stretched;
      button.setAttribute("aria-pressed", String(on));
      document.querySelector("#lanes-title small").textContent = on ? "UTC" : "UTC, long stretches shortened";
      show(part(from), part(to));
    },
  };

  if (svg && view) {
    stretched = knots = svg.dataset.knots.split(" ").map((one) => one.split(":").map(Number));
    view.classList.add("ready");
    for (const title of all(svg, "a > title, g > title")) {
      const piece = title.parentNode;
      piece.dataset.says = title.textContent;
      if (piece.tagName === "a") piece.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    for (const button of all(document, "button[data-do]")) button.addEventListener("click", () => DO[button.dataset.do](button));
    view.addEventListener("wheel", (event) => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (!sideways && !event.ctrlKey && !event.metaKey && !view.matches(":focus-within")) return;
      event.preventDefault();
      const at = (event.clientX - view.getBoundingClientRect().left - left) / plot;
      if (sideways) { const by = (high - low) * (event.deltaX || event.deltaY) / plot; show(low + by, high + by); }
      else zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 240), Math.min(1, Math.max(0, at)));
    }, { passive: false });
    let held = null;
    view.addEventListener("pointerdown", (event) => { if (event.button === 0) held = { x: event.clientX, low, high, moved: false }; });
    window.addEventListener("pointermove", (event) => {
      if (!held) return;
      const by = event.clientX - held.x;
      if (!held.moved && Math.abs(by) < 4) return;
      held.moved = true;
      view.classList.add("moving");
      hide();
      const off = by / plot * (held.high - held.low);
      show(held.low - off, held.high - off);
    });
    const drop = () => { view.classList.remove("moving"); setTimeout(() => { held = null; }); };
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
    view.addEventListener("dragstart", (event) => event.preventDefault());
    view.addEventListener("click", (event) => { if (held && held.moved) event.preventDefault(); }, true);
    view.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = (high - low) / 5, link = event.target.closest("svg a");
      const keys = { "+": DO.in, "=": DO.in, "-": DO.out, "0": DO.all };
      if (!link) Object.assign(keys, { ArrowLeft: () => show(low - step, high - step), ArrowRight: () => show(low + step, high + step), ArrowDown: () => first(), Enter: () => first() });
      else Object.assign(keys, { ArrowLeft: () => walk(link, -1), ArrowRight: () => walk(link, 1), ArrowUp: () => line(link, -1), ArrowDown: () => line(link, 1) });
      if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    });
    // One stop for Tab in the whole picture; inside it the arrow keys walk.
    for (const link of all(svg, "a")) link.setAttribute("tabindex", "-1");
    const lines = () => all(svg, ".line, .marks").filter((group) => group.closest(".lane").style.display !== "none")
      .map((group) => all(group, "a").filter((link) => link.style.display !== "none")).filter((links) => links.length);
    const first = () => { const links = lines()[0]; if (links) links[0].focus(); };
    const walk = (link, by) => { const links = lines().find((some) => some.includes(link)) || []; const next = links[links.indexOf(link) + by]; if (next) next.focus(); };
    const line = (link, by) => {
      const every = lines(), at = every.findIndex((some) => some.includes(link));
      if (at + by < 0) view.focus(); else if (every[at + by]) every[at + by][0].focus();
    };
    new ResizeObserver(() => { if (Math.abs(view.clientWidth - width) > 1 && view.clientWidth) place(); }).observe(view);
    place();
  }

  // ---- What stands behind a piece or a mark, on hover and on focus.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  let from = null, leaving = 0;
  function hide() { tip.hidden = true; if (from) from.removeAttribute("aria-describedby"); from = null; }
  function tell(piece) {
    clearTimeout(leaving);
    if (piece === from) return;
    hide();
    const says = piece.getAttribute("aria-label") || piece.dataset.says;
    if (!says) return;
    from = piece;
    const id = (piece.getAttribute("href") || "").slice(1);
    const row = id && document.getElementById(id) && document.getElementById(id).closest("li");
    const lead = document.createElement("b");
    lead.textContent = says;
    tip.replaceChildren(lead);
    const place = row && row.querySelector(".place");
    if (place) tip.append(place.textContent);
    if (row) for (const [number, word] of all(row, "dt").slice(0, 3).entries()) {
      if (!word.textContent.startsWith("Speaks")) continue;
      const why = document.createElement("div");
      why.textContent = `${word.textContent} ${all(row, "dd")[number].textContent}`;
      tip.append(why);
    }
    tip.hidden = false;
    piece.setAttribute("aria-describedby", "tip");
    const box = (piece.querySelector(".face, rect") || piece).getBoundingClientRect();
    const across = Math.min(Math.max(12, Math.max(box.left, 0)), innerWidth - tip.offsetWidth - 12);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${across}px`;
    tip.style.top = `${above > 4 ? above : box.bottom + 8}px`;
    for (const one of rows) one.classList.toggle("lit", one === row);
  }
  const away = () => { clearTimeout(leaving); leaving = setTimeout(() => { hide(); for (const one of rows) one.classList.remove("lit"); }, 180); };
  if (svg) {
    svg.addEventListener("pointerover", (event) => { const piece = event.target.closest("a, g[data-says]"); if (piece && !view.matches(".moving")) tell(piece); });
    svg.addEventListener("pointerout", away);
    svg.addEventListener("focusin", (event) => { const piece = event.target.closest("a"); if (piece) tell(piece); });
    svg.addEventListener("focusout", away);
    tip.addEventListener("pointerenter", () => clearTimeout(leaving));
    tip.addEventListener("pointerleave", away);
    window.addEventListener("scroll", hide, { passive: true });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }

  // ---- Filters.
  const boxes = all(document, ".tools input");
  const find = document.querySelector("input[name=find]");
  const status = document.querySelector(".find [role=status]");
  const off = (name) => new Set(boxes.filter((box) => box.name === name && !box.checked).map((box) => box.value));
  function filter() {
    const env = off("env"), src = off("src"), words = find ? find.value.trim().toLowerCase() : "";
    let count = 0;
    for (const row of rows) {
      row.hidden = env.has(row.dataset.env) || src.has(row.dataset.src) || (words !== "" && !row.textContent.toLowerCase().includes(words));
      if (!row.hidden) count++;
    }
    if (status) status.textContent = count === rows.length ? `${count} rows` : `${count} of ${rows.length} rows`;
    if (!svg) return;
    for (const lane of all(svg, ":scope > .lane[data-env]")) {
      if (lane.dataset.env !== "") lane.style.display = env.has(lane.dataset.env) ? "none" : "";
    }
    for (const mark of all(svg, ".mark")) {
      const row = document.getElementById((mark.getAttribute("href") || "").slice(1));
      const item = row && row.closest("li");
      mark.dataset.off = item && item.hidden ? "1" : "";
    }
    place();
  }
  for (const box of boxes) box.addEventListener("change", filter);
  if (find) find.addEventListener("input", filter);
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const row = target && target.closest(".rows > li");
    if (!row || !row.hidden) return;
    for (const box of boxes) box.checked = true;
    if (find) find.value = "";
    filter();
    row.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) setTimeout(reveal); });
  reveal();
})();
