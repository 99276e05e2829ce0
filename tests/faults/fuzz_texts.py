"""What people may type: what the rooms expect, what they were taught, and what nobody expects."""

import csv
import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from handlers.rooms import ROOMS

LANGUAGE = Path(__file__).parent.parent / "language"
HOSTILE = (
    "\u202e有隐藏的字\u202c",
    "x\u0000y",
    "\u200b\u200b\u2060",
    "😀" * 2048,
    "长" * 4096,
    "a" * 4096,
    "'; DROP TABLE people; --",
    '" OR 1=1 /*',
    "<b>粗</b><script>alert(1)</script><a href='tg://user?id=1'>",
    "&lt;&amp;&#0;&",
    "%s%d%n{x}{0}{{}}%(text)s",
    "{context.tx}",
    "\ud83d",
    "1" + "0" * 30,
    "-1",
    "0",
    "٣٤٥",
    "１２３",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "=1+1",
    "@SUM(A1)",
    "../../etc/passwd",
    "/" * 300,
    "\n" * 200 + "x",
    "\t \u3000",
    "2026-02-30",
    "13月45日25点61分",
    "9999年12月31日",
    "1年1月1日",
    "昨天到明年",
    "零点零零一万亿元",
    "负三十五人次",
    "近千人二十余项一百二十万亿",
    "ﷺ" * 100,
    "ก็็็็็็็็็็็็็็็็็็็็",
    "🏳️‍🌈👨‍👩‍👧‍👦",
    "a\u0301" * 500,
)
ANSWERS = (
    """
是|不是|跳过|取消|算了|完成|返回|继续|确认|全部保存|保存|改|不改|没有|无|否|好|1|2|3|20|明天下午两点
12月8日 14:00-16:00|2026-12-08|下周三上午9点|本月|上月|第三季度|2027年1月10日18点|12月1日到12月20日|35人
120万|12.5万元|三十五人次|近千人|第2条删掉|专利是3项|不是本月,是上月|再加一条:获奖1项|金额改成35万|删掉带徒
13800138000|010-12345678|示例职工|示例单位|示例机械厂|焊接|朝阳区示例街1号|全部|其他|给所有人
只发给焊接工作室|材料不全,请补充|因故取消|讲得很好|95|88.5|A组 95
B组 88|ZL2024 1 0123456.7
https://example.com/x|名额30人|不限|管理员|联络员|领军人|评委|示例领军人甲创新工作室|王文韬|涉密项目
有权属纠纷的专利|#快报 本月专利2项|@studio_standin_bot 快报 专利1项
""".strip()
    .replace("\n", "|")
    .split("|")
)
PIECES = (
    """
本月|上月|6月8日|去年12月|2026年第三季度|1-9月累计|拿到|受理|授权|实用新型专利|发明专利|论文《示例》
被《示例学报》录用|培训青工|带徒|出师|获奖|直接经济效益|间接经济效益|社会效益|2项|三项|35人次|近千人|20余项
120万|一百二十万元|1.2亿|,|。|、|给劲松四中讲了一堂课|450名学生|磁共振线圈项目|通过验收|国家级|谁懂|核磁
焊接|有哪些工作室|一共几家|他们在哪|电话|下周|周三晚上|课|报名|多少|专利|今年全区|各行业|对比|谁还没交
三季报|示例领军人甲|明天|下午2点|讲座|名额20|全部|工匠|竞赛|报告
""".strip()
    .replace("\n", "|")
    .split("|")
)


@cache
def doors() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The commands and the words of all rooms."""
    found = [door for room in ROOMS for door in room.doors]
    kinds = (tuple(door.name for door in found if door.kind == kind) for kind in ("command", "words"))
    commands, words = kinds
    return commands, words


@cache
def said() -> tuple[str, ...]:
    """Every command and every word that opens a door."""
    commands, words = doors()
    return (*(f"/{name}" for name in commands), *words)


@cache
def labelled() -> tuple[str, ...]:
    """Everything that was written down as what people say."""
    found: list[str] = []
    for path in sorted(LANGUAGE.glob("*.toml")):
        found += _texts(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in sorted(LANGUAGE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [cell for row in csv.reader(file) for cell in row if 4 <= len(cell) <= 80][:500]
    return tuple(dict.fromkeys(found))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and 1 < len(value) <= 300:
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def text(rng: random.Random, tag: str) -> str:
    """Something to type; now and then with the tag of whoever types it."""
    commands, words = doors()
    match rng.choices(
        ("answer", "words", "command", "labelled", "pieces", "hostile", "mixed"), (30, 12, 12, 22, 12, 7, 5)
    )[0]:
        case "answer":
            said = rng.choice(ANSWERS)
        case "words":
            return rng.choice(words)
        case "command":
            return f"/{rng.choice(commands)}" + (f" {rng.choice((*ANSWERS, *PIECES))}" if rng.random() < 0.3 else "")
        case "labelled":
            said = rng.choice(labelled())
        case "pieces":
            said = "".join(rng.choices(PIECES, k=rng.randint(2, 8)))
        case "hostile":
            said = rng.choice(HOSTILE)
        case _:
            said = " ".join(
                rng.choice((rng.choice(HOSTILE), rng.choice(PIECES), rng.choice(ANSWERS))) for _ in range(3)
            )
    return f"{said}{tag}" if tag and rng.random() < 0.35 else said
