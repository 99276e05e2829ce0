"""The manuals' pictures: `python -m tests.browser.pictures` plays the demo and writes docs/pictures/*.png.

What is pictured are the messages themselves, as they stand on the page's phones, so a picture is out of date only as long as
nobody runs this again. Needs a Chinese and an emoji font (fonts-noto-cjk, fonts-noto-color-emoji).
"""

import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.standin.world import World
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.desk import Desk
from tests.browser.hall import hall

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of one picture: a manual is read over mobile networks too."""
COLLEAGUES, NEVER_CAME, CONFIRMED = 612, 6, 120
WINDOW = {"width": 1240, "height": 1500}
PATIENCE_MS = 30_000
# A plain wall behind the messages: the page's own wallpaper makes a picture three times as large.
STYLE = """
.device { max-height: none !important; }
.chat, .scroller { background: #d3e2d5 !important; background-image: none !important; }
.chat::before, .scroller::before { display: none !important; }
.inline-button { background: #5b7f68 !important; }
.newest, .toasts { display: none !important; }
"""
POSTER = """<body style="margin:0"><div style="width:600px;height:300px;display:grid;place-content:center;text-align:center;
font-family:sans-serif;color:#fff;background:#b3261e"><div style="font-size:52px;font-weight:700">
示例·焊工技能竞赛</div><div style="font-size:28px;margin-top:18px">12 月 21 日 18:00 报名截止</div></div>"""


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures of what stands on a phone."""

    desk: Desk

    async def take(self, name: str, who: str, text: str, *, until: str = "") -> None:
        """The newest message with `text` and what follows it, up to the newest with `until`, or just that one message."""
        await self.desk.bubbles(who, text).last.wait_for()
        first = await self._number(who, text)
        last = await self._number(who, until) if until else first
        messages = [f'#phone-{who} .message[data-id="{number}"]' for number in range(first, last + 1)]
        boxes = [await self._box(one) for one in messages if await self.desk.page.locator(one).count()]
        left = min(box["x"] for box in boxes) - 10
        right = max(box["x"] + box["width"] for box in boxes) + 10
        top = min(box["y"] for box in boxes) - 6
        bottom = max(box["y"] + box["height"] for box in boxes) + 6
        clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        await self.desk.page.screenshot(path=path, clip=clip, animations="disabled")
        if path.stat().st_size >= LARGEST:  # a long page is still readable at the page's own size
            await self.desk.page.screenshot(path=path, clip=clip, animations="disabled", scale="css")
        size = path.stat().st_size
        assert size < LARGEST, f"{path.name} has {size} bytes"

    async def _number(self, who: str, text: str) -> int:
        return int(await self.desk.bubbles(who, text).last.get_attribute("data-id"))

    async def _box(self, message: str) -> dict[str, float]:
        """Where a message is drawn: its bubble and buttons, not the empty wall beside them."""
        box: dict[str, float] = await self.desk.page.evaluate(
            """(found) => {
                const parts = [...document.querySelector(found).querySelectorAll(".bubble, .inline-keyboard")];
                const boxes = parts.map((part) => part.getBoundingClientRect());
                const x = Math.min(...boxes.map((one) => one.left)), y = Math.min(...boxes.map((one) => one.top));
                return { x, y, width: Math.max(...boxes.map((one) => one.right)) - x,
                    height: Math.max(...boxes.map((one) => one.bottom)) - y };
            }""",
            message,
        )
        return box


async def _notice(desk: Desk, camera: Camera, world: World, poster: Path) -> None:
    """From the first word to the report."""
    await desk.say("admin", "/notice")
    await desk.sees("admin", "通知的标题")
    await desk.say("admin", "焊工技能竞赛开始报名")
    await desk.sees("admin", "请发正文")
    await desk.say("admin", "报名到 **12月21日 18:00** 截止，点下面的按钮报名。\n请带工作证，自备焊帽和手套。")
    await desk.sees("admin", "要带一张图片")
    await desk.attach("admin", "照片", poster)
    await desk.sees("admin", "通知是这样写的")
    await camera.take("compose", "admin", "请发正文", until="通知是这样写的")
    await desk.taps("admin", "下一步", "按钮", "+ 已阅", "+ 报名", "示例·焊工技能竞赛")
    await camera.take("buttons", "admin", "通知下面的按钮")
    await desk.taps("admin", "好了", "收件人", "角色", "所有人", "街道", "望京街道")
    await camera.take("audience", "admin", "发给谁")
    await desk.taps("admin", "全体", "好了", "时间")
    await camera.take("time", "admin", "什么时候发")
    await desk.taps("admin", "返回")
    await camera.take("draft", "admin", "通知草稿")
    await desk.taps("admin", "给自己看看")
    await desk.bubbles("admin").last.locator("strong", has_text="12月21日").wait_for()
    await camera.take("preview", "admin", "自备焊帽和手套")
    await desk.taps_in("admin", "通知草稿", "去发送")
    await camera.take("check", "admin", "请再看一遍")
    await desk.taps_in("admin", "请再看一遍", "提交批准")
    await desk.sees("admin2", "有一条通知等您批准")
    await desk.taps("admin2", "去看看")
    await desk.bubbles("admin2", "等另一位管理员批准").wait_for()
    await camera.take("approval", "admin2", "等另一位管理员批准")
    await desk.taps("admin2", "批准")
    await desk.bubbles("admin", "批准了").wait_for()
    await camera.take("undo", "admin2", "现在还可以撤销")
    await desk.forward("+15 分钟")
    await desk.bubbles("admin", "▓▓▓").wait_for()
    await camera.take("progress", "admin", "正在发送")
    await world.settle()
    for number in range(1, CONFIRMED + 1):
        await world.tap(f"职工{number}", "已阅")
    await world.settle()
    await desk.forward("+15 分钟")
    await desk.bubbles("admin", "发送完毕").last.wait_for()
    await desk.taps_in("admin", "发送完毕", "刷新")
    await desk.bubbles("admin", f"已阅 {CONFIRMED}").last.wait_for()
    await camera.take("report", "admin", "发送完毕")


async def _desks(desk: Desk, camera: Camera) -> None:
    """The officers' other pages."""
    for name, said, seen in (
        ("schedule", "/schedule", "发送日程"),
        ("deadlines", "/deadlines", "报告期限"),
        ("ops", "/ops", "定时任务"),
        ("calendar", "/calendar", "工作日历"),
    ):
        await desk.say("admin", said)
        await desk.sees("admin", seen)
        await camera.take(name, "admin", seen)


async def _everybody(desk: Desk, camera: Camera) -> None:
    """What a worker chooses and is told."""
    await desk.say("worker", "/settings")
    await desk.sees("worker", "提醒设置")
    await camera.take("settings", "worker", "提醒设置")
    for place in ("1", "2"):
        await desk.say("worker", "竞赛")
        await desk.taps("worker", place, "关注")
        if place == "1":
            await desk.taps("worker", "同意并关注")
        await desk.bubbles("worker").last.get_by_role("button", name="取消关注").wait_for()
    await camera.take("competition", "worker", "示例·网络安全技能竞赛")
    await desk.forward("+1 天")
    await desk.sees("worker", "就在明天")
    await desk.forward("+1 天")
    await desk.sees("worker", "件事要提醒您")
    await camera.take("reminder", "worker", "件事要提醒您")


async def main() -> None:
    """Play it once and take every picture."""
    from playwright.async_api import async_playwright

    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        sys.exit(f"找不到浏览器 / no browser: {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory() as folder:
        async with (
            async_playwright() as playwright,
            await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS)) as browser,
            hall(Path(folder), COLLEAGUES, never_came=NEVER_CAME) as (world, address),
        ):
            world.patience_s = 90
            poster = Path(folder) / "海报.png"
            sheet = await browser.new_page(viewport={"width": 600, "height": 300})
            await sheet.set_content(POSTER)
            await sheet.screenshot(path=poster)
            page = await browser.new_page(
                viewport=WINDOW, locale="zh-CN", reduced_motion="reduce", device_scale_factor=1.4, bypass_csp=True
            )
            page.set_default_timeout(PATIENCE_MS)
            await page.goto(f"{address}?phones=worker,admin,admin2")
            await page.add_style_tag(content=STYLE)
            desk = Desk(page, [])
            camera = Camera(desk)
            await desk.say("worker", "/start")
            await desk.sees("worker", "您好")
            await _notice(desk, camera, world, poster)
            await _desks(desk, camera)
            await _everybody(desk, camera)


if __name__ == "__main__":
    asyncio.run(main())
