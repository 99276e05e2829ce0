"""Workbooks of records: brought in whole or not at all, again without a change, and out so that they come in as they were."""

import asyncio
import csv
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import exporting_records, importing, workbooks
from bot.__main__ import main
from bot.importing import Report
from bot.record_columns import facts_of, fingerprint, record_row, record_sheet
from handlers.kit.sheets import check
from storage import duties, records, reports, studios
from storage.database import Database
from storage.model.days import CHINA
from storage.model.records import BENEFIT, BENEFITS, KINDS, STAGES, Facts, State
from storage.model.studios import StudioDraft
from storage.record_tables import Row
from tests.echo import MORNING
from tests.transcripts.records import rows

HEAD = [
    "日期",
    "工作室",
    "类型",
    "阶段",
    "名称",
    "数量",
    "约数",
    "人数",
    "金额万元",
    "效益类别",
    "编号",
    "状态",
    "提交人",
    "原话",
]
PATENT = ["2026-06-08", "甲室", "实用新型", "授权", "=1+1 焊接夹具", "2", "", "", "", "", "ZL202310123456.7", "通过",
          "示例领军人甲", "拿到实用新型\n2项"]  # fmt: skip
LESSON = ["2026年6月8日", "乙室", "活动", "", "反欺凌课", "1", "", "450", "", "", "", "", "", "讲课"]
PART = ["2026-01-01至2026-06-30", "甲室", "效益", "", "", "", "", "", "70.5", "直接", "", "已并入", "", ""]
WHOLE = ["2026-01-01至2026-09-30", "甲室", "效益", "", "", "", "近", "", "120", "直接经济效益", "", "通过", "", ""]
GOOD = [PATENT, LESSON, PART, WHOLE, LESSON]


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    database = await Database.open(empty_database)
    async with database.write() as tx:
        await studios.save_all(tx, [StudioDraft("甲室"), StudioDraft("乙室")], MORNING)
    yield database
    await database.close()


def table(path: Path, *body: Sequence[str], head: Sequence[str] = HEAD) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *body])
    return path


async def bring(db: Database, path: Path, *, dry_run: bool = False) -> Report:
    return await importing.import_file(db, "results", path, now=MORNING, zone=CHINA, dry_run=dry_run)


async def _run(*argv: str) -> int:
    return await asyncio.to_thread(main, list(argv))


async def test_rows_become_records_and_the_same_file_changes_nothing(db: Database, tmp_path: Path) -> None:
    file = table(tmp_path / "r.csv", *GOOD)
    assert await bring(db, file, dry_run=True) == Report(created=5, dry_run=True)
    assert await bring(db, file) == Report(created=5)
    path = tmp_path / "studio.db"
    assert rows(
        path, "SELECT studio, kind, stage, number, people, amount_fen, benefit, year, code, state FROM records"
    ) == [
        (1, "实用新型", "授权", 2, None, None, "", None, "202310123456.7", "approved"),
        (2, "活动", "", 1, 450, None, "", None, "", "pending"),
        (1, "效益", "", None, None, 70_500_000, "direct", 2026, "", "approved"),
        (1, "效益", "", None, None, 120_000_000, "direct", 2026, "", "approved"),
        (2, "活动", "", 1, 450, None, "", None, "", "pending"),
    ]
    assert rows(path, "SELECT count(*), sum(amount_fen) FROM counted_records") == [(2, 120_000_000)]  # nothing twice
    assert rows(path, "SELECT receipt, author, author_name FROM news WHERE id = 1") == [
        ("N20261201-0001", 0, "示例领军人甲")
    ]
    assert rows(path, "SELECT count(*) FROM record_versions") == [(5,)]
    async with db.write() as tx:  # judged meanwhile, and a chat takes the next receipt
        seen = await records.find(tx, 2)
        assert seen is not None
        await records.judge(tx, seen, State.APPROVED, "", "", 9, MORNING)
        saved = await records.save(tx, 1, 7, "", [Facts("获奖")], MORNING, draft=None)
        assert saved.receipt == "N20261201-0006"
    assert await bring(db, file) == Report(unchanged=5)
    assert rows(path, "SELECT count(*) FROM audit WHERE detail LIKE 'imported%'") == [(1,)]


