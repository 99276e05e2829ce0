"""Questions that no record answers, told by their whole wording: weather, the way to the underground, somebody's private life."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.language.meaning import Correction, Intent, Meaning, Term, Topic
from handlers.language.parse import Parse

MISTAKE = "有误"
"""Subject of a HUMAN: a record is said to be wrong."""
_DAY = "(?:今天|明天|后天|昨天|今晚|明早|现在|外面|这几天|周末|北京|朝阳)"
_NEARBY = "地铁|公交|车站|厕所|卫生间|银行|超市|停车|药店|饭馆|饭店|吃的|加油站|宾馆|便利店|商场"
_ASIDES: tuple[tuple[Intent, str], ...] = (
    (Intent.HUMAN, r"(?:我要|我想|我|想|要)?(?:投诉|举报|反映).*"),
    (Intent.OFF_TOPIC, rf"{_DAY}+的?.{{0,2}}(?:天气|气温|下雨|几度|冷|热|吃什么|吃啥|星期几|几号|限行).*"),
    (Intent.OFF_TOPIC, r"(?:天气|今天|明天|昨天|后天)(?:怎么样|如何|呢)?|(?:现在|请问)*几点了?"),
    (Intent.OFF_TOPIC, rf".*附近.*(?:{_NEARBY}).*"),
    (Intent.OFF_TOPIC, r"(?:去|到|坐)?(?:地铁|公交|高铁|机场|火车站)(?:站)?(?:怎么|咋|在哪|哪里)(?:走|坐|去|里|儿)?.*"),
    (Intent.OFF_TOPIC, r".*食堂.*(?:吃什么|吃啥|什么菜|几点|开饭|好吃).*"),
    (Intent.OFF_TOPIC, r".*(?:多少|几亿|几万)人口.*|(?:你)?会?(?:不会)?(?:说|讲)(?:英语|英文|方言|粤语)吗?"),
    (Intent.LATER, r".*证(?:书)?(?:在|去|到)?(?:哪|怎么|如何|什么时候|咋).{0,3}(?:考|办|领|报).*"),
    (Intent.HOW_TO, r"(?:工资|奖金|补贴|福利|补助|津贴)(?:什么时候|啥时候|几号|何时|怎么).*"),
    (Intent.LATER, r"(?:什么时候|啥时候|何时|几号|哪天)(?:有|办|开始|搞|组织)?(?:培训|开课|上课|比赛|讲座|活动).*"),
)
_WRONG = re.compile(
    r".*(?:信息|资料|地址|电话|数据|内容|简介|记录|登记|名字|这个|这里|这条|单位).{0,4}(?:不对|错了|有误|不准确|写错|有错|过时了).*"
)
_TRUSTED = re.compile(r"(?:你)?(?:说的|讲的|给的)?(?:话|这个|这些)?(?:靠谱|可靠|可信|能信)(?:吗|么|不|不靠谱)?")
_PRIVATE = re.compile(
    r"老婆|老公|爱人|丈夫|妻子|媳妇|对象|儿子|女儿|父母|家住|住哪|住在|住址|家庭住址|家在哪|退休|年龄|几岁|多大岁数|多大年纪"
    r"|工资|收入|身份证|生日|结婚|离婚|微信|家庭情况|挣多少"
)
_OPENERS = re.compile(
    r"^(?:(?:换个|再问个|另一个|再问一个|还有个|另外一个)问题|问个别的|对了|另外问一下|顺便问一下|再问一下)[ ,、]*(?=.)"
)
_SLIPS = (
    (re.compile(r"(?:(?<=^)|(?<=[ ,、和的]))[是事式世](?=级(?:工作室|示范|的))"), "市"),
    (re.compile(r"(?:(?<=^)|(?<=[ ,、和的]))[去取趣](?=级(?:工作室|的))"), "区"),
    (re.compile(r"(?<=级示范)[姓行兴形](?=$|工作室|的| )"), "性"),
)


_SPACED = re.compile(r"(?<=[路街巷园楼里号]) (?=\d)|(?<=\d) (?=[号楼层])")
"""「6 号」 is 「6号」."""


def opened(said: str) -> str:
    """`said` without 「换个问题」 and the like."""
    return _OPENERS.sub("", said)


def mended(said: str) -> tuple[str, list[Correction]]:
    """Levels that are typed as they sound, put right: 是级, 去级, 示范姓."""
    text = _SPACED.sub("", said)
    spaced = text
    for slip, instead in _SLIPS:
        text = slip.sub(instead, text)
    return text, [] if text == spaced else [Correction(said, text)]


def aside(said: str, named: Sequence[int], before: bool) -> Meaning | None:
    """The meaning of a message that records cannot answer; `named`: the studios it names; `before`: it may lean on something."""
    flat = said.replace(" ", "")
    if _WRONG.fullmatch(flat):
        return Meaning(Intent.HUMAN, said, studios=tuple(named), subject=MISTAKE)
    if named:
        return None
    if not before and _TRUSTED.fullmatch(flat):
        return Meaning(Intent.WHO_ARE_YOU, said)
    return next((Meaning(intent, said, subject=flat) for intent, one in _ASIDES if re.fullmatch(one, flat)), None)


def private(parse: Parse, said: str) -> Meaning | None:
    """What is asked of a named leader's private life: something that records do not hold."""
    found = _PRIVATE.search(said) if len(parse.named) == 1 and not parse.conditions else None
    if found is None:
        return None
    word = found.group()
    return replace(
        Meaning(Intent.FACT, said, studios=tuple(parse.named)), topics=(Topic(word, (Term(word, (word,)),)),)
    )
