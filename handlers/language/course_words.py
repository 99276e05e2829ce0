"""The words of questions about courses and competitions: nouns, what is asked of one, filters, and how one enrols."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Fact(StrEnum):
    """What can be asked of a course or competition."""

    WHEN = "when"
    WHERE = "where"
    COST = "cost"
    SEATS = "seats"
    TEACHER = "teacher"
    ELIGIBLE = "eligible"
    BRING = "bring"
    INTRO = "intro"
    DEADLINE = "deadline"
    SESSIONS = "sessions"
    CREDIT = "credit"
    AWARDS = "awards"
    ORGANISER = "organiser"
    RESULT = "result"
    HOW = "how"
    PHONE = "phone"


class Sign(StrEnum):
    """Everything else that a word of such a question may be."""

    COURSE = "course"
    CONTEST = "contest"
    ENROL = "enrol"
    CANCEL = "cancel"
    MINE = "mine"
    FREE = "free"
    PAID = "paid"
    LEFT = "left"
    BEGINNER = "beginner"
    ONLINE = "online"
    SOON = "soon"
    COUNT = "count"
    MORE = "more"
    PASSED = "passed"
    SO = "so"
    POINT = "point"
    GIVER = "giver"
    OR = "or"
    PAST = "past"
    NOT = "not"
    UNION = "union"
    LEARN = "learn"


FACTS: dict[Fact, str] = {
    Fact.WHEN: """
        什么时候 啥时候 什么时侯 何时 几号 几月几号 哪天 哪一天 哪日 几点 几点钟 几点开始 几点上课 什么时间 啥时间
        时间
        日期 周几 星期几 礼拜几 几时 什么时候开始 什么时候上 什么时候上课 什么时候开课 什么时候办 哪天上 哪天开始
        几号开始 几号上 几点上 几点结束 几点到几点 什么时候比 什么时候举行 多会儿 什么日子 是什么时候 是几号 是哪天
        时间安排 日程安排 安排 when
    """,
    Fact.WHERE: """
        在哪里上 在哪上 在哪儿上 哪里上 去哪里上 去哪上 在哪里举行 在哪举行 在哪里比 在哪比 在哪儿比 在哪里 在哪儿
        在哪
        哪里 哪儿 地点 地址 在几楼 几楼 哪个教室 几号楼 哪个厅 地方在哪里 地方在哪 什么地方 啥地方 在什么地方
        在啥地方 怎么去 怎么走 位置在哪 位置 教室
        考场 场地 在哪办
        where
    """,
    Fact.COST: """
        多少钱 要多少钱 要钱吗 要钱不 要不要钱 要钱 要不要交钱 要交钱吗 要交钱 交钱 收费吗 收费不 收不收费 收费 收多少
        费用 费用多少 价格 学费 学费多少 免费吗 免费不 是不是免费 是免费的吗 免费的吗 要花钱吗 花钱 要收费吗 要收钱吗
        收钱 贵不贵
        贵吗 报名费 how_much price
    """,
    Fact.SEATS: """
        还剩几个名额 还剩多少名额 还有几个名额 还有多少名额 剩几个名额 几个名额 多少名额 多少个名额 还剩几个 还剩多少
        还有位置吗 还有位子吗 还有空位吗 有空位吗 还有座位吗 有位置吗 满了吗 满了没 满没满 报满了吗 报满 满员了吗
        是不是满了 收多少人 多少人 几个人 能不能报上 还能报上吗 候补要排多久 要排多久 排多久 要等多久 候补几个人
        候补多少人 名额
    """,
    Fact.TEACHER: """
        谁讲的 谁讲课 谁主讲 谁来讲 谁讲 谁教的 谁来教 谁教 谁上的 谁上 老师是谁 哪个老师 哪位老师 什么老师 讲师是谁
        主讲人 主讲 授课老师 授课人 授课 谁授课 谁带 老师
    """,
    Fact.ELIGIBLE: """
        谁能参加 谁可以参加 谁能报 谁可以报 谁能去 什么人能参加 什么人可以参加 什么人能报 哪些人能参加 哪些人可以参加
        参加对象 面向谁 面向什么人 对象是谁 什么对象 对象 有什么要求 有要求吗 什么要求 要求 什么条件 有什么条件 条件
        资格 报名资格 报名条件 参赛资格 参赛条件 适合谁 适合什么人 我能参加吗 我能报吗 我可以参加吗 我可以报吗
        能参加吗
        能组队参加 能组队吗 能组队 可以组队 组队 单位报名 谁都能报吗 对谁开放 谁都能去吗 谁都可以吗 谁能去 谁可以去
        要几年工龄 几年工龄 工龄要求 年龄要求 有年龄限制吗 多大年龄
        个人能报吗 个人能参加吗 面向
    """,
    Fact.BRING: """
        要带什么 需要带什么 带什么 带啥 要带啥 准备什么 要准备什么 需要准备什么 要带东西吗 自带什么 要自带 带哪些东西
        带什么东西 要带什么东西
    """,
    Fact.INTRO: """
        讲什么的 讲什么 讲啥 讲些什么 教什么 教些什么 教啥 学什么 学些什么 学啥 内容是什么 什么内容 内容 介绍一下
        介绍下
        介绍 具体讲什么 主要讲什么 都有什么项目 有什么项目 什么项目 比赛项目 是干什么的 干什么的 怎么样 详情 详细情况
        具体情况 情况 比什么 比些什么 比啥 考什么
        考些什么 考啥 比赛内容 是什么
    """,
    Fact.DEADLINE: """
        报名截止到几号 报名截止到哪天 报名截止到什么时候 报名截止时间 报名截止日期 报名截止 报名到几号 报名到什么时候
        报名到哪天 什么时候截止 几号截止 哪天截止 截止到几号 截止到哪天 截止到什么时候 截止时间 截止日期 截止
        最晚什么时候报
        最晚什么时候报名 最晚几号 报名时间 什么时候开始报名 几号开始报名 开始报名了吗 开始报名没 开始报名 什么时候报名
        几号报名 哪天报名 报名什么时候 报名开始了吗 报名开始 报名结束了吗 报名结束 还有几天截止 什么时候能报名
        什么时候可以报名
    """,
    Fact.SESSIONS: """
        上几次 几次课 几次 上几节 几节课 几节 上几天 几天 要多久 上多久 多久 多长时间 多长 几个小时 多少课时 几课时
        共几次
    """,
    Fact.CREDIT: """
        多少学时 几个学时 几学时 学时 发不发证 发不发证书 发证书吗 有证书吗 给证书吗 发不发证书 有没有证书 发证书
        发证吗 发证 有证吗
        结业证书
        结业证 证书
    """,
    Fact.AWARDS: """
        奖多少钱 奖多少 前三名 前几名 有什么奖励 奖励是什么 奖励 奖金多少 奖金 奖品 有什么奖 得奖有什么 有奖吗 奖项
        获奖有什么好处
    """,
    Fact.ORGANISER: """
        谁主办的 谁主办 谁举办的 谁举办 谁组织的 谁组织 谁办的 谁办 主办方是谁 主办方 主办单位 哪个单位办的
        哪个工作室办的
        哪家工作室办的 哪个工作室开的 主办
    """,
    Fact.RESULT: """
        成绩出来了吗 成绩 名次 排名 结果出来了吗 结果 第几名 得了多少分 多少分 分数 得分 谁赢了 谁第一 获奖名单
        冠军是谁
        入围名单 晋级名单 名单公布了吗 出成绩了吗
    """,
    Fact.PHONE: """
        老师电话多少 老师的电话 老师电话 联系电话 电话多少 电话是多少 电话 联系方式 怎么联系 联系谁 找谁问 手机号
        微信群 群号
    """,
    Fact.HOW: """
        怎么报名参加 怎么报名 如何报名 怎样报名 咋报名 怎么参加 如何参加 怎样参加 怎么报 咋报 咋参加 在哪报名
        在哪里报名
        哪里报名 哪儿报名 去哪报名 去哪里报名 在哪儿报名 报名方式 报名方法 报名流程 报名入口 报名步骤 报名链接
        报名需要什么
        怎么才能参加 要怎么报名 该怎么报名 怎么报上 如何报 怎么加入 how_to_enrol how_to_register
    """,
}
SIGNS: dict[Sign, str] = {
    Sign.COURSE: """
        培训课程 培训班 培训课 培训会 技能培训 职业培训 技术培训 培训 课程表 课程 公开课 讲座 学习班 研修班 训练营
        补习班
        上课 开课 听课 去上课 开班 课表 实训课 实训 进修 陪训 培圳 培迅 培训斑 课呈 课成 讲坐 讲做 可程 夜校 网课
        兴趣班 学习的机会 学习机会 学习活动 活动
        course courses class classes training lecture lectures workshop workshops lesson lessons
    """,
    Sign.CONTEST: """
        技能竞赛 技能大赛 技能比赛 技术比武 技术大赛 劳动竞赛 竞赛 比赛 大赛 比武 赛事 参赛 竟赛 竞塞 比塞 竞寒 技能赛
        competition competitions contest contests
    """,
    Sign.ENROL: """
        我要报名参加 我想报名参加 我要报名 我想报名 帮我报名 给我报名 帮我报个名 帮我报 给我报 我要参加 我想参加
        我想去 我要去 我要报
        我想报 想报名 要报名 想报个 想报 报名参加 报个名 报名 报上名 参加 报个 报一个 去报 想上 想去上 enrol enroll
        register
    """,
    Sign.CANCEL: """
        怎么取消报名 如何取消报名 怎样取消报名 取消报名 退课 退报名 撤销报名 不想去了怎么办 去不了怎么办 怎么退课
        怎么退
        怎么取消 去不了了 不去了 不想去了 能退吗 可以退吗 能取消吗 可以取消吗 能不能退 能不能取消 要取消 想取消 退掉
    """,
    Sign.MINE: """
        我报名了哪些 我报名了什么 我报了哪些 我报了什么 我报的 我报了 我报名的 我报名了 我都报了 我选的 我参加的
        我参加了 我已经报 我已报
        我报过 我报上 我的报名 我的课程 我的课表 我的课 我的培训 我的讲座 我的候补 我候补 我排第几 我排到 我在候补
        我排在 我有课 我有什么课 我有哪些课
        我要上课 我要上什么课 我上课 我上哪些课 我要上的课 我的竞赛 我的比赛 我什么时候上课 我几点上课 我有没有课
        我有没有报 我报没报 我报名成功了吗 我报上了吗 我什么都没报 我是不是报过 我是不是报了 我有没有报过 我报没报过
        我的
    """,
    Sign.FREE: """
        免费的 免费 不用花钱的 不用花钱 不花一分钱 最便宜的 最便宜 便宜的 便宜 不要钱的 不要钱 不收费的 不收费
        不花钱的 不花钱 公益的 公益 零元 0元 不用钱 不用交钱 free
    """,
    Sign.PAID: "收费的 要钱的 付费的 付费 要交钱的",
    Sign.LEFT: """
        还有名额的 还有名额吗 还有没有名额 有没有名额 还有名额 有名额的 有名额吗 有名额 没报满的 没满的 没满 有空位的
        有空位 有位置的 还能报名的 还能报名吗
        还能报的 还能报吗 还能报名 还能报 能报名的 能报名吗 能报名 能报的 能报吗 可以报名的 可以报名吗 可以报名
        可以报的 可以报 在报名的 在报名 报名中 开放报名 还收人吗 还收人 收人吗 还招人吗 还要人吗 还能进吗 还收不收人
        能不能报名 能不能报 正在报名的 正在报名
        报得上 能报上 还可以报名吗 还可以报名 还可以报吗 现在能报 现在可以报 来得及报名 来得及吗
    """,
    Sign.BEGINNER: """
        适合新手的 适合新手 适合零基础的 适合零基础 适合初学者的 适合初学者 适合小白的 适合小白 适合入门的
        适合我这种新手 新手 零基础
        0基础 没基础 没有基础 初学者 初学 入门级 入门的 小白 没学过的 没学过 外行 菜鸟 刚入行 啥也不会 什么都不会
        beginner beginners
    """,
    Sign.ONLINE: "线上的 线上 网上的 网上 直播的 直播 在线的 在线 远程 online",
    Sign.SOON: """
        最近 近期 最近的 近期的 这段时间 这阵子 接下来 即将 马上 最快 最早 最早的 下一次 下一场 下一节 下次 将要
    """,
    Sign.COUNT: """
        一共有多少门 一共多少门 多少门 几门 多少个 多少场 几场 几节 一共有多少 一共多少 总共多少 有几个 几个
    """,
    Sign.PASSED: """
        进了吗 进了没有 进了没 进没进 晋级了吗 晋级了没 晋级没 通过了吗 过了吗 入围了吗 到哪一步了 到哪一步 到哪步了
        走到哪一步了 走到哪了 进展到哪了 进到哪 到哪了 晋级
        入围 我进 我过 我通过 我入围 我晋级 我能进 抽签号 考号 几号考场 我的号
    """,
    Sign.SO: "呢",
    Sign.PAST: """
        以前办过 以前开过 以前讲过 之前办过 之前开过 办过 开过 讲过 以前的 以前 往期的 往期 过去的 过去 从前 曾经
    """,
    Sign.NOT: "除了 除去 除开 不要 不想要 不想上 不想学",
    Sign.UNION: """
        区总工会办的 区总工会主办的 区总工会开的 区总工会的 总工会办的 总工会的 工会办的 工会主办的 工会自己办的
        工会开的
    """,
    Sign.LEARN: "想学点东西 学点东西 想学点什么 学点什么 学点儿 学点 充充电 充电 提升一下 提升自己",
    Sign.POINT: """
        那个班 这个班 那个培训班 这个培训班 那门课 这门课 那个课 这个课 那节课 这节课 那场讲座 这场讲座 那个讲座
        这个讲座 那个培训 这个培训 该课程 这课
        那课 刚才那个课 刚才的课
        刚才那门课 上面那个 刚才那个 那个竞赛 这个竞赛 那个比赛 这个比赛 该竞赛 这个 那个 它 这门 那门 这场 那场
        那一门 这一门
    """,
    Sign.GIVER: "他们家 他们 她们 他家 她家 他 她 那家工作室 这家工作室 该工作室 那家 这家 那个工作室 这个工作室",
    Sign.OR: "或者 或是 还是 或 和 以及 跟 与 及 、",
}
STAGES = {
    "报名开始": "register_open",
    "资格审核": "review",
    "资格审查": "review",
    "初赛": "preliminary",
    "预赛": "preliminary",
    "海选": "preliminary",
    "复赛": "semifinal",
    "半决赛": "semifinal",
    "决赛": "final",
    "总决赛": "final",
    "公示": "publicity",
}
"""What the stages of a competition are called → their keys."""
_SKIPPED = """
    哥们儿 哥们 兄弟 大哥 大姐 美女 帅哥 小哥 我们单位 我单位 本单位 老师您好 老师你好 老师好 您好老师 你好老师
    请问一下 请问 请教一下 请教 麻烦问一下 麻烦 帮我看看 帮我看下
    帮我查一下 帮我查查 帮我查 帮我找 帮忙 告诉我
    跟我说 我想知道 想知道 我想问一下 我想问 想问一下 想问问 想问
    有没有 有木有 有无 有哪些 有那些 都有哪些 都有什么 有什么 有啥 有些什么 有没 有吗 有么 有的 有 哪些 哪个 哪一个
    哪门 哪节 哪场 那些 什么样的 什么 啥 推荐一下 推荐几个 推荐 推荐个
    好玩的 好玩 有意思的 有意思 好的 不错的 合适的 适合我的 给我 我想学习 我想学 我要学 想学习 想学 要学 学习 学 教
    讲 办 开 开的 开设 举办 举办的 组织 关于 有关 相关的 相关 方面的 方面 类的 之类的
    可以 能不能 能 可不可以 会 要 需要 想要 想 我们 咱们 我 你们 你 您 大家 吗 嘛 么 吧 啊 呀 哦 啦 哈 呗 哇 了 的 地
    得 是不是 是 在 就 都 也 还 再 又 从 到 对 给
    去 来 上 上的 听 看看 看一下 看 找找 找 查一下 查 列一下 列出 清单 列表 一览 名单 全部 所有 所有的 一下 一个 一门
    一节 一些 这些 那些 不 些 个 门 节 场 期 次 班 种 本区 朝阳区 全区 区里
    咱区 工会 区总工会 总工会
    排第几 第几位 第几 排到 哪个先 先开 先 前后 左右 行 听听 听一听 想听听 听 机会 还有没有 还有 没有 没 以外 之外 外
    每次 每回 又 东西 点东西 时间段 现在 目前 今后 以后 内 之内 之前
    以前 期间 时候 那么 那 这 哪天有空 有空 有时间 没事 还要
    别的日子 其他日子 其它日子 别的时间 其他时间 其它时间 别的时候 其他时候
    另外 顺便 而且 然后 正在 已经 将 快 开始 结束 举行 进行 招生 招人 要招 搞
    弄 做 安排的
    知道吗 知道 是否 谁 怎么 如何 哪 多少 几 只要 只看 换成 其他 别的 更 最好 最 很 挺 比较 吧 唉 诶 嗯 呃 你好 您好
    谢谢 hi hello please the a an is are of in
    for on at to this any there what do you have i want
