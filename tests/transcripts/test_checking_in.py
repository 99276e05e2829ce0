"""Checking in: by the QR code that is read back from the very picture that was sent, by its digits, and by hand."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from re import Match, Pattern

import pytest
import zxingcpp
from PIL import Image

from bot.standin.deeds import Deed, moment
from bot.standin.world import World
from storage import courses, enrolments, people, profiles
from storage.database import Database
from storage.model.attendance import code, minute_of
from storage.model.courses import Draft, File, Session
from storage.model.days import CHINA
from storage.model.enrolments import Enrolment
from tests.conftest import Play
from tests.transcripts.records import change, rows

Deeds = Mapping[Pattern[str], Deed]
HOUR = 3600_000
TEN = moment("2026-12-01T10:00")


@pytest.fixture
async def course(database: Path, migrated: Path) -> int:
    """焊接实操, twice, of 领's studio; 甲 and 乙 are enrolled, and of 乙 nothing but the unit is known."""
    db = await Database.open(database)
    try:
        async with db.write() as tx:
            now = moment("2026-11-30T09:00")
            await tx.fetch("DELETE FROM steps")
            (studio,) = await tx.fetch("SELECT studio FROM roles WHERE role = 'leader' ORDER BY person LIMIT 1")
            sessions = (Session(TEN, TEN + 2 * HOUR, credit=25), Session(TEN + 24 * HOUR, TEN + 26 * HOUR, credit=25))
            files = (File("document", "f1", after=True),)
            draft = Draft("焊接实操", sessions, studio=studio[0], ladder=(), files=files)
            made = await courses.add(tx, draft, 0, now, CHINA)
            for address, name in ((900001, "示例职工甲"), (900002, "示例职工乙")):
                person = await people.meet(tx, str(address), now)
                await profiles.put(tx, person.id, name, "示例单位", now)
                assert isinstance(await enrolments.enrol(tx, made, person.id, now, CHINA), Enrolment)
    finally:
        await db.close()
    return made.id


def scanned(world: World, who: str) -> str:
    """The payload of the link in the newest picture in a chat, as a camera reads it."""
    photo = [one for one in world.chat(who) if "photo" in one][-1]
    _name, content, _mime = world.file(who, photo["message_id"])
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)))
    link = found.text
    assert link.startswith("https://t.me/studio_standin_bot?start=in_"), link
    return link.partition("start=")[2]


@pytest.fixture
def deeds(database: Path, course: int) -> Deeds:
    """What happens around a screen: somebody scans it, or types what it shows (or showed a while ago)."""
    noted: dict[str, str] = {}

    async def scans(world: World, match: Match[str]) -> None:
        world.phone(match["who"]).start(scanned(world, "领"))

    async def notes(world: World, match: Match[str]) -> None:
        noted["code"] = scanned(world, "领")

    async def uses(world: World, match: Match[str]) -> None:
        world.phone(match["who"]).start(noted["code"])

    async def types(world: World, match: Match[str]) -> None:
        ((secret,),) = rows(database, "SELECT secret FROM sessions WHERE course = ? ORDER BY begins_at LIMIT 1", course)
        minute = minute_of(world.clock.now()) - int(match["ago"] or 0)
        await world.say(match["who"], (match["before"] or "") + code(str(secret), minute))

    async def opens(world: World, match: Match[str]) -> None:
        number = rows(database, "SELECT id FROM sessions WHERE course = ? ORDER BY begins_at", course)[0][0]
        await world.tap_data(match["who"], 1, f"attendance.{match['tap']}:{number}")

    return {
        re.compile(r"(?P<who>\S+) opens attendance\.(?P<tap>\w+)"): opens,
        re.compile(r"(?P<who>\S+) scans the screen"): scans,
        re.compile(r"somebody photographs the screen"): notes,
        re.compile(r"(?P<who>\S+) scans the photograph"): uses,
        re.compile(r"(?P<who>\S+) types the code of (?:(?P<ago>\d+) minutes ago|now)(?: after (?P<before>.*))?"): types,
    }


