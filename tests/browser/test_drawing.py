"""What the page makes of everything a bot can send. The test itself is the bot here: it calls the stand-in's Bot API."""

import asyncio
import json
import re
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from bot.standin import web
from bot.standin.clocks import ShiftedClock
from bot.standin.people import sample
from bot.standin.telegram import TOKEN, Telegram
from bot.standin.world import World
from tests.browser.desk import NARROW, Sit, no_house

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORMATTED = """<b>粗<i>粗斜</i></b> <u>线</u> <s>删</s> <code>码</code> <tg-spoiler>谜底</tg-spoiler>
<pre><code class="language-python">return '&lt;b&gt;'</code></pre>
<blockquote>引用</blockquote>
<blockquote expandable>一
二
三
四
五</blockquote>
<a href="https://example.org/a?b=1&amp;c=2">链接</a> <a href="https://t.me/studio_standin_bot?start=studio_12">打开工作室</a>
/help <tg-time unix="{soon}" format="r">那时</tg-time> <tg-time unix="1800000000" format="wDt">那天</tg-time>
&lt;img src=x onerror=alert(1)&gt; 😀<b>后</b>"""


@dataclass
class Stage:
    """A world without a program, its page, and a bot that says what the test wants."""

    world: World
    address: str

    async def call(self, method: str, who: str = "", files: Any = None, **values: Any) -> Any:
        """One call of the Bot API, which must succeed; its result."""
        if who:
            values["chat_id"] = self.world.person(who).id
        told = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
        status, body = await self.world.telegram.call(TOKEN, method, told, files or {})
        assert status == 200, body
        return body["result"]


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    clock = ShiftedClock()
    world = World(Telegram(clock), clock, no_house, {account.key: account for account in sample()})
    async with web.serve(world, "127.0.0.1", 0) as address:
        yield Stage(world, address)


