"""Which courses a question means: by name, by words, by date; and where there are none, the nearest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from handlers.cards.courses import must_wait
from handlers.kit.context import Context
from handlers.language.course_decide import LOOKED_BACK_MS
from handlers.language.course_limits import HERE
from handlers.language.course_meaning import UNION, CourseQuery, Time
from handlers.language.course_names import Fit, Named, covers, named
from handlers.language.course_words import BEGINNERS, ONLINE, PARTS
from handlers.language.lexicon import GENERIC
from handlers.language.words import parts
from storage import course_search, courses, enrolments
from storage.course_search import NEVER, Brief, Found
from storage.model.courses import Enrolling, enrolling
from storage.model.local_time import DAY_MS, days_after, instant, local, local_date

LECTURES = ("讲座", "公开课", "宣讲")
SHORTEST_NAME = 4
"""「焊接」 alone asks for studios, whatever courses are called."""
MOST_NAMES = 20
MOST_PARTS = 6
MOST_DAYS = 62
"""Days of which a part is looked through."""
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
AROUND_DAYS = (7, 60, 200)
"""So far from the day that was asked for the nearest are looked for, in turn."""
MOST_RELAXED = 3
"""Courses that are named where none is what was asked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The courses of a query, in order. `full`: what was left out as nobody gets a seat there · `instead`: why the
    `nearest` are only that ('' where there are none either) · `guess`: the title that was meant, as far as one can guess ·
    `surely`: False where only their introduction says the words · `more`: there are more than were counted."""

    ids: tuple[int, ...] = ()
    full: tuple[int, ...] = ()
    instead: str = ""
    nearest: tuple[int, ...] = ()
    guess: str = ""
    surely: bool = True
    more: bool = False
    fit: Fit = Fit.NONE


async def choose(
    context: Context, query: CourseQuery, flat: str = "", *, called: Named | None = None, relaxing: bool = True
) -> Chosen:
    """The courses of `query`; `flat`: the whole question without spaces, `called`: the titles that are said in it, where
    they are known already. Without `relaxing` the nearest are not looked for."""
    called = called or await called_in(context, query, flat)
    found = await _found(context, query, called)
    chosen = await _with_seats(context, query, found, called)
    if chosen.ids or not relaxing:
        return chosen
    return await _relaxed(context, query, called, chosen)


async def called_in(context: Context, query: CourseQuery, flat: str) -> Named:
    """Which titles are said in the question."""
    name = course_search.name_of(query.name) if query.name else ""
    if query.either or not (name or flat):
        return Named(Fit.NONE)
    return named(name, flat, await course_search.names(context.tx, name or flat))


def certain(called: Named, query: CourseQuery, flat: str, asked: bool) -> bool:
    """Whether a question without any word of courses means the course it names; `asked`: something is asked of it."""
    name = course_search.name_of(query.name) if query.name else ""
    match called.fit:
        case Fit.WHOLE:
            return asked or len(name) >= SHORTEST_NAME
        case Fit.INSIDE:
            return asked or len(called.names[0]) >= 0.6 * len(flat)
        case Fit.PART:
            return asked and all(covers(name, one) >= 0.6 for one in called.names)
        case Fit.SIMILAR:
            return asked and len(name) >= 4
    return False


async def _found(context: Context, query: CourseQuery, called: Named) -> Found:
    """The courses of a query, those left out that break one of its limits."""
    found = await _searched(context, query, called)
    if not query.limited or not found.ids:
        return found
    some = await course_search.briefs(context.tx, found.ids)
    kept = {one for one, brief in some.items() if within(brief, query, context.now, context.office.zone)}
    pairs = [pair for pair in zip(found.ids, found.at, strict=True) if pair[0] in kept]
    return replace(found, ids=tuple(one for one, _ in pairs), at=tuple(at for _, at in pairs))


def within(course: Brief, query: CourseQuery, now: int, zone: tzinfo) -> bool:
    """Whether a course keeps the limits of a query that the index knows nothing of."""
    cost = course.cost_fen
    if (query.most >= 0 or query.least >= 0) and cost is None:
        return False
    if cost is not None and (cost < query.least or cost > query.most >= 0):
        return False
    if query.near not in ("", HERE) and not any(query.near in place for place in course.places):
        return False
    if query.offline and any(word in place for word in ONLINE for place in course.places):
        return False
    days = {local_date(begin, zone) for begin, _ in course.times}
    if query.minutes and (len(days) > 1 or any(end - begin > query.minutes * MINUTE_MS for begin, end in course.times)):
        return False
    if (UNION if course.studio is None else course.studio) in query.not_studios:
        return False
    return not any(end > now and _set_aside(begin, end, query, zone) for begin, end in course.times)


def _set_aside(begin: int, end: int, query: CourseQuery, zone: tzinfo) -> bool:
    wall = local(begin, zone)
    if query.not_part in PARTS:
        first, last = PARTS[query.not_part]
        if first <= wall.hour < last:
            return True
    return wall.weekday() in query.not_days or any(begin < one.end and end > one.begin for one in query.not_times)


async def _searched(context: Context, query: CourseQuery, called: Named) -> Found:
    spans = asked_spans(query, context.now, context.office.zone)
    if not spans:
        return Found()
    priced = "free" if query.free else "paid" if query.paid else ""
    also: list[Sequence[str]] = [BEGINNERS] if query.beginner else []
    also += [ONLINE] if query.online else []
    if query.lecture and not (query.groups or query.studios or also):
        also.append(LECTURES)
    if called.fit > Fit.SIMILAR:
        # A group has two dozen alternatives at most; of more titles than that, what was said is a part.
        said = called.names if len(called.names) <= MOST_NAMES else (course_search.name_of(query.name),)
        found = await course_search.about(
            context.tx, [said], spans, query.studios, priced, names=frozenset(called.names), also=also, titled=True
        )
        return replace(found, ids=found.ids[::-1], at=found.at[::-1]) if _gone(query) else found
    some = await _by_words(context, query, spans, priced, also)
    if query.without:
        others = await course_search.about(context.tx, query.without, spans, query.studios, priced, either=True)
        pairs = [pair for pair in zip(some.ids, some.at, strict=True) if pair[0] not in others.ids]
        some = replace(some, ids=tuple(one for one, _ in pairs), at=tuple(at for _, at in pairs))
    return replace(some, ids=some.ids[::-1], at=some.at[::-1]) if _gone(query) else some


def _gone(query: CourseQuery) -> bool:
    """Whether only what is over was asked for: the latest first."""
    return bool(query.times) and all(one.past for one in query.times)


async def _by_words(
    context: Context, query: CourseQuery, spans: Sequence[tuple[int, int]], priced: str, also: Sequence[Sequence[str]]
) -> Found:
    """Those that hold the words as they were typed (示例讲师甲), else those that speak of each of them."""
    typed = [(piece,) for piece in query.pieces if len(piece) > 1]
    single = len(typed) == len(query.groups) and all(
        word[0] in group for word, group in zip(typed, query.groups, strict=True)
    )
    whole = Found()
    if typed and not single and not query.either:
        whole = await course_search.about(context.tx, typed, spans, query.studios, priced, also=also)
        if whole.ids and whole.surely:
            return whole
    found = await course_search.about(
        context.tx, query.groups, spans, query.studios, priced, either=query.either, also=also
    )
    return whole if whole.ids and not (found.ids and found.surely) else found


def asked_spans(query: CourseQuery, now: int, zone: tzinfo) -> list[tuple[int, int]]:
    """The time that is looked through: what was said, but nothing that is over unless that was said; all that comes, if
    nothing was. Of days of which a part was said (晚上) that part."""
    spans = [(now, NEVER)]
    if query.times:
        spans = [(one.begin if one.past else max(one.begin, now), one.end) for one in query.times]
    spans = sorted((begin, end) for begin, end in spans if end > begin)
    if query.part not in PARTS:
        return spans
    first, last = PARTS[query.part]
    found = []
    for begin, end in spans:
        day = local_date(begin, zone)
        for ahead in range(MOST_DAYS):
            from_, until = (instant(days_after(day, ahead), 0, zone) + hour * HOUR_MS for hour in (first, last))
            if from_ >= end:
                break
            if until > begin:
                found.append((max(from_, begin), min(until, end)))
    return found


async def _with_seats(context: Context, query: CourseQuery, found: Found, called: Named) -> Chosen:
    """Leave out what is full or closed, where a seat was asked for."""
    chosen = Chosen(found.ids, surely=found.surely, more=found.more, fit=called.fit)
    if not query.left or not found.ids:
        return chosen
    seats = await enrolments.seats_of(context.tx, found.ids)
    some = {one.id: one for one in await courses.find_many(context.tx, found.ids)}
    open_ = [one for one in found.ids if enrolling(some[one], context.now) is Enrolling.OPEN]
    free = tuple(one for one in open_ if not must_wait(seats[one]))
    full = tuple(one for one in open_ if must_wait(seats[one]))
    if len(found.ids) == 1 and not free:
        return chosen  # of a single one its card says how it stands
    return replace(chosen, ids=free, full=full)


async def _near_in_time(context: Context, asked: CourseQuery, other: CourseQuery, called: Named, why: str) -> Found:
    """What `other` finds; where only the day was wrong, what is nearest to the day that was asked for."""
    spans = [] if why != "time" else asked_spans(asked, context.now, context.office.zone)
    if not spans:
        return await _found(context, other, called)
    begin, end = spans[0][0], max(span[1] for span in spans)
    found = Found()
    if _gone(asked):
        gone = Time(context.now - LOOKED_BACK_MS, context.now, past=True)
        found = await _found(context, replace(other, times=(gone,)), called)
    for days in AROUND_DAYS if end < NEVER and not found.ids else ():
        around = Time(max(context.now, begin - days * DAY_MS), end + days * DAY_MS)
        found = await _found(context, replace(other, times=(around,)), called)
        if len(found.ids) >= MOST_RELAXED:
            break
    found = found if found.ids else await _found(context, other, called)

    def away(at: tuple[int, int]) -> int:
        return min(max(0, first - at[1], at[0] - last) for first, last in spans)

    times = dict(zip(found.ids, found.at, strict=True))
    return replace(found, ids=tuple(sorted(found.ids, key=lambda one: away(times[one]))))


async def _relaxed(context: Context, query: CourseQuery, called: Named, none: Chosen) -> Chosen:
    """What comes near: of another day, full, not free, not for beginners, of others, or by a similar title."""
    if none.full:
        return replace(none, instead="full", nearest=none.full[:MOST_RELAXED])
    tries = [("filter", replace(query, lecture=False))] if query.lecture else []
    tries += [("time", replace(query, times=(), part=""))] if query.times or query.part else []
    if query.limited:
        free_of = replace(query, most=-1, least=-1, minutes=0, near="", offline=False)
        tries.append(("near" if query.near else "price" if query.most >= 0 or query.least >= 0 else "filter", free_of))
    if query.free or query.paid:
        tries.append(("price", replace(query, free=False, paid=False)))
    if query.beginner or query.online or query.lecture:
        tries.append(("filter", replace(query, beginner=False, online=False, lecture=False)))
    if query.studios and query.groups:
        tries.append(("giver", replace(query, studios=())))
    if len(tries) > 1:
        open_query = replace(
            query,
            times=(),
            part="",
            free=False,
            paid=False,
            beginner=False,
            online=False,
            lecture=False,
            most=-1,
            least=-1,
            minutes=0,
            near="",
            offline=False,
        )
        tries.append(("all", open_query))
    for why, other in tries:
        found = await _near_in_time(context, query, replace(other, left=False), called, why)
        if found.ids and (found.surely or why == "time"):
            return replace(none, instead=why, nearest=found.ids[:MOST_RELAXED], surely=found.surely)
    if called.fit >= Fit.PART and not query.times and not query.limited:
        gone = Time(context.now - LOOKED_BACK_MS, context.now, past=True)
        found = await _found(context, replace(query, times=(gone,), left=False), called)
        if found.ids:
            return replace(none, instead="past", nearest=found.ids[:1])
    if called.fit is Fit.SIMILAR:
        exact = Named(Fit.WHOLE, called.names)
        found = await _found(context, replace(query, groups=()), exact)
        if found.ids:
            return replace(none, ids=found.ids, guess=called.names[0], fit=Fit.SIMILAR)
    some = list(query.groups) if len(query.groups) > 1 and not query.either else []
    some += [(part,) for piece in query.pieces for part in parts(piece) if part not in GENERIC]
    for group in some[:MOST_PARTS]:
        found = await _found(context, replace(query, name="", groups=(group,), pieces=(), left=False), Named(Fit.NONE))
        if found.ids and found.surely:
            return replace(none, instead="words", nearest=found.ids[:MOST_RELAXED])
    return none