async def test_scanned_typed_and_late(play: Play, deeds: Deeds) -> None:
    await play(
        """
        甲 > /start
        …
        领 > /start
        …
        * 领 opens attendance.show
        领 <! 课前 30 分钟才能签到：12月1日 周二 09:30 起
        甲 > 到了
        甲 < 还没到签到时间。「焊接实操」12月1日 周二 10:00 开始，09:30 起可以签到。
        * 2026-12-01T09:45
        * 领 opens attendance.show
        领 < 🖼 code.png
             焊接实操
             12月1日 周二 10:00（第 1 次，共 2 次）

             签到码 …
             … 前有效，每分钟换一次。请大家扫码，或者把六位数发给机器人。

             已到 0 人，未到 2 人
             [手工签到] [收起]
        * 甲 scans the screen
        甲 < ✅ 09:45 签到成功
             焊接实操 · 第 1 次课，共 2 次 · 2.5 学时
             下次课：12月2日 周三 10:00
        * 甲 scans the screen
        甲 < 您 09:45 已经签到了，不用再签：焊接实操
        * somebody photographs the screen
        * +1m
        领 <✎ …
             已到 1 人，未到 1 人
             [手工签到] [收起]
        …
        * 领 opens attendance.show
        领 <✗ …
        领 < 🖼 code.png
             …
        …
        领 > [收起]
        领 <! 已收起。要再打开，点「签到码」
        领 <✗ …
        * 2026-12-01T10:12
        * 乙 scans the photograph
        乙 < 这个签到码过期了，每分钟换一次。请扫屏幕上现在的二维码，或者发现在的六位数。
        乙 > 到了
        乙 < 焊接实操
             请扫现场屏幕上的二维码，或者把屏幕上的六位数发给我。看不到的话，请组织者给您手工签到。
        * 乙 types the code of 1 minutes ago after 签到
        乙 < ✅ 10:12 签到成功。10:00 开始的，记为迟到，学时照算。
             焊接实操 · 第 1 次课，共 2 次 · 2.5 学时
             下次课：12月2日 周三 10:00
        * 2026-12-01T12:16
        领 < 焊接实操
             12月1日 周二 10:00（第 1 次，共 2 次）
             签到结束：到了 2 人（迟到 1 人），没到 0 人。
             [手工签到]
        甲 > 签到
        甲 < 还没到签到时间。「焊接实操」12月2日 周三 10:00 开始，09:30 起可以签到。
        """,
        deeds,
    )


async def test_what_is_said_to_those_who_cannot_check_in(play: Play, deeds: Deeds, course: int, database: Path) -> None:
    await play.world.settle()
    change(database, "UPDATE courses SET seats = 1 WHERE id = ?", course)
    other = "(SELECT person FROM addresses WHERE address = '900002')"
    change(database, f"UPDATE enrolments SET state = 'waiting' WHERE person = {other}")
    await play(
        """
        评 > 到了
        评 < 您现在没有要签到的课。想看看有什么课，发「培训」。
        * 2026-12-01T09:50
        乙 > /start
        …
        评 > 签到 123456
        评 < 您现在没有要签到的课。想看看有什么课，发「培训」。
        * 评 types the code of now after 签到:
        评 < 您没有报「焊接实操」，签不了到。人在现场的话，请跟组织者说一声。
             [看这门课]
        * 乙 types the code of now after 到了
        乙 < 您在「焊接实操」的候补里，还没排到名额。想上课请跟现场的组织者说一声。
             [看这门课]
        * 甲 types the code of 5 minutes ago
        甲 < 这个签到码过期了，每分钟换一次。请扫屏幕上现在的二维码，或者发现在的六位数。
        甲 > 000 000
        甲 < 这个签到码不对。请看准屏幕上现在的六位数再发一次，或者直接扫码。
        甲 > １１１１１１
        甲 < 这个签到码不对。请看准屏幕上现在的六位数再发一次，或者直接扫码。
        甲 > 222222
        甲 < 这个签到码不对。请看准屏幕上现在的六位数再发一次，或者直接扫码。
        甲 > 333333
        甲 < 这个签到码不对。请看准屏幕上现在的六位数再发一次，或者直接扫码。
        甲 > 444444
        甲 < 输错好几次了，请 10:01 以后再试。着急的话，请组织者给您手工签到。
        * 甲 types the code of now
        甲 < 输错好几次了，请 10:01 以后再试。着急的话，请组织者给您手工签到。
        * +11m
        乙 < …
        * 甲 types the code of now
        甲 < ✅ 10:02 签到成功
             …
        """,
        deeds,
    )


