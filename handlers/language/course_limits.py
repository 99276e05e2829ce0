"""What a question about courses sets aside, and its limits: 「除了周末」, 「焊接以外」, 「50块以下」, 「半天的」, 「望京附近」.

Pure. They are read before dates and names, for half of 「半天」 is a date and 「除了周末」 names the days that are not wanted.
"""

import re
from dataclasses import dataclass

from handlers.language.amounts import number

_END = r"(?=$|[,;?!。 ])"
_EXCEPT = re.compile(
    r"除(?:了|去|开|掉)(?P<x>[^,;?!。]{1,16}?)(?:(?:以外|之外|外)(?:的)?|[,;。]|(?=还有|还能|其他|其它|别的|都|有)|(?=$))"
    r"|除(?P<x2>[^,;?!。了去开掉]{1,12}?)(?:以外|之外)的?"
)
_BESIDE = re.compile(
    r"(?:.*(?:有没有|有什么|有哪些|有啥|还有|想学|想上|想报|找|看看|,))?(?P<x>[^,;?!。]{1,12}?)(?:以外|之外)的?"
)
_NOT = re.compile(
    r"(?:(?<![是要])不(?:要|想要|想上|想学|想听|上)(?!钱|交|花|收|带|报|考|求|用|再)|(?<!是)不是"
    r")(?P<x>[^,;?!。]{1,10}?)"
    r"(?:的(?=$|课|培训|讲座|班|[,;。 ]|呢)|(?=$|[,;。])|(?=课|培训|讲座))"
)
_NOT_AT = re.compile(
    r"(?:(?<!在)不在|避开|错开|非(?=周末|双休|节假|工作日))(?P<x>[^,;?!。]{1,10}?)(?:的|$|[,;。]|(?=课|培训|讲座))"
)
_NOT_SO = re.compile(
    r"(?:(?<![是要])不(?:要|想要|想上|想听|上|看)|(?<!是)不是)"
    r"(?P<x>线上|线下|网上|直播|免费|收费|周末|双休日|工作日|(?:周|星期|礼拜)[一二三四五六日天]|早上|上午|中午|下午|晚上)(?:的|(?=课|培训|讲座))"
)
_AMOUNT = r"(?P<n>\d{1,5}|[零一二两三四五六七八九十百千]{1,6})"
_YUAN = r"(?:块钱|块|元钱|元|圆|rmb|yuan)"
_MOST = re.compile(
    rf"(?:价格|价钱|费用|学费)?(?:在)?(?:(?:不超过|不到|低于|少于|最多|不高于|少於){_AMOUNT}{_YUAN}?"
    rf"|{_AMOUNT.replace('?P<n>', '?P<n2>')}(?:{_YUAN})(?:钱)?(?:以下|以内|之内|内|以里|封顶)"
    rf"|(?:\b(?:under|below|less than) )(?P<n3>\d{{1,5}})(?: ?(?:yuan|rmb|元))?)(?:的|(?=课))?"
)
_LEAST = re.compile(
    rf"(?:(?:超过|高于|多于){_AMOUNT}{_YUAN}|{_AMOUNT.replace('?P<n>', '?P<n2>')}{_YUAN}(?:以上|往上))(?:的)?"
)
_HALF = re.compile("(?:只(?:要|上|用)|就|不超过)?(?:半天|半日)(?:以内|之内|内|就能上完|能上完)?(?:的|(?=课|培训|班|$))")
_SHORT = re.compile(
    r"(?:不超过|少于)?(?P<h>\d|[一二两三四五六])个?(?:小时|钟头)(?:以内|之内|以下|内)(?:就能上完|能上完)?的?"
)
_WHERE = "[\u4e00-\u9fff0-9a-z]{1,8}?"
_NEAR = re.compile(
    rf"(?:离|距离?)(?P<p>{_WHERE})(?:比较|最|很|较|更)?(?:近|不远)(?:一点儿?|点儿?|些)?(?:的|{_END}|(?=课|培训))"
    rf"|(?P<p2>{_WHERE.replace('{1,', '{0,')})(?:附近|周边|周围|一带|旁边)(?:的)?|(?P<p3>{_WHERE})那边的(?=课|培训|讲座)"
)
_NEAR_LEAD = re.compile("^.*(?:有没有|有什么|有哪些|有啥|想找|找|想上|想学|看看|在|哪些)")
_FEW = re.compile("^(?:我们?|咱们?|本人)?(?:家|单位|公司|厂|住处|住的地方|上班的地方)?(?:的)?$")
_OFFLINE = re.compile("线下|现场上?的?(?=课|培训|讲座|班)|面授|当面教?的?(?=课)|到场的?(?=课)")
_OFFLINE_TOPIC = re.compile("线下(?:营销|门店|推广|活动策划)")
HERE = "我"
"""Near the person, who is nobody knows where."""
HALF_DAY = 270
"""Minutes of a course that takes half a day at most."""


@dataclass(slots=True)
class Limits:
    """`denied`: the words that were set aside ('' for none), `firmly`: a date among them too · `most`, `least`: fen, -1 for
    none · `minutes`: how long it may take, 0 for any · `near`: a place, `HERE` for one's own."""

    denied: str = ""
    firmly: bool = False
    most: int = -1
    least: int = -1
    minutes: int = 0
    near: str = ""
    offline: bool = False


def take_limits(text: str) -> tuple[Limits, str]:
    """The limits in `text` (flattened), and what is left of it."""
    found = Limits()
    text = _money(text, found)
    text = _denied(text, found)
    if (half := _HALF.search(text)) is not None:
        found.minutes, text = HALF_DAY, _without(text, half.span())
    elif (short := _SHORT.search(text)) is not None:
        found.minutes, text = (number(short["h"]) or 0) * 60, _without(text, short.span())
    if (near := _NEAR.search(text)) is not None:
        said = near["p"] or near["p2"] or near["p3"] or ""
        place = _NEAR_LEAD.sub("", said)
        found.near = HERE if _FEW.match(place) else place
        text = _without(
            text, (near.end() - len(near.group()) + (len(said) - len(place) if near["p2"] else 0), near.end())
        )
    if _OFFLINE_TOPIC.search(text) is None and (offline := _OFFLINE.search(text)) is not None:
        found.offline, text = True, _without(text, offline.span())
    return found, text


def _money(text: str, found: Limits) -> str:
    if (most := _MOST.search(text)) is not None:
        found.most = (number(most["n"] or most["n2"] or most["n3"]) or 0) * 100
        return _without(text, most.span())
    if (least := _LEAST.search(text)) is not None:
        found.least = (number(least["n"] or least["n2"]) or 0) * 100
        return _without(text, least.span())
    return text


def _denied(text: str, found: Limits) -> str:
    if (one := _EXCEPT.search(text)) is not None:
        found.denied, found.firmly = one["x"] or one["x2"], True
        return _without(text, one.span())
    if (one := _BESIDE.match(text)) is not None:
        found.denied = one["x"]
        return _without(text, (one.start("x"), one.end()))
    if not text.rstrip("?!。").endswith(("吗", "么")) and (
        one := _NOT_SO.search(text) or _NOT_AT.search(text) or _NOT.search(text)
    ):
        found.denied, found.firmly = one["x"], True
        return _without(text, one.span())
    return text


def _without(text: str, place: tuple[int, int]) -> str:
    return f"{text[: place[0]]} {text[place[1] :]}"
