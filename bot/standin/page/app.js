// The page: phones side by side (or behind tabs where there is room for one), fed by one line to the server.

import { setUploadLimit } from "./attachment.js";
import { Bar } from "./bar.js";
import { h, icon } from "./dom.js";
import { Line } from "./live.js";
import { Phone, safe } from "./phone.js";
import { lang, reason, t, translate } from "./words.js";

const FIRST_PHONES = ["worker", "leader", "admin"];
const NARROW = matchMedia("(max-width: 719px)"); // one phone at a time; the same width as in style.css

const place = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const phones = new Map(); // who → Phone, in the order of the screen
let bot = null;
let people = [];
let front = null; // whose phone is seen where only one fits

document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
document.title = t("百强工作室助手 · 演示");
translate(document);

const line = new Line(heard, (up) => {
  bar.connected(up);
  document.body.classList.toggle("offline", !up);
});
const bar = new Bar(line, {
  people: () => people, open: add, show: (who) => show(who, false), phones: () => [...phones.values()],
});

function heard(message) {
  const phone = phones.get(message.who);
  if (message.type === "hello") hello(message);
  else if (message.type === "clock") moved(message.now);
  else if (message.type === "program") bar.program(message);
  else if (!phone) return;
  else if (message.type === "offer") phone.offer(message);
  else if (message.type === "results") phone.results(message.results);
  else if (message.type === "gone") phone.chat.drop(message.message_id);
  else if (message.type === "toast") (message.alert ? phone.alert(message.text) : phone.toast(message.text));
  else if (message.type === "message") {
    phone.receive(message.message);
    if (!message.message.own) unread(phone);
  }
}

function moved(now) {
  bar.clock(now);
  for (const phone of phones.values()) phone.tick();
}

// The first thing the server says on every connection: then all phones are asked for anew.
async function hello(message) {
  bot = message.bot;
  people = message.people;
  setUploadLimit(message.upload_limit);
  bar.clock(message.now);
  const wanted = phones.size ? [...phones.keys()] : inAddress();
  const known = await Promise.allSettled(wanted.map((who) => line.ask({ do: "open", who })));
  known.forEach(({ value }, index) => value && fill(wanted[index], value));
}

async function add(who) {
  try {
    fill(who, await line.ask({ do: "open", who }));
    show(who, true);
  } catch (error) {
    bar.say(reason(error));
  }
}

function fill(who, known) {
  if (!phones.has(who)) build(who, known.person);
  phones.get(who).fill(known);
}

function build(who, person) {
  const phone = new Phone(who, person, bot, line, putAway);
  phones.set(who, phone);
  phone.badge = h("span", { class: "badge" });
  phone.tab = h("button", { type: "button", class: "tab", role: "tab", id: `tab-${safe(who)}`, data: { who },
    "aria-controls": phone.element.id, onclick: () => show(who, false), onkeydown: tabKey },
  h("span", {}, person.kind ? t(person.role) : person.name), phone.badge);
  place.append(phone.element);
  tabs.append(phone.tab);
  remember();
  layOut();
}

function putAway(phone) {
  phones.delete(phone.who);
  phone.element.remove();
  phone.tab.remove();
  if (front === phone.who) front = null;
  remember();
  layOut();
}

function show(who, look) {
  front = who;
  layOut();
  const phone = phones.get(who);
  phone.badge.textContent = "";
  phone.chat.toEnd(false);
  if (look) phone.element.scrollIntoView({ behavior: "instant", block: "nearest", inline: "nearest" });
  if (look) phone.composer.field.focus();
}

function unread(phone) {
  if (!NARROW.matches || phone.who === front) return;
  phone.badge.textContent = String(Number(phone.badge.textContent || 0) + 1);
  phone.badge.setAttribute("aria-label", t("{n} 条新消息", { n: phone.badge.textContent }));
}

// On a narrow screen the phones are tab panels; on a wide one plain sections, all of them seen.
function layOut() {
  if (!phones.has(front)) front = phones.keys().next().value ?? null;
  for (const [who, phone] of phones) {
    const chosen = who === front;
    phone.element.hidden = NARROW.matches && !chosen;
    if (NARROW.matches) phone.element.setAttribute("role", "tabpanel");
    else phone.element.removeAttribute("role");
    phone.tab.setAttribute("aria-selected", String(chosen));
    phone.tab.tabIndex = chosen ? 0 : -1;
  }
}

function tabKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const keys = [...phones.keys()];
  const next = keys[(keys.indexOf(front) + step + keys.length) % keys.length];
  show(next, false);
  phones.get(next).tab.focus();
}

// Which phones are open is kept in the address: a reload or a copied link shows the same ones.
function inAddress() {
  const names = new URLSearchParams(location.search).get("phones");
  return names ? names.split(",").filter(Boolean) : FIRST_PHONES;
}

function remember() {
  const query = new URLSearchParams(location.search);
  const keys = [...phones.keys()].join(",");
  if (keys === FIRST_PHONES.join(",")) query.delete("phones");
  else query.set("phones", keys);
  history.replaceState(null, "", `?${query.toString().replaceAll("%2C", ",")}`.replace(/^\?$/, location.pathname));
}

NARROW.addEventListener("change", layOut);
setInterval(() => {
  bar.tick();
  for (const phone of phones.values()) phone.tick();
}, 1000);
document.getElementById("more").append(icon("clock"));