def picture(width: int = 320, height: int = 200) -> bytes:
    """A PNG with a slope of colours."""
    rows = b"".join(
        b"\0" + bytes(value for x in range(width) for value in (90 + x // 4, 120 + y // 3, 200 - x // 4))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def test_formatted_text_is_drawn_and_nothing_in_it_is_run(stage: Stage, sit: Sit) -> None:
    await stage.world.say("leader", "你好")
    soon = stage.world.clock.now() // 1000 + 7300
    await stage.call("sendMessage", "leader", text=FORMATTED.format(soon=soon), parse_mode="HTML")
    async with sit(stage.address) as desk:
        text = desk.bubbles("leader").last.locator(".text")
        await text.wait_for()
        drawn = await text.evaluate("(node) => node.innerHTML")
        assert "<strong>粗<em>粗斜</em></strong> <u>线</u> <s>删</s> <code>码</code>" in drawn
        assert "return '&lt;b&gt;'</code></pre>" in drawn
        assert "&lt;img src=x onerror=alert(1)&gt; 😀<strong>后</strong>" in drawn
        assert await text.locator("time").all_inner_texts() == [
            "2小时后",
            "2027年1月15日星期五 16:00",
            *corner(drawn),
        ]
        await text.locator(".spoiler").click()
        assert await text.locator(".spoiler.revealed").inner_text() == "谜底"
        folded = (await text.locator(".quoted").bounding_box())["height"]
        await text.get_by_role("button", name="展开引用").click()
        assert (await text.locator(".quoted").bounding_box())["height"] > folded
        link = text.get_by_role("link", name="链接", exact=True)
        assert await link.get_attribute("href") == "https://example.org/a?b=1&c=2"
        assert await link.get_attribute("rel") == "noopener noreferrer"
        await text.get_by_role("link", name="打开工作室").click()
        await desk.shoot("formatted")
        assert await desk.faults() == []
        await desk.phone("leader").get_by_role("button", name="带着参数 studio_12 开始").click()
        await desk.sees("leader", "/start studio_12")
        await desk.bubbles("leader").nth(1).get_by_role("link", name="/help").click()
        await desk.sees("leader", "/help")


def corner(drawn: str) -> list[str]:
    """The time in the bubble's corner."""
    return re.findall(r"<time[^>]*>(\d\d:\d\d)</time>", drawn)


async def test_a_button_that_is_being_pressed_outlives_an_edit_above_it(stage: Stage, sit: Sit) -> None:
    await stage.world.say("worker", "你好")
    keys = {"inline_keyboard": [[{"text": "暂停", "callback_data": "pause"}]]}
    sent = await stage.call("sendMessage", "worker", text="正在发送 10%", reply_markup=keys)
    async with sit(stage.address) as desk:
        button = desk.bubbles("worker").last.get_by_role("button", name="暂停")
        await button.hover()
        await desk.page.mouse.down()
        at = await button.bounding_box()
        for share in (20, 30):
            text = f"正在发送 {share}%"
            await stage.call("editMessageText", "worker", message_id=sent["message_id"], text=text, reply_markup=keys)
            await desk.sees("worker", text)
        assert await button.bounding_box() == at
        await desk.page.mouse.up()
        async with asyncio.timeout(5):
            while not (heard := [one for one in await stage.call("getUpdates") if "callback_query" in one]):
                await asyncio.sleep(0)
        assert heard[0]["callback_query"]["data"] == "pause"


async def test_keyboards_edits_toasts_reactions_and_deletions(stage: Stage, sit: Sit) -> None:
    async with sit(stage.address) as desk:
        await desk.phone("worker").get_by_role("button", name="开始", exact=True).click()
        await desk.sees("worker", "/start")
        commands = [{"command": "studios", "description": "找工作室"}, {"command": "help", "description": "帮助"}]
        await stage.call("setMyCommands", commands=commands)
        keys = {"keyboard": [["找工作室", "转人工"]], "resize_keyboard": True, "input_field_placeholder": "问一句"}
        await stage.call("sendMessage", "worker", text="您好", reply_markup=keys)
        buttons = {"inline_keyboard": [[{"text": "下一页", "callback_data": "p2"}]]}
        page = await stage.call("sendMessage", "worker", text="第 1 页", reply_markup=buttons)
        await desk.phone("worker").get_by_role("button", name="下一页").click()

        tap = (await stage.call("getUpdates"))[-1]["callback_query"]
        assert (tap["data"], tap["message"]["message_id"]) == ("p2", page["message_id"])
        await stage.call("answerCallbackQuery", callback_query_id=tap["id"], text="翻到了")
        await desk.phone("worker").get_by_role("status").get_by_text("翻到了").wait_for()
        buttons = {"inline_keyboard": [[{"text": "上一页", "callback_data": "p1"}]]}
        await stage.call(
            "editMessageText", "worker", message_id=page["message_id"], text="第 2 页", reply_markup=buttons
        )
        await desk.bubbles("worker", "第 2 页").get_by_text("已编辑").wait_for()
        assert await desk.bubbles("worker", "第 1 页").count() == 0

        await desk.phone("worker").get_by_role("button", name="上一页").click()
        tap = (await stage.call("getUpdates"))[-1]["callback_query"]
        await stage.call("answerCallbackQuery", callback_query_id=tap["id"], text="没有上一页", show_alert=True)
        alert = desk.phone("worker").get_by_role("alertdialog")
        await alert.get_by_text("没有上一页").wait_for()
        await desk.page.keyboard.press("Enter")
        await alert.wait_for(state="detached")

        thumb = [{"type": "emoji", "emoji": "👍"}]
        await stage.call("setMessageReaction", "worker", message_id=1, reaction=thumb)
        await desk.bubbles("worker", "/start").get_by_text("👍").wait_for()
        await stage.call("deleteMessage", "worker", message_id=page["message_id"])
        await desk.bubbles("worker", "第 2 页").wait_for(state="detached")

        await desk.phone("worker").get_by_role("button", name="转人工").click()
        await desk.sees("worker", "转人工")
        await desk.phone("worker").get_by_role("button", name="收起按键").click()
        assert not await desk.phone("worker").get_by_role("button", name="转人工").is_visible()
        field = desk.phone("worker").locator("textarea")
        assert await field.get_attribute("placeholder") == "问一句"
        await field.press_sequentially("/st")
        await desk.phone("worker").get_by_role("option", name="/studios 找工作室").wait_for()
        await field.press("ArrowDown")
        await field.press("Enter")
        await desk.sees("worker", "/studios")


async def test_files_go_both_ways(stage: Stage, sit: Sit, tmp_path: Path) -> None:
    await stage.world.say("admin", "名录")
    sheet = {"document": ("名录 2026.xlsx", b"PK" * 700, "application/zip")}
    await stage.call("sendDocument", "admin", sheet, document="attach://document", caption="在这里")
    await stage.call("sendPhoto", "admin", {"photo": ("现场.png", picture(), "image/png")}, photo="attach://photo")
    mine = tmp_path / "我的 <b>.png"
    mine.write_bytes(picture(60, 40))
    async with sit(stage.address, NARROW) as desk:
        await desk.page.get_by_role("tab", name="管理员").click()
        image = desk.bubbles("admin").nth(2).locator("img")
        await image.scroll_into_view_if_needed()
        await desk.page.wait_for_function("(node) => node.naturalWidth === 320", arg=await image.element_handle())
        async with desk.page.expect_download() as downloading:
            await desk.bubbles("admin", "在这里").get_by_role("link").click()
        download = await downloading.value
        assert download.suggested_filename == "名录 2026.xlsx"
        assert await asyncio.to_thread(Path(await download.path()).read_bytes) == b"PK" * 700

        async with desk.page.expect_file_chooser() as choosing:
            await desk.phone("admin").get_by_role("button", name="添加文件或照片").click()
            await desk.phone("admin").get_by_role("menuitem", name="照片").click()
        await (await choosing.value).set_files(mine)
        await desk.say("admin", "这是说明")
        await desk.sees("admin", "这是说明")
        update = (await stage.call("getUpdates"))[-1]["message"]
        assert (update["caption"], update["photo"][-1]["width"]) == ("这是说明", 60)
        await desk.shoot("files-375")


async def test_what_a_bot_may_not_expect_can_be_sent_too(stage: Stage, sit: Sit) -> None:
    await stage.world.say("worker", "你好")
    number = {"keyboard": [[{"text": "留下电话", "request_contact": True}]]}
    await stage.call("sendMessage", "worker", text="请留电话", reply_markup=number)
    async with sit(stage.address + "?phones=worker") as desk:
        for label, kind in (("贴纸", "sticker"), ("语音", "voice"), ("位置", "location")):
            await desk.phone("worker").get_by_role("button", name="添加文件或照片").click()
            await desk.phone("worker").get_by_role("menuitem", name=label).click()
            await desk.sees("worker", "0:03" if kind == "voice" else "39.92" if kind == "location" else "👍")
            assert kind in (await stage.call("getUpdates"))[-1]["message"]
        await desk.phone("worker").get_by_role("button", name="留下电话").click()
        await desk.sees("worker", "名片 示例职工甲 +8610")


async def test_blocking_from_the_phones_menu(stage: Stage, sit: Sit) -> None:
    await stage.world.say("worker", "你好")
    async with sit(stage.address + "?phones=worker&lang=en") as desk:
        await desk.phone("worker").get_by_role("button", name="This phone's menu").click()
        await desk.phone("worker").get_by_role("button", name="Block the bot").click()
        back = desk.phone("worker").get_by_role("button", name="Unblock the bot")
        await back.wait_for()
        assert stage.world.blocked == {"worker"}
        await back.click()
        await desk.phone("worker").locator("textarea").wait_for()
        assert stage.world.blocked == set()


async def test_a_reload_and_a_lost_line_show_the_chats_as_they_are(stage: Stage, sit: Sit) -> None:
    async with web.serve(stage.world, "127.0.0.1", 0) as address:
        port = urlsplit(address).port
        coming_back = sit(address + "?phones=worker,新 人")
        desk = await coming_back.__aenter__()
        await desk.say("新_人", "第一句")
        await desk.sees("新_人", "第一句")
        await desk.page.reload()
        await desk.sees("新_人", "第一句")
    await desk.page.get_by_text("连接断了").wait_for()
    await stage.world.say("worker", "页面断线时说的")
    await desk.say("worker", "这一句还没有发出去")
    await desk.phone("worker").get_by_text("没有连上").wait_for()
    assert await desk.phone("worker").locator("textarea").input_value() == "这一句还没有发出去"
    async with web.serve(stage.world, "127.0.0.1", port):
        await desk.sees("worker", "页面断线时说的")
        await desk.phone("worker").locator("textarea").press("Enter")
        await desk.sees("worker", "这一句还没有发出去")
        desk.complaints.clear()  # the browser itself reports every attempt to connect that failed
        await coming_back.__aexit__(None, None, None)
