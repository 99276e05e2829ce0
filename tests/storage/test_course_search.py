"""Courses are found by what they say, when they meet and who gives them, as they are now."""

import pytest

from storage import course_search, courses, search
from storage.course_search import NEVER, name_of
from storage.database import Database, Tx
from storage.model.courses import Course, Draft, Session
from storage.model.days import CHINA
from storage.model.local_time import DAY_MS

NOW = 1_796_086_800_000
HOUR_MS = 3_600_000
AHEAD = [(NOW, NEVER)]


async def add(tx: Tx, title: str, *days: int, **more: object) -> Course:
    """A course with a session of two hours on each of these days from now."""
    sessions = tuple(Session(NOW + day * DAY_MS, NOW + day * DAY_MS + 2 * HOUR_MS) for day in days)
    return await courses.add(tx, Draft(title=title, sessions=sessions, **more), 0, NOW, CHINA)  # type: ignore[arg-type]


async def test_words_dates_givers_and_prices_narrow_it_down(db: Database) -> None:
    async with db.write() as tx:
        late = await add(tx, "焊接提高班", 20, 22, cost_fen=5000)
        soon = await add(tx, "手工焊接入门", 4, cost_fen=0, intro="零基础也能来")
        other = await add(tx, "家常菜", 5, teacher="示例焊接师傅甲", cost_fen=0)
        gone = await add(tx, "焊接安全", -3)
        both = await course_search.about(tx, [("焊接", "电焊")], AHEAD)
        assert both.ids == (soon.id, other.id, late.id)
        assert (await course_search.about(tx, [("焊接",)], AHEAD, priced="paid")).ids == (late.id,)
        assert (await course_search.about(tx, [("焊接",)], AHEAD, also=[("零基础", "新手")])).ids == (soon.id,)
        assert (await course_search.about(tx, [("焊接",)], AHEAD, [-1])).ids == both.ids
        weekend = [(NOW + 21 * DAY_MS, NOW + 23 * DAY_MS)]
        assert (await course_search.about(tx, [("焊接",)], weekend)).ids == (late.id,)
        assert (await course_search.ahead(tx, [(NOW - 7 * DAY_MS, NOW)])).ids == (gone.id,)
        assert (await course_search.ahead(tx, AHEAD)).ids == both.ids
        assert not (await course_search.about(tx, [("焊接",)], AHEAD, [7])).ids


async def test_a_mention_is_told_from_what_it_is_about(db: Database) -> None:
    async with db.write() as tx:
        mentions = await add(tx, "家庭用电", 3, intro="插座怎么选,跳闸怎么办")
        found = await course_search.about(tx, [("插座",), ("跳闸",)], AHEAD)
        assert (found.ids, found.surely) == ((mentions.id,), False)
        about = await add(tx, "插座和跳闸", 9)
        found = await course_search.about(tx, [("插座",), ("跳闸",)], AHEAD)
        assert (found.ids, found.surely) == ((about.id,), True)


async def test_what_was_changed_or_called_off_is_found_as_it_is_now(db: Database) -> None:
    async with db.write() as tx:
        before = await search.version(tx)
        course = await add(tx, "焊接实操课", 4)
        assert await course_search.names(tx, "焊接实操") == ["焊接实操课"]
        draft = Draft(title="钳工实操课", sessions=course.sessions)
        changed = await courses.change(tx, course, draft, NOW, CHINA)
        assert changed is not None
        assert not (await course_search.about(tx, [("焊接",)], AHEAD)).ids
        assert (await course_search.about(tx, [("钳工",)], AHEAD)).ids == (course.id,)
        assert await course_search.spelt(tx, "hanjieshicaoke") == []
        assert await course_search.spelt(tx, "qiangongshicaoke") == ["钳工实操课"]
        assert await courses.cancel(tx, changed, "没有人", NOW) is not None
        assert not (await course_search.about(tx, [("钳工",)], AHEAD)).ids
        assert not (await course_search.ahead(tx, AHEAD)).ids
        assert await search.version(tx) == before, "the studios' shelf is made anew at every course"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("hanjieshicaoke", True), ("hjsck", True), ("hanjieshi", True), ("hanjie", False), ("hj", False)],
)
async def test_titles_are_known_by_their_letters(db: Database, typed: str, found: bool) -> None:
    async with db.write() as tx:
        await add(tx, "示例·焊接实操课", 4)
        assert await course_search.spelt(tx, typed) == (["焊接实操课"] if found else [])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("示例·PLC 故障排查", "plc故障排查"),
        ("「高处作业」安全课", "高处作业安全课"),
        ("示例", "示例"),
        ("焊接·入門", "焊接入门"),
    ],
)
async def test_a_name_has_no_signs(db: Database, title: str, name: str) -> None:
    assert name_of(title) == name
    async with db.write() as tx:
        course = await add(tx, title, 1)
        found = await course_search.about(tx, [[name]], AHEAD, names=[name], titled=True)
        assert found.ids == (course.id,)
