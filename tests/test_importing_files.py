"""Studio workbooks as files: those that cannot be read, and those that are written and come back as they were."""

import os
import re
import stat
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import exporting, importing
from bot.importing import Report
from handlers.kit import tables
from handlers.kit.tables import FileProblem
from storage import studios
from storage.database import Database
from storage.model.days import CHINA
from storage.model.private_numbers import private_number
from storage.model.studios import KINDS, LEVELS, LONGEST, SECTORS, STATUSES, StudioDraft, entries, has_mobile

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
FORMULAS = (
    "=1+1",
    "+86 10 0000 0001",
    "-",
    "@x",
    "'=1",
    "''+",
    "'",
    "\uff1dA1",
    "\uff0b1",
    '=HYPERLINK("x","y")',
    "01000000001",
)


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    database = await Database.open(empty_database)
    yield database
    await database.close()


def packed(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("s.csv", None, "找不到文件"),
        ("s.csv", b"", "空文件"),
        ("s.csv", b" \r\n\t\n", "空文件"),
        ("s.csv", b"\xef\xbb\xbf", "没有内容"),
        ("s.csv", b",,\r\n , \r\n", "没有内容"),
        ("s.csv", "名称\n\"没有收尾的引号\n".encode(), "第 2 行附近的引号"),
        ("s.csv", b"\xff\xfe\xfd", "编码认不出来"),
        ("s.csv", b"\x80\x81\xff", "编码认不出来"),
        ("s.csv", b"a\0b", "编码认不出来"),
        ("s.csv", b"PK\x03\x04x", "其实是 Excel 工作簿"),
        ("s.csv", OLE, "其实是 Excel 工作簿"),
        ("s.xlsx", b"", "空文件"),
        ("s.xlsx", "名称\n示例甲".encode(), "文件已损坏"),
        ("s.xlsx", b"PK\x03\x04 broken", "文件已损坏"),
        ("s.xlsx", OLE, "旧版 .xls 格式"),
        ("s.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("s.xls", OLE, "旧版 .xls 格式"),
        ("s.txt", b"x", "只认 .xlsx 和 .csv"),
        ("s", b"x", "只认 .xlsx 和 .csv"),
    ],
)  # fmt: skip
async def test_a_file_that_cannot_be_read(
    db: Database, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileProblem, match=re.escape(says)) as problem:
        await importing.import_studios(db, path, now=1)
    assert str(problem.value).endswith("。")
    assert name in str(problem.value)


async def test_a_folder_a_zip_of_something_else_and_an_empty_workbook(db: Database, tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    packed(tmp_path / "z.xlsx", {"a.txt": b"a"})
    openpyxl.Workbook().save(tmp_path / "e.xlsx")
    for name, says in (("d.csv", "是文件夹"), ("z.xlsx", "文件已损坏"), ("e.xlsx", "没有内容")):
        with pytest.raises(FileProblem, match=says):
            await importing.import_studios(db, tmp_path / name, now=1)


async def test_files_that_are_too_large(db: Database, tmp_path: Path) -> None:
    with (tmp_path / "big.csv").open("wb") as stream:
        stream.truncate(tables.MOST_BYTES + 1)
    (tmp_path / "long.csv").write_text("名称\n" + "示例\n" * (tables.MOST_ROWS + 1))
    packed(tmp_path / "bomb.xlsx", {"xl/a.xml": bytes(tables.MOST_UNPACKED + 1)})
    wide = openpyxl.Workbook()
    wide.active.append(["名称", *range(tables.MOST_COLUMNS)])
    wide.save(tmp_path / "wide.xlsx")
    for name in ("big.csv", "long.csv", "bomb.xlsx"):
        with pytest.raises(FileProblem, match="太大了"):
            await importing.import_studios(db, tmp_path / name, now=1)
    with pytest.raises(FileProblem, match="列太多"):
        await importing.import_studios(db, tmp_path / "wide.xlsx", now=1)


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "OUT.XLSX"])
async def test_an_export_comes_back_unchanged(db: Database, tmp_path: Path, name: str) -> None:
    report = await importing.import_sample(db, now=1)
    path = tmp_path / name
    path.write_text("what was here before")
    assert await importing.export_studios(db, path) == report.created
    assert await importing.import_studios(db, path, now=2) == Report(unchanged=report.created)
    assert [name for name in os.listdir(tmp_path) if name.startswith(".")] == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
async def test_nothing_in_an_export_runs_as_a_formula(db: Database, tmp_path: Path, name: str) -> None:
    drafts = [StudioDraft(text, phone=text) for text in FORMULAS]
    async with db.write() as tx:
        await studios.save_all(tx, drafts, now=1)
    await importing.export_studios(db, tmp_path / name)
    if name.endswith(".csv"):
        rows = (tmp_path / name).read_text("utf-8-sig").split("\n")[1:]
        assert not any(re.match(r'"?[=+\-@\uff1d\uff0b\uff0d\uff20]', row) for row in rows)
        assert rows[0].startswith("'=1+1,")
        assert rows[4].startswith("''=1,")
        assert rows[10].startswith("01000000001,")
    else:
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        sheet = openpyxl.load_workbook(tmp_path / name).active
        cells = [row[0] for row in sheet.iter_rows(min_row=2)]
        assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [(t, "s", "@") for t in FORMULAS]
        assert [bool(cell.quotePrefix) for cell in cells] == [True] * 6 + [False] + [True] * 3 + [False]
    assert await importing.import_studios(db, tmp_path / name, now=2) == Report(unchanged=len(FORMULAS))


