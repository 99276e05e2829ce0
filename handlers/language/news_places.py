"""Where something was given, told by its name or by how many: 「给劲松四中讲课」, 「走进12所学校」.

Twelve schools are not twelve lessons.
"""

import re

from handlers.language.news_pieces import Taken
from handlers.language.quantities import Quantity
from storage.model.records import LONGEST_TITLE

_SORTS = (
    "学校|院校|中学|小学|中小学校?|高中|职高|技校|幼儿园|大学|学院|高校|社区|街道|村|公司|企业|工厂|车间|工地|项目部|医院|养老院|敬老院|福利院"
    "|单位|机关|部队|集团|门店|律所|班组|机构|家庭|景区|公园|车站|场站|乡镇|园区|商圈|居民"
)
_BEHIND = re.compile(f"[\\u4e00-\\u9fff]{{0,6}}?(?:{_SORTS})")
_AHEAD = re.compile(f"(?:{_SORTS})\0?$")
_NAMED = re.compile(
    r"(?:给|为|到|在|去|走进|进|向|面向|赴)(?P<place>[^,;\0给为到在去向]{1,16}?"
    f"(?:{_SORTS}|[一二三四五六七八九十]{{1,2}}[中小](?!队|学)))"
    r"(?=的|\0|讲|做|上|开|办|举|组|授|宣|送|普|义|慰|搞|培|为|给|[师学员职工教居村]|$)"
)
COME = re.compile("[^,;]{0,12}(?:参加|参与|到场|出席|参会)")
"""Places behind which this stands sent people; nobody went there, and it was once."""
_ANY = re.compile("(?:我们?|咱们?|本|该|各|某|一家|我们的)?(?:单位|公司|企业|学校|社区|车间|工地|门店|医院)")


def counted_place(taken: Taken, figure: Quantity) -> str:
    """「23所中小学」, 「企业12家」: the places that a quantity counts, as they were said."""
    said = taken.kept[figure.start : figure.stop].strip()
    behind = _BEHIND.match(taken.masked, figure.stop)
    if behind is not None:
        return said + behind.group()
    ahead = _AHEAD.search(taken.masked[max(0, figure.start - 4) : figure.start])
    return (ahead.group().strip("\0 ") if ahead is not None else "") + said


def named_place(taken: Taken, left: int, right: int) -> str:
    """「劲松四中」: the place that is named between `left` and `right`; '' for none, or for just any."""
    found = _NAMED.search(taken.masked, left, right)
    if found is None or _ANY.fullmatch(found["place"]):
        return ""
    return taken.kept[found.start("place") : found.end("place")].strip()


def with_place(title: str, word: str, place: str) -> str:
    """A title that says where, too: 「反欺凌课\uff08劲松四中\uff09」."""
    if place in title or not place:
        return title
    return f"{title or word}\uff08{place}\uff09"[:LONGEST_TITLE]
