// One person's phone: the bot's name on top, the chat, what can be typed below, and what the bot pops up over it.

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { h, icon, popup } from "./dom.js";
import { SAFE_LINK } from "./entities.js";
import { examples } from "./examples.js";
import { clockTime, worldNow } from "./times.js";
import { reason, t } from "./words.js";

const TOAST_STAYS = 4500; // ms
const START_WORD = /^[A-Za-z0-9_-]{1,64}$/; // what Telegram allows after ?start=

/** A person's key as part of an element's id, which may hold no spaces. */
export function safe(who) {
  return who.replaceAll(/\s/g, "_");
}

export class Phone {
  /** `who` is the person's key; `line` the Line to the server; `away()` is called when the phone is put away. */
  constructor(who, person, bot, line, away) {
    Object.assign(this, { who, person, bot, line, away });
    this.start = "";
    this.owner = [t(person.role), person.name].filter(Boolean).join(" · ");
    this.chat = new Chat(this.owner, this.#acts());
    this.composer = new Composer(this.owner, {
      say: (text) => this.say(text),
      press: (text) => this.#ask({ do: "press", text }),
      show: (kind) => this.#ask({ do: "show", kind }),
      sendFile: (file, kind, caption) => this.#sendFile(file, kind, caption),
      inline: (text) => this.#ask({ do: "inline", text }),
      share: (title) => this.#ask({ do: "share", title }),
      complain: (text) => this.toast(text),
    }, bot.username);
    this.time = h("span", { class: "status-time" }, clockTime(worldNow()));
    this.subtitle = h("span", { class: "subtitle" }, t("机器人"));
    this.startBar = h("div", { class: "start-bar", hidden: true });
    this.blockedBar = h("div", { class: "start-bar", hidden: true }, h("button", { type: "button", class: "big",
      onclick: () => this.#ask({ do: "unblock" }) }, t("重新启用机器人")));
    this.screen = h("div", { class: "screen" }, this.#statusBar(), this.#header(), this.chat.element,
      this.startBar, this.blockedBar, this.composer.element,
      this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" }));
    this.element = h("section", { class: "phone", id: `phone-${safe(who)}`, data: { who },
      "aria-label": t("{who}的手机", { who: this.owner }) },
    h("h2", { class: "owner" }, h("span", { class: "role" }, t(person.role)), h("span", {}, person.name)),
    h("div", { class: "device" }, this.screen));
    this.#takesDrops();
  }

  /** Everything the server knows of this phone, after opening it or reconnecting. */
  fill({ messages, offer }) {
    this.chat.reset(messages);
    this.offer(offer);
    this.chat.toEnd(false);
  }

  /** What is offered under the chat: commands, reply keyboard, or only to unblock the bot. */
  offer({ commands, keyboard, placeholder, blocked }) {
    this.composer.setCommands(commands);
    this.composer.setKeyboard(keyboard, placeholder);
    this.blocked = blocked;
    this.subtitle.textContent = blocked ? t("已停用") : t("机器人");
    this.blockedBar.hidden = !blocked;
    this.composer.element.hidden = blocked;
    this.#suggest();
  }

  /** A new or edited message. */
  receive(message) {
    this.chat.show(message);
    this.#suggest();
  }

  /** Says `text` as this person. True when the world took it; otherwise the reason is shown. */
  async say(text) {
    return this.#ask({ do: "say", text });
  }

  /** What inline mode offers. */
  results(found) {
    this.composer.results(found.map(({ title, description }) => [title, description]));
  }

  /** A short note over the chat, as answerCallbackQuery gives it. */
  toast(text) {
    const note = h("div", { class: "toast" }, text);
    this.toasts.append(note);
    setTimeout(() => note.remove(), TOAST_STAYS);
  }

  /** A pop-up that must be answered (answerCallbackQuery with show_alert). */
  alert(text) {
    const before = document.activeElement;
    const ok = h("button", { type: "button", class: "big", onclick: () => { veil.remove(); before?.focus?.(); } }, t("好"));
    const box = h("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": this.bot.name },
      h("p", {}, text), ok);
    const veil = h("div", { class: "veil", onkeydown: (event) => {
      if (event.key === "Escape") ok.click();
      if (event.key === "Tab") event.preventDefault(); // one button: the focus stays on it
    } }, box);
    this.screen.append(veil);
    ok.focus();
  }

  /** Once a second. */
  tick() {
    this.time.textContent = clockTime(worldNow());
    this.chat.tick();
  }

  #acts() {
    return {
      command: (word) => this.say(word),
      link: (event, url) => this.#follow(event, url),
      tap: (message, button, node, event) => this.#tap(message, button, node, event),
    };
  }

  async #ask(action) {
    try {
      await this.line.ask({ ...action, who: this.who });
      return true;
    } catch (error) {
      this.toast(reason(error));
      return false;
    }
  }

  async #tap(message, button, node, event) {
    if (button.url && this.#follow(event, button.url)) return undefined;
    if (SAFE_LINK.test(button.url ?? "")) return window.open(button.url, "_blank", "noopener,noreferrer");
    if (!button.data) return this.toast(t("这个按钮演示里用不了。"));
    node.classList.add("busy");
    node.setAttribute("aria-busy", "true");
    await this.#ask({ do: "tap", message_id: message.id, data: button.data });
    node.classList.remove("busy");
    node.removeAttribute("aria-busy");
    return undefined;
  }

  // t.me/<this bot>?start=… stays inside the phone, as in Telegram. True when it was such a link.
  #follow(event, url) {
    const own = new RegExp(`^(?:https?://t\\.me/|tg://resolve\\?domain=)${this.bot.username}(?:[?&]start=([\\w-]*))?$`, "i");
    const found = own.exec(url);
    if (!found) return false;
    event.preventDefault();
    this.start = found[1] ?? "";
    this.#suggest(true);
    return true;
  }

  async #sendFile(file, kind, caption) {
    const form = new FormData();
    form.append("caption", caption);
    form.append("file", file, file.name);
    try {
      const url = `/send?who=${encodeURIComponent(this.who)}&kind=${kind}`;
      const answer = await fetch(url, { method: "POST", body: form });
      if (answer.ok) return true;
      this.toast(t(await answer.text()));
    } catch {
      this.toast(t("没有连上，稍等再试。"));
    }
    return false;
  }

