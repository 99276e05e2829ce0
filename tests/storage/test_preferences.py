"""What people want: defaults for whoever chose nothing, and the typed hours."""

import pytest

from storage import people, preferences
from storage.database import Database
from storage.model.preferences import COMPETITION, MOST_INTERESTS, NOTICE, STREET, TRADE, Preferences, read_quiet
from storage.model.quiet import Quiet


async def test_choices_are_kept_and_a_stranger_has_the_defaults(db: Database) -> None:
    async with db.write() as tx:
        one = (await people.meet(tx, "1", 1)).id
        assert await preferences.of(tx, one) == await preferences.of(tx, 0) == Preferences()
        await preferences.set_digest(tx, one, False)
        assert (await preferences.of(tx, one)).quiet == Quiet(), (
            "choosing one thing leaves the others at their defaults"
        )
        await preferences.set_quiet(tx, one, Quiet(0, 0))
        assert await preferences.mute(tx, one, COMPETITION, 3, 1)
        assert not await preferences.mute(tx, one, COMPETITION, 3, 2)
        await preferences.add_interest(tx, one, TRADE, "焊工")
        kept = await preferences.of(tx, one)
        assert kept == Preferences(Quiet(0, 0), False, frozenset({(COMPETITION, 3)}), frozenset({(TRADE, "焊工")}))
        assert not kept.wants(COMPETITION, 3)
        assert kept.wants(COMPETITION, 4)
        await preferences.mute(tx, one, COMPETITION, 0, 1)
        assert not (await preferences.of(tx, one)).wants(COMPETITION, 4)
        assert (await preferences.of(tx, one)).wants(NOTICE)
        assert await preferences.unmute(tx, one, COMPETITION, 0)
        assert not await preferences.unmute(tx, one, COMPETITION, 0)


async def test_interests_are_bounded(db: Database) -> None:
    async with db.write() as tx:
        one = (await people.meet(tx, "1", 1)).id
        kept = [await preferences.add_interest(tx, one, STREET, f"街{n}") for n in range(MOST_INTERESTS + 1)]
        assert kept == [True] * MOST_INTERESTS + [False]
        assert await preferences.add_interest(tx, one, STREET, "街0"), "it is there already"
        assert await preferences.add_interest(tx, one, TRADE, "焊工"), "another kind"


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("22:00-7:30", Quiet(1320, 450)),
        ("22\uff1a00\uff0d7\uff1a30", Quiet(1320, 450)),
        ("22点到7点半", Quiet(1320, 450)),
        ("22 - 7", Quiet(1320, 420)),
        ("21:00 至 次日8:00", Quiet(1260, 480)),
        ("13:00~14:00", Quiet(780, 840)),
        ("22:00-24:00", Quiet(1320, 0)),
        ("不要", Quiet(0, 0)),
        ("25:00-7:00", None),
        ("22:60-7:00", None),
        ("8:00-8:00", None),
        ("晚上", None),
    ],
)
def test_typed_hours(text: str, quiet: Quiet | None) -> None:
    assert read_quiet(text) == quiet
