"""Finding courses by what a question says of them: words, names, dates, who gives them, price.

Words and names go through the index of character pairs (`storage.search`), which is kept in step by `keep`; dates through
the table of sessions. Only the nearest few hundred are ever read. Competitions are few and looked through by title.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storage import pairs, search, spelling
from storage.database import Tx, load
from storage.model.competitions import State
from storage.model.courses import Course
from storage.model.search import Document, holds

SQL = load("course_search")
KIND = "course"
POOL = 200
"""Courses that are looked at; lists end there."""
ROWS = 400
"""Sessions read for them."""
NEWEST = 1_500
"""Documents that the index gives at most, the newest first."""
NEVER = 9_000_000_000_000_000
LONGEST_SESSION_MS = 3 * 24 * 3600 * 1000
MOST_CONTESTS = 300
_SIGNS = re.compile(r"[^\w]|_")
_SAMPLE = re.compile("^示例")
_MOST_PAIRS = 24


@dataclass(frozen=True, slots=True)
class Found:
    """Courses by their next session in the time asked for, which is `at` its begin and end; `more`: there are more than were
    looked at.

    `surely`: their title, topic, teacher or giver says the words, not only place or introduction.
    """

    ids: tuple[int, ...] = ()
    more: bool = False
    surely: bool = True
    at: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What the limits of a question look at: `places` of the course and of its sessions, `times` begin and end of each."""

    studio: int | None
    cost_fen: int | None
    places: tuple[str, ...]
    times: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ContestTitle:
    """A competition as far as it is needed to tell which is meant; `last`: when its last stage begins."""

    id: int
    title: str
    trade: str
    organiser: str
    cancelled: bool
    last: int


def name_of(title: str) -> str:
    """A title as it is looked for: folded, without signs, without the 示例 of invented ones."""
    folded = _SIGNS.sub("", spelling.fold(title))
    return _SAMPLE.sub("", folded) or folded


async def keep(tx: Tx, course: Course) -> None:
    """Make a course findable as it is now; `storage.courses` calls it with every change. Studios' shelf is left alone."""
    document = Document(
        kind=KIND,
        subject=course.id,
        title=course.title,
        people=tuple(filter(None, (name_of(course.title), course.teacher))),
        topics=(course.topic,) if course.topic else (),
        unit=course.studio_name,
        place=tuple(filter(None, (course.place, *(one.place for one in course.sessions)))),
        body=f"{course.eligible} {course.bring} {course.intro}".strip(),
        words=((KIND, name_of(course.title)),),
        prior=0,
    )
    await search.put(tx, [document], learnt=False)


async def ahead(tx: Tx, spans: Sequence[tuple[int, int]], studios: Sequence[int] = (), priced: str = "") -> Found:
    """Courses with a session in one of the `spans` (milliseconds UTC, in order), the nearest first; `priced` free or paid;
    among `studios` -1 is the union itself."""
    begin, end = spans[0][0], max(span[1] for span in spans)
    since = max(0, begin - LONGEST_SESSION_MS)
    rows = []
    for studio in studios or (0,):
        rows += await SQL.ahead(tx, begin=begin, end=end, since=since, studio=studio, priced=priced, at_most=ROWS)
    return _nearest(rows, spans)


