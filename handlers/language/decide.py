"""What a taken-apart question wants, when it stands by itself."""

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.language.book import Book
from handlers.language.grammar import Kind
from handlers.language.meaning import (
    GROUPABLE,
    Attribute,
    Condition,
    Intent,
    Meaning,
    Order,
    Query,
    Term,
    Topic,
)
from handlers.language.parse import Parse
from handlers.language.values import DISTRICTS

if TYPE_CHECKING:
    from handlers.language.understand import Heard

_DISTRICT = ("朝阳", "朝阳区", "北京", "北京市", "全区", "我们区", "本区")
_VAGUE = (Attribute.INTRO,)
"""Asked in words so general (「是什么」, 「怎么样」) that any other thing asked goes before them."""
_PROCEDURES = """
    加班费 年假 产假 婚假 病假 社保 公积金 工资条 退休 退休金 补偿 赔偿 会员卡 体检费 疗休养 落户 居住证 积分落户
    条件 流程 手续 材料 步骤 政策 规定 办法 资格 奖励 补贴 待遇 资助 扶持 截止 收费 费用 多少钱 免费 要钱 花钱
    价格 标准是什么 要求 申请 可以申请 能不能申请 申报条件 怎么申报 申报材料 申报流程 申报时间 怎么申请 如何申报
    如何申请 申报表 认定标准 评选标准 考核标准 怎么评 评审 入会 加入工会 会费 互助保障 互助服务 京卡 福利 慰问
    年审 区别 有什么用 有什么好处 什么意思
"""
_PROCEDURE = frozenset(_PROCEDURES.split())


def query_of(parse: Parse) -> Query:
    """Which studios the question is about, apart from names."""
    conditions = list(parse.conditions)
    if parse.not_named:
        label = "、".join(parse.not_named_words)
        conditions.append(Condition("id", tuple(map(str, parse.not_named)), negated=True, label=label))
    return Query(
        tuple(conditions),
        tuple(parse.topics),
        parse.either,
        tuple(parse.without),
        parse.order,
        parse.unsaid and bool(parse.without),
    )


def decide(parse: Parse, heard: "Heard", book: Book) -> Meaning:
    """The meaning of a question that leans on nothing."""
    if parse.has(Kind.HUMAN) and not parse.topics:
        return Meaning(Intent.HUMAN, studios=tuple(parse.named))
    if parse.choices:
        return _choose(parse)
    if parse.named:
        parse.topics = [topic for topic in parse.topics if topic.text not in heard.strangers]
        return replace(about_named(tuple(parse.named), parse, book), strangers=heard.strangers)
    if heard.strangers and not parse.conditions and len(parse.topics) <= 1:
        return Meaning(
            Intent.STRANGER,
            query=query_of(parse),
            strangers=heard.strangers,
            nearest=heard.nearest,
            attributes=tuple(parse.attributes),
        )
    if parse.unranked and not (parse.filtered and parse.unranked.startswith("离我")):
        return Meaning(Intent.UNRANKED, query=query_of(parse), subject=parse.unranked)
    if parse.has(Kind.HOW) and _procedural(parse):
        return Meaning(Intent.HOW_TO, query=query_of(parse), subject=parse.said[Kind.HOW])
    if parse.filtered:
        if parse.off_topic and _only_off_topic(parse):
            return Meaning(Intent.OFF_TOPIC, query=query_of(parse), subject=parse.off_topic)
        if parse.later and not parse.has(Kind.STUDIO, Kind.WHO) and _only_later(parse):
            return Meaning(Intent.LATER, query=query_of(parse), subject=parse.later)
        return about_many(query_of(parse), parse)
    if parse.off_topic:
        return Meaning(Intent.OFF_TOPIC, subject=parse.off_topic)
    if parse.later:
        return Meaning(Intent.LATER, subject=parse.later)
    return _open(parse)