"""
_LEADING = frozenset(_SKIPPED.split())
PARTS = {
    "凌晨": (0, 5),
    "早上": (5, 10),
    "早晨": (5, 10),
    "上午": (5, 12),
    "中午": (11, 14),
    "下午": (12, 18),
    "午后": (12, 18),
    "傍晚": (17, 19),
    "晚上": (18, 24),
    "晚间": (18, 24),
    "夜里": (18, 24),
    "夜间": (18, 24),
}
"""Parts of any day, in hours from midnight: 「晚上的课」 is not only of tonight."""
NOT_COURSES = re.compile(
    "课题|课件|课本|功课|旷课|课间|班组|班长|上班|下班|加班|值班|班车|领导班子|考证|补贴|补助|津贴|报销|经费|加班费|年假|培训费|技能等级认定|选举|职称"
)
"""Words that have nothing to do with taking part, though they look like it; 补贴 and the like ask for rules."""
RULES = re.compile("补贴|补助|津贴|报销|经费|年假|请假|加班费|政策|规定|办法|法规|算工时|算加班")
BEGINNERS = ("零基础", "新手", "入门", "初学", "小白", "0基础")
"""How a course says that it is for beginners."""
ONLINE = ("线上", "直播", "在线", "网上", "腾讯会议")

_FOR_PINYIN = """
    培训 培训班 课程 课 讲座 竞赛 比赛 大赛 比武 报名 这周六 这周日 下周六 下周日 周末 明天 后天 今天 下周 本周 这周
    下个月 这个月 本月 免费 名额
    新手 零基础 什么 有什么 有 有没有
    什么时候 几点 在哪 在哪里 哪里 多少钱 怎么报名 吗 的 我 报了 我报了 哪些 我的 最近 周六 周日 周一 周二 周三 周四
    周五 上午 下午 晚上 还有 初赛 复赛 决赛 想学 工作室
