"""A course on the page, from the leader's one message to a certificate that anybody can verify; and a card that is shared.

What a camera or a PDF reader would see is looked at as they do: the QR code is read from the screenshot of the page, the
certificate is the file that the page's link downloads.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image

from bot.standin.world import World
from tests.browser.desk import SCREENSHOTS, WIDE, Desk, Sit
from tests.browser.hall import hall

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    # The house says the same to Python, but pytest starts every test with filters of its own.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
]
DRAWN = "(image) => image.complete && image.naturalWidth > 0"
PHONES = "?phones=leader,worker,worker2"
COURSE = "焊接入门课"
LINE = f"12月5日下午两点到四点在示例实训楼开{COURSE},1个名额,讲师示例领军人乙,发结业证书"
SHARED = "示例·心肺复苏急救课"
COUNTING = """addEventListener("click", ({target}) => {
    const button = target.closest(".inline-button"), who = button?.closest(".phone").dataset.who;
    if (who) (window.tapped ??= {})[who] = (window.tapped[who] ?? 0) + 1;
}, true)"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, str]]:
    """The demo's page with a leader and two workers in front, on Tuesday 2026-12-01."""
    async with hall(tmp_path_factory.mktemp("hall"), 0) as (world, address):
        yield world, address + PHONES
        assert not world.telegram.unknown_methods


async def taps_of(desk: Desk, who: str) -> int:
    """How many buttons under messages were tapped on a phone since this was asked last."""
    count: int = await desk.page.evaluate("(who) => { const n = tapped[who]; tapped[who] = 0; return n }", who)
    return count


async def wind_to(desk: Desk, moment: str) -> None:
    """Move the clock to a local time with the page's 到…, and wait until everybody has been told."""
    await desk.page.get_by_role("button", name="到…").click()
    await desk.page.get_by_label("把时间拨到").fill(moment)
    await desk.page.get_by_role("button", name="拨到这一刻").click()
    await desk.page.wait_for_function("(until) => new Date(now.dateTime) >= new Date(until)", arg=f"{moment}+08:00")


async def follow(desk: Desk, who: str, payload: str) -> None:
    """Open the bot by a link with this payload, and press the start button that then appears."""
    phone = desk.phone(who)
    await phone.get_by_role("button", name="这部手机的菜单").click()
    await phone.get_by_label("深链接").fill(payload)
    await phone.get_by_role("button", name="打开", exact=True).click()
    await phone.locator(".start-bar:visible").get_by_role("button", name=payload).click()


async def scan(desk: Desk, picture: Any, name: str) -> str:
    """Keep a screenshot and read the one QR code on it, as a camera pointed at the screen does; its payload."""
    await picture.scroll_into_view_if_needed()
    await desk.page.wait_for_function(DRAWN, arg=await picture.element_handle())
    await desk.shoot(name)
    (code,) = zxingcpp.read_barcodes(Image.open(SCREENSHOTS / f"{name}.png"))
    link = urlsplit(code.text)
    assert (link.netloc, link.path) == ("t.me", "/studio_standin_bot")
    (payload,) = parse_qs(link.query)["start"]
    return payload


async def enrol_and_change_hands(desk: Desk) -> None:
    """A worker takes the one seat, another waits; the first gives it back and the other accepts."""
    await desk.say("worker", "周六有什么焊接课")
    await desk.sees("worker", COURSE)
    choice = await desk.bubbles("worker").last.inner_text()
    number = next(line.split()[0] for line in choice.splitlines() if line.endswith(COURSE))
    await desk.taps("worker", number, "报名", "同意并报名")
    await desk.sees("worker", "您已报名")
    assert await taps_of(desk, "worker") == 3, "from a question to being enrolled for the first time"

    await desk.say("worker2", f"{COURSE}还有名额吗")
    await desk.sees("worker2", "已满")
    await desk.taps("worker2", "加入候补", "同意并报名")
    await desk.sees("worker2", "候补第 1 位")
    await desk.shoot("waiting-1280")

    await desk.taps("worker", "取消报名", "确定取消报名")
    await desk.bubbles("worker2", "要这个名额").last.wait_for()
    await desk.shoot("offered-1280")
    await taps_of(desk, "worker2")
    await desk.taps("worker2", "要这个名额")
    await desk.sees("worker2", "您已报名")
    assert await taps_of(desk, "worker2") == 1, "an offered seat is taken with one tap"


