"""Menus to filter a list of studios by: fields, then the values of one with their numbers, by editing the list's message."""

from markupsafe import Markup

from handlers.cards.listings import Listing, chosen, cleared, count_by, find_page, keep, narrowed
from handlers.cards.studios import FILTERS, LIST, VALUES, term, two_a_row
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows
from storage.model.studios import levels_within

FIELDS = ("level", "sector", "kind", "street")
"""What people can filter by; names of `StudioFilter` fields."""
VALUES_A_PAGE = 12


async def filter_menu(context: Context, listing: Listing) -> tuple[Markup, Rows]:
    """What the list can be filtered by, and what is chosen."""
    view = await keep(context, listing)
    total = (await find_page(context, listing, 0)).total
    labels = {
        "level": context.label("级别"),
        "sector": context.label("行业"),
        "kind": context.label("创新类型"),
        "street": context.label("街道"),
    }
    buttons = []
    for field in FIELDS:
        value = getattr(listing.filter, field)
        label = f"{labels[field]} · {term(context, value)}" if value else labels[field]
        buttons.append(VALUES.button(label, view, field, 0))
    rows = two_a_row(buttons)
    closing = [LIST.button(context.label("查看 {number} 家", number=total), view, 0)]
    text = context.t("<b>筛选工作室</b>")
    said = chosen(context, listing.filter)
    if said:
        closing.append(LIST.button(context.label("清除筛选"), await keep(context, cleared(listing)), 0))
        text += "\n" + context.t("已选:{chosen}", chosen=" · ".join(said))
    return text + "\n" + context.t("请选择按什么筛选,可以组合。"), [*rows, closing]


async def values_menu(context: Context, listing: Listing, field: str, page: int) -> tuple[Markup, Rows]:
    """The values of one field among the studios that the other filters let through, with their numbers."""
    view = await keep(context, listing)
    open_listing = narrowed(listing, field, "")
    numbers = dict(await count_by(context, open_listing, field))
    present = getattr(listing.filter, field)
    values = [(value, sum(numbers.get(one, 0) for one in _twins(field, value))) for value in numbers]
    last = last_page(len(values), VALUES_A_PAGE)
    page = min(max(page, 0), last)
    buttons = []
    for value, number in values[page * VALUES_A_PAGE : (page + 1) * VALUES_A_PAGE]:
        label = f"{'✓ ' if value == present else ''}{term(context, value)} {number}"
        buttons.append(LIST.button(label, await keep(context, narrowed(listing, field, value)), 0))
    closing = [FILTERS.button(context.label("返回"), view)]
    if present:
        closing.append(LIST.button(context.label("不限"), await keep(context, open_listing), 0))
    asked = {
        "level": context.t("请选择级别:"),
        "sector": context.t("请选择行业:"),
        "kind": context.t("请选择创新类型:"),
        "street": context.t("请选择街道:"),
    }
    text = asked[field] if values else context.t("这些工作室没有登记这一项。")
    return text, [
        row for row in (*two_a_row(buttons), turning(context, VALUES, page, last, view, field), closing) if row
    ]


def _twins(field: str, value: str) -> tuple[str, ...]:
    return levels_within(value) if field == "level" else (value,)
