"""Reminders: the tick that says what is due, and what people tap under it: do it, tomorrow, never again."""

import logging
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardMarkup, Update

from handlers.cards.moments import plain
from handlers.cards.reminders import LATER, NEVER, not_said, said
from handlers.kit.context import Context, message_text
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.taps import Rows
from handlers.kit.words import SOURCE_LANGUAGE
from storage import calendar, outbox, people, preferences, reminders
from storage.model.local_time import days_after, instant, local_date
from storage.model.people import ADMIN, OWNER
from storage.model.post import REPLY_TTL_MS, Lane, Letter
from storage.model.preferences import COMPETITION as MUTED_COMPETITION
from storage.model.preferences import COURSE as MUTED_COURSE
from storage.model.preferences import DUTY as MUTED_DUTY
from storage.model.quiet import Workday, next_decent
from storage.model.reminders import COMPETITION, COURSE, OCCURRENCE, Fate, judge, tomorrow
from storage.reminders import Reminder, Told

EVERY_S = 15
MOST_TOGETHER = 20
"""Things in one message; more wait for the next day."""
TROUBLE_MS = 3600 * 1000
"""So long what cannot be written for somebody waits; everybody else's goes on."""

log = logging.getLogger(__name__)
room = Room("reminding")


@room.tick("reminders", every_s=EVERY_S)
async def remind(desk: Desk) -> bool:
    """Make reminders of the rungs that are due, all of them before anybody is told: what falls together comes together."""
    missed = await reminders.expire(desk.tx, desk.now)
    if missed:
        await _report(desk, {step.id: 0 for step in missed})
    if await reminders.take_back(desk.tx, desk.now):
        return True
    if await reminders.fire(desk.tx, desk.now):
        return True
    return await tell(desk)


async def tell(desk: Desk) -> bool:
    """Judge what is due to the people who have waited longest, and tell them; False when nothing is due to anybody."""
    due = await reminders.due(desk.tx, desk.now)
    if not due:
        return False
    workday = await calendar.workdays(desk.tx)
    saying: list[Reminder] = []
    later: list[tuple[int, int, str]] = []
    ended: list[tuple[int, str, str]] = []
    expired: Counter[int] = Counter()
    for one in due:
        verdict = judge(one.standing, desk.now, desk.office.zone, workday)
        match verdict.fate:
            case Fate.SAY:
                saying.append(one)
            case Fate.LATER:
                later.append((one.id, verdict.until, verdict.reason))
            case Fate.HOLD:
                ended.append((one.id, "held", verdict.reason))
            case Fate.DROP:
                ended.append((one.id, "dropped", verdict.reason))
            case Fate.EXPIRE:
                ended.append((one.id, "expired", verdict.reason))
                expired[one.step] += 1
    told: list[tuple[int, int]] = []
    for _, group in groupby(saying, key=lambda one: one.person):
        mine = list(group)
        if mine[0].standing.digest:
            mine, rest = mine[:MOST_TOGETHER], mine[MOST_TOGETHER:]
            later += _crowded(desk, rest, workday)
        for together in [mine] if mine[0].standing.digest else [[one] for one in mine]:
            letter = await _say(desk, together)
            if letter is None:
                later += [(one.id, desk.now + TROUBLE_MS, "trouble") for one in together]
            else:
                told += [(one.id, letter) for one in together]
    await reminders.say(desk.tx, told, desk.now)
    await reminders.put_off(desk.tx, later)
    await reminders.end(desk.tx, ended)
    if expired:
        await _report(desk, expired)
    return True


def _crowded(desk: Desk, rest: list[Reminder], workday: Workday) -> list[tuple[int, int, str]]:
    """What finds no place in today's message, until tomorrow; what has no tomorrow, until the next message in a minute."""
    later = []
    for one in rest:
        standing = one.standing
        until = tomorrow(desk.now, standing.quiet, desk.office.zone, workday, standing.before)
        later.append((one.id, until if until is not None else desk.now + 60_000, "digest"))
    return later


async def _say(desk: Desk, told: list[Reminder]) -> int | None:
    """One message, in the transaction in which its reminders become said; its number, or None when it cannot be written."""
    try:
        letter = _letter(desk, told)
    except Exception as error:  # one person's record must not keep everybody else's from being said
        log.error("reminders %s cannot be written: %s", [one.id for one in told], type(error).__name__)
        return None
    return await outbox.put(desk.tx, letter, desk.now)


def _letter(desk: Desk, told: list[Reminder]) -> Letter:
    """The message. Its words (「还有 3 天」) are true on this day: what has not left by its end is taken back."""
    words = desk.office.words[told[0].language or SOURCE_LANGUAGE]
    text, buttons = said(words, desk.office.zone, told, desk.now)
    key = "reminders:" + ",".join(f"{one.id}-{one.turn}" for one in told)
    zone = desk.office.zone
    midnight = instant(days_after(local_date(desk.now, zone), 1), 0, zone)
    until = min([midnight, *(one.standing.before for one in told if one.standing.before is not None)])
    address = told[0].address
    payload: dict[str, Any] = {"chat_id": int(address), **message_text(text), **_markup(buttons)}
    return Letter(address, "sendMessage", payload, Lane.REMINDER, told[0].person, key, expires_at=until)


