"""Questions that lean on the last answer: 「他们在哪」, 「第二个呢」, 「那陈亮呢」, 「区级的呢」, 「还有别的吗」."""

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.language import decide
from handlers.language.book import Book
from handlers.language.facts import quote
from handlers.language.grammar import Kind
from handlers.language.meaning import Attribute, Condition, Focus, Intent, Meaning, Query
from handlers.language.parse import Parse

if TYPE_CHECKING:
    from handlers.language.understand import Heard

_ABLE = ("会", "懂", "能", "会做", "能教", "会不会", "懂不懂", "能不能")
"""「会焊接吗」 says nobody, but means whoever was just spoken of."""
_ONLY = ("只看", "只要", "换成", "改成", "换为", "筛选", "只", "仅", "要")
_FILTERING = (
    *(Kind.VALUE, Kind.RANGE, Kind.PLACE, Kind.UNIT, Kind.TERM, Kind.SKIP, Kind.NOT, Kind.EXCEPT, Kind.BESIDES),
    *(Kind.WHICH, Kind.AND, Kind.OR),
)
OF_ALL = "of all"
"""Subject of a TOP that may be meant of the last list or of all studios."""


def answers(said: str, focus: Focus) -> bool:
    """Whether a message that looks like small talk is an answer to what was just asked: a bare number of a list."""
    return said.isdigit() and 1 <= int(said) <= max(len(focus.studios), focus.offset + len(focus.studios))


def with_focus(parse: Parse, heard: "Heard", focus: Focus, book: Book) -> Meaning | None:
    """The meaning of a question that leans on the last answer, or None when it stands by itself."""
    if heard.said.isdigit() and answers(heard.said, focus):
        parse.ordinal = int(heard.said)
    studios = tuple(number for number in focus.studios if number in book.facts)
    if parse.choices or heard.strangers:
        return None
    if parse.named:
        return _same_of_another(parse, focus, book)
    if parse.first and len(studios) > parse.first > 0 and not parse.filtered:
        return replace(_of_these(parse, studios[: parse.first], focus, book), leaning=True)
    if meaning := _compared(parse, focus, studios, book):
        return meaning
    if parse.ordinal and studios:
        return _nth(parse, focus, studios, book)
    if parse.has(Kind.MORE) and not parse.filtered and not parse.attributes and not parse.has(Kind.STUDIO):
        return Meaning(
            Intent.MORE,
            query=focus.query or Query(),
            attributes=_asked(focus),
            offset=focus.offset + len(studios),
            leaning=True,
        )
    if parse.has(Kind.BACK) and parse.bare and focus.query is not None:
        return Meaning(
            Intent.BACK, query=focus.query, attributes=_asked(focus), offset=max(0, focus.offset - 5), leaning=True
        )
    if len(studios) == 1 and (meaning := _of_this_record(parse, studios, book)):
        return meaning
    if focus.query is not None and (meaning := _refined(parse, focus, focus.query)):
        return meaning
    if studios and _points(parse):
        return replace(_of_these(parse, studios, focus, book), leaning=True)
    if focus.query is not None and focus.total and _points(parse):
        return Meaning(Intent.LIST, query=focus.query, attributes=tuple(parse.attributes), leaning=True)
    return None


def _of_this_record(parse: Parse, studios: tuple[int, ...], book: Book) -> Meaning | None:
    """「带了几个徒弟」 after an answer about one studio: when its record says something of it."""
    listing = (Kind.WHO, Kind.COUNT, Kind.STUDIO, Kind.NOT, Kind.EXCEPT, Kind.EACH)
    asks = parse.has(Kind.HOW_MANY, Kind.YES_NO, Kind.SO, Kind.HOW, Kind.PRONOUN) or "是什么" in parse.words
    if not asks or not parse.topics or parse.conditions or parse.has(*listing) or "的" in parse.words:
        return None
    meaning = decide.about_named(studios, parse, book)
    if parse.has(Kind.YES_NO) and parse.words[0] in _ABLE:
        return replace(meaning, leaning=True)
    if meaning.topics and quote(book.facts[studios[0]], meaning.topics).found:
        return replace(meaning, leaning=True)
    return None


