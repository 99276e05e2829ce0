// What is under the chat: the input field, the command menu and suggestions, the reply keyboard, the file to send.

import { Attachment } from "./attachment.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

const TALLEST = 132; // px the input field grows to before it scrolls
const TYPING_RESTS = 250; // ms without a letter until inline results are asked for

export class Composer {
  /**
   * `act`: say(text), press(label) and sendFile(file, kind, caption) send, show(kind) sends something else;
   * all say whether it went. inline(text) asks for what share(title) can send. complain(text) shows a refusal.
   * `bot` is the bot's user name: what is typed behind it is inline mode.
   */
  constructor(name, act, bot) {
    this.act = act;
    this.inline = new RegExp(`^@${bot}\\s(.*)$`, "is");
    this.sharing = false; // the suggestions are inline results
    this.commands = [];
    this.shown = []; // suggestions on screen
    this.chosen = -1;
    this.rows = [];

    const id = `field-${Math.random().toString(36).slice(2, 8)}`;
    this.suggestions = h("div", { class: "suggestions", role: "listbox", id: `${id}-list`, hidden: true,
      "aria-label": t("命令菜单") });
    this.field = h("textarea", { id, rows: "1", placeholder: t("消息"), "aria-label": `${name}: ${t("消息")}`,
      autocomplete: "off", enterkeyhint: "send", "aria-controls": `${id}-list`,
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event), onpaste: (event) => this.#pasted(event),
      onblur: () => setTimeout(() => this.#left(), 150) });
    this.menu = h("button", { type: "button", class: "menu-button", "aria-label": t("菜单"), "aria-expanded": "false",
      hidden: true, onclick: () => this.#toggleMenu() }, icon("menu"), h("span", {}, t("菜单")));
    this.attachment = new Attachment(act.complain, (chosen) => this.#attached(chosen), act.show);
    this.keysToggle = h("button", { type: "button", class: "round keys-toggle", hidden: true, onclick: () => this.#fold() },
      icon("keys"));
    this.send = h("button", { type: "submit", class: "round send", "aria-label": t("发送"), disabled: true }, icon("send"));
    this.keys = h("div", { class: "reply-keyboard", role: "group", "aria-label": t("常用按键"), hidden: true });
    this.form = h("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.menu, this.attachment.button, this.field, this.keysToggle, this.send);
    this.element = h("div", { class: "foot" }, this.suggestions, this.attachment.preview, this.form, this.keys);
  }

  /** The commands this person is offered, [[word, description]]. */
  setCommands(commands) {
    this.commands = commands;
    this.menu.hidden = commands.length === 0;
  }

  /** The reply keyboard: rows of labels; [] takes it away. Comes unfolded when it is new. */
  setKeyboard(rows, placeholder = "") {
    if (JSON.stringify(rows) === JSON.stringify(this.rows)) return;
    this.rows = rows;
    this.field.placeholder = placeholder || t("消息");
    this.keys.replaceChildren(...rows.map((row) => h("div", { class: "row" }, row.map((label) =>
      h("button", { type: "button", onclick: () => this.act.press(label) }, label)))));
    this.keysToggle.hidden = rows.length === 0;
    this.#unfold(rows.length > 0);
  }

  /** A file dropped on the phone. */
  offer(file) {
    this.attachment.choose(file, file.type.startsWith("image/") ? "photo" : "document");
  }

  #unfold(open) {
    this.keys.hidden = !open;
    this.keysToggle.setAttribute("aria-expanded", String(open));
    this.keysToggle.setAttribute("aria-label", open ? t("收起按键") : t("展开按键"));
    this.keysToggle.replaceChildren(icon(open ? "down" : "keys"));
  }

  #fold() {
    this.#unfold(this.keys.hidden);
  }

  #typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
    this.send.disabled = !this.field.value.trim() && !this.attachment.file;
    const word = /^\/(\w*)$/.exec(this.field.value);
    const query = this.inline.exec(this.field.value);
    clearTimeout(this.typing);
    if (query) {
      this.typing = setTimeout(() => this.act.inline(query[1].trim()), TYPING_RESTS);
      return;
    }
    this.sharing = false;
    this.#suggest(word ? this.commands.filter(([command]) => command.startsWith(word[1].toLowerCase())) : []);
  }

  /** What inline mode offers for what was typed: [[title, description]]. */
  results(found) {
    if (!this.inline.test(this.field.value)) return;
    this.sharing = true;
    this.#suggest(found);
  }

  #suggest(commands) {
    this.shown = commands;
    this.chosen = -1;
    this.suggestions.replaceChildren(...commands.map(([command, description], index) => h("div", {
      class: "suggestion", role: "option", id: `${this.field.id}-${index}`, "aria-selected": "false",
      onpointerdown: (event) => { event.preventDefault(); this.#take(index); },
    }, h("b", {}, this.sharing ? command : `/${command}`), h("span", {}, description))));
    this.suggestions.classList.toggle("sharing", this.sharing);
    this.suggestions.hidden = commands.length === 0;
    this.menu.setAttribute("aria-expanded", String(commands.length > 0));
    this.field.removeAttribute("aria-activedescendant");
  }

  #left() {
    if (document.activeElement !== this.field) this.#suggest([]);
  }

  #toggleMenu() {
    const open = this.suggestions.hidden;
    this.#suggest(open ? this.commands : []);
    this.field.focus();
    if (open) this.#mark(0);
  }

  #mark(index) {
    const count = this.shown.length;
    this.chosen = (index + count) % count;
    [...this.suggestions.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === this.chosen));
      if (at === this.chosen) node.scrollIntoView({ block: "nearest" });
    });
    this.field.setAttribute("aria-activedescendant", `${this.field.id}-${this.chosen}`);
  }

  #take(index) {
    const [command] = this.shown[index];
    this.#suggest([]);
    const sharing = this.sharing;
    this.#clear();
    if (sharing) this.act.share(command);
    else this.act.say(`/${command}`);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is still choosing characters
    const open = !this.suggestions.hidden;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const from = this.chosen < 0 && event.key === "ArrowUp" ? 0 : this.chosen;
      this.#mark(from + (event.key === "ArrowDown" ? 1 : -1));
    } else if (open && event.key === "Escape") {
      event.stopPropagation();
      this.#suggest([]);
    } else if (open && event.key === "Tab" && this.chosen >= 0 && !this.sharing) {
      event.preventDefault();
      this.field.value = `/${this.shown[this.chosen][0]} `;
      this.#typed();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (open && this.chosen >= 0) this.#take(this.chosen);
      else this.form.requestSubmit();
    }
  }

  #pasted(event) {
    const file = event.clipboardData?.files?.[0];
    if (!file) return;
    event.preventDefault();
    this.offer(file);
  }

  #attached(file) {
    this.field.placeholder = file ? t("说明文字") : t("消息");
    this.#typed();
    if (file) this.field.focus();
  }

  #clear() {
    this.field.value = "";
    this.attachment.clear();
    this.#typed();
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.field.value;
    const { file, kind } = this.attachment;
    if (!text.trim() && !file) return;
    this.#clear();
    const sent = file ? await this.act.sendFile(file, kind, text) : await this.act.say(text);
    if (sent) return;
    this.field.value = text; // refused or offline: nothing that was written is lost
    if (file) this.attachment.choose(file, kind);
    this.#typed();
  }
}