def about_named(studios: tuple[int, ...], parse: Parse, book: Book) -> Meaning:
    """A question about studios that are named (or pointed at)."""
    attributes = [one for one in parse.attributes if one not in _VAGUE]
    checks = tuple(_not_theirs(studios, parse, book))
    topics = tuple(_plain(topic, book) for topic in parse.topics)
    asks = parse.has(Kind.YES_NO) or "有没有" in parse.said.get(Kind.WHICH, "")
    weighed = "比" in parse.words and Attribute.MEMBERS in attributes
    if len(studios) > 1 and (parse.has(Kind.COMPARE) or parse.order or parse.unranked or weighed):
        fields = [parse.order.field] if parse.order else [one.value for one in attributes]
        fields = fields or [_compared(parse.said.get(Kind.COMPARE, ""))]
        order = parse.order or order_of(parse)
        return Meaning(
            Intent.COMPARE, studios=studios, attributes=tuple(map(Attribute, fields)), query=Query(order=order)
        )
    if len(studios) == 1 and parse.said.get(Kind.COMPARE, "") in ("人多", "人更多", "规模大", "规模更大", "更多"):
        members = book.facts[studios[0]].studio.members
        if members is not None:
            more = Condition("members", low=members + 1, label=f"多于 {members} 人")
            return Meaning(Intent.LIST, query=Query((more,)))
        return Meaning(Intent.TELL, studios=studios, attributes=(Attribute.MEMBERS,))
    asks = asks or (len(studios) > 1 and parse.has(Kind.WHO, Kind.WHICH))
    if (conditions := tuple(parse.conditions)) and (asks or checks):
        return Meaning(Intent.CHECK, studios=studios, checks=conditions, topics=topics, yes_no=True)
    if topics and asks and not attributes:
        return Meaning(Intent.CHECK, studios=studios, topics=topics, yes_no=True)
    if attributes:
        return Meaning(Intent.TELL, studios=studios, attributes=tuple(attributes), topics=topics, yes_no=asks)
    telling = tuple(topic for topic in topics if any(not term.generic for term in topic.terms))
    if telling or (topics and parse.has(Kind.HOW_MANY, Kind.HOW)):
        return Meaning(Intent.FACT, studios=studios, topics=telling or topics)
    if parse.has(Kind.HOW):
        word = parse.said[Kind.HOW]
        return Meaning(Intent.FACT, studios=studios, topics=(Topic(word, (Term(word, (word,)),)),))
    if parse.has(Kind.YES_NO) and (said := _said_to_be(parse)):
        topic = Topic(said, (Term(said, (said,)),))
        return Meaning(Intent.CHECK, studios=studios, topics=(topic,), yes_no=True)
    return Meaning(Intent.CARD, studios=studios)


def _said_to_be(parse: Parse) -> str:
    """「北京人」 in 「某某是北京人吗」: what no field of a record is for."""
    words = list(parse.words)
    names = [place for place, token in enumerate(parse.tokens) if token.kind in (Kind.NAMED, Kind.PRONOUN)]
    following = words[names[-1] + 1 :] if names else []
    if not following or following[0] not in ("是", "是不是", "是否", "就是"):
        return ""
    said = [token.text for token in parse.tokens[names[-1] + 2 :] if token.kind not in (Kind.YES_NO, Kind.STUDIO)]
    return "".join(said).removesuffix("的").removeprefix("一个").removeprefix("个")


