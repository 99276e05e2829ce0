"""What people ask about their own course, without naming it: 「换地方了吗」, 「忘记签到了」, 「能带我徒弟一起报吗」. Pure."""

import re
from enum import StrEnum

from handlers.language import contest_own


class Own(StrEnum):
    """The closed list of it."""

    WHEN = "when"
    WHERE = "where"
    CHANGED = "changed"
    SEAT = "seat"
    FORGOT = "forgot"
    MISSED = "missed"
    LATE = "late"
    PAPERS = "papers"
    OTHERS = "others"
    CERTIFICATE = "certificate"
    LEAVING = "leaving"
    REMIND = "remind"
    PAST = "past"
    NEXT = "next"
    TODAY = "today"
    WISHES = "wishes"
    LOT = "lot"
    SCORE = "score"
    CHECK = "check"
    RETURNED = "returned"
    TEAM = "team"
    QUIT = "quit"
    APPEAL = "appeal"
    MANAGE = "manage"


CONTESTS = (Own.LOT, Own.SCORE, Own.CHECK, Own.RETURNED, Own.TEAM, Own.QUIT, Own.APPEAL, Own.MANAGE)
"""What only competitions have."""


_Q = "(?:吗|么|没有|没|呢|不)?"
_WHO = (
    "(?:徒弟|徒儿|学徒|师傅|师父|同事|朋友|家人|家属|家里人|孩子|小孩|娃|老婆|老公|爱人|对象|媳妇|别人|他人|工友|班组的人"
    "|父母|爸妈|我妈|我爸|妈妈|爸爸|儿子|女儿|老乡|人)"
)
_WHOLE: tuple[tuple[Own, str], ...] = (
    (
        Own.WHEN,
        "我?(?:明天|今天)?(?:是)?(?:几点|什么时候|啥时候|何时)(?:开始)?(?:上课|开课|去上课|开始上课)|上课(?:时间|是?几点|时间是几点)",
    ),
    (
        Own.WHERE,
        "我?(?:是)?(?:去|到|在)?(?:哪|哪里|哪儿|什么地方|哪个教室)(?:去)?(?:上课|听课|开课)|上课(?:是)?(?:地点|地址|地方)?(?:在哪里?|在哪儿|去哪里?|去哪儿|(?:在|去|到)?(?:哪个|几号)(?:教室|楼|地方))?",
    ),
    (Own.NEXT, "我?(?:的)?下一?(?:节|次|堂|场|门)课?(?:是|在)?(?:什么时候|啥时候|几号|哪天|几点|何时)(?:上|开)?"),
    (
        Own.SEAT,
        f"我(?:的)?(?:名额|位置|位子|候补)(?:呢|还在|还有|没了|有了|到了|保留){_Q}|轮到我了?{_Q}|候补(?:到我了|轮到我了|有名额了|成功了){_Q}",
    ),
    (
        Own.SEAT,
        "(?:我|那个|这个)?(?:就)?(?:要|想要|接受|确认|占)(?:下|了)?(?:这个|那个|这|那)?(?:名额|位置|位子|空位)(?:了|吧)?|名额我要了?|接受",
    ),
    (Own.PAST, "(?:我)?(?:已经)?(?:上|学|听|参加)(?:完|过)了?的?(?:课|培训|课程|讲座)?的?(?:有哪些|有什么|在哪看)?"),
    (
        Own.LEAVING,
        "(?:要是|如果|万一|假如)?我?(?:可能|恐怕|周.|星期.)?(?:那天)?(?:临时)?(?:有事)?(?:来|去|参加|上)不(?:了|成)(?:课)?了?(?:怎么办|咋办)?|我?(?:有事)?(?:要|想|能|可以)?请(?:个|一天|一次)?假(?:吗|怎么请)?|怎么请假",
    ),
    (
        Own.MISSED,
        "(?:万一|如果|要是)?(?:我)?(?:报了名?|报名)?(?:了)?(?:又|却|但|后)?(?:没有?|不)(?:去|来|到|到场|上课|去上课|参加)(?:成|上)?(?:了|的话)?(?:会)?(?:怎么样|怎样|怎么办|咋办|如何|有什么后果|有后果吗|有影响吗|有什么影响|有处罚吗|会处罚吗|会被罚吗|扣分吗|要紧吗|行吗)",
    ),
    (
        Own.MISSED,
        "(?:缺课|缺席|缺勤|旷课|爽约|放鸽子)(?:了|一次)?(?:会)?(?:怎么样|怎样|怎么办|有什么后果|有后果吗|有影响吗|有处罚吗|怎么处理|呢)",
    ),
    (
        Own.LATE,
        "签到?(?:晚|迟)了?(?:几分钟|十分钟|一会儿?|一点|半小时)?(?:还)?(?:算|行|可以|有|能)[^工]{0,8}|(?:上课)?(?:我)?(?:会|要|可能|如果|要是|万一)?(?:会)?(?:迟到|晚到|晚点到|来晚|去晚|晚去)(?:了|一会儿?|几分钟|一点|半小时|十分钟|十几分钟)*(?:会|还)?(?:怎么样|怎么办|咋办|能进吗?|让进吗?|可以吗|行吗|能签到吗|还能签到吗|能签吗|算不算|算吗|有学时吗|有影响吗|扣学时吗|呢|没关系吧|要紧吗)?",
    ),
    (
        Own.CERTIFICATE,
        f"(?:上|学|听|参加|修|培训)(?:完|了|过)了?(?:课|培训|之后|以后|后|了)*(?:会)?(?:有没有|有|发|给|会发|能拿|能领|拿|发不发|给不给)(?:什么|个)?(?:证书|证|结业证书?){_Q}",
    ),
    (
        Own.REMIND,
        "(?:到时候?|上课前|开课前|提前|请|记得|别忘了?|会|能|会不会|能不能)*(?:提醒|通知|叫)(?:一下)?我(?:一下)?(?:去|要)?(?:上课|开课|培训|听课)?(?:吗|么)?|(?:上课|开课)(?:前|之前)?(?:会|会不会|有没有|有)提醒(?:我)?(?:吗|么)?",
    ),
)
_WISHES = (
    "我?的?点(?:的|过的|了的)?单(?:有|开课|开)?(?:回音|消息|结果|动静|进展|回复|着落)?了?(?:吗|呢|没有|没)"
    "|我(?:点|想学)的课?开了?(?:没有|没|吗)"
)
_ANYWHERE: tuple[tuple[Own, str], ...] = (
    (
        Own.CHANGED,
        f"(?:是不是|有没有|有)?(?:改|换|变|调)(?:了|过)?(?:地方|地点|地址|教室|时间|日子|日期|期)(?:了)?(?:吗|么|没有|没)|(?:是不是|有没有)?(?:推迟|延期|提前|改期|顺延|停课|取消)了(?:吗|么|没有|没)|(?:是不是|有没有)(?:改|换|变)(?:时间|地方|地点|教室|期)(?:了)?{_Q}",
    ),
    (
        Own.CHANGED,
        "(?:还|照常|正常|按时)(?:上|办|开|上课|举行|进行|开课)(?:课)?(?:吗|么|不)(?=$)|(?:上课)?(?:时间|地点|地方)(?:有没有|有|没)(?:变化|变动|改变|变|改|换)(?:了)?(?:吗|没有|没)?",
    ),
    (
        Own.FORGOT,
        "(?:我)?(?:上次|昨天|那天|今天)?(?:忘记|忘了|没有|没|没来得及|漏了?|错过了?|为什么没有?|为啥没有?|怎么没有?|怎么补|补|能补|可以补|能不能补)(?:签上)?签到(?:上)?(?:了|怎么办|咋办|能补吗|吗|可以补吗|还能补吗)*|签到(?:失败|签不上|不了|没成功|没签上)(?:了|怎么办)*|签不(?:上|了)到?(?:怎么办)?",
    ),
    (
        Own.PAPERS,
        "(?:上课的?|课程的?|培训的?|课堂)?(?:课件|讲义|ppt|资料|学习资料|录像|回放)(?:在|去|从|要)?(?:哪里?|哪儿|怎么|如何|能不能|能|可以|有没有|有吗|发吗|给吗|发不发|会发吗|给不给|呢$|下载|什么时候发|啥时候发)(?:里|儿|能|可以)?(?:下载|下|看|找|领|拿|要|发)?(?:到)?(?:吗|么)?|(?:在哪里?|去哪里?|怎么|如何)(?:下载|下|看|领|找|拿)(?:课件|讲义|ppt|上课资料|课程资料|培训资料|学习资料)",
    ),
    (
        Own.OTHERS,
        f"(?:我)?(?:能不能|可不可以|能|可以|可|想|要|怎么)?(?:帮|替|给|代|带|领|和|跟)(?:上|着)?(?:我的?|我们?|一个|个)?{_WHO}(?:们)?(?:也|一起|一块儿?|一同|一道|能|可以)*(?:报名|报个名|报|参加|去|来|上|听)(?:上)?(?:吗|么|行吗|可以吗)?|(?:我)?(?:{_WHO[3:-3]})(?:能不能|可不可以|可以|能|也|一起|跟着)+(?:报名|报|来听|来上|来|去|参加|听|上)(?:课)?(?:吗|么)?|(?:能|可以)(?:代报|替报|代报名|替别人报名?)(?:吗|么)?",
    ),
)
_WHOLES = tuple((own, re.compile(pattern)) for own, pattern in (*_WHOLE, (Own.WISHES, _WISHES)))
_OF_CONTESTS = tuple((Own(own), re.compile(pattern)) for own, pattern in contest_own.WHOLE)
_CONTEST = re.compile("^(?P<name>.{1,20}?(?:竞赛|比赛|大赛|比武))(?:的|里|上)?(?P<rest>.+)$")
ATTENDS = re.compile("我?(?:们)?(?:那天)?(?:要不要|用不用|要|还要|还|用|需要|得)?(?:去)?上课(?:吗|么|不)?")
"""After a date: 「明天上课吗」."""
_SOMEWHERE = tuple((own, re.compile(pattern)) for own, pattern in _ANYWHERE)
_OPENING = re.compile("^(?:请问|你好|您好|那|哎|喂|老师|想问下|问下|问一下|我想问|我想问一下|麻烦问下)+")
_STUDIOS = re.compile("工作室|领军人|联络员|命名|授牌")


def own_in(flat: str) -> tuple[Own | None, str]:
    """What is asked of one's own course in a question without marks and spaces, and what else it says: a course's name."""
    said = _OPENING.sub("", flat)
    if _STUDIOS.search(said):
        return None, flat
    for own, pattern in _WHOLES:
        if pattern.fullmatch(said):
            return own, ""
    named = _CONTEST.match(said)
    for own, pattern in _OF_CONTESTS:
        if pattern.fullmatch(said):
            return own, ""
        if named is not None and pattern.fullmatch(named["rest"]):
            return own, named["name"]
    for own, pattern in _SOMEWHERE:
        if found := pattern.search(said):
            return own, said[: found.start()] + " " + said[found.end() :]
    return None, flat
