"""What is typed as it sounds: pinyin, its initials, and characters that sound or look alike.

pypinyin takes a while to load and is only asked when a question has letters or an unknown name in it.
"""

import re
from collections.abc import Container
from functools import lru_cache
from itertools import islice, product
from typing import Any

_VAGUE = (
    (re.compile("^zh"), "z"),
    (re.compile("^ch"), "c"),
    (re.compile("^sh"), "s"),
    (re.compile("(?<=[aei])ng$"), "n"),
)
_LOOK_ALIKE = """
    韬韫滔稻蹈 刚钢岗纲冈 亮高亭 京景惊凉 宝室 牛午 王玉主 文交 陈阵 李季 己已巳 未末 士土 千干于 人入八 天夫
    大太犬 申甲由田 力刀 晴睛清请情 辉挥晖浑 伟纬炜玮苇 杨扬汤场 孙逊 郑邓 冯马 吕品 曹漕 魏巍 陶淘掏 姜羌 谢射
    潘藩 范氾 彭膨 昌唱 方万 任仁 袁辕 鲍抱 史吏 唐塘糖 倪睨 汤烫 罗萝 常裳 傅博搏膊 康糠 余佘 元无 黄横 萧箫
    邵绍召 汪注 明朋 纪记 董薰 梁粱 杜社牡 路露 童重 颜彦 梅海 林材 钟种 徐涂 邱丘 凌陵 莫模 洪供 左右 石右 崔催
    翁瓮 荣营 建健 民氏 涛铸 峰锋蜂 鹏朋 磊垒 婷亭 敏繁 慧惠 颖颍 玲铃 红虹 春舂 旭旦 志忘 诚城 义叉 勇恿 福幅
    祥详 庆厌 宇字 宙审 浩皓洁 然燃 学字 焊悍捍 护沪 理埋 电申 析折 侯候 祟崇 拆折 密蜜 材村 检捡 险检 栓拴 冶治
    钧钓 晓饶 晋普 哲晢 琳淋 瑞端 宣宜 凯剀 佳住 俊浚 峻竣 骏俊 锐说 柏拍 栋拣 泽择 洋样 湘相 潇萧 澜阑 炎淡
    焕换 珊删 班斑 莹萤 莲连 菲非 蕾雷 薇微 誉举 贤坚 超起 迪油 逸免 郁都 锦绵 阳阴 霖林 靖精 韵均 飞气 馨磬
    骁晓 鸣呜 疗疔 鸿鸣
"""


def syllables(text: str) -> list[str]:
    """Pinyin without tones, one for each character; what is not Chinese stays as it is."""
    from pypinyin import Style, lazy_pinyin

    spell: Any = lazy_pinyin  # its types do not know that `errors` may give a list
    spelt: list[str] = spell(text, style=Style.NORMAL, v_to_u=False, errors=list)
    return spelt


@lru_cache(maxsize=20_000)
def readings(char: str) -> frozenset[str]:
    """Every way a character is read, vaguely: zh=z, ch=c, sh=s, ang=an, eng=en, ing=in."""
    from pypinyin import Style, pinyin

    return frozenset(vague(one) for one in pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def vague(syllable: str) -> str:
    """A syllable without the differences that many speakers do not hear."""
    for pattern, instead in _VAGUE:
        syllable = pattern.sub(instead, syllable)
    return syllable


@lru_cache(maxsize=20_000)
def keys(text: str) -> tuple[tuple[str, ...], ...]:
    """How `text` may sound, one tuple of vague syllables for each combination of readings (a few at most)."""
    return tuple(islice(product(*(sorted(readings(char)) for char in text)), 8))


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters can be read alike."""
    return bool(readings(one) & readings(other))


def looks_alike(one: str, other: str) -> bool:
    """Whether two characters are easily taken for each other by the eye."""
    return other in _lookalikes().get(one, frozenset())


@lru_cache(maxsize=20_000)
def full_pinyin(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The ways to type `text` in pinyin without spaces, and by initials; surnames with their own reading too."""
    parts = syllables(text)
    whole, initials = {"".join(parts)}, {"".join(part[:1] for part in parts)}
    if text and "㐀" <= text[0] <= "鿿":
        from pypinyin import Style, pinyin

        for first in islice(pinyin(text[0], style=Style.NORMAL, heteronym=True)[0], 3):
            whole.add("".join([first, *parts[1:]]))
            initials.add("".join([first[:1], *(part[:1] for part in parts[1:])]))
    whole |= {one.replace("ü", "v") for one in whole} | {one.replace("ü", "u") for one in whole}
    return frozenset(whole), frozenset(initials)


def covered(letters: str, known: Container[str], longest: int) -> list[str] | None:
    """`letters` cut into keys of `known`, with as few pieces as possible, or None when that cannot be done."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end):
            before = best[start]
            piece = letters[start:end]
            if before is None or piece not in known:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, piece]
    return best[len(letters)]


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _LOOK_ALIKE.split():
        for char in group:
            found.setdefault(char, set()).update(set(group) - {char})
    return {char: frozenset(others) for char, others in found.items()}
