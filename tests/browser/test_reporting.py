"""A studio's report on three phones: from a colleague's line to a filed report, returned, handed in again and approved.

What people would open is opened: the PDF and the Word file come through the page's own links, the picture of the figures is
looked at as the phone draws it.
"""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2
import pytest
import pytest_asyncio

from bot.standin.world import World
from tests.browser.desk import SCREENSHOTS, WIDE, Desk, Sit
from tests.browser.hall import hall

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    # The house says the same to Python, but pytest starts every test with filters of its own.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
]
DRAWN = "(image) => image.complete && image.naturalWidth > 0"
PHONES = "?phones=leader,deputy,admin"
NEWS = "上月实用新型专利授权2项，培训青工35人次，直接经济效益120万"
PLAN = "一月底前完成射频线圈的第二轮测试，二月办两期焊接培训"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, str]]:
    """The demo's page with a leader, a deputy and an admin in front, on Tuesday 2026-12-01."""
    async with hall(tmp_path_factory.mktemp("hall"), 0) as (world, address):
        yield world, address + PHONES
        assert not world.telegram.unknown_methods


async def fetched(desk: Desk, who: str, label: str, ending: str) -> bytes:
    """Tap a button that has a file made, wait for it, and what the page's link gives."""
    before = await desk.bubbles(who, ending).count()
    await desk.taps_in(who, "回执", label)
    await desk.bubbles(who, ending).nth(before).wait_for()
    async with desk.page.expect_download() as coming:
        await desk.bubbles(who, ending).last.locator("a.document").click()
    path = SCREENSHOTS / (await coming.value).suggested_filename
    await (await coming.value).save_as(path)
    return await asyncio.to_thread(Path(path).read_bytes)


async def news_are_read_and_saved(desk: Desk) -> None:
    """One message, one tap."""
    await desk.say("leader", NEWS)
    await desk.sees("leader", "快报 · 3 条")
    await desk.shoot("news-1280")
    await desk.taps("leader", "全部保存")
    await desk.sees("leader", "回执 N20261201-")


async def deputy_files(desk: Desk) -> None:
    """The deputy finds the report drafted from the leader's news, changes a field by saying so and hands it in."""
    await desk.say("deputy", "/duties")
    await desk.sees("deputy", "第四季度")
    await desk.taps("deputy", "1")
    await desk.sees("deputy", "实用新型授权 2项")
    await desk.say("deputy", "问题：新设备操作的人手不够")
    await desk.sees("deputy", "新设备操作的人手不够")
    await desk.shoot("report-drafted-1280")
    await desk.taps("deputy", "提交")
    await desk.sees("deputy", "回执 R20261201-0001")


async def papers_to_stamp(desk: Desk) -> None:
    """PDF and Word say what was filed, with room for the stamp."""
    pdf = await fetched(desk, "deputy", "看 PDF", ".pdf")
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage().get_text_range()
    assert all(
        said in text for said in ("第四季度", "示例领军人甲创新工作室", "新设备操作的人手不够", "盖章", "120万元")
    )
    page.render(scale=1.5).to_pil().save(SCREENSHOTS / "report.png")
    from docx import Document

    word = Document(io.BytesIO(await fetched(desk, "deputy", "要 Word", ".docx")))
    written = "\n".join(
        [paragraph.text for paragraph in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    assert all(said in written for said in ("新设备操作的人手不够", "盖章"))


async def test_a_report_is_returned_handed_in_again_and_approved(place: tuple[World, str], sit: Sit) -> None:
    async with sit(place[1], WIDE) as desk:
        await news_are_read_and_saved(desk)
        await deputy_files(desk)
        await papers_to_stamp(desk)

        await desk.say("admin", "/review")
        await desk.sees("admin", "没有证明材料")
        await desk.shoot("review-1280")
        await desk.taps("admin", "全部通过 3 条")
        await desk.sees("admin", "回执 R20261201-0001")
        await desk.bubbles("leader", "审核通过").wait_for()
        await desk.taps("admin", "退回修改", "计划请写具体些")
        await desk.sees("admin", "已退回")

        await desk.sees("deputy", "原因：计划请写具体些")
        await desk.shoot("returned-1280")
        await desk.taps("deputy", "改下季度计划")
        await desk.say("deputy", PLAN)
        await desk.bubbles("deputy", PLAN).last.wait_for()
        await desk.taps("deputy", "重新提交")
        await desk.sees("deputy", "重新提交")

        await desk.say("admin", "/review")
        await desk.sees("admin", PLAN)
        await desk.sees("admin", "重新提交")
        await desk.shoot("resubmitted-1280")
        await desk.taps("admin", "通过")
        await desk.sees("admin", "都审完了")
        for who in ("deputy", "leader"):
            await desk.bubbles(who, "第四季度 审核通过").last.wait_for()

        await desk.say("admin", "/stats")
        picture = desk.phone("admin").locator(".message img").last
        await picture.wait_for()
        await desk.page.wait_for_function(DRAWN, arg=await picture.element_handle())
        await desk.shoot("stats-1280")
        assert await desk.faults() == []
