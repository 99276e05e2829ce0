"""What a thing is called where no marks say so: 「反欺凌课」, 「线圈项目」, 「技能大赛二等奖」; and what a benefit comes from."""

import re

from handlers.language import news_words as words
from handlers.language.news_pieces import Kind, Segment, Taken
from handlers.language.news_words import GONE
from storage.model.records import ACTIVITY, LONGEST_BASIS, LONGEST_TITLE, PATENTS, TRAINING

_CUT = re.compile(
    r".*(?:举办|开展|组织|承办|举行|召开|参与|参加|完成|进行|开设|开办|讲授|主讲|荣?获得?|取得|拿到|拿下|制定|研制(?!项目)|参编|开发(?!区|.$)|编写|编制|编著|主编|撰写|推出|申请|提交|申报|受理|授权|登记"
    r"|我们|咱们?|我室|工作室(?!联盟|成果|交流|建设|负责|之间)|团队(?!建设|协作|合作)|本人|累计|共计|合计|一共|总共|(?<!磁)共(?=\0|$)|新增|评为|获评|入选|授予|斩获|夺得|喜获|签订|签|走进|送|实现|带来|产生|创造|通过"
    r"|了|(?<![经通超])过(?!程|滤|敏)|已经|已|被|以及|[及和并、:]|(?<=\0)[又还]|分别|成功|顺利|圆满|正式|由我室|(?<![线网路车船早晚])上(?=[^下海])|[一半两三]天|"
    + GONE
    + r")(?:的)?"
)
_TO = re.compile(r".*(?:给|为|向|对|到|去|在)[^,\0]{0,20}?(?:做|讲|上|开|办|授|搞|教|送)(?:了|过)?")
_ANYBODY = re.compile(
    "(?:企业|单位|公司|全体|一线|广大|青年|新)*(?:职工|员工|青工|学生|学员|大家|工人|群众|居民|骨干|企业|单位|公司|会员|农民工|劳动者|当事人)?的?"
)
NAMES = re.compile(
    "(?:专利|项目|论文|软件|成果|作品)?(?:的)?(?:名称|名字|题目|标题|题名)(?:叫做|叫作|为|是|叫|:)[ :]?(?P<t>[^\0]{3,})"
)
_LISTENS = re.compile(rf"(?:{_ANYBODY.pattern}|学生们|师生|孩子们?|老师|人)*(?:来|现场|在线|线上)?(?:听|上)课")
"""「320名学生听课」: who came, and no title."""
_EDGE = " \0:.-·'\"的"
_AWARDED = re.compile(
    r".*(?:获评|(?<!获)评为|被评为|荣?获得?(?![评批])|取得|拿(?:到|下|了)*|斩获|夺得|获评|获批|评为|入选|授予|喜获|摘得|捧回|得了|评上)"
)
_CONTEST = re.compile(r"(?P<t>[^,;\0]{2,40}(?:大赛|竞赛|比赛|比武|评选|展演|锦标赛|挑战赛|技能赛|烹饪赛|博览会|展))")
_CONTEST_CUT = re.compile(r".*(?:参加|参与|代表[^,]{0,12}参|出战|在|获得?|拿到?|于)(?:了)?")
_LONE_PRIZE = re.compile(
    r"(?:团体|个人|集体|个)?(?:[特一二三四]等奖|[金银铜]奖|[金银铜]牌|冠军|亚军|季军|第.名|优秀奖|优胜奖|奖项?|称号|荣誉称号|表彰|获奖)"
)
_OBJECT = re.compile(
    r"(?P<t>[^,;\0:的]{2,40}(?:系统|平台|软件|小程序|app|装置|方法|设备|工装|夹具|模块|机构|结构|仪|机器人|工具|模具|v\d[\d.]*))(?:的|获|申请|已经?|通过|$)?$"
)
_OWNER = re.compile(
    r".*?(?:^|\0|咱室|咱们?|我室|我们|工作室)的?(?!咱|我[们室]|工作室)(?P<t>[^\0,;]{2,24}?)(?:已经?|刚|又|也)?(?:拿到|荣?获得?|取得|喜获|(?<=[^\0,;]{4})申请了)(?:了)?(?:国家|一个|1个)?"
)
_SOMEBODY = re.compile(
    "团队|工作室|我|咱|公司|单位|徒弟|成员|老师|师傅|同志|小组|职工|他|她|今|本|月|年|刚|又|终于|顺利|成功|共|累计|已"
)
_ONE_KIND = re.compile(
    r"(?P<t>一种[^,;\0]{3,60}?)(?=(?:已|获|授权|受理|申请|通过|的?发明|的?实用|的?外观|拿|取得|专利|$))"
)
_CASE = re.compile("(?:我们的?|咱们的?|我室的?|^|(?<=\0))(?P<t>[^,;\0]{2,30}?案例)(?=入选|被?评为|获)")
_PROJECT = re.compile("[^\0]*?(?:项目|课题|样机|新产品|成果)")
_PROJECT_END = re.compile(
    r"[^,;\0]{0,14}?(?=(?:已|顺利|成功|正式|圆满|全部|完成|通过|获|被|立项|验收|结题|结项|入选|鉴定|评为|投用|投入|\0|$))"
)
_BENEFIT_CUT = re.compile(
    r"(?:已经?|累计|共|合计|总共|一共|预计|全年|每[年月天]|年均|年|可|能"
    r"|为(?:企业|单位|公司|医院|学校|集团|项目|客户|国家|职工|当事人)|帮助?(?:企业|职工|农民工|群众|学生|老人|工友|工人|员工|当事人)|给(?:企业|单位|公司)|带来|产生|实现|创造|取得|获得|形成"
    r"|直接|间接|经济|增加|了|达到?|本(?:项目|单位)?|我们|工作室|咱们?|的|后|以后|之后|通过|采用|因|由于|依托"
    r"|利用|\0| |:|约|新增|成本|合同|其中)+"
)
_BASIS = re.compile(
    r"(?:计算依据|依据|测算依据|计算方法|算法|测算)[:是为]? ?(?P<v>[^;\n\u3002]{2,200})"
    r"|(?P<v2>(?:按照?|根据)[^;,\n\u3002]{2,100}?)(?:计算|测算|核算|算)"
)


