"""Numbers with what they count, in a folded text: 35人次, 两项, 近千人, 20余场, 120.5万元, 30-40人.

Pure. Money is exact to the fen; a figure that says no one number (a range, 「十几项」) has no value, only its words.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from handlers.language.numerals import Number, numbers
from storage.model.records import FEN_A_YUAN, MOST_FEN, MOST_NUMBER, MOST_PEOPLE


class Sort(StrEnum):
    """What a quantity counts."""

    PIECES = "pieces"
    PEOPLE = "people"
    PLACES = "places"  # schools, companies: pieces only where nothing else was counted
    MONEY = "money"
    FOREIGN = "foreign"  # money of another country
    BARE = "bare"  # no unit
    OTHER = "other"  # hours, shares, measures: no field is for them


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, from `start` to `stop` (the words before it that say 近, 约 included).

    `value`: in the unit 1 (yuan for money), None where no exact number was said · `approx`: its words where it is only about so
    much, else '' · `each`: it is of each one of several (每期20人) · `large`: 万 or 亿 was said · `unit`: the word of the unit ·
    `said`: all its words.
    """

    sort: Sort
    value: Fraction | None
    approx: str
    start: int
    stop: int
    unit: str = ""
    each: bool = False
    large: bool = False
    said: str = ""

    @property
    def whole(self) -> int | None:
        """The number where it is a whole one that a record can hold."""
        most = MOST_PEOPLE if self.sort is Sort.PEOPLE else MOST_NUMBER
        if self.value is None or self.value.denominator != 1 or not 0 < self.value <= most:
            return None
        return int(self.value)

    @property
    def fen(self) -> int | None:
        """The money in fen; None where it is no exact amount, or more than a record can hold."""
        if self.value is None:
            return None
        fen = self.value * FEN_A_YUAN
        return int(fen) if fen.denominator == 1 and 0 < fen <= MOST_FEN else None


_WHO = (
    r"学生|学员|学徒|徒弟|徒儿|同学|职工|工人|青工|农民工|孩子|居民|老人|技师|员工|成员|小孩|新人|师傅|律师|护士|医生|群众|会员|毕业生"
    r"|高级工|中级工|家长|老师|教师|志愿者|骨干|工友|小朋友|儿童|幼儿|村民|市民|读者|观众|游客|听众|顾客|妇女|干部|民工|司机|电工|焊工|钳工|厨师"
    r"|师生|青年|教师|队员|技术员|工程师|乘客|患者|病人|娃|代表|同志|伙伴|朋友|来宾|嘉宾|残疾人|党员|民警|战士|实习生|大学生|中学生|小学生|中专生"
    r"|人(?![工均力机形])"
)
_UNITS: tuple[tuple[Sort, str], ...] = (
    (Sort.FOREIGN, r"美元|美金|欧元|日元|港元|港币|英镑|韩元|外币"),
    (Sort.OTHER, r"元 ?(?:/|每) ?[人台套件次吨个米月天]"),
    (Sort.MONEY, r"元(?:人民币)?整?|块钱?(?![奖牌板])|圆整?|rmb|人民币|角|毛钱"),
    (
        Sort.OTHER,
        r"个(?:半)?(?:月|小时|钟头|工作日|学时|课时|百分点|名额|学期|季度|年头|星期|礼拜)|%|‰|℃|度|公里|千米|平方|平米|米|亩|公斤|千克|斤|克"
        r"|吨|升|毫米|厘米|毫升|倍|成(?![果功效立])|千瓦|kw|kg|km|mm|cm|天|日|小时|学时|课时|分钟|分(?![公会校别])|年|月|周|岁|秒|季度"
        r"|级|等|届|代|号(?!人)|楼|层|期工程|页|字|比|次性|对一|点|线|名列|名次|名额|大(?![型])|新(?![型])|维|星|室|中(?!队)|小|步|路|类",
    ),
    (
        Sort.PEOPLE,
        rf"人次|个人|号人|位(?![列居置于])|名(?![列次录称额校牌优])|人(?![工均力机形民社大事机文])|余人|个(?={_WHO})|(?={_WHO})",
    ),
    (
        Sort.PLACES,
        r"所(?:学校|院校|中学|小学|高校|幼儿园|中小学)?|家(?:企业|单位|公司|医院|律所|门店|工厂)?|个(?:社区|街道|村|学校|单位|企业|校区|班级|班组|工地|项目部|乡镇|站点|区县?|省市?|城市)"
        r"|户(?:家庭|企业|居民)?|站|处|县|校",
    ),
    (
        Sort.PIECES,
        r"项次|项目|项|件套|件|个(?!别|人|体|性|[多余]?[万亿])|篇|部|本(?!科)|册|份|条(?!龙)|场次|场|期(?!间)|节课?|堂课?|门(?!类)|种|套|台|例|起|宗|支(?:队伍)?|枚"
        r"|块(?=[奖金银铜牌])|轮|批次|批(?![准评复发量])|次课|次|课次|幅|款|张|对(?!外|接|一)|组|班次?|座|届|首|讲|则",
    ),
)
_UNIT = re.compile(" ?(?:" + "|".join(f"(?P<u{place}>{words})" for place, (_, words) in enumerate(_UNITS)) + ")")
_MORE_AFTER = re.compile(r"(?:左右|上下|以上|出头|开外|有余|之多(?=$|[,;、\n\0\u3002]))(?![下面])")
_RANGE = re.compile(r" ?(?:-{1,2}|~|\u2013|\u2014{1,2}|至|到) ?")
_BEFORE = re.compile(
    r"(?P<each>每[一个名位台套件吨次人天月年期场班节堂批组校所家]{0,2}|人均|平均|均)$|(?P<nth>第|[a-z/]|[初正腊]|统|唯|专|同|逐|之|星期|周|礼拜)$"
)
_ODD = re.compile(
    r"(?:三八|五四|六一|七一|八一|十一|五一)节|一(?:种|起(?!案|纠纷|事故|维权|调解|诉讼|法律)|个劲|次次|家人|部分|种种|门心思|条心|本正经|件事)"
)
_HANGING = frozenset("新大维星室中小步路类点线页字层号楼代届等级比")
"""Units only right behind a small number: 「五新」, 「3号」."""
_COMING = re.compile("(?:来了|到了|到场|参加的?有|听课的?有?|来听的?有?)$")
_ODDLY = re.compile(r"(?<!\d)[-\u2212负]$|[\d零一二两三四五六七八九十百千][点.·,/] ?$")
"""A figure of which something stands before it that was not read: it could be ten times less."""
_DENOMINATOR = re.compile(r"分之$")