def about_many(query: Query, parse: Parse) -> Meaning:
    """A question about whichever studios fit `query`."""
    asks = _asks_so(parse)
    attributes = tuple(one for one in parse.attributes if one not in _VAGUE)
    if meaning := versus(parse, query):
        return meaning
    if query.order is not None:
        if by := _fullest(parse):
            return Meaning(Intent.GROUPS, query=query, by=by)
        return Meaning(Intent.TOP, query=query, attributes=attributes)
    if parse.has(Kind.COMPARE) and any(len(one.values) > 1 for one in query.conditions):
        return Meaning(Intent.GROUPS, query=query, by=_apart(query))
    if by := _grouping(parse, query):
        if parse.has(Kind.MOST, Kind.LEAST):
            order = Order("number", parse.has(Kind.MOST))
            query = replace(query, order=order)
        return Meaning(Intent.GROUPS, query=query, by=by)
    if parse.has(Kind.TOTAL):
        return Meaning(Intent.SUM, query=query)
    field = query.conditions[0].field if len(query.conditions) == 1 and not query.topics else ""
    if parse.has(Kind.MOST, Kind.LEAST) and field in _ENUMERATED:  # 「企业级是最少的吗」
        return Meaning(Intent.GROUPS, query=Query(order=Order("number", parse.has(Kind.MOST))), by=Attribute(field))
    if parse.has(Kind.MOST, Kind.LEAST) and query.topics:
        return Meaning(Intent.UNRANKED, query=query, subject=query.topics[-1].text + parse.most)
    if parse.has(Kind.COUNT) or (parse.has(Kind.HOW_MANY) and not attributes):
        if parse.has(Kind.EACH) or parse.said.get(Kind.COUNT) == "分别":
            return Meaning(Intent.GROUPS, query=query, by=_apart(query))
        return Meaning(Intent.COUNT, query=query)
    return Meaning(Intent.LIST, query=query, attributes=attributes, yes_no=asks)


def _choose(parse: Parse) -> Meaning:
    said, studios = parse.choices[0]
    attributes = tuple(one for one in parse.attributes if one not in _VAGUE)
    if not studios:
        return Meaning(Intent.STRANGER, strangers=(said,), attributes=attributes)
    if fitting := [number for number in parse.named if number in studios]:
        studios = tuple(fitting)
    return Meaning(Intent.WHICH, studios=studios, attributes=attributes, subject=said, checks=tuple(parse.conditions))


def _open(parse: Parse) -> Meaning:
    """No studio is said, and no condition."""
    if parse.order is not None:
        if by := _fullest(parse):
            return Meaning(Intent.GROUPS, query=Query(order=parse.order), by=by)
        return Meaning(Intent.TOP, query=Query(order=parse.order))
    if parse.claims and _asks_so(parse):
        return Meaning(Intent.VERSUS, parts=(Query(),), claims=(parse.claims[0],), yes_no=True)
    if by := _grouping(parse, Query()):
        order = Order("number", parse.has(Kind.MOST)) if parse.has(Kind.MOST, Kind.LEAST) else None
        return Meaning(Intent.GROUPS, query=Query(order=order), by=by)
    attributes = tuple(one for one in parse.attributes if one not in _VAGUE)
    if len(parse.tokens) == 1 and attributes and attributes[0] in GROUPABLE:
        return Meaning(Intent.GROUPS, by=attributes[0])
    if parse.has(Kind.TOTAL) or (Attribute.MEMBERS in attributes and (lists_everything(parse) or totals(parse))):
        return Meaning(Intent.SUM)
    if parse.has(Kind.COUNT) or (parse.has(Kind.HOW_MANY) and parse.has(Kind.STUDIO) and not attributes):
        return Meaning(Intent.COUNT)
    if parse.has(Kind.HOW) and not attributes:
        return Meaning(Intent.HOW_TO, subject=parse.said[Kind.HOW])
    if Attribute.INTRO in parse.attributes and parse.has(Kind.STUDIO) and _defines(parse):
        return Meaning(Intent.HOW_TO, subject="是什么")
    if attributes and not _lists(parse):
        return Meaning(Intent.WHOSE, attributes=attributes)
    if parse.has(Kind.MORE):
        return Meaning(Intent.MORE)
    if parse.has(Kind.BACK):
        return Meaning(Intent.BACK)
    if _lists(parse) or (parse.has(Kind.STUDIO) and not parse.pointing):
        return Meaning(Intent.LIST, attributes=attributes, yes_no=parse.has(Kind.YES_NO))
    if parse.pointing or parse.ordinal or parse.attributes:
        return Meaning(Intent.WHOSE, attributes=tuple(parse.attributes))
    if any(word in _DISTRICT or word.removesuffix("区") in DISTRICTS for word in parse.words):
        return Meaning(Intent.LIST)
    if all(token.kind is not Kind.RAW or token.text.isdigit() for token in parse.tokens):
        return Meaning(Intent.HELP)  # little words only
    return Meaning(Intent.UNKNOWN, confidence=0.0)


