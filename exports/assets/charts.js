"use strict";
// Charts: each is an image until somebody asks more of it (by a pointer that moves over it, a tap,
// or its button), and only then a live figure. Plotly's library, a file beside this one, is fetched
// ahead where there is a pointer; it is compiled off the page's own thread and run when the first
// chart comes alive. If it is missing the image stays.

// CSS pixels up to which a chart is drawn as for a phone: the 34rem of its <source>
const PHONE = 544;
// Milliseconds for which a pointer moves over a chart before that is taken for interest.
const REST = 50;
const MISSING = "The live chart needs assets/plotly.min.js, which the build puts in place.";

const scripts = new Map();
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
let unpacked;
async function fetched(plot) {
  if (window.briefingUnpack)
    await load(await (unpacked ??= window.briefingUnpack())); // a page that is one file
  else await Promise.all([load("assets/plotly.min.js"), load(plot.dataset.figure)]);
}
// Plotly with the kinds of traces that a figure needs; the others are never run.
const kinds = new Set(["scatter"]);
function plotlyFor(traces) {
  if (!window.Plotly) window.briefingLibrary();
  const parts = window.Plotly.parts ?? [];
  for (const { type = "scatter" } of traces)
    while (!kinds.has(type) && parts.length) {
      const part = parts.shift()();
      window.Plotly.register(part);
      kinds.add(part.name);
    }
  return window.Plotly;
}

function merged(layout, changes) {
  const result = { ...layout };
  for (const [key, value] of Object.entries(changes)) {
    const object = value && typeof value === "object" && !Array.isArray(value);
    result[key] = object ? { ...layout[key], ...value } : value;
  }
  return result;
}

// The live figure of a plot, or nothing where the library is missing.
const stages = new Map();
function live(plot) {
  if (!stages.has(plot)) stages.set(plot, makeLive(plot));
  return stages.get(plot);
}
async function makeLive(plot) {
  const image = plot.querySelector("img");
  try {
    await fetched(plot);
  } catch {
    plot.title = MISSING;
    return null;
  }
  const source = window.briefingCharts[plot.dataset.chart];
  const Plotly = plotlyFor(source.data);
  const layoutAt = (width) => ({
    ...(window.innerWidth <= PHONE ? merged(source.layout, source.narrow) : source.layout),
    width,
    autosize: false,
    hoverlabel: { ...source.layout.hoverlabel, namelength: -1 }, // whole
  });
  const stage = element("div", { className: "live" });
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
  keepWhole(stage);
  let width = plot.clientWidth;
  new ResizeObserver(() => {
    if (plot.clientWidth === width || !plot.clientWidth) return;
    width = plot.clientWidth;
    plot.classList.remove("is-live");
    const layout = fit();
    plot.classList.add("is-live");
    Plotly.react(stage, source.data, layout, { displayModeBar: false });
  }).observe(plot);
  return stage;
}

// ---- What a mark says, as Plotly shows it; where that would be cut off, as a line over the half
// of the figure where the mark is not.
const labelsOf = (stage) => [...stage.querySelectorAll(".hoverlayer :is(.hovertext, .axistext)")];
function words(stage) {
  const lines = labelsOf(stage).flatMap((label) =>
    [...label.querySelectorAll("text")].flatMap((text) => {
      const parts = [...text.querySelectorAll(".line")];
      return (parts.length ? parts : [text]).map((part) => part.textContent.trim());
    }),
  );
  // A line that goes on is no new part.
  return lines.filter(Boolean).reduce((text, line) => {
    const part = /^\p{Lu}/u.test(line) && /[^,.;:]$/.test(text);
    return `${text}${part ? "," : ""} ${line}`.trim();
  }, "");
}
function keepWhole(stage) {
  const line = element("p", { className: "mark", hidden: true });
  line.setAttribute("aria-hidden", "true"); // it is spoken where it was asked for by key
  stage.append(line);
  const show = (text, low) => {
    line.textContent = text;
    line.hidden = !text;
    line.classList.toggle("high", low);
    stage.classList.toggle("is-cut", Boolean(text));
  };
  stage.keepWhole = () => {
    const frame = stage.getBoundingClientRect();
    const boxes = labelsOf(stage).map((label) => label.getBoundingClientRect());
    const cut = boxes.some(
      ({ left, right, top, bottom }) =>
        left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom,
    );
    const low = boxes[0]?.top + boxes[0]?.bottom > frame.top + frame.bottom;
    show(cut ? words(stage) : "", low);
  };
  stage.on("plotly_hover", stage.keepWhole);
  stage.hideMark = () => show("", false);
  stage.on("plotly_unhover", stage.hideMark);
}

