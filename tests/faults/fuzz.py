"""Anything, by anybody: a million taps and texts, and none of them does what its author may not, or goes unanswered.

    python -m tests.faults fuzz --events 1000000 --jobs 2 --seed 1
    python -m tests.faults fuzz --seed 1 --episode 17          one episode again, with its deeds and what is the least of them

People of every role, strangers, dismissed and newly appointed ones act on the real rooms (`tests.faults.fuzz_house` says
what of the house is real). An episode is a fresh copy of the sample and five thousand deeds, all drawn from the seed.
After each deed: no update failed and none was given up; nothing was logged as a warning; Telegram refused no message; who
tapped, typed or showed something was answered; no row was changed by somebody who may not (`fuzz_rights`); nobody was
shown what is no business of theirs (`fuzz_shown`). Again and again: no course has more people than seats, there is an
owner, a version is judged once, no benefit is part of two. What fails is played again with fewer and fewer deeds.
"""

import argparse
import asyncio
import gc
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from telegram import Update

from bot.standin.deeds import moment
from bot.standin.params import Params
from handlers.kit import room as kit
from handlers.kit.context import Context
from handlers.kit.room import Door
from handlers.kit.taps import Stale
from handlers.language.normalise import LONGEST
from handlers.rooms import ROOMS
from storage import audit, people, studios
from storage.model.people import Person
from storage.model.post import Said
from storage.model.texts import cleaned
from tests.faults import fuzz_template
from tests.faults.fuzz_events import Crowd, Deed, tag_of
from tests.faults.fuzz_house import ERRANDS_EACH, Still, Told
from tests.faults.fuzz_rights import Look, Witness, trespasses
from tests.faults.fuzz_shown import TAG, text_of, unjustified
from tests.inline import inline

Templates = Sequence[tuple[Path, str]]
Enter = Callable[[Door, Update, Context], Awaitable[bool]]
EPISODE = 5_000
INVARIANTS_EVERY = 50
SHRINK_S = 15.0
PROGRESS = 2
"""So many episodes, and it says how far it is."""
APOLOGY = "没有处理成功"
INVARIANTS = {
    "more people than seats": """SELECT c.id, c.seats, count(*) FROM courses c JOIN enrolments e ON e.course = c.id
        WHERE e.state IN ('pending', 'confirmed', 'offered') AND c.seats IS NOT NULL AND c.seats > 0
        GROUP BY c.id HAVING count(*) > c.seats""",
    "no owner": "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM roles WHERE role = 'owner')",
    "judged twice": """SELECT kind, subject, version FROM verdicts WHERE undone_at IS NULL
        GROUP BY kind, subject, version HAVING count(*) > 1""",
    "part of itself, of another studio's, or of another kind of benefit": """SELECT r.id FROM records r JOIN records i
        ON i.id = r.included_in WHERE i.id = r.id OR i.studio <> r.studio OR i.benefit <> r.benefit OR i.included_in = r.id""",
    "registered twice": "SELECT person, competition FROM registrations GROUP BY person, competition HAVING count(*) > 1",
    "filed and owed": "SELECT id FROM duties WHERE filed_at IS NOT NULL AND filed_by IS NULL",
}
SHOWN = {"file", "photo", "album", "voice", "sticker", "location", "contact"}
ANSWERED = {"text", "reply", "forward", *SHOWN}
PICTURE = "stats picture"
PICTURES_EACH = 4
"""One picture of so many is really drawn: it takes as long as a dozen messages."""
TOGETHER_MS = 120_000
"""What is shown within this time may be taken as shown together, and answered once."""


