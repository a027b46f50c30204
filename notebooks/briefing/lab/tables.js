"use strict";
// Makes the tables of a notebook's outputs live: search, filters, order, long texts that open, and
// files of the rows that are shown. ``briefing.lab`` puts the library in that does it.
if (!window.briefingTables) {
  const inOrder = new Intl.Collator("en", { numeric: true }).compare;
  const LONG = 320; // characters; a longer text shows its first lines
  const SMALL = 8; // a table with fewer rows is read faster than searched

  const element = (kind, about = {}, ...inside) => {
    const made = Object.assign(document.createElement(kind), about);
    made.append(...inside);
    return made;
  };
  // What a cell says, in one text: the parts of a list one after the other, links with addresses.
  const said = (node) => {
    const copy = node.cloneNode(true);
    for (const button of copy.querySelectorAll("button")) button.remove();
    for (const link of copy.querySelectorAll("a[href]")) {
      const address = link.getAttribute("href");
      if (/^https?:/.test(address) && link.textContent !== address) link.append(` <${address}>`);
    }
    for (const part of copy.querySelectorAll("li + li, div > div, td > div")) part.prepend("; ");
    return copy.textContent.replace(/\s+/g, " ").replace(/^; /, "").trim();
  };
  const exported = (node) => {
    const number = node.classList.contains("number") && node.dataset.order;
    return number || said(node);
  };
  // Rows without a value come last, whichever way the others stand.
  const ordered = (direction, compare) => (a, b) =>
    (a === "") - (b === "") || direction * compare(a, b);

  function teach({ ext, util }) {
    const orders = { words: inOrder, figures: (a, b) => a - b };
    for (const [type, compare] of Object.entries(orders)) {
      ext.type.order[`${type}-pre`] = (value) => util.stripHtml(String(value ?? "")).trim();
      ext.type.order[`${type}-asc`] = ordered(1, compare);
      ext.type.order[`${type}-desc`] = ordered(-1, compare);
      ext.type.search[type] = (value) => util.diacritics(util.stripHtml(String(value ?? ""), " "));
    }
  }

  // Long texts show their beginning, and a button for the rest.
  function folded(cell) {
    if (cell.textContent.length <= LONG) return;
    const text = element("div", { className: "briefing-long" }, ...cell.childNodes);
    const button = element("button", { type: "button", textContent: "Show all" });
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const open = !text.classList.toggle("briefing-long");
      button.setAttribute("aria-expanded", open);
      button.textContent = open ? "Show less" : "Show all";
    });
    cell.append(text, button);
  }

  const choice = (cell) => cell.dataset.choice ?? cell.textContent.trim();
  function filters(rows, heads) {
    return heads.flatMap((head, column) => {
      if (!("choice" in head.dataset)) return [];
      const values = [...new Set(rows.map((row) => choice(row.cells[column])))].filter(Boolean);
      const options = values.sort(inOrder).map((value) => element("option", { value }, value));
      const select = element("select", {}, element("option", { value: "" }, "all"), ...options);
      return [{ column, select, label: element("label", {}, `${head.textContent} `, select) }];
    });
  }

  function enhance(box, $) {
    const table = box.querySelector("table");
    const region = box.querySelector(".briefing-rows");
    const title = table.caption?.textContent || region.getAttribute("aria-label");
    const heads = [...table.tHead.rows[0].cells];
    const titles = heads.map((head) => head.textContent);
    const rows = [...table.tBodies[0].rows];
    const chosen = rows.length < SMALL ? [] : filters(rows, heads);
    const columnDefs = heads.map((head, targets) => {
      const type = head.classList.contains("number") ? "figures" : "words";
      return { targets, type };
    });
    const none = { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null };
    const live = $(table).DataTable({
      ...{ columnDefs, layout: none, order: [], paging: false, info: false, autoWidth: false },
      language: { zeroRecords: "No row has all that was chosen.", emptyTable: "No rows." },
    });
    const search = element("input", { type: "search", autocomplete: "off" });
    const status = element("span");
    status.setAttribute("role", "status");
    const clear = element("button", { type: "button", textContent: "Clear" });
    live.search.fixed("chosen", (text, values, index) =>
      chosen.every(
        ({ column, select }) => !select.value || choice(rows[index].cells[column]) === select.value,
      ),
    );
    const apply = () => {
      live.search(search.value).draw();
      const shown = live.rows({ search: "applied" }).count();
      const all = shown === rows.length;
      status.textContent = all ? `${shown} rows` : `${shown} of ${rows.length} rows`;
      clear.hidden = all && !search.value;
    };
    search.addEventListener("input", apply);
    for (const { select } of chosen) select.addEventListener("change", apply);
    clear.addEventListener("click", () => {
      search.value = "";
      for (const { select } of chosen) select.value = "";
      apply();
      search.focus();
    });
    const format = {
      header: (text, column) => titles[column],
      body: (text, row, column, node) => exported(node),
    };
    const bare = { title: null, messageTop: null, messageBottom: null }; // no row above the headings
    const file = { ...bare, filename: box.dataset.name, exportOptions: { format } };
    const buttons = new $.fn.dataTable.Buttons(live, {
      buttons: [
        { ...file, extend: "csvHtml5", text: "Export what I see (CSV)" },
        { ...file, extend: "excelHtml5", text: "Export what I see (XLSX)" },
      ],
    });
    const tools = element("div", { className: "briefing-tools" });
    tools.setAttribute("role", "search");
    tools.setAttribute("aria-label", `Search and filter: ${title}`);
    if (rows.length >= SMALL) {
      tools.append(element("label", {}, "Search ", search), ...chosen.map(({ label }) => label));
      tools.append(clear);
    }
    tools.append(...buttons.container().find("button").get(), status);
    box.prepend(tools);
    // JupyterLab takes letters and arrow keys for commands to the notebook; these are for the table.
    for (const part of box.querySelectorAll("input, select, button, [tabindex]"))
      part.setAttribute("data-lm-suppress-shortcuts", "");
    for (const row of rows) for (const cell of row.cells) folded(cell);
    apply();
  }

  const unpacked = async () => {
    const bytes = Uint8Array.from(atob("{{library}}"), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const code = new Blob([await new Response(stream).blob()], { type: "text/javascript" });
    const address = URL.createObjectURL(code);
    const { jQuery } = await import(address);
    URL.revokeObjectURL(address);
    teach(jQuery.fn.dataTable);
    return jQuery;
  };
  const library = unpacked();
  window.briefingTables = async () => {
    const $ = await library;
    for (const box of document.querySelectorAll(".briefing-table:not([data-live])")) {
      box.dataset.live = "";
      enhance(box, $);
    }
  };
}
window.briefingTables();
