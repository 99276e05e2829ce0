"""What a leader types about news that are written already: that they are right, or that something in them is not."""

import re

from handlers.language import news_words as words
from handlers.language.time_readings import read_shape, shaped

LONGEST = 120
"""Characters; a longer line says something of its own."""
_AGREES = re.compile(
    r"(?:(?:嗯+|好+|行|可以|没错|没问题|没有问题|对+|都对|全对|都是对的|是|正确|无误|确认|ok|yes|就这样|这样就行|没有了"
    r"|全部|帮我|请|直接|那就|现在|先|就|我|给我|一下)*"
    r"(?:保存|存上?|提交|报上去|报了|上报|存了)?(?:的|了|吧|呀|啊|哦|哈|呢|一下|谢谢)*[\s,.!~;\u3002]*){1,3}"
)
_SAVES = re.compile("保存|存上|存了|存吧|^存|提交|报上去|上报|报了")
_WRONG = re.compile(
    r"改成|改为|改到|换成|更正|修改|改一下|(?:写|打|说|弄|搞|报|填|算|记)(?:错|多|少|漏)|错了|不对|有误"
    r"|应该?是|应当是|应为|不是|少[写报算记]了|多[写报算记]了|(?:两|几|三|四|五|六)条都"
)
_POINTS = re.compile(
    r".{1,10}也是.{0,3}[\d一二两三四五六七八九十].{0,10}|(?:第 ?[\d一二两三四五六七八九十]{1,3} ?[条项]|最后一?条|末条).*"
    r"|[近约]?[\d.,一二两三四五六七八九十百千万亿]{1,12}(?:多|余|来)?(?:人次?|名|位|项|篇|件|场|次|个|条|部|元|块)?(?:左右|吧|了|呢)?"
)
_STATES = re.compile(r"[^,\d]{1,12}?是(?:\d|[一二两三四五六七八九十]).{0,8}")
_LEFT_OUT = re.compile(r"(?:还|又)?(?:少|漏|忘|落)(?:写|报|记|说|掉)?了?(?:[一二两\d]?[个条项件])?[,:: ]+")
_REFERS = re.compile(
    r"^(?:那个?|把|我|对了|不好意思|抱歉|[,! ])*"
    r"(?P<refers>(?:上次|上一次|上回|刚才|刚刚|刚|之前|前面|以前|前几天|昨天|早上|上午)"
    r"(?:我|我们)?(?:说|报|发|写|提交|存|保存|交)?(?:过|上去|上来)?的?(?:那一?[条个项份次]|快报)?(?:里面?的?|中的?)?的?)[, ]*"
)


def agrees(text: str) -> bool:
    """Whether a line says that what is shown is right: 「都对,保存吧」, 「好的」."""
    said = read_shape(shaped(text.strip()))
    return len(said) <= LONGEST // 4 and any(map(str.isalpha, said)) and _AGREES.fullmatch(said) is not None


def says_save(text: str) -> bool:
    """Whether it says so in as many words, rather than that it is right."""
    return _SAVES.search(text) is not None


def corrects(text: str) -> bool:
    """Whether a line says that something is other than it was told: 「第一条少报了5人」, 「培训改成60人」."""
    said = read_shape(shaped(text.strip()))
    return len(said) <= LONGEST and _WRONG.search(said) is not None and words.ASKS.search(said) is None


def points(text: str) -> bool:
    """Whether a line names one of the lines shown, or is a figure and no more: 「第1条30人」, 「30人」."""
    said = read_shape(shaped(text.strip()))
    return len(said) <= LONGEST and _POINTS.fullmatch(said) is not None and words.ASKS.search(said) is None


def states(text: str) -> bool:
    """Whether a short line says how much something is, rather than that it was done: 「专利是3项」."""
    return _STATES.fullmatch(read_shape(shaped(text.strip()))) is not None


def added(text: str) -> str | None:
    """What a line tells that was left out before: 「少写了一个,软著1项」; None for one that tells nothing of the kind."""
    said = shaped(text.strip())
    found = _LEFT_OUT.match(said)
    return said[found.end() :] if found is not None else None


def without_reference(text: str) -> str | None:
    """A line without the words that point back (「上次说的」, 「刚才那条」); None where it begins with none."""
    said = shaped(text.strip())
    found = _REFERS.match(said)
    return said[found.end() :] if found is not None else None