async def about(
    tx: Tx,
    groups: Sequence[Sequence[str]],
    spans: Sequence[tuple[int, int]],
    studios: Sequence[int] = (),
    priced: str = "",
    *,
    either: bool = False,
    names: Collection[str] = (),
    also: Sequence[Sequence[str]] = (),
    titled: bool = False,
) -> Found:
    """The same, of those that speak of every group (of one, if `either`) by one of its alternatives.

    `names`: only those of these names (`name_of`) · `also`: what their text has to say besides, wherever it stands ·
    `titled`: `groups` are names, which their titles need not have letter for letter.
    """
    wanted = [[word for group in groups for word in group]] if either and groups else list(groups)
    asked, more = pairs.words(wanted), pairs.words(also)
    if not asked and not more:
        return await ahead(tx, spans, studios, priced)
    if not all((*asked, *more)):
        return Found()
    match = pairs.match(KIND, (*asked, *more), pairs.NAMES if titled else pairs.ANYWHERE, None, {})
    begin, end = spans[0][0], max(span[1] for span in spans)
    rows = []
    for studio in studios or (0,):
        rows += await SQL.matching(
            tx, match=match, newest=NEWEST, begin=begin, end=end, studio=studio, priced=priced, at_most=ROWS
        )
    documents = list(dict.fromkeys(row["document"] for row in rows))
    texts = {row["id"]: row for row in await SQL.texts(tx, ids=json.dumps(documents))}
    surely, barely = set(), set()
    for number, text in texts.items():
        if names and text["words"].partition(" ")[2] not in names:
            continue
        head, body = text["head"].split("\n"), text["body"].split("\n")
        if not holds([*head, *body], more):
            continue
        if titled or holds(head, asked):
            surely.add(number)
        elif holds([*head, *body], asked):
            barely.add(number)
    which = surely or barely
    found = _nearest([row for row in rows if row["document"] in which], spans)
    return Found(found.ids, found.more, bool(surely), found.at)


async def briefs(tx: Tx, ids: Sequence[int]) -> dict[int, Brief]:
    """What is needed of many courses at once, by their numbers."""
    rows: dict[int, list[sqlite3.Row]] = {}
    for row in await SQL.briefs(tx, ids=json.dumps(list(ids))):
        rows.setdefault(row["id"], []).append(row)
    return {
        number: Brief(
            some[0]["studio"],
            some[0]["cost_fen"],
            (some[0]["place"], *(row["there"] for row in some)),
            tuple((row["begins_at"], row["ends_at"]) for row in some),
        )
        for number, some in rows.items()
    }


async def names(tx: Tx, text: str) -> list[str]:
    """Names of courses that share something with `text` (folded, without spaces), to tell which is meant."""
    some = list(dict.fromkeys(one + other for one, other in pairwise(text)))[:_MOST_PAIRS]
    if not some:
        return []
    match = pairs.match(KIND, pairs.words([some]), pairs.NAMES, None, {})
    return [row["words"].partition(" ")[2] for row in await SQL.names(tx, match=match, newest=NEWEST)]


async def spelt(tx: Tx, letters: str) -> list[str]:
    """Names of courses whose pinyin (or its beginning) or initials are these letters, without spaces."""
    if len(letters) < 4:
        return []
    beginning = f"{letters}%" if len(letters) >= 8 else ""
    found = await SQL.spelt(tx, letters=letters, beginning=beginning)
    return [row["text"] for row in found]


async def contests(tx: Tx) -> list[ContestTitle]:
    """The latest competitions."""
    return [
        ContestTitle(
            row["id"], row["title"], row["trade"], row["organiser"], row["state"] == State.CANCELLED, row["last"] or 0
        )
        for row in await SQL.contests(tx, at_most=MOST_CONTESTS)
    ]


async def contest_times(tx: Tx, begin: int, end: int) -> list[tuple[int, str, int]]:
    """(competition, stage, when) of the stages that begin in [begin, end), in order."""
    return [(row["competition"], row["stage"], row["at"]) for row in await SQL.contest_times(tx, begin=begin, end=end)]


def _nearest(rows: Sequence[object], spans: Sequence[tuple[int, int]]) -> Found:
    """The courses of session rows that overlap one of the spans, by session."""
    found: dict[int, tuple[int, int]] = {}
    for row in sorted(rows, key=lambda one: (one["begins_at"], one["id"])):  # type: ignore[index]
        if any(row["begins_at"] < end and row["ends_at"] > begin for begin, end in spans):  # type: ignore[index]
            found.setdefault(row["id"], (row["begins_at"], row["ends_at"]))  # type: ignore[index]
    return Found(tuple(found)[:POOL], len(rows) >= ROWS or len(found) > POOL, at=tuple(found.values())[:POOL])
