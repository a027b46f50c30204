"use strict";
// The page around charts and tables: names, code, contents, menu, and what a link leads to.

// ---- Names that tell apart what looks alike.
for (const figure of document.querySelectorAll("figure.chart")) {
  const title = figure.querySelector("figcaption").textContent.trim();
  const share = figure.querySelector(".share");
  for (const link of share.querySelectorAll("a"))
    link.setAttribute("aria-label", `${link.textContent.trim()}: ${title}`);
  share.append(
    copyButton("Copy citation", `: ${title}`, () =>
      share.querySelector(".citation").textContent.trim(),
    ),
    copyButton("Copy link", `: ${title}`, () => addressOf(figure.id)),
  );
  // What was opened near the lower edge of the window is seen.
  share.addEventListener("toggle", () => share.open && share.scrollIntoView({ block: "nearest" }));
}

// ---- Code stays out of the way of who reads: one button shows all of it.
const code = [...document.querySelectorAll("details.code")];
const contents = document.querySelector(".contents details");
if (code.length) {
  const button = element("button", { type: "button", className: "copy" }, "Show code");
  const show = (shown) => {
    button.setAttribute("aria-pressed", shown);
    for (const part of code) part.hidden = !(part.open = shown);
  };
  restored(() => show(state.get("code") === "shown"));
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") === "false";
    show(shown);
    remember("code", shown ? "shown" : "");
  });
  (contents ?? document.querySelector("footer.site")).append(element("p", {}, button));
}

// ---- The list of contents: open where there is room for it beside the text, and it shows which
// part one reads, the last whose heading has passed the upper third of the window.
if (contents) {
  contents.open = matchMedia("(min-width: 66rem)").matches;
  const links = new Map();
  for (const link of contents.querySelectorAll("a"))
    links.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link);
  links.delete(null);
  const passed = new Set();
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        passed[isIntersecting ? "add" : "delete"](target);
      const here = [...links.keys()].filter((heading) => passed.has(heading)).at(-1);
      for (const [heading, link] of links)
        if (heading === here) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
    },
    { rootMargin: "9999999px 0px -66% 0px" }, // all that is above, too
  );
  for (const heading of links.keys()) seen.observe(heading);
}

// ---- The menu of a narrow window closes as menus do.
const menu = document.querySelector(".menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// ---- A search in the first rows of a table leads to the page of all rows, where tables.js runs
// it.
for (const form of document.querySelectorAll("[data-find]")) form.hidden = false;

// ---- Long tables are laid out once the first content has been painted, one at a time and not
// while anybody scrolls; all at once where a link leads into the page.
const layOutAll = () => document.documentElement.classList.add("shown");
const far = [...document.querySelectorAll(".scroll")];
soon(...far.map((box) => () => box.classList.add("shown")));

// ---- What a link points to is shown: disclosures open, a view is chosen, a filtered row comes
// back. The browser goes there itself unless it was hidden, so that Back leads to where one was.
function linked() {
  const id = location.hash.slice(1);
  try {
    return document.getElementById(decodeURIComponent(id));
  } catch {
    return null; // no anchor of ours: #%
  }
}
function openTarget(come = false) {
  const target = linked();
  if (!target) return;
  let hidden = come;
  for (let box = target; box; box = box.parentElement) {
    if (box.tagName === "DETAILS" && !box.open) hidden = box.open = true;
    if (box.matches(".view") && box.hidden) {
      hidden = true;
      box.parentElement.reveal(box.querySelector("table").id);
    }
  }
  if (target.hidden) {
    hidden = true;
    target.closest("[data-table]")?.showAll?.();
  }
  if (hidden) target.scrollIntoView();
}
addEventListener("hashchange", () => openTarget());
if (location.hash) {
  layOutAll();
  openTarget(true);
}
