"""Workbooks of courses and competitions: what is taken, what is refused, what comes back as it was."""

import csv
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import importing
from bot.__main__ import main
from bot.importing import Report
from storage import (
    attendance,
    competitions,
    courses,
    drawing,
    enrolments,
    entries,
    people,
    profiles,
    results,
    studios,
)
from storage.database import Database
from storage.model.competitions import Competition
from storage.model.contests import Result
from storage.model.courses import Course, Enrolling, Session, enrolling
from storage.model.days import CHINA
from storage.model.entries import State
from storage.model.local_time import instant
from storage.model.studios import StudioDraft

NOW = instant(datetime(2026, 12, 1).date(), 9 * 60, CHINA)  # noqa: DTZ001
COURSES = ["课程", "工作室", "类别", "开始", "结束", "地点", "名额", "报名截止", "费用", "对象", "简介"]
WELDING = ["示例焊接课", "示例工作室", "焊接", "2026-12-05 14:00", "2026-12-05 16:00", "实训楼", "20",
           "2026-12-04 18:00", "免费", "焊工", "平板对接。"]  # fmt: skip
CONTESTS = [
    "竞赛",
    "工种",
    "主办",
    "报名开始",
    "报名截止",
    "初赛",
    "复赛",
    "决赛",
    "地点",
    "对象",
    "奖励",
    "简介",
    "来源",
]
CONTEST = ["示例焊工竞赛", "焊工", "示例单位", "2026-12-01 09:00", "2026-12-20 18:00", "2027-01-10 09:00", "",
           "2027-02-01 09:00", "实训基地", "一线焊工", "一等奖 1 名", "理论和实操。", "示例"]  # fmt: skip


def at(day: int, hour: int, minute: int = 0, month: int = 12, year: int = 2026) -> int:
    return instant(datetime(year, month, day).date(), hour * 60 + minute, CHINA)  # noqa: DTZ001


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    database = await Database.open(empty_database)
    async with database.write() as tx:
        await studios.save_all(tx, [StudioDraft("示例工作室")], NOW)
    yield database
    await database.close()


