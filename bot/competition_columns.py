"""The columns of a workbook of competitions: what each is called, what its cells may hold, how it is written back."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from bot.course_columns import written
from handlers.kit.cells import moment, text
from handlers.kit.sheets import Column, Mistake, Sheet, Value, Values
from storage.model.competitions import (
    LONGEST_INTRO,
    LONGEST_LINE,
    LONGEST_TITLE,
    REGISTER_CLOSE,
    REGISTER_OPEN,
    STAGES,
    Competition,
    Times,
    disorder,
)

STAGE_COLUMNS = {
    REGISTER_OPEN: "报名开始",
    REGISTER_CLOSE: "报名截止",
    "preliminary": "初赛",
    "semifinal": "复赛",
    "final": "决赛",
}
"""Stages that have a column, by the field's name; the others are left as they are."""


def competition_sheet(
    zone: tzinfo, known: Mapping[str, Times] | None = None, cancelled: frozenset[str] = frozenset()
) -> Sheet:
    """The sheet of competitions. `known`: the times of those that there are, by title; `cancelled`: titles called off."""

    def together(values: Values) -> Sequence[Mistake]:
        title = str(values["title"])
        if title in cancelled:
            return [Mistake("title", "这项竞赛已经取消了，不能再改；要重新办，请换一个名称")]
        wrong = disorder(merged((known or {}).get(title, {}), values))
        if wrong is None:
            return []
        earlier, later = wrong
        names = {**STAGE_COLUMNS, "review": "资格审核", "publicity": "公示"}
        field = later if later in values else earlier
        return [Mistake(field, f"时间顺序不对：「{names[earlier]}」要早于「{names[later]}」")]

    return Sheet(
        "竞赛",
        (
            Column("竞赛", "title", 32, text(LONGEST_TITLE, required=True), required=True),
            Column("工种", "trade", 16, text(LONGEST_LINE)),
            Column("主办", "organiser", 24, text(LONGEST_LINE)),
            *(
                Column(header, stage, 18, moment(zone, required=stage == REGISTER_CLOSE), stage == REGISTER_CLOSE)
                for stage, header in STAGE_COLUMNS.items()
            ),
            Column("地点", "place", 28, text(LONGEST_LINE)),
            Column("对象", "eligible", 28, text(LONGEST_LINE)),
            Column("奖励", "awards", 28, text(LONGEST_INTRO, many_lines=True)),
            Column("简介", "intro", 60, text(LONGEST_INTRO, many_lines=True)),
            Column("来源", "source", 24, text(LONGEST_LINE)),
        ),
        key=("title",),
        twice="和第 {row} 行是同一项竞赛，只能有一行",
        together=together,
    )


def merged(before: Times, values: Values) -> dict[str, int]:
    """The times of a competition once the file's columns are taken in: an empty cell takes a stage away."""
    times = {stage: before[stage] for stage in STAGES if stage in before and stage not in values}
    for stage in STAGE_COLUMNS:
        at: Value = values.get(stage)
        if isinstance(at, int):
            times[stage] = at
    return times


def competition_row(one: Competition, zone: tzinfo) -> list[str | int]:
    """A competition as a row of the sheet, so that it reads the same again."""
    stages = [written(one.times.get(stage), zone) for stage in STAGE_COLUMNS]
    return [one.title, one.trade, one.organiser, *stages, one.place, one.eligible, one.awards, one.intro, one.source]
