"""How names are cut short: 「万东」 for a company, 「劲松职高」 for a school, 「望京」 for 望京街道, 「文韬」 for a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_REGION = re.compile(
    r"^(?:中国|中共|北京市朝阳区|北京朝阳区|北京市|北京|朝阳区|[^\W\d_]{2,3}省|[^\W\d_]{2,3}市(?=.{4}))"
)
_COMPANY = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|分公司|公司|集团|厂|社|中心|总部|研究院|研究所|事务所)(?:[((].*[))]|.{0,8}分公司)?$"
)
_STUDIO_TAIL = re.compile(
    r"(?:职工|劳模和工匠人才|劳模工匠|劳模|工匠人才|工匠|首席技师|技能大师|大国工匠|大师|名师|匠心|创新|示范性?|团队|技艺|党员|青年|女职工)*"
    r"(?:工作室|创新室|工作站|团队|实验室|工作坊|工坊|创新组|班组|小组|基地|中心)$"
)
_PARENT = re.compile(r"附属|所属|直属|集团|公司|大学")
"""What the name of a larger unit ends with, when that of its part follows."""
_BRACKETS = re.compile(r"[((《「“\"].*?[))》」”\"]")
_STREET_TAIL = re.compile(r"(?:街道办事处|街道办|街道|地区办事处|地区|民族乡|乡|镇|社区|办事处|工委)$")

_UNIT_WORDS = """
    科技 技术 医科 医疗 信息 网络 软件 建筑 建设 工程 集团 控股 实业 发展 投资 管理 服务 餐饮 物业 文化 传媒 教育
    咨询 电子 智能 环境 环保 能源 电力 物流 运输 汽车 食品 酒店 国际 股份 有限 公司 责任 学校 中学 小学 高中
    大学 学院 职业 技师 技工 幼儿园 医院 卫生 社区 中心 研究 研究院 研究所 设计 设计院 律师 事务所 律所 附属
    人民 中医 出版社 银行 保险 商场 商贸 贸易 百货 超市 供电 热力 燃气 自来水 公交 地铁 轨道 交通 机场 航空 铁路
    园林 绿化 环卫 市政 制造 机械 设备 仪器 生物 医药 药业 制药 化工 材料 印刷 服装 家具 装饰 装修 安装 维修
    数字 数据 通信 云 科学 第一 第二 第三 第四 第五 北京 朝阳 中国 首都 总 分 分公司 支行 工业 农业 商业 创新
    文旅 旅游 体育 家政 养老 美容 美发 会计 审计 金融 保安 影视 广告 印务 博物馆 图书馆 文化馆 剧院 剧团 合作社
    产业 产业园 园区 联合 联盟 协会 示例 虚构
"""
UNIT_WORDS = frozenset(_UNIT_WORDS.split())
"""Words of unit names that do not tell one unit from another."""

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米"
    "贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支"
    "柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲家封芮储靳汲段富巫乌焦巴弓牧隗"
    "山谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印白蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴闻党翟"
    "谭贡劳姬申扶堵冉宰雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满"
    "弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩聂晁勾敖融冷辛阚那简饶曾沙乜鞠丰巢关蒯相查后荆红竺权逯盖益桓公岳"
    "帅亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖闫付代仝覃邸苑初尉宿"
)
_REGION_NAMES = """
    北京 中国 朝阳 海淀 丰台 东城 西城 石景山 通州 昌平 大兴 顺义 房山 门头沟 怀柔 平谷 密云 延庆 首都 京城 区总工会
"""
REGIONS = frozenset(_REGION_NAMES.split())
"""What is said of where units are, and never names one of them."""
NUMBERED = re.compile("(.{2,}第)([0-9]+|[一二三四五六七八九十百]+)")
_COMPOUND = "欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 长孙 司徒 令狐 宇文 端木"
COMPOUND_SURNAMES = tuple(_COMPOUND.split())


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way to write a name. `weak` ones are also ordinary words and need a hint beside them (「…工作室」)."""

    text: str
    weak: bool = False


def of_studio(name: str, leaders: tuple[str, ...]) -> Iterator[Alias]:
    """Short forms of a studio's (normalised) name."""
    yield Alias(name)
    plain, core = _BRACKETS.sub("", name).strip(), core_of(name)
    for text in dict.fromkeys([plain, core, core.removeprefix("示例"), plain.removeprefix("示例")]):
        if len(text) >= 2 and text != name:
            by_leader = any(leader and (leader in text or text in leader) for leader in leaders)
            yield Alias(text, weak=not by_leader and text != plain)


def core_of(name: str) -> str:
    """A studio's name without 「…创新工作室」 and what else such names have in common."""
    return _STUDIO_TAIL.sub("", _BRACKETS.sub("", name).strip()).strip("·- ")


def of_person(name: str) -> Iterator[Alias]:
    """Short forms of a person's name: without 「示例」; the given name alone is weak."""
    yield Alias(name)
    if name.startswith("示例") and len(name) > 3:
        name = name.removeprefix("示例")
        yield Alias(name)
    given = name[len(surname(name)) :]
    if surname(name) and len(given) == 2 and len(name) <= 4:
        yield Alias(given, weak=True)


def surname(name: str) -> str:
    """The family name at the start of `name`, or ''."""
    if name[:2] in COMPOUND_SURNAMES and len(name) > 2:
        return name[:2]
    return name[:1] if name[:1] in SURNAMES and len(name) in (2, 3, 4) else ""


