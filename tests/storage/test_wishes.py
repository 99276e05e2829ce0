"""点单: the same wish is known in other words, counted by people, and met once."""

import pytest

from storage import people, wishes
from storage.database import Database
from storage.model.courses import Course, Session
from storage.model.wishes import MOST_OPEN, Refusal, Wish

NOW = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("插花", "插花"),
        ("想学插花", "插花"),
        ("我也很想学插花。", "插花"),
        ("能不能开一个插花培训班呢?", "插花"),
        ("希望开设插花的课程", "插花"),
        ("开个插花班吧", "插花"),
        ("點單 插花", "插花"),
        ("急救知识讲座", "急救知识"),
        ("PLC 编程", "plc编程"),
        ("开锁", "开锁"),
        ("学车", "学车"),
        ("课", "课"),
        ("。。。", ""),
    ],
)
def test_what_a_wish_is_about(text: str, topic: str) -> None:
    assert wishes.topic_of(text) == topic


async def test_wishes_are_counted_by_topic_and_limited_by_person(db: Database) -> None:
    async with db.write() as tx:
        one, two = [(await people.meet(tx, address, NOW)).id for address in ("1", "2")]
        given = (
            await tx.fetch(
                "INSERT INTO studios (name, level_rank, created_at, changed_at) VALUES ('示例', 0, 1, 1) RETURNING id"
            )
        )[0][0]
        first = await wishes.add(tx, one, "想学插花", None, NOW)
        second = await wishes.add(tx, two, "插花课", None, NOW + 1)
        assert isinstance(first, Wish)
        assert isinstance(second, Wish)
        assert (first.others, second.others) == (0, 1)
        assert await wishes.add(tx, one, "插花", None, NOW) is Refusal.ALREADY
        assert await wishes.add(tx, one, "!", None, NOW) is Refusal.EMPTY
        for number in range(MOST_OPEN - 1):
            studio = given if number else None
            assert isinstance(await wishes.add(tx, one, f"示例{number}", studio, NOW), Wish)
        assert await wishes.add(tx, one, "跳舞", None, NOW) is Refusal.TOO_MANY
        found = await wishes.demand(tx, None, 2)
        assert [(each.topic, each.text, each.people) for each in found] == [
            ("插花", "插花课", 2),
            ("示例0", "示例0", 1),
        ]
        assert await wishes.number_demanded(tx, None) == await wishes.number_demanded(tx, [given]) == MOST_OPEN
        assert await wishes.number_demanded(tx, [given + 1, given + 2]) == 2, (
            "what others are asked for is not this studio's"
        )
        assert not await wishes.withdraw(tx, first.id, two)
        assert await wishes.withdraw(tx, first.id, one)
        assert not await wishes.withdraw(tx, first.id, one)
        assert isinstance(await wishes.add(tx, one, "跳舞", None, NOW), Wish)


async def test_a_course_meets_wishes_once(db: Database) -> None:
    course = Course("示例·新手插花体验课", (Session(NOW, NOW + 1),), topic="花艺", id=0)
    async with db.write() as tx:
        one = (await people.meet(tx, "1", NOW)).id
        for text in ("花", "a", "茶"):
            assert await wishes.add(tx, one, text, None, NOW) is Refusal.SHORT
        for text in ("插花", "花艺课", "插花高级班", "品茶"):
            assert isinstance(await wishes.add(tx, one, text, None, NOW), Wish)
        number = await tx.fetch(
            "INSERT INTO courses (title, begins_at, ends_at, created_by, created_at, changed_at)"
            " VALUES ('x', 1, 2, 1, 1, 1) RETURNING id"
        )
        course = Course(course.title, course.sessions, topic=course.topic, id=number[0][0])
        assert await wishes.met_by(tx, course) == 2
        assert await wishes.met_by(tx, course) == 0
        assert [(each.text, by) for each, by in await wishes.untold(tx, 9)] == [
            ("插花", course.id),
            ("花艺课", course.id),
        ]
        assert await wishes.untold(tx, 9) == []
        assert [each.text for each in await wishes.of_person(tx, one)] == ["插花高级班", "品茶"]
        assert isinstance(await wishes.add(tx, one, "插花", None, NOW), Wish), "met once, it can be wished for again"