def _asked(focus: Focus) -> tuple[Attribute, ...]:
    return tuple(map(Attribute, focus.attributes))


def _same_of_another(parse: Parse, focus: Focus, book: Book) -> Meaning | None:
    """「那陈亮呢」: what was asked of the last studio, asked of this one."""
    nothing_else = not (
        parse.filtered or parse.attributes or parse.has(Kind.YES_NO, Kind.HOW, Kind.HOW_MANY, Kind.COUNT)
    )
    if not nothing_else:
        return None
    asked = parse.has(Kind.SO) or focus.intent in (Intent.WHOSE, Intent.WHICH)
    if not asked:
        return None
    if focus.checks and focus.intent in (Intent.CHECK, Intent.WHICH):
        return Meaning(Intent.CHECK, studios=tuple(parse.named), checks=focus.checks, yes_no=True, leaning=True)
    if focus.attributes:
        attributes = tuple(map(Attribute, focus.attributes))
        return Meaning(Intent.TELL, studios=tuple(parse.named), attributes=attributes, leaning=True)
    return None


def _nth(parse: Parse, focus: Focus, studios: tuple[int, ...], book: Book) -> Meaning:
    """「第二个呢」: the second of those shown, by the number it was shown with or by its place."""
    n = parse.ordinal
    place = n - 1 if n > 0 else len(studios) - 1
    if focus.offset < n <= focus.offset + len(studios):
        place = n - focus.offset - 1
    if not 0 <= place < len(studios):
        return Meaning(Intent.WHOSE, attributes=tuple(parse.attributes), leaning=True, subject=str(n))
    one = (studios[place],)
    if not parse.attributes and not parse.filtered and focus.attributes:
        attributes = tuple(map(Attribute, focus.attributes))
        return Meaning(Intent.TELL, studios=one, attributes=attributes, leaning=True)
    return replace(decide.about_named(one, parse, book), leaning=True)


def _refined(parse: Parse, focus: Focus, query: Query) -> Meaning | None:
    """「区级的呢」, 「其中人最多的」, 「一共几家」: the last query, a little different."""
    within = parse.has(Kind.AMONG)
    other = parse.has(Kind.SO) and (parse.filtered or parse.order) and not parse.has(Kind.STUDIO)
    own = decide.query_of(parse)
    if not other and _narrows(parse, query):
        other, query = True, replace(query, order=None)  # 「市级的」 after 「人最多的」 wants a list again
        focus = replace(focus, intent=Intent.LIST) if focus.intent == Intent.TOP else focus
    if within and (parse.filtered or parse.order):
        merged = _merged(query, own, replacing=False)
        return replace(decide.about_many(merged, parse), leaning=True)
    if other:
        merged = _merged(query, own, replacing=True)
        meaning = decide.about_many(merged, parse)
        if meaning.intent is Intent.LIST and focus.intent in (Intent.COUNT, Intent.SUM, Intent.GROUPS, Intent.TOP):
            by = Attribute(focus.by) if focus.by else None
            if focus.intent == Intent.GROUPS and by is None:
                return replace(meaning, leaning=True)
            return replace(meaning, intent=Intent(focus.intent), by=by, leaning=True)
        if meaning.intent is Intent.LIST and not meaning.attributes and focus.attributes:
            meaning = replace(meaning, attributes=tuple(map(Attribute, focus.attributes)))
        return replace(meaning, leaning=True)
    if parse.order and parse.bare and not parse.has(Kind.STUDIO) and not query.open:
        merged = replace(query, order=parse.order)
        return Meaning(Intent.TOP, query=merged, attributes=tuple(parse.attributes), subject=OF_ALL, leaning=True)
    if parse.bare and parse.attributes == [Attribute.MEMBERS] and decide.totals(parse):
        return Meaning(Intent.SUM, query=replace(query, order=None), leaning=True)
    if parse.bare and not parse.attributes and not parse.order and not parse.has(Kind.STUDIO):
        if parse.has(Kind.WHICH, Kind.WHO) and focus.total:
            return Meaning(Intent.LIST, query=replace(query, order=None), leaning=True)
        if parse.has(Kind.COUNT) or (parse.has(Kind.HOW_MANY) and not parse.has(Kind.HOW)):
            return Meaning(Intent.COUNT, query=replace(query, order=None), leaning=True)
        if parse.has(Kind.TOTAL):
            return Meaning(Intent.SUM, query=replace(query, order=None), leaning=True)
    return None


