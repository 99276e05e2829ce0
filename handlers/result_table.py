"""A stage as a workbook, for admins: numbers, names, what each assessor gave, results."""

from telegram import Update

from handlers.cards.stage_desk import entry_name, found
from handlers.cards.stages import TABLE, stage_name
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.tables import workbook
from handlers.kit.words import Words
from storage import audit, competitions, drawing, entries, profiles, results, scoring
from storage.errands import Errand
from storage.model.contests import Plan, Result, Stand, fought, written_points
from storage.model.draws import digest
from storage.model.ranking import NO_PLACE

KIND = "result table"

room = Room("result_table")


@room.on_tap(TABLE, action="competition.edit")
async def ask_table(update: Update, context: Context) -> None:
    """Have it made; it comes as a file."""
    there = await found(context)
    if there is not None:
        one, stage, _ = there
        await context.errand(KIND, competition=one.id, stage=stage)
        subject = f"competition {one.id} {stage}"
        await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, "exported")
        await context.toast(context.label("正在做表格,马上发给您。里面有姓名,请妥善保管"))


@room.errand(KIND, action="competition.edit")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells."""
    tx, stage = desk.tx, str(errand.arguments["stage"])
    one = await competitions.find(tx, int(str(errand.arguments["competition"])))
    if one is None or stage not in fought(one.times):
        return None
    plan = await drawing.plan(tx, one.id, stage)
    found = {
        result.entry: result
        for result in (
            await results.worked_out(tx, one, plan)
            if plan.state is Stand.OPEN
            else await results.listed(tx, one.id, stage)
        )
    }
    given: dict[tuple[int, int], int] = {}
    for mark in await scoring.given(tx, one.id, stage):
        given[mark.entry, mark.assessor] = mark.points
    assessors = sorted({assessor for _, assessor in given})
    head = [words.label("名次"), words.label("抽签号"), words.label("考场"), words.label("姓名或队名")]
    head += [
        words.label("队员"),
        words.label("单位"),
        words.label("得分"),
        words.label("进下一场"),
        words.label("奖项"),
    ]
    for place, assessor in enumerate(assessors, 1):
        profile = await profiles.of(tx, assessor)
        head.append((profile.name if profile else "") or words.label("评委 {number}", number=place))
    head += [words.label("报名号"), words.label("抽签摘要")]
    rows = [head]
    lots = {lot.entry: lot for lot in await drawing.lots(tx, one.id, stage)}
    order = sorted(lots, key=lambda entry: _order(found.get(entry), lots[entry].number))
    for number in order:
        entry, result = await entries.find(tx, number), found.get(number)
        members = [member.name for member in entry.members] if entry is not None and entry.team else []
        rows.append(
            [
                *_place(words, result),
                str(lots[number].number),
                lots[number].room,
                entry.name if entry is not None and entry.name else entry_name(words, entry),
                words.label("、").join(filter(None, members)),
                entry.unit if entry is not None else "",
                *_outcome(words, plan, result),
                *(_points(given.get((number, assessor))) for assessor in assessors),
                str(number),
                digest(plan.seed, number),
            ]
        )
    caption = words.label(
        "「{title}」{stage},共 {number} 个", title=one.title, stage=stage_name(words, stage), number=len(order)
    )
    title, widths = stage_name(words, stage), [8, 8, 12, 16, 24, 24, 8, 8, 10, *[10] * len(assessors), 8, 30]
    return lambda: Made(f"results-{one.id}-{stage}.xlsx", workbook(title, rows, widths), caption)


def _order(result: Result | None, number: int) -> tuple[bool, int, int]:
    place = result.place if result is not None else NO_PLACE
    return place == NO_PLACE, place, number


def _place(words: Words, result: Result | None) -> list[str]:
    if result is None:
        return [""]
    return [str(result.place) if result.place != NO_PLACE else words.label("缺席")]


def _outcome(words: Words, plan: Plan, result: Result | None) -> list[str]:
    if result is None or result.place == NO_PLACE:
        return ["", "", ""]
    passed = words.label("是") if result.passed else words.label("否")
    return [written_points(result.points), passed, result.award]


def _points(points: int | None) -> str:
    return written_points(points) if points is not None else ""
