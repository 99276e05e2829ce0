"""Answers about studios that were named: one thing of them, yes or no, against each other, in the record's own words."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.answer_lists import one_card
from handlers.cards.answers import (
    ATTRIBUTE_LABELS,
    Asking,
    Reply,
    corrected,
    in_line,
    joined,
    studio_buttons,
    told,
    topics_said,
    value_of,
)
from handlers.cards.questions import LEAVE, ask_human
from handlers.cards.studios import open_button, short_name, source_line
from handlers.kit.taps import Tap
from handlers.language.facts import SENTENCE, Quote, quote
from handlers.language.meaning import Attribute, Condition, Focus, Meaning, Query
from handlers.language.select import select
from storage.model.studios import DELISTED, Studio, level_rank

PICK = Tap("answer.pick", int, str)
"""One of several that may be meant: the studio, and what is asked of it (attributes by their values, parted by commas)."""
MOST_SHOWN = 5
_FIGURES = (("多少钱", "万|亿|元"), ("多少", "万|亿|元|吨|%|次|件|项|人"))
"""How figures are asked for, and how they are written."""
_QUOTED = 220
"""Characters of a quotation; a phone shows about a dozen lines of it."""


def focus_of(meaning: Meaning, studios: Sequence[Studio]) -> Focus:
    """What a question after an answer about these studios can lean on."""
    return Focus(
        intent=meaning.intent,
        studios=tuple(one.id for one in studios),
        total=len(studios),
        attributes=tuple(meaning.attributes),
        checks=meaning.checks,
    )


async def cards(asking: Asking) -> Reply:
    """The card of the named studio; of several a short line each."""
    studios = [asking.studio(number) for number in asking.meaning.studios]
    if len(studios) == 1:
        return await one_card(asking, studios[0], corrected(asking))
    lines = []
    for one in studios[:MOST_SHOWN]:
        facts = (Attribute.UNIT, Attribute.SPECIALITIES)
        lines.append(joined(Markup("<b>{}</b>").format(one.name), *(told(asking.context, one, fact) for fact in facts)))
    text = Markup("\n\n").join([*_opening(asking), *lines, _source(asking, studios[:MOST_SHOWN])])
    return Reply(text, studio_buttons(studios[:MOST_SHOWN]), focus_of(asking.meaning, studios))


async def tell(asking: Asking) -> Reply:
    """What was asked of the named studios; where the record does not say, how to ask for it."""
    context, meaning = asking.context, asking.meaning
    studios = [asking.studio(number) for number in meaning.studios][:MOST_SHOWN]
    blocks = []
    for one in studios:
        before = (_gone(asking, one), _no_award(asking, one))
        lines = [told(context, one, attribute) for attribute in meaning.attributes]
        blocks.append(joined(Markup("<b>{}</b>").format(one.name), *before, *lines, _unsaid(asking, one)))
    if len(studios) > 1 and Attribute.MEMBERS in meaning.attributes:
        known = [one.members for one in studios if one.members is not None]
        if len(known) > 1:
            blocks.append(context.t("以上有登记的合计 {number} 人。", number=sum(known)))
    empty = any(not value_of(context, one, attribute) for one in studios for attribute in meaning.attributes)
    text = Markup("\n\n").join([*_opening(asking), *blocks, _source(asking, studios)])
    buttons = studio_buttons(studios)
    if empty and len(studios) == 1:
        buttons.append([LEAVE.button(context.label("转人工"), studios[0].id)])
    return Reply(text, buttons, focus_of(meaning, studios))


def _no_award(asking: Asking, studio: Studio) -> Markup | None:
    """That results are no awards, when awards were asked for and the record tells of none."""
    asks = Attribute.RESULTS in asking.meaning.attributes and "奖" in asking.said
    told_of = any(word in studio.intro for word in ("奖", "荣誉", "表彰", "称号"))
    return asking.context.t("资料里没有登记获奖。") if asks and not told_of and studio.intro else None


async def check(asking: Asking) -> Reply:
    """Yes, no, or that the record does not say."""
    meaning = asking.meaning
    studios = [asking.studio(number) for number in meaning.studios][:MOST_SHOWN]
    lines = [_verdict(asking, studio, one) for studio in studios for one in meaning.checks]
    quotes = [quote(asking.shelf.book.facts[one.id], meaning.topics) for one in studios] if meaning.topics else []
    lines += [_mentions(asking, one) for one in quotes]
    if quotes and not any(one.found for one in quotes):
        lines += [line for line in (_who_does(asking),) if line]
    text = Markup("\n\n").join([*_opening(asking), *lines, _source(asking, studios)])
    return Reply(text, studio_buttons(studios), focus_of(meaning, studios))


async def compare(asking: Asking) -> Reply:
    """The named studios against each other."""
    context = asking.context
    attribute = asking.meaning.attributes[0]
    studios = [asking.studio(number) for number in asking.meaning.studios][:MOST_SHOWN]
    lines = [joined(Markup("<b>{}</b>").format(one.name), told(context, one, attribute)) for one in studios]
    text = Markup("\n\n").join(
        [*_opening(asking), joined(_comparison(asking, studios, attribute)), *lines, _source(asking, studios)]
    )
    return Reply(text, studio_buttons(studios), focus_of(asking.meaning, studios))


async def fact(asking: Asking) -> Reply:
    """What the record says of something, quoted; nothing of our own."""
    context, meaning = asking.context, asking.meaning
    studios = [asking.studio(number) for number in meaning.studios][:MOST_SHOWN]
    quotes = [quote(asking.shelf.book.facts[one.id], meaning.topics) for one in studios]
    found = [one for one in quotes if one.found]
    if not found:
        what = topics_said(meaning.topics) or asking.said
        lines = [
            joined(
                context.t("{name}的资料里没有写「{what}」,我不能乱答。", name=one.name, what=what),
                _figures(asking, one),
            )
            for one in studios
        ]
        text = Markup("\n\n").join([*_opening(asking), *lines, _source(asking, studios)])
        return Reply(text, studio_buttons(studios), focus_of(meaning, studios), missed=True)
    lines = [joined(Markup("<b>{}</b>").format(one.studio.name), *_quoted(asking, one)) for one in found]
    shown = [one.studio for one in found]
    text = Markup("\n\n").join([*_opening(asking), *lines, _source(asking, shown)])
    return Reply(text, studio_buttons(shown), focus_of(meaning, shown))


def _figures(asking: Asking, studio: Studio) -> Markup | None:
    """For 「赚了多少钱」: the sentences of the introduction that hold a figure of that sort."""
    sort = next((kind for asked, kind in _FIGURES if asked in asking.said), "")
    said = (
        [one.strip() for one in SENTENCE.findall(studio.intro) if re.search(rf"\d.*?(?:{sort})", one)] if sort else []
    )
    return asking.context.t("简介里写到的数字:「{said}」", said=" ".join(said)[:_QUOTED]) if said else None


async def which(asking: Asking) -> Reply:
    """Ask back which of several is meant."""
    context, meaning = asking.context, asking.meaning
    studios = [asking.studio(number) for number in meaning.studios]
    if meaning.subject.startswith("姓") and len(studios) == 1:
        only = context.t("{what}领军人只有{name}。", what=meaning.subject, name=studios[0].leader)
        if not meaning.attributes:
            return await one_card(asking, studios[0], only)
        reply = await tell(asking)
        return replace(reply, text=joined(only, reply.text))
    if meaning.subject.startswith("姓"):
        text = context.count(
            "{what}领军人有 {number} 位,您问的是哪一位?", "{what}领军人有 {number} 位,您问的是哪一位?", len(studios),
            what=meaning.subject,
        )  # fmt: skip
    else:
        text = context.count(
            "有 {number} 家都对得上,您问的是哪一家?", "有 {number} 家都对得上,您问的是哪一家?", len(studios)
        )
    lines = [
        Markup("<b>{}</b> {}").format(number, " · ".join(filter(None, (one.name, one.leader, one.unit))))
        for number, one in enumerate(studios[:MOST_SHOWN], 1)
    ]
    asked = ",".join(meaning.attributes)[:30]
    buttons = [[_pick(one, number, asked)] for number, one in enumerate(studios[:MOST_SHOWN], 1)]
    if len(studios) > MOST_SHOWN:
        lines.append(context.t("还有 {number} 家,说全名更准。", number=len(studios) - MOST_SHOWN))
    shown = studios[:MOST_SHOWN]
    return Reply(Markup("\n").join([text, *lines]), buttons, focus_of(meaning, shown))


async def stranger(asking: Asking) -> Reply:
    """Somebody who is not on record, with the nearest names, said to be only that."""
    context, meaning = asking.context, asking.meaning
    studios = [asking.studio(number) for number in meaning.nearest][:3]
    name = in_line(context, meaning.strangers)
    text = context.t("没有查到「{name}」:名录里没有这个名字的领军人或工作室。", name=name)
    if studios:
        text = joined(text, context.t("名字最接近的是下面这些,不一定是您要找的:"))
    return Reply(text, studio_buttons(studios), None, missed=True)


def _pick(studio: Studio, number: int, asked: str) -> InlineKeyboardButton:
    if asked:
        return PICK.button(f"{number} {short_name(studio.name)}", studio.id, asked)
    return open_button(studio, number=number)


def human_button(asking: Asking, missed: int) -> InlineKeyboardButton:
    """「转人工」, with the question filled in when it was kept."""
    return ask_human.button(asking.context.label("转人工"), missed)


def _opening(asking: Asking) -> list[Markup]:
    """What was taken for something else, and names beside the known ones that are not on record."""
    said = [line for line in (corrected(asking),) if line]
    if asking.meaning.strangers:
        names = in_line(asking.context, asking.meaning.strangers)
        said.append(asking.context.t("没有查到「{name}」:名录里没有这个名字的领军人或工作室。", name=names))
    return said


def _source(asking: Asking, studios: Sequence[Studio]) -> Markup:
    return Markup("<i>{}</i>").format(source_line(asking.context, *studios))


def _gone(asking: Asking, studio: Studio) -> Markup | None:
    return asking.context.t("⚠️ 这个工作室已摘牌。") if studio.status == DELISTED else None


def _unsaid(asking: Asking, studio: Studio) -> Markup | None:
    """That what was said beside the name is not in its record (「陈亮的焊接工作室在哪」)."""
    topics = asking.meaning.topics
    if not topics or quote(asking.shelf.book.facts[studio.id], topics).found:
        return None
    return asking.context.t("(资料里没有提到「{what}」。)", what=topics_said(topics))


def _verdict(asking: Asking, studio: Studio, one: Condition) -> Markup:
    context = asking.context
    attribute = Attribute(one.field) if one.field != "id" else Attribute.UNIT
    label = context.label(ATTRIBUTE_LABELS[attribute])
    value = value_of(context, studio, attribute)
    if not value:
        return context.t("{name}的{label}没有登记,我不能确定。", name=studio.name, label=label)
    raw = getattr(studio, attribute.value)
    if one.values:
        met = raw in one.values
        if met and one.field == "level" and raw != one.label and one.label in ("市级",):
            return context.t("是。{name}是{value},属于市级。", name=studio.name, value=value)
    else:
        met = (one.low is None or raw >= one.low) and (one.high is None or raw <= one.high)
    met = met is not one.negated
    if attribute is Attribute.MEMBERS:
        if met:
            return context.t("是。{name}团队 {number} 人。", name=studio.name, number=raw)
        return context.t("不是。{name}团队 {number} 人。", name=studio.name, number=raw)
    if met:
        return context.t("是。{name}的{label}是{value}。", name=studio.name, label=label, value=value)
    return context.t("不是。{name}的{label}是{value}。", name=studio.name, label=label, value=value)


def _mentions(asking: Asking, one: Quote) -> Markup:
    context = asking.context
    what = topics_said(asking.meaning.topics)
    if not one.found:
        return context.t("{name}的资料里没有提到「{what}」,不能说是。", name=one.studio.name, what=what)
    return joined(context.t("{name}的资料里有「{what}」:", name=one.studio.name, what=what), *_quoted(asking, one))


def _who_does(asking: Asking) -> Markup | None:
    """Who has in their record what the studio asked about has not."""
    chosen = select(Query(topics=asking.meaning.topics), asking.shelf.book)
    names = in_line(asking.context, (one.name for one in chosen.studios[:3]))
    what = topics_said(asking.meaning.topics)
    return asking.context.t("资料里有「{what}」的是:{names}", what=what, names=names) if names else None


def _quoted(asking: Asking, one: Quote) -> list[Markup]:
    lines = []
    if one.specialities:
        lines.append(asking.context.t("专业方向:{names}", names=in_line(asking.context, one.specialities)))
    if one.sentences:
        text = " ".join(one.sentences)
        lines.append(Markup("「{}」").format(text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"))
    if not lines:
        lines.append(asking.context.t("单位:{unit}", unit=one.studio.unit or one.studio.name))
    return lines


def _comparison(asking: Asking, studios: Sequence[Studio], attribute: Attribute) -> Markup | None:
    """The conclusion in a sentence, when all that is compared is on record."""
    context, order = asking.context, asking.meaning.query.order
    values = [
        getattr(one, attribute.value, None) for one in studios
    ]  # what is no field of theirs is on nobody's record
    if any(value in (None, "") for value in values):
        return context.t("有的没有登记,没法比出结果。")
    if len(set(values)) == 1:
        return context.t("一样。")
    match attribute:
        case Attribute.MEMBERS if order is not None and not order.descending:
            return context.t("人数少的是{name}。", name=min(studios, key=lambda one: one.members or 0).name)
        case Attribute.MEMBERS:
            return context.t("人数多的是{name}。", name=max(studios, key=lambda one: one.members or 0).name)
        case Attribute.NAMED_ON:
            return context.t("命名早的是{name}。", name=min(studios, key=lambda one: one.named_on).name)
        case Attribute.LEVEL:
            return context.t("级别高的是{name}。", name=min(studios, key=lambda one: level_rank(one.level)).name)
        case _:
            label = context.label(ATTRIBUTE_LABELS[attribute])
            shown = in_line(context, map(str, values))
            return context.t("不一样:{label}分别是{values}。", label=label, values=shown)