def numeral(text: str) -> int:
    """The number that digits or Chinese numerals up to the hundreds say."""
    if text.isdigit():
        return int(text)
    total = digit = 0
    for char in text:
        if unit := {"十": 10, "百": 100}.get(char):
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = "一二三四五六七八九".index(char) + 1
    return total + digit


def looks_like_person(text: str) -> bool:
    """Whether `text` may well be somebody's name."""
    family = surname(text)
    return bool(family) and 1 <= len(text) - len(family) <= 2


def of_unit(unit: str) -> Iterator[Alias]:
    """Short forms of a (normalised) unit: without region, without company form, then its own name alone."""
    yield Alias(unit)
    plain = _BRACKETS.sub("", unit).strip()
    seen = {unit}
    for text in (plain, plain.removeprefix("示例"), _REGION.sub("", plain.removeprefix("示例")), *_branches(plain)):
        for short in (text, _COMPANY.sub("", text)):
            if len(short) >= 2 and short not in seen and short not in UNIT_WORDS:
                seen.add(short)
                yield Alias(short)
        if _REGION.match(text):
            continue
        parts = list(segments(short))
        while len(parts) > 1 and parts[-1] in UNIT_WORDS:
            parts.pop()
            brand = "".join(parts)
            if len(brand) >= 2 and brand not in seen and not all(part in UNIT_WORDS for part in parts):
                seen.add(brand)
                yield Alias(brand)


def _branches(unit: str) -> Iterator[str]:
    """The name of a part of a larger unit, as it is called by itself: …附属北京朝阳医院 → 朝阳医院."""
    for found in _PARENT.finditer(unit):
        branch = _REGION.sub("", unit[found.end() :])
        own = [part for part in segments(branch) if part not in UNIT_WORDS]
        if len(branch) >= 4 and (own or unit[found.end() :] != branch or found.group() == "附属"):
            yield branch


def without_region(unit: str) -> str:
    """A (normalised) unit's name without the place in front."""
    return _REGION.sub("", unit.removeprefix("示例"))


def of_street(street: str) -> Iterator[Alias]:
    """Short forms of a street: 望京街道 → 望京."""
    yield Alias(street)
    for text in (street.removeprefix("示例"), street):
        short = _STREET_TAIL.sub("", text)
        if len(short) >= 2 and short != street:
            yield Alias(short)
        if text != street:
            yield Alias(text)


def of_sector(sector: str) -> Iterator[Alias]:
    """Short forms of a sector: its halves when it is made of two, and with 业 or 行业 behind."""
    forms = [sector]
    if len(sector) == 4:
        forms += [sector[:2], sector[2:]]
    forms += re.split(r"[、/和与]", sector) if re.search(r"[、/和与]", sector) else []
    for form in dict.fromkeys(forms):
        if len(form) >= 2:
            yield Alias(form, weak=form != sector)
            yield Alias(form + "业")
            yield Alias(form + "行业")
            yield Alias(form + "类")
            yield Alias(form + "系统")


@lru_cache(maxsize=4096)
def segments(text: str) -> tuple[str, ...]:
    """The words of a unit's name: known unit words split off, what is between them in one piece."""
    parts: list[str] = []
    at, rest = 0, ""
    while at < len(text):
        length = next((n for n in (5, 4, 3, 2) if text[at : at + n] in UNIT_WORDS and len(text[at : at + n]) == n), 0)
        if length:
            parts += [rest] if rest else []
            rest = ""
            parts.append(text[at : at + length])
            at += length
        else:
            rest += text[at]
            at += 1
    return tuple([*parts, rest] if rest else parts)


def abbreviates(short: str, unit: str) -> bool:
    """Whether `short` is made of the parts of a unit's name in their order, as abbreviations are: 劲松职高, 京律所, 首医大.

    Its own name must be there at the front (whole, or its first two characters); of known words the whole, the first or
    the last character count.
    """
    return any(short[:1] == text[:1] and _made_of(short, segments(text)) for text in abbreviable(unit))


def abbreviable(unit: str) -> tuple[str, ...]:
    """The forms of a (normalised) unit that are abbreviated: the whole, and without its region."""
    plain = _BRACKETS.sub("", unit)
    return tuple(dict.fromkeys(text for text in (_REGION.sub("", plain.removeprefix("示例")), plain) if text))


def _made_of(short: str, parts: tuple[str, ...]) -> bool:
    if len(short) < 2 or not parts:
        return False
    own = any(part not in UNIT_WORDS for part in parts)
    return _fits(short, parts, own) if own else len(short) >= 3 and _fits(short, parts, False)


def _fits(short: str, parts: tuple[str, ...], own: bool) -> bool:
    """Whether `short` can be used up by the parts from the left; `own`: the unit's own name must still give its share."""
    if not short or not parts:
        return not short and not own
    first, rest = parts[0], parts[1:]
    if own and first not in UNIT_WORDS:
        pieces = [first[:n] for n in range(len(first), 1, -1)] or [first]
        return any(short.startswith(piece) and _fits(short[len(piece) :], rest, False) for piece in pieces)
    pieces = [first, first[0], first[-1], *([first[:2]] if len(first) > 2 else [])]
    if any(short.startswith(piece) and _fits(short[len(piece) :], rest, own) for piece in pieces):
        return True
    return _fits(short, rest, own)
