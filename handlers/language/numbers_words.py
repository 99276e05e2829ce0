"""The words of questions for figures: what is counted, by what, and what only sounds like it. Matched against folded text."""

import re
from enum import StrEnum


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


class Flaw(StrEnum):
    """Why a period cannot be answered for."""

    NONE = ""
    NO_SUCH = "no such"  # 「13月」, 「2月30日」, 「第五季度」
    FUTURE = "future"  # 「2030年」
    SEVERAL = "several"  # 「一季度和三季度」: two that do not follow each other


SECTORS = "文化|服务|制造|电子信息|医疗卫生|建筑|交通物流|教育|餐饮|法律|环保|其他"
"""行业 of `domain.md`."""
_N = "[一二两三四五六七八九十\\d]{1,3}"
_BY: tuple[tuple[By, str], ...] = (
    (
        By.SECTOR,
        rf"(?:各个?|按|分|不同|哪个|哪些|每个)(?:的)?行业(?:的)?|行业(?=对比|比较|分布|排名|排行|之间|间)|(?:{SECTORS})(?:行业|领域|类工作室)(?:的)?"
        r"|(?<=最[高多好大])的行业",
    ),
    (
        By.LEVEL,
        r"(?:各个?|按|分|不同|哪个|每个)(?:的)?(?:级别|等级|层级)(?:的)?|(?:级别|等级)(?=对比|比较|分布|排名|之间)"
        r"|(?:全国级?|市级示范性|市级|区级|企业级)(?:创新)?工作室(?:的)?",
    ),
    (
        By.STUDIO,
        r"(?:各个?|按|分|每个|每家|哪个|哪家|哪些|所有)(?:的)?工作室(?:的)?|工作室(?=排名|排行|对比|比较|之间)"
        rf"|(?<=最[高多好大])的(?:前?{_N})?(?:[个家名](?:创新)?(?:工作室)?|(?:创新)?工作室|单位)|(?:排名|排行)?前{_N}(?:名|[个家]?工作室|家|的工作室)?$|平均每[家个](?:创新)?工作室",
    ),
    (By.MONTH, r"(?:各个?|按|分|每个?|逐|哪个)月份?(?:的)?|月度|趋势|走势|变化|曲线|折线"),
    (By.KIND, r"(?:各类|各种|按类型?|(?<!垃圾)分类型?|不同类型|哪类|哪种)(?:的)?|构成|类型分布|结构"),
)
BYS = tuple((by, re.compile(words_of)) for by, words_of in _BY)
_MEASURES: tuple[tuple[Measure, str], ...] = (
    (
        Measure.ON_TIME,
        r"(?:报告|季报|月报|年报)?(?:的)?(?:按时|按期|及时|准时)(?:提交|上交|报送|交|报|完成)?(?:的)?(?:率|比例|情况)"
        r"|迟交率|逾期率",
    ),
    (Measure.BENEFIT, r"(?:社会效益)?(?:惠及|受益|受惠)(?:了|过|的)?(?:群众|职工|学生|居民|人员|人数|人次|人群)?"),
    (Measure.TRAINING, r"(?:培训|轮训|授课|讲课|讲座)(?:过|了)?(?:的)?(?:人次|人数|场次|职工|学员|次数|量|总人数)?"),
    (Measure.MENTORING, r"(?:带徒弟?|收徒弟?|师徒|师带徒|名师带徒|徒弟|学徒|结对|拜师|出师)(?:数|人数|对数|过|了)?"),
    (Measure.BENEFIT, r"(?:直接|间接)?(?:经济|社会)?效益(?:总额|额|金额)?|创效|(?<!交)直接经济|间接经济"),
    (Measure.RESULTS, r"(?:创新)?成果(?:数(?!量))?|快报|成绩单"),
    (Measure.ACTIVITY, r"活动(?:数|场次|次数)?"),
    (Measure.STUDIOS, r"工作室(?:的)?(?:数量|个数|总数|数)?"),
)
KNOWN = tuple((measure, re.compile(words_of)) for measure, words_of in _MEASURES)
REPORT = (
    r"(?P<report>(?:20\d\d年|今年|去年)?(?:第?[一二三四1-4]季(?:度)?(?:的)?(?:报告?|总结|报表)|[上本]季(?:度)?(?:的)?报告?|(?:[\d一二三四五六七八九十]{1,3}月|上个?月|本月)(?:的)?(?:月报|报告)"
    r"|半年(?:度)?(?:报告?|总结)|年(?:度)?(?:报告?|总结)|季报|月报|年报|季度报告|报告|总结|报表|材料(?=没|未))(?:书)?)"
)
OWING = re.compile(
    rf"(?:谁|哪[些个几家]*(?:家|个)?(?:工作室|单位)?|还有谁|还有哪些(?:工作室|单位)?|有谁|都谁)(?:还|都|的)*(?:{REPORT})?(?:还|都|一直|至今)*"
    r"(?:没有?|未|欠|拖欠|逾期|迟)(?:有|按时|及时)?(?:交|报|提交|上交|上报|报送|填报?|写)?(?:过|了|上来|齐)?(?:的)?(?P<what>.{0,12})"
)
OWED = re.compile(
    rf"{REPORT}(?:还|都|有)*(?:谁|哪[些个几家]*(?:家|个)?(?:工作室|单位)?)?(?:还|都)*(?:没有?|未|欠)(?:交|报|提交|上交|上报|报送)(?:上来)?(?:的)?(?:工作室|单位)?(?:的)?(?:有|是)?(?:谁|哪些|哪几家|名单|多少家?|情况)?"
    r"|(?:未交|没交|欠交|未报|迟交|逾期)(?:的)?(?:报告)?(?:的)?(?:工作室|单位)?(?:的)?(?:名单|有哪些|有谁|是谁|情况)"
)
OTHER_THINGS = re.compile("作业|材料费|报名费|费|照片|证件|身份证|钱|表格?$|申请表|材料$")
ASKED = re.compile(
    r"(?:一共|总共|累计|共|都|目前|现在|到底|到现在)*(?:有|是|得|拿|获|做|办|搞|报|带|创造?|完成|新增)*(?:了)?(?:多少|(?<![十百千万好])几(?![十百千万亿]))(?:个人|人次|万元|万|元钱?|钱|群众|职工|学生|居民|[个项件篇部场次人名家条例对所]|徒弟)?"
    r"|数量|总数|总量|总额|总计|合计|统计(?:一下|数据|表|图)?|对比(?:图|一下)?|比较(?:一下)?|排名(?:表)?|排行榜?|分布(?:图)?|占比|(?:情况|数据|数字|报表|图表|图)(?:怎么样|如何|怎样)?"
    r"|(?:谁|哪[个家])?(?:的)?最(?:多|高|少|低|大|好)|(?<=[\0利文章果益训奖徒动])[多高好](?=[?!\u3002]*$)|前[三五十\d]{1,2}名?|怎么样|如何|增长(?:了)?(?:多少)?|同比"
)
FILLER = re.compile(
    r"请问|请|麻烦|帮我|帮忙|给我|我想|想要?|我要|查一下|查查|查询|查|看一下|看看|看下|看|统计下|算一下|算算|出一张|来一张|画一?[张个]?|发我|告诉我|说说|一下|各?位?|全区的?|我区|咱们?区|区里|本区|朝阳区?|整个区|全部|所有"
    r"|我们的?|咱们的?|我的|我室|本室|工作室的?|创新|一共|总共|累计|合计|目前|现在|截止到?|截至|到今天|为止"
    r"|平均|人均|社会效益|新(?=[带收\0])|对比|新增|获得|取得|拿到|产生|带来|实现|完成|申请|授权|受理|发表|录用|登记|哪些|什么|哪个|哪家|是?谁|之间|方面|全|年度"
)
EDGE = "、的了是有在吗呢啊呀吧与之都共到个条项和?!,\u3002 :"
NO_FIGURE = re.compile(
    r"怎么(?!样)|如何(?=[申办报写提拿获交])|为什么|为啥|奖励|补贴|资助|流程|条件|要求|政策|在哪[里儿]?|去哪|报名|想学|名额|费用|收费|有什么|有没有|能不能|可不可以|可以吗|什么时候|几点|哪天|几号|材料|电话|联系|推荐|介绍|下周|明天|后天|周末|下个?月|明年"
    r"|什么是|是什么|什么意思|区别|格式|模板|截止"
)
TELLS = re.compile("[获得了签评拿奖]|通过|完成|实现|验收|称号")
COURSES = re.compile(
    r"人次|人数|多少人|几人|场次|多少场|几场|多少次|几次|统计|对比|比较|排名|情况|数据|总[数量]|最[多少]|职工|学员|趋势|走势|同比"
)
STAGES = re.compile("申请|受理|授权|登记|录用|发表|立项|验收|发布")
NOT_THOSE = re.compile("没有?(?!有)|不算|除了|不含|未(?!成年)")
"""Who has none, or all but one: no figure answers that."""
RANKED = re.compile("排名|排行")
NO_QUARTER = re.compile("第?(?:[五六七八九十]|(?<!\\d)[5-90])季度")
"""A year has four."""
