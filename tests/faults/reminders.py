"""Reminders once: deadlines move, people join, register, file, mute and put off; restarts, two instances, the clock ±1 day.

    python -m tests.faults.reminders --runs 200 --steps 60 --seed 1

A stateful hypothesis run on the real tables, the real tick and the real gate; what Telegram makes of a message (sent,
nobody knows, blocked, in flight when the house dies, not tried for hours) is drawn by lot. After each step the tables are
compared with what a few sets in Python say: everybody whom a rung concerned when it was due was sent it or has a true
reason why not; nothing is planned or said twice; nothing leaves in quiet hours, and on a day off only what could not wait.
Exit code 1 otherwise.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import hypothesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from handlers import reminding
from handlers.kit.cards import Cards
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.words import load_words
from storage import calendar, competitions, duties, entries, outbox, people, preferences, reminders, schedule, studios
from storage.database import Database, Tx
from storage.model import competitions as contest
from storage.model import duties as owed
from storage.model import reminders as rules
from storage.model.local_time import DAY_MS, local_date, minute_of_day
from storage.model.post import Claim, Outcome, Said, follow_up
from storage.model.quiet import Quiet, Workday
from storage.model.studios import StudioDraft

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
HOUR_MS = 3600 * 1000
START = int(datetime(2026, 9, 14, 10, tzinfo=ZONE).timestamp() * 1000)
"""Before 国庆, so that days off and worked weekends come along."""
PEOPLE, STUDIOS = 8, 3
STEP_MS = (20_000, 10 * 60_000, HOUR_MS, 9 * HOUR_MS, DAY_MS, 3 * DAY_MS)
FATES = (Said.SENT, Said.SENT, Said.SENT, Said.UNKNOWN, Said.NOT_SENT, Said.HELD, Said.BLOCKED, None)
SECOND_THOUGHTS = ("mute", "sleep", "fill in", "night", "pause", "do", "do", "move")
STAGES = (contest.REGISTER_OPEN, contest.REGISTER_CLOSE, "final")
reminders.CHUNK = 3  # a few people are several chunks
TOTALS: Counter[str] = Counter()


class Wrong(AssertionError):
    """A promise that was not kept."""


class Crash(Exception):
    """The program is killed before its transaction is on disk."""


@cache
def template() -> Path:
    """A database at the newest migration, to be copied."""
    path = Path(tempfile.mkdtemp()) / "template.db"

    async def make() -> None:
        await (await Database.open(path)).close()

    asyncio.run(make())
    return path


def officers() -> Office:
    """The words, without doors."""
    words = load_words()
    return Office(words, Cards(words), doors=(), zone=ZONE)


OFFICE = officers()


class Reminding(RuleBasedStateMachine):
    """One database, two instances of the house, and everybody who does something to them."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.path = Path(shutil.copy(template(), self.folder / "studio.db"))
        self.now = START
        self.snoozed: Counter[int] = Counter()
        self.claimed: dict[int, int] = {}
        self.settled: set[int] = set()
        self.due_people: dict[int, set[int]] = {}
        self.jumped: set[object] = set()
        self.set_back = 0
        """How often the clock was set back by a day."""
        self.planned: dict[tuple[object, ...], set[int]] = {}

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to its end."""
        return self.runner.run(work)

    def change(self, work: Any) -> Any:
        """One transaction of somebody's."""

        async def run() -> Any:
            async with self.houses[0].write() as tx:
                return await work(tx)

        return self.do(run())

    @initialize()
    def begin(self) -> None:
        """People with addresses, three studios with a leader and a deputy each, an officer."""
        self.houses = self.do(self._open())

        async def fill(tx: Tx) -> None:
            for number in range(PEOPLE):
                await people.meet(tx, str(1000 + number), self.now)
            await studios.save_all(tx, [StudioDraft(f"示例工作室{number}") for number in range(STUDIOS)], self.now)
            for number, studio in enumerate(await studios.everything(tx)):
                await people.grant(tx, number + 1, "leader", self.now, studio.id)
                await people.grant(tx, number + 2, "deputy", self.now, studio.id)
            await people.grant(tx, PEOPLE, "admin", self.now)
            times = {stage: self._at(8 + 4 * place, 10) for place, stage in enumerate(STAGES)}
            begun = await competitions.add(tx, contest.Draft("示例竞赛0", times=times), 0, self.now, ZONE)
            for person in range(1, PEOPLE):
                await competitions.follow(tx, person, begun.id, self.now)
            draft = owed.Draft("示例报告0", "once", once_at=self._at(9, 10))
            await duties.create(tx, draft, 0, self.now, ZONE)

        self.change(fill)

    async def _open(self) -> list[Database]:
        return [await Database.open(self.path), await Database.open(self.path)]

    def teardown(self) -> None:
        """Let time run out: nothing may be left waiting then."""
        if hasattr(self, "houses"):
            try:
                self._run_out()
            finally:
                for house in self.houses:
                    self.do(house.close())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run_out(self) -> None:
        if sys.exc_info()[0] is not None:
            return
        self.change(outbox.interrupted)
        for _ in range(300):
            self._tick(0, None)  # what the post gave up meanwhile is taken back
            after = self.do(self._next_due())
            if after is None:
                break
            self.now = max(self.now, after)
            self._tick(0, None)
            self.post(0, [Said.SENT])
            self.promises()
        else:
            raise Wrong("there is always something due")
        if lost := self.rows(
            "SELECT r.id, r.said_in, o.state FROM reminders r LEFT JOIN outbox o"
            " ON o.id = r.said_in AND o.created_at = r.said_at WHERE r.state = 'said' AND coalesce(o.state, '') <> 'sent'"
        ):
            raise Wrong(f"counts as said, and never left: {lost}")
        if lost := self.rows(
            "SELECT r.id FROM reminders r JOIN steps s ON s.id = r.step WHERE r.state = 'held' AND NOT EXISTS (SELECT 1"
            " FROM steps p WHERE p.kind = s.kind AND p.subject = s.subject AND p.stage = s.stage AND p.state = 'paused')"
        ):
            raise Wrong(f"held by no pause: {lost}")
        TOTALS["runs"] += 1
        for row in self.rows("SELECT state, reason, count(*) AS number FROM reminders GROUP BY state, reason"):
            TOTALS[f"{row['state']} {row['reason']}".strip()] += row["number"]

    async def _next_due(self) -> int | None:
        async with self.houses[0].read() as tx:
            (row,) = await tx.fetch(
                "SELECT min(due_at) AS due_at FROM (SELECT due_at FROM steps WHERE state IN ('planned', 'firing')"
                " UNION ALL SELECT due_at FROM reminders WHERE state = 'waiting'"
                " UNION ALL SELECT not_before FROM outbox WHERE state IN ('waiting', 'retry') AND lane = 2) d"
            )
        due: int | None = row["due_at"]
        return due

    def rows(self, sql: str, **params: object) -> list[dict[str, Any]]:
        """What is in the tables."""

        async def read() -> list[dict[str, Any]]:
            async with self.houses[0].read() as tx:
                return [dict(row) for row in await tx.fetch(sql, params)]

        return self.do(read())

    # what people and officers do

    @rule(days=st.integers(0, 20), hour=st.integers(0, 23), stages=st.sets(st.sampled_from(STAGES), min_size=1))
    def begin_competition(self, days: int, hour: int, stages: set[str]) -> None:
        """A new one."""
        times = {stage: self._at(days + 2 * STAGES.index(stage), hour) for stage in stages}
        number = len(self.rows("SELECT id FROM competitions"))
        if number < 3:
            self.change(
                lambda tx: competitions.add(tx, contest.Draft(f"示例竞赛{number}", times=times), 0, self.now, ZONE)
            )

    def _at(self, days: int, hour: int) -> int:
        return self.now // DAY_MS * DAY_MS + days * DAY_MS + hour * HOUR_MS

    @rule(which=st.integers(0, 2), hours=st.sampled_from((-48, -24, -3, -1, 1, 24, 48, 24 * 10)))
    def move_competition(self, which: int, hours: int) -> None:
        """All its times move; perhaps back again later."""

        async def work(tx: Tx) -> None:
            seen = await self._competition(tx, which)
            if seen is not None and seen.state is contest.State.OPEN:
                times = {stage: at + hours * HOUR_MS for stage, at in seen.times.items()}
                await competitions.change(tx, seen, contest.Draft(seen.title, times=times), self.now, ZONE)

        self.change(work)

    @rule(which=st.integers(0, 2), hours=st.sampled_from((-24, 24, 24 * 10)), house=st.integers(0, 1))
    def there_and_back(self, which: int, hours: int, house: int) -> None:
        """An officer corrects a slip: what had begun goes on as if nothing had been."""
        self._tick(house, None)
        self.move_competition(which, hours)
        self.move_competition(which, -hours)
        self.planned = {}  # what an officer had skipped or moved by hand does not come back

    @rule(which=st.integers(0, 2))
    def plan_again(self, which: int) -> None:
        """Planning what is planned changes nothing, whatever is due by now."""

        async def work(tx: Tx) -> None:
            seen = await self._competition(tx, which)
            workday = await calendar.workdays(tx)
            for stage, at in seen.times.items() if seen is not None and seen.state is contest.State.OPEN else ():
                if seen is not None and at > self.now:
                    args = (rules.COMPETITION, seen.id, stage, at, seen.ladder, self.now, ZONE, workday)
                    await reminders.plan(tx, *args)

        self.change(work)

    @rule(which=st.integers(0, 2))
    def call_off(self, which: int) -> None:
        """One is cancelled."""

        async def work(tx: Tx) -> None:
            seen = await self._competition(tx, which)
            if seen is not None:
                await competitions.cancel(tx, seen, "", self.now)

        self.change(work)

    @rule(
        which=st.integers(0, 2),
        person=st.integers(1, PEOPLE),
        what=st.sampled_from(("follow", "follow", "unfollow", "register", "withdraw")),
    )
    def join_or_leave(self, which: int, person: int, what: str) -> None:
        """Somebody follows or registers, or no more."""

        async def work(tx: Tx) -> None:
            seen = await self._competition(tx, which)
            if seen is None:
                return
            if what == "register":
                await entries.admit(tx, person, seen.id, self.now)
            elif what == "withdraw":
                await entries.leave(tx, seen, person, self.now)
            elif what == "follow":
                await competitions.follow(tx, person, seen.id, self.now)
            else:
                await competitions.unfollow(tx, person, seen.id)

        self.change(work)

    async def _competition(self, tx: Tx, which: int) -> contest.Competition | None:
        return await competitions.by_title(tx, f"示例竞赛{which}")

    @rule(pick=st.randoms(use_true_random=False), gives_up=st.booleans())
    def meanwhile(self, pick: random.Random, gives_up: bool) -> None:
        """Somebody whom a reminder waits for does the thing, or loses interest."""
        waiting = self.rows(
            "SELECT r.person, s.kind, s.subject FROM reminders r JOIN steps s ON s.id = r.step WHERE r.state = 'waiting'"
            " ORDER BY r.id"
        )
        if not waiting:
            return
        one = pick.choice(waiting)

        async def work(tx: Tx) -> None:
            if one["kind"] == rules.COMPETITION:
                if gives_up:
                    await competitions.unfollow(tx, one["person"], one["subject"])
                else:
                    await entries.admit(tx, one["person"], one["subject"], self.now)
                return
            of = [one["subject"]]
            if one["kind"] == rules.OCCURRENCE:
                of = await reminders.duties_of(tx, one["person"], one["subject"])
            for number in of:
                seen = await duties.find(tx, number)
                if seen is not None:
                    await duties.file(tx, seen, 0, self.now)

        self.change(work)

    @rule(days=st.integers(1, 20), hour=st.integers(0, 23))
    def owe(self, days: int, hour: int) -> None:
        """A report is due once."""
        number = len(self.rows("SELECT id FROM periods"))
        if number < 2:
            draft = owed.Draft(f"示例报告{number}", "once", once_at=self._at(days, hour))
            self.change(lambda tx: duties.create(tx, draft, 0, self.now, ZONE))

    @rule(
        number=st.integers(1, 6), what=st.sampled_from(("file", "reopen", "extend", "retract")), days=st.integers(1, 20)
    )
    def duty(self, number: int, what: str, days: int) -> None:
        """A studio files, or not after all, or gets more time."""

        async def work(tx: Tx) -> None:
            seen = await duties.find(tx, number)
            if seen is None:
                return
            if what == "file":
                await duties.file(tx, seen, 0, self.now)
            elif what == "reopen":
                await duties.reopen(tx, seen, self.now, ZONE)
            elif seen.filed_at is None:
                until = self.now + days * DAY_MS if what == "extend" else None
                await duties.extend(tx, seen, until, self.now, ZONE)

        self.change(work)

    @rule(
        person=st.integers(1, PEOPLE),
        kind=st.sampled_from(("competition", "duty")),
        subject=st.integers(0, 3),
        on=st.booleans(),
    )
    def mute(self, person: int, kind: str, subject: int, on: bool) -> None:
        """Somebody wants to hear no more of something, or does again."""
        if on:
            self.change(lambda tx: preferences.mute(tx, person, kind, subject, self.now))
        else:
            self.change(lambda tx: preferences.unmute(tx, person, kind, subject))

    @rule(person=st.integers(1, PEOPLE), begin=st.sampled_from((0, 300, 1260)), end=st.sampled_from((0, 480, 840)))
    def quiet(self, person: int, begin: int, end: int) -> None:
        """Other quiet hours."""
        self.change(lambda tx: preferences.set_quiet(tx, person, Quiet(begin, end)))

    @rule(person=st.integers(1, PEOPLE), digest=st.booleans())
    def digest(self, person: int, digest: bool) -> None:
        """In one message a day, or each at once."""
        self.change(lambda tx: preferences.set_digest(tx, person, digest))

    @rule(person=st.integers(1, PEOPLE), away=st.sampled_from((True, False, False, False)))
    def block(self, person: int, away: bool) -> None:
        """Somebody blocks the bot, or is back."""
        self.change(lambda tx: people.set_muted(tx, str(999 + person), self.now if away else None))

    @rule(person=st.integers(1, PEOPLE))
    def fill_in(self, person: int) -> None:
        """Somebody is in the middle of a form."""
        self.change(
            lambda tx: tx.fetch(
                "INSERT INTO dialogues (person, name, step, answers, turn, updated_at) VALUES (:p, 'x', 'x', '{}', 1, :now)"
                " ON CONFLICT (person, name) DO UPDATE SET updated_at = excluded.updated_at",
                {"p": person, "now": self.now},
            )
        )

    @rule(pick=st.randoms(use_true_random=False))
    def put_off(self, pick: random.Random) -> None:
        """明天再说, under something that was said."""
        said = self.rows(
            "SELECT r.id, r.person FROM reminders r JOIN outbox o ON o.id = r.said_in AND o.created_at = r.said_at"
            " WHERE r.state = 'said' AND (o.state = 'sent' OR o.maybe_repeat = 1) ORDER BY r.id"
        )
        if not said:
            return
        one = pick.choice(said)

        async def work(tx: Tx) -> None:
            told = await reminders.find(tx, one["id"], one["person"])
            assert told is not None
            before = told.at if told.days >= 0 else None
            if (before is not None and before <= self.now) or await reminders.outdated(tx, told.id):
                return
            quiet = (await preferences.of(tx, one["person"])).quiet
            until = rules.tomorrow(self.now, quiet, ZONE, await calendar.workdays(tx), before)
            if until is not None and await reminders.snooze(tx, told.id, until):
                self.snoozed[told.id] += 1

        self.change(work)

    @rule(pick=st.randoms(use_true_random=False), what=st.sampled_from(("skip", "restore", "move", "pause", "resume")))
    def reschedule(self, pick: random.Random, what: str) -> None:
        """An officer changes what is planned."""
        planned = self.rows(
            "SELECT id FROM steps WHERE state IN ('planned', 'paused', 'skipped', 'firing') ORDER BY id"
        )
        if not planned:
            return
        number = pick.choice(planned)["id"]
        later = pick.randrange(1, 5) * DAY_MS

        async def work(tx: Tx) -> None:
            rung = await schedule.find(tx, number)
            assert rung is not None
            if what in ("pause", "resume"):
                await getattr(schedule, what)(tx, rung.matter)
            elif rung.state is rules.State.FIRING:
                return
            elif what == "move":
                if rung.days < 0 or self.now + later < rung.matter.at:
                    await schedule.move(tx, rung, self.now + later)
            elif (rung.state is rules.State.SKIPPED) == (what == "restore"):
                await getattr(schedule, what)(tx, rung)

        self.change(work)

    # time and machines

    @rule(ms=st.sampled_from(STEP_MS), house=st.integers(0, 1), dies=st.one_of(st.none(), st.integers(0, 3)))
    def later(self, ms: int, house: int, dies: int | None) -> None:
        """Time passes, and the tick of one house rings; perhaps it dies in its `dies`-th transaction."""
        self.now += ms
        self._tick(house, dies)

    @rule(house=st.integers(0, 1), busy=st.one_of(st.none(), st.integers(1, PEOPLE)))
    def due(self, house: int, busy: int | None) -> None:
        """Time passes until the next thing is due; perhaps somebody is in the middle of a form then."""
        after = self.do(self._next_due())
        if after is not None:
            self.now = max(self.now, after)
        if busy is not None:
            self.fill_in(busy)
        self._tick(house, None)

    @rule(house=st.integers(0, 1), fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=5))
    def post(self, house: int, fates: list[Said | None]) -> None:
        """The sender of one house takes what may go; None: it dies in the middle, or has not heard yet."""

        async def work() -> list[Claim]:
            async with self.houses[house].write() as tx:
                await outbox.expire(tx, self.now)
                due = await outbox.due(tx, self.now, 0, 100)
                return await outbox.claim(tx, await outbox.judge(tx, due, self.now, ZONE), self.now)

        claims = self.do(work())
        self._said_decently([one.id for one in claims])

        async def record(tx: Tx) -> None:
            for number, claim in enumerate(claims):
                said = fates[number % len(fates)]
                if said is not None:
                    outcome = Outcome(claim, said)
                    await outbox.record(tx, [(outcome, follow_up(outcome, self.now))], self.now)
                if said is Said.BLOCKED:
                    await people.set_muted(tx, claim.chat, self.now)

        self.change(record)

    @rule(pick=st.randoms(use_true_random=False), what=st.sampled_from(SECOND_THOUGHTS), fate=st.sampled_from(FATES))
    def second_thoughts(self, pick: random.Random, what: str, fate: Said | None) -> None:
        """Something is due and written; before it is sent its reader thinks better of it, or the world does."""
        self.due(0, None)
        written = self.rows(
            "SELECT r.id, r.person, s.kind, s.subject, s.stage, s.id AS step FROM reminders r JOIN steps s ON s.id = r.step"
            " JOIN outbox o ON o.id = r.said_in AND o.created_at = r.said_at"
            " WHERE r.state = 'said' AND o.state IN ('waiting', 'retry') ORDER BY r.id"
        )
        if written:
            self._think_better(pick.choice(written), what)
        self.post(0, [fate])

    def _think_better(self, one: dict[str, Any], what: str) -> None:
        number, contest_ = one["subject"], one["kind"] == rules.COMPETITION
        match what:
            case "mute":
                self.mute(one["person"], "competition" if contest_ else "duty", 0, True)
            case "sleep":
                minute = minute_of_day(self.now, ZONE)
                self.quiet(one["person"], minute, (minute + 300) % 1440)
            case "fill in":
                self.fill_in(one["person"])
            case "night":
                self.now += 12 * HOUR_MS
            case "pause":
                self.change(lambda tx: self._pause(tx, one["step"]))
            case "do" if contest_:
                self.change(lambda tx: entries.admit(tx, one["person"], number, self.now))
            case "do" if one["kind"] == rules.OCCURRENCE:
                for owing in self.rows("SELECT id FROM duties WHERE occurrence = :id", id=number):
                    self.duty(owing["id"], "file", 1)
            case "do":
                self.duty(number, "file", 1)
            case "move" if contest_:
                (row,) = self.rows("SELECT title FROM competitions WHERE id = :id", id=number)
                self.move_competition(int(row["title"][-1]), 24)

    async def _pause(self, tx: Tx, step: int) -> None:
        rung = await schedule.find(tx, step)
        assert rung is not None
        await schedule.pause(tx, rung.matter)

    @rule()
    def house_dies(self) -> None:
        """What was in flight is taken up again."""
        self.change(outbox.interrupted)

    @rule(ms=st.sampled_from(STEP_MS))
    def down(self, ms: int) -> None:
        """Time passes, and no house is there."""
        self.now += ms

    @rule(ms=st.sampled_from(STEP_MS))
    def both(self, ms: int) -> None:
        """Both houses ring at once."""
        self.now += ms
        self._expect()

        async def run() -> None:
            await asyncio.gather(*(self._ring(house, None) for house in self.houses))

        self.do(run())
        self._settle()

    @rule(back=st.booleans(), house=st.integers(0, 1))
    def clock_jumps(self, back: bool, house: int) -> None:
        """Somebody sets the clock by a day."""
        self.now += -DAY_MS if back else DAY_MS
        self.set_back += back
        self.jumped |= {local_date(self.now + days * DAY_MS, ZONE) for days in (-1, 0, 1)}
        self._tick(house, None)

    @rule(house=st.integers(0, 1))
    def restart(self, house: int) -> None:
        """One house is started anew."""

        async def run() -> None:
            await self.houses[house].close()
            self.houses[house] = await Database.open(self.path)

        self.do(run())

    def _tick(self, house: int, dies: int | None) -> None:
        self._expect()
        try:
            self.do(self._ring(self.houses[house], dies))
        except Crash:
            return
        self._settle()

    async def _ring(self, house: Database, dies: int | None) -> None:
        for number in range(500):
            async with house.write() as tx:
                more = await reminding.remind(Desk(tx, self.now, OFFICE))
                if number == dies:
                    raise Crash
            if not more:
                return
        raise Wrong("the tick does not come to an end")

    # what was promised

    def _expect(self) -> None:
        """Whom the rungs that are due now concern, by sets."""
        for step in self.rows(
            "SELECT * FROM steps WHERE state IN ('planned', 'firing') AND due_at <= :now", now=self.now
        ):
            concerned = self._concerned(step)
            # Once it has begun, who joins is not waited for, and who leaves is not told.
            self.due_people[step["id"]] = self.due_people.get(step["id"], concerned) & concerned

    def _concerned(self, step: dict[str, Any]) -> set[int]:
        subject = step["subject"]
        if step["kind"] == rules.COMPETITION:
            if not self.rows("SELECT 1 FROM competitions WHERE id = :id AND state = 'open'", id=subject):
                return set()
            follows = self._people("SELECT person FROM competition_follows WHERE competition = :id", subject)
            registered = self._people("SELECT person FROM registrations WHERE competition = :id", subject)
            return follows - registered if step["stage"].startswith("register_") else follows | registered
        where = "occurrence = :id AND extended_to IS NULL" if step["kind"] == rules.OCCURRENCE else "id = :id"
        owing = self._people(f"SELECT studio FROM duties WHERE filed_at IS NULL AND {where}", subject)
        return {
            row["person"]
            for row in self.rows("SELECT person, studio FROM roles WHERE role IN ('leader', 'deputy')")
            if row["studio"] in owing
        }

    def _people(self, sql: str, number: int) -> set[int]:
        return {next(iter(row.values())) for row in self.rows(sql, id=number)}

    def _settle(self) -> None:
        """After a tick that came to its end."""
        if left := self.rows("SELECT * FROM reminders WHERE state = 'waiting' AND due_at <= :now", now=self.now):
            raise Wrong(f"due and left: {left}")
        if left := self.rows(
            "SELECT r.id, o.state FROM reminders r LEFT JOIN outbox o ON o.id = r.said_in AND o.created_at = r.said_at"
            " WHERE r.state = 'said' AND coalesce(o.state, 'gone') NOT IN ('waiting', 'retry', 'sending', 'sent', 'dead')"
        ):
            raise Wrong(f"counts as said, and will not leave: {left}")
        for number, wanted in self.due_people.items():
            found = self.rows("SELECT * FROM steps WHERE id = :id", id=number)
            step = found[0] if found else None
            if step is None or step["state"] in ("paused", "skipped"):
                continue  # an officer was faster
            if step["state"] in ("planned", "firing"):
                if step["due_at"] <= self.now:
                    raise Wrong(f"a rung that is due is left: {step}")
                continue
            has = self._people("SELECT person FROM reminders WHERE step = :id", number)
            match step["state"]:
                case "done" if not wanted <= has:
                    raise Wrong(f"not made for {wanted - has}: {step}")
                case "expired":
                    if step["at"] > self.now or step["days"] < 0:
                        raise Wrong(f"given up before its time: {step}")
                    if wanted - has and not self._reported(number):
                        raise Wrong(f"given up and not reported: {step}")
        self.due_people.clear()

    @invariant()
    def promises(self) -> None:
        """What holds at every moment."""
        if not hasattr(self, "houses"):
            return
        self._planned_once()
        self._planned_all()
        self._said_once()
        self._true_reasons()

    def _planned_once(self) -> None:
        twice = self.rows(
            "SELECT kind, subject, stage, days, count(*) AS number FROM steps WHERE state IN ('planned', 'paused', 'firing')"
            " GROUP BY kind, subject, stage, days HAVING count(*) > 1"
        )
        if twice:
            raise Wrong(f"planned twice: {twice}")

    def _planned_all(self) -> None:
        """Every rung that is still to come is there, for the moment that its stage has now."""
        known = {
            (row["subject"], row["stage"], row["at"], row["days"])
            for row in self.rows("SELECT subject, stage, at, days FROM steps WHERE kind = 'competition'")
        }
        workday = self._workday()
        there: dict[tuple[object, ...], set[int]] = {}
        for row in self.rows(
            "SELECT s.* FROM competition_stages s JOIN competitions c ON c.id = s.competition WHERE c.state = 'open'"
        ):
            stage = (row["competition"], row["stage"], row["at"])
            there[stage] = {days for *same, days in known if tuple(same) == stage}
            if lost := self.planned.get(stage, set()) - there[stage]:
                raise Wrong(f"planned once and lost: {lost} days before {row}")
            for days in rules.LADDER:
                # A clock that was set back brings rungs into the future that were not planned when they were past.
                due_at = rules.rung_due(row["at"], days, ZONE, workday)
                coming = due_at > self.now + (2 * bool(self.jumped) + self.set_back) * DAY_MS and row["at"] > self.now
                if coming and (row["competition"], row["stage"], row["at"], days) not in known:
                    raise Wrong(f"not planned: {days} days before {row}")
        self.planned = there
        for row in self.rows(
            "SELECT r.*, s.kind, s.subject, s.stage, s.at FROM reminders r JOIN steps s ON s.id = r.step"
            " WHERE r.state = 'dropped' AND r.reason = 'moved'"
        ):
            if self._moment(row) == row["at"] > self.now and row["person"] in self._concerned(row):
                raise Wrong(f"dropped because it moved, and it is where it was: {row}")

    def _workday(self) -> Workday:
        async def read() -> Workday:
            async with self.houses[0].read() as tx:
                return await calendar.workdays(tx)

        return self.do(read())

    def _said_once(self) -> None:
        times: Counter[int] = Counter()
        for row in self.rows("SELECT dedupe_key FROM outbox WHERE dedupe_key LIKE 'reminders:%' AND state = 'sent'"):
            times.update(int(part.split("-")[0]) for part in row["dedupe_key"].removeprefix("reminders:").split(","))
        for number, count in times.items():
            if count > 1 + self.snoozed[number]:
                raise Wrong(f"reminder {number} was said {count} times, put off {self.snoozed[number]} times")

    def _said_decently(self, claimed: list[int]) -> None:
        """What leaves now: not in quiet hours, not on a day off that could be waited out, not into a form."""
        leaving = self.rows(
            "SELECT * FROM outbox WHERE dedupe_key LIKE 'reminders:%' AND id IN :ids ORDER BY id", ids=claimed
        )
        workday = self._workday() if leaving else None
        for row in leaving:
            assert workday is not None
            TOTALS["messages"] += 1
            at, person = self.now, row["person"]
            if local_date(row["created_at"], ZONE) != local_date(at, ZONE) and not self.jumped:
                raise Wrong(f"its words are of another day: {row['dedupe_key']}")
            quiet = self._quiet(person)
            if quiet.holds(minute_of_day(at, ZONE)):
                raise Wrong(f"said in quiet hours {quiet}: {row['dedupe_key']}")
            for item in self._items(row["dedupe_key"]):
                today, day = local_date(at, ZONE), local_date(item["at"], ZONE)
                if item["days"] >= 0 and item["at"] <= at:
                    raise Wrong(f"said after its time: {item}")
                if (
                    not workday(today)
                    and today != day
                    and not (item["days"] >= 0 and self._too_late(at, item["at"], quiet))
                ):
                    raise Wrong(f"said on a day off: {item}")
                self._still(row, item, quiet, workday)
            self._one_a_day(row)
            self.claimed[row["id"]] = at

    def _still(self, row: dict[str, Any], item: dict[str, Any], quiet: Quiet, workday: Workday) -> None:
        """What is said concerns its reader still, is the newest of its stage, and does not burst into a form."""
        at, person = self.now, row["person"]
        if person not in self._concerned(item):
            raise Wrong(f"said to {person}, whom it does not concern: {item}")
        if self.rows("SELECT 1 FROM addresses WHERE person = :p AND muted_at IS NOT NULL", p=person):
            raise Wrong(f"said to {person}, who blocked the bot: {item}")
        kind = "competition" if item["kind"] == rules.COMPETITION else "duty"
        subjects = [0] if item["kind"] == rules.OCCURRENCE else [0, item["subject"]]
        if self.rows(
            "SELECT 1 FROM mutes WHERE person = :p AND kind = :k AND subject IN :s", p=person, k=kind, s=subjects
        ):
            raise Wrong(f"said to {person}, who muted it: {item}")
        if self.rows(
            "SELECT 1 FROM reminders r JOIN steps s ON s.id = r.step WHERE r.person = :p AND r.id > :id"
            " AND s.kind = :kind AND s.subject = :subject AND s.stage = :stage AND r.said_at IS NOT NULL",
            p=person,
            id=item["reminder"],
            kind=item["kind"],
            subject=item["subject"],
            stage=item["stage"],
        ):
            raise Wrong(f"said after a newer one: {item}")
        for form in self.rows("SELECT updated_at FROM dialogues WHERE person = :p", p=person):
            rests = form["updated_at"] + rules.FORM_RESTS_MS
            before = item["at"] if item["days"] >= 0 else None
            if form["updated_at"] <= at < rests and rules.when(rests, quiet, ZONE, workday, before) is not None:
                raise Wrong(f"said in the middle of a form: {item}")

    def _quiet(self, person: int) -> Quiet:
        found = self.rows("SELECT * FROM preferences WHERE person = :id", id=person)
        return Quiet(found[0]["quiet_from"], found[0]["quiet_to"]) if found else Quiet()

    def _items(self, key: str) -> list[dict[str, Any]]:
        numbers = [int(part.split("-")[0]) for part in key.removeprefix("reminders:").split(",")]
        return [
            self.rows(
                "SELECT r.id AS reminder, s.* FROM reminders r JOIN steps s ON s.id = r.step WHERE r.id = :id",
                id=number,
            )[0]
            for number in numbers
        ]

    def _too_late(self, now: int, at: int, quiet: Quiet) -> bool:
        """Whether from `now` until `at` no minute of a working day (or of its own day) is decent, quarter by quarter."""
        workday = self._workday()
        moment = now
        while moment < at:
            day = local_date(moment, ZONE)
            minute = minute_of_day(moment, ZONE)
            if (workday(day) or day == local_date(at, ZONE)) and not quiet.holds(minute) and minute >= rules.MINUTE:
                return False
            moment += 15 * 60_000
        return True

    def _one_a_day(self, row: dict[str, Any]) -> None:
        """Whoever wants one message a day gets one, but for what is due on that very day or could not wait."""
        chosen = self.rows("SELECT digest FROM preferences WHERE person = :id", id=row["person"])
        day = local_date(self.now, ZONE)
        if (chosen and not chosen[0]["digest"]) or day in self.jumped:
            return
        earlier = [
            other
            for other in self.rows(
                "SELECT id FROM outbox WHERE dedupe_key LIKE 'reminders:%' AND person = :p AND id <> :id"
                " AND state IN ('sent', 'sending')",
                p=row["person"],
                id=row["id"],
            )
            if other["id"] in self.claimed and local_date(self.claimed[other["id"]], ZONE) == day
        ]
        for item in self._items(row["dedupe_key"]) if earlier else []:
            itself = item["days"] >= 0 and local_date(item["at"], ZONE) == day
            midnight = (self.now + 8 * HOUR_MS) // DAY_MS * DAY_MS - 8 * HOUR_MS + DAY_MS
            morning = midnight + rules.MINUTE * 60_000
            wait = rules.when(morning, self._quiet(row["person"]), ZONE, self._workday(), item["at"])
            if not itself and (item["days"] < 0 or wait is not None):
                raise Wrong(f"a second message on one day: {item}")

    def _true_reasons(self) -> None:
        """Whoever was not told has a reason that is true now, in the step in which it was given."""
        for row in self.rows(
            "SELECT r.*, s.kind, s.subject, s.stage, s.at, s.days FROM reminders r JOIN steps s ON s.id = r.step"
            " WHERE r.state IN ('dropped', 'expired')"
        ):
            if row["id"] in self.settled:
                continue
            self.settled.add(row["id"])
            if not self._true(row):
                raise Wrong(f"not told, and {row['reason']!r} is not true: {row}")

    def _true(self, row: dict[str, Any]) -> bool:
        person = row["person"]
        concerned = person in self._concerned(row)
        match row["reason"]:
            case "done" | "left":
                return not concerned
            case "muted":
                kind = "competition" if row["kind"] == rules.COMPETITION else "duty"
                muted = {
                    one["subject"]
                    for one in self.rows("SELECT subject FROM mutes WHERE person = :p AND kind = :k", p=person, k=kind)
                }
                if row["kind"] != rules.OCCURRENCE:
                    return bool(muted & {0, row["subject"]})
                mine = self.rows(
                    "SELECT d.id FROM duties d JOIN roles r ON r.studio = d.studio WHERE r.person = :p AND r.role IN"
                    " ('leader', 'deputy') AND d.occurrence = :o AND d.filed_at IS NULL AND d.extended_to IS NULL",
                    p=person,
                    o=row["subject"],
                )
                return 0 in muted or {one["id"] for one in mine} <= muted
            case "blocked":  # now, or when the message was to leave
                return bool(
                    self.rows(
                        "SELECT 1 FROM addresses WHERE person = :p AND muted_at IS NOT NULL UNION ALL"
                        " SELECT 1 FROM outbox WHERE person = :p AND state = 'blocked' AND dedupe_key LIKE 'reminders:%'",
                        p=person,
                    )
                )
            case "superseded":
                return bool(
                    self.rows(
                        "SELECT 1 FROM reminders r JOIN steps s ON s.id = r.step WHERE r.person = :p AND r.id > :id"
                        " AND s.kind = :kind AND s.subject = :subject AND s.stage = :stage",
                        p=person,
                        id=row["id"],
                        kind=row["kind"],
                        subject=row["subject"],
                        stage=row["stage"],
                    )
                )
            case "moved":
                return bool(self._moment(row) != row["at"])
            case "cancelled":
                return not concerned or bool(self._moment(row) != row["at"])
            case "over":
                return row["days"] >= 0 and row["at"] <= self.now and self._reported(row["step"])
            case "quiet":
                return row["days"] >= 0 and self._reported(row["step"])
        return False

    def _moment(self, row: dict[str, Any]) -> int | None:
        """When the stage is now; None when it is no more."""
        if row["kind"] == rules.COMPETITION:
            sql = "SELECT at FROM competition_stages WHERE competition = :id AND stage = :stage"
        elif row["kind"] == rules.OCCURRENCE:
            sql = "SELECT due_at AS at FROM occurrences WHERE id = :id AND :stage <> ''"
        else:
            sql = "SELECT extended_to AS at FROM duties WHERE id = :id AND :stage <> ''"
        found = self.rows(sql, id=row["subject"], stage=row["stage"])
        return found[0]["at"] if found else None

    def _reported(self, step: int) -> bool:
        """Whether it stands in a message to the officers."""
        keys = self.rows("SELECT dedupe_key FROM outbox WHERE dedupe_key LIKE 'unsaid:%' AND state <> 'cancelled'")
        return any(
            part.split("-")[0] == str(step) for row in keys for part in row["dedupe_key"].split(":")[1].split(",")
        )


def run(runs: int, steps: int, seed: int) -> list[str]:
    """So many runs of so many steps; the sentences that did not hold."""
    TOTALS.clear()
    hypothesis.seed(seed)(Reminding)
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Reminding, settings=chosen)
    except Wrong as wrong:
        return [str(wrong)]
    return []


def trial(arguments: argparse.Namespace) -> list[str]:
    """Play `arguments.runs` of `arguments.steps` with `arguments.seed`, print the figures; the sentences that did not hold."""
    began = time.monotonic()
    wrong = run(arguments.runs, arguments.steps, arguments.seed)
    print(
        f"reminders, seed {arguments.seed}: {TOTALS['runs']} runs of up to {arguments.steps} steps in "
        f"{time.monotonic() - began:.0f} s, {TOTALS['messages']} messages; "
        f"missed, said or planned twice, in quiet hours: {len(wrong)}"
    )
    counted = {name: number for name, number in sorted(TOTALS.items()) if name not in ("runs", "messages")}
    print(f"  reminders by what became of them: {counted}")
    return wrong


def main() -> int:
    """Play it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wrong = trial(parser.parse_args())
    for sentence in wrong:
        print("WRONG:", sentence)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
