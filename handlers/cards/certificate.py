"""A training certificate as a PDF: one page A4 landscape, always in Chinese, the same bytes whenever it is drawn.

Of the font (`chinese_font`) only the characters used are embedded. Lengths are points, from the lower left corner.
"""

import io
from datetime import date, tzinfo
from typing import TYPE_CHECKING

import segno

from handlers.cards.chinese_font import FONT, printed, shown
from storage.model.certificates import Certificate
from storage.model.local_time import local_date

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 841.89, 595.28
INK = (0.13, 0.12, 0.12)
RED = (0.62, 0.08, 0.10)
GOLD = (0.72, 0.56, 0.25)
GREY = (0.42, 0.40, 0.38)
TEXT_WIDTH = 600
NO_BREAK_BEFORE = "\uff0c\u3002\uff1b\uff1a\u3001\u201d\uff09\u300b!?%"
"""Punctuation that begins no line."""


def certificate_pdf(certificate: Certificate, link: str, zone: tzinfo) -> bytes:
    """The file's bytes. `link`: where the QR code leads, to have the number verified."""
    from reportlab.pdfgen.canvas import Canvas  # 0.1 s to load with the font, and seldom needed

    printed()
    out = io.BytesIO()
    page = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    page.setTitle(f"培训证书 {certificate.number}")
    page.setAuthor(certificate.giver)
    _border(page)
    _centred(page, "培训证书", 446, 46, RED, spacing=14, bold=True)
    _centred(page, "职工技能培训", 412, 13, GREY, spacing=4)
    name = _shown(certificate.name)
    size = _fitting(name, 32, TEXT_WIDTH)
    _centred(page, name, 346, size, INK, bold=True)
    half = max(90.0, _wide(name, size) / 2 + 24)
    page.setStrokeColorRGB(*GOLD)
    page.setLineWidth(0.8)
    page.line(WIDTH / 2 - half, 332, WIDTH / 2 + half, 332)
    _paragraph(page, certificate, zone)
    _foot(page, certificate, link, zone)
    page.showPage()
    page.save()
    return out.getvalue()


def _shown(text: str) -> str:
    """The text as the font can show it: emoji and the like are left out, an unknown letter is marked."""
    return shown(text, printed())


def _wide(text: str, size: float) -> float:
    from reportlab.pdfbase import pdfmetrics

    width: float = pdfmetrics.stringWidth(text, FONT, size)
    return width


def _fitting(text: str, size: float, width: float) -> float:
    """The size, or as much less as makes the text fit into the width."""
    return min(size, size * width / max(_wide(text, size), 1))


def _broken(text: str, size: float, width: float) -> list[str]:
    """The text in lines of at most this width, broken anywhere but before punctuation and inside Latin words."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _wide(line + piece, size) > width and piece not in NO_BREAK_BEFORE:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line]


def _evenly(text: str, size: float, width: float) -> list[str]:
    """The same, with no line of two characters at the end where all can be about as long."""
    lines = _broken(text, size, width)
    even = _broken(text, size, _wide(text, size) / len(lines) + 2 * size)
    return even if len(even) == len(lines) else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        plain = letter.isascii() and letter.isalnum()
        if pieces and plain and pieces[-1][-1].isascii() and pieces[-1][-1].isalnum() and len(pieces[-1]) < 30:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _border(page: "Canvas") -> None:
    for inset, width, colour in ((26, 3.2, RED), (34, 0.9, GOLD), (38, 0.4, GOLD)):
        page.setStrokeColorRGB(*colour)
        page.setLineWidth(width)
        page.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    page.setFillColorRGB(*RED)
    for x in (36, WIDTH - 36):
        for y in (36, HEIGHT - 36):
            corner = page.beginPath()
            corner.moveTo(x - 9, y)
            for across, up in ((x, y + 9), (x + 9, y), (x, y - 9)):
                corner.lineTo(across, up)
            corner.close()
            page.drawPath(corner, stroke=0, fill=1)


def _centred(
    page: "Canvas",
    text: str,
    y: float,
    size: float,
    colour: tuple[float, float, float],
    *,
    spacing: float = 0,
    bold: bool = False,
) -> None:
    width = _wide(text, size) + spacing * (len(text) - 1)
    _write(page, text, (WIDTH - width) / 2, y, size, colour, spacing=spacing, bold=bold)


def _write(
    page: "Canvas",
    text: str,
    x: float,
    y: float,
    size: float,
    colour: tuple[float, float, float],
    *,
    spacing: float = 0,
    bold: bool = False,
) -> None:
    """A line of text. There is one weight in the font: bold is the outline drawn along."""
    line = page.beginText(x, y)
    line.setFont(FONT, size)
    line.setFillColorRGB(*colour)
    line.setStrokeColorRGB(*colour)
    line.setCharSpace(spacing)
    page.setLineWidth(size / 36)
    line.setTextRenderMode(2 if bold else 0)
    line.textOut(text)
    line.setTextRenderMode(0)
    line.setCharSpace(0)
    page.drawText(line)


def _paragraph(page: "Canvas", certificate: Certificate, zone: tzinfo) -> None:
    days = _span(local_date(certificate.began_at, zone), local_date(certificate.finished_at, zone))
    credit = f"{certificate.credit / 10:g}"
    worth = f"\uff0c计 {credit} 学时" if certificate.credit else ""
    text = f"{days}参加\u201c{_shown(certificate.title)}\u201d培训\uff0c完成规定课程{worth}。"
    size = 18.0
    y = 288.0
    for line in [*_evenly(text, size, TEXT_WIDTH), "特发此证。"]:
        _centred(page, line, y, size, INK)
        y -= 31


def _foot(page: "Canvas", certificate: Certificate, link: str, zone: tzinfo) -> None:
    _code(page, link, 76, 74, 84)
    _write(page, f"编号 {certificate.number}", 172, 132, 12.5, INK)
    _write(page, "扫描二维码\uff0c或向机器人发送编号\uff0c", 172, 106, 10.5, GREY)
    _write(page, "即可核验这张证书。", 172, 90, 10.5, GREY)
    giver = _evenly(_shown(certificate.giver), 15, 340)
    y = 106.0 + 22 * (len(giver) - 1)
    for line in [*giver, _day(local_date(certificate.issued_at, zone))]:
        _write(page, line, WIDTH - 84 - _wide(line, 15), y, 15, INK)
        y -= 24


def _code(page: "Canvas", link: str, x: float, y: float, side: float) -> None:
    """A QR code, drawn: sharp at every size."""
    rows = list(segno.make(link, error="m", micro=False).matrix)
    dot = side / len(rows)
    page.setFillColorRGB(0, 0, 0)
    for up, row in enumerate(reversed(rows)):
        for across, dark in enumerate(row):
            if dark:
                page.rect(x + across * dot, y + up * dot, dot * 1.02, dot * 1.02, stroke=0, fill=1)


def _span(first: date, last: date) -> str:
    if first == last:
        return f"于{_day(first)}"
    if first.year != last.year:
        return f"于{_day(first)}至{_day(last)}"
    return f"于{_day(first)}至{last.month}月{last.day}日"


def _day(when: date) -> str:
    return f"{when.year}年{when.month}月{when.day}日"
