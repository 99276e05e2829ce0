"""Answers to questions in words: what a reply is, how a query is said back, and the lists.

Shared by the room `asking` and the other modules of answers beside this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.listings import Listing, keep
from handlers.cards.studios import (
    NOWHERE,
    Behind,
    open_button,
    phone_for,
    source_line,
    studio_card,
    term,
    two_a_row,
)
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import SOURCE_LANGUAGE
from handlers.language.keeping import kept_meaning
from handlers.language.meaning import Attribute, Condition, Focus, Meaning, Query, Topic
from handlers.language.select import Hit, Selection
from handlers.language.shelf import Shelf
from storage import views
from storage.model.studios import Studio, intro_parts

PAGE = 5
TURN = Tap("answer.page", int, int)
"""Another page of an answer's list: the view that keeps the question, and the page."""
ATTRIBUTE_LABELS = {
    Attribute.UNIT: "单位",
    Attribute.ADDRESS: "地址",
    Attribute.STREET: "街道",
    Attribute.PHONE: "电话",
    Attribute.LEADER: "领军人",
    Attribute.MEMBERS: "人数",
    Attribute.LEVEL: "级别",
    Attribute.SECTOR: "行业",
    Attribute.KIND: "创新类型",
    Attribute.SPECIALITIES: "专业方向",
    Attribute.RESULTS: "成果",
    Attribute.INTRO: "简介",
    Attribute.NAMED_ON: "命名日期",
    Attribute.STATUS: "状态",
    Attribute.SOURCE: "来源",
    Attribute.UPDATED_ON: "更新时间",
}
"""What each attribute is called (source strings)."""


@dataclass(frozen=True)
class Reply:
    """What is said, its buttons, and what a following question can lean on. `missed`: the bot did not know."""

    text: Markup
    buttons: Rows = ()
    focus: Focus | None = None
    missed: bool = False


@dataclass(frozen=True)
class Asking:
    """A question being answered: who asks (the context), what is known, what was meant, and which day it is."""

    context: Context
    shelf: Shelf
    meaning: Meaning
    today: str
    said: str = ""
    """The question as typed."""
    page: int = 0
    chosen: Selection = field(default_factory=Selection)
    """The studios of the meaning's query."""

    def studio(self, number: int) -> Studio:
        """A studio on the shelf."""
        return self.shelf.book.facts[number].studio


def described(context: Context, query: Query) -> str:
    """What a query asks for, to be said back: 「市级(含市级示范性) · 焊接」; '' for all studios."""
    parts = [_condition(context, one) for one in query.conditions if one.field != "id"]
    if query.topics:
        joint = context.label("或") if query.either else " + "
        parts.append(joint.join(topic.text for topic in query.topics))
    parts += [context.label("不是{what}", what=topic.text) for topic in query.without]
    if any(one.field == "id" for one in query.conditions):
        parts.append(context.label("已排除提到的工作室"))
    return " · ".join(parts)


def _condition(context: Context, one: Condition) -> str:
    if one.values:
        text = one.label
        if one.field == "level" and one.values == ("市级", "市级示范性"):
            text = context.label("市级(含市级示范性)")
        elif len(one.values) == 1 and one.field in ("level", "kind", "status"):
            text = term(context, one.values[0])
        return context.label("不是{what}", what=text) if one.negated else text
    if one.low is None and one.high is None:
        names = {attribute.value: label for attribute, label in ATTRIBUTE_LABELS.items()}
        name = context.label(names[one.field])
        return context.label("没有登记{what}", what=name) if one.negated else context.label("有{what}", what=name)
    text = one.label if context.words.language == SOURCE_LANGUAGE else _range(context, one)
    return context.label("不是{what}", what=text) if one.negated else text


def _range(context: Context, one: Condition) -> str:
    """A range of numbers or dates for those who do not read the question's own words."""
    names = {attribute.value: label for attribute, label in ATTRIBUTE_LABELS.items()}
    low, high = ("…" if end is None else end for end in (one.low, one.high))
    return context.label("{what} {low} 至 {high}", what=context.label(names[one.field]), low=low, high=high)


