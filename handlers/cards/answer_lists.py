"""Answers that are studios: a page of them, or the card of the only one."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.cards.answers import Asking, Reply, described, in_line, joined, notes, told
from handlers.cards.listings import Listing, keep
from handlers.cards.studios import NOWHERE, Behind, open_button, source_line, studio_card, term, two_a_row
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Tap
from handlers.language.facts import quote
from handlers.language.keeping import kept_meaning
from handlers.language.meaning import Focus
from handlers.language.select import Grade, Hit
from storage import views
from storage.model.studios import Studio

PAGE = 5
TURN = Tap("answer.page", int, int)
"""Another page of an answer's list: the view that keeps the question, and the page."""
_QUOTED = 60
"""Characters of an introduction quoted in a list."""


async def listing_view(asking: Asking, heading: str, studios: Sequence[Studio]) -> int:
    """The number of a view that keeps these studios as an ordinary list, for 「返回列表」."""
    return await keep(asking.context, Listing(heading=heading, ids=tuple(one.id for one in studios)))


async def hit_list(asking: Asking, hits: Sequence[Hit], heading: Markup, *more: Markup | None) -> Reply:
    """A page of studios with what of theirs met the question (or with what was asked of them), and buttons to their cards."""
    context, meaning = asking.context, asking.meaning
    last = last_page(len(hits), PAGE)
    page = min(max(asking.page, 0), last)
    shown = hits[page * PAGE : (page + 1) * PAGE]
    studios = [hit.studio for hit in shown]
    plain = described(context, meaning.query) or context.label("全部工作室")
    behind = Behind(await listing_view(asking, plain, [hit.studio for hit in hits]), 0)
    text = context.card(
        "answer_list.html",
        heading=heading,
        more=[one for one in more if one],
        page=page + 1,
        pages=last + 1,
        rows=[(number, hit.studio, _line(asking, hit)) for number, hit in enumerate(shown, page * PAGE + 1)],
        notes=notes(asking),
        source=source_line(context, *studios),
    )
    rows = two_a_row([open_button(one, number=page * PAGE + at, behind=behind) for at, one in enumerate(studios, 1)])
    if last:
        rows.append(turning(context, TURN, page, last, await question_view(asking)))
    focus = Focus(
        intent=meaning.intent,
        studios=tuple(one.id for one in studios),
        query=meaning.query,
        offset=page * PAGE,
        shown=len(studios),
        total=len(hits),
        attributes=tuple(meaning.attributes),
    )
    return Reply(text, rows, focus)


def _line(asking: Asking, hit: Hit) -> Markup:
    context, studio = asking.context, hit.studio
    if asking.meaning.attributes:
        return Markup("\n").join(told(context, studio, one) for one in asking.meaning.attributes)
    marks = [term(context, value) for value in (studio.level, studio.sector) if value]
    asked = {one.field for one in asking.meaning.query.conditions}
    if "members" in asked and studio.members is not None:
        marks.append(str(context.count("{number} 人", "{number} 人", studio.members)))
    if "named_on" in asked and studio.named_on:
        marks.append(context.label("{date} 命名", date=studio.named_on))
    if "street" in asked and studio.street:
        marks.append(studio.street)
    if "kind" in asked and studio.kind:
        marks.append(term(context, studio.kind))
    if studio.status and ("status" in asked or studio.status not in ("已命名",)):
        marks.append(term(context, studio.status))
    if hit.grade is Grade.MENTIONED:
        said = " ".join(quote(asking.shelf.book.facts[studio.id], asking.meaning.query.topics).sentences)
        marks.append(context.label("简介:{said}", said=said if len(said) <= _QUOTED else said[: _QUOTED - 1] + "…"))
    elif hit.word and hit.word == studio.address:
        marks.append(studio.address)
    elif words := [word for word in hit.word.split("、") if word in studio.specialities]:
        marks.append(context.label("专业:{word}", word=in_line(context, words)))
    return Markup("{}").format(" · ".join([*([studio.unit] if studio.unit else []), *marks]))


async def question_view(asking: Asking) -> int:
    """The number of a view that keeps the question's meaning, for turning its pages later."""
    return await views.put(asking.context.tx, {"show": "answer", **kept_meaning(asking.meaning)}, asking.context.now)


async def one_card(asking: Asking, studio: Studio, *before: Markup | None, after: Markup | None = None) -> Reply:
    """The card of one studio, with what is to be said before and after it."""
    card, buttons = await studio_card(asking.context, studio, behind=NOWHERE)
    opening = joined(*before)
    focus = Focus(
        intent=asking.meaning.intent,
        studios=(studio.id,),
        query=None if asking.meaning.query.open else asking.meaning.query,
        shown=1,
        total=1,
    )
    return Reply(Markup("\n\n").join(part for part in (opening, card, after) if part), buttons, focus)
