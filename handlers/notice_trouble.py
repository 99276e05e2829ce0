"""Mailings that stopped by themselves: because Telegram refused what they say, or because they have grown beyond what may go
out without a second admin. Whoever made them is told once, and they go on or are given up by a button."""

import logging
from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.notice_desk import main_mailing
from handlers.cards.notice_draft import others
from handlers.cards.notice_opening import named, show, tell_author
from handlers.cards.notice_trouble import keys, kind_words, reason
from handlers.cards.notices import GO, HALT, LET, OPEN
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.words import Words
from storage import audiences, audit, mailings, notices, people
from storage.model import mailings as post
from storage.model.mailings import Mailing
from storage.model.notices import Notice
from storage.model.people import Person
from storage.model.post import Lane

LOOK_EVERY_S = 5
TOLD_AT_ONCE = 20
Buttons = list[list[InlineKeyboardButton]]
Speech = Callable[[Words], tuple[Markup, Buttons]]

log = logging.getLogger(__name__)
room = Room("notice_trouble")


@room.tick("stopped mailings", every_s=LOOK_EVERY_S)
async def tell(desk: Desk) -> bool:
    """Tell whoever made a mailing that it stopped; where it waits for approval, the other admins too."""
    found = await mailings.untold(desk.tx, TOLD_AT_ONCE)
    for mailing in found:
        try:
            async with desk.tx.savepoint():
                await _tell(desk, mailing)
        except Exception as error:  # what cannot be said of one mailing does not keep the others' makers waiting
            log.error("mailing %d stopped, and nobody could be told: %s", mailing.id, type(error).__name__)
        await mailings.set_told(desk.tx, mailing.id)
    return len(found) == TOLD_AT_ONCE


async def _tell(desk: Desk, mailing: Mailing) -> None:
    notice = await notices.find(desk.tx, mailing.notice) if mailing.notice is not None else None
    if notice is not None:
        await notices.watch(desk.tx, notice.id)
    if notice is not None and mailing.held:
        await _ask_approval(desk, notice, mailing)
        return
    said = await mailings.trouble(desk.tx, mailing.id)
    left = (await mailings.progress(desk.tx, mailing.id)).waiting
    name = notice.name if notice is not None else await _subject(desk, mailing)

    def speech(words: Words) -> tuple[Markup, Buttons]:
        why = reason(words, said)
        if notice is None:
            text = words.t(
                "「{name}」的变动消息停下来了,还有 {left} 人没发。Telegram 说:{reason}",
                name=name,
                left=left,
                reason=why,
            )
            return text, [keys(words, mailing)]
        kind = kind_words(words, mailing.kind)
        text = words.t(
            "「{name}」的{kind}停下来了,还有 {left} 条。Telegram 说:{reason}",
            name=name,
            kind=kind,
            left=left,
            reason=why,
        )
        rows = [] if mailing.kind == post.NOTICE else [keys(words, mailing)]
        return text, [*rows, [OPEN.button(words.label("看这条通知"), notice.id)]]

    await _say(desk, await people.find(desk.tx, mailing.created_by), speech)


async def _subject(desk: Desk, mailing: Mailing) -> str:
    """The competition that news is about."""
    asked = await audiences.conditions(desk.tx, mailing.audience) if mailing.audience else ()
    return await audiences.name(desk.tx, asked[0]) if asked else ""


async def _ask_approval(desk: Desk, notice: Notice, mailing: Mailing) -> None:
    judges = await others(desk.tx, notice.maker)
    numbers = {"name": notice.name, "number": mailing.expected, "most": mailing.at_most}

    def asking(words: Words) -> tuple[Markup, Buttons]:
        text = words.t("「{name}」的收件人变多了,现在 {number} 人,超过 {most} 人,先停下了。等您批准再发。", **numbers)
        return text, [[OPEN.button(words.label("去看看"), notice.id)]]

    def telling(words: Words) -> tuple[Markup, Buttons]:
        text = words.t(
            "「{name}」的收件人变多了,现在 {number} 人,超过 {most} 人,先停下了,等另一位管理员批准再发。", **numbers
        )
        if not judges:
            text += "\n" + words.t("现在没有第二位管理员,请系统负责人先任命一位,或者取消发送。")
        return text, [[OPEN.button(words.label("看这条通知"), notice.id)]]

    for judge in judges:
        await _say(desk, judge, asking)
    if notice.author not in {judge.id for judge in judges}:
        await _say(desk, await people.find(desk.tx, notice.author), telling)


async def _say(desk: Desk, person: Person | None, speech: Speech) -> None:
    if person is not None and person.address and not person.muted:
        await desk.tell(person, *speech(desk.words_for(person)), lane=Lane.URGENT)


@room.on_tap(LET, action="notice.send")
async def let(update: Update, context: Context) -> None:
    """Approve what has grown; of two admins at once the first does."""
    notice = await named(context)
    if notice is None:
        return
    main = await main_mailing(context.tx, notice.id)
    if main is None or not main.held or main.state != post.PAUSED:
        await context.toast(context.label("状态已经变了,请看最新的"))
    elif notice.maker == context.person.id:
        await context.toast(context.label("自己写的通知要由另一位管理员批准"), alert=True)
    elif await mailings.release(context.tx, main.id):
        saved = await notices.save(context.tx, replace(notice, judged_by=context.person.id, watched=True), context.now)
        notice = saved or notice
        detail = f"approved, {main.expected} people"
        await audit.note(context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, detail)
        name = notice.name
        await tell_author(context, notice, lambda words, who: words.t("{who} 批准了「{name}」。", who=who, name=name))
    await show(context, notice)


@room.on_tap(GO, action="notice.send")
async def go_on(update: Update, context: Context) -> None:
    """Go on with a nudge, a change, a deletion or news that stopped."""
    mailing = await mailings.find(context.tx, context.tap[0])
    done = (
        mailing is not None
        and mailing.kind != post.NOTICE
        and await mailings.resume(context.tx, mailing.id, context.now)
    )
    await _acted(context, mailing, done, "resumed")


@room.on_tap(HALT, action="notice.send")
async def halt(update: Update, context: Context) -> None:
    """Give it up."""
    mailing = await mailings.find(context.tx, context.tap[0])
    stopped = mailing is not None and mailing.kind != post.NOTICE and mailing.state == post.PAUSED
    done = mailing is not None and stopped and await mailings.cancel(context.tx, mailing.id, context.now)
    await _acted(context, mailing, done, "cancelled")


async def _acted(context: Context, mailing: Mailing | None, done: bool, what: str) -> None:
    if mailing is None or not done:
        await context.toast(context.label("状态已经变了,请看最新的"))
    else:
        await audit.note(context.tx, context.person.id, "notice.send", f"mailing {mailing.id}", context.now, what)
    notice = await notices.find(context.tx, mailing.notice) if mailing is not None and mailing.notice else None
    if notice is not None:
        await notices.watch(context.tx, notice.id)
        await show(context, notice)
    elif done:
        await context.edit(context.t("好的,接着发。") if what == "resumed" else context.t("好的,没发的不再发了。"))
