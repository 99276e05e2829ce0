"""The page of a report that its studio writes: what is missing, what stands in it, and what can be done; one field of it.

While a page is open, what is typed is listened to (`kit.listening`, under `LISTEN`): the dialogue knows which report, which
field, and the versions of all fields as they were shown, so that what a colleague wrote meanwhile is seen as such.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.duties import MINE, occurrence_name, standing_words
from handlers.cards.evidence import evidence_button, evidence_lines
from handlers.cards.reports import field_name, report_text
from handlers.cards.review_reasons import reason_words
from handlers.kit.context import Context
from handlers.kit.listening import listen, stop
from handlers.kit.taps import Rows, Tap
from storage import dialogues, duties, evidence, reports
from storage.model.duties import Duty
from storage.model.evidence import REPORT as OF_REPORT
from storage.model.report_draft import Material, marked
from storage.model.reports import FIELDS, NOTHING, REQUIRED, Report, State

LISTEN = "report"
SHOW = Tap("report.show", int)
"""A duty's report in place of what was tapped."""
EDIT = Tap("report.edit", int, int)
"""One field, in place: the report, the field's place."""
MORE = Tap("report.more", int, int)
"""「接在后面」: the same, but what is typed goes behind what stands there."""
NONE = Tap("report.none", int, int)
"""「无」: in one optional field, or (place -1) in both."""
SUBMIT = Tap("report.submit", int, int, int)
"""The report at the version that was seen, and a sum of what was seen in it."""
PAPER = Tap("report.paper", int, str)
"""The report as a file: pdf | docx."""
BOTH = -1


@dataclass(frozen=True, slots=True)
class Open:
    """A report with its duty, as it is now."""

    duty: Duty
    report: Report

    @property
    def writable(self) -> bool:
        """Whether its studio may write in it now: not once it was handed in or marked so, nor once its period was ended."""
        if self.report.state is State.RETURNED:
            return True
        return self.report.editable and self.duty.filed_at is None and self.duty.occurrence.active

    @property
    def stamp(self) -> int:
        """A sum of what it says: what is filed is what was seen."""
        said = [*(field.content for field in self.report.fields), *(f"{one}" for one in self.report.figures)]
        return zlib.crc32("\n".join(said).encode())


async def opened(context: Context, duty: int) -> Open | None:
    """The report of a duty, drafted anew where it is untouched; None, and it is said why, where the person may not have it."""
    one = await duties.find(context.tx, duty)
    if one is None:
        await context.toast(context.label("这份报告已经不用交了"), alert=True)
    elif not context.may("report.write", one.studio):
        await context.toast(context.label("只能写自己工作室的报告"), alert=True)
    else:
        return Open(one, await reports.opened(context.tx, one, context.now, context.office.zone))
    return None


async def opened_report(context: Context, report: int) -> Open | None:
    """The same by the report's number."""
    one = await reports.find(context.tx, report)
    if one is None:
        await context.toast(context.label("这份报告已经不用交了"), alert=True)
        return None
    return await opened(context, one.duty)


async def page(context: Context, one: Open) -> tuple[Markup, Rows]:
    """The whole report; from now on what is typed may be about it."""
    duty, report = one.duty, one.report
    shown = await evidence.of(context.tx, OF_REPORT, report.id)
    if not one.writable:
        await stop(context, LISTEN)
        seen = await reports.counted(context.tx, report, duty, context.office.zone)
        lines = [] if report.filed_at else [standing_words(context, duty)]
        if not report.filed_at:
            lines.append(context.t("不用再写了。写过的都还在下面。"))
        text = report_text(context.words, context.office.zone, seen, duty, context.now)
        parts = [text, *lines, evidence_lines(context, shown)]
        rows = [_papers(context, report), evidence_button(context, OF_REPORT, report.id, shown)]
        return Markup("\n").join(filter(None, parts)), [*filter(None, rows), [MINE.button(context.label("我的报告"))]]
    await _listen(context, one)
    found = await reports.material(context.tx, duty, context.office.zone)
    seen, hints = replace(report, figures=marked(report.figures, found)), _hints(context, one, found)
    if before := await reports.earlier(context.tx, duty, context.office.zone):
        hints.append(context.t("{number} 条快报说的是这一期以前的事,没有写进来;要写,请自己加。", number=before))
    text = report_text(context.words, context.office.zone, seen, duty, context.now, hints)
    below = [
        evidence_lines(context, shown),
        context.t("要改哪一项,点它,或者直接说「问题:…」。照片、文件也可以直接发来。"),
    ]
    rows = [*_rows(context, one), evidence_button(context, OF_REPORT, report.id, shown)]
    return Markup("\n").join([text, Markup(""), *filter(None, below)]), [row for row in rows if row]


