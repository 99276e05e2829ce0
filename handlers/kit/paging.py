"""Lists that are turned page by page in the same message."""

from telegram import InlineKeyboardButton

from handlers.kit.context import Context
from handlers.kit.taps import Tap


def last_page(total: int, size: int) -> int:
    """The number of the last page, 0 first; an empty list has one page."""
    return max(0, total - 1) // size


def turning(context: Context, tap: Tap, page: int, last: int, *before: int | str) -> list[InlineKeyboardButton]:
    """The row of buttons to the pages before and after; `tap` carries what is in `before`, then the page."""
    row = []
    if page > 0:
        row.append(tap.button(context.label("‹ 上一页"), *before, page - 1))
    if page < last:
        row.append(tap.button(context.label("下一页 ›"), *before, page + 1))
    return row
