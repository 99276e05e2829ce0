"""我的快报: what a studio reported, how it stands, and changing it: freely until it is judged, by a correction afterwards."""

import re
from dataclasses import replace

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.my_news import (
    ATTACH,
    CHANGE,
    HISTORY,
    MINE,
    SEND,
    SHOWN,
    history_page,
    news_card,
    news_list,
    record_page,
)
from handlers.cards.my_news import ATTACHING as ATTACHING_NAME
from handlers.cards.news_change import CHANGING, NEXT, attached, begin, take_next
from handlers.cards.news_change import answer as answered
from handlers.cards.news_change import attach as collect
from handlers.cards.news_draft import STUDIO, drafted, items_in
from handlers.cards.news_fields import evidence_step
from handlers.cards.news_form import NEW, in_form
from handlers.cards.news_raised import ANSWER
from handlers.cards.own_news import own_news, own_record, seen_record, show_record
from handlers.cards.records import EDIT_FIELD, FIELDS, NEWS_CARD, RECORD
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import SUMMARY, Form, always, number_in
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.language.saved_news import agrees
from storage import dialogues, records
from storage.dialogues import Answers
from storage.model.records import State

DONE = re.compile("^(?:都|已经)?改(?:好|完)?了[,\uff0c\u3002 ]*(?=.)")
"""What may stand before the word that saves: 「改好了,保存吧」."""
RECEIPT = r"^\s*[Nn]\d{8}-\d{4,}\s*$"

room = Room("my_news")


@room.words("我的快报", "我报过的快报", "看看我的快报", action="news.write")
async def mine(update: Update, context: Context) -> None:
    """The list; what was half written is not in it yet, and is offered above."""
    text, rows = await news_list(context, 0)
    draft = await dialogue.waiting(context, NEW)
    if draft is not None and drafted(draft.answers):
        waits = context.t("📝 还有一份没保存,没存就没有报上去。")
        text, rows = Markup("{}\n\n{}").format(waits, text), [[dialogue.resume_button(context, NEW, draft)], *rows]
        context.delivery.form_shown = True
    await context.say(text, rows)


def _may_report(_update: Update, context: Context) -> bool:
    return context.may("news.write")


@room.message(
    TYPED & filters.Regex(RECEIPT),
    action="news.write",
    name="receipt",
    when=_may_report,
)
async def by_receipt(update: Update, context: Context) -> Pass | None:
    """A receipt typed: that news; another studio's is nobody's here."""
    text = (update.message.text if update.message is not None else None) or ""
    news = await records.by_receipt(context.tx, text.strip().upper())
    if news is None or not context.may("news.write", news.studio):
        return PASS
    await context.say(*await news_card(context, news))
    return None


@room.on_tap(MINE, action="news.write")
async def mine_in_place(update: Update, context: Context) -> None:
    """The list, in place."""
    await context.edit(*await news_list(context, context.tap[0]))


@room.on_tap(NEWS_CARD, action="news.write")
async def open_news(update: Update, context: Context) -> None:
    """One news, below: what was tapped is worth keeping."""
    news = await own_news(context, context.tap[0])
    if news is not None:
        await context.say(*await news_card(context, news))


@room.on_tap(SHOWN, action="news.write")
async def show_news(update: Update, context: Context) -> None:
    """One news, in place."""
    news = await own_news(context, context.tap[0])
    if news is not None:
        await context.edit(*await news_card(context, news))


@room.on_tap(RECORD, action="news.write")
async def open_record(update: Update, context: Context) -> None:
    """One record, in place."""
    record = await own_record(context)
    if record is not None:
        await context.edit(*await record_page(context, record))


@room.on_tap(HISTORY, action="news.write")
async def show_history(update: Update, context: Context) -> None:
    """What it said before."""
    record = await own_record(context)
    if record is not None:
        await context.edit(*await history_page(context, record, await records.history(context.tx, record.id)))


@room.on_tap(SEND, action="news.write")
async def send_again(update: Update, context: Context) -> None:
    """重新提交, as it stands."""
    record = await seen_record(context)
    if record is None:
        return
    changed = await records.resubmit(context.tx, record, record.facts, context.acting, context.now)
    await context.toast(context.label("已重新提交") if changed else context.label("刚被改过,现在是这样"))
    await show_record(context, record.id)


@room.on_tap(CHANGE, action="news.write")
async def change(update: Update, context: Context) -> None:
    """Its fields, to change any."""
    record = await seen_record(context)
    if record is not None:
        await begin(context, record)


@room.on_tap(ANSWER, action="news.write")
async def answer(update: Update, context: Context) -> None:
    """The first question that a change raises."""
    draft = await dialogue.tapped(context, CHANGING)
    if draft is not None:
        await answered(context, draft, context.tap[2])


@room.on_tap(NEXT, action="news.write")
async def go_on(update: Update, context: Context) -> None:
    """The change that was said while another one was under way."""
    await take_next(context)


@room.on_tap(EDIT_FIELD, action="news.write")
async def open_field(update: Update, context: Context) -> None:
    """The very field that a return is about, below the message that says so."""
    _, place = context.tap
    record = await own_record(context)
    if record is None or not 0 <= place < len(FIELDS):
        return
    if record.state is State.RETURNED:
        await begin(context, record, field=list(FIELDS)[place], below=True)
    else:
        await context.say(*await record_page(context, record))


@room.on_tap(ATTACH, action="news.write")
async def attach(update: Update, context: Context) -> None:
    """More evidence."""
    news = await own_news(context, context.tap[0])
    if news is not None:
        await collect(context, news, ATTACHING)


def _is_agreed(update: Update, context: Context) -> bool:
    text, draft = update.message.text if update.message is not None else None, dialogue.present(context, CHANGING)
    return (
        bool(text)
        and draft is not None
        and draft.step == SUMMARY
        and in_form(context)
        and agrees(DONE.sub("", text or ""))
    )


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="news.write", name="change agreed", when=_is_agreed)
async def save_as_said(update: Update, context: Context) -> None:
    """「改好了,保存吧」 is the button."""
    draft = dialogue.present(context, CHANGING)
    if draft is not None and await dialogues.finish(context.tx, draft):
        context.delivery.dialogue, context.delivery.finished = None, draft.id
        await CHANGING.finish(context, draft.answers)


dialogue.add_form(room, CHANGING)


# more evidence


async def _attach(context: Context, answers: Answers) -> None:
    await attached(context, number_in(answers, STUDIO), number_in(answers, "news"), items_in(answers))


def _attached_summary(context: Context, answers: Answers) -> Markup:
    held = len(items_in(answers))
    return context.count("加上这 {number} 份证明材料?", "加上这 {number} 份证明材料?", held)


ATTACHING = Form(
    name=ATTACHING_NAME,
    action="news.write",
    title="证明材料",
    steps=(replace(evidence_step(), needed=always),),
    summary=_attached_summary,
    finish=_attach,
    confirm="加上",
    cancelled="好的,没有加。",
)
dialogue.add_form(room, ATTACHING)
