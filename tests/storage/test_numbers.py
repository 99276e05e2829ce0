"""What figures count, and that parts add up to the whole."""

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from storage import numbers, studios
from storage.database import Database, Tx
from storage.model.numbers import MEASURES, Numbers, Part, Span, StudioPart, Tally, months_of, ranked
from storage.model.records import KINDS, STAGES
from storage.model.studios import StudioDraft
from tests.numbers_sample import Row, put_records, sample_rows

YEAR = Span("2026-01-01", "2026-12-31")


async def put_studios(tx: Tx) -> list[int]:
    drafts = [
        StudioDraft("示例甲创新工作室", level="市级", sector="制造"),
        StudioDraft("示例乙创新工作室", level="区级", sector="制造"),
        StudioDraft("示例丙创新工作室", level="区级"),
    ]
    await studios.save_all(tx, drafts, 0)
    return [one.id for draft in drafts if (one := await studios.by_name(tx, draft.name)) is not None]


def row(record: int, studio: int, kind: str, on: str, **more: object) -> Row:
    """A row of tests.numbers_sample.COLUMNS."""
    said = {"stage": "", "number": None, "approx": "", "people": None, "amount_fen": None, "benefit": "", "year": None}
    said |= {"state": "approved", "corrects": None, "included_in": None} | more
    places = ("stage", "title", "number", "approx", "people", "amount_fen", "benefit", "year")
    middle = tuple(said.get(name, "") for name in places)
    end = (said["state"], said["corrects"], said["included_in"], 0, 0)
    return (record, record, studio, 1, kind, *middle, on, on, *end)


async def test_only_what_was_approved_counts_and_only_once(db: Database) -> None:
    async with db.write() as tx:
        one, two, three = await put_studios(tx)
        wan = 1_000_000
        await put_records(
            tx,
            [
                row(1, one, "发明专利", "2026-03-01", stage="授权", number=2),
                row(2, one, "发明专利", "2026-03-02", stage="受理", number=5),
                row(3, two, "实用新型", "2026-04-01"),  # no number: one
                row(4, two, "实用新型", "2026-04-01", number=9, state="pending"),
                row(5, two, "实用新型", "2026-04-01", number=9, state="returned"),
                row(6, one, "发明专利", "2026-03-01", number=9, corrects=1),
                row(7, three, "效益", "2026-09-30", amount_fen=120 * wan, benefit="direct", year=2026),
                row(8, three, "效益", "2026-06-30", amount_fen=50 * wan, benefit="direct", year=2026, included_in=7),
                row(9, three, "效益", "2026-01-20", amount_fen=7 * wan, benefit="direct", year=2025),
                row(10, three, "效益", "2026-02-20", amount_fen=3 * wan, benefit="indirect"),
                row(11, one, "培训", "2026-12-31", people=35, approx="约三十五人"),
                row(12, one, "带徒", "2026-12-31", people=3),
                row(13, one, "带徒", "2026-12-31", number=2),
                row(14, one, "论文", "2027-01-01"),
                row(15, two, "示例新类型", "2026-05-05", number=4),  # a kind that an admin added
            ],
        )
        found = await numbers.numbers(tx, YEAR)
        whole = found.whole
        assert {name: whole.value(name) for name in MEASURES} == {
            "results": 2 + 1 + 4,
            "patents": 3,
            "patents_pending": 5,
            "trained": 35,
            "apprentices": 5,
            "graduates": 0,
            "activities": 0,
            "reached": 0,
            "direct": 120 * wan,
            "indirect": 3 * wan,
        }
        assert (whole.value("发明专利"), whole.value("示例新类型"), whole.approximate()) == (2, 4, 1)
        assert (whole.approximate("trained"), whole.approximate("patents")) == (1, 0)
        assert whole.kinds() == (("示例新类型", 4), ("发明专利", 2), ("实用新型", 1))
        assert [(one.key, one.value("results")) for one in found.by_sector()] == [("", 0), ("制造", 7)]
        last = await numbers.numbers(tx, Span("2025-01-01", "2025-12-31"))
        assert (last.whole.value("direct"), last.months[11].value("direct")) == (7 * wan, 0), (
            "of the year, not of December"
        )
        assert last.undated("direct") == 7 * wan
        theirs = await numbers.numbers(tx, YEAR, [two])
        assert (theirs.whole.value("results"), [each.studio for each in theirs.studios]) == (5, [two])
        assert (await numbers.numbers(tx, YEAR, [])).whole.records == 0
        waits = await numbers.waiting(tx, YEAR)
        assert (waits.counted(), waits.counted("patents"), waits.counted("apprentices")) == (1, 1, 0)
        assert (await numbers.waiting(tx, Span("2025-01-01", "2025-12-31"))).counted() == 0
        assert await numbers.size(tx, YEAR) == 9
        behind = [line async for page in numbers.lines(tx, YEAR, [three]) for line in page]
        assert [(line.record, line.receipt, line.studio) for line in behind] == [
            (7, "N7", "示例丙创新工作室"),
            (10, "N10", "示例丙创新工作室"),
        ]


