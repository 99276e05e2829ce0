"""How many taps from a wish to its fulfilment: every task is played, and each tap is one on a button of the newest message.

What is typed or scanned is no tap; pressing START behind a link is one, since a phone shows it to be pressed.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from bot.standin.deeds import READING_MS, moment
from bot.standin.world import World
from tests.transcripts.records import change

CARD, QUESTION, MESSAGE, FORM, SCAN = "a card", "a question", "a message", "three questions", "a scan"
DUE = "a report that is due"
MOST = {CARD: 2, QUESTION: 3, MESSAGE: 2, FORM: 3, SCAN: 1, DUE: 6}
"""Taps at most, by where one begins."""
COURSE = "焊接入门课"
LINE = f"12月3日下午两点到四点在示例实训楼开{COURSE},2个名额,讲师示例领军人乙,发结业证书"


@dataclass
class Fingers:
    """Everybody's: they tap what the newest message with buttons shows, and count."""

    world: World
    counted: list[tuple[str, str, int]] = field(default_factory=list)
    """Task, where it began, taps."""

    async def ask(self, who: str, text: str, sees: str) -> None:
        """Say something and find `sees` in the answer."""
        self.world.clock.move(READING_MS)
        await self.world.say(who, text)
        await self._found(who, sees)

    async def tap(self, who: str, label: str) -> None:
        """Tap a button of the newest message that has any."""
        self.world.clock.move(READING_MS)
        newest = [one for one in self.world.chat(who) if "inline_keyboard" in one.get("reply_markup", {})][-1]
        buttons = [button for row in newest["reply_markup"]["inline_keyboard"] for button in row]
        data = next((one["callback_data"] for one in buttons if one["text"] == label), "")
        assert data, f"{who} has no [{label}] but {[one['text'] for one in buttons]}"
        await self.world.tap_data(who, newest["message_id"], data)

    async def does(self, task: str, start: str, who: str, *labels: str, sees: str) -> None:
        """Tap these one after another; then `sees` is shown, and the taps are noted."""
        for label in labels[:-1]:
            await self.tap(who, label)
            await self.world.settle()
        await self.tap(who, labels[-1])
        await self._found(who, sees)
        self.counted.append((task, start, len(labels)))

    async def starts(self, task: str, who: str, payload: str, sees: str) -> None:
        """Follow a link into the bot, where START is pressed."""
        self.world.phone(who).start(payload)
        await self._found(who, sees)
        self.counted.append((task, SCAN, 1))

    async def _found(self, who: str, text: str) -> None:
        heard = [event.text for event in await self.world.settle() if event.to == who]
        assert any(text in one for one in heard), f"{who} was not told {text!r} but {heard}"

    async def until(self, when: str) -> None:
        """Move the clock."""
        await self.world.move(moment(when) - self.world.clock.now())
        await self.world.settle()

    def number(self, who: str, title: str) -> str:
        """The number of a line in the newest list."""
        text = self.world.chat(who)[-1]["text"]
        return next(line.split()[0] for line in text.splitlines() if line.endswith(title) and line[0].isdigit())

    def scanned(self, who: str) -> str:
        """What a camera reads from the newest picture in a chat: the payload of its link."""
        photo = [one for one in self.world.chat(who) if "photo" in one][-1]
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(self.world.file(who, photo["message_id"])[1])))
        return code.text.partition("start=")[2]


@pytest.fixture
def fingers(world: World) -> Fingers:
    return Fingers(world)


async def test_taps_from_wish_to_done(
    fingers: Fingers, database: Path, record_property: Callable[[str, object], None]
) -> None:
    await _courses(fingers)
    await _waiting(fingers)
    await _taking_part(fingers)
    await _competitions(fingers, database)
    await _reports(fingers)
    for start in MOST:
        told = "; ".join(f"{task} {taps}" for task, begun, taps in fingers.counted if begun == start)
        record_property("score", f"taps from {start} (at most {MOST[start]}): {told}")
    too_many = [(task, taps) for task, start, taps in fingers.counted if taps > MOST[start]]
    assert too_many == []


