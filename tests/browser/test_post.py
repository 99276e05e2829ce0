"""The post room on the page: a notice from the admin's phone to everybody's, and what the clock brings."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.standin.world import World
from tests.browser.desk import WIDE, Sit
from tests.browser.hall import hall

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    # The house says the same to Python, but pytest starts every test with filters of its own.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
]
COLLEAGUES = 90
EVERYBODY = COLLEAGUES + 10
"""With the sample's people. At 30 a second that takes long enough to be paused."""
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, str]]:
    """One hall for the whole module."""
    async with hall(tmp_path_factory.mktemp("hall"), COLLEAGUES) as (world, address):
        yield world, address
        assert not world.telegram.unknown_methods


async def test_a_notice_is_written_followed_and_read(place: tuple[World, str], sit: Sit, tmp_path: Path) -> None:
    world, address = place
    picture = tmp_path / "现场.png"
    picture.write_bytes(DOT)
    async with sit(address, WIDE) as desk:
        await desk.say("admin", "/notice")
        await desk.sees("admin", "通知的标题")
        await desk.say("admin", "焊工技能竞赛开始报名")
        await desk.sees("admin", "请发正文")
        await desk.attach("admin", "照片", picture, "报名从 **12月3日** 开始")
        await desk.taps("admin", "不改了", "下一步", "按钮", "+ 已阅", "好了")
        await desk.taps("admin", "收件人", "角色", "所有人", "好了", "给自己看看")
        preview = desk.bubbles("admin").last
        await preview.locator("strong", has_text="12月3日").wait_for()
        assert await preview.locator("img").count() == 1

        number = await desk.bubbles("admin", "通知草稿").last.get_attribute("data-id")
        progress = desk.phone("admin").locator(f'.message[data-id="{number}"]')
        await desk.taps_in("admin", "通知草稿", "去发送", "确认发送")
        await progress.get_by_text(f"发给 {EVERYBODY} 人").wait_for()
        await desk.forward("+15 分钟")
        await desk.taps_in("admin", f"发给 {EVERYBODY} 人", "刷新", "暂停")
        await progress.get_by_text("已暂停").wait_for()
        await desk.shoot("notice-1280")
        assert await desk.faults() == []
        before = sum(bool(world.chat(who)) for who in world.people)
        assert before < EVERYBODY
        await desk.taps_in("admin", "已暂停", "继续")

        mine = desk.bubbles("worker", "焊工技能竞赛开始报名")
        await mine.locator("strong", has_text="12月3日").wait_for()
        assert await mine.locator("img").count() == 1
        await desk.bubbles("leader", "焊工技能竞赛开始报名").wait_for()
        await desk.taps("worker", "已阅")
        await desk.phone("worker").get_by_text("已确认，谢谢").wait_for()
        await world.settle()
        await desk.forward("+15 分钟")
        # Nobody touched the admin's phone: the message is kept up where it stands.
        await progress.get_by_text("发送完毕").wait_for()
        await progress.get_by_text(f"收到 {EVERYBODY} 人").wait_for()
        await progress.get_by_text(f"已阅 1 / {EVERYBODY}").wait_for()
        assert await desk.bubbles("worker", "焊工技能竞赛开始报名").count() == 1
        assert await desk.bubbles("admin", "发送完毕").count() == 1


async def test_the_clock_brings_what_one_follows(place: tuple[World, str], sit: Sit) -> None:
    async with sit(place[1], WIDE) as desk:
        await desk.say("worker", "竞赛")
        await desk.taps("worker", "1", "关注", "同意并关注")
        await desk.bubbles("worker").last.get_by_role("button", name="取消关注").wait_for()
        await desk.forward("+1 天")
        await desk.sees("worker", "截止，就在明天")
        button = desk.bubbles("worker").last.locator(".inline-button", has_text="去报名")
        await button.first.click()
        await desk.taps("worker", "同意并报名")
        await desk.bubbles("worker").last.get_by_role("button", name="取消报名").wait_for()
        assert await desk.bubbles("leader", "就在明天").count() == 0
