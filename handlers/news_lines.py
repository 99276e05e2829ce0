"""What is tapped on quick news before they are saved: a line to look at or to drop, one more, an answer to a question."""

import json

from telegram import Update

from handlers.cards import news_change
from handlers.cards.news_asked import ANSWER, NO, OLDER, Ask, Sort, answered, asks_of, changed_twin
from handlers.cards.news_draft import ASKED, asked_of, drafted, dropped, folded, items_in, taken_in
from handlers.cards.news_form import NEW
from handlers.cards.news_summary import ADD, DAY, DROP, LINE, LIST, days_tapped, meant, open_line
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, SUMMARY
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from handlers.language.news_line import read_news
from storage import dialogues, inbox
from storage.dialogues import Answers, Dialogue

room = Room("news_lines")


@room.on_tap(LINE, action="news.write")
async def look(update: Update, context: Context) -> None:
    """One line with its fields."""
    draft = await dialogue.tapped(context, NEW)
    if draft is None:
        return
    answers = open_line(draft.answers, context.tap[2])
    if answers is None:
        raise Stale(context.tap)
    await dialogue.move_to(context, NEW, draft, "line", {**answers, CORRECTING: "line"})


@room.on_tap(DROP, action="news.write")
async def drop(update: Update, context: Context) -> None:
    """Without this line."""
    draft = await dialogue.tapped(context, NEW)
    if draft is not None:
        await dialogue.move_to(context, NEW, draft, SUMMARY, dropped(draft.answers, context.tap[2]))


@room.on_tap(ADD, action="news.write")
async def add(update: Update, context: Context) -> None:
    """One more line."""
    draft = await dialogue.tapped(context, NEW)
    if draft is not None:
        await dialogue.move_to(context, NEW, draft, "kind", folded(draft.answers))


@room.on_tap(LIST, action="news.write")
async def back(update: Update, context: Context) -> None:
    """The whole draft again."""
    draft = await dialogue.tapped(context, NEW)
    if draft is not None:
        await dialogue.move_to(context, NEW, draft, SUMMARY, folded(draft.answers))


@room.on_tap(DAY, action="news.write")
async def day(update: Update, context: Context) -> None:
    """A day tapped instead of typed."""
    draft = await dialogue.tapped(context, NEW)
    if draft is None or draft.step != "date":
        return
    answers = days_tapped(context, draft.answers, context.tap[2])
    if answers is None:
        raise Stale(context.tap)
    await dialogue.move_to(context, NEW, draft, NEW.after("date", answers), answers)


@room.on_tap(ANSWER, action="news.write")
async def answer(update: Update, context: Context) -> None:
    """The first question's answer; of something that looks classified, that it may be taken, or is forgotten."""
    draft = await dialogue.tapped(context, NEW)
    if draft is None:
        return
    *_, sort, choice = context.tap
    asks = await asks_of(context, draft.answers)
    if not asks or asks[0].sort != sort:  # it was answered elsewhere meanwhile
        await dialogue.go_on(context, NEW, draft)
        return
    found = answered(draft.answers, asks[0], choice)
    if found is None:
        raise Stale(context.tap)
    answers, field = found
    if asks[0].sort is Sort.UNCLEAR:
        answers = meant(context, answers, choice) or folded(answers)
    if asks[0].sort is Sort.SECRET:
        answers = await _secret(context, draft.answers, answers, asks[0], choice)
    if asks[0].sort is Sort.TWIN and choice == OLDER:
        await _change_older(context, draft, answers, asks[0])
        return
    to = {**answers, CORRECTING: field} if field else answers
    await dialogue.move_to(context, NEW, draft, field or SUMMARY, to)


async def _change_older(context: Context, draft: Dialogue, answers: Answers, one: Ask) -> None:
    """Open the record that was told before with what is told of it now; the line is not in the draft any more."""
    found = changed_twin(draft.answers, one)
    assert found is not None  # `answered` looked
    older, facts = found
    alone = not drafted(answers) and not asked_of(answers)
    items = items_in(answers) if alone else []
    if not alone:
        await dialogue.move_to(context, NEW, draft, SUMMARY, answers)
    elif await dialogues.finish(context.tx, draft):
        context.delivery.dialogue = None
    await news_change.begin(context, older, facts=facts, items=items, below=not alone)


async def _secret(context: Context, before: Answers, after: Answers, one: Ask, choice: int) -> Answers:
    """Take it in as it was heard, or forget that it was said."""
    heard, place, _ = asked_of(before)[one.place]
    if choice == NO:
        await inbox.wipe(context.tx, heard)
        await context.toast(context.label("没有记,也没有留下。请把聊天里的那条也删掉;不涉密的请单独再报。"), alert=True)
        return {**after, ASKED: [one for one in asked_of(after) if one[0] != heard]}
    raw = await inbox.raw(context.tx, heard, context.person.address)
    said = json.loads(raw).get("message", {}) if raw else {}
    text = said.get("text") or said.get("caption") or ""
    if not text:
        await context.toast(context.label("那条已经不在了,请再发一次"), alert=True)
        return after
    return taken_in(after, text, read_news(text, context.now, context.office.zone), heard, allowed=place)