async def test_by_hand_and_on_two_phones(play: Play, deeds: Deeds, course: int, database: Path) -> None:
    await play(
        """
        领 > /start
        …
        联 > /start
        …
        甲 > /start
        …
        乙 > /start
        …
        * 2026-12-01T09:40
        * 甲 opens attendance.hand
        甲 <! 这里是领军人和联络员开课、管课的地方。您要是领军人或联络员，请联系区总工会管理员登记；想报名，发「培训」。
        * 领 opens attendance.hand
        领 < 焊接实操
             12月1日 周二 10:00（第 1 次，共 2 次）
             已到 0 人，未到 2 人
             点名字签到，再点一次撤销。🕒 是迟到。
             [◻️ 示例职工甲] [◻️ 示例职工乙]
             [回到这门课]
        * 联 opens attendance.show
        联 < 🖼 code.png
             …
             [手工签到] [收起]
        * 领 taps [◻️ 示例职工乙] twice
        领 <! 已给 示例职工乙 签到，再点一次撤销
        领 <✎ …
             已到 1 人，未到 1 人
             点名字签到，再点一次撤销。🕒 是迟到。
             [◻️ 示例职工甲] [✅ 示例职工乙]
             [回到这门课]
        乙 < ✅ 组织者给您签到了：《焊接实操》第 1 次课 · 2.5 学时
             [看这门课]
        …
        联 > [手工签到]
        联 < …
             [◻️ 示例职工甲] [✅ 示例职工乙]
             [回到这门课]
        联 > [✅ 示例职工乙]
        联 <! 已撤销 示例职工乙 的签到
        联 <✎ …
             [◻️ 示例职工甲] [◻️ 示例职工乙]
             [回到这门课]
        乙 < 组织者撤销了您的签到：《焊接实操》第 1 次课。有疑问请跟组织者说一声，或者点「转人工」。
             [看这门课]
             [转人工]
        …
        领 > [✅ 示例职工乙]
        领 <✎ …
             已到 0 人，未到 2 人
             …
             [◻️ 示例职工甲] [◻️ 示例职工乙]
             [回到这门课]
        …
        * 领 opens attendance.show
        领 < 🖼 code.png
             …
        …
        """,
        deeds,
    )
    world = play.world
    for _ in range(3):
        await world.move(60_000)
        await world.settle()
        await world.restart()
        assert scanned(world, "领") == scanned(world, "联"), "two phones show the same code"
    await play(
        """
        * 甲 scans the screen
        甲 < ✅ 09:4…
        …
        * 2026-12-01T12:15
        …
        领 <✗ …
        领 < 焊接实操
             …
             签到结束：到了 1 人（迟到 0 人），没到 1 人。
             来了没签上的，可以手工补。
             [手工签到]
        …
        领 > [手工签到]
        领 < …
             [✅ 示例职工甲] [❌ 示例职工乙]
             [回到这门课]
        * 领 opens attendance.show
        领 <! 签到已经结束。漏签的请用「手工签到」补
        领 > [❌ 示例职工乙]
        领 <! 已给 示例职工乙 签到，再点一次撤销
        领 <✎ …
        乙 < ✅ 组织者给您签到了：《焊接实操》第 1 次课 · 2.5 学时
             [看这门课]
        """,
        deeds,
    )
    assert rows(database, "SELECT count(*) FROM boards") == [(0,)]
    assert not [one for who in ("领", "联") for one in world.chat(who) if "photo" in one], (
        "no old code is left standing"
    )


async def test_what_is_told_of_marks_and_who_gives_the_course_is_led_to_its_code(
    play: Play, deeds: Deeds, course: int, database: Path
) -> None:
    await play(
        """
        乙 > /start
        …
        领 > /start
        …
        甲 > /start
        …
        领 > 签到
        领 < 焊接实操 12月1日 周二 10:00
             这是您办的课。课前 30 分钟起点「签到码」，投到屏幕上给大家扫。
             [签到码] [手工点名]
        * 2026-12-01T10:20
        领 > [手工点名]
        领 < …
             [◻️ 示例职工甲] [◻️ 示例职工乙]
             [回到这门课]
        领 > [◻️ 示例职工甲]
        领 <! …
        领 <✎ …
        甲 < ✅ 组织者给您签到了：《焊接实操》第 1 次课 · 2.5 学时
             [看这门课]
        * 2026-12-01T12:16
        …
        乙 < 没有看到您签到：《焊接实操》第 1 次课。
             来了没签上的，请组织者补一下就好；没来成也没关系，下次来不了可以先取消，名额留给别人。
             [看这门课]
             [转人工]
        乙 > 063 416
        乙 < 「焊接实操」已经下课，签到码不能用了。来过的话，请组织者给您手工补签，学时照算。
             [看这门课]
        """,
        deeds,
    )


async def test_an_evening_course_lets_people_sleep_and_an_erased_person_frees_the_seat(
    play: Play, deeds: Deeds, course: int, database: Path
) -> None:
    """Who came hears in the morning; where somebody erased themselves, the next in line is offered the seat."""
    world = play.world
    await world.settle()
    shift = 11 * HOUR
    change(
        database,
        "UPDATE sessions SET begins_at = begins_at + ?, ends_at = ends_at + ? WHERE course = ?",
        shift,
        shift,
        course,
    )
    change(database, "DELETE FROM sessions WHERE course = ? AND begins_at > ?", course, TEN + 24 * HOUR)
    change(
        database,
        "UPDATE courses SET begins_at = begins_at + ?, ends_at = ?, seats = 1 WHERE id = ?",
        *(shift, TEN + shift + 2 * HOUR, course),
    )
    other = "(SELECT person FROM addresses WHERE address = '900002')"
    change(database, f"UPDATE enrolments SET state = 'waiting' WHERE person = {other}")
    await play(
        """
        乙 > /start
        …
        甲 > /privacy
        …
        甲 > [删除]
        甲 <✎ …
             课程和竞赛：您的名额会让给别人，签到、学时和评价都没有了。
             [确认删除] [不删了]
        甲 > [确认删除]
        甲 <! 已删除
        甲 <✎ …
        乙 < …
             [要这个名额] [不要了]
             [查看课程]
        乙 > [要这个名额]
        …
        * 2026-12-01T21:03
        * 乙 types the code of now
        乙 < ✅ 21:03 签到成功
             焊接实操 · 2.5 学时
             下课后我来问问您的感受，点三下就好。
        * 2026-12-01T23:30
        * 2026-12-02T08:00
        乙 < 焊接实操 上完了，谢谢您来！
             …
        """,
        deeds,
    )
