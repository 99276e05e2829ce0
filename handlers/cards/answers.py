"""Answers to questions in words: what a reply is, how a query is said back, and the lists.

Shared by the room `asking` and the other modules of answers beside this one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.studios import open_button, phone_for, term, two_a_row
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from handlers.kit.words import SOURCE_LANGUAGE
from handlers.language.meaning import Attribute, Condition, Focus, Meaning, Query, Topic
from handlers.language.select import Selection
from handlers.language.shelf import Shelf
from storage.model.studios import Studio, intro_parts

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


def as_typed(word: str, typed: str) -> str:
    """`word` (normalised) with the letters as they stand in `typed`: BIM, not bim."""
    if word.isascii() or any(char.isascii() for char in word):
        at = typed.lower().find(word)
        return typed[at : at + len(word)] if at >= 0 and len(typed.lower()) == len(typed) else word
    return word


def described(context: Context, query: Query, typed: str = "") -> str:
    """What a query asks for, to be said back: 「市级(含市级示范性) · 焊接」; '' for all studios."""
    parts = [_condition(context, one) for one in query.conditions if one.field != "id"]
    if query.topics:
        joint = context.label("或") if query.either else " + "
        parts.append(joint.join(as_typed(topic.text, typed) for topic in query.topics))
    if query.unsaid:
        parts += [context.label("没有提到{what}", what=topic.text) for topic in query.without]
    else:
        parts += [context.label("不是{what}", what=topic.text) for topic in query.without]
    if any(one.field == "id" for one in query.conditions):
        names = "、".join(one.label for one in query.conditions if one.field == "id")
        parts.append(context.label("{names}除外", names=names))
    return " · ".join(parts)


def _condition(context: Context, one: Condition) -> str:
    if one.values:
        text = one.label
        if one.field == "level" and one.values == ("市级", "市级示范性"):
            text = context.label("市级(含市级示范性)")
        elif one.field == "level" and one.values == ("市级",):
            text = context.label("市级(不含市级示范性)")
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
    if asking.meaning.query.unsaid:
        said.append(context.t("资料里没有提到,不等于真的没有。"))
    return said


def _unsaid(asking: Asking) -> str:
    names = {attribute.value: label for attribute, label in ATTRIBUTE_LABELS.items()}
    fields = [one.field for one in asking.meaning.query.conditions if one.field in names]
    return in_line(asking.context, (asking.context.label(names[one]) for one in fields))


def by_sector(asking: Asking) -> Markup | None:
    """「行业为法律的 2 家,另有 1 家专业方向与法律有关」; None where nothing is to be told apart."""
    chosen, topics = asking.chosen, asking.meaning.query.topics
    if not chosen.related:
        return None
    sectors = in_line(asking.context, (one.terms[0].sector for one in topics))
    words = in_line(asking.context, (one.text for one in topics))
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
    said, meant = (in_line(asking.context, (getattr(one, side) for one in guesses)) for side in ("said", "meant"))
    return asking.context.t("没有查到「{said}」,您是不是指「{meant}」?", said=said, meant=meant)


def in_line(context: Context, words: Iterable[str]) -> str:
    """Words one after the other, parted as the person's language does, each said once."""
    return ("、" if context.words.language == SOURCE_LANGUAGE else ", ").join(dict.fromkeys(words))


def joined(*parts: Markup | str | None) -> Markup:
    """Paragraphs, those that say nothing left out."""
    return Markup("\n").join(Markup("{}").format(part) for part in parts if part)


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
            return "" if studio.members is None else str(context.count("{number} 人", "{number} 人", studio.members))
        case Attribute.SPECIALITIES:
            return in_line(context, studio.specialities)
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


def studio_buttons(studios: Sequence[Studio]) -> list[list[InlineKeyboardButton]]:
    """Buttons to the cards of a few studios."""
    return two_a_row([open_button(one) for one in studios])


def topics_said(topics: Sequence[Topic]) -> str:
    """The words of topics as they were asked."""
    return "、".join(dict.fromkeys(topic.text for topic in topics))
