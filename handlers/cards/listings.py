"""Lists of studios: six a page with buttons that open cards, paging and filtering by editing the same message.

A `Listing` says which studios; it is kept as a view, whose number the buttons carry. What it shows is asked anew at
every tap, so an old list shows today's studios.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.examples import examples
from handlers.cards.questions import LEAVE
from handlers.cards.studios import FILTERS, LIST, Behind, open_button, source_line, term, two_a_row
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows
from storage import search, studios, views
from storage.model.search import STUDIO
from storage.model.studios import FACETS, Studio, StudioFilter, facets, facets_wanted
from storage.views import Spec

PAGE = 6
MOST_CHOSEN = 300
"""A list of named studios is no longer than this: it is kept in a view."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which studios a list shows: those found by words (`groups` as in `storage.search.find`), those named one by one
    (`ids`), those the reader follows (`followed`), or else all; of these the ones that `filter` lets through.

    `heading` is said above the list; '' where the list speaks for itself.
    """

    heading: str = ""
    groups: tuple[tuple[str, ...], ...] = ()
    ids: tuple[int, ...] = ()
    followed: bool = False
    filter: StudioFilter = StudioFilter()

    def spec(self) -> Spec:
        """The listing as a view keeps it."""
        wanted = {name: value for name, value in asdict(self.filter).items() if value}
        whole: Spec = {
            "heading": self.heading,
            "groups": [list(group) for group in self.groups],
            "ids": list(self.ids[:MOST_CHOSEN]),
            "followed": self.followed,
            "filter": wanted,
        }
        return {"show": "studios", **{name: value for name, value in whole.items() if value}}

    @classmethod
    def of(cls, spec: Any) -> Self | None:
        """The listing that a view keeps, or None when the view is something else."""
        if spec is None or spec.get("show") != "studios":
            return None
        return cls(
            heading=spec.get("heading", ""),
            groups=tuple(tuple(group) for group in spec.get("groups", ())),
            ids=tuple(spec.get("ids", ())),
            followed=spec.get("followed", False),
            filter=StudioFilter(**spec.get("filter", {})),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The studios of one page, how many there are in all, and whether that is all (`exact`) or only a lower bound."""

    studios: tuple[Studio, ...]
    total: int
    exact: bool = True


async def keep(context: Context, listing: Listing) -> int:
    """The number of the listing's view, for buttons."""
    return await views.put(context.tx, listing.spec(), context.now)


async def kept(context: Context, view: int) -> Listing | None:
    """The listing that a button refers to, or None when it was forgotten."""
    return Listing.of(await views.find(context.tx, view))


async def studio_list(context: Context, listing: Listing, page: int = 0) -> tuple[Markup, Rows]:
    """A page (0 first; one beyond the end becomes the last) of a list and its buttons."""
    found = await find_page(context, listing, max(page, 0))
    last = last_page(min(found.total, search.POOL) if listing.groups else found.total, PAGE)
    if page > last:
        return await studio_list(context, listing, last)
    page = max(page, 0)
    view = await keep(context, listing)
    text = context.card(
        "studios.html",
        heading=listing.heading or _heading(context, listing),
        filters=chosen(context, listing.filter),
        hint=examples(context)[1] if listing == Listing() and page == 0 else "",
        empty=not found.studios,
        everything=listing == Listing(),
        followed=listing.followed and not chosen(context, listing.filter),
        total=_total(context, found),
        page=page + 1,
        pages=last + 1,
        studios=[
            (number, studio, [term(context, value) for value in (studio.level, studio.sector) if value])
            for number, studio in enumerate(found.studios, page * PAGE + 1)
        ],
        source=source_line(context, *found.studios) if found.studios else "",
    )
    behind = Behind(view, page)
    rows = two_a_row(
        [open_button(studio, number=page * PAGE + at, behind=behind) for at, studio in enumerate(found.studios, 1)]
    )
    rows.append(turning(context, LIST, page, last, view))
    rows.append(await _filter_row(context, listing, view, found))
    return text, [row for row in rows if row]


async def _filter_row(context: Context, listing: Listing, view: int, found: Found) -> list[InlineKeyboardButton]:
    """The last row: filter, clear filters, or what to do when nothing was found."""
    row = []
    filtered = bool(chosen(context, listing.filter))
    if found.total > 1 or filtered:
        row.append(FILTERS.button(context.label("筛选"), view))
    if filtered:
        row.append(LIST.button(context.label("清除筛选"), await keep(context, cleared(listing)), 0))
    elif not found.studios:
        if listing != Listing():
            row.append(LIST.button(context.label("看全部工作室"), await keep(context, Listing()), 0))
        if context.private:
            row.append(LEAVE.button(context.label("转人工"), 0))
    return row


async def find_page(context: Context, listing: Listing, page: int) -> Found:
    """The studios on a page."""
    offset = page * PAGE
    if listing.ids or listing.followed:
        let_through = _passing(await _named(context, listing), listing.filter)
        return Found(let_through[offset : offset + PAGE], len(let_through))
    if listing.groups:
        hits = await search.find(
            context.tx, listing.groups, kind=STUDIO, filters=listing.filter, limit=PAGE, offset=offset
        )
        return Found(await studios.by_ids(context.tx, hits.ids), hits.total, hits.total_is_exact)
    shown = await studios.browse(context.tx, listing.filter, limit=PAGE, offset=offset)
    return Found(shown.studios, shown.total)


async def count_by(context: Context, listing: Listing, field: str) -> Iterable[tuple[str, int]]:
    """The values of a field among the studios of a listing, with their numbers."""
    if not (listing.ids or listing.followed or listing.groups):
        return await studios.count_by(context.tx, field, listing.filter)
    if listing.groups:
        hits = await search.find(context.tx, listing.groups, kind=STUDIO, filters=listing.filter, limit=search.POOL)
        named = await studios.by_ids(context.tx, hits.ids)
    else:
        named = _passing(await _named(context, listing), listing.filter)
    return Counter(value for studio in named if (value := getattr(studio, field))).most_common()


async def _named(context: Context, listing: Listing) -> tuple[Studio, ...]:
    if listing.followed:
        return await studios.followed(context.tx, context.person.id)
    return await studios.by_ids(context.tx, listing.ids)


def _passing(named: Iterable[Studio], wanted: StudioFilter) -> tuple[Studio, ...]:
    """Those that a filter lets through; who was named is shown even when delisted."""
    choices = [set(choice) for choice in facets_wanted(wanted)]
    return tuple(studio for studio in named if all(choice & set(facets(studio)) for choice in choices))


def narrowed(listing: Listing, field: str, value: str) -> Listing:
    """The listing with one field of its filter set to a value ('' for any)."""
    changed: dict[str, Any] = {field: value}
    return replace(listing, filter=replace(listing.filter, **changed))


def chosen(context: Context, wanted: StudioFilter) -> list[str]:
    """What a filter asks for, in words."""
    return [term(context, value) for field in FACETS if (value := getattr(wanted, field))]


def cleared(listing: Listing) -> Listing:
    """The listing without its filter."""
    return replace(listing, filter=StudioFilter(include_delisted=listing.filter.include_delisted))


def _heading(context: Context, listing: Listing) -> str:
    return context.label("我的关注") if listing.followed else context.label("工作室名录")


def _total(context: Context, found: Found) -> Markup:
    if not found.exact:
        return context.count("至少 {number} 家", "至少 {number} 家", found.total)
    return context.count("共 {number} 家", "共 {number} 家", found.total)
