"""A check-in code as a picture: the QR code, and under it the six digits, large enough for a projector.

Drawn as squares in black and white and packed as a PNG here: no picture library and no font is needed for ten digits.
"""

import struct
import zlib
from collections.abc import Sequence

import segno

SCALE = 14
"""Pixels of a square: the picture has about 550 by 700."""
MARGIN = 4
"""Squares that stay white around a QR code (ISO/IEC 18004)."""
DIGITS = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00010 00100 01000 11111",
    "3": "11111 00010 00100 00010 00001 10001 01110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
}
"""Five squares by seven; 1 is black."""

Row = Sequence[int]


def code_picture(link: str, digits: str) -> bytes:
    """A PNG of the QR code of `link` with `digits` below it, in two groups."""
    code = [list(row) for row in segno.make(link, error="m", micro=False).matrix]
    below = _written(digits)
    width = max(len(code[0]), len(below[0])) + 2 * MARGIN
    gap = [[0] * width] * MARGIN
    rows = [*gap, *(_centred(row, width) for row in code), *gap, *(_centred(row, width) for row in below), *gap]
    return _png(rows)


def _written(digits: str) -> list[list[int]]:
    """The digits side by side, a square apart, and the second half farther from the first."""
    rows: list[list[int]] = [[] for _ in range(7)]
    for place, digit in enumerate(digits):
        space = 0 if place == 0 else 3 if place * 2 == len(digits) else 1
        for row, squares in zip(rows, DIGITS[digit].split(), strict=True):
            row += [0] * space + [int(square) for square in squares]
    return rows


def _centred(row: Row, width: int) -> list[int]:
    left = (width - len(row)) // 2
    return [0] * left + [int(bool(square)) for square in row] + [0] * (width - left - len(row))


def _png(rows: Sequence[Row]) -> bytes:
    """The squares as a greyscale PNG of one bit a pixel (W3C PNG, third edition)."""
    width, height = len(rows[0]) * SCALE, len(rows) * SCALE
    lines = []
    for row in rows:
        pixels = "".join(("0" if square else "1") * SCALE for square in row)
        pixels += "0" * (-width % 8)
        lines.append((b"\0" + int(pixels, 2).to_bytes(len(pixels) // 8)) * SCALE)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"".join(lines), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