def table(path: Path, *rows: Sequence[Any]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


async def bring(db: Database, what: str, path: Path, **options: Any) -> Report:
    return await importing.import_file(db, what, path, now=NOW, zone=CHINA, **options)


async def course(db: Database, title: str = "示例焊接课") -> Course:
    async with db.read() as tx:
        found = await courses.by_title(tx, title)
    assert found is not None
    return found


async def contest(db: Database, title: str = "示例焊工竞赛") -> Competition:
    async with db.read() as tx:
        found = await competitions.by_title(tx, title)
    assert found is not None
    return found


async def test_a_course(db: Database, tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", COURSES, WELDING)
    assert await bring(db, "courses", path) == Report(created=1)
    one = await course(db)
    (session,) = one.sessions
    assert (session.begins_at, session.ends_at, session.credit) == (at(5, 14), at(5, 16), 25)
    assert (one.studio_name, one.topic, one.place, one.seats) == ("示例工作室", "焊接", "实训楼", 20)
    assert (one.enrol_until, one.cost_fen, one.eligible, one.intro) == (at(4, 18), 0, "焊工", "平板对接。")
    assert enrolling(one, NOW) is Enrolling.OPEN
    assert await bring(db, "courses", path) == Report(unchanged=1)


async def test_only_a_title_and_a_beginning_are_needed(db: Database, tmp_path: Path) -> None:
    begin = datetime(2026, 12, 5, 14)  # noqa: DTZ001
    path = table(tmp_path / "c.xlsx", ["开始", "课程"], [begin, "示例课"], ["2026年12月6日 9:30", "示例课"])
    assert await bring(db, "courses", path) == Report(created=2)
    async with db.read() as tx:
        found = (await courses.upcoming(tx, NOW, 10)).courses
    assert [(one.begins_at, one.ends_at, one.studio, one.seats) for one in found] == [
        (at(5, 14), at(5, 16), None, None),
        (at(6, 9, 30), at(6, 11, 30), None, None),
    ]


async def test_the_file_is_the_truth_for_the_columns_it_has(db: Database, tmp_path: Path) -> None:
    await bring(db, "courses", table(tmp_path / "c.csv", COURSES, WELDING))
    rows = ["课程", "工作室", "开始", "地点", "名额"], ["示例焊接课", "示例工作室", "2026-12-05 14:00", "二号楼", ""]
    before = await course(db)
    assert await bring(db, "courses", table(tmp_path / "d.csv", *rows), dry_run=True) == Report(updated=1, dry_run=True)
    assert await course(db) == before
    assert await bring(db, "courses", table(tmp_path / "d.csv", *rows)) == Report(updated=1)
    after = await course(db)
    assert (after.id, after.place, after.seats, after.sessions) == (before.id, "二号楼", None, before.sessions)
    assert (after.topic, after.ends_at, after.enrol_until) == (before.topic, before.ends_at, before.enrol_until)


async def test_the_other_sessions_of_a_series_stay(db: Database, tmp_path: Path) -> None:
    await bring(db, "courses", table(tmp_path / "c.csv", COURSES, WELDING))
    async with db.write() as tx:
        one = await courses.by_title(tx, "示例焊接课")
        assert one is not None
        more = Session(at(12, 14), at(12, 16))
        await courses.change(tx, one, type(one)(**{**_fields(one), "sessions": (*one.sessions, more)}), NOW, CHINA)
    later = [*WELDING]
    later[4] = "2026-12-05 17:00"
    assert await bring(db, "courses", table(tmp_path / "d.csv", COURSES, later)) == Report(updated=1)
    assert [(one.begins_at, one.ends_at) for one in (await course(db)).sessions] == [
        (at(5, 14), at(5, 17)),
        (at(12, 14), at(12, 16)),
    ]


def _fields(one: Course) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


@pytest.mark.parametrize(
    ("header", "cell", "allowed"),
    [
        ("课程", "", "必填"),
        ("工作室", "没有的工作室", "要写全名"),
        ("开始", "", "必填"),
        ("开始", "12月5日", "2026-12-05 14:00"),
        ("开始", "2026-12-05", "2026-12-05 14:00"),
        ("开始", "2026-02-30 14:00", "真实"),
        ("开始", "2026-12-05 25:00", "24 小时制"),
        ("结束", "2026-12-05 14:00", "要晚于「开始」"),
        ("报名截止", "2026-12-05 14:01", "不能晚于「开始」"),
        ("名额", "0", "1 到 100000 的整数"),
        ("名额", "二十", "整数"),
        ("费用", "面议", "免费"),
        ("费用", "-5", "免费"),
        ("费用", "100001", "100000"),
        ("简介", "=1+1", "公式"),
        ("对象", "联系 139 0000 0001", "手机号"),
    ],
)
async def test_a_bad_cell_of_a_course_is_told(
    db: Database, tmp_path: Path, header: str, cell: str, allowed: str
) -> None:
    bad = [*WELDING]
    bad[COURSES.index(header)] = cell
    report = await bring(db, "courses", table(tmp_path / "c.xlsx", COURSES, [*WELDING[:3], "2026-12-06 09:00"], bad))
    assert [(error.row, error.column) for error in report.errors] == [(3, header)]
    assert allowed in report.errors[0].allowed
    async with db.read() as tx:
        assert (await courses.upcoming(tx, NOW, 10)).total == 0


async def test_the_same_course_twice_and_one_that_is_called_off(db: Database, tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", COURSES, WELDING, WELDING)
    report = await bring(db, "courses", path)
    assert "和第 2 行是同一门课" in report.errors[0].allowed
    await bring(db, "courses", table(tmp_path / "d.csv", COURSES, WELDING))
    async with db.write() as tx:
        one = await courses.by_title(tx, "示例焊接课")
        assert one is not None
        await courses.cancel(tx, one, "停电", NOW)
    report = await bring(db, "courses", table(tmp_path / "d.csv", COURSES, WELDING))
    assert "已经取消" in report.errors[0].allowed


async def test_a_competition(db: Database, tmp_path: Path) -> None:
    path = table(tmp_path / "k.csv", CONTESTS, CONTEST)
    assert await bring(db, "competitions", path) == Report(created=1)
    one = await contest(db)
    assert dict(one.times) == {
        "register_open": at(1, 9),
        "register_close": at(20, 18),
        "preliminary": at(10, 9, month=1, year=2027),
        "final": at(1, 9, month=2, year=2027),
    }
    assert (one.trade, one.awards, one.source) == ("焊工", "一等奖 1 名", "示例")
    assert await bring(db, "competitions", path) == Report(unchanged=1)
    moved = [["竞赛", "报名截止", "复赛"], ["示例焊工竞赛", "2026-12-25 18:00", "2027-01-20 09:00"]]
    assert await bring(db, "competitions", table(tmp_path / "l.csv", *moved)) == Report(updated=1)
    after = await contest(db)
    assert list(after.times) == ["register_open", "register_close", "preliminary", "semifinal", "final"]
    assert (after.times["register_close"], after.trade) == (at(25, 18), "焊工")


@pytest.mark.parametrize(
    ("rows", "column", "allowed"),
    [
        ([["竞赛"], ["示例"]], "报名截止", "表头里必须有「报名截止」"),
        ([["竞赛", "报名截止"], ["示例", ""]], "报名截止", "必填"),
        ([["竞赛", "报名截止", "决赛"], ["示例", "2026-12-20 18:00", "2026-12-19 09:00"]], "决赛", "时间顺序不对"),
        # The preliminary is known from before and is not in this file.
        ([["竞赛", "报名截止"], ["示例焊工竞赛", "2027-01-11 09:00"]], "报名截止", "「报名截止」要早于「初赛」"),
    ],
)
async def test_a_competition_that_cannot_be(
    db: Database, tmp_path: Path, rows: list[list[str]], column: str, allowed: str
) -> None:
    await bring(db, "competitions", table(tmp_path / "k.csv", CONTESTS, CONTEST))
    report = await bring(db, "competitions", table(tmp_path / "l.csv", *rows))
    assert [error.column for error in report.errors] == [column]
    assert allowed in report.errors[0].allowed


async def test_exports_come_back_unchanged(db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paid = [*WELDING]
    paid[3:10] = ["2026-12-06 09:00", "", "=SUM(1)", "", "", "50.5", "@所有人"]
    await bring(db, "courses", table(tmp_path / "c.csv", COURSES, WELDING, paid))
    await bring(db, "competitions", table(tmp_path / "k.csv", CONTESTS, CONTEST))
    path = str(tmp_path / "studio.db")
    for what, number in (("courses", "2 门课"), ("competitions", "1 项竞赛")):
        for suffix in ("xlsx", "csv"):
            to = tmp_path / f"{what}.{suffix}"
            assert await _run("export", what, "--to", str(to), "--db", path) == 0
            assert number in capsys.readouterr().out
            report = await bring(db, what, to)
            assert (report.created, report.updated, report.errors) == (0, 0, ()), (what, suffix)
    sheet = openpyxl.load_workbook(tmp_path / "courses.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}


async def _run(*argv: str) -> int:
    """The command line in a thread: it has an event loop of its own."""
    import asyncio

    return await asyncio.to_thread(main, list(argv))


async def test_the_sample_courses_can_be_enrolled_in(db: Database) -> None:
    await importing.import_sample(db, NOW)
    await importing.import_sample(db, NOW)  # once more changes nothing
    async with db.read() as tx:
        page = await courses.upcoming(tx, NOW, 100)
        seats = await enrolments.seats_of(tx, [one.id for one in page.courses])
    assert page.total == 36
    assert sum(enrolling(one, NOW) is Enrolling.OPEN for one in page.courses) == 36
    assert [one.title for one in page.courses if seats[one.id].free == 0] == ["示例·家常菜烹饪课"]


async def test_lists_of_people_are_exported_as_text(
    db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await bring(db, "courses", table(tmp_path / "c.csv", COURSES, WELDING))
    await bring(db, "competitions", table(tmp_path / "k.csv", CONTESTS, CONTEST))
    one, fight = await course(db), await contest(db)
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        await profiles.put(tx, person.id, "=1+1", "@示例单位", NOW)
        await enrolments.enrol(tx, one, person.id, NOW, CHINA)
        await attendance.mark(tx, (await attendance.meetings_of(tx, one.id))[0], person.id, True, 0, at(5, 14))
        assert await entries.admit(tx, person.id, fight.id, NOW)
        [entry] = await entries.listed(tx, fight.id, tuple(State), 10)
        plan = await drawing.begun(tx, await drawing.plan(tx, fight.id, "preliminary"))
        assert await results.tell(tx, plan, [Result(entry.id, 8850, 1, True)], NOW)
    wanted = {
        "enrolments": ["示例焊接课", "示例工作室", "2026-12-05 14:00", "=1+1", "@示例单位", "已报名"],
        "attendance": ["示例焊接课", "示例工作室", "2026-12-05 14:00", "=1+1", "@示例单位", "到"],
        "entries": ["示例焊工竞赛", str(entry.id), "=1+1", "@示例单位"],
        "scores": ["示例焊工竞赛", "初赛", "1"],
    }
    for what, cells in wanted.items():
        to = tmp_path / f"{what}.xlsx"
        assert await _run("export", what, "--to", str(to), "--db", str(tmp_path / "studio.db")) == 0
        assert "已导出 1 条" in capsys.readouterr().out
        head, row = openpyxl.load_workbook(to).active.iter_rows()
        assert [cell.value for cell in row][: len(cells)] == cells, what
        assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
        assert len(head) == len(row)


async def test_whoever_is_enrolled_or_registered_is_told_of_a_change(db: Database, tmp_path: Path) -> None:
    await bring(db, "courses", table(tmp_path / "c.csv", COURSES, WELDING))
    await bring(db, "competitions", table(tmp_path / "k.csv", CONTESTS, CONTEST))
    one, fight = await course(db), await contest(db)
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        await enrolments.enrol(tx, one, person.id, NOW, CHINA)
        await entries.admit(tx, person.id, fight.id, NOW)
    rows = (
        ["课程", "工作室", "开始", "地点", "类别"],
        ["示例焊接课", "示例工作室", "2026-12-05 14:00", "二号楼", "电焊"],
    )
    await bring(db, "courses", table(tmp_path / "d.csv", *rows), dry_run=True)
    await bring(db, "courses", table(tmp_path / "d.csv", *rows))
    await bring(db, "competitions", table(tmp_path / "l.csv", ["竞赛", "报名截止", "简介"],
                                          ["示例焊工竞赛", "2026-12-25 18:00", "新的简介"]))  # fmt: skip
    async with db.read() as tx:
        found = await tx.fetch("SELECT payload FROM bodies WHERE language = '' ORDER BY id", {})
    told = [json.loads(row["payload"])["text"] for row in found]
    assert len(told) == 2, "each change once, and a dry run tells nobody"
    assert "有变化" in told[0]
    assert "实训楼" in told[0]
    assert "二号楼" in told[0]
    assert "电焊" not in told[0]
    assert "12月25日" in told[1]


async def test_a_course_that_is_moved_is_the_same_course(db: Database, tmp_path: Path) -> None:
    await bring(db, "courses", table(tmp_path / "c.csv", COURSES, WELDING))
    before = await course(db)
    rows = ["课程", "开始"], ["示例焊接课", "2026-12-06 09:00"]  # who gives it is not said
    assert await bring(db, "courses", table(tmp_path / "d.csv", *rows)) == Report(updated=1)
    after = await course(db)
    assert (after.id, after.studio) == (before.id, before.studio)
    assert (after.sessions[0].begins_at, after.sessions[0].ends_at) == (at(6, 9), at(6, 11))
    # Twice in the file: that is a course that is given twice.
    rows = ["课程", "开始"], ["示例焊接课", "2026-12-06 09:00"], ["示例焊接课", "2026-12-13 09:00"]
    assert await bring(db, "courses", table(tmp_path / "e.csv", *rows)) == Report(created=1, unchanged=1)
    # Two are ahead: a third time is a third course.
    rows = ["课程", "开始"], ["示例焊接课", "2026-12-20 09:00"]
    assert await bring(db, "courses", table(tmp_path / "f.csv", *rows)) == Report(created=1)