"""


def skipped(word: str) -> bool:
    """Whether a word asks for nothing."""
    return word in _LEADING


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, tuple[Fact | Sign | str, ...]]:
    """Every word above → what it is: facts, signs, stages (by their key)."""
    found: dict[str, tuple[Fact | Sign | str, ...]] = {}
    for fact, said in FACTS.items():
        for word in _words(said):
            found[word] = (*found.get(word, ()), fact)
    for sign, said in SIGNS.items():
        for word in _words(said):
            found[word] = (*found.get(word, ()), sign)
    for word, stage in STAGES.items():
        found[word] = (*found.get(word, ()), stage)
    return found


@lru_cache(maxsize=1)
def pattern() -> re.Pattern[str]:
    """Finds the words above, the longest first; 课 and 赛 too where they end a name."""
    words = sorted(vocabulary(), key=len, reverse=True)
    inner = "|".join(
        rf"\b{re.escape(word)}\b" if word.isascii() and word.isalpha() else re.escape(word) for word in words
    )
    return re.compile(inner)


@lru_cache(maxsize=1)
def little() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that ask for nothing: those of two and more characters, the longest first, and those of one."""
    words = sorted((word for word in _LEADING if not word.isascii()), key=len, reverse=True)
    return tuple(word for word in words if len(word) > 1), tuple(word for word in words if len(word) == 1)


@lru_cache(maxsize=1)
def pinyin() -> dict[str, str]:
    """How the most usual words of such questions are typed in pinyin → the word."""
    from handlers.language.sounds import full_pinyin

    found: dict[str, str] = {}
    for word in _FOR_PINYIN.split():
        for key in full_pinyin(word)[0]:
            found.setdefault(key, word)
    return found


def _words(said: str) -> Iterable[str]:
    return (word.replace("_", " ") for word in said.split())
