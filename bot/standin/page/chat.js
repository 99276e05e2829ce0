// The scrolling list of a phone's messages: kept in order, edited in place, with day headings and a way to the newest.

import { h, icon } from "./dom.js";
import { bubble } from "./message.js";
import { dayHeading, dayNumber, relative, worldNow } from "./times.js";
import { t } from "./words.js";

const NEAR_END = 80; // px from the end that still count as reading the newest

function sameButtons(one, other) {
  return one.inline?.length && JSON.stringify(one.inline) === JSON.stringify(other.inline);
}

export class Chat {
  /** `name` is whose chat it is, for screen readers; `act` what tapping does (see bubble()). */
  constructor(name, act) {
    this.act = act;
    this.messages = new Map();
    this.unseen = 0;
    this.list = h("ol", { class: "messages" });
    this.empty = h("div", { class: "empty" });
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "log", "aria-live": "polite",
      "aria-relevant": "additions text", "aria-label": t("{who}的对话", { who: name }) }, this.empty, this.list);
    this.badge = h("span", { class: "badge" });
    this.newest = h("button", { type: "button", class: "newest", hidden: true, "aria-label": t("到最新"),
      onclick: () => this.toEnd(true) }, icon("down"), this.badge);
    this.element = h("div", { class: "chat" }, this.scroller, this.newest);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.stuck = true;
    this.height = 0;
    new ResizeObserver(() => this.#resized()).observe(this.scroller);
  }

  /** Replaces everything: after connecting, reconnecting, or a reload. Not read aloud. */
  reset(messages) {
    this.scroller.setAttribute("aria-live", "off");
    this.messages.clear();
    this.list.replaceChildren();
    for (const message of messages) this.#place(message);
    this.#headings();
    this.toEnd(false);
    requestAnimationFrame(() => this.scroller.setAttribute("aria-live", "polite"));
  }

  /** A new message, or a new version of one that is there. */
  show(message) {
    const known = this.messages.get(message.id);
    const follow = this.stuck || message.own;
    const node = this.#place(message);
    if (known) this.#flash(node);
    else {
      node.classList.add("arriving");
      this.#headings();
      if (!follow && !message.own) this.unseen += 1;
    }
    if (follow) this.toEnd(!known);
    this.#scrolled();
  }

  /** Once a second: what is told from now on (今天, 2小时后) may have become something else. */
  tick() {
    for (const node of this.list.querySelectorAll("[data-relative]")) {
      const told = relative(Number(node.dataset.relative));
      if (node.textContent !== told) node.textContent = told;
    }
    if (this.today !== dayNumber(worldNow())) this.#headings();
  }

  /** Takes a deleted message away. */
  drop(id) {
    const known = this.messages.get(id);
    if (!known) return;
    this.messages.delete(id);
    const done = () => { known.node.remove(); this.#headings(); };
    known.node.classList.add("leaving");
    known.node.addEventListener("animationend", done, { once: true });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) done();
  }

  /** What an empty chat shows instead (examples to try). */
  suggest(...children) {
    this.empty.replaceChildren(...children);
  }

  toEnd(smooth) {
    this.stuck = true;
    const calm = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: calm ? "instant" : "smooth" });
  }

  #place(message) {
    const known = this.messages.get(message.id);
    const grew = () => this.stuck && this.toEnd(false);
    const node = bubble(message, this.act, grew);
    if (known && sameButtons(known.message, message)) {
      // The buttons stay the very same: a finger that is just pressing one is not left with nothing under it.
      known.node.querySelector(".bubble").replaceWith(node.querySelector(".bubble"));
      this.messages.set(message.id, { message, node: known.node });
      return known.node;
    }
    if (known) {
      const focused = known.node.contains(document.activeElement) ? document.activeElement.textContent : null;
      known.node.replaceWith(node);
      if (focused !== null) this.#refocus(node, focused);
    } else this.list.append(node);
    this.messages.set(message.id, { message, node });
    this.empty.hidden = this.messages.size > 0;
    return node;
  }

  // Paging by editing replaces the buttons: the keyboard user stays where she was, or at least nearby.
  #refocus(node, label) {
    const buttons = [...node.querySelectorAll("button")];
    (buttons.find((button) => button.textContent === label) ?? buttons.at(-1))?.focus({ preventScroll: true });
  }

  #flash(node) {
    node.classList.add("changed");
    node.addEventListener("animationend", () => node.classList.remove("changed"), { once: true });
  }

  #headings() {
    for (const old of this.list.querySelectorAll(".day")) old.remove();
    this.today = dayNumber(worldNow());
    let day = null;
    for (const { message, node } of this.messages.values()) {
      const own = dayNumber(message.date);
      if (own !== day) node.before(h("li", { class: "day" }, h("span", {}, dayHeading(message.date))));
      day = own;
    }
    this.empty.hidden = this.messages.size > 0;
  }

  #resized() {
    this.height = this.scroller.clientHeight;
    if (this.stuck) this.toEnd(false);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (clientHeight !== this.height) return; // a keyboard came or went; nobody scrolled
    const left = scrollHeight - scrollTop - clientHeight;
    this.stuck = left < NEAR_END;
    if (this.stuck) this.unseen = 0;
    this.newest.hidden = this.stuck;
    this.badge.textContent = this.unseen || "";
    this.badge.setAttribute("aria-label", this.unseen ? t("{n} 条新消息", { n: this.unseen }) : "");
  }
}
