"""Says at once, to the owners and in the log, when something is stuck, and again when it is over."""

import asyncio
import faulthandler
import logging
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from bot.clock import Clock, Ticker
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.words import Words
from storage import evidence, operations, people
from storage.database import Database
from storage.model.operations import MAILING_STILL_MS, Facts
from storage.model.people import ADMIN, OWNER
from storage.model.post import Lane

log = logging.getLogger(__name__)

LOOK_S = 15
MISSED_RINGS = 3
TICK_LATE_MS = 30_000
"""A tick is not late before this, however short its interval."""
DISK_LOW_BYTES = 200 * 1024 * 1024
HOUR_MS = 3600 * 1000
HANGS_AFTER = 12
BEAT_S = 5.0
"""An event loop that has not come round while this thread looked so many times, so many seconds apart, hangs."""
STUCK_AFTER = 36
"""So does a house whose lease is being renewed all that time: its own write transaction never ends. Three minutes, far
more than any write takes; another program's lock ends a renewal after half a minute."""

PASSING = ("dead", "database")
"""What is told and then over, without a word of recovery."""

Troubles = dict[str, Callable[[Words], Markup]]


class Watchdog:
    """The tick that looks for trouble."""

    name = "watchdog"

    def __init__(
        self, office: Office, db: Database, clock: Clock, database: Path, *, written: Callable[[], None]
    ) -> None:
        self._office = office
        self._db = db
        self._clock = clock
        self._database = database
        self._written = written
        self._known: Troubles = {}
        self._since = clock.now()
        """Up to when dead letters were told."""
        self._dead_told = -1
        """In which hour that was."""
        self._mailings: dict[int, tuple[tuple[int, ...], int]] = {}
        self._refused = False
        self.ticker: Ticker | None = None
        """Whose rings are watched; set once it is made, for this is one of its ticks."""

    async def look(self, now: int) -> None:
        """Find what is stuck, and tell of what is new and what is over. Raises `sqlite3.Error` when it cannot be told."""
        try:
            async with self._db.read() as tx:
                facts = await operations.facts(tx, now)
                # Told at most once an hour: what is given up until then is told together.
                dead = await operations.dead_since(tx, self._since) if now // HOUR_MS != self._dead_told else 0
                unkept = await evidence.stuck(tx)
            troubles = self._troubles(facts, now)
            if dead:
                troubles["dead"] = lambda words: words.count(
                    "有 {number} 条没办成、已放弃", "有 {number} 条没办成、已放弃", dead
                )
            if unkept:
                troubles["files"] = lambda words: words.count(
                    "有 {number} 份证明材料存不下来（磁盘满了，或文件夹不能写）",
                    "有 {number} 份证明材料存不下来（磁盘满了，或文件夹不能写）",
                    unkept,
                )
            if self._refused:
                troubles["database"] = lambda words: words.t("数据库曾经不能写入（磁盘满、被占用或出错），现在又能写了")
            await self._tell(troubles, now)
        except sqlite3.Error:
            self._refused = True
            raise
        self._refused = False
        if dead:
            self._dead_told, self._since = now // HOUR_MS, now
        self._known = {name: said for name, said in troubles.items() if name not in PASSING}

    async def _tell(self, troubles: Troubles, now: int) -> None:
        new = {name: said for name, said in troubles.items() if name not in self._known}
        over = {name: said for name, said in self._known.items() if name not in troubles}
        if not new and not over:
            return
        for name in new:
            log.error("trouble", extra={"trouble": name.partition(":")[0]})
        for name in over:
            log.warning("trouble is over", extra={"trouble": name.partition(":")[0]})
        async with self._db.write() as tx:
            desk = Desk(tx, now, self._office)
            told = await people.holders(tx, OWNER) or await people.holders(tx, ADMIN)
            for person in told:
                words = desk.words_for(person)
                for name, said in new.items():
                    text = words.t("⚠️ {trouble}。\n看详情：/ops", trouble=said(words))
                    # At most once an hour, however often the program is started again meanwhile.
                    key = f"trouble:{name}:{now // HOUR_MS}:{person.id}"
                    await desk.tell(person, text, lane=Lane.URGENT, key=key)
                for name, said in over.items():
                    text = words.t("✅ 已恢复：{trouble}。", trouble=said(words))
                    await desk.tell(person, text, lane=Lane.URGENT, key=f"over:{name}:{now // HOUR_MS}:{person.id}")
            if not told:
                log.error("nobody is owner or admin: trouble cannot be told")
            tx.after_commit(self._written)

    def _troubles(self, facts: Facts, now: int) -> Troubles:
        troubles: Troubles = {}
        if facts.replies_late(now):
            troubles["replies"] = lambda words: words.t("有人等回复已超过 2 分钟，消息发不出去")
        if facts.heard_late(now):
            troubles["heard"] = lambda words: words.t("收到的消息超过 1 分钟没有处理")
        if facts.errands_late(now):
            troubles["errands"] = lambda words: words.t("有文件做了 10 分钟还没做好")
        for name in self._ticks_in_trouble():
            troubles[f"tick:{name}"] = _tick_fails(name)
        if shutil.disk_usage(self._database).free < DISK_LOW_BYTES:
            troubles["disk"] = lambda words: words.t("磁盘快满了，剩余不到 200 MB")
        for number in self._still(facts, now):
            troubles[f"mailing:{number}"] = _mailing_stands(number)
        return troubles

    def _ticks_in_trouble(self) -> list[str]:
        assert self.ticker is not None
        now, found = self._clock.counted(), []
        for tick in self.ticker.ticks:
            if tick.name == self.name:
                continue  # it is looking just now; what ends it is seen by its own failure
            ring = self.ticker.rings.get(tick.name)
            since = ring.counted if ring else self.ticker.started
            late = now - since > max(MISSED_RINGS * tick.every_s * 1000, TICK_LATE_MS)
            if late or (ring is not None and ring.error):
                found.append(tick.name)
        return found

    def _still(self, facts: Facts, now: int) -> list[int]:
        """Mailings of which nothing went out for long, though something could."""
        seen: dict[int, tuple[tuple[int, ...], int]] = {}
        for one in facts.mailings:
            free = one.state == "sending" and (one.due or not one.filled) and facts.banned_for_all <= now
            if not free or facts.bans.get("bulk", 0) > now:
                continue
            mark = (one.cursor, one.finished, one.filled)
            known = self._mailings.get(one.id)
            seen[one.id] = known if known and known[0] == mark else (mark, self._clock.counted())
        self._mailings = seen
        return [number for number, (_, since) in seen.items() if self._clock.counted() - since > MAILING_STILL_MS]