def _asks_so(parse: Parse) -> bool:
    """Whether a yes or a no is wanted."""
    return parse.has(Kind.YES_NO) or parse.said.get(Kind.WHICH, "") in _IS_THERE


def totals(parse: Parse) -> bool:
    """Whether a sum is asked for: 「一共有多少成员」."""
    return any(word in _TOTALS for word in parse.words)


def order_of(parse: Parse) -> Order | None:
    """What 「谁人多」, 「哪个早」 put first, or None when nothing is put in order (「一样吗」)."""
    word = parse.said.get(Kind.COMPARE, "")
    if not word or not any(sign in word for sign in "多少大小早先高"):
        return None
    field = _compared(word)
    return Order(field, field != "named_on" and not any(sign in word for sign in "少小"))


def versus(parse: Parse, query: Query) -> Meaning | None:
    """「市级和区级哪个多」, 「区级比市级多吗」, 「市级有 20 家吗」: numbers of groups against each other or what was said."""
    words = set(parse.words)
    word = parse.said.get(Kind.COMPARE, "")
    same = word in ("一样", "同样", "相同", "一样吗") and not words.isdisjoint(_MORE)
    against = same or any(sign in word for sign in "多少大小") or ("比" in words and not words.isdisjoint(_MORE))
    claimed = bool(parse.claims) and _asks_so(parse) and not parse.order
    against = against or ("还是" in words and not words.isdisjoint(_MORE))
    if not (against or claimed):
        return None
    parts = _parts(parse, query) if against or len(parse.claims) > 1 else ()
    claims = tuple(parse.claims) if claimed else ()
    if claims and len(claims) != len(parts):
        parts, claims = (query,), claims[:1]
    if not parts:
        return None
    people = "人" in word or bool(words & {"人多", "人少"}) or Attribute.MEMBERS in parse.attributes
    by = Attribute.MEMBERS if people and not claims else None
    return Meaning(Intent.VERSUS, query=query, parts=parts, claims=claims, by=by, yes_no=parse.has(Kind.YES_NO))


def _parts(parse: Parse, query: Query) -> tuple[Query, ...]:
    """The groups that are told apart, each a query with what they have in common; () when there are not two."""
    kinds = [one.field if isinstance(one, Condition) else "" for one in parse.items]
    told = next((kind for kind in kinds if kinds.count(kind) > 1), None)
    apart = [one for one, kind in zip(parse.items, kinds, strict=True) if told in (None, kind)]
    common = [one for one in parse.items if one not in apart]
    if len(apart) < 2:
        return ()
    some = query.without, tuple(one for one in query.conditions if one.negated)
    both = [*common, *some[1]]
    values = {value for one in apart if isinstance(one, Condition) and len(one.values) == 1 for value in one.values}
    parts = []
    for one in apart:
        if isinstance(one, Condition) and len(one.values) > 1 and values & set(one.values):
            one = replace(one, values=tuple(value for value in one.values if value not in values))
        conditions = tuple(each for each in (*both, one) if isinstance(each, Condition))
        topics = tuple(each for each in (*common, one) if isinstance(each, Topic))
        parts.append(Query(conditions, topics, False, some[0]))
    return tuple(parts)


def _fullest(parse: Parse) -> Attribute | None:
    """「哪个行业人最多」: what the people are to be counted by."""
    if parse.order is None or parse.order.field != "members" or parse.order.top > 1:
        return None
    places = [place for place, token in enumerate(parse.tokens) if token.kind is Kind.SUPER]
    for token in parse.tokens[: places[0]] if places else ():
        if token.kind is Kind.ATTRIBUTE and token.value in GROUPABLE and token.value is not Attribute.LEADER:
            return Attribute(token.value) if token.text[0] in "哪什啥" else None
    return None


