"""点单: what people wish to learn and nobody teaches yet, counted by topic, and met when a course comes."""

import re
import sqlite3
from collections.abc import Sequence

from storage.database import Tx, load
from storage.model.courses import Course
from storage.model.wishes import MOST_OPEN, SHORTEST, Demand, Refusal, Wish
from storage.spelling import fold

SQL = load("wishes")
_BEFORE = re.compile(
    "^(?:点单)?(?:(?:我们|我|咱们|咱|大家)?(?:也|都|还|很|特别|就)*(?:想要|想|要|希望|能不能|可不可以|可以|请|求)+"
    "(?:学习|学一下|学|报名|报|上|参加|开设|开|办|教|有)?)?(?:(?:开设|开|办|教)?(?:一个|一门|一期|几节|个|门|点|些|期))?"
)
_BEHIND = re.compile("(?:的|类)?(?:培训课程|培训班|学习班|兴趣班|课程|培训|讲座|课|班)?(?:吗|呢|吧|啊|呀|么)?$")
_SIGNS = re.compile(r"[^\w]+")


def topic_of(text: str) -> str:
    """What a wish is about, by which the same wishes are known: 「我想学插花的课」 and 「插花培训班」 are 「插花」.

    '' for what has nothing to read in it.
    """
    said = _SIGNS.sub("", fold(text))
    bare = _BEHIND.sub("", _BEFORE.sub("", said, count=1), count=1)
    return bare or said


async def add(tx: Tx, person: int, text: str, studio: int | None, now: int) -> Wish | Refusal:
    """Keep a wish, asked of one studio or of anyone (None)."""
    topic = topic_of(text)
    if not topic:
        return Refusal.EMPTY
    if len(topic) < SHORTEST:
        return Refusal.SHORT
    before = await of_person(tx, person)
    if any(one.topic == topic for one in before):
        return Refusal.ALREADY
    if len(before) >= MOST_OPEN:
        return Refusal.TOO_MANY
    said = _BEFORE.sub("", text, count=1).strip() or text
    number = await SQL.add(tx, person=person, topic=topic, text=said, studio=studio, now=now)
    return next(one for one in await of_person(tx, person) if one.id == number)


async def of_person(tx: Tx, person: int) -> list[Wish]:
    """A person's open wishes, the oldest first."""
    return [_wish(row) for row in await SQL.of_person(tx, person=person)]


async def withdraw(tx: Tx, wish: int, person: int) -> bool:
    """Take a wish back; False when it is not open any more, or not theirs."""
    return bool(await SQL.withdraw(tx, id=wish, person=person))


async def met_by(tx: Tx, course: Course) -> int:
    """Meet the open wishes that a course is for: their topic stands in its title, or is its topic. How many they are; whose
    they are is to be told (`untold`)."""
    title, topic = _SIGNS.sub("", fold(course.title)), topic_of(course.topic)
    wished = [row["topic"] for row in await SQL.topics(tx)]
    met = [one for one in wished if one == topic or (len(one) > 1 and one in title)]
    number: int = await SQL.meet(tx, topics=met, course=course.id) if met else 0
    return number


async def untold(tx: Tx, at_most: int) -> list[tuple[Wish, int]]:
    """Wishes that are met and whose people have to be told, with the course (0: it is gone); they count as told."""
    rows = await SQL.untold(tx, at_most=at_most)
    if rows:
        await SQL.told(tx, ids=[row["id"] for row in rows])
    return [(_wish(row), row["course"] or 0) for row in rows]


async def demand(tx: Tx, studios: Sequence[int] | None, at_most: int, skip: int = 0) -> list[Demand]:
    """What people wish for, the most wanted first: all of it (None), or what is asked of these studios or of anyone."""
    rows = await SQL.demand(tx, **_of(studios), at_most=at_most, skip=skip)
    return [Demand(row["topic"], row["text"], row["people"], row["last_at"], row["wish"]) for row in rows]


async def number_demanded(tx: Tx, studios: Sequence[int] | None) -> int:
    """How many topics `demand` has in all."""
    number: int = await SQL.number_demanded(tx, **_of(studios))
    return number


async def topic_asked(tx: Tx, wish: int) -> str:
    """What the wish of this number is about; '' for none."""
    topic: str | None = await SQL.topic(tx, wish=wish)
    return topic or ""


def _of(studios: Sequence[int] | None) -> dict[str, object]:
    return {"everything": int(studios is None), "studios": list(studios or ()) or [0]}


def _wish(row: sqlite3.Row) -> Wish:
    return Wish(row["id"], row["person"], row["topic"], row["text"], row["studio"], row["at"], row["others"])
