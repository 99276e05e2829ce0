"""Quick news (快报): a leader or deputy writes one line, sees what was understood, and saves it with one tap.

Typed at any time, begun by /news, or step by step by its kind. What was half written waits; nothing typed is lost. Groups:
`handlers.news_group`.
"""

import re
from typing import Any

from telegram import Update
from telegram.ext import filters

from handlers.cards.evidence import items_of
from handlers.cards.news_draft import (
    ASKED,
    DOUBTS,
    LINES,
    SAID,
    STUDIO,
    drafted,
    folded,
    items_in,
    renumbered,
    taken_in,
    texts_in,
    with_items,
)
from handlers.cards.news_form import GROUP, HELD, NEW, TAKE, empty, forget_asked, in_form, open_draft
from handlers.cards.records import numbered
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import SUMMARY, number_in
from handlers.kit.room import TYPED, Room
from handlers.kit.taps import Tap
from handlers.language.course_line import read_course
from handlers.language.news_line import read_news
from handlers.language.saved_news import corrects
from storage import dialogues
from storage.dialogues import Answers
from storage.model.local_time import local_date
from storage.model.records import MOST_RECORDS

JOIN = Tap("news.join")
"""Both in one."""
FRESH = Tap("news.fresh")
"""Give up the older one."""
LINK = r"^/start news$"
HOW = r"^(?:(?:怎么|怎样|如何)来?(?:上?报|写|发|填|交)(?:一?[条个份])?快报|快报(?:怎么|怎样|如何)(?:上?报|写|发|填|交|用))"
MARKED = re.compile(r"\s*[#\uff03]?\s*快报")

room = Room("news")


@room.command("news", action="news.write", summary="快报:一句话报成果、培训、效益")
async def write(update: Update, context: Context) -> None:
    """What stands behind the command as news; else the half-written ones, or how to write some."""
    text = (update.message.text if update.message is not None else None) or ""
    said = text.partition(" ")[2]
    if said:
        await _write(context, await _started(context, said), below=True)
    else:
        await _go_on(context)


@room.words("快报", "报快报", "写快报", "发快报", "我要报快报", action="news.write")
async def write_from_words(update: Update, context: Context) -> None:
    """The same without anything behind it."""
    await _go_on(context)


@room.message(filters.Regex(LINK) & TYPED, action="news.write", name="link")
async def write_from_group(update: Update, context: Context) -> None:
    """A link in a group leads here: what was said there, to be looked at."""
    said = await dialogues.named(context.tx, context.person.id, GROUP)
    if said is None:
        await _go_on(context)
        return
    await dialogues.finish(context.tx, said)
    await _write(context, said.answers, below=True)


@room.message(
    TYPED & filters.Regex(HOW), action="news.write", name="how", when=lambda _, context: context.may("news.write")
)
async def tell_how(update: Update, context: Context) -> None:
    """How to write some: by beginning with it."""
    await _go_on(context)


async def _go_on(context: Context) -> None:
    waiting = await dialogue.waiting(context, NEW)
    held = await dialogues.named(context.tx, context.person.id, HELD)
    if waiting is not None:
        await dialogue.go_on(context, NEW, waiting, below=True)
    elif held is not None:
        await dialogues.finish(context.tx, held)
        await dialogue.begin(context, NEW, held.answers, below=True)
    else:
        await dialogue.begin(context, NEW, await empty(context), below=True)


def _is_line(update: Update, context: Context) -> bool:
    """Whether somebody who may report wrote what is clearly news, and is not answering a form."""
    message = update.message
    text = (message.text or message.caption or "") if message is not None else ""
    if message is None or not text or not context.may("news.write") or _asked(context):
        return False
    if message.text and open_draft(context) is not None:
        return False  # the form's own door takes it: it may be a correction
    line = read_news(text, context.now, context.office.zone)
    if corrects(text) and not MARKED.match(text) and (not line.sure or in_form(context)):
        return False  # 「地点改成实训楼」: of something that is written already
    told = bool(line.facts) and (line.sure or (line.likely and not _is_course(context, text)))
    return told and not dialogue.is_key(context, text)  # 「我办的课」 is a door of its own


def _is_course(context: Context, text: str) -> bool:
    line = read_course(text, context.now, context.office.zone)
    return line.sure or line.likely


def _asked(context: Context) -> bool:
    """Whether they are answering a question of it."""
    form = context.delivery.dialogue
    return in_form(context) and form is not None and form.step != SUMMARY


@room.message(
    TYPED & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND, action="news.write", name="news line", when=_is_line
)
async def write_from_line(update: Update, context: Context) -> None:
    """News in one message, though nobody asked for them; a picture's caption too."""
    message = update.message
    assert message is not None  # the door's filter
    text = message.text or message.caption or ""
    form = open_draft(context)
    if form is not None:  # a captioned picture
        line = read_news(text, context.now, context.office.zone)
        answers = with_items(taken_in(form.answers, text, line, update.update_id), items_of(message))
        await dialogue.move_to(context, NEW, form, form.step, answers)
        return
    answers = await _started(context, text)
    await _write(context, with_items(answers, items_of(message)), below=True)


