"""The enumerated things of a studio record and what people call them: 级别, 创新类型, 状态, and the district's streets."""

from collections.abc import Iterator, Mapping

from handlers.language.meaning import Condition
from storage.model.studios import levels_within

LEVEL_WORDS: Mapping[str, str] = {
    "全国": "全国级 国家级 全国示范 全国示范性 全国 国家级别",
    "市级示范性": "市级示范性 市级示范 示范性 北京市级示范性 北京市示范性 市示范性 市示范 示范级 示范性级别",
    "市级": "市级 北京市级 市一级 市级别 市级的 municipal",
    "区级": "区级 朝阳区级 区一级 区级别 区级的 district-level",
    "企业级": "企业级 单位级 公司级 厂级 企业级别 基层级 企业一级",
}
KIND_WORDS: Mapping[str, str] = {
    "技术创新": "技术创新 技术创新类 技术创新型 技术类 技术型",
    "管理创新": "管理创新 管理创新类 管理创新型 管理类 管理型",
    "服务创新": "服务创新 服务创新类 服务创新型",
    "制度创新": "制度创新 制度创新类 制度创新型 制度类",
    "综合创新": "综合创新 综合创新类 综合创新型 综合类",
}
STATUS_WORDS: Mapping[str, str] = {
    "培育中": "培育中 在培育 正在培育 培育期 处于培育 培育的 培育阶段 孵化中 培育",
    "申报中": "申报中 在申报 正在申报 申报的 处于申报 申报阶段 正申报 在申请 正在申请",
    "公示中": "公示中 在公示 正在公示 公示的 公示期 处于公示 公示阶段 公示期内 被公示 正公示 公示",
    "已命名": "已命名 已经命名 正式命名 命名了 已挂牌 正式挂牌 挂牌的 挂牌了 已授牌 命名过 被命名 命名的",
    "限期整改": "限期整改 整改中 在整改 正在整改 要整改 需要整改 被要求整改 整改的 责令整改 整改期 被整改 整改",
    "待复核": "待复核 等待复核 复核中 在复核 要复核 需要复核 等复核 待复审 复核的 复核",
    "已变更": "已变更 变更过 变更了 有变更 发生变更 变更的 改过名",
    "已摘牌": "已摘牌 被摘牌 摘牌的 摘牌了 摘了牌 摘牌 被取消 取消资格 撤牌 被撤销 撤销的 除名 被摘 摘掉牌子 被摘掉",
}
_STREETS = """
    建外街道 朝外街道 呼家楼街道 三里屯街道 左家庄街道 香河园街道 和平街街道 安贞街道 亚运村街道 小关街道
    酒仙桥街道 麦子店街道 团结湖街道 六里屯街道 八里庄街道 双井街道 劲松街道 潘家园街道 垡头街道 首都机场街道
    望京街道 大屯街道 东湖街道 奥运村街道 南磨房地区 高碑店地区 将台地区 太阳宫地区 小红门地区 十八里店地区
    平房地区 东风地区 来广营地区 常营地区 三间房地区 管庄地区 金盏地区 孙河地区 崔各庄地区 东坝地区 黑庄户地区
    豆各庄地区 王四营地区
"""
STREETS = tuple(_STREETS.split())
"""朝阳区's 24 街道 and 19 地区, from the district government's public list: one without a studio is known as a place too."""

UNNAMED = Condition("status", ("培育中", "申报中", "公示中"), label="还没命名")
"""What has not been named yet; 整改, 复核 and 变更 come after the naming."""
_UNNAMED_WORDS = """
    还没命名 还没命名的 没命名的 未命名 未命名的 尚未命名 尚未命名的 还未命名 还没有命名 还没有命名的 没被命名
    没有被命名
"""
_PLAIN_CITY = "纯市级 纯市级的 单纯市级 普通市级 普通市级的"
_DISTRICT_NAMES = "朝阳 海淀 丰台 东城 西城 石景山 通州 昌平 大兴 顺义 房山 门头沟 怀柔 平谷 密云 延庆"
DISTRICTS = tuple(_DISTRICT_NAMES.split())
"""The districts of 北京 without 区, the programme's own first."""


def enumerated() -> Iterator[tuple[str, Condition]]:
    """What people type for a level, a kind or a status, and the condition it stands for."""
    for level, words in LEVEL_WORDS.items():
        for word in words.split():
            yield word, Condition("level", levels_within(level), label=level)
    for word in _PLAIN_CITY.split():
        yield word, Condition("level", ("市级",), label="市级")
    for word in _UNNAMED_WORDS.split():
        yield word, UNNAMED
    for field, table in (("kind", KIND_WORDS), ("status", STATUS_WORDS)):
        for value, words in table.items():
            for word in words.split():
                yield word, Condition(field, (value,), label=value)
