"""Pictures of figures: every character has a glyph, everything stays on the sheet, and nothing of pyplot comes along."""

import gc
import struct
import sys
import warnings
from datetime import date
from pathlib import Path

import pytest

from bot import warming
from handlers.cards.chinese_font import MISSING
from handlers.cards.pictures.bars import Bar, Chart, columns, places
from handlers.cards.pictures.canvas import SCALE, WIDTH, Canvas, broken, drawn, fitted, wide
from handlers.cards.pictures.heat import LOOKS, Heat, HeatRow, heat_map
from handlers.cards.stats import View, said, span_words, year_of
from handlers.cards.stats_charts import Telling, bare, months, studios_chart
from handlers.cards.stats_heat import CELLS, punctuality
from handlers.cards.stats_told import month_told, told
from handlers.kit.words import load_words
from storage.model.lateness import Cell, Punctual
from storage.model.numbers import Numbers, Part, Span, StudioPart, Tally, months_of

WORDS = load_words()["zh"]
YEAR = year_of(2026)
ODD = "示例😀𠮷〇㐂\u0007<b>é\u2003$x^2$ 创新工作室"
"""An emoji, rare characters, a control character, what looks like HTML and like mathematics."""


def telling(shape: str = "all", measure: str = "results", span: Span = YEAR, waiting: int = 0) -> Telling:
    return Telling(WORDS, View(shape, span, 0, measure), "全区", waiting, date(2026, 12, 1), "2026-12-01 09:00")


def tally(kind: str, number: int, **more: int | str) -> Tally:
    given = {"stage": "", "benefit": "", "people": 0, "amount_fen": 0, "approximate": 0} | more
    return Tally(kind=kind, records=1, number=number, heads=number, **given)  # type: ignore[arg-type]


def figures(span: Span = YEAR, **numbers: tuple[str, int]) -> Numbers:
    """`key=(kind, number)`: a studio of that sector, and a month after another."""
    parts = {key: Part(key, (tally(*given),)) for key, given in numbers.items()}
    names = months_of(span)
    filled = dict(zip(names, parts.values(), strict=False))
    studios = tuple(
        StudioPart(at, f"{key}创新工作室", "区级", key, part) for at, (key, part) in enumerate(parts.items(), 1)
    )
    whole = Part("", tuple(one for part in parts.values() for one in part.tallies))
    return Numbers(
        span, whole, tuple(Part(name, filled[name].tallies if name in filled else ()) for name in names), studios
    )


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def texts(canvas: Canvas) -> str:
    return "\n".join(canvas.written)


def test_no_character_is_drawn_as_a_box() -> None:
    chart = Chart(ODD, ODD, ODD, [Bar(ODD, 3, ODD, True), Bar("〇", 0, "0")], [(ODD, ODD)], ODD, ODD)
    heat = Heat(ODD, ODD, ODD, [ODD], ODD, [HeatRow(ODD, [(stands, ODD)], ODD) for stands in LOOKS], ODD)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that the font has not
        for draw, what in ((columns, chart), (places, chart), (heat_map, heat)):
            png = drawn(draw, what)
            assert png.startswith(b"\x89PNG")
            assert size(png)[0] == WIDTH * SCALE
    canvas = places(chart)
    assert MISSING in texts(canvas)
    assert "😀" not in texts(canvas)
    assert "$x^2$" in texts(canvas)
    assert "pyplot" not in " ".join(sys.modules)


def test_texts_keep_to_the_sheet() -> None:
    for text in ("2026年区级工作室成果最多", "X" * 200, "创新工作室" * 20):
        assert all(wide(line, 19) <= 320 + 30 * 19 * 0.57 for line in broken(text, 19, 320))
        assert "".join(broken(text, 19, 320)) == text
    assert wide(fitted("创新工作室" * 20, 13, 200), 13) <= 200
    assert fitted("王文韬", 13, 200) == "王文韬"


def test_titles_say_the_finding() -> None:
    found = figures(制造=("论文", 2), 教育=("论文", 6), 法律=("论文", 1))
    titles = {
        shape: one.title
        for shape in ("all", "month", "sector", "level", "studio", "kind")
        if (one := told(telling(shape), found).chart) is not None
    }
    assert titles == {
        "all": "2026年成果 9 项\uff0c2月最多",
        "month": "2026年成果 9 项\uff0c2月最多",
        "sector": "教育成果最多\uff0c占 66%",
        "level": "区级工作室成果最多\uff0c占 100%",
        "studio": "教育成果最多\uff0c占 66%",
        "kind": "论文最多\uff0c占 100%",
    }
    level = told(telling("sector"), figures(制造=("论文", 2), 教育=("论文", 2))).chart
    assert level is not None
    assert level.title == "制造、教育成果一样多\uff0c都是 2 项"
    month = month_told(telling(span=Span("2026-02-01", "2026-02-28")), found, "2026-02").chart
    assert month is not None
    assert month.title == "2026年2月成果 6 项\uff0c比1月多 4 项"
    counted = studios_chart(WORDS, "sector", [("制造", 4), ("教育", 1)], "now")
    assert counted is not None
    assert counted.title == "制造工作室最多\uff0c有 4 家"


