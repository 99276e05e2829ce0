// The bar at the top: the world's clock and how to move it, the program's restart, more phones, what to try.

import { h, icon, popup } from "./dom.js";
import { examples } from "./examples.js";
import { fromField, setClock, shortDay, stamp, toField, worldNow } from "./times.js";
import { lang, reason, t } from "./words.js";

const MINUTE = 60_000;
const MOVES = [["+15 分钟", 15 * MINUTE], ["+1 小时", 60 * MINUTE], ["+1 天", 24 * 60 * MINUTE]];
const NOTICE_STAYS = 7000; // ms

export class Bar {
  /** `world`: people() known by name, open(who) adds a phone, show(who) brings it to the front, phones() that are open. */
  constructor(line, world) {
    this.line = line;
    this.world = world;
    this.now = document.getElementById("now");
    this.today = document.getElementById("today");
    this.notices = document.getElementById("notices");
    this.offline = h("div", { class: "notice wait" }, t("正在连接…"));
    this.notices.append(this.offline);
    this.#moves();
    this.#controls();
  }

  /** The server's time; from here the page counts on. */
  clock(now) {
    setClock(now);
    this.tick();
    this.now.classList.remove("moved");
    requestAnimationFrame(() => this.now.classList.add("moved"));
  }

  /** Once a second. */
  tick() {
    const now = worldNow();
    this.now.textContent = stamp(now, "T");
    this.now.dateTime = new Date(now).toISOString();
    this.today.textContent = shortDay(now);
    this.today.title = `${t("北京时间")} ${stamp(now, "wD")}`;
  }

  /** Whether the line to the server stands. */
  connected(up) {
    if (up && this.lost) this.say(t("已重新连上"));
    this.lost = !up;
    this.offline.hidden = up;
    this.offline.textContent = t("连接断了，正在重连…");
    for (const button of document.querySelectorAll(".moves button, #restart")) button.disabled = !up;
  }

  /** What the program is doing: restarting or running. */
  program({ state }) {
    const busy = state === "restarting";
    this.restart.disabled = busy;
    this.restart.classList.toggle("busy", busy);
    document.body.classList.toggle("restarting", busy);
    this.restart.lastElementChild.textContent = busy ? t("正在重启…") : t("重启程序");
  }

  /** A note for the whole page. */
  say(text) {
    const notice = h("div", { class: "notice" }, text);
    this.notices.append(notice);
    setTimeout(() => notice.remove(), NOTICE_STAYS);
  }

  async #ask(action) {
    try {
      return await this.line.ask(action);
    } catch (error) {
      this.say(reason(error));
      return null;
    }
  }

  async #restarts() {
    const done = await this.#ask({ do: "restart" });
    if (!done) return;
    const s = Math.max(0.1, done.took / 1000).toFixed(1);
    this.say(t("程序已停止并重新启动，用了 {s} 秒。所有对话、按钮和待发的消息都从数据库接着来。", { s }));
  }

  #moves() {
    const place = document.getElementById("moves");
    for (const [label, ms] of MOVES) {
      place.append(h("button", { type: "button", onclick: () => this.#ask({ do: "move", ms }) }, t(label)));
    }
    const to = h("button", { type: "button", "aria-haspopup": "true", "aria-expanded": "false",
      onclick: () => this.#chooseMoment(to) }, t("到…"));
    place.append(h("span", { class: "anchor" }, to));
  }

  #chooseMoment(opener) {
    if (this.close) return this.close();
    const field = h("input", { type: "datetime-local", id: "moment", required: true, min: toField(worldNow()),
      value: toField(worldNow() + 24 * 60 * MINUTE) });
    const go = (event) => {
      event.preventDefault();
      const moment = fromField(field.value);
      if (!(moment > worldNow())) return this.say(t("这一刻已经过去了，时钟只能往前拨。"));
      this.close();
      return this.#ask({ do: "move_to", moment });
    };
    const panel = h("form", { class: "pop moment", onsubmit: go, novalidate: true },
      h("label", { for: "moment" }, t("把时间拨到（北京时间）")), field,
      h("button", { type: "submit", class: "big" }, t("拨到这一刻")));
    opener.after(panel);
    this.close = popup(opener, panel, () => { this.close = null; });
    field.focus();
    return undefined;
  }

  #controls() {
    const place = document.getElementById("controls");
    const more = document.getElementById("more");
    const button = (name, label, does) => h("button", { type: "button", onclick: does }, icon(name), h("span", {}, label));
    this.restart = button("restart", t("重启程序"), () => this.#restarts());
    this.restart.id = "restart";
    const other = new URL(location.href);
    if (lang === "en") other.searchParams.delete("lang");
    else other.searchParams.set("lang", "en");
    const language = h("a", { class: "language-link", href: other, hreflang: lang === "en" ? "zh-CN" : "en",
      lang: lang === "en" ? "zh-CN" : "en", onclick: () => this.#keepPhones(language) }, lang === "en" ? "中文" : "EN");
    place.append(this.restart, button("bulb", t("试试看"), () => this.#tries()),
      button("plus", t("加一部手机"), () => this.#addPhone()), language);
    more.addEventListener("click", () => {
      const open = document.getElementById("bar").classList.toggle("open");
      more.setAttribute("aria-expanded", String(open));
    });
  }

  #keepPhones(link) {
    const url = new URL(link.href);
    const phones = new URLSearchParams(location.search).get("phones");
    if (phones) url.searchParams.set("phones", phones);
    link.href = url.href.replaceAll("%2C", ",");
  }

  #dialog(title, ...children) {
    const shut = h("button", { type: "button", class: "round", "aria-label": t("关闭"), onclick: () => dialog.close() },
      icon("close"));
    const dialog = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title",
      onclose: () => dialog.remove(), onclick: (event) => event.target === dialog && dialog.close() },
    h("div", { class: "sheet-in" }, h("div", { class: "sheet-head" }, h("h2", { id: "sheet-title" }, title), shut),
      children));
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  }

  #addPhone() {
    const open = new Set(this.world.phones().map((phone) => phone.who));
    const choose = (who) => { dialog.close(); this.world.open(who); };
    const people = this.world.people().map((person) => h("button", { type: "button", class: "person",
      onclick: () => choose(person.key), disabled: open.has(person.key) },
    h("span", { class: "disc" }, (person.role || person.name).slice(0, 1)),
    h("span", { class: "about" }, h("span", { class: "name" }, person.name), h("span", { class: "size" }, t(person.role)))));
    const field = h("input", { type: "text", id: "new-account", maxlength: "32", required: true, autocomplete: "off" });
    const form = h("form", { class: "pair", onsubmit: (event) => {
      event.preventDefault();
      if (field.value.trim()) choose(field.value.trim().replaceAll(",", ""));
    } }, field, h("button", { type: "submit", class: "big" }, t("加上")));
    const dialog = this.#dialog(t("谁的手机？"), h("h3", {}, t("示例里的人")), h("div", { class: "people" }, people),
      h("h3", {}, h("label", { for: "new-account" }, t("全新的账号"))),
      h("p", { class: "hint" }, t("随便起个名字，机器人没见过这个人")), form);
  }

  #tries() {
    const groups = this.world.phones().map((phone) => h("section", {}, h("h3", {}, phone.owner),
      h("div", { class: "tries" }, examples(phone.person).map((line) => h("button", { type: "button", class: "try",
        onclick: () => { dialog.close(); this.world.show(phone.who); phone.say(line); } }, line)))));
    const dialog = this.#dialog(t("可以这样试"), h("p", { class: "hint" }, t("点一句，就从这部手机发出去。")), groups);
  }
}
