"""Scores as a workbook: one to fill in, and what comes back filled in, all of it or nothing."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.scoring import TEMPLATE
from handlers.cards.stage_desk import found, stage_of
from handlers.cards.stages import SCORE, stage_name
from handlers.kit import cells
from handlers.kit.cells import Wrong
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.sheets import CellError, Column, Line, Sheet, check, report
from handlers.kit.tables import MOST_SENT, Cell, FileProblem, read_sent, workbook
from handlers.kit.words import Words
from storage import audit, competitions, drawing, people, profiles, scoring
from storage.errands import Errand
from storage.model.contests import Stand, fought, read_points, written_points

LISTENED = "scoring"
"""What `handlers.scoring` listens under: a workbook belongs to the board that is open."""
KIND = "scores"
SHEET_KIND = "score template"
MOST_ERRORS = 30
"""Named in one message."""
MOST_NUMBER = 99_999
ALLOWED = "要填 0 到 100 的分数,最多两位小数;还没打就留空"

room = Room("score_table")


def _points(cell: Cell) -> int | None:
    written = cells.plain(cell)
    points = read_points(written) if written else None
    if written and points is None:
        raise Wrong(ALLOWED)
    return points


def _number(cell: Cell) -> int:
    number = cells.whole(MOST_NUMBER, 1)(cell)
    if number is None:
        raise Wrong("必填,要填抽签号")
    return number


SHEET = Sheet(
    "打分表",
    (
        Column("抽签号", "number", 10, _number, required=True),
        Column("考场", "room", 20, cells.text(100, mobile=None)),
        Column("分数", "points", 10, _points, required=True),
    ),
    ("number",),
    "和第 {row} 行的抽签号一样,一个号只能有一行",
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file said: good rows and wrong cells, or why it could not be read at all."""

    lines: tuple[Line, ...] = ()
    errors: tuple[CellError, ...] = ()
    problem: str = ""


def read_scores(name: str, content: bytes) -> Read:
    """A filled-in sheet."""
    try:
        lines, errors = check(read_sent(name, content), SHEET)
    except FileProblem as problem:
        return Read(problem=str(problem))
    return Read(tuple(lines), errors)


@room.on_tap(TEMPLATE, action="competition.score")
async def ask_template(update: Update, context: Context) -> None:
    """Have the sheet to fill in made."""
    there = await found(context)
    if there is not None:
        one, stage, _ = there
        await context.errand(SHEET_KIND, competition=one.id, stage=stage)
        subject = f"competition {one.id} {stage}"
        await audit.note(context.tx, context.person.id, "competition.score", subject, context.now, "exported the sheet")
        await context.toast(context.label("打分表马上发给您,填好发回来就行"))


@room.errand(SHEET_KIND, action="competition.score")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """The numbers that the assessor scores, and what they gave already."""
    one = await competitions.find(desk.tx, int(str(errand.arguments["competition"])))
    stage = str(errand.arguments["stage"])
    if one is None or errand.person is None or stage not in fought(one.times):
        return None
    plan = await drawing.plan(desk.tx, one.id, stage)
    profile = await profiles.of(desk.tx, errand.person)
    board = await scoring.board(desk.tx, one, plan, errand.person, profile.unit if profile else "")
    rows = [SHEET.headers]
    for place in board.places:
        points = written_points(place.points) if place.points is not None else ""
        rows.append([str(place.number), place.room, points])
    name = f"score-{one.id}-{stage}.xlsx"
    caption = words.label("「{title}」{stage}打分表", title=one.title, stage=stage_name(words, stage))
    return lambda: Made(name, workbook(SHEET.title, rows, SHEET.widths), caption)


def _listening(context: Context) -> bool:
    return context.delivery.dialogue is not None and context.delivery.dialogue.name == LISTENED


@room.message(
    TYPED & filters.Document.ALL,
    action="competition.score",
    name="score sheet",
    when=lambda update, context: update.message is not None and _listening(context),
)
async def receive(update: Update, context: Context) -> Pass | None:
    """A workbook sent while the board is open."""
    dialogue, message = context.delivery.dialogue, update.message
    if dialogue is None or message is None or message.document is None:
        return PASS
    document = message.document
    if document.file_size is None or document.file_size > MOST_SENT:
        await context.say(context.t("这个文件太大了,打分表不会超过 5 MB,请看看是不是选错了。"))
        return None
    there = await stage_of(context, dialogue.answers["competition"], str(dialogue.answers["stage"]))
    if there is None:
        return None
    one, stage, _ = there
    await context.errand(
        KIND, competition=one.id, stage=stage, file=document.file_id, name=document.file_name or "file"
    )
    await context.say(context.t("收到表格,正在核对…"))
    return None


@room.parcel(KIND, read_scores, action="competition.score")
async def take(desk: Desk, errand: Errand, words: Words, found: Any) -> None:
    """Keep all of it, or nothing and every mistake by row and column."""
    assert isinstance(found, Read)
    one = await competitions.find(desk.tx, int(str(errand.arguments["competition"])))
    person = await people.find(desk.tx, errand.person) if errand.person else None
    if one is None or person is None:
        return
    stage = str(errand.arguments["stage"])
    plan = await drawing.plan(desk.tx, one.id, stage)
    key = f"errand:{errand.id}"
    if found.problem:
        await desk.tell(person, words.t("{problem}", problem=found.problem), key=key)
        return
    if plan.state is not Stand.OPEN or plan.drawn_at is None:
        text = words.t("{stage}的成绩已经告诉选手,表格没有导入。", stage=stage_name(words, stage))
        await desk.tell(person, text, key=key)
        return
    profile = await profiles.of(desk.tx, person.id)
    board = await scoring.board(desk.tx, one, plan, person.id, profile.unit if profile else "")
    places = {place.number: place for place in board.places}
    strange = [
        CellError(line.row, "抽签号", str(line.values["number"]), "您的打分表里没有这个号")
        for line in found.lines
        if isinstance(line.values["number"], int) and line.values["number"] not in places
    ]
    errors = sorted([*found.errors, *strange], key=lambda error: error.row)
    if errors:
        await desk.tell(person, Markup("\n").join(report(errors, MOST_ERRORS)), key=key)
        return
    points = {
        places[number].entry: given
        for line in found.lines
        if isinstance(number := line.values["number"], int) and isinstance(given := line.values["points"], int)
    }
    changed = sum(
        place.points is not None and place.entry in points and points[place.entry] != place.points
        for place in board.places
    )
    await scoring.put(desk.tx, plan, person.id, points, desk.now)
    subject = f"competition {one.id} {stage}"
    detail = f"{len(points)} imported, {changed} changed"
    await audit.note(desk.tx, person.id, "competition.score", subject, desk.now, detail)
    text = words.t("✅ 已从表格记下 {number} 个号的分数。", number=len(points))
    await desk.tell(person, text, [[SCORE.button(words.label("看打分表"), one.id, stage)]], key=key)
