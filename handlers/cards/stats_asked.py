"""From words to a view of the figures: whose, of when, of what."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.cards.shelf import shelf_of
from handlers.cards.stats import (
    KINDS,
    LEVELS,
    MONTHLY,
    OVERVIEW,
    PUNCTUAL,
    SECTORS,
    STUDIOS,
    View,
    counted_words,
    name_of,
    reach,
    said,
    span_words,
    view_button,
    year_of,
)
from handlers.cards.stats_charts import short
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from handlers.language.numbers_asked import By, Measure, NumbersAsked, read_numbers
from storage import numbers, studios
from storage.model.local_time import local_date
from storage.model.numbers import (
    ACTIVITIES,
    ALL_PATENTS,
    ALL_RESULTS,
    APPRENTICES,
    DIRECT_FEN,
    GRADUATES,
    INDIRECT_FEN,
    REACHED,
    TRAINED,
    Span,
    of_kinds,
)
from storage.model.records import GRADUATED, INDIRECT, PATENTS, SOCIAL
from storage.model.studios import LEVELS as LEVEL_NAMES
from storage.model.studios import SECTORS as SECTOR_NAMES
from storage.model.studios import Studio

LONGEST_NAME = 60
MOST_LIKE = 8
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?![\d年])")
SHAPES = {By.SECTOR: SECTORS, By.LEVEL: LEVELS, By.STUDIO: STUDIOS, By.MONTH: MONTHLY, By.KIND: KINDS}
_MEASURES = {Measure.TRAINING: TRAINED, Measure.ACTIVITY: ACTIVITIES, Measure.PATENTS: ALL_PATENTS}


async def view_typed(context: Context, said: str) -> View | None:
    """The view that is meant by what stands behind /stats; None for what names nothing we know."""
    if not said.strip():
        return View(OVERVIEW, this_year(context))
    if said.strip() in (*SECTOR_NAMES, *LEVEL_NAMES):
        return View(SECTORS if said.strip() in SECTOR_NAMES else LEVELS, this_year(context))
    zone, said = context.office.zone, _YEAR.sub(r"\1年", said)
    asked = read_numbers(said, context.now, zone)
    if asked is None:
        # A time with a name or without (三季度, 王文韬 上季度) is read as it is in a question.
        asked = read_numbers(said + "成果多少", context.now, zone)
        if asked is not None and asked.begins_on:
            return await view_asked(context, replace(asked, measure=Measure.ALL, by=By.NOTHING))
        studio = await studio_named(context, said)
        return View(OVERVIEW, this_year(context), studio) if studio else None
    return await view_asked(context, asked)


async def view_asked(context: Context, asked: NumbersAsked) -> View | None:
    """The view that answers a question; None where it is about somebody we do not know, or about no figures of records."""
    studio = await studio_named(context, asked.who) if asked.who else 0
    if studio is None or asked.measure in (Measure.STUDIOS, Measure.OWING):
        return None
    year = this_year(context)
    span = Span(asked.begins_on or year.begins_on, asked.ends_on or year.ends_on)
    if asked.measure is Measure.ON_TIME:
        return View(PUNCTUAL, span, studio)
    if asked.measure is Measure.ALL and asked.by is By.NOTHING:
        return View(OVERVIEW, span, studio)
    return View(SHAPES.get(asked.by, MONTHLY), span, studio, measure_of(asked))


def measure_of(asked: NumbersAsked) -> str:
    """What is counted, as `storage.model.numbers` names it."""
    match asked.measure:
        case Measure.BENEFIT if asked.benefit == SOCIAL:
            return REACHED
        case Measure.BENEFIT:
            return INDIRECT_FEN if asked.benefit == INDIRECT else DIRECT_FEN
        case Measure.MENTORING:
            return GRADUATES if GRADUATED in asked.kinds else APPRENTICES
        case Measure.PATENTS if asked.stage:
            return of_kinds(asked.kinds or PATENTS, asked.stage)
        case Measure.RESULTS | Measure.PATENTS if asked.kinds and set(asked.kinds) != set(PATENTS):
            return of_kinds(asked.kinds, asked.stage)
    return _MEASURES.get(asked.measure, ALL_RESULTS)


async def studio_named(context: Context, said: str) -> int | None:
    """The one studio that these words name, by its own name or its leader's."""
    named = await studios_named(context, said)
    return named[0] if len(named) == 1 else None


async def studios_named(context: Context, said: str) -> tuple[int, ...]:
    """The studios that these words name."""
    shelf = await shelf_of(context)
    return tuple(shelf.listener.understand(said.strip()[:LONGEST_NAME]).studios)


async def side_by_side(context: Context, asked: NumbersAsked, named: Sequence[int]) -> tuple[Markup, Rows]:
    """One figure of several studios that are named, the most first, and the way to each."""
    year, measure, words = this_year(context), measure_of(asked), context.words
    span = Span(asked.begins_on or year.begins_on, asked.ends_on or year.ends_on)
    found = await numbers.numbers(context.tx, span, named)
    values = {one.studio: one.part.value(measure) for one in found.studios}
    listed = sorted(await studios.by_ids(context.tx, named), key=lambda one: -values.get(one.id, 0))
    lines = [Markup("<b>{}{}</b>").format(span_words(words, span), name_of(words, measure))]
    lines += [Markup("{} {}").format(short(one.name), said(words, measure, values.get(one.id, 0))) for one in listed]
    lines += [Markup(""), words.t("只算已通过的记录。{what}。", what=counted_words(words, measure))]
    rows = [[view_button(short(one.name), View(MONTHLY, span, one.id, measure))] for one in listed]
    return Markup("\n").join(lines), rows


async def like(context: Context, said: str) -> list[Studio]:
    """The studios that may be meant by a part of a name, of those whose figures the person may see; none where too many."""
    part = said.strip()
    if not part:
        return []
    found = [
        one
        for one in await studios.everything(context.tx)
        if part in f"{one.name} {one.leader}" and reach(context.person, one.id) != ()
    ]
    return found if len(found) <= MOST_LIKE else []


def this_year(context: Context) -> Span:
    """The year that it is here."""
    return year_of(local_date(context.now, context.office.zone).year)