async def test_an_empty_database_and_places_that_cannot_be_written(db: Database, tmp_path: Path) -> None:
    assert await importing.export_studios(db, tmp_path / "none.csv") == 0
    assert await importing.import_studios(db, tmp_path / "none.csv", now=1) == Report()
    (tmp_path / "d.csv").mkdir()
    for path, says in (
        (tmp_path / "d.csv", "是文件夹"),
        (tmp_path / "no" / "s.csv", "写不了"),
        (tmp_path / "s.ods", "只认"),
        (tmp_path / "s.xls", "旧版"),
    ):
        with pytest.raises(FileProblem, match=says):
            await importing.export_studios(db, path)


async def test_the_commands_say_what_happened(db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await importing.command(db, "sample", None, zone=CHINA) == 0
    assert capsys.readouterr().out.startswith("导入完成：新增 40 个")
    assert await exporting.command(db, "studios", tmp_path / "s.xlsx", zone=CHINA) == 0
    assert capsys.readouterr().out == f"已导出 40 个工作室到 {tmp_path / 's.xlsx'}。\n"
    assert await importing.command(db, "studios", tmp_path / "s.xlsx", zone=CHINA, dry_run=True) == 0
    assert capsys.readouterr().out == "试运行，没有写入。将会新增 0 个，更新 0 个，没有变化 40 个。\n"
    (tmp_path / "bad.csv").write_text("名称,级别\n示例甲,校级\n")
    assert await importing.command(db, "studios", tmp_path / "bad.csv", zone=CHINA) == 1
    assert "第 2 行 · 级别 · 「校级」" in capsys.readouterr().err
    assert await importing.command(db, "studios", tmp_path / "no.csv", zone=CHINA) == 1
    assert "找不到文件" in capsys.readouterr().err
    assert await exporting.command(db, "studios", tmp_path / "s.pdf", zone=CHINA) == 1
    assert "只认" in capsys.readouterr().err


SIGNS = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
PIECES = st.one_of(
    st.sampled_from(["=", "+", "-", "@", "'", '"', ",", ";", "_x0041_", "<&>", "磁共振", "1e5", "007"]), SIGNS
)


def texts(field: str) -> st.SearchStrategy[str]:
    """Text as the importer keeps it: no stray spaces, not too long."""
    joined = st.lists(PIECES, max_size=12).map("".join)
    return joined.map(lambda text: " ".join(text.split())[: LONGEST[field]].strip()).filter(may_be_kept)


def may_be_kept(text: str) -> bool:
    return private_number(text) is None and not has_mobile(text)


DAYS = st.just("") | st.dates(date(1949, 1, 1), date(2100, 12, 31)).map(date.isoformat)
DRAFTS = st.builds(
    StudioDraft,
    name=texts("name").filter(bool),
    level=st.sampled_from(("", *LEVELS)),
    sector=st.sampled_from(("", *SECTORS)),
    kind=st.sampled_from(("", *KINDS)),
    leader=texts("leader"),
    unit=texts("unit"),
    specialities=texts("specialities").map(entries),
    intro=st.lists(texts("source"), max_size=3).map(lambda lines: "\n".join(lines).strip()),
    address=texts("address"),
    street=texts("street"),
    phone=texts("phone"),
    status=st.sampled_from(("", *STATUSES)),
    members=st.none() | st.integers(0, 100_000),
    named_on=DAYS,
    source=texts("source"),
    updated_on=DAYS,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(DRAFTS, max_size=4, unique_by=lambda draft: draft.name))
async def test_whatever_is_kept_survives_both_kinds_of_workbook(db: Database, drafts: list[StudioDraft]) -> None:
    async with db.write() as tx:
        await studios.save_all(tx, drafts, now=1)
    with TemporaryDirectory() as folder:
        for name in ("out.csv", "out.xlsx"):
            number = await importing.export_studios(db, Path(folder) / name)
            assert await importing.import_studios(db, Path(folder) / name, now=2) == Report(unchanged=number)


def test_a_workbook_may_number_its_rows_as_it_likes_and_takes_no_longer(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["抽签号", "分数"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    far = b'<row r="900000000"><c r="B900000000"><v>2</v></c></row></sheetData>'
    packed(path, {**members, name: members[name].replace(b"</sheetData>", far)})
    assert tables.read_sent(path.name, path.read_bytes()) == [(1, ("抽签号", "分数")), (900_000_000, (None, 2))]
    blank = b"<row/>" * (tables.MOST_BLANK_ROWS + 1) + b"</sheetData>"
    packed(path, {**members, name: members[name].replace(b"</sheetData>", blank)})
    with pytest.raises(FileProblem, match="空行"):
        tables.read_sent(path.name, path.read_bytes())
    packed(path, {**members, "xl/media/a": bytes(tables.MOST_SENT_UNPACKED)})
    with pytest.raises(FileProblem, match="20 MB"):
        tables.read_sent(path.name, path.read_bytes())
