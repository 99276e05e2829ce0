"""Numbers, years, levels 「以上」, superlatives and ordinals in a question: what a grammar of fixed words cannot list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.language.grammar import Kind
from handlers.language.meaning import Condition, Order
from storage.model.studios import LEVELS

_DIGITS = "零一二三四五六七八九"
_NUM = r"(?:\d{1,6}|[零一二两三四五六七八九十百]{1,5})"
_PEOPLE = r"(?:个人|名成员|个成员|位成员|号人|人|名|位)"
_HEAD = r"(?:团队|成员|人员|队伍)?(?:人数|规模|成员数|成员|人员|团队|人)?(?:是|为|在|达到|达|有)?"
_ABOVE = r"超过|多于|大于|高于|不少于|不低于|不小于|至少|最少有|起码|多过|>="
_BELOW = r"少于|不到|不足|小于|低于|不超过|不多于|不大于|至多|最多有|少过"
_AT_LEAST = ("不少于", "不低于", "不小于", "至少", "最少有", "起码", ">=")
_AT_MOST = ("不超过", "不多于", "不大于", "至多", "最多有")
_MORE_AFTER = r"(?:及|或|和)?(?:以上|往上|开外|朝上)"
_LESS_AFTER = r"(?:及|或|和)?(?:以下|以内|之内|往下)"

_PEOPLE_RANGE = re.compile(
    rf"{_HEAD}(?P<low>{_NUM})\s?(?:到|至|-|~|—)\s?(?P<high>{_NUM})(?P<unit>{_PEOPLE})?(?:之间)?(?:的)?"
)
_PEOPLE_COMPARED = re.compile(
    rf"(?P<head>{_HEAD})(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?P<n>{_NUM})(?P<unit>多?{_PEOPLE})?(?:的)?"
)
_PEOPLE_AFTER = re.compile(
    rf"{_HEAD}(?P<n>{_NUM})(?P<unit>{_PEOPLE})?(?:(?P<more>{_MORE_AFTER})|(?P<less>{_LESS_AFTER}))(?:的)?"
)
_PEOPLE_EXACT = re.compile(
    rf"(?:成员|人数|团队|规模)?(?:正好|刚好|恰好|是|有|为)?(?P<n>{_NUM}){_PEOPLE}(?:的|团队|吗|$)"
)
_COUNT_HEAD = re.compile(r"人数|规模|成员|人员|人")

_YEAR = r"(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=年)|今年|去年|前年|大前年|本年度?|上一?年度?)年?度?"
_DONE = "命名|成立|挂牌|授牌|评上|评选|评的|评为|认定|创建|公布|获评|建立|设立|入选|更新"
_VERB = rf"(?:份|内|里|间)?(?:正式|新|被|新近)*(?P<verb>{_DONE})?(?:过)?"
_SIDE = r"(?P<side>(?:及|或|和)?(?:以前|之前|以后|之后|以来|起|开始)|年?前|年?后)?"
_YEARS = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:到|至|-|~|—|和)(?P<until>(?:19|20)\d\d)年?(?:之间|间)?" + _VERB + "(?:的)?"
)
_ONE_YEAR = re.compile(
    _YEAR + r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月份?)?" + _SIDE + _VERB + r"(?:的)?"
)
_LAST_YEARS = re.compile(rf"(?:近|最近|过去|这)(?P<n>{_NUM})年(?:来|内|里|间)?{_VERB}(?:的)?")

_STALE = re.compile(
    r"(?:资料|信息|数据|档案)?(?:已经?)?(?:过期|过时|陈旧)(?:了)?(?:的)?"
    r"|(?:超过|过了)?一年(?:以上|多)?(?:没|没有|未)(?:有)?更新(?:过)?(?:的)?"
)
_LEVEL_SIDE = re.compile(
    r"(?P<level>全国|国家级|市级示范性|市级|区级|企业级)(?:工作室)?"
    r"(?:(?P<up>(?:及|或|和)?以上|往上)|(?P<down>(?:及|或|和)?以下|往下))(?:级别)?(?:的)?"
)
_TOP = rf"(?:的)?(?:前)?(?P<top>{_NUM})?(?:家|个|名|位)?"
_SUPERS: tuple[tuple[str, str, bool], ...] = (
    (
        r"(?:团队|成员|人员|队伍|员工)?(?:人数|人|规模|成员|人员|团队|队伍|人手)(?:数|数量|规模)?(?:是)?最(?:多|大|庞大)",
        "members",
        True,
    ),
    (
        r"(?:团队|成员|人员|队伍)?(?:人数|人|规模|成员|人员|团队|队伍|人手)(?:数|数量|规模)?(?:是)?最(?:少|小)",
        "members",
        False,
    ),
    (r"最大的?(?=工作室|团队|是|$|一?[家个])|最大规模|规模居首|哪[个家](?:工作室|团队)?最大", "members", True),
    (r"最小的?(?=工作室|团队|是|$|一?[家个])|哪[个家](?:工作室|团队)?最小", "members", False),
    (r"级别最高|等级最高|最高级别?|最高等级|层级最高", "level", True),
    (r"级别最低|等级最低|最低级别?|层级最低", "level", False),
    (
        r"(?:最早|最先|最久以前|第一个|首个)(?:被)?(?:命名|成立|挂牌|授牌|评上|评的|认定|建立|创建|设立)|(?:命名|成立|挂牌|授牌|认定|建立|历史)(?:时间|日期)?(?:得|是)?最(?:早|久|长|老)|最老|资格最老|最早",
        "named_on",
        False,
    ),
    (
        r"(?:最近|最晚|最新|最后)(?:被)?(?:命名|成立|挂牌|授牌|评上|评的|认定|建立|创建|设立)|(?:命名|成立|挂牌|授牌|认定|建立)(?:时间|日期)?(?:得|是)?最(?:晚|近|新|迟)|最新的?(?=工作室|是|$|一?[家个])|最年轻",
        "named_on",
        True,
    ),
    (
        r"(?:最近|最新|最后)(?:一次)?更新(?:过)?的?(?=是|工作室|哪|有|$|一?[家个])|更新(?:时间|日期|得)?最(?:近|新|晚)",
        "updated_on",
        True,
    ),
    (r"(?:最久|最长时间)(?:没|没有|未)更新|更新(?:时间|日期|得)?最(?:早|旧|久)|资料最旧|最旧", "updated_on", False),
    (r"(?:人数|规模|成员数?)(?:排名)?(?:排在)?(?=前)", "members", True),
)
_SUPER = [(re.compile(f"(?P<super>{words}){_TOP}"), field, down) for words, field, down in _SUPERS]
_UNRANKED = re.compile(
    r"(?:水平|能力|技术|名气|效益|成果|专利|获奖|奖项|荣誉|实力|影响力?|徒弟|收益|口碑|贡献|经费|课程?|投入|排名|经济效益|社会效益)(?:是)?最(?:高|强|大|好|多|少|厉害|出名|突出|先进)的?"
    r"|(?:离|距离?).{0,8}最近的?|离我(?:比较|很)?近的?|最好(?:的|是(?=哪|谁)|(?=吗|呢|啊|呀|哪|谁|工作室|团队|师傅|老师|$))"
    r"|最(?:厉害|牛|强|有名|著名|知名|优秀|先进|火|受欢迎|靠谱|权威|值得|出名|棒|差|烂|有钱|赚钱|专业|合适|适合|便宜|好看|帅|漂亮)的?"
)
_ORDINAL = re.compile(
    r"第(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})(?:个|家|位|条|名)?(?:工作室)?|(?P<last>最后一?[个家位]|倒数第一[个家]?)"
)

_FIRST = re.compile(
    rf"(?:最)?前(?:面)?(?P<n>{_NUM})(?:个|家|位|名)(?:工作室)?|(?P<two>(?:这|那)两[个家位]|(?:他|她|它|这|那)们?俩)"
)
_AMOUNT = re.compile(
    rf"(?P<side>{_ABOVE}|{_BELOW})?(?<![第前近几每各])(?P<n>{_NUM})\s?(?:家|个(?=工作室)|间|所)(?:工作室)?(?![店村里人之])"
    rf"(?:(?P<more>{_MORE_AFTER})|(?P<less>{_LESS_AFTER}))?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text that says an amount, a time or a rank."""

    start: int
    end: int
    kind: Kind
    value: Condition | Order | int | None


