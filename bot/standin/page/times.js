// The world's time, told in Beijing. The server sends its clock; the page counts on from there by itself.

import { lang, t } from "./words.js";

const ZONE = "Asia/Shanghai";
const LOCALE = lang === "en" ? "en-GB" : "zh-CN";
const BEIJING_OFFSET = 8 * 3600_000; // no summer time since 1991

let ahead = 0; // world time minus this computer's time, ms

/** Takes the server's word for what time it is in the world (ms UTC). */
export function setClock(now) {
  ahead = now - Date.now();
}

/** The world's time now, ms UTC. */
export function worldNow() {
  return Date.now() + ahead;
}

const formats = new Map();
function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, ...options }));
  return formats.get(key);
}

/** A moment by Telegram's date-time letters: w weekday, d/D short/long date, t/T short/long time. */
export function stamp(moment, letters) {
  const options = { hourCycle: "h23" };
  if (letters.includes("w")) options.weekday = "long";
  if (letters.includes("d")) Object.assign(options, { year: "2-digit", month: "2-digit", day: "2-digit" });
  if (letters.includes("D")) Object.assign(options, { year: "numeric", month: "long", day: "numeric" });
  if (/[tT]/.test(letters)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (letters.includes("T")) options.second = "2-digit";
  return format(options).format(moment);
}

/** 21:05, for a bubble's corner. */
export function clockTime(moment) {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment);
}

/** 11月27日 周五, for the bar at the top. */
export function shortDay(moment) {
  return format({ month: "long", day: "numeric", weekday: "short" }).format(moment);
}

/** The day a message belongs to, as a heading: 今天, 昨天 or the date. */
export function dayHeading(moment) {
  const days = dayNumber(worldNow()) - dayNumber(moment);
  if (days === 0) return t("今天");
  if (days === 1) return t("昨天");
  const year = days > 300 ? { year: "numeric" } : {};
  return format({ ...year, month: "long", day: "numeric" }).format(moment);
}

/** Days since 1970 in Beijing: two moments with the same number are the same day there. */
export function dayNumber(moment) {
  return Math.floor((moment + BEIJING_OFFSET) / 86_400_000);
}

/** 3小时后, 2天前. */
export function relative(moment) {
  const seconds = Math.round((moment - worldNow()) / 1000);
  const steps = [["day", 86_400], ["hour", 3600], ["minute", 60]];
  const teller = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return teller.format(Math.trunc(seconds / size), unit);
  }
  return t("刚刚");
}

/** What <input type="datetime-local"> holds for a moment, in Beijing. */
export function toField(moment) {
  return new Date(moment + BEIJING_OFFSET).toISOString().slice(0, 16);
}

/** The moment (ms UTC) somebody chose in such a field, or NaN. */
export function fromField(text) {
  return Date.parse(`${text}Z`) - BEIJING_OFFSET;
}
