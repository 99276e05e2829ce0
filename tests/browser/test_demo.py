"""The demo as a newcomer meets it: the real program on the sample data, three phones, a clock, a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.standin import web
from bot.standin.clocks import ShiftedClock
from bot.standin.opening import opened
from bot.standin.world import World
from tests.browser.desk import NARROW, WIDE, Desk, Sit

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    # The house says the same to Python, but pytest starts every test with filters of its own.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo() -> AsyncIterator[tuple[World, str]]:
    """One demo for the whole module; nobody waits a second for the next message here."""
    async with opened(ShiftedClock(), seconds_per_person=0) as world, web.serve(world, "127.0.0.1", 0) as address:
        yield world, address
        assert not world.telegram.unknown_methods


async def test_a_newcomer_asks_browses_and_follows(demo: tuple[World, str], sit: Sit) -> None:
    async with sit(demo[1], WIDE) as desk:
        for who in ("worker", "leader", "admin"):
            await desk.phone(who).get_by_role("button", name="开始", exact=True).wait_for()
        assert await desk.reaches() == WIDE[0]
        await desk.shoot("start-1280")
        await desk.phone("worker").get_by_role("button", name="谁懂核磁").click()
        for who in ("leader", "admin"):
            await desk.phone(who).get_by_role("button", name="开始", exact=True).click()
        await desk.sees("worker", "王文韬创新工作室")

        await desk.phone("leader").get_by_role("button", name="找工作室").click()
        await desk.sees("leader", "第 1/")
        await desk.phone("leader").get_by_role("button", name="下一页").click()
        await desk.sees("leader", "第 2/")
        await desk.bubbles("leader").last.get_by_text("已编辑").wait_for()
        assert await desk.bubbles("leader", "第 1/").count() == 0
        await desk.bubbles("leader").last.locator(".inline-button").first.click()
        await desk.taps("leader", "关注", "同意并关注")
        await desk.bubbles("leader").last.get_by_role("button", name="取消关注").wait_for()
        await desk.say("leader", "/following")
        await desk.sees("leader", "我的关注")
        assert "还没有关注" not in await desk.bubbles("leader").last.inner_text()

        await desk.phone("admin").get_by_role("button", name="菜单", exact=True).click()
        await desk.phone("admin").get_by_role("option", name="/help").wait_for()
        await desk.shoot("busy-1280")
        assert await desk.faults() == []


async def test_the_clock_moves_and_a_restart_loses_nothing(demo: tuple[World, str], sit: Sit) -> None:
    world, address = demo
    async with sit(address, WIDE) as desk:
        await desk.say("worker", "/studios")
        await desk.sees("worker", "第 1/")
        before = world.clock.now()
        for label in ("+15 分钟", "+1 小时", "+1 天"):
            await desk.page.get_by_role("button", name=label).click()
        moved = ((24 + 1) * 60 + 15) * 60_000
        await desk.page.wait_for_function("(until) => new Date(now.dateTime) >= until", arg=before + moved)
        assert world.clock.now() - before >= moved
        await desk.page.get_by_role("button", name="到…").click()
        await desk.page.get_by_label("把时间拨到").fill("2031-05-01T09:00")
        await desk.page.get_by_role("button", name="拨到这一刻").click()
        await desk.page.get_by_text("一次最多一年").wait_for()

        count = await desk.bubbles("worker").count()
        await desk.page.get_by_role("button", name="重启程序").click()
        await desk.page.get_by_text("程序已停止并重新启动").wait_for()
        await desk.shoot("restarted-1280")
        assert await desk.bubbles("worker").count() == count
        await desk.bubbles("worker").last.get_by_role("button", name="下一页").click()
        await desk.sees("worker", "第 2/")
        assert await desk.bubbles("worker").count() == count


async def test_a_question_goes_from_phone_to_phone_and_back(demo: tuple[World, str], sit: Sit) -> None:
    async with sit(demo[1], WIDE) as desk:
        await desk.say("worker", "转人工")
        await desk.taps("worker", "同意并继续")
        await desk.sees("worker", "请写下您的问题")
        await desk.page.get_by_role("button", name="重启程序").click()  # in the middle of the form
        await desk.page.get_by_text("程序已停止并重新启动").wait_for()
        await desk.say("worker", "工作室申报需要哪些材料")
        await desk.taps("worker", "跳过", "确认提交")
        await desk.sees("worker", "已提交")
        await desk.say("admin", "/questions")
        await desk.taps("admin", "1", "回答")
        await desk.sees("admin", "请写下答复")
        await desk.say("admin", "单位推荐表和「七有」清单")
        await desk.taps("admin", "跳过", "不加入", "发出答复")
        await desk.sees("worker", "单位推荐表和「七有」清单")
        await desk.shoot("question-1280")


async def test_more_phones_and_a_file(demo: tuple[World, str], sit: Sit, tmp_path: Path) -> None:
    async with sit(demo[1], WIDE) as desk:
        await add_phone(desk, "新人")
        notes = tmp_path / "说明.txt"
        notes.write_text("你好")
        async with desk.page.expect_file_chooser() as choosing:
            await desk.phone("新人").get_by_role("button", name="添加文件或照片").click()
            await desk.phone("新人").get_by_role("menuitem", name="文件").click()
        await (await choosing.value).set_files(notes)
        await desk.phone("新人").get_by_role("button", name="发送").click()
        await desk.bubbles("新人", "说明.txt").wait_for()
        await desk.phone("新人").locator(".message:not(.own)").wait_for()
        await desk.page.get_by_role("button", name="试试看").click()
        await desk.page.get_by_role("dialog").get_by_role("button", name="谁懂核磁").last.click()
        await desk.sees("新人", "王文韬创新工作室")
        await desk.page.reload()
        await desk.bubbles("新人", "说明.txt").wait_for()
        await desk.shoot("four-1280")


async def add_phone(desk: Desk, word: str) -> None:
    await desk.page.get_by_role("button", name="加一部手机").click()
    assert await desk.faults() == []
    await desk.page.get_by_label("全新的账号").fill(word)
    await desk.page.keyboard.press("Enter")
    await desk.phone(word).get_by_role("button", name="开始", exact=True).wait_for()


async def test_one_phone_at_a_time_on_a_phones_screen(demo: tuple[World, str], sit: Sit) -> None:
    how = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2, "color_scheme": "dark"}
    async with sit(demo[1], NARROW, **how) as desk:
        await desk.page.get_by_role("tab", name="职工").wait_for()
        assert [await desk.phone(who).is_visible() for who in ("worker", "leader", "admin")] == [True, False, False]
        assert await desk.reaches() == NARROW[0]
        await desk.say("worker", "/help")
        await desk.sees("worker", "谁懂核磁")
        await demo[0].say("leader", "/help")
        await desk.page.get_by_role("tab", name="领军人 1").wait_for()  # an answer waits behind the tab
        await desk.shoot("dark-375")
        assert await desk.faults() == []
        await desk.page.get_by_role("tab", name="领军人").tap()
        assert [await desk.phone(who).is_visible() for who in ("worker", "leader", "admin")] == [False, True, False]
        await desk.page.get_by_role("button", name="更多操作").tap()
        await desk.page.get_by_role("button", name="+1 小时").tap()
        await desk.shoot("clock-375")
        assert await desk.reaches() == NARROW[0]
    async with sit(demo[1], WIDE, color_scheme="dark") as desk:
        await desk.sees("worker", "谁懂核磁")
        await desk.shoot("dark-1280")
        assert await desk.faults() == []
