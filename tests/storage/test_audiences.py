"""Who belongs to an audience: what the database says, against the rule said plainly in Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.cards.audiences import condition_words, conditions_words
from handlers.kit.words import load_words
from storage import audiences, mailings, notices, people, studios
from storage.database import Database, Tx
from storage.model.audiences import KINDS, NUMBERED, STUDIO_KINDS, Condition, Size, checked
from storage.model.enrolments import ALIVE, State
from storage.model.mailings import NewMailing
from storage.model.notices import Content
from storage.model.post import Lane
from storage.model.studios import StudioDraft

NOW = 1_796_097_600_000
ROLES = ("leader", "deputy", "assessor", "admin", "owner")
LEVELS = ("市级", "市级示范性", "区级")
SECTORS = ("制造", "教育")
STREETS = ("望京街道", "团结湖街道")
UNITS = ("示例单位一", "示例单位二")
TRADES = ("焊工", "电工")
NUMBERS = (1, 2)
"""Of studios, competitions, courses and notices."""


@dataclass
class Someone:
    """A person of the plain model."""

    id: int
    address: bool = True
    blocked: bool = False
    unwilling: bool = False
    roles: set[tuple[str, int]] = field(default_factory=set)
    follows: set[int] = field(default_factory=set)
    interests: set[tuple[str, str]] = field(default_factory=set)
    watched: set[int] = field(default_factory=set)
    registered: set[int] = field(default_factory=set)
    confirmed: set[int] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)
    enrolled: dict[int, str] = field(default_factory=dict)


@dataclass
class Place:
    """A studio of the plain model."""

    level: str
    sector: str
    street: str
    unit: str


def fits(one: Someone, places: dict[int, Place], conditions: Sequence[Condition]) -> bool:
    """The rule: or within a kind, and across kinds, without whoever is not wanted."""
    if not one.address:
        return False
    roles = {c.value for c in conditions if c.kind == "role" and c.wanted}
    only_staff = bool(roles) and roles <= {"leader", "deputy"}
    ties = {studio for role, studio in one.roles if role in ("leader", "deputy") and (not only_staff or role in roles)}
    if not only_staff:
        ties |= one.follows

    def meets(c: Condition) -> bool:
        number = int(c.value) if c.kind in NUMBERED else 0
        mine = [places[studio] for studio in ties if studio in places]
        match c.kind:
            case "role":
                return c.value == "worker" or c.value in {role for role, _ in one.roles}
            case "level":
                return any(p.level == c.value or (c.value, p.level) == ("市级", "市级示范性") for p in mine)
            case "sector":
                return any(p.sector == c.value for p in mine)
            case "street":
                chosen = not only_staff and ("street", c.value) in one.interests
                return chosen or any(p.street == c.value for p in mine)
            case "unit":
                return any(p.unit == c.value for p in mine)
            case "studio":
                return number in ties
            case "trade":
                return ("trade", c.value) in one.interests
            case "competition":
                return number in one.watched | one.registered
            case "registered":
                return number in one.registered
            case "confirmed":
                return number in one.confirmed
            case "unconfirmed":
                return number in one.reached - one.confirmed
            case "enrolled":
                return one.enrolled.get(number) in ALIVE
            case "seated":
                return one.enrolled.get(number) == "confirmed"
        raise AssertionError(c.kind)

    if any(meets(c) for c in conditions if not c.wanted):
        return False
    wanted = {c.kind for c in conditions if c.wanted}
    return all(any(meets(c) for c in conditions if c.wanted and c.kind == kind) for kind in wanted)


def some(random: Random, values: Iterable[object], share: float = 0.4) -> set:  # type: ignore[type-arg]
    return {value for value in values if random.random() < share}


def a_world(random: Random) -> tuple[list[Someone], dict[int, Place]]:
    places = {
        number: Place(random.choice(LEVELS), random.choice(SECTORS), random.choice(STREETS), random.choice(UNITS))
        for number in NUMBERS
    }
    everybody = []
    for number in range(1, random.randint(1, 9)):
        one = Someone(number, random.random() < 0.9, random.random() < 0.2, random.random() < 0.2)
        for role in some(random, ROLES, 0.3):
            one.roles.add((role, random.choice(NUMBERS) if role in ("leader", "deputy") else 0))
        one.follows = some(random, NUMBERS)
        one.interests = {("trade", t) for t in some(random, TRADES)} | {("street", s) for s in some(random, STREETS)}
        one.watched, one.registered = some(random, NUMBERS, 0.3), some(random, NUMBERS, 0.3)
        one.confirmed, one.reached = some(random, NUMBERS, 0.3), some(random, NUMBERS, 0.6)
        one.enrolled = {number: random.choice(list(State)) for number in some(random, NUMBERS, 0.7)}
        everybody.append(one)
    return everybody, places


def some_conditions(random: Random) -> tuple[Condition, ...]:
    values = {
        "role": ("worker", *ROLES, *("leader", "deputy") * 4),
        "level": LEVELS,
        "sector": SECTORS,
        "street": STREETS,
        "unit": UNITS,
        "trade": TRADES,
    }
    found: dict[tuple[str, str], bool] = {}
    kinds = random.sample(KINDS, random.randint(0, 3))
    if random.random() < 0.4:
        kinds = ["role", random.choice(sorted(STUDIO_KINDS)), *kinds[:1]]
    for kind in dict.fromkeys(kinds):
        for _ in range(random.randint(1, 2)):
            found[kind, str(random.choice(values.get(kind, NUMBERS)))] = random.random() < 0.7
    return tuple(Condition(kind, value, wanted) for (kind, value), wanted in found.items())


TABLES = """enrolments courses
    confirmations outbox bodies mailings notices audience_conditions audiences registrations competition_follows
    competitions mutes interests follows roles addresses people studios"""


async def settle(tx: Tx, everybody: Sequence[Someone], places: dict[int, Place]) -> None:
    """Write the plain world as rows."""
    for table in TABLES.split():
        await tx.change(f"DELETE FROM {table}")

    async def add(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(columns.split(", ")))
        await tx.execute_many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))

    await add(
        "studios",
        "id, name, level, level_rank, sector, street, unit, created_at, changed_at",
        [(n, f"示例{n}", p.level, 0, p.sector, p.street, p.unit, 1, 1) for n, p in places.items()],
    )
    await add("audiences", "id, created_at", [(1, 1)])
    await add("competitions", "id, title, created_by, created_at, changed_at", [(n, "x", 1, 1, 1) for n in NUMBERS])
    await add(
        "notices",
        "id, title, content, audience, state, author, send_at, created_at, changed_at",
        [(n, "x", "{}", 1, "approved", 1, 0, 1, 1) for n in NUMBERS],
    )
    await add(
        "mailings",
        "id, kind, notice, audience, lane, method, state, start_at, created_by, created_at",
        [(n, "notice", n, 1, 3, "sendMessage", "done", 1, 1, 1) for n in NUMBERS],
    )
    await add(
        "courses",
        "id, title, begins_at, ends_at, created_by, created_at, changed_at",
        [(n, "x", 9, 9, 1, 1, 1) for n in NUMBERS],
    )
    await add("people", "id, created_at", [(one.id, 1) for one in everybody])
    await add(
        "addresses",
        "person, channel, address, muted_at",
        [(one.id, "telegram", str(900000 + one.id), 1 if one.blocked else None) for one in everybody if one.address],
    )
    await add("mutes", "person, kind, subject, at", [(one.id, "notice", 0, 1) for one in everybody if one.unwilling])
    await add("roles", "person, role, studio, granted_at", [(o.id, r, s, 1) for o in everybody for r, s in o.roles])
    await add("follows", "person, studio, at", [(one.id, s, 1) for one in everybody for s in one.follows])
    await add("interests", "person, kind, value", [(one.id, *chosen) for one in everybody for chosen in one.interests])
    await add("competition_follows", "person, competition, at", [(o.id, c, 1) for o in everybody for c in o.watched])
    await add("registrations", "person, competition, at", [(o.id, c, 1) for o in everybody for c in o.registered])
    await add(
        "enrolments",
        "course, person, state, created_at, changed_at",
        [(n, o.id, state, 1, 1) for o in everybody for n, state in o.enrolled.items()],
    )
    await add("confirmations", "person, notice, at", [(one.id, n, 1) for one in everybody for n in one.confirmed])
    await add(
        "outbox",
        "dedupe_key, person, chat, lane, method, payload, state, created_at, mailing",
        [
            (f"m{n}:{o.id}", o.id, "", 3, "sendMessage", "{}", "sent" if n in o.reached else "blocked", 1, n)
            for o in everybody
            for n in NUMBERS
        ],
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
async def test_membership_is_the_plain_rule(db: Database, seed: int) -> None:
    random = Random(seed)
    everybody, places = a_world(random)
    async with db.write() as tx:
        await settle(tx, everybody, places)
        for _ in range(15):
            asked = some_conditions(random)
            audience = await audiences.create(tx, asked, NOW)
            assert set(await audiences.conditions(tx, audience)) == set(asked)
            inside = [one for one in everybody if fits(one, places, asked)]
            expected = [one.id for one in inside]
            assert await audiences.members(tx, audience, 0, 100) == expected, asked
            assert await audiences.members(tx, audience, 3, 2) == [n for n in expected if n > 3][:2], asked
            assert await audiences.among(tx, audience, [one.id for one in everybody]) == set(expected), asked
            assert await audiences.size(tx, audience) == Size(
                sum(not one.blocked and not one.unwilling for one in inside),
                sum(one.blocked for one in inside),
                sum(one.unwilling and not one.blocked for one in inside),
            ), asked


async def test_rows_whose_people_left_the_audience(db: Database) -> None:
    async with db.write() as tx:
        everybody = [Someone(n, roles={("admin", 0)}) for n in (1, 2, 3)]
        await settle(tx, everybody, {})
        ids = []
        for conditions in ([Condition("role", "admin")], [Condition("registered", "1", wanted=False)]):
            audience = await audiences.create(tx, conditions, NOW)
            plan = NewMailing("notice", Lane.NOTICE, "sendMessage", 1, NOW, audience=audience)
            ids.append(await mailings.create(tx, plan, {"": {"text": "x"}}, NOW))
        await mailings.start_due(tx, NOW)
        while await mailings.fill(tx, NOW):
            pass
        rows = await tx.fetch("SELECT id, mailing, person FROM outbox WHERE mailing IN (?, ?)", ids)
        assert await audiences.outside(tx, [row["id"] for row in rows]) == set()
        await people.revoke(tx, 1, "admin")
        await tx.change("INSERT INTO registrations (person, competition, at) VALUES (2, 1, 1)")
        await tx.change("UPDATE outbox SET person = NULL WHERE person = 3")
        gone = await audiences.outside(tx, [row["id"] for row in rows])
        assert {(row["mailing"], row["person"]) for row in rows if row["id"] in gone} == {(ids[0], 1), (ids[1], 2)}
        assert await audiences.outside(tx, []) == set()


@pytest.mark.parametrize(
    "conditions",
    [
        [Condition("colour", "red")],
        [Condition("sector", "")],
        [Condition("studio", "王文韬")],
        [Condition("studio", "-1")],
        [Condition("sector", "制造"), Condition("sector", "制造", wanted=False)],
    ],
)
def test_what_is_no_condition(conditions: list[Condition]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the value of a condition may be private, so no message holds it
        checked(conditions)


async def test_what_can_be_chosen(db: Database) -> None:
    async with db.write() as tx:
        await studios.save_all(
            tx,
            [
                StudioDraft("示例甲", street="望京街道", unit="示例单位"),
                StudioDraft("示例乙", level="市级", street="望京街道"),
                StudioDraft("示例丙", street="团结湖街道"),
            ],
            NOW,
        )
        await settle_competition(tx)
        assert await audiences.choices(tx, "street") == (("望京街道", "望京街道"), ("团结湖街道", "团结湖街道"))
        assert await audiences.choices(tx, "unit") == (("示例单位", "示例单位"),)
        assert await audiences.choices(tx, "trade") == (("焊工", "焊工"),)
        assert next(name for _, name in await audiences.choices(tx, "studio")) == "示例乙"
        assert ("制造", "制造") in await audiences.choices(tx, "sector")
        assert await audiences.choices(tx, "registered") == (("1", "焊工技能竞赛"),)
        assert await audiences.choices(tx, "confirmed") == ()
        assert await audiences.value(tx, "competition", " 焊工技能竞赛 ") == "1"
        assert await audiences.value(tx, "street", "没有街道") is None
        for kind in KINDS:
            assert isinstance(await audiences.choices(tx, kind), tuple)
        with pytest.raises(ValueError, match="colour"):
            await audiences.choices(tx, "colour")


async def test_a_notice_without_a_title_is_called_by_its_text_or_its_number(db: Database) -> None:
    async with db.write() as tx:
        for content in (Content(title="", text="本周六\n停电"), Content(title="", text="")):
            await notices.add(tx, content, 1, NOW)
        assert await audiences.choices(tx, "confirmed") == (("2", "#2"), ("1", "本周六 停电"))
        assert await audiences.name(tx, Condition("unconfirmed", "1")) == "本周六 停电"


async def settle_competition(tx: Tx) -> None:
    await tx.change(
        "INSERT INTO competitions (id, title, trade, created_by, created_at, changed_at)"
        " VALUES (1, '焊工技能竞赛', '焊工', 1, 1, 1)"
    )


SAID: list[tuple[list[tuple[str, str] | tuple[str, str, bool]], str]] = [
    ([], "所有人"),
    ([("role", "worker")], "所有人"),
    ([("role", "leader"), ("role", "deputy"), ("level", "区级"), ("registered", "1", False)],
     "区级工作室的领军人和联络员,还没报名「焊工技能竞赛」的"),
    ([("sector", "制造"), ("sector", "教育")], "领军、联络或关注制造行业或教育行业工作室的人"),
    ([("street", "望京街道"), ("level", "市级")], "领军、联络或关注市级、望京街道工作室(或自己选了这里)的人"),
    ([("studio", "1"), ("role", "leader")], "「示例甲」的领军人"),
    ([("role", "admin"), ("trade", "焊工")], "管理员,关心「焊工」工种的"),
    ([("competition", "1"), ("role", "admin", False)], "所有人,关注或报名「焊工技能竞赛」的,不含管理员"),
    ([("sector", "制造", False)], "所有人,不含制造行业工作室的人"),
    ([("unconfirmed", "9")], "所有人,收到了还没点「已阅」的(「已删除」)"),
]  # fmt: skip


async def test_an_audience_in_words(db: Database) -> None:
    words = load_words()["zh"]
    async with db.write() as tx:
        await studios.save_all(tx, [StudioDraft("示例甲")], NOW)
        await settle_competition(tx)
        for asked, said in SAID:
            conditions = checked(Condition(*one) for one in asked)
            shown = await conditions_words(tx, words, conditions)
            assert shown.translate({0xFF0C: ",", 0xFF08: "(", 0xFF09: ")"}) == said
            assert all([await condition_words(tx, words, one) for one in conditions])
