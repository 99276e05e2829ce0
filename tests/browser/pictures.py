"""The manuals' pictures: `python -m tests.browser.pictures` plays the demo and writes docs/pictures/*.png.

Acts may be named: `… training` takes the pictures of that act alone. What is pictured are the messages themselves, as they
stand on the page's phones, so a picture is out of date only as long as nobody runs this again. Needs a Chinese and an emoji
font (fonts-noto-cjk, fonts-noto-color-emoji).
"""

import asyncio
import contextlib
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import zxingcpp
from PIL import Image

from bot.standin.world import NotVisible, World
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.desk import Desk
from tests.browser.hall import hall

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of one picture: a manual is read over mobile networks too."""
COLLEAGUES, NEVER_CAME, CONFIRMED = 612, 6, 120
WINDOW = {"width": 1240, "height": 1500}
PATIENCE_MS = 30_000
STILL_MS = 200
"""A chat scrolls to its end a moment after something was said in it."""
COURSE = "焊接入门课"
LINE = f"12月5日下午两点到四点在示例实训楼开{COURSE}，8个名额，免费，讲师示例领军人乙"
NEWS = "本月拿到实用新型专利2项，培训青工35人次，带徒3人，直接经济效益120万"
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
        await self.desk.page.wait_for_timeout(STILL_MS)
        messages = [f'#phone-{who} .message[data-id="{number}"]' for number in range(first, last + 1)]
        boxes = [await self._box(one) for one in messages if await self.desk.page.locator(one).count()]
        left = min(box["x"] for box in boxes) - 10
        right = max(box["x"] + box["width"] for box in boxes) + 10
        top = min(box["y"] for box in boxes) - 6
        bottom = max(box["y"] + box["height"] for box in boxes) + 6
        clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        path = _picture(name)
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


def _picture(name: str) -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES / f"{name}.png"


async def _notices(desk: Desk, camera: Camera, world: World, poster: Path) -> None:
    """The post room: a notice from the first word to the report, and the other pages."""
    await desk.say("worker", "/start")
    await desk.sees("worker", "您好")
    await _notice(desk, camera, world, poster)
    await _desks(desk, camera)
    await _everybody(desk, camera)


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


async def _training(desk: Desk, camera: Camera, world: World, poster: Path) -> None:
    """A course from its leader's message to the certificate."""
    await desk.say("leader", LINE)
    await desk.sees("leader", "请看一遍再发布")
    await camera.take("written", "leader", "下午两点到四点", until="请看一遍再发布")
    await desk.taps("leader", "发布")
    await desk.say("worker", "周末有什么培训")
    await desk.sees("worker", "5 门")
    await camera.take("courses", "worker", "周末有什么培训", until="5 门")
    learners = [f"职工{number}" for number in range(1, 8)]
    for who in learners:
        await _does(world, who, COURSE, "[报名]", "[同意并报名]")
    await desk.say("worker", COURSE)
    await desk.taps("worker", "报名", "同意并报名")
    await desk.bubbles("worker", "您已报名").wait_for()
    await camera.take("enrolled", "worker", "您已报名")
    await desk.say("worker2", COURSE)
    await desk.taps("worker2", "加入候补", "同意并报名")
    await desk.bubbles("worker2", "候补第 1 位").wait_for()
    await _does(world, learners.pop(), "[取消报名]", "[确定取消报名]")
    await desk.bubbles("worker2", "要这个名额").last.wait_for()
    await camera.take("offer", "worker2", "有空位")
    await desk.taps("worker2", "要这个名额")
    await _wind(world, days=4, minutes=4 * 60 + 20)
    await _does(world, "leader", "我办的课", "[1]", "[签到码]")
    await desk.sees("leader", "每分钟换一次")
    link = next(iter(zxingcpp.read_barcodes(Image.open(io.BytesIO(await _file(world, "leader", "photo"))))))
    for who in ("worker", *learners[:3]):
        world.phone(who).start(parse_qs(urlsplit(link.text).query)["start"][0])
        await _answered(world, who)
    await _wind(world, minutes=1)
    await desk.bubbles("leader", "已到 4 人").wait_for()
    await desk.page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
    await camera.take("board", "leader", "已到 4 人")
    await _wind(world, minutes=2 * 60 + 40)
    await desk.bubbles("worker", "说说感受").wait_for()
    await _does(world, "worker", "[5]", "[5]", "[还会来]", "[领证书]", "[领取证书]")
    await desk.sees("worker", ".pdf")
    await _page(world, "worker", "certificate", 0.9)


