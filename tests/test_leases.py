"""Two houses and one database: one at a time, and whoever was thought dead changes nothing and says nothing."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot import lease
from bot.app import House
from bot.clock import SystemClock
from bot.config import Settings
from bot.lease import Fenced, Lease
from bot.lock import AlreadyRunning, Lock
from bot.standin import server
from bot.standin.clocks import FrozenClock
from bot.standin.opening import NOWHERE
from bot.standin.people import Account
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from storage import database, leases
from storage.database import Database
from tests.echo import MORNING, Echo
from tests.transcripts.records import change, rows

WORKER = Account("worker", 900001, "示例职工甲")
Build = Callable[..., House]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_S", 0.05)
    monkeypatch.setattr(lease, "LOOK_S", 0.02)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(FrozenClock(MORNING))


@pytest.fixture
def build(path: Path, telegram: Telegram) -> Build:
    """Makes houses on the one database; every one is a program of its own."""
    settings = Settings(token=TOKEN, base_url=NOWHERE, database=path)

    def one(*, standby: bool = False) -> House:
        request = StandinRequest(telegram)
        return House(
            settings, clock=FrozenClock(MORNING), poll=request, send=request, rooms=(Echo().room(),), standby=standby
        )

    return one


async def until(true: Callable[[], object]) -> None:
    """Wait for it, thirty seconds at most: a process of its own takes several to start on a busy machine."""
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


def unexpected(error: Exception) -> None:
    """Nobody is to lose their turn here."""
    raise error


class Ahead(SystemClock):
    """A clock on the wall that was set forward by an hour."""

    def now(self) -> int:
        """Milliseconds UTC, and an hour."""
        return super().now() + 3_600_000


def texts(telegram: Telegram) -> list[str]:
    posts = telegram.chats.private(WORKER).posts.values()
    return [str(post.body["text"]) for post in posts if post.body["from"]["is_bot"]]


async def test_who_stands_by_takes_over_when_the_first_ends(build: Build, telegram: Telegram, path: Path) -> None:
    first, second = build(), build(standby=True)
    await first.start()
    waiting = asyncio.create_task(second.start())
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await first.stop()
    async with asyncio.timeout(10):
        await waiting
    telegram.phone(WORKER).say("你好")
    await until(lambda: texts(telegram))
    await second.stop()
    assert texts(telegram) == ["你好"]
    assert rows(path, "SELECT fence, until FROM leases") == [(2, 0)]


async def test_who_hangs_is_replaced_and_does_nothing_more(
    build: Build, telegram: Telegram, path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEW_S", 3600)
    first, second = build(), build(standby=True)
    running = asyncio.create_task(first.run(asyncio.Event()))
    await until(lambda: telegram.updates.polls)
    monkeypatch.setattr(lease, "RENEW_S", 0.05)
    monkeypatch.setattr(leases, "LENGTH_MS", 300)
    await second.start()
    assert rows(path, "SELECT fence FROM leases") == [(2,)]
    assert not first._lease.fresh
    with pytest.raises(AlreadyRunning):
        await build().start()
    telegram.phone(WORKER).say("你好")
    with pytest.raises(Fenced):  # found out when it writes or renews
        async with first._db.write():
            pass
    with pytest.raises(Fenced):
        async with asyncio.timeout(10):
            await running
    await until(lambda: texts(telegram))
    await until(lambda: rows(path, "SELECT 1 FROM leases WHERE locked = 1"))  # the lock file is its own now
    with pytest.raises(AlreadyRunning):
        await build().start()
    await second.stop()
    assert texts(telegram) == ["你好"]
    assert rows(path, "SELECT state FROM inbox") == [("done",)]
    assert "another program has taken over" in caplog.text


async def test_a_clock_that_is_set_forward_takes_nobodys_turn(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LENGTH_MS", 1_000)
    holder, other = (Lease(path, standby=standby, lost=unexpected) for standby in (False, True))
    other._clock = Ahead()
    db = await holder.begin()
    waiting = asyncio.create_task(other.begin())
    await asyncio.sleep(1.5)  # longer than a lease that is not renewed
    assert not waiting.done()
    assert holder.fresh
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await other.give_back(None)
    await holder.give_back(db)
    await db.close()


async def test_who_stands_by_waits_for_a_holder_that_hangs_in_the_middle_of_a_write(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(leases, "LENGTH_MS", 100)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    await (await Database.open(path)).close()
    change(path, "INSERT INTO leases (name, holder, fence, locked, until) VALUES ('house', 'a:1', 1, 0, 9e15)")
    other = Lease(path, standby=True, lost=unexpected)
    with closing(sqlite3.connect(path, isolation_level=None)) as stopped:
        stopped.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(other.begin())
        await until(lambda: waiting.done() or "writes without end" in caplog.text)
        assert not waiting.done()
        stopped.execute("ROLLBACK")
    async with asyncio.timeout(10):
        db = await waiting
    assert rows(path, "SELECT fence FROM leases") == [(2,)]
    await other.give_back(db)
    await db.close()


async def test_the_number_of_a_renewal_stands_still_while_a_write_has_no_end(build: Build) -> None:
    house = build()
    await house.start()
    async with house._db.write():
        await until(lambda: house.renewal)
        seen = house.renewal
        await asyncio.sleep(0.2)  # several renewals' time
        assert house.renewal == seen
    await until(lambda: house.renewal != seen)
    await house.stop()


async def test_a_lock_file_that_was_tidied_away_costs_the_first_its_turn_and_nothing_else(
    build: Build, telegram: Telegram, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = build(), build()
    running = asyncio.create_task(first.run(asyncio.Event()))
    await until(lambda: telegram.updates.polls)
    os.unlink(f"{path}.lock")
    for _ in range(50):
        try:
            await second.start()
            break
        except AlreadyRunning:  # the first was just writing, and locks are waited for only a moment here
            second = build()
            await asyncio.sleep(0.05)
    with pytest.raises(Fenced):
        async with asyncio.timeout(10):
            await running
    await second.stop()


async def test_of_several_that_stand_by_one_takes_over(build: Build, path: Path) -> None:
    first = build()
    await first.start()
    others = [build(standby=True) for _ in range(3)]
    waiting = {asyncio.create_task(house.start()): house for house in others}
    await asyncio.sleep(0.1)
    await first.stop()
    async with asyncio.timeout(10):
        done, still = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(0.2)
    assert len([task for task in waiting if task.done()]) == 1
    for task in still:
        task.cancel()
    await asyncio.gather(*still, return_exceptions=True)
    for task in done:
        await waiting[task].stop()
    assert rows(path, "SELECT fence FROM leases") == [(2,)]


async def test_nothing_is_said_while_the_lease_may_be_over(
    build: Build, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = build()
    await house.start()
    monkeypatch.setattr(leases, "LENGTH_MS", 0)
    telegram.phone(WORKER).say("你好")
    await asyncio.sleep(0.1)
    assert "sendMessage" not in {call.method for call in telegram.calls}
    monkeypatch.undo()
    await house.stop()


async def test_commands_work_beside_a_running_house(build: Build, path: Path, telegram: Telegram) -> None:
    house = build()
    await house.start()
    db = await Database.open(path)
    async with db.write() as tx:
        await tx.fetch("INSERT INTO people (created_at) VALUES (1)")
    await db.close()
    assert rows(path, "SELECT count(*) FROM people") == [(1,)]
    await house.stop()


async def test_a_lease_goes_only_from_the_hands_that_were_seen(path: Path) -> None:
    db = await Database.open(path)
    async with db.write() as tx:
        assert await leases.find(tx) is None
        assert await leases.take(tx, "a:1", None, 1000, locked=True) == 1
        assert await leases.take(tx, "b:2", None, 1000, locked=True) is None
        seen = await leases.find(tx)
        assert seen == leases.Lease("a:1", 1, True, 1000 + leases.LENGTH_MS)
        assert await leases.renew(tx, 1, 2000, locked=True)
        assert await leases.take(tx, "b:2", seen, 3000, locked=False) == 2
        assert not await leases.renew(tx, 1, 4000, locked=True)
        assert (await leases.holds(tx, 1), await leases.holds(tx, 2)) == (False, True)
        await leases.release(tx, 1)  # of no effect: it is another's
        assert await leases.find(tx) == leases.Lease("b:2", 2, False, 3000 + leases.LENGTH_MS)
        await leases.release(tx, 2)
        assert await leases.find(tx) == leases.Lease("b:2", 2, False, 0)
    await db.close()


def test_a_link_to_the_database_has_the_same_lock(path: Path, tmp_path: Path) -> None:
    path.touch()
    (tmp_path / "link.db").symlink_to(path)
    first, second = Lock(path), Lock(tmp_path / "link.db")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


async def stopped_between_writes(process: asyncio.subprocess.Process, path: Path) -> None:
    """Stop a process while it holds no lock of the database: a lock would be the stopped one's for as long as it is."""
    for _ in range(100):
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.05)
        try:
            with closing(sqlite3.connect(path, timeout=0.2, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.05)
    raise TimeoutError("the process was never stopped between its writes")


async def test_a_stopped_process_is_replaced_and_ends_when_it_wakes(path: Path) -> None:
    telegram = Telegram(SystemClock())
    phone = telegram.phone(WORKER)
    async with server.serve(telegram) as url:
        environ = {**os.environ, "STUDIO_BOT_TOKEN": TOKEN, "STUDIO_BOT_BASE_URL": url, "STUDIO_BOT_POLL_TIMEOUT": "1"}
        environ["STUDIO_BOT_DATABASE"] = str(path)

        async def run() -> asyncio.subprocess.Process:
            command = (sys.executable, "-m", "tests.second_house", "run", "--standby")
            pipe = asyncio.subprocess.PIPE
            return await asyncio.create_subprocess_exec(*command, env=environ, stderr=pipe, stdout=pipe)

        first = await run()
        started = [first]
        try:
            await until(lambda: telegram.updates.polls)
            second = await run()
            started.append(second)
            phone.say("/help")
            await until(lambda: len(texts(telegram)) == 1)
            await stopped_between_writes(first, path)
            phone.say("/help")
            await until(lambda: len(texts(telegram)) == 2)
            assert rows(path, "SELECT fence FROM leases") == [(2,)]
            first.send_signal(signal.SIGCONT)
            async with asyncio.timeout(30):
                _, said = await first.communicate()
            assert first.returncode == 1
            assert "已经接手这个数据库" in said.decode()
            phone.say("/help")
            await until(lambda: len(texts(telegram)) == 3)
            second.terminate()
            async with asyncio.timeout(30):
                await second.communicate()
            assert second.returncode == 0
        finally:
            for process in started:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
    assert len(texts(telegram)) == 3
