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
BODY, LEADING = 12.0, 22.0
STAMP_HEIGHT = 130.0
"""Room for a stamp: that of a unit is up to 4.5 cm across."""


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
        topMargin=72,
        bottomMargin=72,
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
    cell = ParagraphStyle("cell", parent=body, firstLineIndent=0, leading=18)
    title = ParagraphStyle("title", parent=cell, fontSize=21, leading=30, alignment=TA_CENTER)
    under = ParagraphStyle("under", parent=cell, fontSize=13, alignment=TA_CENTER, spaceAfter=14)
    head = ParagraphStyle("head", parent=cell, fontSize=14, leading=26, spaceBefore=10, keepWithNext=1)
    story: list[Flowable] = [
        Paragraph(said(paper.title), title),
        Paragraph(said(paper.period), under),
        _table([[Paragraph(said(name), cell), Paragraph(said(value), cell)] for name, value in paper.facts], 90),
    ]
    if paper.figures:
        story.append(Paragraph(said(f"{NUMERALS[0]}、{FIGURES}"), head))
        rows = [(name, value) for name, value in (("项目", "数量"), *paper.figures)]
        drawn = [[Paragraph(said(name), cell), Paragraph(said(value), cell)] for name, value in rows]
        story.append(_table(drawn, 180, headed=True))
    for heading, text in paper.headed:
        story.append(Paragraph(said(heading), head))
        story += [Paragraph(said(line), body) for line in text.split("\n") if line.strip()]
    if paper.attached:
        story.append(Paragraph(said(ATTACHED), head))
        story += [Paragraph(said(f"{number}. {name}"), cell) for number, name in enumerate(paper.attached, 1)]
    signing = _signing([Paragraph(said(text), cell) for text in (SIGNED, STAMPED)])
    day = ParagraphStyle("day", parent=cell, alignment=2)
    story.append(KeepTogether([Spacer(1, 26), signing, Paragraph(said(day_words(paper.day)), day)]))
    return story


def _table(rows: Sequence[list[Any]], first: float, *, headed: bool = False) -> "Flowable":
    from reportlab.platypus import Table, TableStyle

    table = Table(rows, colWidths=[first, WIDTH - 2 * MARGIN - 12 - first], repeatRows=int(headed))
    look: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, (0.6, 0.6, 0.6)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (0, -1), (0.96, 0.96, 0.95)),
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