async def _contests(desk: Desk, camera: Camera, world: World, poster: Path) -> None:
    """A competition from the entries to the published results."""
    await _does(world, "admin", "/start competition_2", "[报名规则]", "[资格审核]", "[要审核]", "[保存修改]")
    await _does(world, "admin", "[再改一项]", "[报名材料]", "中式烹调师证书", "[保存修改]")
    entrants = ("worker", "worker2", *(f"职工{number}" for number in range(1, 5)))
    for who in entrants:
        await _does(world, who, "/start competition_2", "[报名]", "[同意并继续]")
        await world.send_file(who, "photo", poster)
        await _answered(world, who)
        await _does(world, who, "[完成]", "[确认报名]")
    await desk.say("admin", "/entries")
    await desk.sees("admin", "等审核 6 份")
    await desk.taps("admin", "示例·中式烹饪技能竞赛(6)")
    await desk.bubbles("admin", "1 示例职工甲").wait_for()
    await camera.take("entries", "admin", "1 示例职工甲")
    for who in entrants:
        await desk.taps_in("admin", f"1 {world.person(who).name}", "通过")
    await desk.sees("admin", "都看完了")
    await _wind(world, days=3)
    await _does(world, "admin", "/start competition_2", "[赛程与成绩]", "[初赛]", "[抽签]")
    await desk.bubbles("admin", "已抽签").last.wait_for()
    await camera.take("stage", "admin", "抽签种子")
    await _does(world, "admin", "[告诉选手抽签号]", "[确认告诉]")
    await desk.bubbles("worker", "您抽到").wait_for()
    own = int(re.findall(r"您抽到 (\d+) 号", await desk.bubbles("worker", "您抽到").inner_text())[0])
    order = sorted(range(1, 7), key=lambda number: abs(number - own))
    scores = zip(order, ("93.5", "91", "88.5", "85", "82", "79"), strict=True)
    await _wind(world, days=9)
    await _does(world, "assessor", "/score", "示例评审单位", ";".join(f"{number} {given}" for number, given in scores))
    await _does(world, "admin", "[晋级线]", "3", "[跳过]", "[保存]", "[告诉参赛者]", "[确认告诉]")
    await _wind(world, minutes=31)
    await _does(world, "admin", "/start competition_2", "[赛程与成绩]", "[初赛]", "[公布成绩]", "[确认公布]")
    await _wind(world, minutes=2)
    await desk.say("worker", "/results")
    await desk.bubbles("worker", "接下来").last.wait_for()
    await camera.take("journey", "worker", "接下来")
    await desk.taps_in("worker", "接下来", "初赛成绩")
    await desk.bubbles("worker", "第 1 名 ·").last.wait_for()
    await camera.take("results", "worker", "第 1 名 ·")


async def _reports(desk: Desk, camera: Camera, world: World, poster: Path) -> None:
    """A leader's line, the report drafted from it, and both before an officer."""
    await desk.say("leader", NEWS)
    await desk.sees("leader", "快报 · 4 条")
    await camera.take("news", "leader", NEWS, until="快报 · 4 条")
    await desk.attach("leader", "照片", poster)
    await desk.sees("leader", "1 份证明材料")
    await desk.taps("leader", "全部保存")
    await desk.sees("leader", "回执")
    await _does(world, "admin", "/review")
    await desk.bubbles("admin", "N20261201-0001").last.wait_for()
    await camera.take("review", "admin", "N20261201-0001")
    await desk.say("leader", "写季报")
    await desk.sees("leader", "起草好了")
    await camera.take("drafted", "leader", "起草好了")
    await desk.taps_in("leader", "起草好了", "提交")
    await desk.bubbles("leader", "已提交").last.wait_for()
    await desk.taps_in("leader", "已提交", "看 PDF")
    await desk.bubbles("leader", ".pdf").last.wait_for()
    await _page(world, "leader", "paper", 1.0)
    await _does(world, "admin", "/review", "[看队列]", "[只看报告]", "[1]")
    await desk.bubbles("admin", "回执").last.wait_for()
    await desk.taps_in("admin", "回执", "退回修改", "计划请写具体些")
    await desk.bubbles("leader", "退回修改").last.wait_for()
    await _does(world, "leader", "[改下季度计划]", "一月底前完成射频线圈的第二轮测试，二月办两期焊接培训", "[重新提交]")
    await _does(world, "admin", "/review", "[看队列]", "[只看报告]", "[1]")
    await desk.bubbles("admin", "上次的意见").last.wait_for()
    await camera.take("handed_in", "admin", "上次的意见")