def number(text: str) -> int:
    """「21」, 「二十一」, 「两百」 as a number."""
    if text.isdigit():
        return int(text)
    total, current = 0, 0
    for char in text.replace("两", "二"):
        if char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            current = _DIGITS.index(char)
    return total + current


def spans(text: str, today: str) -> Iterator[Span]:
    """Every piece that may be an amount, a time or a rank; pieces may overlap. `today` is an ISO date or ''."""
    yield from _people(text)
    yield from _times(text, today)
    for found in _LEVEL_SIDE.finditer(text):
        level = "全国" if found["level"] == "国家级" else found["level"]
        at = LEVELS.index(level)
        values = LEVELS[: at + 1] if found["up"] else LEVELS[at:]
        label = f"{level}及{'以上' if found['up'] else '以下'}"
        yield Span(*found.span(), Kind.RANGE, Condition("level", values, label=label))
    for pattern, field, down in _SUPER:
        for found in pattern.finditer(text):
            end = found.end() if found["top"] else found.end("super")
            top = number(found["top"]) if found["top"] else 1
            yield Span(found.start(), end, Kind.SUPER, Order(field, down, max(1, min(top, 20))))
    for found in _UNRANKED.finditer(text):
        yield Span(*found.span(), Kind.SUPER, None)
    for found in _ORDINAL.finditer(text):
        yield Span(*found.span(), Kind.ORDINAL, -1 if found["last"] else number(found["n"]))
    for found in _FIRST.finditer(text):
        yield Span(*found.span(), Kind.FIRST, 2 if found["two"] else number(found["n"]))
    for found in _AMOUNT.finditer(text):
        if found["n"].isdigit() or number(found["n"]) > 1:
            yield Span(*found.span(), Kind.AMOUNT, _amount(found))


