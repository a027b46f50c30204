"use strict";
// Follows a page while `briefing watch` serves it: reloads it when it has changed, takes over a
// changed style, and says why a change is not shown. It is in no page on disk.
(() => {
  const AGAIN = 1000; // milliseconds until it looks again for a server that has gone
  const { page, shown: state } = document.currentScript.dataset;
  const shown = JSON.parse(state);
  const place = `watch:${location.pathname}`;

  // The page goes; it does so in order to come back at once.
  let leaving = false;
  let returning = false;
  addEventListener("pagehide", () => {
    leaving = true;
    if (!returning) history.scrollRestoration = "auto";
  });
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  // ---- Where one was: what was open, and what stood at the upper edge of the window.
  const anchors = () => [...document.querySelectorAll("[id]")].filter((one) => !one.closest("svg"));
  function disclosures() {
    const found = new Map();
    for (const box of document.querySelectorAll("details")) {
      const words = box.querySelector("summary")?.textContent.trim();
      const name = `${box.closest("[id]")?.id}: ${words}`;
      let n = 1;
      while (found.has(`${name} ${n}`)) n++;
      found.set(`${name} ${n}`, box);
    }
    return found;
  }
  function leave() {
    const seen = anchors().filter((one) => one.getClientRects().length);
    const at = seen.findLast((one) => one.getBoundingClientRect().top <= 0);
    const open = [...disclosures()].map(([name, box]) => [name, box.open]);
    const here = { y: scrollY, id: at?.id, top: at?.getBoundingClientRect().top, open };
    try {
      sessionStorage.setItem(place, JSON.stringify(here));
    } catch {
      // it begins at the top
    }
    leaving = returning = true;
    history.scrollRestoration = "manual"; // the browser would go where it was in pixels
    location.reload();
  }
  function comeBack() {
    let last;
    try {
      last = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
    } catch {
      return;
    }
    if (!last) return;
    const boxes = disclosures();
    for (const [name, open] of last.open) if (boxes.has(name)) boxes.get(name).open = open;
    const go = () => {
      const at = last.id && document.getElementById(last.id);
      if (at) scrollBy({ top: at.getBoundingClientRect().top - last.top, behavior: "instant" });
      else scrollTo({ top: last.y, behavior: "instant" });
    };
    go();
    addEventListener("load", go);
  }

  // ---- What keeps a change from the page. A screen reader says it as it comes.
  const style = document.createElement("style");
  style.textContent = `
    .watch { position: fixed; z-index: 1000; inset: 0 0 auto; max-height: 40vh; overflow: auto;
      padding: 0.75rem 1rem; color: #fff; background: #8a1c1c; border-bottom: 2px solid #fff; }
    .watch:empty { display: none; }
    .watch p { margin: 0; font-weight: bold; }
    .watch pre { margin: 0.5rem 0 0; padding: 0; color: inherit; background: none; border: 0;
      font: 0.875rem/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    @media print { .watch { display: none; } }`;
  document.head.append(style);
  const banner = document.createElement("div");
  banner.className = "watch";
  banner.setAttribute("role", "alert");
  document.body.append(banner);
  function say(title, text = "") {
    const parts = [];
    if (title) {
      parts.push(document.createElement("p"), document.createElement("pre"));
      parts[0].textContent = title;
      parts[1].textContent = text;
      parts[1].tabIndex = 0; // long ones are scrolled, with the keyboard too
    }
    if (banner.textContent !== title + text) banner.replaceChildren(...parts);
  }

  // ---- How things stand, as the server tells it at once and after every build.
  function meet(now) {
    if (now.page !== shown.page) return leave();
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      const address = link.getAttribute("href").split("?")[0];
      if (now.styles[address] === shown.styles[address]) continue;
      shown.styles[address] = now.styles[address];
      const fresh = link.cloneNode();
      fresh.href = `${address}?${now.styles[address]}`;
      fresh.addEventListener("load", () => link.remove());
      link.after(fresh);
    }
    if (now.fault) say("The last change is not shown: the build stopped.", now.fault);
    else say("");
  }
  function follow() {
    const address = new URL("/_watch/follow", location);
    address.searchParams.set("page", page);
    const socket = new WebSocket(address.href.replace(/^http/, "ws"));
    socket.addEventListener("message", ({ data }) => meet(JSON.parse(data)));
    socket.addEventListener("close", () => {
      if (leaving) return;
      say("This page does not follow your changes any more: briefing watch has ended.");
      setTimeout(follow, AGAIN);
    });
  }
  comeBack();
  follow();
})();