async def check_in(desk: Desk) -> None:
    """The leader shows the code. It is drawn anew in its place as time goes on; an old one is worthless."""
    await desk.say("leader", "我办的课")
    await desk.taps("leader", "1", "签到码")
    await desk.sees("leader", "每分钟换一次")
    board = desk.phone("leader").locator(
        f'.message[data-id="{await desk.bubbles("leader").last.get_attribute("data-id")}"]'
    )
    picture = board.locator("img")
    photographed = await scan(desk, picture, "code-1280")
    first = await picture.get_attribute("src")
    count = await desk.bubbles("leader").count()

    await desk.forward("+15 分钟")
    await board.locator(f'img:not([src="{first}"])').wait_for()
    assert await desk.bubbles("leader").count() == count
    await follow(desk, "worker2", photographed)
    await desk.sees("worker2", "过期")
    await follow(desk, "worker2", await scan(desk, picture, "code-renewed-1280"))
    await desk.sees("worker2", "签到成功")


async def certificate(desk: Desk) -> str:
    """Three taps of feedback, the certificate from the page's link; its number, as printed in it."""
    await desk.bubbles("worker2", "说说感受").wait_for()
    await taps_of(desk, "worker2")
    for question, answer in (("1/3", "5"), ("2/3", "4"), ("3/3", "还会来")):  # two questions have the same buttons
        await desk.bubbles("worker2", question).wait_for()
        await desk.taps_in("worker2", question, answer)
    await desk.bubbles("worker2", "收到您的评价").wait_for()
    assert await taps_of(desk, "worker2") == 3
    await desk.taps_in("worker2", "收到您的评价", "领证书")
    await desk.taps_in("worker2", "领取培训证书", "领取证书")
    await desk.sees("worker2", ".pdf")
    assert await taps_of(desk, "worker2") == 2
    await desk.shoot("certified-1280")
    async with desk.page.expect_download() as coming:
        await desk.bubbles("worker2").last.locator("a.document").click()
    download = await coming.value
    number = Path(download.suggested_filename).stem
    await download.save_as(SCREENSHOTS / "certificate.pdf")
    page = pypdfium2.PdfDocument(SCREENSHOTS / "certificate.pdf")[0]
    text = page.get_textpage().get_text_range()
    assert all(said in text for said in ("培训证书", "示例职工乙", COURSE, number, "2026年12月5日"))
    page.render(scale=1.5).to_pil().save(SCREENSHOTS / "certificate.png")
    return number


async def test_from_one_message_to_a_certificate(place: tuple[World, str], sit: Sit) -> None:
    async with sit(place[1], WIDE) as desk:
        await desk.page.evaluate(COUNTING)
        await desk.say("leader", LINE)
        await desk.sees("leader", "请看一遍再发布")
        await desk.shoot("written-1280")
        await desk.taps("leader", "发布")
        await desk.sees("leader", "已发布")
        assert await taps_of(desk, "leader") == 1, "a course is one message and one tap"
        await enrol_and_change_hands(desk)

        await wind_to(desk, "2026-12-05T13:35")
        await desk.sees("worker2", "就在今天")
        await check_in(desk)
        await wind_to(desk, "2026-12-05T16:20")
        number = await certificate(desk)
        await desk.bubbles("leader", "到了 1 人").wait_for()
        assert await desk.bubbles("worker", "说说感受").count() == 0, "who was not there is not asked"

        await desk.say("worker", number)
        await desk.sees("worker", "证书有效")
        await desk.sees("worker", "示例职工乙")
        await desk.shoot("verified-1280")
        assert await desk.faults() == []


async def test_a_card_is_shared_from_what_is_typed(place: tuple[World, str], sit: Sit) -> None:
    async with sit(place[1], WIDE) as desk:
        field = desk.phone("worker").locator("textarea")
        offered = desk.phone("worker").get_by_role("option")
        await field.fill("@studio_standin_bot 焊接")
        await offered.filter(has_text="示例焊接创新工作室").first.wait_for()
        assert await desk.faults() == []
        await desk.shoot("inline-1280")
        await field.fill("@studio_standin_bot 急救")
        await offered.filter(has_text=SHARED).click()
        shared = desk.bubbles("worker", SHARED).last
        await shared.wait_for()
        assert await field.input_value() == ""
        assert "own" in (await shared.get_attribute("class")).split()
        await desk.taps("worker", "去报名")
        await desk.phone("worker").locator(".start-bar:visible").get_by_role("button").click()
        await desk.bubbles("worker", "报名截止").last.wait_for()
        await desk.taps("worker", "报名")
        await desk.shoot("shared-1280")
