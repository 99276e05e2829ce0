"""Writing in a report: each field by a tap or by saying so, replaced or added to; photos and files; two who write at once."""

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.duties import occurrence_name
from handlers.cards.evidence import evidence_button, evidence_lines, items_of, keep
from handlers.cards.report_page import (
    BOTH,
    EDIT,
    LISTEN,
    MORE,
    NONE,
    SHOW,
    Open,
    field_page,
    keep_mine,
    mine_of,
    opened_report,
    page,
)
from handlers.cards.reports import FIELD, field_name
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.listening import ear
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Stale, Tap
from handlers.language.report_said import Said, read_said
from storage import evidence, reports
from storage.dialogues import Answers
from storage.model.evidence import REPORT as OF_REPORT
from storage.model.reports import FIELDS, LONGEST_FIELD, NOTHING, REQUIRED, Field
from storage.model.texts import cleaned

RESOLVE = Tap("report.resolve", int, int, int, str)
"""Which of two texts stays: the report, the field's place, the version of the colleague's, mine | theirs | both."""
MINE, THEIRS, KEEP_BOTH = "mine", "theirs", "both"
SHOWN = 1_700
"""Characters of each of two texts side by side: together they fit into a message."""

room = Room("report_writing")


@room.on_tap(FIELD, action="report.write")
async def open_field_below(update: Update, context: Context) -> None:
    """One field, below what was tapped: the button of a verdict."""
    one = await _writable(context, below=True)
    if one is not None:
        await context.say(*await field_page(context, one, _place(context.tap[1])))


@room.on_tap(EDIT, action="report.write")
async def open_field(update: Update, context: Context) -> None:
    """One field to be replaced, in place."""
    one = await _writable(context)
    if one is not None:
        await context.edit(*await field_page(context, one, _place(context.tap[1])))


@room.on_tap(MORE, action="report.write")
async def open_more(update: Update, context: Context) -> None:
    """One field to be added to, in place."""
    one = await _writable(context)
    if one is not None:
        await context.edit(*await field_page(context, one, _place(context.tap[1]), add=True))


@room.on_tap(NONE, action="report.write")
async def none(update: Update, context: Context) -> None:
    """「无」 in an optional field, or in both."""
    place = context.tap[1]
    names = [name for name in FIELDS if name not in REQUIRED]
    if place != BOTH:
        names = [name for name in names if name == FIELDS[_place(place)]]
    one = await _writable(context)
    if one is None or not names:
        return
    for name in names:
        seen = one.report.named(name).version
        await reports.write_field(context.tx, one.report.id, name, NOTHING, seen, context.person.id, context.now)
    await _shown(context, one.report.id)


@room.on_tap(RESOLVE, action="report.write")
async def resolve(update: Update, context: Context) -> None:
    """Two wrote at once: say which text stays."""
    number, place, version, which = context.tap
    name = FIELDS[_place(place)]
    one = await _writable(context)
    if one is None:
        return
    mine, field = str((await mine_of(context, number)).get(name) or ""), one.report.named(name)
    if not mine and which != THEIRS:
        await context.toast(context.label("您写的那段已经处理过了,现在是这样"))
    elif field.version != version:
        await context.toast(context.label("同事又改了,请再选一次"))
        await _conflict(context, one, name, mine)
        return
    elif which in (MINE, KEEP_BOTH):
        text = mine if which == MINE else _joined(field.content, mine)
        if not await _fits(context, text, name, one):
            return
        await reports.write_field(context.tx, number, name, text, version, context.person.id, context.now)
    await keep_mine(context, one, name, "")
    await _shown(context, number)


def _answers(context: Context) -> Answers | None:
    """What the report's dialogue knows, if the person is in it and touched it within the hour."""
    dialogue = context.delivery.dialogue
    fresh = dialogue is not None and dialogue.name == LISTEN and context.now - dialogue.updated_at <= LISTENS_MS
    return dialogue.answers if dialogue is not None and fresh else None


@ear(room, LISTEN, action="report.write")
async def hear(context: Context, text: str, answers: Answers) -> Pass | None:
    """「问题:…」 at any of a report's pages; at a field's page, whatever is typed."""
    said = read_said(cleaned(text))
    if said is None and answers.get("field") in FIELDS:
        said = Said(str(answers["field"]), cleaned(text), add=bool(answers.get("add")))
    if said is None:
        return PASS
    number = answers.get("report")
    one = await opened_report(context, number) if isinstance(number, int) else None
    if one is None:
        await context.say(context.t("没有写进去:这份报告现在不归您写了。您写的还在上面。"))
    elif not one.writable:
        text_shown, rows = await page(context, one)
        note = context.t("没有写进去:报告刚刚交上去了,现在不能改。要改,请工会退回。您写的还在上面。")
        await context.say(Markup("{}\n\n{}").format(note, text_shown), rows)
    else:
        await _write(context, one, said, answers)
    return None