async def _started(context: Context, text: str) -> Answers:
    """The answers that one message gives."""
    line = read_news(text, context.now, context.office.zone)
    return taken_in(await empty(context), text, line, context.delivery.update.update_id)


async def _write(context: Context, answers: Answers, *, below: bool) -> None:
    """Begin with these; where others wait already it is asked what becomes of both."""
    waiting = await dialogue.waiting(context, NEW)
    if waiting is None or not (drafted(waiting.answers) or items_in(waiting.answers)):
        await dialogue.begin(context, NEW, answers, below=below)
    elif set(drafted(answers)) <= set(drafted(waiting.answers)):  # the same, sent twice
        await dialogue.go_on(context, NEW, waiting, below=below)
    else:
        held = await dialogues.named(context.tx, context.person.id, HELD)
        if held is not None:
            answers = _joined(held.answers, answers)
            if len(drafted(answers)) > MOST_RECORDS:
                await context.say(context.t("您已经有两份没存的快报,这句没有记下。请先存好或者不要其中一份,再发一次。"))
                return
        await dialogues.begin(context.tx, context.person.id, HELD, "held", answers, context.now)
        await _ask_both(context, waiting)


async def _ask_both(context: Context, waiting: dialogues.Dialogue) -> None:
    """What becomes of a draft that waits and of the one that is held behind it."""
    today = local_date(context.now, context.office.zone)
    lines = numbered(context.words, context.office.zone, drafted(waiting.answers), today)
    text = context.t("您还有一份没存的快报:\n{lines}\n\n刚写的这份也记下了。", lines="\n".join(lines[:MOST_SHOWN]))
    context.delivery.form_shown = True
    await context.say(
        text,
        [
            [JOIN.button(context.label("合成一份"))],
            [
                dialogue.resume_button(context, NEW, waiting),
                FRESH.button(context.label("不要旧的")),
            ],
        ],
    )


MOST_SHOWN = 5


def _joined(one: Answers, other: Answers) -> Answers:
    """Both in one: the lines of each, those of both once, with everything that came along."""
    one, other = folded(one), folded(other)
    first, second = _list(one, LINES), _list(other, LINES)
    places = {
        place: len(first) + at for at, place in enumerate(p for p, line in enumerate(second) if line not in first)
    }
    second = renumbered(second, places)
    doubts = _list(one, DOUBTS) + [[places[at], *rest] for at, *rest in _list(other, DOUBTS) if at in places]
    said = [*texts_in(one, SAID), *(text for text in texts_in(other, SAID) if text not in texts_in(one, SAID))]
    joined = {
        **one,
        LINES: [*first, *(second[place] for place in places)],
        DOUBTS: doubts,
        SAID: said,
        ASKED: [*_list(one, ASKED), *_list(other, ASKED)],
        STUDIO: number_in(one, STUDIO) or number_in(other, STUDIO),
    }
    return with_items(joined, items_in(other))


def _list(answers: Answers, name: str) -> list[Any]:
    found = answers.get(name)
    return list(found) if isinstance(found, list) else []


@room.on_tap(JOIN, action="news.write")
async def join(update: Update, context: Context) -> None:
    """The older and the newer in one."""
    held = await dialogues.named(context.tx, context.person.id, HELD)
    waiting = await dialogue.waiting(context, NEW)
    if held is None:
        await _nothing_held(context)
        return
    both = _joined(waiting.answers, held.answers) if waiting is not None else held.answers
    if waiting is not None and len(drafted(both)) > MOST_RECORDS:
        await context.toast(
            context.label("合起来超过 {most} 条。请先存好这一份,再报另一份", most=MOST_RECORDS), alert=True
        )
        await dialogue.go_on(context, NEW, waiting)
        return
    await dialogues.finish(context.tx, held)
    if waiting is None:
        await dialogue.begin(context, NEW, both)
    else:
        await dialogue.move_to(context, NEW, waiting, SUMMARY, both)


@room.on_tap(TAKE, action="news.write")
async def take_next(update: Update, context: Context) -> None:
    """The one that was held back, after the first was saved; where another was begun since it is asked what becomes of both."""
    waiting = await dialogue.waiting(context, NEW)
    held = await dialogues.named(context.tx, context.person.id, HELD)
    if waiting is not None and held is not None and (drafted(waiting.answers) or items_in(waiting.answers)):
        await _ask_both(context, waiting)
    else:
        await take_held(update, context)


@room.on_tap(FRESH, action="news.write")
async def take_held(update: Update, context: Context) -> None:
    """The newer one alone."""
    held = await dialogues.named(context.tx, context.person.id, HELD)
    if held is None:
        await _nothing_held(context)
        return
    if (older := await dialogue.waiting(context, NEW)) is not None:
        await forget_asked(context, older.answers)
    await dialogues.finish(context.tx, held)
    await dialogue.begin(context, NEW, held.answers)


async def _nothing_held(context: Context) -> None:
    waiting = await dialogue.waiting(context, NEW)
    await context.toast(context.label("这份已经处理过了"))
    if waiting is not None:
        await dialogue.go_on(context, NEW, waiting)


dialogue.add_form(room, NEW)
