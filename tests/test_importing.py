"""Studio workbooks in: what is taken, what is refused, and how every mistake is told."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import importing
from bot.columns import studio_sheet
from bot.importing import Report
from handlers.kit.cells import DATE_ALLOWED
from handlers.kit.sheets import CellError
from storage import people, search, studios, terms
from storage.database import Database
from storage.model.people import Grant
from storage.model.studios import KINDS, LEVELS, SECTORS, STATUSES, Studio, StudioFilter

HEADERS = studio_sheet(()).headers
FULL = ["示例甲", "区级", "制造", "技术创新", "示例领军人甲", "示例厂", "焊接、数控", "简介", "示例路 1 号", "望京街道",
        "010-0000-0001", "已命名", "21", "2023-05-01", "示例数据", "2026-01-02"]  # fmt: skip
READ = Studio(
    "示例甲", "区级", "制造", "技术创新", "示例领军人甲", "示例厂", ("焊接", "数控"), "简介", "示例路 1 号", "望京街道",
    "010-0000-0001", "已命名", 21, "2023-05-01", "示例数据", "2026-01-02", 1, 1,
)  # fmt: skip


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    database = await Database.open(empty_database)
    yield database
    await database.close()


def as_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


async def bring(db: Database, path: Path, **options: Any) -> Report:
    return await importing.import_studios(db, path, now=1, **options)


async def kept(db: Database) -> tuple[Studio, ...]:
    async with db.read() as tx:
        return await studios.everything(tx)


async def refused(db: Database, path: Path) -> list[CellError]:
    """The errors of an import that must not have done anything."""
    before = await kept(db)
    report = await bring(db, path)
    assert await kept(db) == before
    assert (report.created, report.updated, report.unchanged) == (0, 0, 0)
    assert report.errors
    return list(report.errors)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_csv_in_the_encodings_and_with_the_delimiters_that_occur(
    db: Database, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = as_csv(tmp_path / "s.csv", [HEADERS, FULL], encoding=encoding, delimiter=delimiter)
    assert await bring(db, path) == Report(created=1)
    assert await kept(db) == (READ,)


async def test_xlsx_with_the_cells_that_a_spreadsheet_program_makes(db: Database, tmp_path: Path) -> None:
    row: list[Any] = [*FULL]
    row[12], row[13], row[15] = 21.0, date(2023, 5, 1), date(2026, 1, 2)
    assert await bring(db, as_xlsx(tmp_path / "s.XLSX", [HEADERS, row])) == Report(created=1)
    assert await kept(db) == (READ,)


async def test_headers_in_any_order_and_dress(db: Database, tmp_path: Path) -> None:
    dressed = {"名称": " *名 称\uff1a", "成员数": "成员数 :", "命名日期": "\ufeff命名\n日期", "来源": "来源*"}
    order = list(reversed(range(16)))
    rows = [[dressed.get(HEADERS[at], HEADERS[at]) for at in order], [FULL[at] for at in order]]
    assert await bring(db, as_xlsx(tmp_path / "s.xlsx", rows)) == Report(created=1)
    assert await kept(db) == (READ,)
    assert studio_sheet(()).column_of("名") is None


async def test_only_the_name_is_required(db: Database, tmp_path: Path) -> None:
    assert await bring(db, as_csv(tmp_path / "s.csv", [["名称"], ["示例乙"]])) == Report(created=1)
    assert await kept(db) == (Studio("示例乙", id=1),)
    assert await bring(db, as_csv(tmp_path / "s.csv", [["名称"], ["示例乙"]])) == Report(unchanged=1)
    assert await bring(db, as_csv(tmp_path / "s.csv", [HEADERS])) == Report()


async def test_the_file_is_the_truth_for_the_columns_it_has(db: Database, tmp_path: Path) -> None:
    await bring(db, as_csv(tmp_path / "s.csv", [HEADERS, FULL, ["示例乙", *[""] * 15]]))
    rows = [["名称", "级别", "成员数", "专业方向"], ["示例甲", "市级", "", ""], ["示例丙", "", "0", ""]]
    assert await bring(db, as_csv(tmp_path / "t.csv", rows)) == Report(created=1, updated=1)
    first, second, third = await kept(db)
    assert (first.level, first.members, first.specialities, first.version) == ("市级", None, (), 2)
    assert (first.sector, first.leader, first.named_on) == (READ.sector, READ.leader, READ.named_on)
    assert (second.name, second.version, third.members) == ("示例乙", 1, 0)


async def test_blank_rows_and_columns_are_nothing(db: Database, tmp_path: Path) -> None:
    rows = [
        [],
        ["", " "],
        ["名称", "", "备注", "级别"],
        ["示例甲", "", "", "区级"],
        [None, "", " "],
        [],
        ["示例乙"],
        [],
        [],
    ]
    assert await bring(db, as_xlsx(tmp_path / "s.xlsx", rows)) == Report(created=2)
    texts = [["" if cell is None else cell for cell in row] for row in rows]
    assert await bring(db, as_csv(tmp_path / "s.csv", texts)) == Report(unchanged=2)


async def test_merged_cells_a_second_sheet_and_a_hidden_one(db: Database, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.active
    hidden.append(["不是这张表"])
    workbook.create_sheet("空白")
    hidden.sheet_state = "hidden"
    sheet = workbook.create_sheet("工作室")
    for row in (["名称", "简介", "来源"], ["示例甲", "合并", None]):
        sheet.append(row)
    sheet.merge_cells("B2:C2")
    workbook.create_sheet("说明").append(["也不是这张表"])
    workbook.save(tmp_path / "s.xlsx")
    assert await bring(db, tmp_path / "s.xlsx") == Report(created=1)
    assert await kept(db) == (Studio("示例甲", intro="合并", id=1),)


@pytest.mark.parametrize(
    "cell",
    ["焊接、数控,机床;刀具/夹具", " 焊接 \uff0c数控\uff1b机床\uff0f刀具、、夹具; ", "焊接,焊接,数控,机床,刀具,夹具"],
)
async def test_specialities_are_parted(db: Database, tmp_path: Path, cell: str) -> None:
    await bring(db, as_csv(tmp_path / "s.csv", [["名称", "专业方向"], ["示例甲", cell]]))
    (studio,) = await kept(db)
    assert studio.specialities == ("焊接", "数控", "机床", "刀具", "夹具")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2023-05-01", "2023-05-01"),
        ("2023-5-1", "2023-05-01"),
        ("2023/5/1", "2023-05-01"),
        ("2023.5.1", "2023-05-01"),
        ("2023年5月1日", "2023-05-01"),
        (" 2023 年 5 月 1 日 ", "2023-05-01"),
        ("２０２３\uff0d５\uff0d１", "2023-05-01"),
        ("20230501", "2023-05-01"),
        (20230501, "2023-05-01"),
        ("2023-05-01 00:00:00", "2023-05-01"),
        (datetime.fromisoformat("2024-02-29 13:05"), "2024-02-29"),
        ("", ""),
        (None, ""),
    ],
)
async def test_dates(db: Database, tmp_path: Path, cell: Any, day: str) -> None:
    report = await bring(db, as_xlsx(tmp_path / "s.xlsx", [["名称", "命名日期"], ["示例甲", cell]]))
    assert report == Report(created=1)
    (studio,) = await kept(db)
    assert studio.named_on == day


@pytest.mark.parametrize(
    "cell",
    ["2023-02-30", "2023年13月1日", "2023-05", "2023年5月", "2023", 45047, "5/1/2023", "23-5-1", "2023-5/1", "昨天",
     "2023-05-01 08:30", time(8, 30), True, "0203-05-01", "2101-01-01"],
)  # fmt: skip
async def test_impossible_dates(db: Database, tmp_path: Path, cell: Any) -> None:
    (error,) = await refused(db, as_xlsx(tmp_path / "s.xlsx", [["名称", "更新时间"], ["示例甲", cell]]))
    assert (error.row, error.column) == (2, "更新时间")
    assert error.allowed.startswith(DATE_ALLOWED)


@pytest.mark.parametrize(
    ("cell", "members"), [("21", 21), (21, 21), (21.0, 21), (" ２１ ", 21), ("0", 0), ("", None), ("007", 7)]
)
async def test_members(db: Database, tmp_path: Path, cell: Any, members: int | None) -> None:
    await bring(db, as_xlsx(tmp_path / "s.xlsx", [["名称", "成员数"], ["示例甲", cell]]))
    (studio,) = await kept(db)
    assert studio.members == members


@pytest.mark.parametrize(
    ("header", "cell", "shown", "allowed"),
    [
        ("名称", "示" * 61, "示" * 57 + "…", "最多 60 个字"),
        ("名称", "示例\u202e甲", "示例�甲", "控制字符"),
        ("级别", "国家级", "国家级", "、".join(LEVELS)),
        ("行业", "航天", "航天", "、".join(SECTORS)),
        ("创新类型", "技术", "技术", "、".join(KINDS)),
        ("状态", "命名", "命名", "、".join(STATUSES)),
        ("成员数", "-1", "-1", "整数"),
        ("成员数", "二十一", "二十一", "整数"),
        ("成员数", 2.5, "2.5", "整数"),
        ("成员数", 10**7, "10000000", "整数"),
        ("成员数", True, "True", "TRUE"),
        ("成员数", date(2023, 5, 1), "2023-05-01", "整数"),
        ("领军人", False, "False", "TRUE"),
        ("领军人", "=A1", "=A1", "公式"),
        ("领军人", "#N/A", "#N/A", "公式"),
        ("地址", date(2023, 5, 1), "2023-05-01", "格式改成文本"),
        ("地址", time(8, 30), "08:30:00", "格式改成文本"),
        ("简介", "长" * 2001, "长" * 57 + "…", "最多 2000 个字"),
        ("专业方向", "、".join(f"方向{n}" for n in range(21)), None, "最多 20 个"),
        ("简介", "联系甲 139 0000 0001", "联系甲 139 0000 0001", "手机号只能填在"),
        ("领军人", "\uff11\uff139-0000-0001", "\uff11\uff139-0000-0001", "手机号只能填在"),
        ("电话", "11010519491231002X", "11010519491231002X", "身份证号"),
        ("来源", "卡 4111 1111 1111 1111", "卡 4111 1111 1111 1111", "银行卡号"),
        ("专业方向", "长" * 31, "长" * 31, "最多 30 个字"),
    ],
)
async def test_a_bad_cell_is_told_with_its_place_and_what_is_allowed(
    db: Database, tmp_path: Path, header: str, cell: Any, shown: str | None, allowed: str
) -> None:
    rows = [["", "名称", header], ["", "示例乙", ""], ["", "示例甲", cell]]
    if header == "名称":
        rows = [["来源", "名称"], ["", "示例乙"], ["", cell]]
    (error,) = await refused(db, as_xlsx(tmp_path / "s.xlsx", rows))
    assert (error.row, error.column) == (3, header)
    assert shown is None or error.value == shown
    assert allowed in error.allowed


async def test_numbers_are_taken_where_text_is_meant(db: Database, tmp_path: Path) -> None:
    rows = [["名称", "电话", "地址"], ["示例甲", 1000000001, 3.5], ["示例乙", 13900000001.0, ""]]
    await bring(db, as_xlsx(tmp_path / "s.xlsx", rows))
    assert [(one.phone, one.address) for one in await kept(db)] == [("1000000001", "3.5"), ("13900000001", "")]


async def test_stray_spaces_and_line_breaks(db: Database, tmp_path: Path) -> None:
    rows = [["名称", "地址", "简介"], ["\u3000示例  甲\u200b ", "示例路\n1 号", " 一 \r\n\u00a0二\t三\r\r\n"]]
    await bring(db, as_csv(tmp_path / "s.csv", rows))
    assert await kept(db) == (Studio("示例 甲", address="示例路 1 号", intro="一\n二 三", id=1),)


async def test_one_bad_row_and_nothing_is_imported_and_every_error_is_told(db: Database, tmp_path: Path) -> None:
    await bring(db, as_csv(tmp_path / "s.csv", [HEADERS, FULL]))
    rows = [
        ["名称", "级别", "成员数", "更新时间"],
        ["示例好", "区级", "1", ""],
        ["", "省级", "-1", "昨天"],
        [],
        ["示例甲", "市级", "x", ""],
        ["示例好", "", "", ""],
        ["示例好", "校级", "", ""],
    ]
    errors = await refused(db, as_csv(tmp_path / "t.csv", rows))
    assert [(error.row, error.column, error.value) for error in errors] == [
        (3, "名称", ""),
        (3, "级别", "省级"),
        (3, "成员数", "-1"),
        (3, "更新时间", "昨天"),
        (5, "成员数", "x"),
        (6, "名称", "示例好"),
        (7, "名称", "示例好"),
        (7, "级别", "校级"),
    ]
    assert "第 2 行" in errors[5].allowed
    text = importing.report_text(Report(errors=tuple(errors)))
    assert text.splitlines()[0] == "有 8 处需要修改，什么都没有导入："
    assert text.splitlines()[1].startswith("第 3 行 · 名称 · （空）：必填")
    assert text.splitlines()[2] == "第 3 行 · 级别 · 「省级」：可填 全国、市级示范性、市级、区级、企业级，或留空"


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (["级别"], ["区级"], [("名称", "", "表头里必须有「名称」")]),
        (["示例甲", "x"], ["示例乙", "y"], [("表头", "示例甲、x", "第 1 行不是表头；表头应有 名称、级别")]),
        (["名称", "备注"], ["示例甲", "x"], [("B 列", "备注", "不认识的表头")]),
        (["名称", ""], ["示例甲", "x"], [("B 列", "", "没有表头")]),
        (["名称"], ["示例甲", "", "多出来的"], [("C 列", "", "没有表头")]),
        (["名称", "级别", "级 别"], ["示例甲", "", ""], [("C 列", "级别", "出现了两次")]),
        (["名称", "备注", "级别"], ["示例甲", "x", "校级"], [("B 列", "备注", "不认识"), ("级别", "校级", "可填")]),
        (["名称", *[""] * 26], ["示例甲", *[""] * 25, "x"], [("AA 列", "", "没有表头")]),
    ],
)
async def test_headers_that_are_wrong(
    db: Database, tmp_path: Path, header: list[str], row: list[str], expected: list[tuple[str, str, str]]
) -> None:
    errors = await refused(db, as_csv(tmp_path / "s.csv", [header, row]))
    assert len(errors) == len(expected)
    for error, (column, value, allowed) in zip(errors, expected, strict=True):
        assert (error.column, error.value.replace(" ", "")) == (column, value)
        assert allowed in error.allowed


async def test_sectors_are_those_of_the_table_and_old_records_keep_theirs(db: Database, tmp_path: Path) -> None:
    async with db.write() as tx:
        await terms.add(tx, terms.SECTOR, "航天")
    path = as_csv(tmp_path / "s.csv", [["名称", "行业"], ["示例甲", "航天"]])
    assert await bring(db, path) == Report(created=1)
    async with db.write() as tx:
        await terms.remove(tx, terms.SECTOR, "航天")
    assert await bring(db, path) == Report(unchanged=1)
    (error,) = await refused(db, as_csv(tmp_path / "t.csv", [["名称", "行业"], ["示例甲", "航天"], ["示例乙", "航天"]]))
    assert (error.row, error.value) == (3, "航天")


async def test_a_dry_run_tells_and_does_nothing(db: Database, tmp_path: Path) -> None:
    await bring(db, as_csv(tmp_path / "s.csv", [HEADERS, FULL]))
    before = await kept(db)
    rows = [["名称", "级别"], ["示例甲", "市级"], ["示例乙", ""]]
    report = await bring(db, as_csv(tmp_path / "t.csv", rows), dry_run=True)
    assert report == Report(created=1, updated=1, dry_run=True)
    assert importing.report_text(report) == "试运行，没有写入。将会新增 1 个，更新 1 个，没有变化 0 个。"
    assert await kept(db) == before
    report = await bring(db, as_csv(tmp_path / "t.csv", [["名称", "级别"], ["示例甲", "校级"]]), dry_run=True)
    assert len(report.errors) == 1


async def test_what_was_imported_is_found_and_progress_is_told(db: Database, tmp_path: Path) -> None:
    rows = [["名称", "专业方向"], *[[f"示例{n}创新工作室", f"方向{n}"] for n in range(250)]]
    seen: list[tuple[int, int]] = []
    await bring(db, as_csv(tmp_path / "s.csv", rows), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(100, 250), (200, 250), (250, 250)]
    async with db.read() as tx:
        assert (await search.find(tx, [["方向249"]], kind="studio")).total == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        (io.StringIO(), "导入 40%（400/1000）\n导入 80%（800/1000）\n导入 100%（1000/1000）\n"),
        (Terminal(), "\r导入 40%（400/1000）\r导入 80%（800/1000）\r导入 100%（1000/1000）\n"),
    ],
)
def test_progress_on_a_terminal_and_in_a_log(stream: io.StringIO, text: str) -> None:
    show = importing.percent_lines(stream)
    for done in (400, 800, 1000):
        show(done, 1000)
    assert stream.getvalue() == text
    importing.percent_lines(stream)(40, 40)
    assert stream.getvalue() == text


async def test_the_sample_data_shows_everything(db: Database) -> None:
    report = await importing.import_sample(db, now=1)
    assert report.created >= 35
    again = await importing.import_sample(db, now=2)
    assert (again.created, again.updated, again.unchanged) == (0, 0, report.created)
    everybody = StudioFilter(include_delisted=True)
    async with db.read() as tx:
        for field, values in (("level", LEVELS), ("sector", SECTORS), ("kind", KINDS), ("status", STATUSES)):
            assert {value for value, _ in await studios.count_by(tx, field, everybody)} == set(values)
        for studio in await studios.everything(tx):
            real = not studio.name.startswith("示例")
            assert real or {studio.leader[:2], studio.unit[:2], studio.source} == {"示例", "示例数据"}
            assert not real or (studio.level, studio.phone) == ("", "")
        leader = await people.by_address(tx, "900011")
        own = await studios.by_name(tx, "示例领军人甲创新工作室")
        assert leader is not None
        assert own is not None
        assert leader.grants == (Grant("leader", own.id),)
        worker = await people.by_address(tx, "900001")
        assert worker is not None
        assert worker.grants == ()


async def test_the_sample_s_news_and_report_show_what_there_is_to_see(db: Database) -> None:
    now = 1_796_086_800_000  # 2026-12-01 09:00
    await importing.import_sample(db, now, told=True)
    async with db.read() as tx:
        counted = (await tx.fetch("SELECT count(*), count(DISTINCT studio) FROM counted_records"))[0]
        waiting = (await tx.fetch("SELECT count(*) FROM records WHERE state IN ('pending', 'resubmitted')"))[0][0]
        reports = [tuple(row) for row in await tx.fetch("SELECT state, late FROM reports")]
        before = tuple((await tx.fetch("SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM periods)"))[0])
    assert counted[0] > 60
    assert counted[1] > 20
    assert (waiting, reports) == (6, [("pending", 1)])
    await importing.import_sample(db, now, told=True)  # once more changes nothing
    async with db.read() as tx:
        again = tuple((await tx.fetch("SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM periods)"))[0])
    assert again == before