def notes(asking: Asking) -> list[Markup]:
    """What was left out of a list or a number, and why."""
    context, chosen = asking.context, asking.chosen
    said = []
    if chosen.delisted:
        said.append(
            context.count("另有 {number} 家已摘牌,没有计入。", "另有 {number} 家已摘牌,没有计入。", chosen.delisted)
        )
    if chosen.unknown:
        said.append(
            context.count(
                "另有 {number} 家没有登记{what},无法判断。",
                "另有 {number} 家没有登记{what},无法判断。",
                chosen.unknown,
                what=_unsaid(asking),
            )
        )
    return said


def _unsaid(asking: Asking) -> str:
    names = {attribute.value: label for attribute, label in ATTRIBUTE_LABELS.items()}
    fields = [one.field for one in asking.meaning.query.conditions if one.field in names]
    return "、".join(asking.context.label(names[one]) for one in dict.fromkeys(fields))


def by_sector(asking: Asking) -> Markup | None:
    """「行业为法律的 2 家,另有 1 家专业方向与法律有关」; None where nothing is to be told apart."""
    chosen, topics = asking.chosen, asking.meaning.query.topics
    if not chosen.related:
        return None
    sectors = "、".join(dict.fromkeys(one.terms[0].sector for one in topics))
    words = "、".join(dict.fromkeys(one.text for one in topics))
    if not chosen.main:
        return asking.context.t(
            "没有行业登记为{sectors}的;有 {number} 家专业方向与{words}有关。",
            sectors=sectors,
            number=len(chosen.related),
            words=words,
        )
    return asking.context.t(
        "行业为{sectors}的 {main} 家,另有 {number} 家专业方向与{words}有关。",
        sectors=sectors,
        main=len(chosen.main),
        number=len(chosen.related),
        words=words,
    )


def corrected(asking: Asking) -> Markup | None:
    """「您是不是指 …」 for what was taken for something else than was typed; None when nothing was."""
    guesses = [one for one in asking.meaning.corrections if not one.certain and one.meant]
    if not guesses:
        return None
    said, meant = (("、".join(dict.fromkeys(getattr(one, side) for one in guesses))) for side in ("said", "meant"))
    return asking.context.t("没有查到「{said}」,您是不是指「{meant}」?", said=said, meant=meant)


def joined(*parts: Markup | str | None) -> Markup:
    """Paragraphs, those that say nothing left out."""
    return Markup("\n").join(Markup("{}").format(part) for part in parts if part)


async def listing_view(asking: Asking, heading: str, studios: Sequence[Studio]) -> int:
    """The number of a view that keeps these studios as an ordinary list, for 「返回列表」."""
    return await keep(asking.context, Listing(heading=heading, ids=tuple(one.id for one in studios)))


async def hit_list(asking: Asking, hits: Sequence[Hit], heading: Markup, *more: Markup | None) -> Reply:
    """A page of studios with what of theirs met the question (or with what was asked of them), and buttons to their cards."""
    context, meaning = asking.context, asking.meaning
    last = last_page(len(hits), PAGE)
    page = min(max(asking.page, 0), last)
    shown = hits[page * PAGE : (page + 1) * PAGE]
    studios = [hit.studio for hit in shown]
    plain = described(context, meaning.query) or context.label("全部工作室")
    behind = Behind(await listing_view(asking, plain, [hit.studio for hit in hits]), 0)
    text = context.card(
        "answer_list.html",
        heading=heading,
        more=[one for one in more if one],
        page=page + 1,
        pages=last + 1,
        rows=[(number, hit.studio, _line(asking, hit)) for number, hit in enumerate(shown, page * PAGE + 1)],
        notes=notes(asking),
        source=source_line(context, *studios),
    )
    rows = two_a_row([open_button(one, number=page * PAGE + at, behind=behind) for at, one in enumerate(studios, 1)])
    if last:
        rows.append(turning(context, TURN, page, last, await question_view(asking)))
    focus = Focus(
        intent=meaning.intent,
        studios=tuple(one.id for one in studios),
        query=meaning.query,
        offset=page * PAGE,
        total=len(hits),
        attributes=tuple(meaning.attributes),
    )
    return Reply(text, rows, focus)