async def test_months_studios_and_lines_add_up(db: Database) -> None:
    async with db.write() as tx:
        ids = await put_studios(tx)
        rows = sample_rows(4_500, ids, date(2026, 1, 1), 364, seed=random.randrange(10**6), approved=0.8)
        await put_records(tx, rows)
        span = Span("2026-02-10", "2026-11-03")
        found = await numbers.numbers(tx, span)
        behind = [line async for page in numbers.lines(tx, span) for line in page]
        counted = [one for one in rows if one[15] == "approved" and span.begins_on <= str(one[14]) <= span.ends_on]
        assert len(behind) == len(counted) == found.whole.records == await numbers.size(tx, span)
        assert len({line.record for line in behind}) == len(behind)
        assert found.whole.value("direct") == sum(int(str(one[10])) for one in counted if one[11] == "direct")
        _adds_up(found)
        months = [one for one in counted if one[11] == "direct" and str(one[13])[:7] != str(one[14])[:7]]
        assert found.undated("direct") == sum(int(str(one[10])) for one in months)


def _adds_up(found: Numbers) -> None:
    for measure in (*MEASURES, *KINDS):
        whole = found.whole.value(measure)
        assert 0 <= found.undated(measure) <= (whole if measure in ("direct", "indirect", "reached", "效益") else 0)
        assert sum(one.part.value(measure) for one in found.studios) == whole
        for parts in (found.by_sector(), found.by_level()):
            assert sum(number for _, number in ranked(parts, measure)) == whole


small = st.integers(0, 10**12)
tallies = st.builds(
    Tally,
    st.sampled_from((*KINDS, "示例新类型")),
    st.sampled_from(("", *STAGES)),
    st.sampled_from(("", "direct", "indirect", "social")),
    small,
    small,
    small,
    small,
    small,
    small,
)
parts = st.lists(tallies, max_size=6).map(tuple)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(parts, st.sampled_from(("", "制造", "教育")), st.sampled_from(("", "市级"))), max_size=8))
def test_every_way_to_part_the_whole_comes_to_the_same(each: list[tuple[tuple[Tally, ...], str, str]]) -> None:
    studios = tuple(
        StudioPart(number, f"示例{number}", level, sector, Part(str(number), some))
        for number, (some, sector, level) in enumerate(each, 1)
    )
    whole = Part("", tuple(one for some, _, _ in each for one in some))
    found = Numbers(YEAR, whole, (whole,), studios)
    _adds_up(found)
    assert whole.value("results") == sum(number for _, number in whole.kinds())


def test_the_months_of_a_span() -> None:
    assert months_of(Span("2026-11-20", "2027-02-01")) == ("2026-11", "2026-12", "2027-01", "2027-02")
    assert months_of(Span("2026-11-20", "2026-11-20")) == ("2026-11",)
