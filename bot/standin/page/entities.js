// Telegram's formatted text (text + entities, offsets in UTF-16 units, as JavaScript counts) to DOM nodes.

import { h, icon } from "./dom.js";
import { relative, stamp } from "./times.js";
import { t } from "./words.js";

const SIMPLE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
/** Links a tap may open. */
export const SAFE_LINK = /^(https?|mailto|tg|tel):/i;

/**
 * Nodes for `text`. `act.command(word)` is called for a tapped /command, `act.link(event, url)` for a tapped link.
 * Entities must nest or follow each other, as Telegram guarantees; what does not is left out.
 */
export function formatted(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, act);
}

function build(text, start, end, entities, act) {
  const nodes = [];
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index++];
    const stop = entity.offset + entity.length;
    if (entity.offset < at || stop > end || entity.length <= 0) continue;
    const block = BLOCKS.has(entity.type);
    const before = text.slice(at, entity.offset);
    nodes.push(block ? before.replace(/\n$/, "") : before); // a block stands on its own lines already
    const inner = [];
    while (index < entities.length && entities[index].offset < stop) inner.push(entities[index++]);
    const children = build(text, entity.offset, stop, inner, act);
    nodes.push(wrap(entity, text.slice(entity.offset, stop), children, act));
    at = block && text[stop] === "\n" && stop < end ? stop + 1 : stop;
  }
  nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, covered, children, act) {
  const { type } = entity;
  if (SIMPLE[type]) return h(SIMPLE[type], {}, children);
  if (type === "text_link") return link(entity.url ?? "", children, act);
  if (type === "url") return link(/^\w+:/.test(covered) ? covered : `https://${covered}`, children, act);
  if (type === "email") return link(`mailto:${covered}`, children, act);
  if (type === "phone_number") return link(`tel:${covered.replace(/[^+\d]/g, "")}`, children, act);
  if (type === "bot_command") return command(covered, act);
  if (type === "pre") return pre(entity, covered);
  if (type === "spoiler") return spoiler(children);
  if (type === "blockquote") return h("blockquote", {}, children);
  if (type === "expandable_blockquote") return expandable(children);
  if (type === "date_time") return time(entity, children);
  if (["mention", "text_mention", "hashtag", "cashtag"].includes(type)) return h("span", { class: "mention" }, children);
  return h("span", {}, children);
}

function link(url, children, act) {
  if (!SAFE_LINK.test(url)) return h("span", {}, children);
  return h("a", {
    href: url, target: "_blank", rel: "noopener noreferrer", title: url, onclick: (event) => act.link(event, url),
  }, children);
}

// A link, because a button would not flow with the text around it.
function command(word, act) {
  return h("a", { href: "#", class: "command", onclick: (event) => {
    event.preventDefault();
    act.command(word);
  } }, word);
}

function pre(entity, covered) {
  const code = h("code", {}, covered);
  const language = entity.language ? h("span", { class: "language" }, entity.language) : null;
  return h("pre", { tabindex: "0", "aria-label": entity.language || "code" }, language, code);
}

function spoiler(children) {
  const inside = h("span", { class: "hidden-text" }, children);
  const node = h("span", {
    class: "spoiler", role: "button", tabindex: "0", "aria-label": t("剧透，点开看"),
  }, inside);
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("revealed")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal, true);
  node.addEventListener("keydown", reveal, true);
  return node;
}

function expandable(children) {
  const toggle = h("button", { type: "button", class: "fold", "aria-expanded": "false", "aria-label": t("展开引用") });
  toggle.append(icon("down"));
  const quote = h("blockquote", { class: "expandable" }, h("div", { class: "quoted" }, children), toggle);
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", open ? t("收起引用") : t("展开引用"));
  });
  return quote;
}

// <tg-time>: r relative, w weekday, d/D short/long date, t/T short/long time; no format keeps the author's words.
function time(entity, children) {
  const moment = entity.unix_time * 1000;
  const format = entity.date_time_format ?? "";
  const node = h("time", { datetime: new Date(moment).toISOString(), title: stamp(moment, "wDt"), class: "tg-time" });
  if (format === "r") {
    node.dataset.relative = String(moment);
    node.textContent = relative(moment);
  } else if (format) node.textContent = stamp(moment, format);
  else node.append(...children);
  return node;
}
