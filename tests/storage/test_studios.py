"""Studio records: kept, counted, followed, and changed by one person at a time."""

from dataclasses import replace

import pytest

from storage import people, search, studios
from storage.database import Database, Tx
from storage.model.search import STUDIO
from storage.model.studios import Studio, StudioDraft, StudioFilter, is_stale, public_phone
from storage.studios import Counts

WELDING = StudioDraft(
    name="示例焊接创新工作室",
    level="区级",
    sector="制造",
    kind="技术创新",
    leader="示例领军人甲",
    unit="示例第一机械厂",
    specialities=("焊接", "工装夹具"),
    intro="焊接机器人实训。成果:专利 4 项。",
    street="望京街道",
    status="已命名",
    members=12,
)
NURSING = StudioDraft(
    "示例护理创新工作室", level="市级", sector="医疗卫生", kind="服务创新", street="望京街道", status="已命名"
)
CLOSED = StudioDraft("示例缝纫创新工作室", level="区级", sector="其他", status="已摘牌")
MODEL = StudioDraft("示例示范创新工作室", level="市级示范性", sector="制造", street="双井街道")
UNKNOWN = StudioDraft("示例停车创新工作室")
ALL = (WELDING, NURSING, CLOSED, MODEL, UNKNOWN)


async def saved(tx: Tx, draft: StudioDraft) -> Studio:
    await studios.save_all(tx, [draft], now=1)
    studio = await studios.by_name(tx, draft.name)
    assert studio is not None
    return studio


async def test_a_saved_draft_is_found_as_it_was_given(db: Database) -> None:
    async with db.write() as tx:
        assert await studios.save_all(tx, ALL, now=1) == Counts(created=5)
    async with db.read() as tx:
        studio = await studios.by_name(tx, WELDING.name)
        assert studio == studios.stored(WELDING, 1, 1)
        assert await studios.find(tx, 1) == studio
        assert await studios.find(tx, 99) is None
        assert await studios.by_name(tx, "没有") is None
        assert [one.id for one in await studios.everything(tx)] == [1, 2, 3, 4, 5]
        assert [one.id for one in await studios.by_ids(tx, [3, 99, 1])] == [3, 1]


async def test_the_same_name_again_updates(db: Database) -> None:
    async with db.write() as tx:
        await studios.save_all(tx, ALL, now=1)
        changed = replace(WELDING, specialities=("激光焊",), members=None)
        assert await studios.save_all(tx, [changed, NURSING], now=2) == Counts(updated=1, unchanged=1)
        studio = await studios.by_name(tx, WELDING.name)
        assert studio == studios.stored(changed, 1, 2)


async def test_browsing_goes_from_the_highest_level_down(db: Database) -> None:
    async with db.write() as tx:
        await studios.save_all(tx, ALL, now=1)
        page = await studios.browse(tx, StudioFilter())
        assert [one.name for one in page.studios] == [MODEL.name, NURSING.name, WELDING.name, UNKNOWN.name]
        assert page.total == 4
        page = await studios.browse(tx, StudioFilter(), limit=1, offset=2)
        assert ([one.name for one in page.studios], page.total) == ([WELDING.name], 4)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (StudioFilter(level="市级"), {MODEL.name, NURSING.name}),
        (StudioFilter(level="市级示范性"), {MODEL.name}),
        (StudioFilter(level="区级"), {WELDING.name}),
        (StudioFilter(level="区级", include_delisted=True), {WELDING.name, CLOSED.name}),
        (StudioFilter(status="已摘牌"), {CLOSED.name}),
        (StudioFilter(sector="制造"), {WELDING.name, MODEL.name}),
        (StudioFilter(sector="制造", street="双井街道"), {MODEL.name}),
        (StudioFilter(kind="服务创新"), {NURSING.name}),
        (StudioFilter(street="没有街道"), set()),
    ],
)
async def test_filters_mean_the_same_in_lists_and_in_the_search(
    db: Database, wanted: StudioFilter, names: set[str]
) -> None:
    async with db.write() as tx:
        await studios.save_all(tx, ALL, now=1)
        page = await studios.browse(tx, wanted)
        assert {one.name for one in page.studios} == names
        assert page.total == await studios.count(tx, wanted) == len(names)
        hits = await search.find(tx, [["工作室"]], kind=STUDIO, filters=wanted)
        assert {one.name for one in await studios.by_ids(tx, hits.ids)} == names
        assert hits.total == len(names)


