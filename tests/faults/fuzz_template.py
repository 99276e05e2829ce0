"""The worlds that episodes begin in: the sample as it is, and a few days on, when everything is under way.

What is under way was walked to, as people would: contests drawn, scored and public; news pending, approved, returned and
corrected; reports in every state; invitations open, a notice out, questions asked and answered.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.standin import script
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import act, moment
from bot.standin.opening import fill, opened
from bot.standin.world import NotVisible
from storage import people, studios
from storage.database import Database
from tests.faults.fuzz_events import MORE
from tests.inline import inline
from tests.transcripts.contests import DESK, DRAW, ENTER, ENTERING, KNOWN, SCORED, TOLD, loosened, numbers

PLAIN = "2026-12-01T09:00"
RICH = "2026-12-04T14:00"
WALKED = "2026-12-04T11:30"
UNDER_WAY = """
领 > 本月拿到实用新型专利2项,培训青工35人次,带徒3人,直接经济效益120万
领 > [全部保存]
领 > 论文《示例线圈》11月30日被《示例学报》录用
领 > [全部保存]
联 > 11月8日给示例中学讲了一堂反欺凌课,450名学生
联 > [全部保存]
联 > 磁共振线圈项目11月通过验收
联 > [全部保存]
leader2 > 11月获奖1项,间接经济效益35万
leader2 > [全部保存]
管 > 待审
管 > [全部通过 4 条]
管 > [退回修改]
管 > [请补上证明材料]
管2 > 待审
领 > 培训120人次
领 > [全部保存]
领 > 写季报
领 > /invite
领 > [邀请联络员]
管 > /invite
主 > /invite
甲 > /ask
甲 > 工会会员怎么办互助保障?
甲 > /wish
乙 > 想学焊接
甲 > 报名 焊接
甲 > /profile
乙 > /follow
联 > 写月报
leader2 > 写季报
"""
"""Said and tapped, whatever is answered; a button that is not there is passed over."""


async def _roles(path: Path) -> None:
    """More people with roles than the sample has."""
    db = await Database.open(path)
    try:
        async with db.write() as tx:
            for number, (_key, role, at) in enumerate(MORE):
                if role:
                    person = await people.meet(tx, str(910_000 + number), moment(PLAIN))
                    studio = await studios.by_name(tx, at) if at else None
                    await people.grant(tx, person.id, role, moment(PLAIN), studio.id if studio else 0)
    finally:
        await db.close()


def _closed(path: Path) -> Path:
    """All of it in one file, to be copied."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def plain(path: Path) -> tuple[Path, str]:
    """The sample, and when it begins."""
    asyncio.run(fill(path, moment(PLAIN)))
    asyncio.run(_roles(path))
    return _closed(path), PLAIN


def rich(path: Path, sample: Path) -> tuple[Path, str]:
    """A few days later: everything is under way."""
    shutil.copy(sample, path)
    entering = [ENTER.format(who=who) for who in "甲乙领"]
    asyncio.run(_walk(path, ENTERING, [*entering, DESK.format(stage="初赛"), DRAW, TOLD.format(first="…")]))
    got = numbers(path)
    scored = SCORED.format(first=got["甲"], second=got["乙"], third=got["领"])
    asyncio.run(_walk(path, "2026-12-04T10:15", [scored, DESK.format(stage="初赛"), KNOWN]))
    asyncio.run(_stroll(path))
    return _closed(path), RICH


async def _walk(path: Path, start: str, texts: list[str]) -> None:
    with inline():
        async with opened(FrozenClock(moment(start)), path, script.cast()) as world:
            for text in texts:
                await script.play(world, loosened(text))


async def _stroll(path: Path) -> None:
    with inline():
        async with opened(FrozenClock(moment(WALKED)), path, script.cast()) as world:
            for line in UNDER_WAY.strip().splitlines():
                who, _, said = line.partition(" > ")
                try:
                    await act(world, who, said)
                except NotVisible:
                    print(f"  not there: {line}")
                await world.settle()
