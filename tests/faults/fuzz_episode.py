"""One episode of the fuzz: deed after deed in one copy of the world, and everything that is looked at after each of them."""

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.standin.params import Params
from handlers.language.normalise import LONGEST
from storage import audit, people, studios
from storage.model.people import Person
from storage.model.post import Said
from storage.model.texts import cleaned
from tests.faults.fuzz_events import Crowd, Deed, tag_of
from tests.faults.fuzz_house import ERRANDS_EACH, Still, Told
from tests.faults.fuzz_rights import Look, Witness, trespasses
from tests.faults.fuzz_shown import TAG, text_of, unjustified

INVARIANTS_EVERY = 50
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
