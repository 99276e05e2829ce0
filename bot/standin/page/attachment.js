// 📎: choosing a photo or a file, and showing what is about to be sent.

import { h, icon, popup } from "./dom.js";
import { fileSize } from "./message.js";
import { t } from "./words.js";

let limit = Infinity; // bytes; the server says which

/** The largest upload the server takes, in bytes. */
export function setUploadLimit(bytes) {
  limit = bytes;
}

export class Attachment {
  /**
   * `complain(text)` shows why a file cannot go; `changed(file|null)` tells that one was chosen or put away;
   * `show(kind)` sends a sticker, a voice message or a place at once.
   */
  constructor(complain, changed, show) {
    Object.assign(this, { complain, changed, show });
    this.file = null;
    this.kind = "document";
    this.input = h("input", { type: "file", hidden: true,
      onchange: () => this.#picked() });
    this.button = h("div", { class: "attach" }, h("button", { type: "button", class: "round", "aria-haspopup": "menu",
      "aria-expanded": "false", "aria-label": t("添加文件或照片"), onclick: () => this.#menu() }, icon("clip")), this.input);
    this.preview = h("div", { class: "preview", hidden: true });
  }

  /** Takes a file to be sent with the next message. */
  choose(file, kind) {
    if (file.size > limit) {
      this.complain(t("文件太大：最多 {n} MB。", { n: Math.floor(limit / 1024 ** 2) }));
      return;
    }
    this.file = file;
    this.kind = kind;
    this.#release();
    if (kind === "photo") this.picture = URL.createObjectURL(file);
    this.preview.replaceChildren(
      this.picture ? h("img", { src: this.picture, alt: "" }) : h("span", { class: "disc" }, icon("file")),
      h("span", { class: "about" }, h("span", { class: "name" }, file.name), h("span", { class: "size" },
        fileSize(file.size))),
      h("button", { type: "button", class: "round", "aria-label": t("不发这个文件"), onclick: () => this.clear() },
        icon("close")));
    this.preview.hidden = false;
    this.changed(file);
  }

  /** Puts the chosen file away. */
  clear() {
    if (!this.file) return;
    this.file = null;
    this.#release();
    this.preview.hidden = true;
    this.preview.replaceChildren();
    this.changed(null);
  }

  #release() {
    if (this.picture) URL.revokeObjectURL(this.picture);
    this.picture = null;
  }

  #menu() {
    const opener = this.button.firstElementChild;
    if (this.close) return this.close();
    const item = (name, label, does) => h("button", { type: "button", role: "menuitem", onclick: () => {
      this.close();
      does();
    } }, icon(name), label);
    const pick = (kind, accept) => () => {
      this.wanted = kind;
      this.input.accept = accept;
      this.input.click();
    };
    const panel = h("div", { class: "pop attach-menu", role: "menu" },
      item("photo", t("照片"), pick("photo", "image/jpeg,image/png,image/webp")),
      item("file", t("文件"), pick("document", "")),
      item("smile", t("贴纸"), () => this.show("sticker")),
      item("voice", t("语音"), () => this.show("voice")),
      item("place", t("位置"), () => this.show("location")));
    this.button.append(panel);
    this.close = popup(opener, panel, () => { this.close = null; });
    return undefined;
  }

  #picked() {
    const [file] = this.input.files;
    this.input.value = "";
    if (file) this.choose(file, this.wanted);
  }
}
