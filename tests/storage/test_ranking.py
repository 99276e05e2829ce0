"""Ranking, draws and what is typed about them: the rules, on all sorts of points."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model import draws
from storage.model.competitions import MEAN, PREVIOUS, SHARED, TRIMMED
from storage.model.contests import last_day, publicity_ends, read_marks, read_points, read_prizes, written_points
from storage.model.days import CHINA
from storage.model.draws import Lot, Room, drawn, read_rooms, short_of
from storage.model.ranking import NO_PLACE, Cut, Scored, awarded, placed, points_of, ranking

POINTS = st.integers(0, 10_000)
FEW_POINTS = st.sampled_from([0, 8_000, 8_001, 9_000, 10_000])
"""So that equals are usual."""


@st.composite
def fields(draw: st.DrawFn) -> list[Scored]:
    """Who took part, with what they were given."""
    given = draw(st.lists(st.tuples(st.lists(FEW_POINTS, max_size=4), FEW_POINTS), max_size=12))
    return [Scored(entry, tuple(points), before) for entry, (points, before) in enumerate(given, 1)]


RULES = st.tuples(st.sampled_from([MEAN, TRIMMED]), st.sampled_from([SHARED, PREVIOUS]))
CUTS = st.builds(Cut, st.none() | st.integers(1, 12), st.none() | FEW_POINTS)


@given(fields(), RULES, CUTS, st.randoms())
def test_the_order_in_which_they_are_looked_at_is_nothing(field, rules, cut, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = [Scored(one.entry, tuple(random.sample(one.given, len(one.given))), one.previous) for one in field]
    random.shuffle(shuffled)
    assert ranking(shuffled, *rules, cut) == ranking(field, *rules, cut)


@given(fields(), RULES, CUTS)
def test_places_and_the_cut(field, rules, cut) -> None:  # type: ignore[no-untyped-def]
    before = {one.entry: one.previous if rules[1] == PREVIOUS else 0 for one in field}
    ranked = ranking(field, *rules, cut)
    assert sorted(one.entry for one in ranked) == sorted(one.entry for one in field)
    scored = [one for one in ranked if one.place != NO_PLACE]
    for one in scored:
        better = sum((other.points, before[other.entry]) > (one.points, before[one.entry]) for other in scored)
        assert one.place == better + 1  # equals share it, and the next counts them all: 1, 1, 3
        assert one.passed == ((cut.top is None or better < cut.top) and (cut.least is None or one.points >= cut.least))
    if cut.least is None and cut.top is not None:
        assert sum(one.passed for one in scored) >= min(cut.top, len(scored))  # equals at the line all pass
    absent = [one for one in field if not one.given]
    assert {one.entry for one in ranked if one.place == NO_PLACE} == {one.entry for one in absent}
    assert not any(one.passed for one in ranked if one.place == NO_PLACE)


@given(fields(), RULES, st.integers(0, 11), st.integers(0, 3), st.integers(1, 500))
def test_more_points_are_never_a_worse_place(field, rules, who, which, more) -> None:  # type: ignore[no-untyped-def]
    if who >= len(field) or which >= len(field[who].given):
        return
    one = field[who]
    raised = tuple(points + more * (at == which) for at, points in enumerate(one.given))
    then = [*field[:who], Scored(one.entry, raised, one.previous), *field[who + 1 :]]
    places = [{r.entry: r.place for r in ranking(now, *rules)}[one.entry] for now in (field, then)]
    assert places[1] <= places[0]


@given(st.lists(POINTS, min_size=1, max_size=30))
def test_points_are_the_exact_mean_rounded_half_up(given) -> None:  # type: ignore[no-untyped-def]
    shown = points_of(given)
    exact = Fraction(sum(given), len(given))
    assert Fraction(-1, 2) < shown - exact <= Fraction(1, 2)
    assert min(given) <= points_of(given, TRIMMED) <= max(given)


def test_points_by_hand() -> None:
    assert points_of([8650, 8651]) == 8651  # 86.505 → 86.51
    assert points_of([1000, 8000, 9000], TRIMMED) == 8000
    assert points_of([1000, 9000], TRIMMED) == 5000  # too few to leave any out
    assert points_of([]) == 0


def test_equals_are_parted_by_the_stage_before_where_that_is_the_rule() -> None:
    field = [Scored(1, (9000,), 7000), Scored(2, (9000,), 8000), Scored(3, (8000,)), Scored(4, (9000,), 8000)]
    assert [(one.entry, one.place) for one in ranking(field)] == [(1, 1), (2, 1), (4, 1), (3, 4)]
    assert [(one.entry, one.place) for one in ranking(field, ties=PREVIOUS)] == [(2, 1), (4, 1), (1, 3), (3, 4)]


def test_a_correction_is_ranked_by_the_same_rule() -> None:
    corrected = placed({1: 8000, 2: 9000}, {}, Cut(top=1), [1, 2, 3])
    assert [(one.entry, one.place, one.passed) for one in corrected] == [(2, 1, True), (1, 2, False), (3, 0, False)]


def test_awards_by_place() -> None:
    places = {1: 1, 2: 2, 3: 2, 4: 4, 5: 5, 6: 0}
    assert awarded(places, [("一等奖", 1), ("二等奖", 1), ("三等奖", 2)]) == {
        1: "一等奖", 2: "二等奖", 3: "二等奖", 4: "三等奖",
    }  # fmt: skip


# drawing lots


def test_the_draw_can_be_repeated_by_anybody() -> None:
    # printf '3f9a:1' | sha256sum: 2 < 3 < 1 in this order, on every machine and in every version of Python.
    lots = drawn("3f9a", [1, 2, 3], [Room("东", 1), Room("西", 5)])
    assert lots == sorted(lots, key=lambda lot: draws.digest("3f9a", lot.entry))
    assert [(lot.number, lot.room) for lot in lots] == [(1, "东"), (2, "西"), (3, "西")]
    assert draws.digest("3f9a", 1) == "350dddb40f4a549d2d85dd04c96b95ab926f18518fc18ed04221fbadf482ff1e"


@given(st.text(min_size=1, max_size=8), st.sets(st.integers(1, 10**6), max_size=30), st.randoms())
def test_a_draw_gives_each_number_once_whoever_comes_first(seed, entries, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(sorted(entries), len(entries))
    lots = drawn(seed, shuffled)
    assert lots == drawn(seed, sorted(entries))
    assert [lot.number for lot in lots] == list(range(1, len(entries) + 1))
    assert {lot.entry for lot in lots} == entries


def test_who_comes_later_draws_behind_the_others() -> None:
    rooms = [Room("东", 2), Room("西", 2)]
    first = drawn("a", [1, 2, 3], rooms)
    assert drawn("a", [9], rooms, first) == [Lot(9, 4, "西")]
    assert short_of(2, rooms, first) == 1
    assert short_of(99, ()) == 0
    with pytest.raises(ValueError, match="too few"):
        drawn("a", [8, 9], rooms, first)


def test_rooms_as_they_are_typed() -> None:
    assert read_rooms("第1考场 20\n第2考场\uff1a 20人\n\n实训楼 B 座,3") == (
        Room("第1考场", 20), Room("第2考场", 20), Room("实训楼 B 座", 3),
    )  # fmt: skip
    assert [read_rooms(text) for text in ("第1考场", "东 0", "东 2\n东 3", "20")] == ["第1考场", "东 0", "东 3", "20"]


# what is typed


def test_points_as_they_are_typed() -> None:
    typed = {"88.5": 8850, "88": 8800, "100": 10_000, "0": 0, "\uff18\uff18.05分": 8805, "88。5": 8850, "88.500": 8850}
    assert {text: read_points(text) for text in typed} == typed
    wrong = ["100.01", "101", "-1", "88.555", "八十", "1e2", "", "88.5.1", "=1+1"]
    assert [read_points(text) for text in wrong] == [None] * len(wrong)
    assert [written_points(points) for points in (8850, 5, 10_000)] == ["88.50", "0.05", "100.00"]


def test_marks_and_prizes_as_they_are_typed() -> None:
    assert read_marks("12 88.5\n3\uff1a90\n\n7号 60\n12\n8 101") == (
        [(12, 8850), (3, 9000), (7, 6000)], ["12", "8 101"],
    )  # fmt: skip
    assert read_prizes("一等奖 1\n二等奖\uff1a2名") == [("一等奖", 1), ("二等奖", 2)]
    assert [read_prizes(text) for text in ("一等奖", "一等奖 0")] == ["一等奖", "一等奖 0"]


def test_publicity_lasts_for_so_many_working_days() -> None:
    friday = 1796353200000  # 2026-12-04 11:00 in China
    ends = publicity_ends(friday, 5, CHINA, lambda day: day.weekday() < 5)
    assert last_day(ends, CHINA).isoformat() == "2026-12-11"