def _shown(taken: Taken, start: int, stop: int) -> str:
    """The words from `start` to `stop` as they were written, without what is blotted out in the middle of them."""
    kept = "".join(taken.kept[n] for n in range(start, stop) if taken.masked[n] != GONE)
    return kept.strip(_EDGE)[:LONGEST_TITLE]


def phrase(taken: Taken, kind: Kind) -> str:
    """What the words before and in the name of a kind call the thing; '' where they only name the kind."""
    left = taken.masked[kind.left : kind.start]
    for pattern in (_CUT, _TO):
        cut = pattern.match(left)
        if cut is not None:
            left = left[cut.end() :]
    given = re.match("面向|针对|[给为向对到去在从]", left)
    if given is not None:  # 「到望京社区义诊」
        left = "" if _ANYBODY.fullmatch(left[given.end() :]) else left[given.end() :]
    left = re.sub("^(?:讲|做|上|开|办|搞)[了过]?(?=[^\0]{3})", "", left)
    left = re.sub("^[堂节场次个](?=[^堂节场次个\0]{2})", "", left.lstrip(_EDGE))
    begin = kind.start - len(left)
    text = taken.masked[begin : kind.stop]
    if _LISTENS.fullmatch(text):
        return ""
    return _shown(taken, begin, kind.stop) if len(left) >= 2 and GONE not in text else _bare(taken, kind)


def _bare(taken: Taken, kind: Kind) -> str:
    """「法治讲座」: a name that consists of kinds alone, where it says more than one of them."""
    text = _shown(taken, kind.start, kind.stop)
    plain = re.fullmatch(
        "(?:培训|讲座|直播讲?|课程?|讲课|授课|上课|活动|交流会?|宣讲|培训[班课]|研讨会?|公开课|集训|轮训|实训|咨询|调研|参观|走访|慰问|观摩|[办开]班|课堂|研修|比武|演练|接待|展览|座谈会?|论坛|沙龙|[^的]{0,3}案件|调解|答疑|培训(?:会|活动))+",
        text,
    )
    return "" if plain or GONE in text or len(text) <= 2 else text


def award_title(taken: Taken, segment: Segment, kind: Kind, before: list[Segment]) -> str:
    """「北京市技能大赛二等奖」; the contest may be named by the segments before."""
    cut = _AWARDED.match(taken.masked[kind.left : kind.stop - 1])
    begin = kind.left + (cut.end() if cut else 0)
    prize = _shown(taken, begin, kind.stop)
    if re.search("参加|参与", taken.masked[kind.left : kind.start]) and cut is not None:
        contest = _contest(taken, kind.left, kind.left + cut.end())
        if contest and _LONE_PRIZE.fullmatch(prize):
            return contest + ("" if prize.startswith(("获奖", "奖项")) else prize)
    prize = re.sub("^(?:奖?金额的|个(?!人)|了|在|的|、|和|\\s)+", "", prize)
    if _LONE_PRIZE.fullmatch(prize):
        here = segment.start, max(kind.start, begin)
        for start, stop in (here, *((one.start, one.stop) for one in reversed(before))):
            if contest := _contest(taken, start, stop):
                return contest + ("" if prize in ("获奖", "奖项", "奖") else prize)
    return "" if prize in ("获奖", "奖项", "奖", "称号", "荣誉", "荣誉称号", "表彰") else prize