def _amount(found: "re.Match[str]") -> Condition:
    """How many studios there are said to be."""
    n, side = number(found["n"]), found["side"] or ""
    if found["more"] or side in _AT_LEAST:
        return Condition("number", low=n)
    if found["less"] or side in _AT_MOST:
        return Condition("number", high=n)
    if side:
        return Condition("number", low=n + 1) if re.match(_ABOVE, side) else Condition("number", high=n - 1)
    return Condition("number", low=n, high=n)


def _people(text: str) -> Iterator[Span]:
    for found in _PEOPLE_RANGE.finditer(text):
        if not found["unit"] and not _COUNT_HEAD.search(found.group()):
            continue
        low, high = sorted((number(found["low"]), number(found["high"])))
        yield Span(*found.span(), Kind.RANGE, Condition("members", low=low, high=high, label=f"{low}–{high} 人"))
    for found in _PEOPLE_COMPARED.finditer(text):
        if not found["unit"] and not _COUNT_HEAD.search(found["head"] or ""):
            continue
        n = number(found["n"])
        if word := found["above"]:
            low = n if word in _AT_LEAST else n + 1
            condition = Condition("members", low=low, label=f"{low} 人以上(含)" if low == n else f"超过 {n} 人")
        else:
            high = n if found["below"] in _AT_MOST else n - 1
            condition = Condition("members", high=high, label=f"{n} 人以内" if high == n else f"不到 {n} 人")
        yield Span(*found.span(), Kind.RANGE, condition)
    for found in _PEOPLE_AFTER.finditer(text):
        if not found["unit"] and not _COUNT_HEAD.search(found.group()):
            continue
        n = number(found["n"])
        condition = (
            Condition("members", low=n, label=f"{n} 人以上(含)")
            if found["more"]
            else Condition("members", high=n, label=f"{n} 人以内")
        )
        yield Span(*found.span(), Kind.RANGE, condition)
    for found in _PEOPLE_EXACT.finditer(text):
        n, end = number(found["n"]), found.end()
        end -= len("吗") if found.group().endswith("吗") else 0
        end -= len("团队") if found.group().endswith("团队") else 0
        if n > 1 or found["n"].isdigit():
            yield Span(found.start(), end, Kind.RANGE, Condition("members", low=n, high=n, label=f"{n} 人"))


def _times(text: str, today: str) -> Iterator[Span]:
    this = int(today[:4]) if today else 0
    for found in _YEARS.finditer(text):
        low, high = sorted((found["year"], found["until"]))
        yield _time(found, f"{low}-01-01", f"{high}-12-31", f"{low}–{high} 年")
    for found in _STALE.finditer(text) if this else ():
        day = f"{this - 1:04d}{today[4:]}"
        stale = Condition("updated_on", high=_day_before(day), label="资料超过一年")
        yield Span(*found.span(), Kind.RANGE, stale)
    for found in _LAST_YEARS.finditer(text):
        if this:
            n = number(found["n"])
            yield _time(found, f"{this - n:04d}{today[4:]}", "", f"近 {n} 年")
    for found in _ONE_YEAR.finditer(text):
        said = found["year"]
        if said.isdigit():
            year = int(said) if len(said) == 4 else 2000 + int(said)
            if len(said) == 4 and "年" not in found.group() and not found["verb"]:
                continue
        elif this and not re.match(r"\d|[二三四五六七八九]十", text[found.end() :]):  # 「今年 50 了」 is an age
            year = this - {"去": 1, "上": 1, "前": 2, "大": 3}.get(said[0], 0)
        else:
            continue
        start, end, label = f"{year}-01-01", f"{year}-12-31", f"{year} 年"
        if found["month"]:
            month = number(found["month"])
            start, end, label = f"{year}-{month:02d}-01", f"{year}-{month:02d}-31", f"{year} 年 {month} 月"
        side = found["side"] or ""
        if "前" in side:
            yield _time(found, "", _before(start), f"{label}以前")
        elif side and side[-1] in "后":
            yield _time(found, start, "", f"{label}\uff08含\uff09以后")  # as most people mean it, and it is said
        elif side:
            yield _time(found, start, "", f"{label}起")
        else:
            yield _time(found, start, end, label)


def _time(found: "re.Match[str]", low: str, high: str, label: str) -> Span:
    field = "updated_on" if found["verb"] == "更新" else "named_on"
    verb = "更新" if field == "updated_on" else "命名"
    return Span(*found.span(), Kind.RANGE, Condition(field, low=low or None, high=high or None, label=f"{label}{verb}"))


def _before(date: str) -> str:
    """An upper bound that leaves `date` itself out (text order of ISO dates)."""
    year, month = int(date[:4]), int(date[5:7])
    return f"{year - 1}-12-31" if month == 1 else f"{year}-{month - 1:02d}-31"


def _day_before(date: str) -> str:
    """An upper bound that leaves ISO date `date` itself out, in the order of texts."""
    year, month, day = date.split("-")
    return f"{year}-{month}-{int(day) - 1:02d}"
