// Building DOM from data. Text only ever arrives as text nodes: nothing here (or anywhere on this page) parses HTML.

/** An element: h("button", {class: "x", onclick: f, "aria-label": "…"}, "text", child). Null children are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

const SHAPES = {
  menu: "M4 7h16M4 12h16M4 17h16",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  clip: "M20 11.5 12.3 19a5 5 0 0 1-7-7l7.8-7.7a3.3 3.3 0 0 1 4.7 4.7l-7.7 7.6a1.6 1.6 0 0 1-2.3-2.3l7-6.9",
  send: "M5 12 3.5 4.5 21 12 3.5 19.5 5 12Zm0 0h8",
  keys: "M3 6.5h18v11H3zM7 10v.01M11 10v.01M15 10v.01M18 10v.01M7 14h10",
  down: "m6 9 6 6 6-6",
  up: "m6 15 6-6 6 6",
  plus: "M12 5v14M5 12h14",
  close: "m6 6 12 12M18 6 6 18",
  restart: "M20 12a8 8 0 1 1-2.4-5.7M20 4v4.5h-4.5",
  bulb: "M9.5 18h5M10.5 21h3M12 3a6 6 0 0 0-3.6 10.8c.7.6 1.1 1.3 1.1 2.2h5c0-.9.4-1.6 1.1-2.2A6 6 0 0 0 12 3Z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  photo: "M4 5h16v14H4zM4 16l4.5-4.5 4 4L16 12l4 4M15.5 9v.01",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 14a4 4 0 0 0 7 0M9 9.5v.01M15 9.5v.01",
  voice: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21",
  place: "M12 21c4-4.5 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.5 6.5 6.5 11ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  out: "M8 16 16 8M9.5 8H16v6.5",
  stop: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.7 5.7l12.6 12.6",
  ticks: "m2.5 12.5 4 4L14.5 8M11 15.5l1 1L20 8",
  save: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
};

/** A line icon by its name in SHAPES; decoration only, so hidden from screen readers. */
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/**
 * Shows `panel` while it is wanted: Escape, a click elsewhere or `close()` puts it away and gives the focus back to
 * `opener`. Returns the function that closes it.
 */
export function popup(opener, panel, onclose = () => {}) {
  const close = (giveBack = true) => {
    if (!panel.isConnected) return;
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    panel.remove();
    opener.setAttribute("aria-expanded", "false");
    if (giveBack) opener.focus();
    onclose();
  };
  const outside = (event) => {
    if (!panel.contains(event.target) && !opener.contains(event.target)) close(false);
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  opener.setAttribute("aria-expanded", "true");
  panel.querySelector("button, input, [tabindex]")?.focus();
  return close;
}
