"""A report as a PDF: A4, over as many pages as it takes, with room for the stamp and the signature.

Only the characters used are embedded. Lengths are points.
"""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from handlers.cards.chinese_font import FONT, printed, shown
from handlers.cards.report_paper import ATTACHED, FIGURES, NUMERALS, SIGNED, STAMPED, Paper, day_words

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

WIDTH = 595.28
MARGIN = 68.0
EDGE = 62.0
BODY, LEADING = 12.0, 20.0
STAMP_HEIGHT = 100.0
"""Room for a stamp, 3.5 cm: that of a unit is 4 to 4.5 cm across, and goes over the words and the date as is usual."""
MOST_BELOW = 4
"""Figures one under another; more stand two a row."""
MOST_KEPT = 500
"""Characters of the last field that go along where the signature needs a new page: it never stands there alone."""


def report_pdf(paper: Paper) -> bytes:
    """The file's bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    known = printed()

    def said(text: str) -> str:
        return "<br/>".join(escape(shown(line, known)) for line in text.split("\n"))

    out = io.BytesIO()
    page = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=EDGE,
        bottomMargin=EDGE,
        title=shown(paper.file_name, known),
        author=shown(paper.facts[0][1], known),
        invariant=1,
    )

    def edge(canvas: "Canvas", _page: object) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 9)
        canvas.setFillGray(0.4)
        canvas.drawRightString(WIDTH - MARGIN, 806, shown(paper.mark, known))
        canvas.drawCentredString(WIDTH / 2, 40, f"第 {canvas.getPageNumber()} 页")
        canvas.restoreState()

    page.build(_story(paper, said), onFirstPage=edge, onLaterPages=edge)
    return out.getvalue()


def _story(paper: Paper, said: Callable[[str], str]) -> "list[Flowable]":
    from reportlab.lib.enums import TA_CENTER
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    body = ParagraphStyle(
        "body", fontName=FONT, fontSize=BODY, leading=LEADING, wordWrap="CJK", firstLineIndent=2 * BODY
    )
    cell = ParagraphStyle("cell", parent=body, firstLineIndent=0, leading=16)
    title = ParagraphStyle("title", parent=cell, fontSize=21, leading=28, alignment=TA_CENTER)
    under = ParagraphStyle("under", parent=cell, fontSize=13, alignment=TA_CENTER, spaceAfter=8)
    head = ParagraphStyle("head", parent=cell, fontSize=14, leading=22, spaceBefore=7, keepWithNext=1)
    story: list[Flowable] = [
        Paragraph(said(paper.title), title),
        Paragraph(said(paper.period), under),
        _table([[Paragraph(said(name), cell), Paragraph(said(value), cell)] for name, value in paper.facts], 90),
    ]
    if paper.figures:
        story.append(Paragraph(said(f"{NUMERALS[0]}、{FIGURES}"), head))
        side = 2 if len(paper.figures) > MOST_BELOW else 1
        figures = [*paper.figures, *[("", "")] * (-len(paper.figures) % side)]
        rows = [(("项目", "数量") * side), *(sum(figures[at : at + side], ()) for at in range(0, len(figures), side))]
        drawn = [[Paragraph(said(text), cell) for text in row] for row in rows]
        story.append(_table(drawn, 180 / side, headed=True))
    sections: list[list[Flowable]] = [
        [Paragraph(said(heading), head), *(Paragraph(said(line), body) for line in text.split("\n") if line.strip())]
        for heading, text in paper.headed
    ]
    if paper.attached:
        named = [Paragraph(said(f"{number}. {name}"), cell) for number, name in enumerate(paper.attached, 1)]
        sections.append([Paragraph(said(ATTACHED), head), *named])
    kept = sections.pop() if _last_length(paper) <= MOST_KEPT else []
    signing = _signing([Paragraph(said(text), cell) for text in (SIGNED, STAMPED)])
    day = ParagraphStyle("day", parent=cell, alignment=2)
    story += [one for section in sections for one in section]
    story.append(KeepTogether([*kept, Spacer(1, 12), signing, Paragraph(said(day_words(paper.day)), day)]))
    return story


def _last_length(paper: Paper) -> int:
    return sum(len(name) + 40 for name in paper.attached) if paper.attached else len(paper.sections[-1][1])


def _table(rows: Sequence[list[Any]], first: float, *, headed: bool = False) -> "Flowable":
    from reportlab.platypus import Table, TableStyle

    pairs = len(rows[0]) // 2
    table = Table(rows, [first, (WIDTH - 2 * MARGIN - 12) / pairs - first] * pairs, repeatRows=int(headed))
    look: list[Any] = [
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("GRID", (0, 0), (-1, -1), 0.5, (0.6, 0.6, 0.6)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *(("BACKGROUND", (2 * pair, 0), (2 * pair, -1), (0.96, 0.96, 0.95)) for pair in range(pairs)),
    ]
    if headed:
        look.append(("BACKGROUND", (0, 0), (-1, 0), (0.92, 0.92, 0.90)))
    table.setStyle(TableStyle(look))
    return table


def _signing(cells: list[Any]) -> "Flowable":
    from reportlab.platypus import Table, TableStyle

    half = (WIDTH - 2 * MARGIN - 12) / 2
    table = Table([cells], colWidths=[half, half], rowHeights=[STAMP_HEIGHT])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table