async def test_menus_count_what_is_there(db: Database) -> None:
    async with db.write() as tx:
        await studios.save_all(tx, ALL, now=1)
        everything = StudioFilter()
        assert await studios.count_by(tx, "level", everything) == (("市级示范性", 1), ("市级", 1), ("区级", 1))
        assert await studios.count_by(tx, "sector", everything) == (("制造", 2), ("医疗卫生", 1))
        assert await studios.count_by(tx, "street", everything) == (("望京街道", 2), ("双井街道", 1))
        assert await studios.count_by(tx, "kind", StudioFilter(level="市级")) == (("服务创新", 1),)
        assert await studios.count_by(tx, "status", StudioFilter(include_delisted=True)) == (
            ("已命名", 2),
            ("已摘牌", 1),
        )


async def test_following(db: Database) -> None:
    async with db.write() as tx:
        welding, nursing = await saved(tx, WELDING), await saved(tx, NURSING)
        one, two = await people.meet(tx, "900001", 1), await people.meet(tx, "900002", 1)
        assert await studios.follow(tx, one.id, welding.id, 10)
        assert not await studios.follow(tx, one.id, welding.id, 11)
        assert await studios.follow(tx, one.id, nursing.id, 12)
        assert await studios.follow(tx, two.id, welding.id, 13)
        assert await studios.follows(tx, one.id, welding.id)
        assert not await studios.follows(tx, two.id, nursing.id)
        assert await studios.followed(tx, one.id) == (nursing, welding)
        assert await studios.unfollow(tx, one.id, welding.id)
        assert not await studios.unfollow(tx, one.id, welding.id)
        assert await studios.followed(tx, one.id) == (nursing,)


@pytest.mark.parametrize(
    ("phone", "public"),
    [
        ("", ""),
        ("010-0000-0001", "010-0000-0001"),
        ("139-0000-0001", ""),
        ("+86 139 0000 0001", ""),
        ("010-0000-0001、139 0000 0001", "010-0000-0001"),
        ("手机: 13900000001 / 010 0000 0001 转 8012", "010 0000 0001 转 8012"),
        ("１３９００００００００\uff0c\uff08010\uff0900000001", "(010)00000001"),
    ],
)
def test_a_mobile_number_is_nobodys_business(phone: str, public: str) -> None:
    assert public_phone(phone) == public


def test_a_record_is_stale_after_a_year() -> None:
    assert is_stale("2025-11-30", "2026-12-01")
    assert not is_stale("2025-12-01", "2026-12-01")
    assert not is_stale("", "2026-12-01")


async def test_what_a_studio_was_before_is_kept(db: Database) -> None:
    draft = StudioDraft(name="示例工作室", unit="示例一厂", leader="示例领军人甲", level="区级")
    async with db.write() as tx:
        await studios.save_all(tx, [draft], 1)
        await studios.save_all(tx, [replace(draft, unit="示例二厂", intro="变了也不记")], 2)
        seen = await studios.by_name(tx, draft.name)
        assert seen is not None
        assert await studios.change(tx, seen, "level", "市级", 7, 3) is not None
        assert await studios.change(tx, seen, "level", "全国", 7, 4) is None, "somebody was faster"
        found, total = await studios.changes(tx, seen.id, 10, 0)
    assert total == 2
    assert [(one.field, one.old, one.new, one.person, one.at) for one in found] == [
        ("level", "区级", "市级", 7, 3),
        ("unit", "示例一厂", "示例二厂", 0, 2),
    ]
