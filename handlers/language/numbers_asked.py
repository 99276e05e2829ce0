"""Questions for figures: 「今年全区多少专利」, 「各行业工作室数量对比」, 「谁还没交三季报」, 「王文韬今年的专利」.

Pure. Whether somebody may see the figures is for the room to check; who is no officer asks something else with such words.
"""

import re
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from handlers.language.news_times import days_in
from handlers.language.news_words import CASES, GONE, KINDS, PATENT
from handlers.language.quantities import Sort, quantities
from handlers.language.time_readings import read_shape, shaped
from storage.model.records import ACTIVITY, BENEFIT, DIRECT, GRADUATED, INDIRECT, MENTORING, PATENTS, SOCIAL, TRAINING

_BROAD = (TRAINING, MENTORING, GRADUATED, ACTIVITY, BENEFIT, CASES)
"""Kinds that are measures of their own."""


class Measure(StrEnum):
    """What is counted."""

    ALL = "all"  # an overview
    RESULTS = "results"  # pieces of results, of `kinds` where some are named
    PATENTS = "patents"  # the three kinds of patents
    TRAINING = "training"  # people trained, sessions given
    MENTORING = "mentoring"  # apprentices taken, graduated
    ACTIVITY = "activity"
    BENEFIT = "benefit"  # money, of `benefit` where it is named
    STUDIOS = "studios"  # how many studios there are
    OWING = "owing"  # who has not filed a report
    ON_TIME = "on_time"  # the share of reports filed in time


class By(StrEnum):
    """What the figures are broken down by."""

    NOTHING = ""
    SECTOR = "sector"
    LEVEL = "level"
    STUDIO = "studio"
    MONTH = "month"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class NumbersAsked:
    """What figures a question asks for.

    `kinds`: the kinds of records (empty: all of the measure) · `stage`, `benefit`: '' where not said · `begins_on`, `ends_on`:
    ISO dates of the period, '' where none was said · `period`: its words · `who`: words that may name a studio or its
    leader, '' for the whole district · `report`: the words of the report (三季报), '' · `sure`: clearly asks for figures, also
    where nobody asked for a question of that kind; else only behind /stats.
    """

    measure: Measure
    kinds: tuple[str, ...] = ()
    stage: str = ""
    benefit: str = ""
    by: By = By.NOTHING
    begins_on: str = ""
    ends_on: str = ""
    period: str = ""
    who: str = ""
    report: str = ""
    sure: bool = False