def _line(asking: Asking, hit: Hit) -> Markup:
    context, studio = asking.context, hit.studio
    if asking.meaning.attributes:
        return Markup("\n").join(told(context, studio, one) for one in asking.meaning.attributes)
    marks = [term(context, value) for value in (studio.level, studio.sector) if value]
    asked = {one.field for one in asking.meaning.query.conditions}
    if "members" in asked and studio.members is not None:
        marks.append(context.label("{number} 人", number=studio.members))
    if "named_on" in asked and studio.named_on:
        marks.append(context.label("{date} 命名", date=studio.named_on))
    if "street" in asked and studio.street:
        marks.append(studio.street)
    if "kind" in asked and studio.kind:
        marks.append(term(context, studio.kind))
    if studio.status and ("status" in asked or studio.status not in ("已命名",)):
        marks.append(term(context, studio.status))
    if hit.word and hit.word != studio.unit:
        marks.append(context.label("专业:{word}", word=hit.word))
    return Markup("{}").format(" · ".join([*([studio.unit] if studio.unit else []), *marks]))


def told(context: Context, studio: Studio, attribute: Attribute) -> Markup:
    """One thing of a studio, 「地址:…」; where the record does not say, that it does not."""
    label = context.label(ATTRIBUTE_LABELS[attribute])
    value = value_of(context, studio, attribute)
    if value:
        return context.t("{label}:{value}", label=label, value=value)
    if attribute is Attribute.PHONE and studio.phone:
        return context.t("电话:只登记了手机号,不公开;可以点「转人工」联系")
    return context.t("{label}:没有登记", label=label)


def value_of(context: Context, studio: Studio, attribute: Attribute) -> str:
    """What a record says of an attribute, as this person may see it; '' when it does not."""
    about, results = intro_parts(studio.intro)
    match attribute:
        case Attribute.PHONE:
            return phone_for(context, studio)[0]
        case Attribute.MEMBERS:
            return "" if studio.members is None else context.label("{number} 人", number=studio.members)
        case Attribute.SPECIALITIES:
            return "、".join(studio.specialities)
        case Attribute.RESULTS:
            return results
        case Attribute.INTRO:
            return about
        case Attribute.ADDRESS:
            if not studio.street or studio.street in studio.address:
                return studio.address or studio.street
            return f"{studio.address}\uff08{studio.street}\uff09" if studio.address else studio.street
        case Attribute.LEVEL | Attribute.SECTOR | Attribute.KIND | Attribute.STATUS:
            return term(context, getattr(studio, attribute.value))
        case _:
            return str(getattr(studio, attribute.value))


async def question_view(asking: Asking) -> int:
    """The number of a view that keeps the question's meaning, for turning its pages later."""
    return await views.put(asking.context.tx, {"show": "answer", **kept_meaning(asking.meaning)}, asking.context.now)


async def one_card(asking: Asking, studio: Studio, *before: Markup | None) -> Reply:
    """The card of one studio, with what is to be said before it."""
    card, buttons = await studio_card(asking.context, studio, behind=NOWHERE)
    opening = joined(*before)
    focus = Focus(
        intent=asking.meaning.intent,
        studios=(studio.id,),
        query=None if asking.meaning.query.open else asking.meaning.query,
        total=1,
    )
    return Reply(Markup("\n\n").join((opening, card)) if opening else card, buttons, focus)


def studio_buttons(studios: Sequence[Studio]) -> list[list[InlineKeyboardButton]]:
    """Buttons to the cards of a few studios."""
    return two_a_row([open_button(one) for one in studios])


def topics_said(topics: Sequence[Topic]) -> str:
    """The words of topics as they were asked."""
    return "、".join(dict.fromkeys(topic.text for topic in topics))