BAD = {
    "日期": ["", "昨天", "2026-06-31", "2026-09-30至2026-01-01", "2026-06", "46143"],
    "工作室": ["", "丙室"],
    "类型": ["", "火箭"],
    "阶段": ["上市"],
    "数量": ["-1", "1.5", "两项", "100000"],
    "人数": ["近千"],
    "金额万元": ["-1", "1e99", "12万", "0.0000001", "NaN", "120亿"],
    "效益类别": ["其他", "直接"],
    "状态": ["可以", "已并入"],
    "名称": ["长" * 121, "甲\x07乙"],
}


async def test_every_mistake_is_named_and_nothing_is_taken(db: Database, tmp_path: Path) -> None:
    cases = [(name, value) for name, values in BAD.items() for value in values]
    body = [
        LESSON,
        *([value if head == name else cell for head, cell in zip(HEAD, LESSON, strict=True)] for name, value in cases),
    ]
    report = await bring(db, table(tmp_path / "r.csv", *body))
    assert [(error.row, error.column) for error in report.errors] == [
        (number, name) for number, (name, _) in enumerate(cases, 3)
    ]
    assert rows(tmp_path / "studio.db", "SELECT count(*) FROM records") == [(0,)]
    benefit = [*WHOLE]
    benefit[8] = benefit[9] = ""
    (error,) = (await bring(db, table(tmp_path / "b.csv", benefit))).errors
    assert (error.column, "必填" in error.allowed) == ("效益类别", True)
    (error,) = (await bring(db, table(tmp_path / "p.csv", WHOLE, PART))).errors  # what contains it has to come after it
    assert (error.row, error.column) == (3, "状态")


async def test_the_same_number_or_money_twice_in_a_file_is_a_mistake(db: Database, tmp_path: Path) -> None:
    other, gone = [*PATENT], [*PATENT]
    other[1], gone[5], gone[11] = "乙室", "3", "已撤回"
    report = await bring(db, table(tmp_path / "r.csv", gone, PATENT, PATENT, other, WHOLE, WHOLE, LESSON, LESSON))
    assert [(error.row, error.column) for error in report.errors] == [(4, "编号"), (5, "编号"), (7, "金额万元")]
    assert "第 3 行" in report.errors[0].allowed


async def test_what_is_not_kept_or_cannot_be_yet_is_named(db: Database, tmp_path: Path) -> None:
    secret, phone, future, meant = [*LESSON], [*LESSON], [*LESSON], [*LESSON]
    secret[4], phone[13], future[0] = "涉密雷达培训", "电话 13800138000", "2026-12-02"
    meant[4], meant[13] = "涉密载体销毁设备展示", "不涉密"
    report = await bring(db, table(tmp_path / "r.csv", secret, phone, future, meant))
    assert [(error.row, error.column) for error in report.errors] == [(2, "名称"), (3, "原话"), (4, "日期")]


async def test_another_word_about_the_same_thing_is_a_mistake(db: Database, tmp_path: Path) -> None:
    await bring(db, table(tmp_path / "r.csv", *GOOD))
    more = [*PATENT]
    more[5] = "3"
    (error,) = (await bring(db, table(tmp_path / "r2.csv", LESSON, more))).errors
    assert (error.row, error.column) == (3, "编号")
    assert "N20261201-0001" in error.allowed
    other = [*PATENT]
    other[1] = "乙室"  # a number is given once, to whomever
    (error,) = (await bring(db, table(tmp_path / "r4.csv", other))).errors
    assert (error.row, error.column) == (2, "编号")
    applied = [*PATENT]
    applied[3] = "受理"  # another stage of it is another record
    assert (await bring(db, table(tmp_path / "r3.csv", applied))).created == 1