LONGEST = 120
"""Characters; what is longer asks for no figure."""
_BY: tuple[tuple[By, str], ...] = (
    (By.SECTOR, r"(?:各个?|按|分|不同|哪个|哪些|每个)(?:的)?行业(?:的)?|行业(?=对比|比较|分布|排名|排行|之间|间)"),
    (
        By.LEVEL,
        r"(?:各个?|按|分|不同|哪个|每个)(?:的)?(?:级别|等级|层级)(?:的)?|(?:级别|等级)(?=对比|比较|分布|排名|之间)",
    ),
    (
        By.STUDIO,
        r"(?:各个?|按|分|每个|每家|哪个|哪家|哪些|所有)(?:的)?工作室(?:的)?|工作室(?=排名|排行|对比|比较|之间)",
    ),
    (By.MONTH, r"(?:各个?|按|分|每个?|逐|哪个)月份?(?:的)?|月度|趋势|走势|变化|曲线|折线"),
    (By.KIND, r"(?:各类|各种|按类型?|(?<!垃圾)分类型?|不同类型|哪类|哪种)(?:的)?|构成|类型分布|结构"),
)
_BYS = tuple((by, re.compile(words_of)) for by, words_of in _BY)
_MEASURES: tuple[tuple[Measure, str], ...] = (
    (
        Measure.ON_TIME,
        r"(?:报告|季报|月报|年报)?(?:的)?(?:按时|按期|及时|准时)(?:提交|上交|报送|交|报|完成)?(?:的)?(?:率|比例|情况)"
        r"|迟交率|逾期率",
    ),
    (Measure.TRAINING, r"(?:培训|轮训|授课|讲课|讲座)(?:过|了)?(?:的)?(?:人次|人数|场次|职工|学员|次数|量|总人数)?"),
    (Measure.MENTORING, r"(?:带徒|收徒|师徒|师带徒|名师带徒|徒弟|学徒|结对|拜师|出师)(?:数|人数|对数|过|了)?"),
    (Measure.BENEFIT, r"(?:直接|间接)?(?:经济|社会)?效益(?:总额|额|金额)?|创效|(?<!交)直接经济|间接经济"),
    (Measure.RESULTS, r"(?:创新)?成果(?:数)?|快报|成绩单"),
    (Measure.ACTIVITY, r"活动(?:数|场次|次数)?"),
    (Measure.STUDIOS, r"工作室(?:的)?(?:数量|个数|总数|数)?"),
)
_KNOWN = tuple((measure, re.compile(words_of)) for measure, words_of in _MEASURES)
_REPORT = (
    r"(?P<report>(?:20\d\d年|今年|去年)?(?:第?[一二三四1-4]季(?:度)?(?:的)?(?:报告?|总结|报表)|[上本]季(?:度)?(?:的)?报告?|(?:[\d一二三四五六七八九十]{1,3}月|上个?月|本月)(?:的)?(?:月报|报告)"
    r"|半年(?:度)?(?:报告?|总结)|年(?:度)?(?:报告?|总结)|季报|月报|年报|季度报告|报告|总结|报表|材料(?=没|未))(?:书)?)"
)
_OWING = re.compile(
    rf"(?:谁|哪[些个几家]*(?:家|个)?(?:工作室|单位)?|还有谁|还有哪些(?:工作室|单位)?|有谁|都谁)(?:还|都|的)*(?:{_REPORT})?(?:还|都|一直|至今)*"
    r"(?:没有?|未|欠|拖欠|逾期|迟)(?:有|按时|及时)?(?:交|报|提交|上交|上报|报送|填报?|写)?(?:过|了|上来|齐)?(?:的)?(?P<what>.{0,12})"
)
_OWED = re.compile(
    rf"{_REPORT}(?:还|都|有)*(?:谁|哪[些个几家]*(?:家|个)?(?:工作室|单位)?)?(?:还|都)*(?:没有?|未|欠)(?:交|报|提交|上交|上报|报送)(?:上来)?(?:的)?(?:工作室|单位)?(?:的)?(?:有|是)?(?:谁|哪些|哪几家|名单|多少家?|情况)?"
    r"|(?:未交|没交|欠交|未报|迟交|逾期)(?:的)?(?:报告)?(?:的)?(?:工作室|单位)?(?:的)?(?:名单|有哪些|有谁|是谁|情况)"
)
_OTHER_THINGS = re.compile("作业|材料费|报名费|费|照片|证件|身份证|钱|表格?$|申请表|材料$")
_ASKED = re.compile(
    r"(?:一共|总共|累计|共|都|目前|现在|到底|到现在)*(?:有|是|得|拿|获|做|办|搞|报|带|创造?|完成|新增)*(?:了)?(?:多少|(?<![十百千万好])几(?![十百千万亿]))(?:个人|人次|万元|万|元钱?|钱|[个项件篇部场次人名家条例对所]|徒弟)?"
    r"|数量|总数|总量|总额|总计|合计|统计(?:一下|数据|表|图)?|对比(?:图|一下)?|比较(?:一下)?|排名(?:表)?|排行榜?|分布(?:图)?|占比|(?:情况|数据|数字|报表|图表|图)(?:怎么样|如何|怎样)?"
    r"|(?:谁|哪[个家])?(?:的)?最(?:多|高|少|低|大)|前[三五十\d]{1,2}名?|怎么样|如何|增长(?:了)?(?:多少)?|同比"
)
_FILLER = re.compile(
    r"请问|请|麻烦|帮我|帮忙|给我|我想|想要?|我要|查一下|查查|查询|查|看一下|看看|看下|看|统计下|算一下|算算|出一张|来一张|画一?[张个]?|发我|告诉我|说说|一下|各?位?|全区的?|我区|咱们?区|区里|本区|朝阳区?|整个区|全部|所有"
    r"|我们的?|咱们的?|我的|我室|本室|工作室的?|创新|一共|总共|累计|合计|目前|现在|截止到?|截至|到今天|为止"
    r"|新增|获得|取得|拿到|产生|带来|实现|完成|申请|授权|受理|发表|录用|登记|哪些|什么|哪个|哪家|是?谁|之间|方面|全|年度"
)
_EDGE = "的了是有在吗呢啊呀吧与之都共到个条项和?!,\u3002 :"
_NO_FIGURE = re.compile(
    r"怎么(?!样)|如何(?=[申办报写提拿获交])|为什么|为啥|奖励|补贴|资助|流程|条件|要求|政策|在哪[里儿]?|去哪|报名|想学|名额|费用|收费|有什么|有没有|能不能|可不可以|可以吗|什么时候|几点|哪天|几号|材料|电话|联系|推荐|介绍|下周|明天|后天|周末|下个?月|明年"
    r"|什么是|是什么|什么意思|区别|格式|模板|截止"
)
_TELLS = re.compile("[获得了签评拿奖]|通过|完成|实现|验收|称号")
_COURSES = re.compile(
    r"人次|人数|多少人|几人|场次|多少场|几场|多少次|几次|统计|对比|比较|排名|情况|数据|总[数量]|最[多少]|职工|学员|趋势|走势|同比"
)
_STAGES = re.compile("申请|受理|授权|登记|录用|发表|立项|验收|发布")