@dataclass
class Played:
    """What came of an episode."""

    deeds: list[Deed] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    events: int = 0
    """Deeds, each of those that came together counted."""
    tables: Counter[str] = field(default_factory=Counter)
    """Rows changed, by table."""
    doors: Counter[str] = field(default_factory=Counter)
    """How often each door took something: the right was there, and what it carries was what it carries."""
    stale: bool = False
    """Whether the last button was found to be an old one."""
    faults: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By kind, the first of it: after how many deeds, and what was wrong."""

    def add(self, faults: list[str]) -> None:
        """Take note of what was wrong at the last deed."""
        for fault in faults:
            self.faults.setdefault(kind_of(fault), (len(self.deeds), fault))


def kind_of(fault: str) -> str:
    """Faults that are called the same are taken for one: the last line of what was logged, or the first words."""
    if fault.startswith("logged"):
        places = re.findall(r'File "[^"]*/((?:handlers|storage|bot)/[^"]*)", line \d+, in (\w+)', fault)
        return f"{places[-1] if places else ''} {fault.strip().splitlines()[-1][:40]}"
    return re.sub(r"\d+", "N", fault)[:48]


def every_door() -> set[str]:
    """What all doors are called."""
    doors = {door_name(door) for room in ROOMS for door in room.doors}
    return doors | {f"errand {kind}" for room in ROOMS for kind in (*room.errands, *room.parcels)}


def door_name(door: Door) -> str:
    """What a door is called in the figures."""
    return f"{door.room} {door.kind} {door.name}"


def counting(played: Played, passed: set[str], enter: Enter) -> Enter:
    """Going through a door, counted where the right was there and the button was no old or made-up one."""

    async def entered(door: Door, update: Update, context: Context) -> bool:
        played.stale = False
        left = await enter(door, update, context)
        if not left and not played.stale and context.may(door.action):
            played.doors[door_name(door)] += 1
            passed.add(door.name)
        return left

    return entered


class Episode:
    """One copy of the world, and everything that is looked at after each deed."""

    def __init__(self, still: Still, rng: random.Random) -> None:
        self.still = still
        self.rng = rng
        self.crowd = Crowd(still.telegram, rng)
        self.witness = Witness(still.connection)
        self.played = Played()
        self._offset = 0
        self._pictures = 0
        self._shown: dict[str, int] = {}
        self._known: defaultdict[str, set[str]] = defaultdict(set)
        """The tags of others in what somebody tapped: their own rows may say so from then on."""
        self._tags = {tag_of(key).lower(): key for key in self.crowd.people}

    async def run(self, number: int, given: list[Deed] | None = None, kind: str = "") -> Played:
        """So many deeds, or these, until a fault of this kind is found."""
        played = self.played
        if self.witness.unknown:
            played.add([f"nobody thought about who may change {sorted(self.witness.unknown)}"])
        for place in range(number if given is None else len(given)):
            deed = self.crowd.next() if given is None else given[place]
            played.deeds.append(deed)
            played.counts.update(one.kind for one in (deed.values if deed.kind == "together" else (deed,)))
            played.events += len(deed.values) if deed.kind == "together" else 1
            self.still.clock.move(self.rng.randrange(1_000, 15_000) if given is None else 5_000)
            played.add(await self.act(deed))
            if place % INVARIANTS_EVERY == 0:
                played.add(self.broken())
            if kind in played.faults:
                return played
            if deed.kind not in ("clock", "role"):
                self.crowd.last = deed.values[-1] if deed.kind == "together" else deed
        played.add(self.broken())
        connection = self.still.connection
        if wrong := connection.execute("PRAGMA foreign_key_check").fetchall():
            played.add([f"references lead nowhere: {[tuple(row) for row in wrong[:3]]}"])
        async with self.still.db.read() as tx:
            if (line := await audit.broken(tx, self.still.clock.now())) is not None:
                played.add([f"the audit's seal is broken at {line}"])
        return played

    async def act(self, deed: Deed) -> list[str]:
        """Do one thing and look at everything that came of it."""
        if deed.kind == "clock":
            self.still.clock.move(deed.values[0])
            await self.still.look()
            await self.still.keep_house()
            return [*self._changes({}), *self._heard(deed, await self.still.speak())]
        if deed.kind == "role":
            await self._appoint(*deed.values)
            return []
        deeds = deed.values if deed.kind == "together" else (deed,)
        actors = {}
        for one in deeds:
            self._known[one.who].update(TAG.findall(str(one.values)))
            address = str(self.crowd.people[one.who].id)
            actors[address] = self.witness.person(address)
            self.crowd.do(one)
        updates = await self.still.telegram.updates.get_updates(Params({"offset": self._offset, "limit": 100}))
        self._offset = updates[-1]["update_id"] + 1 if updates else self._offset
        await self.still.hear(updates)
        faults = self._changes(actors)
        told = await self.still.speak()
        faults += self._heard(deed, told)
        later, more = await self._errands(deed)
        faults += later
        for one in deeds:
            if not self.crowd.blocked(one.who):
                faults += self._unanswered(one, [*told, *more], updates)
        # What failed is neither handled nor answered: that is one fault.
        return [one for one in faults if one.startswith("logged")] or faults

    async def _errands(self, deed: Deed) -> tuple[list[str], list[Told]]:
        """Files that are made, and what is wrong with that."""
        query = (
            "SELECT a.address, e.kind FROM errands e JOIN addresses a ON a.person = e.person WHERE e.state = 'waiting'"
        )
        waiting = self.still.connection.execute(query).fetchall()
        if not waiting:
            return [], []
        asking = [self.witness.person(address) for address in sorted({row[0] for row in waiting})]
        self.played.doors.update(f"errand {row[1]}" for row in waiting)
        if {row[1] for row in waiting} == {PICTURE}:
            self._pictures += 1
        await self.still.do_errands(0 if self._pictures % PICTURES_EACH else ERRANDS_EACH)
        changes = self.witness.take()
        wrong = [trespasses(changes, Look(self.still.connection, who)) for who in asking]
        told = await self.still.speak()
        if self._pictures % PICTURES_EACH:  # as if they had been sent
            told += [Told(int(row[0]), "", {}, Said.SENT, 0, "") for row in waiting]
        return min(wrong, key=len, default=[]) + self._heard(deed, told), told

    def _changes(self, actors: dict[str, Person]) -> list[str]:
        """What was changed that none of them may change, by their addresses; nobody is the house itself."""
        changes = self.witness.take()
        self.played.tables.update(change.table for change in changes)
        # Whoever was nobody until now has a number by now, and another one who asked to be forgotten and came back.
        now = [Person(self.witness.person(address).id, address=address) for address in actors]
        everybody = [one for one in (*actors.values(), *now) if one.id]
        looks = [Look(self.still.connection, one) for one in dict.fromkeys(everybody or [*actors.values()])]
        looks = looks or [Look(self.still.connection, None)]
        first, *others = looks
        wrong = (
            [change for change in changes if all(trespasses([change], look) for look in looks)] if others else changes
        )
        return trespasses(wrong, first)

    def _heard(self, deed: Deed, told: list[Told]) -> list[str]:
        """What is wrong with what was said."""
        faults = []
        connection = self.still.connection
        errors = self.still.errors.records
        strange = deed.kind == "strange"  # such come alone
        if errors and not strange:
            faults += [f"logged: {one}" for one in errors]
        errors.clear()
        left = connection.execute("SELECT update_id, state, error FROM inbox WHERE state <> 'done'").fetchall()
        if left and not strange:
            faults += [f"an update was not handled: {tuple(row)}" for row in left]
        if left:
            connection.execute("UPDATE inbox SET state = 'done' WHERE state <> 'done'")
        owners: dict[str, Person] = {}
        for one in told:
            self.crowd.seen.take(one, self.rng)
            self.played.counts["messages"] += 1
            if one.said not in (Said.SENT, Said.BLOCKED, Said.TOO_LATE, Said.REWRITTEN):
                faults.append(f"Telegram took no {one.method}: {one.said} {one.error} {text_of(one.payload)[:300]}")
            text = text_of(one.payload)
            if APOLOGY in text:
                faults.append("somebody was told of an error code")
            if "zq" in text.lower() and (reader := self.crowd.chats.get(one.chat)) is not None:
                owners = owners or {tag: self._person(key) for tag, key in self._tags.items()}
                known = f"{tag_of(reader)} {' '.join(self._known[reader])}"
                seen = unjustified(connection, text, self.witness.person(str(one.chat)), owners, known)
                faults += [f"{reader} was shown what {self._tags[tag]} typed: {text[:400]}" for tag in seen]
        return faults

    def _person(self, key: str) -> Person:
        return self.witness.person(str(self.crowd.people[key].id))

    def _unanswered(self, deed: Deed, told: list[Told], updates: list[Any]) -> list[str]:
        chat = self.crowd.people[deed.who].id
        for update in updates:
            if tap := update.get("callback_query"):
                answers = [one for one in told if one.method == "answerCallbackQuery"]
                if tap.get("from") and not any(one.payload["callback_query_id"] == tap["id"] for one in answers):
                    return ["a tap was not answered"]
            if "inline_query" in update and not any(one.method == "answerInlineQuery" for one in told):
                return ["an inline query was not answered"]
        now = self.still.clock.now()
        # What has no words that can be seen is taken for something shown.
        media = deed.kind in SHOWN or (deed.kind in ANSWERED and not cleaned(str(deed.values[-1])).strip())
        together = now - self._shown.get(deed.who, 0) < TOGETHER_MS and media
        if media:
            self._shown[deed.who] = now
        piece = (
            deed.kind in ("text", "reply", "forward") and len(str(deed.values[-1])) > LONGEST
        )  # such are answered once when they come together
        if deed.kind in ANSWERED and updates and not (together or piece) and not any(one.chat == chat for one in told):
            return ["nothing was said to it"]
        return []

    async def _appoint(self, who: str, role: str, given: bool) -> None:
        account = self.crowd.people[who]
        now = self.still.clock.now()
        async with self.still.db.write() as tx:
            studio = 0
            if role in ("leader", "deputy"):
                found = await studios.by_name(tx, self.crowd.people["leader" if len(who) % 2 else "leader2"].studio)
                studio = found.id if found else 0
            person = await people.meet(tx, str(account.id), now)
            await (
                people.grant(tx, person.id, role, now, studio) if given else people.revoke(tx, person.id, role, studio)
            )
        self.witness.take()

    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        found = []
        for name, query in INVARIANTS.items():
            if rows := self.still.connection.execute(query).fetchall():
                found.append(f"{name}: {[tuple(row) for row in rows[:3]]}")
        return found


def play(
    templates: Templates, seed: int, episode: int, number: int, given: list[Deed] | None = None, kind: str = ""
) -> Played:
    """One episode, from the seed or from its deeds."""
    template, start = templates[episode % len(templates)]

    async def run(path: Path) -> Played:
        rng = random.Random(f"{seed}/{episode}")
        with pytest.MonkeyPatch.context() as patch:
            # Links and draws are random in earnest: here they are drawn from the seed too.
            patch.setattr("secrets.token_urlsafe", lambda size=16: f"{rng.getrandbits(8 * size):x}"[:22])
            patch.setattr("secrets.token_hex", lambda size=16: f"{rng.getrandbits(8 * size):0{2 * size}x}")
            patch.setattr("secrets.randbelow", rng.randrange)
            # Nobody waits for the database here: handing over the turn forty times a deed is a tenth of the time.
            patch.setattr("tests.inline.TURN", sys.maxsize)
            patch.setattr("storage.database._finish", _at_once)
            patch.setattr("storage.leases.LENGTH_MS", sys.maxsize // 10**6)  # who renews it is not running
            async with Still(path, moment(start)).open() as still:
                one = Episode(still, rng)
                played = one.played
                patch.setattr("handlers.kit.room._enter", counting(played, one.crowd.passed, kit._enter))
                patch.setattr(Stale, "__init__", lambda *_: setattr(played, "stale", True))
                return await one.run(number, given, kind)

    with tempfile.TemporaryDirectory() as folder, inline():
        return asyncio.run(run(Path(shutil.copy(template, Path(folder) / "fuzz.db"))))


async def _at_once(connection: aiosqlite.Connection, statement: str) -> None:
    await connection.execute_fetchall(statement)


def shrunk(templates: Templates, seed: int, episode: int, deeds: list[Deed], kind: str) -> list[Deed]:
    """As few of the deeds as still end in this kind of fault, as far as there is time."""
    end = time.monotonic() + SHRINK_S

    def fails(deeds: list[Deed]) -> bool:
        return time.monotonic() < end and kind in play(templates, seed, episode, 0, deeds, kind).faults

    for last in (5, 20, 80, 320, 1280):
        if last < len(deeds) and fails(deeds[-last:]):
            deeds = deeds[-last:]
            break
    size = len(deeds) // 2
    while size:
        place = 0
        while place < len(deeds) - 1:
            fewer = deeds[:place] + deeds[min(place + size, len(deeds) - 1) :]
            if fails(fewer):
                deeds = fewer
            else:
                place += size
        size //= 2
    return deeds


def run(arguments: argparse.Namespace, folder: Path) -> list[str]:
    """The episodes of this process: every `jobs`-th one."""
    sample = fuzz_template.plain(folder / "plain.db")
    later = fuzz_template.rich(folder / "rich.db", sample[0])
    templates = [sample, later, later, later]
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    episodes = -(-arguments.events // EPISODE)
    mine = range(arguments.job, episodes, arguments.jobs) if arguments.episode is None else [arguments.episode]
    wrong: dict[str, str] = {}
    counts: Counter[str] = Counter()
    tables: Counter[str] = Counter()
    doors: Counter[str] = Counter()
    asked: list[int] = []  # to end: it does after the episode that it is in, and says what it found
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    began, done, spent = time.monotonic(), 0, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="Please use 'Bot")
        for place, episode in enumerate(mine):
            if asked:
                break
            number = EPISODE if arguments.episode is not None else min(EPISODE, arguments.events - episode * EPISODE)
            played = play(templates, arguments.seed, episode, number)
            counts += played.counts
            tables += played.tables
            doors += played.doors
            done += played.events
            if place % PROGRESS == PROGRESS - 1:
                pace = done / (time.monotonic() - began - spent)
                print(f"  {done} events, {pace:.0f}/s, {len(doors)} of {len(every_door())} doors passed", flush=True)
            since = time.monotonic()
            for kind, (at, fault) in played.faults.items():
                if kind in wrong:
                    continue
                print(f"  found in episode {episode}: {kind!a}", flush=True)
                wrong[kind] = f"episode {episode}, deed {at}: {fault}"
                tell(episode, at, fault, shrunk(templates, arguments.seed, episode, played.deeds[:at], kind))
            spent += time.monotonic() - since
    took = time.monotonic() - began - spent
    print(
        f"fuzz, seed {arguments.seed}, job {arguments.job}: {done} events in {took:.0f} s ({done / took:.0f}/s): {dict(counts)}"
    )
    print(f"  rows changed: {dict(tables.most_common())}")
    never = sorted(every_door() - set(doors))
    total = len(every_door())
    print(
        f"  doors passed: {total - len(never)} of {total} ({100 - 100 * len(never) / total:.1f} %); never: {never}",
        flush=True,
    )
    return list(wrong.values())


def tell(episode: int, at: int, fault: str, least: list[Deed]) -> None:
    """Print a fault and what it takes."""
    lines = [
        f"  episode {episode}, wrong after {at} deeds; it takes these {len(least)}:",
        *(f"    {deed}" for deed in least[-30:]),
    ]
    print("\n".join([*lines, f"    → {fault}"]).encode(errors="backslashreplace").decode(), flush=True)


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it: in processes whose sets have one order, so that a seed means one thing."""
    if os.environ.get("PYTHONHASHSEED") == "0" and arguments.job is not None:
        with tempfile.TemporaryDirectory() as folder:
            return run(arguments, Path(folder))
    command = [
        sys.executable,
        "-m",
        "tests.faults",
        "fuzz",
        "--seed",
        str(arguments.seed),
        "--events",
        str(arguments.events),
    ]
    command += [
        "--jobs",
        str(arguments.jobs),
        *(["--episode", str(arguments.episode)] if arguments.episode is not None else []),
    ]
    environ = {**os.environ, "PYTHONHASHSEED": "0"}
    jobs = range(arguments.jobs if arguments.episode is None else 1)
    running = [
        subprocess.Popen([*command, "--job", str(job)], env=environ, stdout=subprocess.PIPE, text=True) for job in jobs
    ]
    wrong: list[str] = []
    try:
        for process in running:
            said = process.communicate()[0]
            print(said, end="", flush=True)
            found = [line.removeprefix("WRONG: fuzz: ") for line in said.splitlines() if line.startswith("WRONG")]
            wrong += found or ([f"a process ended with {process.returncode}"] if process.returncode else [])
    finally:
        for process in running:
            process.kill()
    return wrong
