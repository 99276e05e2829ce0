"""Files behind news: named at once, fetched after the commit, kept whole whatever is in the way, shown to who may see them."""

from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import filters

from bot.keeper import ASIDE_S
from bot.standin.faults import Fault
from bot.standin.world import World
from handlers.cards.evidence import SHOW, evidence_button, evidence_lines, items_of, keep
from handlers.evidence import room as evidence_room
from handlers.kit.context import Context
from handlers.kit.room import TYPED, Room
from storage import evidence, people, records, studios
from storage.model.evidence import MOST_FILES
from storage.model.records import Facts
from storage.model.studios import StudioDraft
from storage.vault import ASIDE
from tests.echo import MORNING
from tests.small_house import furnished
from tests.transcripts.records import change, rows

PDF = b"%PDF-1.7\n" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10" + bytes(100)
DAY_MS = 86_400_000


def desk_room() -> Room:
    """A room where anything shown is put to the first news."""
    room = Room("news desk")

    @room.message(TYPED & ~filters.COMMAND, action="help.read")
    async def take(update: Update, context: Context) -> None:
        await context.acquainted()
        assert update.message is not None
        said = await keep(context, 1, "news", 1, items_of(update.message))
        shown = await evidence.of(context.tx, "news", 1)
        await context.say(
            said or evidence_lines(context, shown) or "没有", [evidence_button(context, "news", 1, shown)]
        )

    return room


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


async def prepared(world: World) -> None:
    """One studio with one news; the leader leads it, the admin is one."""
    for who in ("leader", "admin", "worker"):
        await world.say(who, "你好")
    await world.settle()
    async with world.house._db.write() as tx:
        await studios.save_all(tx, [StudioDraft("甲室")], MORNING)
        await records.save(
            tx, 1, 1, "", [Facts("获奖", begins_on="2026-12-01", ends_on="2026-12-01")], MORNING, draft=None
        )
        for who, role, studio in (("leader", "leader", 1), ("admin", "admin", 0)):
            person = await people.meet(tx, str(world.person(who).id), MORNING)
            await people.grant(tx, person.id, role, MORNING, studio)