def _tick_fails(name: str) -> Callable[[Words], Markup]:
    return lambda words: words.t("定时任务「{name}」没有正常运行", name=name)


def _mailing_stands(number: int) -> Callable[[Words], Markup]:
    return lambda words: words.t("第 {number} 批群发 10 分钟没有进展", number=number)


class Heartbeat:
    """A thread that ends the process when the event loop hangs, or a write transaction that everything waits for: whoever
    started it starts it again, and nothing is lost. `renewal`: the number of the lease's renewal under way, or 0.

    It counts its own rounds, so that a process that was stopped for an hour and goes on is not taken for one that hangs.
    """

    def __init__(
        self,
        *,
        beat_s: float = BEAT_S,
        hangs_after: int = HANGS_AFTER,
        stuck_after: int = STUCK_AFTER,
        renewal: Callable[[], int] = lambda: 0,
        end: Callable[[], None] | None = None,
    ) -> None:
        self._beat_s = beat_s
        self._hangs_after = hangs_after
        self._stuck_after = stuck_after
        self._renewal = renewal
        self._end = end or _end
        self._came_round = True
        self._over = threading.Event()

    async def run(self) -> None:
        """Beat until cancelled."""
        thread = threading.Thread(target=self._watch, name="heartbeat", daemon=True)
        thread.start()
        try:
            while True:
                self._came_round = True
                await asyncio.sleep(self._beat_s / 2)
        finally:
            self._over.set()

    def _watch(self) -> None:
        silent = stuck = seen = 0
        while not self._over.is_set():
            time.sleep(self._beat_s)
            silent = 0 if self._came_round else silent + 1
            self._came_round = False
            renewal = self._renewal()
            stuck = stuck + 1 if renewal and renewal == seen else 0
            seen = renewal
            if (silent >= self._hangs_after or stuck >= self._stuck_after) and not self._over.is_set():
                self._end()
                return


def _end() -> None:
    # Not by the log: whoever hangs may hold its lock. File names and functions hold nobody's words.
    os.write(2, b"the event loop or a write to the database hangs; stacks of all threads follow and the process ends\n")
    faulthandler.dump_traceback(sys.__stderr__ or 2, all_threads=True)
    os._exit(1)