_ENUMERATED = ("level", "kind", "status", "street")
_IS_THERE = ("有没有", "有无", "有木有", "有没", "是否有", "是不是有")
_TOTALS = ("一共", "总共", "共有", "共", "合计", "一共有", "总共有", "总")
_MORE = ("多", "少", "人多", "人少", "人更多", "更多", "大", "多吗", "少吗")


def _lists(parse: Parse) -> bool:
    return (
        parse.has(Kind.WHICH)
        or (parse.has(Kind.WHO) and Attribute.LEADER in parse.attributes)
        or lists_everything(parse)
    )


def lists_everything(parse: Parse) -> bool:
    words = (
        "所有",
        "所有的",
        "全部",
        "全部的",
        "全体",
        "整个",
        "全区",
        "一共",
        "总共",
        "共有",
        "合计",
        "一共有",
        "总共有",
    )
    named = parse.has(Kind.STUDIO) or Attribute.LEADER in parse.attributes or Attribute.UNIT in parse.attributes
    return named and any(word in words for word in parse.words)


def _defines(parse: Parse) -> bool:
    """「创新工作室是什么」 asks what such a thing is."""
    texts = [token.text for token in parse.tokens]
    return "是什么" in texts and not parse.pointing


def _procedural(parse: Parse) -> bool:
    """Whether a 怎么 asks for rules rather than for studios."""
    if parse.said[Kind.HOW] in _PROCEDURE or any(token.text in _PROCEDURE for token in parse.tokens):
        return True
    return not parse.topics and not parse.attributes


def _grouping(parse: Parse, query: Query) -> Attribute | None:
    """What studios should be counted by, or None."""
    by = next((one for one in parse.attributes if one in GROUPABLE), None)
    if by is None:
        return None
    if parse.has(Kind.EACH, Kind.MOST, Kind.LEAST, Kind.HOW_MANY, Kind.COUNT):
        return by
    word = next(token.text for token in parse.tokens if token.value is by)
    bare = not word.startswith(("哪", "什么", "啥", "谁")) and by is not Attribute.LEADER
    which = parse.has(Kind.WHICH, Kind.MORE) or parse.has(Kind.EXCEPT)
    return by if bare and which and by.value not in {one.field for one in query.conditions if not one.negated} else None


def _apart(query: Query) -> Attribute:
    """「市级和区级各有几家」: counted by what is enumerated; else by level."""
    if query.topics and all(term.asks_sector for topic in query.topics for term in topic.terms):
        return Attribute.SECTOR
    fields = [one.field for one in query.conditions if len(one.values) > 1]
    return Attribute(fields[0]) if fields and fields[0] in {one.value for one in GROUPABLE} else Attribute.LEVEL


def _compared(word: str) -> str:
    if "早" in word or "先" in word:
        return "named_on"
    if "级" in word or "高" in word:
        return "level"
    return "unit" if "同一" in word or "一个" in word or "一样" in word else "members"


def _not_theirs(studios: tuple[int, ...], parse: Parse, book: Book) -> list[Condition]:
    """Units said together with a name that is not of them: 「万东的陈亮」."""
    units = {book.facts[number].studio.unit for number in studios}
    return [one for one in parse.conditions if one.field == "unit" and not units & set(one.values)]


def _plain(topic: Topic, book: Book) -> Topic:
    """A topic as words to look for in one studio's record: a sector's word is only a word there."""
    return Topic(topic.text, tuple(book.lexicon.term(term.text) if term.asks_sector else term for term in topic.terms))


def _only_later(parse: Parse) -> bool:
    return (
        all(term.generic or term.text == parse.later for topic in parse.topics for term in topic.terms)
        and not parse.conditions
    )


def _only_off_topic(parse: Parse) -> bool:
    return len(parse.topics) == 1 and not parse.conditions