def _merged(query: Query, own: Query, *, replacing: bool) -> Query:
    """The last query with what the new question adds; `replacing`: its fields and topics give way."""
    fields = {one.field for one in own.conditions if not one.negated}
    kept: list[Condition] = [one for one in query.conditions if not (replacing and one.field in fields)]
    topics = own.topics if own.topics and replacing else (*query.topics, *own.topics)
    order = own.order or (query.order if replacing else None)
    without = (*query.without, *own.without)
    either = own.either if own.topics and replacing else query.either or own.either
    return Query((*kept, *own.conditions), topics, either, without, order, query.unsaid or own.unsaid)


def _narrows(parse: Parse, query: Query) -> bool:
    """「不要整改的」, 「只看区级」, 「换成教育」, 「市级的」 after a list: nothing but a condition."""
    if query.open or not parse.filtered or parse.order or parse.attributes or parse.claims:
        return False
    if any(token.kind not in _FILTERING for token in parse.tokens):
        return False
    if any(token.kind is Kind.WHICH and token.text not in _ONLY for token in parse.tokens):
        return False
    if not all(topic.terms[0].asks_sector and len(topic.terms) == 1 for topic in (*parse.topics, *parse.without)):
        return False
    words = parse.words
    return words[0] in _ONLY or parse.has(Kind.NOT, Kind.EXCEPT) or words[-1].endswith("的")


def _compared(parse: Parse, focus: Focus, studios: tuple[int, ...], book: Book) -> Meaning | None:
    """「谁人多」, 「人多的那个」 after a list: of all of it, not only of the page that was shown."""
    order = decide.order_of(parse)
    if not parse.has(Kind.COMPARE) or not parse.bare or parse.first or len(studios) < 2:
        return None
    if order is not None and focus.query is not None and focus.total > len(studios):
        return Meaning(Intent.TOP, query=replace(focus.query, order=order), leaning=True)
    return replace(_of_these(parse, studios, focus, book), leaning=True)


def _points(parse: Parse) -> bool:
    """Whether the question is about what was just shown."""
    if parse.personal or parse.has(Kind.AMONG):
        return True
    if parse.pointing and (not parse.topics or parse.has(Kind.YES_NO)) and not parse.has(Kind.WHICH, Kind.COUNT):
        return True
    if parse.filtered or parse.order or parse.unranked or parse.later:
        return False
    if parse.has(Kind.WHICH, Kind.EACH, Kind.MOST, Kind.LEAST, Kind.COUNT) and not _asks_attribute_of_these(parse):
        return False
    if parse.has(Kind.STUDIO) and not parse.pointing:
        return bool(parse.attributes) and not decide.lists_everything(parse)
    return bool(parse.attributes) or parse.has(Kind.HOW_MANY)


def _asks_attribute_of_these(parse: Parse) -> bool:
    """「有哪些成果」 asks about these studios, 「有哪些单位」 does not."""
    own = (Attribute.RESULTS, Attribute.SPECIALITIES, Attribute.MEMBERS, Attribute.INTRO)
    return bool(parse.attributes) and parse.attributes[0] in own and not parse.has(Kind.COUNT, Kind.EACH)


def _of_these(parse: Parse, studios: tuple[int, ...], focus: Focus, book: Book) -> Meaning:
    meaning = decide.about_named(studios, parse, book)
    if meaning.intent is Intent.CARD and parse.has(Kind.HOW_MANY):
        return replace(meaning, intent=Intent.FACT, topics=())
    if meaning.intent is Intent.CARD and len(studios) > 1 and not parse.attributes:
        return Meaning(Intent.WHOSE, attributes=())
    return meaning
