"""The workbook behind the figures, by one tap: the sums by studio and by month, and every record that they count.

A small one is made in a thread; one of thousands of records in a process of its own, so that nobody waits for it.
"""

from telegram import Update

from handlers.cards.records import benefit_name, kind_name, proof_name, stage_name
from handlers.cards.stats import (
    COUNTED,
    NAMES,
    OVERVIEW,
    TABLE,
    TABLE_ERRAND,
    View,
    held_back,
    not_theirs,
    reach,
    span_words,
    view_of,
)
from handlers.cards.stats_sheets import MEASURES, Labels, figures_apart, figures_book
from handlers.kit.context import Context
from handlers.kit.desk import Apart, Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from handlers.kit.words import Words
from storage import audit, numbers, people, studios
from storage.errands import Errand
from storage.model.numbers import ALL_RESULTS, MONEY
from storage.model.records import BENEFITS, KINDS, PROOFS, STAGES
from storage.model.studios import LEVELS, SECTORS

MOST_IN_A_THREAD = 5_000

room = Room("stats_table")


@room.on_tap(TABLE, action="stats.read")
async def table(update: Update, context: Context) -> None:
    """Have the workbook made; it comes as a message of its own."""
    studio, begins, ends = context.tap
    view = view_of(OVERVIEW, ALL_RESULTS, studio, begins, ends)
    if view is None or (studio and await studios.find(context.tx, studio) is None):
        raise Stale(str(context.tap))
    if reach(context.person, studio) == ():
        await context.toast("")
        await context.say(*not_theirs(context))
        return
    await context.errand(TABLE_ERRAND, studio=studio, begins=begins, ends=ends)
    subject = f"stats {view.span.begins_on}..{view.span.ends_on}"
    await audit.note(context.tx, context.person.id, "stats.read", subject, context.now, f"exported, studio {studio}")
    await context.toast(context.label("正在做表格,马上发给您"))


@room.errand(TABLE_ERRAND, action="stats.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells, or have it read elsewhere; nothing where the right is gone meanwhile."""
    who = await people.find(desk.tx, errand.person) if errand.person else None
    view = _asked_for(errand)
    reached = reach(who, view.studio) if who is not None and view is not None else ()
    if view is None or reached == ():
        return None
    size = await numbers.size(desk.tx, view.span, reached)
    when = span_words(words, view.span)
    one = await studios.find(desk.tx, reached[0]) if reached is not None and len(reached) == 1 else None
    name = words.label("统计{when}.xlsx", when=when)
    if one is not None:
        name = words.label("统计{when} {studio}.xlsx", when=when, studio=one.name)
    caption = words.label("{when}的统计表:{number} 条已通过的记录", when=when, number=size)
    labels, not_before = labels_of(words), held_back(errand)
    if size > MOST_IN_A_THREAD:
        return Apart(name, figures_apart, (view.span, reached, labels), caption, not_before)
    found = await numbers.numbers(desk.tx, view.span, reached)
    lines = [line async for page in numbers.lines(desk.tx, view.span, reached) for line in page]
    return lambda: Made(name, figures_book(found, lines, labels), caption, not_before=not_before)


def labels_of(words: Words) -> Labels:
    """The workbook's words."""
    sums = [_head(words, measure) for measure in MEASURES]
    names = {value: words.label(value) for value in (*LEVELS, *SECTORS)}
    names |= {kind: kind_name(words, kind) for kind in KINDS} | {stage: stage_name(words, stage) for stage in STAGES}
    names |= {one: benefit_name(words, one) for one in BENEFITS} | {
        one: proof_name(words, one) for one in PROOFS if one
    }
    records = words.label("记录数")
    head = (words.label("工作室"), words.label("级别"), words.label("行业"))
    lines = (
        words.label("统计日期"),
        *head,
        words.label("类型"),
        words.label("阶段"),
        words.label("名称"),
        words.label("数量"),
        words.label("约数"),
        words.label("人数"),
        words.label("金额(万元)"),
        words.label("效益类别"),
        words.label("年份"),
        words.label("计算依据"),
        words.label("证明"),
        words.label("编号"),
        words.label("开始日期"),
        words.label("结束日期"),
        words.label("回执"),
    )
    return Labels(
        (
            words.label("按工作室"),
            words.label("按行业"),
            words.label("按级别"),
            words.label("按类型"),
            words.label("按月"),
            words.label("明细"),
            words.label("说明"),
        ),
        (*head, *sums, records),
        (head[2], *sums, records),
        (head[1], *sums, records),
        (words.label("类型"), sums[MEASURES.index(ALL_RESULTS)]),
        (words.label("月份"), *sums, records),
        lines,
        words.label("合计"),
        words.label("没写"),
        (
            words.label("只统计已通过的记录"),
            *(words.label(one) for one in COUNTED.values()),
            words.label("效益按所属年份,包含在别的效益里的不重复算。"),
        ),
        names,
    )


def _head(words: Words, measure: str) -> str:
    one = NAMES[measure]
    name = words.label(one)
    return words.label("{name}(万元)", name=name) if measure in MONEY else name


def _asked_for(errand: Errand) -> View | None:
    given = [errand.arguments.get(name) for name in ("studio", "begins", "ends")]
    numbers_given = [one for one in given if isinstance(one, int)]
    return view_of(OVERVIEW, ALL_RESULTS, *numbers_given) if len(numbers_given) == len(given) else None
