"""Deeds that are told without the name of any kind: 「给电工师傅们讲安全用电」, 「被评为北京市劳动模范」.

Pure. What has no kind that could be meant by it (「发放普法手册20余万册」) is asked.
"""

import re

from handlers.language import news_words as words
from handlers.language.news_draft import Draft, Why
from handlers.language.news_pieces import Segment, Taken
from handlers.language.quantities import Sort
from storage.model.records import ACTIVITY, BENEFIT, TRAINING

_TAUGHT = re.compile(
    r"(?:给|为|向|对|跟|教|带着?)(?P<who>[^,;]{1,24}?)(?:讲(?![话价理究道])|教|培训|传授|演示|示范)(?:[了过解授]|了?一[课下遍次])*(?P<t>[^,;\0]{2,20})"
)
_TAUGHT_WHOM = re.compile(
    r"^(?:[^,;给为向]{0,10})教(?P<who>[^,;]{0,16}?)(?:做|会|用|包|写|画|修|练|打)(?P<t>[^,;\0]{1,12})"
)
_NAMED = re.compile(
    r"(?:被?评为|获评为?|被?评上|荣获|被?授予|入选|命名为|认定为|当选为?|被聘为|获聘)(?:了|为)?(?P<t>[^,;\0]{2,40})"
)
_DEED = re.compile(
    r"(?:发放|编发|印发|赠送|捐赠|捐助|捐出|捐(?=[了书款物衣]|\0)|慰问|帮扶|资助|救助|帮助|服务|维修|检修|抢修|修复|修好|修了|维护|制作|做了|研制|研发|开发|搭建|建成|建了|组装|生产|接诊|诊疗|看诊|处理|解决|攻克|攻下"
    r"|排除|排查|消除|改造|改进|优化|安装|调试|巡检|检测|走进|推出|上线|投产|投用|编写|绘制|设计|录制|拍摄|推广|签约|签订|采集|整理|编了|写了|印了|发给|提供|签(?:了|下|署)?(?=[^,;]{0,12}(?:协议|合同))|改好|改了|完工|竣工|交付|承接|承担|接待|收到|征集)"
    r"(?:了|过|出|完)?(?P<t>[^,;]{0,30})"
)
_PAST = re.compile("攻克|攻下|解决了|研制出|研发出|建成|投产|投用|上线了|竣工|修好了|完工|推广到")
_NOTHING = re.compile(
    r"(?:真|太|很|非常|十分)?(?:高兴|开心|激动|不容易|不易|自豪|骄傲|欣慰)了?|太(?:好|棒)了|加油|大家辛苦了?|辛苦(?:大家|了)|谢谢.{0,6}|感谢.{0,12}|哈+|嘿+|嗯+|哦|啊|请(?:审核|查收|领导审核)|"
    r"(?:这个?|都|均|全部|以上|内容|该项目)*(?:不|非|未|没有?|不是|无)(?:涉及?|涉)?(?:密|争议|涉密|秘密|纠纷)(?:的|内容|项目)?|继续努力|特此(?:报告|汇报|报喜)|以上|汇报完毕|完毕"
)
CHOICES = (ACTIVITY, words.RENEWAL, BENEFIT)
"""What a deed without a kind is most often."""


def says_nothing(said: str) -> bool:
    """「高兴」, 「这个不涉密」: words that nobody misses."""
    return _NOTHING.fullmatch(said.strip(" \0:的了吧啊呀")) is not None


def without_kind(taken: Taken, segment: Segment) -> Draft | None:
    """A lesson or an honour that a segment tells of without its usual name."""
    said = taken.masked[segment.start : segment.stop]
    honour = _NAMED.search(said)
    if honour is not None:
        one = Draft(words.AWARD, segment, title=_shown(taken, segment, honour))
        one.doubt("kind", Why.ASSUMED)
        return one if len(one.title) >= 2 else None
    taught = _TAUGHT.search(said) or _TAUGHT_WHOM.search(said)
    if taught is None:
        return None
    one = Draft(TRAINING, segment, title=_shown(taken, segment, taught))
    one.doubt("kind", Why.ASSUMED)
    for figure in segment.quantities:
        if figure.sort is Sort.PEOPLE and one.people is None:
            one.count("people", figure)
        elif figure.sort is Sort.PIECES and one.number is None:
            one.count("number", figure)
    return one


def deed(taken: Taken, segment: Segment) -> Draft | None:
    """What was done, of a kind that is to be asked."""
    said = taken.masked[segment.start : segment.stop]
    found = _DEED.search(said)
    figures = [one for one in segment.quantities if one.sort in (Sort.PIECES, Sort.PEOPLE, Sort.PLACES)]
    if found is None or not (figures or _PAST.search(said)):
        return None
    start = segment.start + found.start()
    title = "".join(
        taken.kept[at] for at in range(start, segment.start + found.end()) if taken.masked[at] != words.GONE
    )
    one = Draft(ACTIVITY, segment, title=title.strip(" 的了共约"))
    one.doubt("kind", Why.WHICH, CHOICES)
    for figure in figures:
        name = "people" if figure.sort is Sort.PEOPLE else "number"
        if getattr(one, name) is None and not one.is_open(name):
            one.count(name, figure)
    return one


def _shown(taken: Taken, segment: Segment, found: "re.Match[str]") -> str:
    start, stop = found.span("t")
    title = taken.kept[segment.start + start : segment.start + stop].strip(" :的了")
    return re.sub("(?:的)?(?:课|知识)?$", "", title) if len(title) > 12 else title
