"""A report as a Word document: the same paper, to be edited and stamped. East Asian fonts are named, as Word needs them."""

import io
from typing import TYPE_CHECKING

from handlers.cards.report_paper import ATTACHED, FIGURES, NUMERALS, SIGNED, STAMPED, Paper, day_words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

SONG, HEI = "宋体", "黑体"
"""The fonts that every Chinese Word has; elsewhere another takes their place."""
LATIN = "Times New Roman"
BODY, HEAD, TITLE = 12, 14, 22
"""Points."""
KEPT_LINES = 2
"""Paragraphs before the signature that go along with it to a new page."""


def report_docx(paper: Paper) -> bytes:
    """The file's bytes."""
    import docx  # 0.2 s to load, and seldom needed
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Cm, Pt

    page = docx.Document()
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.left_margin = section.right_margin = Cm(2.6)
    normal = page.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(BODY)
    _east_asian(normal.element, SONG)
    page.core_properties.title, page.core_properties.author = paper.file_name[:255], paper.facts[0][1][:255]
    page.core_properties.comments = ""
    top = section.header.paragraphs[0]
    top.alignment = ALIGN.RIGHT
    top.add_run(paper.mark).font.size = Pt(9)
    _page_number(section.footer.paragraphs[0])
    for text, size in ((paper.title, TITLE), (paper.period, HEAD)):
        line = page.add_paragraph()
        line.alignment = ALIGN.CENTER
        _run(line, text, size, HEI if size == TITLE else SONG)
    _table(page, paper.facts, (3.2, 12.6))
    if paper.figures:
        _heading(page, f"{NUMERALS[0]}、{FIGURES}")
        _table(page, (("项目", "数量"), *paper.figures), (6.2, 9.6))
    for heading, text in paper.headed:
        _heading(page, heading)
        for said in filter(str.strip, text.split("\n")):
            line = page.add_paragraph(said)
            line.paragraph_format.first_line_indent = Pt(2 * BODY)
            line.paragraph_format.line_spacing = 1.4
            line.paragraph_format.space_after = Pt(0)
    if paper.attached:
        _heading(page, ATTACHED)
        for number, name in enumerate(paper.attached, 1):
            page.add_paragraph(f"{number}. {name}").paragraph_format.space_after = Pt(0)
    for line in page.paragraphs[-KEPT_LINES:]:  # the signature never stands alone on a page
        line.paragraph_format.keep_with_next = True
    _signing(page, paper)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _east_asian(element: object, font: str) -> None:
    """Name the font for Chinese; python-docx names it for Latin letters alone."""
    from docx.oxml.ns import qn

    fonts = element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    fonts.set(qn("w:eastAsia"), font)


def _run(line: "Paragraph", text: str, size: int, font: str) -> None:
    from docx.shared import Pt

    run = line.add_run(text)
    run.font.size = Pt(size)
    _east_asian(run._element, font)


def _heading(page: "Document", text: str) -> None:
    from docx.shared import Pt

    line = page.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(10), Pt(4)
    line.paragraph_format.keep_with_next = True
    _run(line, text, HEAD, HEI)


def _table(page: "Document", rows: tuple[tuple[str, str], ...], widths: tuple[float, float]) -> None:
    from docx.shared import Cm

    table = page.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = text, Cm(width)


def _signing(page: "Document", paper: Paper) -> None:
    """The place for signature and stamp, kept on one page with the date."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Cm, Pt

    page.add_paragraph().paragraph_format.keep_with_next = True
    table = page.add_table(rows=1, cols=2)
    table.rows[0].height = Cm(3.5)
    for cell, text in zip(table.rows[0].cells, (SIGNED, STAMPED), strict=True):
        cell.text = text
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    day = page.add_paragraph(day_words(paper.day))
    day.alignment = ALIGN.RIGHT
    day.paragraph_format.space_after = Pt(0)


def _page_number(line: "Paragraph") -> None:
    """「第 1 页」: Word counts."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    line.alignment = ALIGN.CENTER
    line.add_run("第 ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)
    line.add_run(" 页")