  // On a fresh chat: START, and a few things to ask. After a deep link: START with its parameter.
  #suggest(wanted = false) {
    const fresh = this.chat.messages.size === 0;
    const lines = examples(this.person).slice(0, 4);
    this.chat.suggest(
      h("img", { src: "/page/icon.svg", alt: "", width: "72", height: "72" }), h("h3", {}, this.bot.name),
      h("p", {}, t("点「开始」，或者直接问一句：")),
      h("div", { class: "tries" }, lines.map((line) => h("button", { type: "button", class: "try",
        onclick: () => this.say(line) }, line))));
    const show = !this.blocked && (fresh || wanted);
    this.startBar.hidden = !show;
    if (!show) return;
    const label = this.start ? t("带着参数 {start} 开始", { start: this.start }) : t("开始");
    this.startBar.replaceChildren(h("button", { type: "button", class: "big", onclick: async () => {
      const word = this.start ? `/start ${this.start}` : "/start";
      this.start = "";
      this.startBar.hidden = true;
      if (!(await this.say(word))) this.#suggest();
    } }, label));
  }

  #statusBar() {
    return h("div", { class: "status-bar", "aria-hidden": "true" }, this.time, h("span", { class: "status-signs" }));
  }

  #header() {
    const opener = h("button", { type: "button", class: "round", "aria-haspopup": "true", "aria-expanded": "false",
      "aria-label": t("这部手机的菜单"), onclick: () => this.#menu(opener) }, icon("dots"));
    return h("header", { class: "chat-head" }, h("img", { class: "avatar", src: "/page/icon.svg", alt: "" }),
      h("div", { class: "who" }, h("span", { class: "title" }, this.bot.name), this.subtitle), opener);
  }

  #menu(opener) {
    if (this.close) return this.close();
    const field = h("input", { type: "text", id: `start-${safe(this.who)}`, placeholder: "studio_12", maxlength: "64",
      spellcheck: "false", autocapitalize: "off" });
    const open = (event) => {
      event.preventDefault();
      const word = field.value.trim();
      if (!START_WORD.test(word)) return this.toast(t("链接参数只能用字母、数字、_ 和 -，最多 64 个。"));
      this.start = word;
      this.close();
      return this.#suggest(true);
    };
    const item = (name, label, does, danger = false) => h("button", { type: "button", class: danger ? "danger" : null,
      onclick: () => { this.close(); does(); } }, icon(name), label);
    const panel = h("div", { class: "pop phone-menu", role: "group", "aria-label": t("这部手机的菜单") },
      h("form", { onsubmit: open }, h("label", { for: field.id }, t("深链接"), h("code", {}, " ?start=")),
        h("div", { class: "pair" }, field, h("button", { type: "submit" }, t("打开")))),
      this.blocked ? item("stop", t("重新启用机器人"), () => this.#ask({ do: "unblock" }))
        : item("stop", t("停用机器人"), () => this.#ask({ do: "block" }), true),
      item("close", t("收起这部手机"), () => this.away(this)));
    opener.after(panel);
    this.close = popup(opener, panel, () => { this.close = null; });
    return undefined;
  }

  #takesDrops() {
    this.screen.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.screen.classList.add("dropping");
    });
    this.screen.addEventListener("dragleave", () => this.screen.classList.remove("dropping"));
    this.screen.addEventListener("drop", (event) => {
      event.preventDefault();
      this.screen.classList.remove("dropping");
      const [file] = event.dataTransfer.files;
      if (file) this.composer.offer(file);
    });
  }
}