async def _figures(desk: Desk, camera: Camera, world: World, poster: Path) -> None:
    """Who owes, the figures, and who is who; the sheet of the month before comes by itself, first."""
    await desk.bubbles("admin", "不用每月发").wait_for()
    await desk.bubbles("admin", "统计2026年11月").wait_for()
    await desk.say("admin", "/late")
    await desk.sees("admin", "逾期 4 家")
    await camera.take("late", "admin", "逾期 4 家")
    await desk.say("admin", "/stats")
    await desk.bubbles("admin", "2026年成果").last.wait_for()
    await desk.page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
    await camera.take("stats", "admin", "2026年成果")
    await _does(world, "admin", "/people", "[领军人 2]", "[2]", "[移交领军人]")
    await desk.bubbles("admin", "两位都担任").last.wait_for()
    await camera.take("people", "admin", "两位都担任")


async def _does(world: World, who: str, *acts: str) -> None:
    """Say these, or tap what stands in brackets, one after another, each once the last one was answered."""
    for act in acts:
        if act.startswith("["):
            await _tap(world, who, act[1:-1])
        else:
            await world.say(who, act)
        await _answered(world, who)


async def _tap(world: World, who: str, label: str) -> None:
    """Tap a button once it is there: something else may have been said before it."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            with contextlib.suppress(NotVisible):
                return await world.tap(who, label)
            await asyncio.sleep(0.02)


async def _answered(world: World, who: str) -> None:
    """Wait until something is seen on a phone: what is said is paced, so the house may rest before."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while who not in {event.to for event in await world.settle()}:
            await asyncio.sleep(0.02)


async def _wind(world: World, *, days: int = 0, minutes: int = 0) -> None:
    """Move the clock, and wait until everybody has been told."""
    await world.move((days * 1440 + minutes) * 60_000)
    await world.settle()


async def _file(world: World, who: str, kind: str) -> bytes:
    """The newest photo or document in a chat."""
    message = [one for one in world.chat(who) if kind in one][-1]
    return world.file(who, message["message_id"])[1]


async def _page(world: World, who: str, name: str, scale: float) -> None:
    """A picture of the first page of the newest PDF in a chat."""
    page = pypdfium2.PdfDocument(await _file(world, who, "document"))[0]
    page.render(scale=scale).to_pil().quantize(64).save(_picture(name), optimize=True)


@dataclass(frozen=True, slots=True)
class Act:
    """What is played, whose phones stand on the page, how many colleagues there are besides (some never came), and whether
    studios told news before."""

    play: Callable[[Desk, Camera, World, Path], Awaitable[None]]
    phones: str
    colleagues: int
    never_came: int = 0
    told: bool = False


ACTS = {
    "notices": Act(_notices, "worker,admin,admin2", COLLEAGUES, NEVER_CAME),
    "training": Act(_training, "leader,worker,worker2", 8),
    "reports": Act(_reports, "leader,admin", 0),
    "figures": Act(_figures, "leader,admin", 0, told=True),
    "contests": Act(_contests, "worker,admin,assessor", 4),
}


async def _take(browser: Any, act: Act, folder: Path) -> None:
    async with hall(folder, act.colleagues, never_came=act.never_came, told=act.told) as (world, address):
        world.patience_s = 90
        poster = folder / "海报.png"
        sheet = await browser.new_page(viewport={"width": 600, "height": 300})
        await sheet.set_content(POSTER)
        await sheet.screenshot(path=poster)
        page = await browser.new_page(
            viewport=WINDOW, locale="zh-CN", reduced_motion="reduce", device_scale_factor=1.4, bypass_csp=True
        )
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(f"{address}?phones={act.phones}")
        await page.add_style_tag(content=STYLE)
        desk = Desk(page, [])
        await act.play(desk, Camera(desk), world, poster)
        await page.close()


async def main(names: list[str]) -> None:
    """Play these acts, or all of them, and take their pictures."""
    from playwright.async_api import async_playwright

    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        sys.exit(f"找不到浏览器 / no browser: {', '.join(NAMES)}")
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS)) as browser,
    ):
        for name in names or list(ACTS):
            with tempfile.TemporaryDirectory() as folder:
                await _take(browser, ACTS[name], Path(folder))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