def test_what_a_studio_without_patents_did_is_seen() -> None:
    part = Part("", (tally("活动", 2, people=450), tally("服务案例", 0, people=30)))
    found = Numbers(YEAR, part, (Part("2026-06", part.tallies), Part("2026-07")), ())
    chart = told(telling(), found).chart
    assert chart is not None
    assert chart.tiles == [("480 人", "惠及"), ("2 场", "活动")]
    assert chart.title == "2026年惠及 480 人\uff0c6月最多"


def test_nothing_counted_is_a_kind_sentence() -> None:
    for shape in ("all", "sector", "month"):
        one = told(telling(shape, waiting=3), figures())
        assert one.chart is None
        assert "有 3 条正在等审核" in one.text
    one = told(telling("sector", "direct"), figures(制造=("论文", 2)))
    assert one.chart is None
    assert one.text.startswith("<b>2026年直接经济效益\uff1a0万元</b>")


@pytest.mark.parametrize("span", [("2026-01-01", "2027-12-31"), ("2020-01-01", "2026-12-31")])
def test_many_months_are_drawn_as_quarters_and_years(span: tuple[str, str]) -> None:
    found = figures(Span(*span), 制造=("论文", 2))
    bars = months(telling("month", span=Span(*span)), found)
    assert len(bars) <= 12
    assert sum(bar.value for bar in bars) == 2
    assert len({bar.name for bar in bars}) == len(bars)


def test_the_heat_map_puts_the_late_first() -> None:
    def cell(studio: int, occurrence: int, stands: Punctual) -> Cell:
        return Cell(studio, f"示例{studio}创新工作室", occurrence, "季度报告", f"2026Q{occurrence}", occurrence, stands)

    cells = [cell(1, 1, Punctual.ON_TIME), cell(1, 2, Punctual.ON_TIME), cell(2, 1, Punctual.MISSING)]
    cells += [cell(2, 2, Punctual.LATE), cell(3, 2, Punctual.ON_TIME), cell(3, 3, Punctual.OPEN)]
    heat, text = punctuality(telling("on_time"), cells)
    assert heat is not None
    assert [(row.name, row.rate) for row in heat.rows] == [("示例2", "0%"), ("示例1", "100%"), ("示例3", "100%")]
    assert heat.reports == ["一季度", "二季度"]
    assert heat.rows[2].cells[0][0] == ""
    assert "按时 3 · 迟交 1 · 未交 1" in text
    assert heat.title == "报告按时率 60%\uff0c其中 2 家全部按时"
    alone, _ = punctuality(telling("on_time"), cells[2:4])
    assert alone is not None
    assert alone.title == "报告按时率 0%\uff0c到期 2 份"
    assert punctuality(telling("on_time"), cells[-1:])[0] is None
    assert {str(one) for one in CELLS} <= set(LOOKS)


async def test_the_first_picture_is_drawn_beside_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known = {"HOME": str(tmp_path)}
    warming.place_fonts(known, tmp_path / "bot.db")
    assert known == {"HOME": str(tmp_path)}, "where there is a home, matplotlib uses it"
    homeless = {"HOME": str(tmp_path / "gone")}
    for _ in range(2):
        warming.place_fonts(homeless, tmp_path / "bot.db")
        assert homeless["MPLCONFIGDIR"] == str(tmp_path / "matplotlib")
    monkeypatch.setattr(warming, "AFTER_S", 0.0)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    await warming.warm_up(tmp_path / "bot.db")
    assert caplog.messages == [], "it was drawn"


def test_money_is_said_in_whole_numbers_everywhere_alike() -> None:
    fen = {100: "0.0001万元", 1_005_000: "1.005万元", 3_125_000: "3.125万元", 86_500_000: "86.5万元"}
    assert {one: said(WORDS, "direct", one) for one in fen} == fen
    assert said(WORDS, "direct", 12_345_678_901) == "1.2346亿元"
    columns_said = [bare("direct", one, 260_000_000) for one in (86_500_000, 95_600_000, 180_000_000, 0)]
    assert columns_said == ["86.5", "95.6", "180", "0"]


def test_a_single_month_is_compared_and_a_day_is_said_as_one() -> None:
    month = Span("2026-06-01", "2026-06-30")
    found = told(telling("month", "trained", month), figures(month, 制造=("培训", 0), 法律=("培训", 0)))
    assert found.chart is None
    two = Numbers(
        month,
        Part("", (tally("培训", 3, people=40),)),
        (Part("2026-06", (tally("培训", 3, people=40),)),),
        tuple(
            StudioPart(at, f"示例{at}工作室", "区级", "制造", Part("", (tally("培训", at, people=13 * at + 1),)))
            for at in (1, 2)
        ),
    )
    shown = told(telling("month", "trained", month), two)
    assert shown.chart is not None
    assert [bar.name for bar in shown.chart.bars] == ["示例2", "示例1"]
    assert "一共 3 场" in shown.text
    assert span_words(WORDS, Span("2026-11-30", "2026-11-30")) == "2026年11月30日"
    assert span_words(WORDS, Span("2026-09-01", "2026-12-01")) == "2026年9月1日至2026年12月1日"
