"""Large workbooks: what is written is read again as it was, and nothing in them runs."""

import io
from datetime import date

import openpyxl

from handlers.kit.large_tables import LargeBook

HEAD = ("日期", "名称", "数量", "金额", *(f"第{place}列" for place in range(5, 31)))


def test_every_kind_of_cell_is_read_as_it_was_written() -> None:
    odd = [
        "=cmd()",
        "＝1+1",
        'a<b&c>"d"',
        " 前后空格 ",
        "两\n行\t制表",
        "回\r\n车",
        "坏\x00字\x1f符\ud83d",
        "_x0041_",
        "长" * 40_000,
    ]
    out = io.BytesIO()
    with LargeBook(out) as book:
        book.sheet("甲 & <乙>", HEAD, (12, 30))
        book.add([date(2026, 2, 28), text, number, number / 8] for number, text in enumerate(odd))
        book.add([[], [None, "", 0, None, *("列" for _ in HEAD[4:])]])
        book.sheet("按月", ("月份",), ())
        book.add(["2026-01"] for _ in range(1_201))
    book_read = openpyxl.load_workbook(out)
    first, second = book_read.worksheets
    assert (first.title, second.title, second.max_row, first.freeze_panes) == ("甲 & <乙>", "按月", 1_202, "B2")
    head, *rows = first.iter_rows()
    assert [cell.value for cell in head] == list(HEAD)
    assert all(cell.font.b for cell in head)
    assert int(first.column_dimensions["B"].width) == 30
    read = [row[1].value for row in rows[: len(odd)]]
    assert read[:6] == ["=cmd()", "＝1+1", 'a<b&c>"d"', " 前后空格 ", "两\n行\t制表", "回\n车"]
    assert read[6:] == ["坏字符", "_x005F_x0041_", "长" * 32_767]  # Excel reads the second as it was; openpyxl does not
    assert [row[1].data_type for row in rows[:2]] == ["s", "s"]
    assert [row[1].quotePrefix for row in rows[:3]] == [True, True, False]
    assert [(str(row[0].value), row[2].value, row[3].value) for row in rows[:3]] == [
        ("2026-02-28 00:00:00", number, number / 8) for number in range(3)
    ]
    assert isinstance(rows[1][2].value, int)
    assert rows[0][0].number_format == "yyyy\\-mm\\-dd"
    assert [cell.value for cell in rows[len(odd)]] == [None] * len(HEAD)
    assert [cell.value for cell in rows[len(odd) + 1]][1:] == [None, 0, None, *["列"] * 26]
