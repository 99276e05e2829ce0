"""Competitions that tests of what comes later begin with: drawn, or scored and published. Walked to once a session.

Numbers are drawn by chance: lines are written for whoever got which number.
"""

import asyncio
import inspect
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.standin import script
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.opening import opened
from bot.standin.world import World
from tests.conftest import Play
from tests.inline import inline
from tests.transcripts.records import rows

ENTERING = "2026-12-02T15:00"
"""What was heard stays for 72 hours, and with it who has ever talked to the bot: later walks go on from it."""
LATER = "2026-12-04T11:00"
"""When conversations on a database that was walked to begin."""
ENTER = """
{who} > /start competition_2
{who} > [报名]
{who} > [同意并报名]
…
"""
DESK = """
管 > /start competition_2
管 > [赛程与成绩]
管 > [{stage}]
…
"""
DRAW = """
* 2026-12-04T10:00
管 > [抽签]
管 <! 抽好了,可以先看结果,再告诉选手
管 <✎ 示例·中式烹饪技能竞赛 · 初赛
     12月13日 周日 09:00 · 已抽签

     地点:示例职业学校实训楼
     考场:不分考场
     带上:还没写
     参加这一场的有 3 个。
     抽签种子:…
     [改地点和考场]
     [看抽签结果] [怎么抽的]
     [告诉选手抽签号]
     [重新抽签]
     [录入分数] [打分情况]
     [晋级线] [看成绩]
     [导出表格]
     [返回赛程]
"""
TOLD = """
管 > [告诉选手抽签号]
管 <✎ 会告诉 3 位选手,每人这样一条:
     …
     告诉以后就不能再重新抽签了。
     [确认告诉] [先不]
管 > [确认告诉]
管 <! 正在告诉选手
管 <✎ 示例·中式烹饪技能竞赛 · 初赛
     12月13日 周日 09:00 · 抽签号已告诉选手
     …
     [改地点和考场]
     [看抽签结果] [怎么抽的]
     [录入分数] [打分情况]
     [晋级线] [看成绩]
     [导出表格]
     [返回赛程]
甲 < 示例·中式烹饪技能竞赛 · 初赛
     您抽到 {first} 号
     时间:12月13日 周日 09:00
     地点:示例职业学校实训楼
     [查看竞赛] [怎么抽的]
…
"""
UNIT = """
{who} > /score
{who} < 打分前先问一句:您的单位全称是什么?…
     只用来避开本单位选手,发 /privacy 可以查看和删除。
{who} > {unit}
"""
SCORED = """
评 > /score
评 > 示例评审单位
评 > {first} 90;{second} 80;{third} 70
"""
"""One assessor gave 90, 80 and 70 to 甲, 乙 and 领."""
KNOWN = """
管 > [晋级线]
管 <✎ 前几名进下一场?写一个数,比如:20。不按名次就跳过。
     [跳过] [取消]
管 > 1
管 < 最少多少分才进?…
管 > [跳过]
管 <✎ 晋级线:前 1 名(同名次的都进)
     [保存]
     …
管 > [保存]
管 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩(还没告诉选手)
     …
管 > [告诉参赛者]
管 <✎ 会一个个告诉 3 位选手自己的分数和名次。
     …
管 > [确认告诉]
…
* +2m
…
管 > [公布成绩]
管 <✎ 公布「示例·中式烹饪技能竞赛」初赛成绩,按抽签号,不写姓名。
     公示 5 个工作日,到 12月11日 周五(含);这期间谁都可以提异议。
     会告诉关注和报名的 3 人。
     [确认公布] [先不公布]
管 > [确认公布]
管 <! 公布了,正在告诉关注和报名的人
…
* +2m
…
"""
"""Each is told, then all: the first goes on."""


def loosened(text: str) -> str:
    """The text where reminders and the like may come in between."""
    steps = re.split(r"\n(?=\s*(?:\S+ > |\* ))", "\n" + inspect.cleandoc(text))
    return "\n…\n".join([*steps, ""])


async def talk(play: Play, text: str) -> None:
    """Play it so."""
    await play(loosened(text))


def numbers(database: Path, stage: str = "preliminary") -> dict[str, int]:
    """Who drew what, by the last character of their names: 甲, 乙, and 领 for the leader."""
    found = rows(
        database,
        "SELECT p.name, d.number FROM draws d JOIN registrations r ON r.entry = d.entry "
        "JOIN profiles p ON p.person = r.person WHERE d.stage = ?",
        stage,
    )
    return {"领" if "领军" in str(name) else str(name)[-1]: int(str(number)) for name, number in found}


@asynccontextmanager
async def later(database: Path) -> AsyncIterator[World]:
    """A house on a database that was walked to."""
    with inline():
        async with opened(FrozenClock(moment(LATER)), database, script.cast()) as world:
            yield world


@pytest.fixture(scope="session")
def drawn_database(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three take part in the cooking competition, and know the numbers they drew."""
    path = Path(shutil.copy(sample_database, tmp_path_factory.mktemp("drawn") / "drawn.db"))
    entering = [ENTER.format(who=who) for who in "甲乙领"]
    told = TOLD.format(first="…")
    asyncio.run(_walk(path, ENTERING, [*entering, DESK.format(stage="初赛"), DRAW, told]))
    return path


@pytest.fixture(scope="session")
def public_database(drawn_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """甲, 乙 and 领 have 90, 80 and 70 points and know it, and so does everybody."""
    path = Path(shutil.copy(drawn_database, tmp_path_factory.mktemp("public") / "public.db"))
    got = numbers(path)
    scored = SCORED.format(first=got["甲"], second=got["乙"], third=got["领"])
    asyncio.run(_walk(path, "2026-12-04T10:15", [scored, DESK.format(stage="初赛"), KNOWN]))
    return path


async def _walk(path: Path, start: str, texts: list[str]) -> None:
    with inline():
        async with opened(FrozenClock(moment(start)), path, script.cast()) as world:
            for text in texts:
                await script.play(world, loosened(text))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
