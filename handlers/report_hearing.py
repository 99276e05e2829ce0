"""What is typed and sent while a report is open: a field said in words, the words for the field that was tapped, photos and
files."""

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.duties import occurrence_name
from handlers.cards.evidence import evidence_button, evidence_lines, items_of, keep
from handlers.cards.news_form import NEW
from handlers.cards.report_fields import conflict, fits, joined, shown
from handlers.cards.report_page import LISTEN, SHOW, Open, opened_report, page
from handlers.cards.reports import field_name
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.listening import ear
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.language.course_fix import clearly_asks
from handlers.language.news_line import read_news
from handlers.language.report_said import Said, read_said
from storage import dialogues, evidence, inbox, reports
from storage.dialogues import Answers
from storage.model.evidence import REPORT as OF_REPORT
from storage.model.reports import FIELDS, NOTHING
from storage.model.texts import cleaned

LONGEST_QUESTION = 30
"""Characters: what is longer and ends with a question mark is a field's text all the same."""

room = Room("report_hearing")


def _answers(context: Context) -> Answers | None:
    """What the report's dialogue knows, if the person is in it and touched it within the hour."""
    dialogue = context.delivery.dialogue
    fresh = dialogue is not None and dialogue.name == LISTEN and context.now - dialogue.updated_at <= LISTENS_MS
    return dialogue.answers if dialogue is not None and fresh else None


@ear(room, LISTEN, action="report.write")
async def hear(context: Context, text: str, answers: Answers) -> Pass | None:
    """「问题:…」 at any of a report's pages; at a field's page, whatever is typed but a question."""
    said = read_said(cleaned(text))
    if said is None and answers.get("field") in FIELDS and not (len(text) <= LONGEST_QUESTION and clearly_asks(text)):
        said = Said(str(answers["field"]), cleaned(text), add=bool(answers.get("add")))
    if said is None:
        return PASS
    await _take(context, said, answers)
    return None


def _names(update: Update, context: Context) -> bool:
    """「问题:…」 while quick news are being written, or nothing is."""
    message, form = update.message, context.delivery.dialogue
    if message is None or not message.text or (form is not None and form.name != NEW.name):
        return False
    said = read_said(cleaned(message.text))
    return said is not None and said.sure


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="report.write", name="report field", when=_names)
async def hear_beside(update: Update, context: Context) -> Pass | None:
    """A field named while something else was begun goes to the report that was open within the hour."""
    message = update.message
    assert message is not None  # the door's `when`
    said = read_said(cleaned(message.text or ""))
    last = await dialogues.named(context.tx, context.person.id, LISTEN) if context.person.id else None
    if said is None or last is None or context.now - last.updated_at > LISTENS_MS:
        return PASS
    await _take(context, said, last.answers)
    return None


def _shows(update: Update, context: Context) -> bool:
    """A photo or a file, unless its words look classified: those are refused elsewhere."""
    message = update.message
    if message is None or _answers(context) is None or not items_of(message):
        return False
    return not _secret(context, message.caption or message.text or "")


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
    kept = await evidence.of(context.tx, OF_REPORT, one.report.id)
    named = occurrence_name(context.words, one.duty.occurrence)
    said = trouble or context.t("已放进「{report}」。还有就接着发。", report=named)
    rows = [
        [SHOW.button(context.label("回到报告"), one.duty.id)],
        evidence_button(context, OF_REPORT, one.report.id, kept),
    ]
    text = Markup("\n").join(filter(None, [said, evidence_lines(context, kept)]))
    await context.say(text, [row for row in rows if row], instead_of=f"report:{one.report.id}:")


async def _take(context: Context, said: Said, answers: Answers) -> None:
    """Put it into the open report, if it may be written."""
    number = answers.get("report")
    one = await opened_report(context, number) if isinstance(number, int) else None
    if one is None:
        await context.say(context.t("没有写进去:这份报告现在不归您写了。您写的还在上面。"))
    elif not one.writable:
        text_shown, rows = await page(context, one)
        note = context.t("没有写进去:报告刚刚交上去了,现在不能改。要改,请工会退回。您写的还在上面。")
        await context.say(Markup("{}\n\n{}").format(note, text_shown), rows)
    elif _secret(context, said.text):
        await inbox.wipe(context.tx, context.delivery.update.update_id)
        await context.say(
            context.t("没有写进去:这句里像有涉密的内容,报告里不能写。请换个说法再发,聊天里的这条也请删掉。")
        )
    else:
        await _write(context, one, said, answers)


async def _write(context: Context, one: Open, said: Said, answers: Answers) -> None:
    """Put it into its field, unless a colleague wrote there since the person last saw it, or it may be meant otherwise and
    somebody's own words stand there."""
    field = one.report.named(said.field)
    text = joined(field.content, said.text) if said.add else said.text
    if not await fits(context, text, said.field, one):
        return
    seen = answers.get("seen")
    known = seen.get(said.field) if isinstance(seen, dict) else None
    overtaken = known != field.version and field.person != context.person.id
    written = not field.drafted and field.content not in ("", NOTHING, text)
    if not said.add and (overtaken or (written and not said.sure)):
        await conflict(context, one, said.field, said.text)
        return
    await reports.write_field(
        context.tx, one.report.id, said.field, text, field.version, context.person.id, context.now
    )
    done = context.t("已写进「{field}」。", field=field_name(context.words, said.field, one.duty))
    measures = one.report.named("measures")
    if said.field == "problems" and text == NOTHING and measures.drafted and measures.content not in ("", NOTHING):
        await reports.write_field(
            context.tx, one.report.id, "measures", NOTHING, measures.version, context.person.id, context.now
        )
        done = context.t("已写进「问题」;我起草的措施也就写「无」了。")
    await shown(context, one.report.id, done)


def _secret(context: Context, text: str) -> bool:
    return bool(text) and read_news(text, context.now, context.office.zone).classified
