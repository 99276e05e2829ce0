// One message as a bubble, with what hangs under it.

import { h, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { clockTime } from "./times.js";
import { t } from "./words.js";

/**
 * The list item of a message. `act` says what its parts do: command(word), link(event, url),
 * tap(message, button, node). `grew()` is called when a photo arrives and the bubble becomes taller.
 */
export function bubble(message, act, grew = () => {}) {
  const parts = [];
  if (message.reply_to) parts.push(h("div", { class: "reply-to" }, message.reply_to));
  if (message.photo) parts.push(photo(message, grew));
  if (message.document) parts.push(document_(message.document));
  if (message.other) parts.push(other(message.other));
  const meta = h("span", { class: "meta" },
    message.edited ? h("span", { class: "edited" }, t("已编辑")) : null,
    h("time", { datetime: new Date(message.date).toISOString() }, clockTime(message.date)),
    message.own ? icon("ticks") : null);
  if (message.text) {
    parts.push(h("div", { class: "text", dir: "auto" }, formatted(message.text, message.entities, act), meta));
  } else parts.push(h("div", { class: "text bare" }, meta));
  if (message.reactions?.length) parts.push(reactions(message.reactions));

  const body = h("div", { class: message.photo ? "bubble with-photo" : "bubble" },
    h("span", { class: "for-ears" }, message.own ? t("你") : t("机器人"), ": "), parts);
  return h("li", { class: message.own ? "message own" : "message", data: { id: message.id } },
    body, message.inline?.length ? inlineKeyboard(message, act) : null);
}

function photo(message, grew) {
  const { url, name, width, height } = message.photo;
  const image = h("img", { src: url, alt: "", width, height, loading: "lazy" });
  image.addEventListener("load", grew);
  return h("a", { class: "photo", href: url, target: "_blank", rel: "noopener", "aria-label": name || t("照片") }, image);
}

function document_({ url, name, size }) {
  return h("a", { class: "document", href: url, download: name, "aria-label": t("下载 {name}", { name }) },
    h("span", { class: "disc" }, icon("save")),
    h("span", { class: "about" },
      h("span", { class: "name" }, name),
      h("span", { class: "size" }, `${fileSize(size)} · ${t("下载")}`)));
}

const KINDS = { sticker: "贴纸", voice: "语音", location: "位置", contact: "名片" };

function other({ kind, text }) {
  if (kind === "sticker") return h("p", { class: "sticker", "aria-label": `${t("贴纸")} ${text}` }, text);
  if (!KINDS[kind]) return h("p", { class: "other" }, t("手机上暂不显示：{kind}", { kind }));
  return h("p", { class: "other" }, `${t(KINDS[kind])} ${text}`);
}

function reactions(list) {
  return h("div", { class: "reactions" }, list.map((emoji) => h("span", { class: "reaction" }, emoji)));
}

function inlineKeyboard(message, act) {
  return h("div", { class: "inline-keyboard" }, message.inline.map((row) => h("div", { class: "row" },
    row.map((button) => {
      const node = h("button", { type: "button", class: "inline-button" }, h("span", {}, button.text));
      if (button.url) node.append(icon("out"));
      node.addEventListener("click", (event) => act.tap(message, button, node, event));
      return node;
    }))));
}

/** 12.3 KB, 4 MB. */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "KB"] : [bytes / 1024 ** 2, "MB"];
  return `${size >= 100 ? Math.round(size) : Math.round(size * 10) / 10} ${unit}`;
}