def states(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT state, why, tries FROM evidence ORDER BY id")


def copies(path: Path, mark: str = "") -> list[bytes]:
    """What is kept there; or, by what their names begin with, what was put away."""
    folder = path.with_name("a-files")
    names = [file for file in folder.iterdir() if file.name[:-32] == mark] if folder.is_dir() else []
    return sorted(file.read_bytes() for file in names)


async def test_what_is_shown_is_kept_and_handed_out_to_who_may_see_it(path: Path) -> None:
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        world.phone("leader").photo("a.png", PNG)
        world.phone("leader").document("../../etc/证书.pdf", PDF, "授权证书")
        world.phone("leader").video("a.mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + bytes(50))
        world.phone("leader").forward("公众号:<反欺凌>课")
        said = [event.text for event in await world.settle()]
        assert said[-1].startswith("📎 4 份证明材料\uff0c已备份")
        assert states(path) == [("kept", "", 1)] * 3 + [("kept", "", 0)]
        assert len(copies(path)) == 3
        assert rows(path, "SELECT name, type FROM evidence WHERE id = 2") == [("证书.pdf", "application/pdf")]
        await world.say("admin", "看")
        await world.settle()
        await world.tap("admin", "看证明材料")
        await world.tap_again("admin")  # a double tap sends nothing twice
        shown = [event for event in await world.settle() if event.kind != "toast"]
        assert [event.kind for event in shown] == ["photo", "document", "video", "message"]
        assert shown[1].text == "N20261201-0001 证明材料 2/4\n授权证书"
        assert shown[3].text == "N20261201-0001 证明材料 4/4\n公众号:<反欺凌>课"
        await world.tap_data("worker", 1, SHOW.data("news", 1))
        (refused,) = await world.settle()
        assert refused.kind == "toast"
        await world.tap_data("admin", 1, SHOW.data("news", 99))
        (nothing,) = await world.settle()
        assert nothing.text == "这里没有证明材料"


async def test_a_file_that_is_none_is_refused_kindly_and_never_handed_on(path: Path) -> None:
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        world.phone("leader").document("证书.pdf", b"MZ" + bytes(2000))
        world.phone("leader").document("setup.exe", PDF)
        seen = await world.settle()
        told = [event.text for event in seen]
        assert any("「证书.pdf」的内容和文件名对不上" in text and "N20261201-0001" in text for text in told), told
        (lost,) = [event for event in seen if "证书.pdf" in event.text]
        assert lost.buttons == [["看这份快报"]]
        assert any("「setup.exe」收不了" in text for text in told), told
        assert states(path) == [("refused", "mismatch", 1)]
        assert copies(path) == []
        await world.tap_data("admin", 1, SHOW.data("news", 1))
        assert [event.text for event in await world.settle()] == ["这里没有证明材料"]


async def test_limits_are_said_at_once(path: Path) -> None:
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        change(path, "UPDATE evidence SET bytes = 0")
        world.phone("leader").document("大.pdf", PDF + bytes(20 * 2**20))
        (large,) = await world.settle()
        assert "超过 20 MB" in large.text
        for _ in range(MOST_FILES + 1):
            world.phone("leader").forward("一篇")
        assert f"最多收 {MOST_FILES} 份" in (await world.settle())[-1].text
        change(path, "UPDATE evidence SET number = 2, bytes = ?", 500 * 2**20 // MOST_FILES)
        world.phone("leader").document("证书.pdf", PDF)
        (full,) = await world.settle()
        assert "存放空间满了" in full.text


async def test_an_unreachable_telegram_costs_no_tries_and_a_lost_file_is_said_after_a_day(path: Path) -> None:
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        world.telegram.faults.add(Fault("unreachable", "getFile", times=1))
        world.phone("leader").document("一.pdf", PDF)
        await world.settle()
        assert states(path) == [("waiting", "", 0)]
        await world.tap_data("admin", 1, SHOW.data("news", 1))
        assert "正在核对" in (await world.settle())[-1].text
        await world.move(3 * 60_000)
        await world.settle()
        assert states(path) == [("kept", "", 1)]
        post = world.phone("leader").document("二.pdf", PDF)
        world.telegram.files._files.pop(post.body["document"]["file_id"])
        await world.settle()
        assert states(path)[1][:2] == ("waiting", "gone")
        await world.move(DAY_MS // 2)
        assert states(path)[1][0] == "waiting"
        await world.move(2 * DAY_MS)
        told = [event.text for event in await world.settle() if event.to == "leader"]
        assert states(path)[1] == ("failed", "gone", evidence.MOST_TRIES)
        assert [text for text in told if "「二.pdf」没有备份成" in text]


async def test_no_room_on_the_disk_is_told_and_mended_without_anybody_sending_again(path: Path) -> None:
    folder = path.with_name("a-files")
    folder.write_bytes(b"")  # in the way, as a full disk is
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        world.phone("leader").document("一.pdf", PDF)
        await world.settle()
        assert states(path) == [("waiting", "disk", 0)]
        await world.house.ticker.ring("watchdog")
        assert any("1 份证明材料存不下来" in event.text for event in await world.settle() if event.to == "admin")
        folder.unlink()
        await world.move(11 * 60_000)
        assert states(path) == [("kept", "", 1)]
        assert copies(path) == [PDF]


async def test_what_telegram_lost_comes_from_our_copy(path: Path) -> None:
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        post = world.phone("leader").document("证书.pdf", PDF)
        await world.settle()
        world.telegram.files._files.pop(post.body["document"]["file_id"])
        await world.tap_data("admin", 1, SHOW.data("news", 1))
        events = await world.settle()
        await world.move(60_000)
        events += await world.settle()
        (copy,) = [event for event in events if event.kind == "document"]
        assert copy.text == "N20261201-0001 证明材料\uff08备份\uff09"
        assert world.file("admin", copy.message_id)[:2] == ("证书.pdf", PDF)
        await world.move(10 * 60_000)
        assert [event for event in await world.settle() if event.kind == "document"] == []


class Killed(BaseException):
    """The process ends here."""


async def test_killed_between_file_and_row_it_is_fetched_again_and_the_orphan_goes(path: Path) -> None:
    deadly = ["evidence_stored"]

    def crash_point(point: str) -> None:
        if point in deadly:
            deadly.remove(point)
            raise Killed

    async with furnished(path, evidence_room, desk_room(), crash_point=crash_point) as world:
        await prepared(world)
        world.phone("leader").document("一.pdf", PDF)
        world.patience_s = 0.3
        with pytest.raises(TimeoutError):
            await world.settle()
        assert states(path) == [("waiting", "", 0)]
        assert copies(path) == [PDF]
        world.patience_s = 20.0
        await world.restart()
        await world.settle()
        assert states(path) == [("kept", "", 1)]
        await world.move(11 * 60_000)
        assert copies(path) == [PDF]


async def test_what_is_erased_leaves_the_disk(path: Path) -> None:
    async with furnished(path, evidence_room, desk_room()) as world:
        await prepared(world)
        for name in ("一.pdf", "二.pdf"):
            world.phone("leader").document(name, PDF)
        await world.settle()
        change(path, "DELETE FROM evidence WHERE id = 1")
        await world.house.ticker.ring("housekeeping")
        assert copies(path) == [PDF]
        assert len(copies(path, ASIDE)) == 1
        await world.move(ASIDE_S * 1000 + 1)
        await world.house.ticker.ring("housekeeping")
        assert (copies(path), copies(path, ASIDE)) == ([PDF], [])