def _contest(taken: Taken, start: int, stop: int) -> str:
    every = list(_CONTEST.finditer(taken.masked, start, stop))
    if not every:
        return ""
    found = every[-1]
    cut = _CONTEST_CUT.match(found["t"])
    begin = found.start("t") + (cut.end() if cut else 0)
    return _shown(taken, begin, found.end("t"))


def thing(taken: Taken, kind: Kind) -> str:
    """What a patent or a program is called without marks: 「一种…」, or something that ends like a thing."""
    text = taken.masked[kind.left : kind.right]
    found = _ONE_KIND.search(text)
    if found is None:
        left = taken.masked[kind.left : kind.start]
        cut = _CUT.match(left)
        offset = cut.end() if cut else 0
        found = _OBJECT.search(left[offset:])
        if found is None:
            owner = _OWNER.fullmatch(left) if not kind.own else None
            if owner is None or _SOMEBODY.search(owner["t"]):
                return ""
            return _shown(taken, kind.left + owner.start("t"), kind.left + owner.end("t"))
        return _shown(taken, kind.left + offset + found.start("t"), kind.left + offset + found.end("t"))
    return _shown(taken, kind.left + found.start("t"), kind.left + found.end("t"))


def project(taken: Taken, left: int, stop: int, right: int) -> str:
    """「磁共振线圈项目」: what stands before the stage."""
    text = taken.masked[left:stop]
    cut = _CUT.match(text)
    begin = left + (cut.end() if cut else 0)
    tail = _PROJECT_END.match(taken.masked, stop, right)
    end = stop if tail is None else tail.end()
    said = _shown(taken, begin, end)
    bare = re.fullmatch(
        "(?:技术革新|技改|技术改造|革新|攻关|技术攻关|课题|项目|创新项目|科研项目|技术创新|成果|新产品|个|一|该|这|此|本)*",
        said,
    )
    return "" if bare else said


def basis(taken: Taken, segment: Segment, kind: Kind) -> str:
    """What a benefit rests on: as it is told (计算依据), else what brought it, named before it."""
    told = _BASIS.search(taken.plain, segment.start)
    if told is not None and told.start() <= segment.stop + 40:
        group = "v" if told["v"] else "v2"
        return taken.kept[told.start(group) : told.end(group)].strip(_EDGE + ",")[:LONGEST_BASIS]
    if segment.quotes and segment.quotes[0].start < kind.start:
        return segment.quotes[0].text
    left = taken.masked[kind.left : kind.start]
    pieces = [(found.start(), found.end()) for found in re.finditer(r"[^\0]+", left)]
    for start, end in reversed(pieces):
        said = left[start:end]
        opened = _BENEFIT_CUT.match(said)
        start += opened.end() if opened else 0
        closed = re.search(f"{_BENEFIT_CUT.pattern}$", left[start:end])
        end = start + closed.start() if closed else end
        if end - start >= 3 and not _ANYBODY.fullmatch(left[start:end]):
            return _shown(taken, kind.left + start, kind.left + end)
    return ""


def title_of(taken: Taken, segment: Segment, kind: Kind, before: list[Segment]) -> str:
    """The title of a record without marks."""
    if kind.kind == words.AWARD or (kind.prize and kind.kind != words.RENEWAL):
        return award_title(taken, segment, kind, before)
    if kind.kind in (TRAINING, ACTIVITY):
        return phrase(taken, kind)
    if kind.kind == words.RENEWAL:
        name = _PROJECT.match(taken.masked, kind.start, kind.stop)
        stop = kind.stop if name is None else name.end()
        return project(taken, kind.left, stop, kind.right)
    if kind.kind in (*PATENTS, words.PATENT, words.SOFTWARE):
        return thing(taken, kind)
    if kind.kind == words.CASES and (case := _CASE.search(taken.masked, kind.left, kind.right)) is not None:
        return _shown(taken, case.start("t"), case.end("t"))
    return ""