def quantities(text: str) -> list[Quantity]:
    """Every quantity of a folded text, in order."""
    found: list[Quantity] = []
    ranged: Number | None = None
    all_of = numbers(text)
    for place, one in enumerate(all_of):
        following = all_of[place + 1] if place + 1 < len(all_of) else None
        head = _BEFORE.search(text[max(0, one.start - 4) : one.start])
        if (head is not None and head["nth"]) or _DENOMINATOR.search(text[max(0, one.start - 2) : one.start]):
            ranged = None
            continue
        unit = _UNIT.match(text, one.stop)
        if unit is not None and (one.large or unit.group().startswith(" ")) and unit.group().strip() in _HANGING:
            unit = None  # 「120万 新收徒弟」
        if following is not None:
            if text[one.stop - 1] == "+" and following.start == one.stop:  # 「35+20人」
                ranged = ranged or one
                continue
            behind = one.stop if unit is None else unit.end()
            to = _RANGE.match(text, behind)
            if to is not None and to.end() == following.start and not following.approx:
                ranged = ranged or one
                continue
        quantity = _quantity(text, one, unit, ranged)
        ranged = None
        if quantity is not None:
            found.append(replace(quantity, each=head is not None))
    return found


def _quantity(text: str, one: Number, unit: "re.Match[str] | None", ranged: Number | None) -> Quantity | None:
    """The quantity of a number; `ranged`: the number at which it begins where it is the end of a range."""
    if unit is None:
        if re.match("[a-z]", text[one.stop : one.stop + 1]):
            return None  # 1.5T, 3D
        sort, stop = Sort.BARE, one.stop
    else:
        sort, stop = _UNITS[int((unit.lastgroup or "u0")[1:])][0], unit.end()
        if (
            sort is Sort.PIECES
            and unit.group().strip() == "个"
            and _COMING.search(text[max(0, one.start - 6) : one.start])
        ):
            sort = Sort.PEOPLE  # 「来了80多个」
        if _ODD.match(text, one.start):
            return None
    after = _MORE_AFTER.match(text, stop)
    stop = stop if after is None else after.end()
    if sort is Sort.MONEY and re.match(r"[\d零一二三四五六七八九]", text[stop : stop + 1]):  # 「3元5角」, 「3块5」
        said = text[one.start : stop]
        return Quantity(sort, None, said, one.start, stop, "元", large=one.large, said=said)
    start = one.start if ranged is None else ranged.start
    value = one.value if ranged is None else None
    if unit is not None and unit.group().strip() in ("角", "毛钱"):
        value = None
    if (sort is Sort.MONEY or one.large) and _ODDLY.search(text[max(0, one.start - 3) : one.start]):
        value = None  # 「-20万」, 「一点二元」
    about = one.approx or after is not None or ranged is not None or value is None
    said = text[start:stop].strip()
    counted = unit.group().strip() if unit else ""
    if sort is Sort.PEOPLE and about and counted in ("", "个"):
        said = f"{said.removesuffix('个')}人"  # 「80多个小朋友」
    return Quantity(sort, value, said if about else "", start, stop, counted, large=one.large, said=said)
