"use strict";
// Progressive enhancement: without these scripts every page is complete. They are loaded in this
// order and share what stands at their top level: base.js, tables.js, charts.js, page.js.
// Nothing optional (the address, the clipboard) stands before what a reader asked for.

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// ---- State in the address: ?table.q=...&table.column=...&table.sort=2d&views=id&code=shown. A
// view can be linked, survives a reload, and comes back with Back. The page shows what was chosen
// first; that the address follows is a convenience, which some browsers forbid and all limit.
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
// Each shows what the state says, now and whenever the reader goes Back.
const restorers = [];
function restored(restore) {
  restorers.push(restore);
  restore();
}
addEventListener("popstate", () => {
  state = new URLSearchParams(location.search);
  for (const restore of restorers) restore();
});

// ---- Work that can wait: piece by piece, while the browser has nothing else to do and nobody
// scrolls. `soon` is for what one may come upon while reading; nothing depends on it.
const QUIET = 250; // milliseconds after the last scrolling
const PIECE = 10; // milliseconds that a piece may take
const waiting = [];
let scrolled = -QUIET;
addEventListener("scroll", () => (scrolled = performance.now()), { passive: true });
const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50, null));
function soon(...work) {
  if (waiting.push(...work) === work.length) idle(rest);
}
function rest(deadline) {
  const quiet = scrolled + QUIET - performance.now();
  if (quiet > 0) return setTimeout(() => idle(rest), quiet);
  do waiting.shift()();
  while (waiting.length && deadline?.timeRemaining() > PIECE);
  if (waiting.length) idle(rest);
}

// ---- What a screen reader is told, and what only paper shows.
const speaker = document.body.appendChild(element("p", { className: "spoken" }));
speaker.setAttribute("role", "status");
function speak(text) {
  speaker.textContent = "";
  requestAnimationFrame(() => (speaker.textContent = text));
}
// A line that says what paper leaves out of `box`; where nothing is left out there is none.
function onPaper(box, text) {
  let line = box.querySelector(":scope > .on-paper");
  if (!line) box.prepend((line = element("p", { className: "on-paper" })));
  line.textContent = text;
  line.hidden = !text;
}

// ---- Copying. The answer is shown in the button, and spoken. `of` tells buttons with the same
// title apart.
function copyButton(title, of, text) {
  const button = element("button", { type: "button", className: "copy" }, title);
  button.setAttribute("aria-label", `${title}${of}`);
  button.addEventListener("click", async () => {
    let done = "Copied";
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      done = `Copy by hand: ${text()}`;
    }
    button.textContent = done;
    speak(done);
    setTimeout(() => (button.textContent = title), 4000);
  });
  return button;
}
const addressOf = (id) => `${location.href.split(/[?#]/)[0]}#${id}`;