async def test_what_is_exported_comes_in_again_here_and_elsewhere(
    db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await bring(db, table(tmp_path / "r.csv", *GOOD))
    database = str(tmp_path / "studio.db")
    for what, number in {"news": 5, "results": 1, "benefits": 2}.items():
        to = tmp_path / f"{what}.xlsx"
        assert await _run("export", what, "--to", str(to), "--db", database) == 0
        assert f"已导出 {number} 条" in capsys.readouterr().out
        head, first, *_ = openpyxl.load_workbook(to).active.iter_rows()
        assert [cell.value for cell in head][:14] == HEAD
        assert (len(head) == 14) == (what != "benefits")
        assert {cell.data_type for cell in first} <= {"s", "n", "inlineStr"}
        assert await bring(db, to) == Report(unchanged=number)
    first = next(openpyxl.load_workbook(tmp_path / "news.xlsx").active.iter_rows(min_row=2))
    assert (first[4].value, first[4].data_type, first[4].quotePrefix) == ("=1+1 焊接夹具", "s", True)
    assert await _run("export", "news", "--to", str(tmp_path / "news.csv"), "--db", database) == 0
    other = await Database.open(tmp_path / "other.db")
    async with other.write() as tx:
        await studios.save_all(tx, [StudioDraft("甲室"), StudioDraft("乙室")], MORNING)
    assert await bring(other, tmp_path / "news.csv") == Report(created=5)
    assert await bring(other, tmp_path / "news.xlsx") == Report(unchanged=5)
    await other.close()
    same = (
        "SELECT kind, stage, title, number, approx, people, amount_fen, benefit, year, code, begins_on, ends_on, state, "
        "included_in IS NULL FROM records"
    )
    assert rows(tmp_path / "other.db", same) == rows(tmp_path / "studio.db", same)
    details = "SELECT subject, detail FROM audit WHERE detail LIKE 'exported%'"
    assert rows(tmp_path / "studio.db", details)[0] == ("news", "exported 5")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        Facts,
        kind=st.sampled_from(KINDS),
        stage=st.sampled_from(["", *STAGES]),
        title=st.text("甲乙=+-@' 1a,\"\n\t", max_size=20).map(lambda text: " ".join(text.split())),
        number=st.none() | st.integers(0, 99_999),
        approx=st.sampled_from(["", "近千人", "20余项"]),
        people=st.none() | st.integers(0, 10_000_000),
        amount_fen=st.none() | st.integers(0, 10_000_000_000_000),
        code=st.sampled_from(["", "202310123456.7", "GB/T1.1"]),
        begins_on=st.just("2026-01-01"),
        ends_on=st.sampled_from(["2026-01-01", "2026-09-30"]),
    ),
    st.sampled_from([*BENEFITS]),
    st.sampled_from([".csv", ".xlsx"]),
)
def test_any_record_reads_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, facts: Facts, benefit: str, kind: str
) -> None:
    if facts.kind == BENEFIT:
        amount = facts.amount_fen if facts.amount_fen is not None else 1
        facts = replace(facts, benefit=benefit, amount_fen=amount)
    sheet = record_sheet({"甲室": 1}, KINDS, STAGES)
    row = record_row(Row(1, "N1", 1, "甲室", "", "原\n话", facts, State.APPROVED, None))
    path = tmp_path_factory.mktemp("r") / f"a{kind}"
    workbooks.write_large(path, "记录", [sheet.headers, row], sheet.widths)
    (line,), errors = check(workbooks.read(path), sheet)
    assert not errors
    assert fingerprint(1, facts_of(line.values)) == fingerprint(1, facts)


async def test_reports_are_exported_as_they_were_handed_in_and_what_is_owed(
    empty_database: Path, tmp_path: Path
) -> None:
    database = await Database.open(empty_database)
    await importing.import_sample(database, MORNING, told=True)
    async with database.write() as tx:
        await tx.fetch("UPDATE duties SET filed_at = 1, excused = 1 WHERE id = (SELECT max(id) FROM duties)")
        draft = (await tx.fetch("SELECT id FROM duties WHERE filed_at IS NULL LIMIT 1"))[0]["id"]
        found = await duties.find(tx, draft)
        assert found is not None
        report = await reports.opened(tx, found, MORNING, CHINA)
        await reports.write_field(tx, report.id, "plan", "还没写完", report.named("plan").version, 7, MORNING)
    number = await exporting_records.export_reports(database, tmp_path / "r.xlsx", MORNING, CHINA)
    await database.close()
    head, *body = openpyxl.load_workbook(tmp_path / "r.xlsx").active.iter_rows(values_only=True)
    assert head[:8] == ("期间", "报告", "工作室", "状态", "截止时间", "提交时间", "是否逾期", "编号")
    assert head[8:] == ("进展", "问题", "措施", "下季度计划", "数字", "退回原因")
    assert number == len(body) >= 6
    shown = [dict(zip(head, row, strict=True)) for row in body]
    (filed,) = [one for one in shown if one["编号"]]
    assert (filed["工作室"], filed["状态"], filed["是否逾期"], filed["提交时间"]) == (
        "示例领军人乙创新工作室",
        "待审",
        "逾期",
        "2026-12-01 09:00",
    )
    assert "办公软件提高班" in filed["进展"]
    assert filed["数字"]
    assert {one["状态"] for one in shown} == {"待审", "未交", "免交"}
    assert not any("还没写完" in str(cell) for row in body for cell in row), "a draft is its studio's own business"
