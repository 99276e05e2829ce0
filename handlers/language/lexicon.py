"""Words that mean the same: what is built in, and what admins added in the database."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from handlers.language import words_industry, words_people
from handlers.language.meaning import Term
from handlers.language.normalise import normalise

SECTOR_WORDS: Mapping[str, tuple[str, str]] = {
    "文化": ("文化 文艺 文化艺术 艺术", "非遗 演出 书画 美术 文创 文物 手工艺 出版 影视 戏曲 文旅"),
    "服务": ("服务业 服务行业 服务类 服务", "家政 养老 美发 酒店 客服 零售 物业 便民"),
    "制造": ("制造 制造业 工业 生产制造 加工制造 工厂", "焊接 数控 机床 模具 机械 装配 钳工 智能制造"),
    "电子信息": (
        "电子信息 电子 信息 信息技术 it 互联网 信息产业 计算机 电脑 科技类 高科技",
        "软件 大数据 人工智能 物联网 网络 通信 信息化",
    ),
    "医疗卫生": (
        "医疗卫生 医疗 卫生 医药 医学 医卫 卫生健康 看病 治病 医务 医护 medical",
        "急救 急诊 护士 医护 中医 医院 临床 磁共振 口腔 药学 手术 社区卫生 公共卫生 卫生院 卫生室",
    ),
    "建筑": ("建筑 建筑业 建筑工程 工程建设 盖楼 建筑行业 建设工程", "施工 装修 土建 古建 bim 钢结构 测量"),
    "交通物流": (
        "交通物流 交通 物流 运输 交通运输 运输业 货运 客运",
        "地铁 轨道 公交 驾驶 仓储 配送 快递 冷链",
    ),
    "教育": ("教育 教育行业 教育类 教育教学 办学 education", "教学 教师 职业教育 幼教 课程 学前教育"),
    "餐饮": ("餐饮 餐饮业 餐饮行业 饮食 美食 餐厅 饭馆", "烹饪 中餐 西餐 面点 烘焙 厨师 厨艺 菜品"),
    "法律": (
        "法律 法律服务 法务 法律行业 法律类 法学 law legal",
        "律师 律所 普法 法治 法律援助 未成年人保护 劳动争议 仲裁 公证 校园欺凌",
    ),
    "环保": (
        "环保 环境保护 生态 生态环保 绿色环保 环境治理 生态环境 保护环境 节能环保",
        "水环境 水质 污水 垃圾 固废 大气 环境监测 水务 节能 低碳 污染",
    ),
    "其他": ("其他行业 其它行业", ""),
}
"""行业 → (words that ask for it, words that show in a record that a studio has to do with it)."""

_GENERIC = """
    学校 孩子     技术 工作 方法 项目 系统 设备 管理 服务 研发 研究 设计 应用 培训 学习 训练 知识 技能 技巧 手艺 专业 方向
    行业 业务 领域 方面 工程 产品 生产 创新 教学 操作 维护 维修 检修 修 安装 制作 开发 运营 咨询 活动 问题 内容
    经验 技术员 师傅 老师 人员 工人 工种 岗位 能手 高手 专家 达人 团队 工 活 类型 相关 有关 事情 东西 现场 工艺
    课 课程 班 培养 改造 建设 工匠 大师 设施 作业 解决方案 方案 企业 单位 机构 公司 行当 这块 这方面 方面的事
    本事 能力 案例 实践 实操 入门 基础
"""
_BROADER = "检测 检验 数据 应急 规范 安全 能源 宣传 演出 健康 商业 家庭 交通 发明 保养"
_BROAD = frozenset((_BROADER + _GENERIC).split())
"""Words too broad to be close to anything."""
GENERIC = frozenset(_GENERIC.split())
"""Words that say little about which studio is meant: a question is not failed for these alone."""

_OF_OTHERS = frozenset({"卫生"})
"""Words that ask for a sector but stand in the records of others too (环境卫生, 食品卫生)."""


class Lexicon:
    """Looks up what else a word may be called. `extra` are groups of equal words added by admins."""

    def __init__(self, extra: Iterable[Iterable[str]] = ()) -> None:
        self._same: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}
        self._sector: dict[str, str] = {}
        for sector, same, near in _defaults():
            self._add(same, near, sector)
        for group in extra:
            words = [word for word in map(normalise, group) if word]
            known = [word for one in words for word in self._same.get(one, ())]
            self._add([*words, *known], [], next((self._sector[w] for w in words if w in self._sector), ""))
        self.askers = {word: sector for sector, (words, _) in SECTOR_WORDS.items() for word in words.split()}
        """Words that ask for a sector → the sector."""

    def _add(self, same: list[str], near: list[str], sector: str) -> None:
        for word in same:
            self._same.setdefault(word, []).extend(same)
            self._near.setdefault(word, []).extend(near)
            self._sector.setdefault(word, sector)

    def __contains__(self, word: str) -> bool:
        return word in self._same

    def words(self) -> Iterable[str]:
        """Every word that has synonyms."""
        return self._same

    def term(self, word: str) -> Term:
        """What `word` asks for, with everything that means the same and what is close to it."""
        same = tuple(dict.fromkeys([word, *self._same.get(word, ())]))
        near = tuple(dict.fromkeys(w for w in self._near.get(word, ()) if w not in same and w not in _BROAD))
        return Term(word, same, near, self._sector.get(word, ""), word in GENERIC)

    def sector_term(self, word: str, sector: str) -> Term:
        """What `word` asks for when it names a 行业: studios of it, and those whose record shows they deal with it."""
        askers, shows = SECTOR_WORDS.get(sector, (sector, ""))
        vague = {"服务", "信息", "电子", "交通", "艺术", "学校", "工厂", "餐厅", "文化", "电脑"}
        first = [] if word in _OF_OTHERS else [word]
        same = [
            *first,
            *self._same.get(word, ()),
            *(w for w in askers.split() if w not in vague | _OF_OTHERS),
            *shows.split(),
        ]
        return Term(word, tuple(dict.fromkeys(same)), (), sector, False, True)


@lru_cache(maxsize=1)
def _defaults() -> tuple[tuple[str, list[str], list[str]], ...]:
    found = []
    for line in (words_industry.GROUPS + words_people.GROUPS).strip().splitlines():
        if not line.strip():
            continue
        sector, words = line.split(":", 1)
        same, _, near = words.partition(">")
        found.append((sector.strip(), same.split(), near.split()))
    return tuple(found)
