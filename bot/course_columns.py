"""The columns of a workbook of courses: what each is called, what its cells may hold, how it is written back."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from handlers.kit.cells import Wrong, moment, plain, text, whole, yuan
from handlers.kit.sheets import Column, Mistake, Sheet, Value, Values
from handlers.kit.tables import Cell
from storage.model.courses import LONGEST_INTRO, LONGEST_LINE, LONGEST_TITLE, MOST_COST_FEN, MOST_SEATS, Course
from storage.model.local_time import local

WRITTEN = "%Y-%m-%d %H:%M"
"""How times stand in workbooks: 2026-12-05 14:00, local."""


def course_sheet(
    studios: Mapping[str, int], zone: tzinfo, cancelled: frozenset[tuple[Value, ...]] = frozenset()
) -> Sheet:
    """The sheet of courses. `studios`: numbers by name; `cancelled`: (title, studio, begin) of courses that are called off."""

    def studio(cell: Cell) -> int | None:
        name = plain(cell)
        if name and name not in studios:
            raise Wrong("没有这个工作室，要写全名；区总工会自己办的课留空")
        return studios.get(name)

    def together(values: Values) -> Sequence[Mistake]:
        begin, end, until = (values.get(field) for field in ("begins_at", "ends_at", "enrol_until"))
        found = []
        if isinstance(begin, int) and isinstance(end, int) and end <= begin:
            found.append(Mistake("ends_at", "要晚于「开始」"))
        if isinstance(begin, int) and isinstance(until, int) and until > begin:
            found.append(Mistake("enrol_until", "不能晚于「开始」"))
        if (values.get("title"), values.get("studio"), begin) in cancelled:
            found.append(Mistake("title", "这门课已经取消了，不能再改；要重新办，请换一个开始时间"))
        return found

    return Sheet(
        "课程",
        (
            Column("课程", "title", 32, text(LONGEST_TITLE, required=True), required=True),
            Column("工作室", "studio", 28, studio),
            Column("类别", "topic", 12, text(LONGEST_LINE)),
            Column("开始", "begins_at", 18, moment(zone, required=True), required=True),
            Column("结束", "ends_at", 18, moment(zone)),
            Column("地点", "place", 28, text(LONGEST_LINE)),
            Column("名额", "seats", 8, whole(MOST_SEATS, 1)),
            Column("报名截止", "enrol_until", 18, moment(zone)),
            Column("费用", "cost_fen", 10, yuan(MOST_COST_FEN)),
            Column("对象", "eligible", 28, text(LONGEST_LINE)),
            Column("简介", "intro", 60, text(LONGEST_INTRO, many_lines=True)),
        ),
        key=("title", "studio", "begins_at"),
        twice="和第 {row} 行是同一门课（课程、工作室和开始时间都一样），只能有一行",
        together=together,
    )


def course_row(course: Course, zone: tzinfo) -> list[str | int]:
    """A course as a row of the sheet, so that it reads the same again; of a series, its first session."""
    first = course.sessions[0]
    return [
        course.title,
        course.studio_name,
        course.topic,
        written(first.begins_at, zone),
        written(first.ends_at, zone),
        course.place,
        "" if course.seats is None else str(course.seats),
        written(course.enrol_until, zone),
        cost(course.cost_fen),
        course.eligible,
        course.intro,
    ]


def written(at: int | None, zone: tzinfo) -> str:
    """A time as it stands in workbooks; '' for none."""
    return "" if at is None else f"{local(at, zone):{WRITTEN}}"


def cost(fen: int | None) -> str:
    """免费, 50, 50.50; '' for what is not stated."""
    if not fen:
        return "" if fen is None else "免费"
    return f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100)