async def _courses(f: Fingers) -> None:
    """A leader's message becomes a course; workers enrol from a card and from a question, and take it back."""
    await f.ask("领", LINE, "请看一遍再发布")
    await f.does("a course published", MESSAGE, "领", "发布", sees="已发布")
    await f.ask("甲", "/start course_1", "示例·焊接实操课")
    await f.does("enrolled for the first time", CARD, "甲", "报名", "同意并报名", sees="您已报名")
    await f.does("enrolment cancelled", CARD, "甲", "取消报名", sees="还剩 20 个名额")
    await f.ask("乙", "周四有什么课", COURSE)
    await f.does(
        "enrolled for the first time",
        QUESTION,
        "乙",
        f.number("乙", COURSE),
        "报名",
        "同意并报名",
        sees="您已报名",
    )
    await f.ask("甲", f"{COURSE}还有名额吗", "还剩 1 个名额")
    await f.does("enrolled", QUESTION, "甲", "报名", sees="您已报名")


async def _waiting(f: Fingers) -> None:
    """Who comes too late waits, and takes the seat that another gives back."""
    await f.ask("新来的", COURSE, "已满")
    await f.does("waiting in line", CARD, "新来的", "加入候补", "同意并报名", sees="候补第 1 位")
    await f.ask("甲", "我报了哪些课", COURSE)
    await f.does(
        "enrolment cancelled", QUESTION, "甲", f.number("甲", COURSE), "取消报名", "确定取消报名", sees="已取消报名"
    )
    await f.does("offered seat taken", MESSAGE, "新来的", "要这个名额", sees="您已报名")
    await f.ask("甲", "/start course_14", "报名截止")
    await f.does("enrolled", CARD, "甲", "报名", sees="您已报名")


async def _taking_part(f: Fingers) -> None:
    """The day itself: checked in by what the screen shows, feedback, certificate."""
    await f.until("2026-12-03T13:45")
    await f.ask("领", "我办的课", COURSE)
    await f.does("code shown", QUESTION, "领", f.number("领", COURSE), "签到码", sees="每分钟换一次")
    await f.starts("checked in", "乙", f.scanned("领"), "签到成功")
    await f.ask("新来的", f.scanned("领").rpartition("_")[2], "签到成功")
    f.counted.append(("checked in by the code", QUESTION, 0))
    await f.until("2026-12-03T16:20")
    await f.does("feedback", FORM, "乙", "5", "4", "还会来", sees="收到您的评价")
    await f.does("certificate", MESSAGE, "乙", "领证书", "领取证书", sees="证书发好了")


async def _competitions(f: Fingers, database: Path) -> None:
    """Entering one by oneself, and what an admin does with an entry that is to be looked at."""
    change(database, "UPDATE competitions SET checked = 1, version = version + 1 WHERE id = 2")
    title = "示例·中式烹饪技能竞赛"
    await f.ask("管", "/start", "")
    await f.ask("甲", "/start competition_2", title)
    await f.does("competition entered", CARD, "甲", "报名", sees="等工会审核")
    await f.does("entry approved", MESSAGE, "管", "去审核", "通过", sees="已通过")
    await f.ask("另一位", "有什么竞赛", title)
    number = f.number("另一位", title)
    await f.does(
        "competition entered for the first time", QUESTION, "另一位", number, "报名", "同意并报名", sees="等工会审核"
    )
    await f.ask("又一位", "/start competition_2", title)
    await f.does("competition entered for the first time", CARD, "又一位", "报名", "同意并报名", sees="等工会审核")


async def _reports(f: Fingers) -> None:
    """A quarterly report, drafted from what was told as news: looked at on paper, its empty fields 「无」, handed in."""
    await f.ask("领", "本月拿到实用新型专利2项,培训青工35人次,社会效益:普法进校园,惠及450人", "快报 · 3 条")
    await f.does("news saved", MESSAGE, "领", "全部保存", sees="已保存")
    await f.ask("领", "/duties", "示例季度工作报告")
    await f.does("report drafted, looked at and filed", DUE, "领", "1", "问题、措施都写「无」", "提交", sees="已提交")


async def _news(f: Fingers) -> None:
    """A leader's line is saved by one tap, and changed in the same way until somebody has looked at it."""
    await f.ask("领", "本月拿到实用新型专利2项,培训青工35人次,直接经济效益120万元", "快报")
    await f.does("news saved", MESSAGE, "领", "全部保存", sees="已保存 3 条")
    assert f.counted[-1][-1] == 1, "from news to saved: one message, one tap"
