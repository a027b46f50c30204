"use strict";
// Tables: search, filter by column, sort; and one of several tables at a time. Rows are hidden and
// reordered, never rewritten.

const inOrder = new Intl.Collator("en", { numeric: true }).compare;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
// 1,294 and 1294 are one number.
const joined = (text) => text.replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
// What a row says, without the buttons that these scripts put into it.
function said(part) {
  const texts = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, {
    acceptNode: (node) =>
      node.nodeName === "BUTTON" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  });
  while (walker.nextNode())
    if (walker.currentNode.nodeType === Node.TEXT_NODE) texts.push(walker.currentNode.data);
  return texts.join(" ").replace(/\s+/g, " ").trim();
}
// Letters are found anywhere, a number only as a whole: 12 is neither in 2012 nor in 12.5.
function finder(term) {
  const before = /^\d/.test(term) ? "(?:^|[^\\d.,]|(?:^|\\D)[.,])" : "";
  const after = /\d$/.test(term) ? "(?!\\d|[.,]\\d)" : "";
  if (!before && !after) return (text) => text.includes(term);
  const whole = new RegExp(before + term.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&") + after, "u");
  return (text) => whole.test(text);
}
const finders = (words) =>
  joined(fold(words))
    .split(/\s+/)
    .map((term) => term.replace(/[.,;:]+$/, ""))
    .filter(Boolean)
    .map(finder);

const SMALL = 8; // a table with fewer rows needs no tools

function enhance(box) {
  const name = box.dataset.table;
  const table = box.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < SMALL) return;
  const heads = [...table.tHead.rows[0].cells];
  const text = (row, column) => row.cells[column].dataset.filter ?? said(row.cells[column]);
  let words; // what each row says, gathered at the first search
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
    for (const value of values.sort(inOrder)) select.append(element("option", { value }, value));
    tools.append(element("label", {}, title, select));
    return [{ column, select, key, title }];
  });
  const reset = element("button", { type: "button" }, "Clear");
  const status = element("span");
  status.setAttribute("role", "status");
  tools.append(reset, status);
  table.parentElement.before(tools);

  function apply() {
    const terms = finders(search.value);
    const chosen = filters.filter(({ select }) => select.value);
    if (terms.length) words ??= new Map(rows.map((row) => [row, joined(fold(said(row)))]));
    let shown = 0;
    for (const row of rows) {
      const hit =
        terms.every((found) => found(words.get(row))) &&
        chosen.every(({ column, select }) => text(row, column) === select.value);
      row.hidden = !hit;
      shown += hit;
    }
    const all = shown === rows.length;
    const counted = all ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
    status.textContent = shown ? counted : `${counted}. ${widen(terms.length, chosen.length)}`;
    reset.hidden = all && !search.value;
    const asked = chosen.map(({ title, select }) => `${title}: ${select.value}`);
    if (terms.length) asked.unshift(`search: ${search.value.trim()}`);
    onPaper(box, all ? "" : `${counted} of this table, ${asked.join("; ")}.`);
  }
  let sorted = null;
  function sort(column, descending) {
    const value = (row) => row.cells[column].dataset.sort ?? fold(text(row, column));
    const order = rows.map((row) => [value(row), row]);
    const numeric = order.every(([v]) => v === "" || !Number.isNaN(Number(v)));
    order.sort(
      ([a], [b]) =>
        (a === "") - (b === "") || (descending ? -1 : 1) * (numeric ? a - b : inOrder(a, b)),
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
  restored(() => {
    search.value = state.get(`${name}.q`) ?? "";
    for (const { select, key } of filters) {
      select.value = state.get(key) ?? "";
      if (select.selectedIndex < 0) select.value = "";
    }
    const order = /^(\d+)([ad])$/.exec(state.get(`${name}.sort`) ?? "");
    if (order && Number(order[1]) < heads.length) sort(Number(order[1]), order[2] === "d");
    else if (sorted) unsort();
    apply();
  });
}
// How a search that finds nothing may be widened.
function widen(terms, filters) {
  if (!terms) return "No row has all that was chosen. Clear a filter.";
  const what = terms > 1 ? "No row has all these words. Try fewer or shorter ones" : "";
  const hint = what || "No row has this word. Try a shorter one";
  return `${hint}${filters ? ", or clear the filters" : ""}.`;
}

// A row can be cited.
function citable(row) {
  const text = (cell) => said(cell.querySelector("strong") ?? cell);
  const name = text(row.cells[0]);
  const citation = () =>
    `${name}: ${text(row.cells[1])} ` + `In: ${document.title}, ${addressOf(row.id)}. CC BY 4.0.`;
  row.cells[0].append(copyButton("Copy citation", ` of ${name}`, citation));
}

// A browser may forget that a table is one where its cells are laid out as blocks, so its parts say
// what they are.
function named(table) {
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
}
const HEADERS = { row: "rowheader", col: "columnheader" };
function namedRow(row) {
  row.setAttribute("role", "row");
  for (const cell of row.cells) cell.setAttribute("role", HEADERS[cell.scope] ?? "cell");
}

// ---- Views: of several tables one is shown. A link to another one chooses it.
function choosable(group) {
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
    const [at, all] = [select.selectedIndex, sections.length];
    const others = all === 2 ? "The other one stands" : `The other ${all - 1} stand`;
    const view = `View ${at + 1} of ${all}: ${select.options[at].text}.`;
    onPaper(group, all > 1 ? `${view} ${others} at ${address()}#${group.id}.` : "");
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
  restored(() => {
    const asked = state.get(group.id);
    show(sections.some((section) => name(section) === asked) ? asked : name(sections[0]));
  });
  group.reveal = (id) => {
    show(id);
    remember(group.id, id);
  };
}
// Where this page stands, in words for paper: of a page opened from disk its name is enough.
function address() {
  const page = location.href.split(/[?#]/)[0];
  return page.startsWith("http") ? page : decodeURI(page).split("/").pop();
}

for (const group of document.querySelectorAll("[data-views]")) choosable(group);
// A table that the address speaks of gets its tools at once, others while nobody waits; what is
// done to each row is done to a few at a time.
const FEW = 40;
function* byFew(rows, change) {
  for (let n = 0; n < rows.length; n += FEW) yield () => rows.slice(n, n + FEW).forEach(change);
}
for (const box of document.querySelectorAll("[data-table]")) {
  const table = box.querySelector("table");
  const rows = [...table.rows];
  const cited = "cite" in box.dataset ? rows.filter((row) => row.id) : [];
  const work = [() => enhance(box), ...byFew(cited, citable)];
  const asked = [...state.keys()].some((key) => key.startsWith(`${box.dataset.table}.`));
  if (asked || location.hash) for (const step of work) step();
  else soon(...work);
}
for (const table of document.querySelectorAll("table.stack"))
  soon(() => named(table), ...byFew([...table.rows], namedRow));
