"""What a leader's message says about a course besides its times: title, place, seats, teacher, cost, for whom, what to bring."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.language.amounts import number

GONE = "\0"
"""Stands for what has been understood, character by character, so that places stay."""
_END = r"[,;!\n\0\u3002]"
_VALUE = r"[^,;!\n\0\u3002]"
_WORD = r"[^,;!\n\0\u3002 ]"
_N = r"(?:\d{1,6}|[一二两三四五六七八九十百]{1,5})"
_TALK = re.compile(
    r"[?]|吗|呢(?:$|[,;\n])|什么|哪|几[点个号]|多少|怎么|有没有|能不能|可不可以|谁|改到|改为|改成|改在|推迟|提前到|延期|延后"
    r"|取消|不办|请假|来不了"
    r"|去不了|参加不了|有事|昨天|上次"
)
_QUOTED = re.compile(
    r"(?:《(?P<a>[^》\n]{2,60})》|【(?P<b>[^】\n]{2,60})】|「(?P<c>[^」\n]{2,60})」|\u201c(?P<d>[^\u201d\n]{2,60})\u201d)"
)
_TITLE = re.compile(
    rf"(?:^|(?<={_END}))\s*(?P<lead>线上|线下|公益|免费)?(?:课程|培训|讲座|活动)?(?:名称|标题|主题|课名|题目|课程|培训|讲座"
    rf"|活动)(?:[:]|是) ?"
    rf"(?P<v>{_VALUE}{{2,60}})"
)
_INTRO = re.compile(rf"(?:^|(?<={_END}))\s*(?:课程|培训)?(?:简介|介绍|说明|备注|内容) ?: ?(?P<v>[^\n\0]{{2,1000}})")
_PLACE = re.compile(rf"(?:上课|培训|活动|集合|授课)?(?:地点|地址|场地)(?:[:为是在]|设在|就在)* ?(?P<v>{_WORD}{{2,60}})")
_AT = re.compile(
    rf"(?:^|(?<=[^现正存所]))[在于](?!职|岗|线培|校生|编)(?P<v>{_WORD}{{2,40}}?)"
    rf"(?=开设|开展|开课|开(?![发放关水])|举办|举行|办(?![公事])|上课|组织|进行|集合|授课|讲(?![堂座厅台武])|给大家|做|为"
    rf"|{_END}| |$)"
)
_FREE = re.compile(
    r"(?:(?:费用|收费|学费|价格) ?[:为是]? ?)?(?:全程|完全|全部)?(?:免费(?:参加|入场|听课)?|不收费|不收钱|不要钱|不花钱"
    r"|零费用|公益课?(?=[,;\n\0 ]|$))"
    r"|(?:费用|收费|学费) ?[:为是]? ?(?:0|零|无)(?:元|块)?(?![\d.])"
)
_COST = re.compile(
    r"(?<![奖励值助贴销])(?:(?:费用|收费标准|收费|学费|价格|材料费|报名费|成本费|培训费|课时费|每人每次|每人|每位|人均|一人"
    r"|交|收|只要)[:为是需约取交收]* ?){0,3}"
    r"(?P<y>\d{1,6}(?:\.\d{1,2})?|[一二两三四五六七八九十百]{1,5}) ?(?:元|块钱?|rmb)(?:整|钱)?(?: ?(?:/|每|一) ?[人位次])?"
)
_PER_UNIT = re.compile(
    rf"(?:每个?|各|一家?)(?:单位|公司|企业|部门)(?:[限最多不超过可至只能]{{0,4}})(?:报名?|派|来"
    rf"|参加)? ?(?P<n>{_N}) ?个?(?:人|名(?:额)?|位)"
)
_ANY = re.compile(r"(?:不限(?:人数|名额|座位)|(?:人数|名额|座位)不限(?:制)?)")
_HEADS = (
    r"(?:(?:名额|人数|限额|席位|座位|规模|上限)[:为是共有限约]* ?|(?:仅限|限定|限报|限招|限|最多|招收|招|共|只收|预计"
    r"|约)(?:招|收|报)? ?)"
)
_SEATS = re.compile(
    rf"{_HEADS}(?P<n>{_N}) ?(?:个?(?:名额|人|名|位|座|席|组家庭|组|户)|个)?(?![\d点月日号天年:%])"
    rf"|(?<![\d.第每])(?P<n2>\d{{1,6}}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]百) ?"
    r"(?:个?(?:名额|座位|席位|人(?![一每工民事力才员社份次])|名(?![师家单])|位(?![于置])|组家庭|组(?![织长]))|座|席)"
)
_TEACHER = re.compile(
    rf"(?:主讲(?:老师|教师|人)?|讲师|授课(?:老师|教师|人)|任课老师|培训师|老师|教师|教练|讲课人)(?:[:为是由]+ ?"
    rf"| )(?P<v>{_WORD}{{2,20}})"
    rf"|(?:主讲人|主讲|讲师|授课老师|授课教师)(?P<v2>(?![课的主讲]){_WORD}{{2,20}})"
)
_TAUGHT = re.compile(
    rf"(?:^|(?<={_END})|(?<= ))(?:由|请|邀请|特邀)?(?P<v>{_WORD}{{2,12}}?)"
    r"(?:(?:老师|师傅|教授|律师|专家)?(?:来)?(?:主讲|授课|讲授|讲课|执教)|(?:老师|师傅|教授)(?:来)?(?:带[课着]|讲|教"
    r"|带)(?![座堂室育]))"
)
_INVITED = re.compile(
    rf"(?:由|请|邀请|特邀)(?P<v>{_WORD}{{2,14}}?)(?:老师|师傅|教授)?(?:来)?(?:主讲|授课|讲授|讲课|执教|讲(?![座堂])|带课)"
)
_BRING = re.compile(
    rf"(?:请(?:大家)?)?(?:自带|自备|携带|随身带|带上|带好|需带|要带|记得带|请带|带齐)(?:好|上)?[: ]?(?P<v>{_VALUE}{{1,40}})"
)
_ELIGIBLE = re.compile(
    r"(?:(?:参加|培训|招生|报名|面向|授课|适用)?(?:对象|人群)[:为是面向]*|面向|适合(?:人群)?[:]?|仅限|只限"
    r"|限于?(?![额报招时期量定\d一二三四五六七八九十])) ?"
    rf"(?P<v>{_WORD}{{2,40}}?)(?:的?人)?(?:参加|报名|学习|听课)?(?=[,;!\n\0\u3002 ]|$)"
    rf"|欢迎(?!大家|各位)(?P<v2>{_WORD}{{2,30}}?)(?:踊跃|积极)?(?:参加|报名|前来|参与)"
)
_STUDIO = re.compile(
    rf"(?:^|(?<={_END})|(?<= ))(?!我|咱|本)(?P<v>{_WORD}{{2,20}}?工作室)(?!的?(?:会议|二|三|一|里|内))"
)
_NOUN = (
    r"(?:课程?|讲座|培训班?|班|沙龙|实操|实训|训练营?|研讨会?|体验|分享会?|交流会?|工作坊|讲堂|辅导|入门|提高|演练|讲习"
    r"|研修|角|俱乐部|集训|练习|课堂|宣讲)"
)
_NAMED = re.compile(rf"{_NOUN}(?:第.{{1,4}}[期讲课场])?(?:\([^)]{{1,20}}\))?(?:活动|一期)?$")
_SITE = re.compile(
    r"(?:楼|室|厅|馆|中心|基地|车间|广场|大厦|食堂|礼堂|之家|学校|高中|学院|大学|公园|操场|训练场|门口?|机房|库房?|书屋|院"
    r"|厂|店|园区?|公司|层|会场|线上|直播间?|腾讯会议|钉钉|城)"
    r"[a-z]?(?:\d{1,5}室?|[一二三四五六七八九十]{1,2}[层楼]|\d{1,2}[层楼])?(?:集合|见)?$|^(?:线上|网上|腾讯会议|钉钉|直播)"
)
_SITE_FIRST = re.compile(
    r"^(?P<v>[^课]{0,8}?(?:会议室|活动室|阅览室|教室|报告厅|多功能厅|大厅|礼堂|食堂|实训楼|机房"
    r"|车间))(?=[^\d一二三四五六七八九十]..)"
)
_OPENING = re.compile(
    r"^(?:(?:我们?|咱们?|本)(?:的)?(?:工作室|单位|公司|这边|这里)?)?(?:准备|打算|计划|想要?|拟|将|要|现|特|定于|兹)*"
    r"(?P<verb>开设|开展|开办|开讲|开(?![关源放发车锁挖平闭])|举办|举行|主办|办(?![公事证])|组织|进行|安排|上(?=[一两]"
    r"|.{0,6}课)|讲(?![座堂解台师课])|做(?=[一两])"
    r"|有(?=[一两]|.{1,12}课))?"
    r"(?:[一两1][场门次个期节堂回])?(?:关于)?(?:的)?"
)
_TAIL = re.compile(r"(?:吗|呢|吧|啊|了|改到|改为|改在|推迟到|提前到|的|:|、|-|~)+$")
_FILLER = re.compile(
    r"(?:上课|开课|培训|活动)?(?:时间|日期|地点|地址|名额|人数|讲师|老师|费用|对象|报名截止|报名|截止|欢迎.{0,8}|大家.{0,6}"
    r"|每人|共|从|到|至|的|在|于|自|限|每天|每次|次|课"
    r"|(?:为期)?[一两二三四五六七八九十\d]{1,2}天|我们?(?:工作室)?|通知|各位.{0,8}|有需要的.{0,10}|名额有限.{0,8}|先到先得"
    r"|速来.{0,4}|快来.{0,6}|不见不散)"
)


@dataclass(slots=True)
class Pieces:
    """What was found. `opened`: 开, 办 or the like stood before the title · `talk`: it asks, moves or cancels something."""

    title: str = ""
    place: str = ""
    seats: int | None = None
    per_unit: int | None = None
    teacher: str = ""
    cost_fen: int | None = None
    eligible: str = ""
    bring: str = ""
    intro: str = ""
    studio: str = ""
    opened: bool = False
    talk: bool = False


class _Rest:
    """A message of which what is understood is taken away; `kept` is the same as it was written."""

    def __init__(self, plain: str, kept: str, taken: Sequence[tuple[int, int]]) -> None:
        self.plain, self.kept = plain, kept
        for start, stop in taken:
            self.take(start, stop)

    def take(self, start: int, stop: int) -> None:
        self.plain = self.plain[:start] + GONE * (stop - start) + self.plain[stop:]

    def value(self, found: "re.Match[str]", *groups: str) -> str:
        """What the group that matched says, as it was written; all of the match is taken away."""
        group = next(one for one in groups or ("v",) if found[one])
        said = self.kept[found.start(group) : found.end(group)]
        self.take(*found.span())
        return said.strip(" :.、-")

    def first(self, pattern: "re.Pattern[str]", *groups: str) -> str:
        """The value of the first match; '' for none."""
        found = pattern.search(self.plain)
        return "" if found is None else self.value(found, *groups)

    def segments(self) -> Iterator[tuple[int, int]]:
        """The pieces between marks and spaces that are left; Latin words hold together with what follows them."""
        for found in re.finditer(r"(?:[a-z0-9+#.]*[a-z][a-z0-9+#.]* )*[^,;!\n\0 \u3002]+", self.plain):
            yield found.span()


def read_pieces(plain: str, kept: str, taken: Sequence[tuple[int, int]]) -> Pieces:
    """Read a folded message; `kept` is the same text as it was written, `taken` the places of its times."""
    pieces = Pieces(talk=_TALK.search(plain) is not None)
    rest = _Rest(plain, kept, taken)
    pieces.intro = rest.first(_INTRO)
    quoted = _QUOTED.search(rest.plain)
    if quoted is not None:
        pieces.title = rest.value(quoted, "a", "b", "c", "d")
        if noun := re.match(_NOUN, rest.plain[quoted.end() :]):
            rest.take(quoted.end(), quoted.end() + noun.end())
    _amounts(pieces, rest)
    if not pieces.title and (named := _TITLE.search(rest.plain)) is not None:
        lead = named["lead"] or ""
        pieces.place = lead if lead.startswith("线") else ""
        pieces.title = rest.value(named)
    pieces.bring = rest.first(_BRING)
    pieces.place = rest.first(_PLACE) or pieces.place
    pieces.teacher = rest.first(_TEACHER, "v", "v2")
    pieces.place = pieces.place or rest.first(_AT)
    pieces.teacher = pieces.teacher or rest.first(_INVITED) or rest.first(_TAUGHT)
    pieces.eligible = rest.first(_ELIGIBLE, "v", "v2")
    pieces.studio = rest.first(_STUDIO)
    _left(pieces, rest)
    return pieces


def _amounts(pieces: Pieces, rest: _Rest) -> None:
    """Seats and money."""
    if (free := _FREE.search(rest.plain)) is not None:
        pieces.cost_fen = 0
        rest.take(*free.span())
    if (cost := _COST.search(rest.plain)) is not None:
        said = cost["y"]
        yuan = float(said) if said[0].isdigit() else float(number(said))
        pieces.cost_fen = round(yuan * 100)
        rest.take(*cost.span())
    if (each := _PER_UNIT.search(rest.plain)) is not None:
        pieces.per_unit = number(each["n"]) or None
        rest.take(*each.span())
    if (without := _ANY.search(rest.plain)) is not None:
        rest.take(*without.span())
    elif (seats := _SEATS.search(rest.plain)) is not None:
        pieces.seats = number(seats["n"] or seats["n2"]) or None
        rest.take(*seats.span())


def _left(pieces: Pieces, rest: _Rest) -> None:
    """Title and place among what is left, and what is left after them."""
    left: list[tuple[int, int, bool]] = []
    for start, stop in rest.segments():
        opening = _OPENING.match(rest.plain[start:stop])
        assert opening is not None  # it matches the empty text
        begin = start + opening.end()
        tail = _TAIL.search(rest.plain[begin:stop])
        end = begin + tail.start() if tail else stop
        if end - begin >= 2 and _FILLER.fullmatch(rest.plain[begin:end]) is None:
            left.append((begin, end, opening["verb"] is not None))
    if not pieces.title:
        _title(pieces, rest, left)
    for one in left:
        if not pieces.place and _SITE.search(rest.plain[one[0] : one[1]]):
            pieces.place = re.sub("(?:集合|见)$", "", rest.kept[one[0] : one[1]])
            left.remove(one)
            break
    if pieces.title and not pieces.talk:
        others = "\uff0c".join(rest.kept[start:stop] for start, stop, _ in left if stop - start >= 4)
        pieces.intro = pieces.intro or others


def _title(pieces: Pieces, rest: _Rest, left: list[tuple[int, int, bool]]) -> None:
    """The title: what is called a course, else what is opened, else the one thing that is left and no place."""
    plain = rest.plain
    asked = re.compile("什么|哪|几|多少|怎么|谁|有没有")
    able = [one for one in left if not asked.search(plain, one[0], one[1])]
    named = [one for one in able if _NAMED.search(plain[one[0] : one[1]])]
    opened = [one for one in able if one[2]]
    enough = pieces.place or pieces.teacher or pieces.seats or pieces.cost_fen is not None or pieces.eligible
    sites = [one for one in able if _SITE.search(plain[one[0] : one[1]])]
    others = [one for one in able if one not in sites]
    spare = others if (enough or sites) and not pieces.talk else []
    best = next(iter(named or opened or spare), None)
    if best is None:
        return
    left.remove(best)
    begin, end, pieces.opened = best
    site = None if pieces.place else _SITE_FIRST.match(plain[begin:end])
    if site is not None:  # 「3楼会议室安全生产培训」
        pieces.place = rest.kept[begin : begin + site.end()]
        begin += site.end()
    pieces.title = rest.kept[begin:end].strip(" :.、-")
