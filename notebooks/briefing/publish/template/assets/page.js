"use strict";
// Progressive enhancement: without this file every page is complete. A chart becomes live as it
// nears the viewport; Plotly's library, a file beside this one, is loaded only then. If it is
// missing the image stays.

// CSS pixels up to which a chart is drawn as for a phone: the 34rem of its <source>
const PHONE = 544;

const scripts = new Map();
let unpacked;
function load(address) {
  if (!scripts.has(address)) {
    scripts.set(
      address,
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${address} is missing`));
        document.head.append(script);
      }),
    );
  }
  return scripts.get(address);
}

function merged(layout, changes) {
  const result = { ...layout };
  for (const [key, value] of Object.entries(changes)) {
    const object = value && typeof value === "object" && !Array.isArray(value);
    result[key] = object ? { ...layout[key], ...value } : value;
  }
  return result;
}

async function makeLive(plot) {
  const image = plot.querySelector("img");
  try {
    if (window.briefingUnpack)
      await load(await (unpacked ??= window.briefingUnpack())); // a page that is one file
    else await Promise.all([load("assets/plotly.min.js"), load(plot.dataset.figure)]);
  } catch {
    plot.title = "The live chart needs assets/plotly.min.js, which the build puts in place.";
    return;
  }
  const Plotly = window.Plotly;
  const source = window.briefingCharts[plot.dataset.chart];
  const layoutAt = (width) => ({
    ...(window.innerWidth <= PHONE ? merged(source.layout, source.narrow) : source.layout),
    width,
    autosize: false,
  });
  const stage = document.createElement("div");
  stage.className = "live";
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", image ? image.alt : plot.textContent.trim());
  const fit = () => {
    const layout = layoutAt(plot.clientWidth);
    // the image's own box, so that nothing jumps
    if (image && image.clientHeight) layout.height = image.clientHeight;
    return layout;
  };
  await Plotly.newPlot(stage, source.data, fit(), {
    displayModeBar: false,
    responsive: false,
    scrollZoom: false,
  });
  plot.append(stage);
  plot.classList.add("is-live");
  let width = plot.clientWidth;
  new ResizeObserver(() => {
    if (plot.clientWidth === width || !plot.clientWidth) return;
    width = plot.clientWidth;
    plot.classList.remove("is-live");
    const layout = fit();
    plot.classList.add("is-live");
    Plotly.react(stage, source.data, layout, { displayModeBar: false });
  }).observe(plot);
}

const nearing = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      nearing.unobserve(entry.target);
      makeLive(entry.target);
    }
  },
  { rootMargin: "300px" },
);
for (const plot of document.querySelectorAll("[data-chart]")) nearing.observe(plot);

// Long tables are laid out once the first content has been painted, or at once where a link leads
// into the page.
const layOutAll = () => document.documentElement.classList.add("shown");
if (location.hash) layOutAll();
else addEventListener("load", () => requestAnimationFrame(() => setTimeout(layOutAll)));

// Beside the text there is room for the list of contents.
if (matchMedia("(min-width: 66rem)").matches)
  document.querySelector(".contents details")?.setAttribute("open", "");

// ---- State in the address: ?table.q=...&table.column=...&table.sort=2d&views=id. A view can be
// linked, survives a reload, and comes back with Back. The page shows what was chosen first; that
// the address follows is a convenience, which some browsers forbid and all limit.
let state = new URLSearchParams(location.search);
let writing;
const WAIT = 300; // milliseconds without a key before what was typed goes into the address
function remember(key, value, wait = 0) {
  if (value) state.set(key, value);
  else state.delete(key);
  clearTimeout(writing);
  if (wait) writing = setTimeout(write, wait);
  else write();
}
function write() {
  clearTimeout(writing);
  const query = state.toString();
  const page = location.href.split(/[?#]/)[0];
  try {
    history.replaceState(null, "", `${page}${query ? `?${query}` : ""}${location.hash}`);
  } catch {
    // the page works without
  }
}
addEventListener("pagehide", write);
const restorers = []; // each shows what the state says
addEventListener("popstate", () => {
  state = new URLSearchParams(location.search);
  for (const restore of restorers) restore();
});

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// ---- Copying. The answer is shown, and spoken, in the button itself.
function copyButton(title, text) {
  const button = element("button", { type: "button", className: "copy" }, title);
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    let done = "Copied";
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      done = `Copy by hand: ${text()}`;
    }
    button.textContent = done;
    setTimeout(() => {
      button.textContent = title;
    }, 4000);
  });
  return button;
}
const addressOf = (id) => `${location.href.split("#")[0].split("?")[0]}#${id}`;
for (const take of document.querySelectorAll(".take")) {
  take.append(
    copyButton("Copy citation", () => take.querySelector(".citation p").textContent.trim()),
    copyButton("Copy link", () => addressOf(take.closest("figure").id)),
  );
}
for (const row of document.querySelectorAll("[data-cite] tbody tr[id]")) {
  const text = (cell) => (cell.querySelector("strong") ?? cell).textContent.trim();
  row.cells[0].append(
    copyButton(
      "Copy citation",
      () =>
        `${text(row.cells[0])}: ${text(row.cells[1])} ` +
        `In: ${document.title}, ${addressOf(row.id)}. CC BY 4.0.`,
    ),
  );
}

// ---- Tables: search, filter by column, sort. Rows are hidden and reordered, never rewritten.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
// What a row says, without the buttons that this file puts into it.
function said(part) {
  const texts = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest("button")) texts.push(walker.currentNode.data);
  return texts.join(" ").replace(/\s+/g, " ").trim();
}
const SMALL = 8; // a table with fewer rows needs no tools

function enhance(box) {
  const name = box.dataset.table;
  const table = box.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < SMALL) return;
  const heads = [...table.tHead.rows[0].cells];
  const text = (row, column) => row.cells[column].dataset.filter ?? said(row.cells[column]);
  const words = new Map(rows.map((row) => [row, fold(said(row))]));
  const tools = element("div", { className: "tools" });
  tools.setAttribute("role", "search");
  tools.setAttribute("aria-label", `Search and filter: ${table.caption.textContent}`);
  const search = element("input", { type: "search", autocomplete: "off" });
  tools.append(element("label", {}, "Search", search));
  const filters = heads.flatMap((head, column) => {
    if (!("filter" in head.dataset)) return [];
    const title = head.textContent.trim();
    const key = `${name}.${title.toLowerCase().replace(/\W+/g, "-")}`;
    const select = element("select", {}, element("option", { value: "" }, "all"));
    const values = [...new Set(rows.map((row) => text(row, column)))].filter(Boolean);
    for (const value of values.sort((a, b) => a.localeCompare(b, "en", { numeric: true })))
      select.append(element("option", { value }, value));
    tools.append(element("label", {}, title, select));
    return [{ column, select, key }];
  });
  const reset = element("button", { type: "button" }, "Clear");
  const status = element("span");
  status.setAttribute("role", "status");
  tools.append(reset, status);
  table.parentElement.before(tools);

  function apply() {
    const terms = fold(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const hit =
        terms.every((term) => words.get(row).includes(term)) &&
        filters.every(({ column, select }) => !select.value || text(row, column) === select.value);
      row.hidden = !hit;
      shown += hit;
    }
    status.textContent =
      shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
    reset.hidden = shown === rows.length && !search.value;
  }
  let sorted = null;
  function sort(column, descending) {
    const value = (row) => row.cells[column].dataset.sort ?? fold(text(row, column));
    const order = rows.map((row) => [value(row), row]);
    const numeric = order.every(([v]) => v === "" || !Number.isNaN(Number(v)));
    order.sort(
      ([a], [b]) =>
        (a === "") - (b === "") ||
        (descending ? -1 : 1) * (numeric ? a - b : a.localeCompare(b, "en", { numeric: true })),
    );
    body.append(...order.map(([, row]) => row));
    heads.forEach((head, n) => {
      if (n === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    sorted = { column, descending };
  }
  function unsort() {
    body.append(...rows);
    for (const head of heads) head.removeAttribute("aria-sort");
    sorted = null;
  }
  heads.forEach((head, column) => {
    const button = element("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const descending = sorted?.column === column && !sorted.descending;
      sort(column, descending);
      remember(`${name}.sort`, `${column}${descending ? "d" : "a"}`);
    });
  });
  search.addEventListener("input", () => {
    apply();
    remember(`${name}.q`, search.value, WAIT);
  });
  for (const { select, key } of filters)
    select.addEventListener("change", () => {
      apply();
      remember(key, select.value);
    });
  box.showAll = () => {
    search.value = "";
    for (const { select } of filters) select.value = "";
    apply();
    for (const key of [`${name}.q`, ...filters.map((filter) => filter.key)]) state.delete(key);
    write();
  };
  reset.addEventListener("click", () => {
    box.showAll();
    search.focus();
  });
  function restore() {
    search.value = state.get(`${name}.q`) ?? "";
    for (const { select, key } of filters) {
      select.value = state.get(key) ?? "";
      if (select.selectedIndex < 0) select.value = "";
    }
    const order = /^(\d+)([ad])$/.exec(state.get(`${name}.sort`) ?? "");
    if (order && Number(order[1]) < heads.length) sort(Number(order[1]), order[2] === "d");
    else if (sorted) unsort();
    apply();
  }
  restorers.push(restore);
  restore();
}
for (const box of document.querySelectorAll("[data-table]")) enhance(box);

// A search in the first rows of a table leads to the page of all rows, where this file runs it.
for (const form of document.querySelectorAll("[data-find]")) form.hidden = false;

// A browser may forget that a table is one where its cells are laid out as blocks, so its parts say
// what they are.
for (const table of document.querySelectorAll("table.stack")) {
  const roles = {
    thead: "rowgroup",
    tbody: "rowgroup",
    tr: "row",
    "thead th": "columnheader",
    "tbody th": "rowheader",
    td: "cell",
  };
  table.setAttribute("role", "table");
  for (const [selector, role] of Object.entries(roles))
    for (const part of table.querySelectorAll(selector)) part.setAttribute("role", role);
}

// ---- Views: of several tables one is shown. A link to another one chooses it.
for (const group of document.querySelectorAll("[data-views]")) {
  const sections = [...group.querySelectorAll(".view")];
  const name = (section) => section.querySelector("table").id;
  const select = element("select");
  let list = select;
  for (const item of group.querySelector("ul").children) {
    const link = item.querySelector("a");
    if (link) list.append(element("option", { value: link.hash.slice(1) }, link.textContent));
    else {
      list = element("optgroup", { label: item.textContent });
      select.append(list);
    }
  }
  const show = (id) => {
    select.value = id;
    for (const section of sections) section.hidden = name(section) !== id;
  };
  group.querySelector("ul").hidden = true;
  const title = group.querySelector(".views-title");
  title.replaceWith(
    element("div", { className: "tools" }, element("label", {}, group.dataset.views, select)),
  );
  select.addEventListener("change", () => {
    show(select.value);
    remember(group.id, select.value);
  });
  const restore = () => {
    const asked = state.get(group.id);
    show(sections.some((section) => name(section) === asked) ? asked : name(sections[0]));
  };
  restorers.push(restore);
  restore();
  group.reveal = (id) => {
    show(id);
    remember(group.id, id);
  };
}

// ---- What a link points to is shown: disclosures open, a view is chosen, a filtered row comes
// back.
function linked() {
  const id = location.hash.slice(1);
  try {
    return document.getElementById(decodeURIComponent(id));
  } catch {
    return null; // no anchor of ours: #%
  }
}
function openTarget() {
  const target = linked();
  if (!target) return;
  for (let box = target; box; box = box.parentElement) {
    if (box.tagName === "DETAILS") box.open = true;
    if (box.matches?.(".view") && box.hidden)
      box.parentElement.reveal(box.querySelector("table").id);
  }
  if (target.hidden) target.closest("[data-table]")?.showAll?.();
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
if (location.hash) openTarget();