async def field_page(context: Context, one: Open, place: int, *, add: bool = False) -> tuple[Markup, Rows]:
    """One field: what stands there, and that the next message goes there."""
    duty, report, name = one.duty, one.report, FIELDS[place]
    await _listen(context, one, field=name, add=add)
    field = report.named(name)
    title = field_name(context.words, name, duty)
    lines = [
        Markup("<b>{}</b> · {}").format(title, occurrence_name(context.words, duty.occurrence)),
        *_why(context, report, name),
        Markup("\n{}\n").format(field.content or context.label("(还没写)")),
    ]
    if add:
        lines.append(context.t("请发要加的话,我接在后面。"))
    else:
        if field.drafted and field.content:
            lines.append(context.t("这段是我照着记录起草的,有新快报会跟着变;您改过就不再动。"))
        lines.append(context.t("发来新的内容,就换掉上面这段。"))
    buttons: list[InlineKeyboardButton] = []
    if field.content not in ("", NOTHING) and not add:
        buttons.append(MORE.button(context.label("接在后面"), report.id, place))
    if name not in REQUIRED and field.content != NOTHING:
        buttons.append(NONE.button(context.label("写「无」"), report.id, place))
    back = SHOW.button(context.label("返回"), duty.id)
    return Markup("\n").join(lines), [row for row in (buttons, [back]) if row]


def _why(context: Context, report: Report, name: str) -> list[Markup]:
    if name != report.field or not report.reason:
        return []
    return [context.t("⚠️ 退回原因:{reason}", reason=reason_words(context.words, report.reason))]


async def _listen(
    context: Context, one: Open, *, field: str = "", add: bool = False, mine: Mapping[str, object] | None = None
) -> None:
    seen = {name: one.report.named(name).version for name in FIELDS}
    every = await _every_mine(context)
    kept = {**every, str(one.report.id): dict(mine)} if mine is not None else every
    await listen(context, LISTEN, {"report": one.report.id, "field": field, "add": add, "seen": seen, "mine": kept})


async def _every_mine(context: Context) -> dict[str, object]:
    """By report: another one may be opened before it is said which text stays."""
    dialogue = await dialogues.named(context.tx, context.person.id, LISTEN)
    mine = dialogue.answers.get("mine") if dialogue is not None else None
    return {number: said for number, said in mine.items() if said} if isinstance(mine, dict) else {}


async def mine_of(context: Context, report: int) -> Mapping[str, object]:
    """What the person typed into fields of a report where a colleague had been faster, until they said which is to stay."""
    mine = (await _every_mine(context)).get(str(report))
    return mine if isinstance(mine, dict) else {}


async def keep_mine(context: Context, one: Open, name: str, text: str) -> None:
    """Keep what was typed into a field until it is said which text stays; '' when that is said."""
    mine = {**await mine_of(context, one.report.id), name: text}
    await _listen(context, one, mine={field: said for field, said in mine.items() if said})


def _hints(context: Context, one: Open, found: Material) -> list[Markup]:
    """What is missing, and what else is to be known before it is filed."""
    report, lines = one.report, [standing_words(context, one.duty)]
    named = [field_name(context.words, name, one.duty) for name in report.lacks]
    if report.state is State.RETURNED or report.state is State.REJECTED:
        lines = [context.t("⚠️ 原因:{reason}", reason=reason_words(context.words, report.reason))]
    if named:
        lines.append(context.t("❗ 还缺:{fields}", fields=context.label("、").join(named)))
    if not found.told and "progress" in report.lacks:
        lines.append(context.t("这一期还没有记录。发快报,我就写进来;也可以直接写。"))
    if any(field.drafted and field.content for field in report.fields):
        lines.append(context.t("我照着这一期的 {number} 条记录起草好了,请看一遍。", number=found.told))
    if found.waiting:
        lines.append(context.t("{number} 条还没审,数据里标了「待审」。", number=found.waiting))
    if found.returned:
        lines.append(context.t("{number} 条被退回,没有算进来,改好就会算。", number=found.returned))
    empty = [name for name in FIELDS if name not in REQUIRED and not report.named(name).content]
    if empty:
        names = context.label("、").join(field_name(context.words, name, one.duty) for name in empty)
        lines.append(context.t("{fields}没写,提交时写作「无」。", fields=names))
    return lines


def _rows(context: Context, one: Open) -> list[list[InlineKeyboardButton]]:
    report = one.report
    submit = context.label("提交") if report.filed_at is None else context.label("重新提交")
    first = [SUBMIT.button(submit, report.id, report.version, one.stamp)]
    if report.field in FIELDS and report.state is State.RETURNED:
        place = FIELDS.index(report.field)
        label = context.label("改「{field}」", field=field_name(context.words, report.field, one.duty))
        first.insert(0, EDIT.button(label, report.id, place))
    fields = [
        EDIT.button(field_name(context.words, name, one.duty), report.id, place) for place, name in enumerate(FIELDS)
    ]
    rows = [first, fields[:2], fields[2:]]
    if any(report.named(name).content != NOTHING for name in FIELDS if name not in REQUIRED) and all(
        report.named(name).drafted for name in FIELDS if name not in REQUIRED
    ):
        rows.append([NONE.button(context.label("问题、措施都写「无」"), report.id, BOTH)])
    return [*rows, _papers(context, report)]


def _papers(context: Context, report: Report) -> list[InlineKeyboardButton]:
    return [
        PAPER.button(context.label("看 PDF"), report.id, "pdf"),
        PAPER.button(context.label("要 Word"), report.id, "docx"),
    ]
