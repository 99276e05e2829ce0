"""Errands: made after the commit and outside the loop, sent once, whatever is in the way."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import TYPED, Room
from handlers.kit.words import Words
from storage.errands import Errand
from tests.small_house import furnished
from tests.transcripts.records import change, rows


class Workshop:
    """A room that makes a file of what is said, and what it did."""

    def __init__(self) -> None:
        self.threads: list[str] = []
        self.failures = 0
        self.wanted = True
        self.at_work: Callable[[], None] = lambda: None

    def room(self) -> Room:
        """The room."""
        room = Room("workshop")

        @room.message(TYPED & filters.TEXT, action="help.read")
        async def ask(update: Update, context: Context) -> None:
            await context.acquainted()
            assert update.message is not None
            await context.errand("copy", text=update.message.text)
            if update.message.text == "反悔":
                raise RuntimeError("undone")

        @room.errand("copy", action="help.read")
        async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
            assert await desk.tx.fetch("SELECT 1")
            text = str(errand.arguments["text"])

            def make() -> Made:
                self.threads.append(threading.current_thread().name)
                self.at_work()
                if self.failures:
                    self.failures -= 1
                    raise OSError("示例职工甲")
                return Made("抄件.txt", text.encode(), f"<{text}>")

            return make if self.wanted else None

        return room


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


async def test_a_file_is_made_outside_the_loop_and_sent_once(path: Path, workshop: Workshop) -> None:
    async with furnished(path, workshop.room()) as world:
        await world.say("worker", "第一份")
        (event,) = await world.settle()
        assert event.to == "worker"
        name, content, _ = world.file("worker", event.message_id)
        assert (name, content.decode()) == ("抄件.txt", "第一份")
        assert workshop.threads
        assert threading.main_thread().name not in workshop.threads
        change(path, "UPDATE errands SET state = 'doing'")  # as if the process had died before it wrote the outcome
        await world.restart()
        assert await world.settle() == []
        assert rows(path, "SELECT state FROM errands") == [("done",)]


async def test_what_was_interrupted_is_done_after_the_start(path: Path, workshop: Workshop) -> None:
    async with furnished(path, workshop.room()) as world:
        begun, go_on = threading.Event(), threading.Event()
        loop, at_work = asyncio.get_running_loop(), asyncio.Event()

        def hang() -> None:
            loop.call_soon_threadsafe(at_work.set)
            begun.set()
            go_on.wait(10)

        workshop.at_work = hang
        await world.say("worker", "慢")
        async with asyncio.timeout(10):
            await at_work.wait()
        assert rows(path, "SELECT state FROM errands") == [("doing",)]
        await world.stop()
        go_on.set()
        workshop.at_work = lambda: None
        await world.start()
        assert len(await world.settle()) == 1
        assert rows(path, "SELECT state, tries FROM errands") == [("done", 2)]


async def test_what_kills_the_house_is_begun_six_times(path: Path, workshop: Workshop) -> None:
    async with furnished(path, workshop.room()) as world:
        await world.say("worker", "第一份")
        await world.settle()
        change(path, "UPDATE errands SET state = 'doing', tries = 6")
        change(path, "DELETE FROM outbox")
        await world.restart()
        (event,) = await world.settle()
        assert "没有做成" in event.text
        assert rows(path, "SELECT state FROM errands") == [("dead",)]
        assert len(workshop.threads) == 1


async def test_three_failures_and_the_person_is_told_with_a_code(
    path: Path, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    async with furnished(path, workshop.room()) as world:
        workshop.failures = 2
        await world.say("worker", "两次")
        assert [event.text for event in await world.settle()] == ["<两次>"]
        workshop.failures = 3
        await world.say("worker", "三次")
        (told,) = [event.text for event in await world.settle()]
        ((number, error),) = rows(path, "SELECT id, error FROM errands WHERE state = 'dead'")
        assert f"代码 {number:04X}" in told
        assert error == f"{number:04X} OSError"


async def test_nothing_is_made_for_what_was_undone_or_is_wanted_no_more(
    path: Path, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    async with furnished(path, workshop.room()) as world:
        await world.say("worker", "反悔")
        await world.settle()
        assert workshop.threads == []
        workshop.wanted = False
        await world.say("leader", "不要了")
        assert await world.settle() == []
        assert rows(path, "SELECT state FROM errands") == [("done",)]


async def test_who_was_erased_meanwhile_gets_nothing(path: Path, workshop: Workshop) -> None:
    async with furnished(path, workshop.room()) as world:
        workshop.at_work = lambda: change(path, "DELETE FROM people")
        await world.say("worker", "忘了我")
        assert await world.settle() == []
        assert rows(path, "SELECT count(*) FROM errands") == [(0,)]


async def test_nothing_is_made_for_whom_the_right_was_taken_from_meanwhile(path: Path) -> None:
    made: list[str] = []
    room = Room("office")

    @room.message(TYPED & filters.TEXT, action="help.read")
    async def ask(update: Update, context: Context) -> None:  # as when they were still an admin
        await context.acquainted()
        await context.errand("names")

    @room.errand("names", action="competition.edit")
    async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
        made.append(errand.kind)
        return None

    async with furnished(path, room) as world:
        await world.say("worker", "名单")
        await world.settle()
        assert rows(path, "SELECT state FROM errands") == [("done",)]
        assert made == []
        change(path, "INSERT INTO roles (person, role, studio, granted_at) VALUES (1, 'admin', 0, 1)")
        await world.say("worker", "名单")
        await world.settle()
        assert made == ["names"]