def _shows(update: Update, context: Context) -> bool:
    return update.message is not None and _answers(context) is not None and bool(items_of(update.message))


@room.message(TYPED & ~filters.COMMAND, action="report.write", name="report file", when=_shows)
async def take_file(update: Update, context: Context) -> None:
    """A photo or file while a report is open goes with it."""
    answers = _answers(context)
    number = answers.get("report") if answers is not None else None
    one = await opened_report(context, number) if isinstance(number, int) else None
    if update.message is None or one is None or not one.writable:
        await context.say(context.t("没有收:这份报告现在不能改。"))
        return
    trouble = await keep(context, one.duty.studio, OF_REPORT, one.report.id, items_of(update.message))
    shown = await evidence.of(context.tx, OF_REPORT, one.report.id)
    named = occurrence_name(context.words, one.duty.occurrence)
    said = trouble or context.t("已放进「{report}」。还有就接着发。", report=named)
    rows = [
        [SHOW.button(context.label("回到报告"), one.duty.id)],
        evidence_button(context, OF_REPORT, one.report.id, shown),
    ]
    text = Markup("\n").join(filter(None, [said, evidence_lines(context, shown)]))
    await context.say(text, [row for row in rows if row], instead_of=f"report:{one.report.id}:")


async def _write(context: Context, one: Open, said: Said, answers: Answers) -> None:
    """Put it into its field, unless a colleague wrote there since the person last saw it."""
    field = one.report.named(said.field)
    text = _joined(field.content, said.text) if said.add else said.text
    if not await _fits(context, text, said.field, one):
        return
    seen = answers.get("seen")
    known = seen.get(said.field) if isinstance(seen, dict) else None
    if not said.add and known != field.version and field.person != context.person.id:
        await _conflict(context, one, said.field, said.text)
        return
    await reports.write_field(
        context.tx, one.report.id, said.field, text, field.version, context.person.id, context.now
    )
    done = context.t("已写进「{field}」。", field=field_name(context.words, said.field, one.duty))
    await _shown(context, one.report.id, done)


async def _conflict(context: Context, one: Open, name: str, mine: str) -> None:
    """Show both texts; what was typed is kept until it is said which stays."""
    await keep_mine(context, one, name, mine)
    field, place = one.report.named(name), FIELDS.index(name)
    here = (one.report.id, place, field.version)
    title = field_name(context.words, name, one.duty)
    text = Markup("\n").join(
        [
            context.t("「{field}」同事刚改过,还没有用您的。留哪一段?", field=title),
            Markup("\n<b>{}</b>\n{}").format(context.label("同事写的"), _shortened(field)),
            Markup("\n<b>{}</b>\n{}").format(context.label("您写的"), mine[:SHOWN]),
        ]
    )
    rows = [
        [
            RESOLVE.button(context.label("用我的"), *here, MINE),
            RESOLVE.button(context.label("用对方的"), *here, THEIRS),
        ],
        [RESOLVE.button(context.label("两段都留"), *here, KEEP_BOTH)],
    ]
    if context.delivery.update.callback_query is not None:
        await context.edit(text, rows)
    else:
        await context.say(text, rows)


async def _fits(context: Context, text: str, name: str, one: Open) -> bool:
    if 0 < len(text) <= LONGEST_FIELD:
        return True
    said = context.label(
        "没有写进去:「{field}」一共 {number} 字,最多 {most} 字。请短一些再发。",
        field=field_name(context.words, name, one.duty),
        number=len(text),
        most=LONGEST_FIELD,
    )
    await context.toast(said, alert=True)
    if context.delivery.update.callback_query is None:
        await context.say(said)
    return False


async def _writable(context: Context, *, below: bool = False) -> Open | None:
    """The report that the button names, while it may be written; else its page is shown as it is now."""
    one = await opened_report(context, context.tap[0])
    if one is None or one.writable:
        return one
    await context.toast(context.label("这份报告已经交了,现在不能改"))
    if below:
        await context.say(*await page(context, one))
    else:
        await context.edit(*await page(context, one))
    return None


async def _shown(context: Context, report: int, said: Markup | None = None) -> None:
    one = await opened_report(context, report)
    if one is None:
        return
    text, rows = await page(context, one)
    text = Markup("{}\n\n{}").format(said, text) if said else text
    if context.delivery.update.callback_query is not None:
        await context.edit(text, rows)
    else:
        await context.say(text, rows)


def _place(place: int) -> int:
    """A field's place from a button. Raises `Stale` for one that there is not."""
    if not 0 <= place < len(FIELDS):
        raise Stale(place)
    return place


def _joined(first: str, then: str) -> str:
    return then if first in ("", NOTHING) else f"{first}\n{then}"


def _shortened(field: Field) -> str:
    return field.content if len(field.content) <= SHOWN else field.content[: SHOWN - 1] + "…"