def _markup(buttons: Rows) -> dict[str, Any]:
    return {"reply_markup": InlineKeyboardMarkup(buttons).to_dict()} if buttons else {}


async def _report(desk: Desk, unsaid: Mapping[int, int]) -> None:
    """Tell the officers what could not be said in time, by steps: once, at a decent hour, with all that came before it."""
    zone = desk.office.zone
    before = dict.fromkeys((step for step, *_ in await reminders.reports(desk.tx, desk.now)), 0)
    at = next_decent(desk.now, zone, await calendar.workdays(desk.tx))
    await reminders.not_said(desk.tx, {**before, **unsaid}, at)
    reports = await reminders.reports(desk.tx, desk.now)
    officers = {one.id: one for role in (ADMIN, OWNER) for one in await people.holders(desk.tx, role)}
    for officer in officers.values():
        await outbox.cancel(desk.tx, officer.address, "unsaid:", desk.now)
        for begin in range(0, len(reports), MOST_TOGETHER):
            part = reports[begin : begin + MOST_TOGETHER]
            words = desk.words_for(officer)
            key = "unsaid:" + ",".join(f"{step}-{number}" for step, number, _ in part) + f":{officer.id}"
            lines = [not_said(words, zone, matter, at, number) for _, number, matter in part]
            try:
                payload = {"chat_id": int(officer.address), **message_text(Markup("\n").join(lines))}
            except ValueError:
                log.error("officer %d has no address that is a number", officer.id)
                break
            await desk.put(
                Letter(
                    officer.address,
                    "sendMessage",
                    payload,
                    Lane.URGENT,
                    officer.id,
                    key,
                    not_before=at,
                    expires_at=at + REPLY_TTL_MS,
                )
            )


@room.on_tap(LATER, action="reminder.answer")
async def later(update: Update, context: Context) -> None:
    """Say it once more tomorrow, or at the next moment that is decent; says when."""
    if await _settled(context):
        return
    told = await _told(context)
    if told is None:
        return
    zone = context.office.zone
    if told.state == "waiting":
        when = plain(context.words, zone, told.due_at, context.now)
        await context.toast(context.label("已经定好了:{when} 再提醒您", when=when), alert=True)
        return
    before = told.at if told.days >= 0 else None
    if before is not None and before <= context.now:
        await context.toast(context.label("这件事已经过了时间"), alert=True)
        return
    workday = await calendar.workdays(context.tx)
    quiet = (await preferences.of(context.tx, context.person.id)).quiet
    until = tomorrow(context.now, quiet, zone, workday, before)
    if until is None:
        await context.toast(context.label("再往后推就来不及了,请现在办"), alert=True)
    elif await reminders.snooze(context.tx, told.id, until):
        when = plain(context.words, zone, until, context.now)
        await context.toast(context.label("好的,{when} 再提醒您", when=when), alert=True)


@room.on_tap(NEVER, action="reminder.answer")
async def never(update: Update, context: Context) -> None:
    """No more of this thing, to this person; says how to undo it."""
    told = await _told(context, also_old=True)
    if told is None:
        return
    for kind, subject in await _mutable(context, told):
        await preferences.mute(context.tx, context.person.id, kind, subject, context.now)
    await reminders.drop_about(context.tx, context.person.id, told.kind, told.subject)
    one = await reminders.standing(context.tx, told.id, context.now)
    if told.kind in (COMPETITION, COURSE) and one is not None:
        text = context.label("好的,《{title}》的提醒全停了。想恢复,发 /settings", title=one.matter.title)
    else:
        text = context.label("好的,不再提醒这件事。想恢复,发 /settings")
    await context.toast(text, alert=True)


async def _settled(context: Context) -> bool:
    """Whether there is nothing left to put off, because the person did the thing or wants to hear no more of it; says so."""
    mine = await reminders.find(context.tx, context.tap[0], context.person.id) if context.person.id else None
    one = await reminders.standing(context.tx, mine.id, context.now) if mine is not None else None
    if one is None:
        return False
    if one.standing.done:
        await context.toast(context.label("这件事您已经办好了,不会再提醒"), alert=True)
    elif one.standing.muted:
        await context.toast(context.label("这件事的提醒已经停了。想恢复,发 /settings"), alert=True)
    else:
        return False
    return True


async def _mutable(context: Context, told: Told) -> list[tuple[str, int]]:
    """What is muted: the competition or course, or the person's own reports of this occurrence."""
    if told.kind == COMPETITION:
        return [(MUTED_COMPETITION, told.subject)]
    if told.kind == COURSE:
        return [(MUTED_COURSE, told.subject)]
    if told.kind != OCCURRENCE:
        return [(MUTED_DUTY, told.subject)]
    owed = await reminders.duties_of(context.tx, context.person.id, told.subject)
    return [(MUTED_DUTY, duty) for duty in owed]


async def _told(context: Context, *, also_old: bool = False) -> Told | None:
    """The person's own reminder that the button is under; says so when there is none, or a newer one."""
    told = await reminders.find(context.tx, context.tap[0], context.person.id) if context.person.id else None
    if told is None:
        await context.toast(context.label("这条提醒已经不在了"))
    elif not also_old and (told.state not in ("said", "waiting") or await reminders.outdated(context.tx, told.id)):
        await context.toast(context.label("这件事后来有变动,请看最新的提醒"))
    else:
        return told
    return None
