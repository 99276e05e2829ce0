"""What somebody says about news rather than in them: 「保存吧」, 「对」, 「我写错了」, 「刚才那条专利应该是5项」. Pure."""

import re
from enum import StrEnum

from handlers.language.time_readings import read_shape, shaped

LONGEST = 60
"""Characters; what is longer says more than that."""


class Saying(StrEnum):
    """What a line means that neither reports nor corrects."""

    SAVE = "save"  # 「都对,保存」: as a tap on [全部保存]
    YES = "yes"  # 「对」, 「好的」: agrees to what is shown
    WRONG = "wrong"  # something is wrong, and it is not said what is right: 「我写错了」, 「专利不是1项」


_EDGE = r"[\s,.!~:;\u3002、]*"
_YES = (
    r"(?:都|全|全部|完全|内容|信息|核对|上面|以上|这些?|就)*(?:没错|没问题|没有问题|无误|不错|对的?|正确|属实|可以|行|好|好的|好了|是的?|嗯+|ok|okay"
    r"|yes|确认|同意|没毛病|就这样|这样就行|就这些|齐了|没了|没有了)(?:了|的|啊|吧|呀|哈|呢|啦|嗯)*"
)
_SAVE = (
    r"(?:请|帮我|麻烦|那就|就|可以|那|你|给我|先|直接|现在|全部|都|一起|马上|帮忙|确认)*(?:保存|提交|上报|报送|报上去|存上?|存了|发送|报了|交上?去|报吧|报上)"
    r"(?:一下|了|吧|啊|呀|下|上|起来|下来|全部|都|快报|这份|这条|这些|即可|就行|就好|哈)*"
)
_AGREES = re.compile(rf"{_EDGE}{_YES}(?:{_EDGE}{_YES}){{0,3}}{_EDGE}")
_SAVES = re.compile(rf"{_EDGE}(?:{_YES}{_EDGE}){{0,3}}{_SAVE}{_EDGE}(?:谢谢|辛苦)?{_EDGE}")
_VERB = "[写报说填记打弄搞算发录]"
_WRONG = re.compile(
    rf"{_VERB}(?:得|的)?(?:多|少|错|漏|高|低|反|重)了|[多少漏错重]{_VERB}了|有误|不对(?!外|接)|不是\d|不是[一二两三四五六七八九十百几]+[项人名篇个条场次件万]|(?:数字|数量|人数|日期|金额|题目)(?:是)?(?:错|不准)"
)
_BARE = re.compile(r"[近约]?[\d一二两三四五六七八九十百千万.]{1,8}(?:多|余)?(?:[项人名篇个条场次件元]|人次|万元?)")
_ONE_MORE = re.compile("[少漏忘落](?:[写报说记])?了一[条项个笔](?:$|[,:;])")
_FIELD = "地点|时间|日期|人数|题目|名称|标题|金额|数量|阶段|类别|类型|编号|专利号|年份"
_FIGURE = r"(?:近|约|大约)?(?:\d|[一二两三四五六七八九十百千]+[项人名篇个条场次件万亿])"
_CORRECTS = re.compile(
    rf"(?:改成|改为|改到|更正为?|变成|换成)了?{_FIGURE}|^(?:那个?|把|将|请把)?(?:{_FIELD}).{{0,10}}(?:改成|改为|改到|应该?是)"
    rf"|(?:应该|应当)(?:是|有|为){_FIGURE}|不是{_FIGURE}.{{0,10}}是{_FIGURE}"
    rf"|(?:上次|刚才|刚刚|之前|前面|上回|昨天|上午|下午)(?:我)?(?:说|报|发|写|填|交)的?(?:那[一]?[条个份])?.{{0,24}}(?:改|错|不对|应该|多了|少了)"
    rf"|(?:刚才|上次|刚刚|之前|上面|前面|第.条)(?:的)?那?[一]?[条个项份].{{0,24}}(?:改|错|不对|应该|多了|少了)"
    rf"|我?(?:{_VERB}错|{_VERB}(?:多|少)|[多少错]{_VERB})了"
)


def saying(text: str) -> Saying | None:
    """What a line says about the news shown; None for anything else. Asked where it corrects nothing."""
    if len(text) > LONGEST:
        return None
    said = read_shape(shaped(text.strip())).strip()
    if not said or re.search(r"[?]|吗|怎么|什么|哪|多少|不(?:要|用|想|能)?(?:保存|提交)|别", said):
        return None
    if _SAVES.fullmatch(said):
        return Saying.SAVE
    if _AGREES.fullmatch(said):
        return Saying.YES
    if _BARE.fullmatch(said):
        return Saying.WRONG  # 「30人」: of what?
    return Saying.WRONG if _WRONG.search(said) and not _ONE_MORE.search(said) else None


def corrects(plain: str) -> bool:
    """Whether a folded line says that something told earlier was otherwise: it is no news of its own."""
    return _CORRECTS.search(plain) is not None and _ONE_MORE.search(plain) is None