// ---- By pointer. One that lies still while the page scrolls under it asks for nothing.
let pointer = { screenX: -1, screenY: -1 };
let resting;
function moved(event) {
  const { screenX, screenY } = pointer;
  const still = event.screenX === screenX && event.screenY === screenY;
  pointer = event;
  if (still || event.pointerType === "touch" || performance.now() - scrolled < QUIET) return;
  const plot = event.currentTarget;
  fetched(plot).catch(() => {});
  resting ??= setTimeout(() => {
    resting = null;
    show(plot);
  }, REST);
}
function left() {
  clearTimeout(resting);
  resting = null;
}
addEventListener("scroll", left, { passive: true });
// The mark under the pointer says at once what it is.
async function show(plot) {
  const stage = await live(plot);
  const under = document.elementFromPoint(pointer.clientX, pointer.clientY);
  if (!stage?.contains(under)) return;
  const { clientX, clientY } = pointer;
  for (const name of ["mouseover", "mousemove"])
    under.dispatchEvent(new MouseEvent(name, { clientX, clientY, bubbles: true }));
}

// ---- By keyboard: a button leads into the figure, arrow keys from mark to mark, each of which is
// shown and spoken; Escape leads back.
const SHOWN = 60; // milliseconds until Plotly, which limits how often it does, shows a mark
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
function marksOf(stage) {
  return stage._fullData.flatMap((trace, curveNumber) => {
    if (trace.visible !== true || ["skip", "none"].includes(trace.hoverinfo)) return [];
    const { x = [], y = [], z } = trace;
    const numbers = z
      ? Array.from(z, (row, n) => Array.from(row, (_, m) => [n, m])).flat()
      : [...Array(trace._length).keys()].filter((n) => x[n] !== null && y[n] !== null);
    const subplot = (trace.xaxis ?? "x") + (trace.yaxis ?? "y");
    return numbers.map((pointNumber) => ({ curveNumber, pointNumber, subplot }));
  });
}
async function explore(plot, button) {
  const stage = await live(plot);
  if (!stage) return speak(MISSING);
  const { Fx } = window.Plotly;
  const marks = marksOf(stage);
  let at = -1;
  const go = (to, step) => {
    if (!marks[to]) return;
    at = to;
    Fx.hover(stage, [marks[to]], marks[to].subplot);
    setTimeout(() => {
      if (at !== to) return; // gone on meanwhile
      stage.keepWhole();
      const text = words(stage);
      if (text) speak(text);
      else go(to + step, step);
    }, SHOWN);
  };
  stage.tabIndex = -1;
  stage.setAttribute("role", "application");
  stage.setAttribute(
    "aria-label",
    `${titleOf(plot)}: arrow keys go from mark to mark, Escape leaves.`,
  );
  stage.firstElementChild.setAttribute("aria-hidden", "true");
  stage.onkeydown = (event) => {
    if (event.key === "Escape") return button.focus();
    if (event.key === "Home") go(0, 1);
    else if (event.key === "End") go(marks.length - 1, -1);
    else if (event.key in STEPS) go(at + STEPS[event.key], STEPS[event.key]);
    else return;
    event.preventDefault();
  };
  stage.onblur = () => {
    at = -1;
    Fx.unhover(stage);
    stage.hideMark();
  };
  stage.focus({ preventScroll: true });
  stage.scrollIntoView({ block: "nearest" });
  go(0, 1);
}
const titleOf = (plot) => plot.closest("figure").querySelector("figcaption").textContent.trim();

for (const plot of document.querySelectorAll("[data-chart]")) {
  plot.addEventListener("pointermove", moved);
  plot.addEventListener("pointerleave", left);
  plot.addEventListener("pointerdown", (event) => {
    pointer = event;
    fetched(plot).catch(() => {});
  });
  plot.addEventListener("click", () => show(plot), { once: true });
  const button = element("button", { type: "button", className: "copy" }, "Explore");
  button.setAttribute("aria-label", `Explore by keyboard: ${titleOf(plot)}`);
  button.addEventListener("focus", () => fetched(plot).catch(() => {}));
  button.addEventListener("click", () => explore(plot, button));
  plot.closest("figure").querySelector(".take").prepend(button);
}
// Ahead, where a pointer may come at any time and nobody counts bytes.
const hovering = matchMedia("(any-hover: hover)").matches && !navigator.connection?.saveData;
if (hovering && !window.briefingUnpack && document.querySelector("[data-chart]"))
  addEventListener("load", () => idle(() => load("assets/plotly.min.js").catch(() => {})));