def read_numbers(text: str, now: int, zone: tzinfo) -> NumbersAsked | None:
    """What figures a question asks for; None for one that asks for none. `now` is milliseconds UTC."""
    if len(text) > LONGEST:
        return None
    plain = read_shape(shaped(text)).strip()
    if (owing := _owing(plain, now, zone)) is not None:
        return owing
    figures = [one for one in quantities(plain) if (one.sort not in (Sort.OTHER, Sort.BARE) or one.large)]
    left = list(plain)
    days = days_in(plain, now, zone)
    if any(all(one.stop <= day.start or one.start >= day.stop for day in days) for one in figures):
        return None  # it tells, rather than asks
    for one in days:
        _take(left, one.start, one.stop)
    by = By.NOTHING
    for name, pattern in _BYS:
        for found in pattern.finditer("".join(left)):
            by = by or name
            _take(left, *found.span())
    measure, kinds = _measure(left)
    if measure is None:
        return None
    asked = False
    for found in _ASKED.finditer("".join(left)):
        asked = asked or bool(found.group())
        _take(left, *found.span())
    stage = _STAGES.search(plain) if measure in (Measure.PATENTS, Measure.RESULTS) else None
    rest = "".join(one.strip(_EDGE) for one in _FILLER.sub(GONE, "".join(left)).split(GONE))
    future = any(day.future for day in days)
    named = bool(days) and left[-1] == GONE and not _TELLS.search(plain)  # 「王文韬今年的专利」
    sure = (asked or bool(by) or named) and len(rest) <= 12 and not future
    sure = sure or measure is Measure.ON_TIME
    if _NO_FIGURE.search(plain) or (
        measure in (Measure.TRAINING, Measure.ACTIVITY) and not _COURSES.search(plain) and not by
    ):
        sure = False
    day = days[0] if days else None
    return NumbersAsked(
        measure=measure,
        kinds=kinds,
        stage=stage.group() if stage else "",
        benefit=_benefit(plain) if measure is Measure.BENEFIT else "",
        by=by,
        begins_on=day.first.isoformat() if day else "",
        ends_on=day.last.isoformat() if day else "",
        period=plain[day.start : day.stop] if day else "",
        who=rest,
        sure=sure,
    )


def _take(left: list[str], start: int, stop: int) -> None:
    left[start:stop] = GONE * (stop - start)


def _measure(left: list[str]) -> tuple[Measure | None, tuple[str, ...]]:
    """What is counted, and of which kinds; its words are taken away."""
    text = "".join(left)
    if (on_time := _KNOWN[0][1].search(text)) is not None:
        _take(left, *on_time.span())
        return Measure.ON_TIME, ()
    named = [
        (kind, found)
        for kind, pattern in KINDS
        if kind not in _BROAD
        for found in [pattern.search(text)]
        if found is not None
    ]
    if named:
        named.sort(key=lambda one: one[1].start() - one[1].end())
        longest = named[0][1]
        chosen = [
            (kind, found)
            for kind, found in named
            if found is longest or found.end() <= longest.start() or found.start() >= longest.end()
        ]
        for _, match in chosen:
            _take(left, *match.span())
        kinds = tuple(kind for kind, _ in chosen if kind != PATENT)
        if any(kind == PATENT for kind, _ in chosen):
            return Measure.PATENTS, kinds or PATENTS
        return (Measure.PATENTS if set(kinds) <= set(PATENTS) else Measure.RESULTS), kinds
    for measure, pattern in _KNOWN[1:]:
        said = pattern.search("".join(left))
        if said is not None:
            _take(left, *said.span())
            graduated = measure is Measure.MENTORING and "出师" in said.group()
            return measure, (GRADUATED,) if graduated else ()
    return None, ()


def _benefit(plain: str) -> str:
    return SOCIAL if "社会" in plain else INDIRECT if "间接" in plain else DIRECT if "直接" in plain else ""


def _owing(plain: str, now: int, zone: tzinfo) -> NumbersAsked | None:
    """Who has not filed a report."""
    found = _OWING.search(plain) or _OWED.search(plain)
    if found is None or _OTHER_THINGS.search(plain):
        return None
    if not re.search("交|报|填|欠|逾期|写", found.group()):
        return None
    said = re.search(_REPORT, plain)
    report = said["report"] if said is not None else ""
    if not report and not re.search("[交欠](?:上来|了|过|齐|的|$|[?])|未交|逾期|迟交", plain):
        return None
    quarter = re.search("([一二三四1-4])季(?!度)", report)
    words_of = report if quarter is None else report.replace(quarter.group(), f"{quarter[1]}季度")
    days = days_in(words_of, now, zone) or days_in(plain, now, zone)
    if not days and "半年" in report:
        days = days_in("上半年", now, zone)
    day = days[0] if days else None
    return NumbersAsked(
        Measure.OWING,
        begins_on=day.first.isoformat() if day else "",
        ends_on=day.last.isoformat() if day else "",
        period=words_of if day else "",
        report=report,
        sure=True,
    )
