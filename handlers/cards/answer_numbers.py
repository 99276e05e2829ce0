"""Answers that are numbers: how many studios, how many people, how they are spread, and which is the most."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.cards.answer_lists import listing_view
from handlers.cards.answers import (
    ATTRIBUTE_LABELS,
    Asking,
    Reply,
    by_sector,
    corrected,
    described,
    joined,
    notes,
    studio_buttons,
    told,
)
from handlers.cards.studios import LIST, source_line, term
from handlers.kit.context import Context
from handlers.language.follow import OF_ALL
from handlers.language.meaning import GROUPABLE, Attribute, Focus, Meaning, Order, Query
from handlers.language.select import select, within
from handlers.language.tally import Count, counted, ranked
from storage.model.studios import KINDS, LEVELS, SECTORS, STATUSES, Studio

MOST_NAMED = 5
MOST_GROUPS = 12
_ORDERS = {"level": LEVELS, "kind": KINDS, "status": STATUSES, "sector": SECTORS}


async def count(asking: Asking) -> Reply:
    """How many studios, by level (or by what else tells them apart), and who they are when they are few."""
    context, chosen, meaning = asking.context, asking.chosen, asking.meaning
    studios = chosen.studios
    what = described(context, meaning.query, asking.said)
    lines: list[Markup | None] = [corrected(asking)]
    if split := by_sector(asking):
        lines.append(Markup("<b>{}</b>").format(split))
    elif what:
        lines.append(context.t("「{what}」的工作室一共 <b>{number} 家</b>。", what=what, number=len(studios)))
    else:
        lines.append(context.t("工作室一共 <b>{number} 家</b>。", number=len(studios)))
    if len(studios) > 1:
        lines.append(_spread(context, counted(studios, _telling(meaning), _ORDERS.get(_telling(meaning), ()))))
    if 0 < len(studios) <= MOST_NAMED:
        lines.append(context.t("名单:{names}", names="、".join(one.name for one in studios)))
    lines += [*notes(asking), _source(context, studios)]
    buttons = []
    if len(studios) > 1:
        view = await listing_view(asking, what or context.label("全部工作室"), studios)
        buttons.append([LIST.button(context.label("看名单"), view, 0)])
    elif studios:
        buttons = studio_buttons(studios)
    return Reply(joined(*lines), buttons, focus(meaning, studios))


async def total(asking: Asking) -> Reply:
    """How many people there are in the studios."""
    context = asking.context
    studios = tuple(hit.studio for hit in asking.chosen.main or asking.chosen.related)
    known = [one.members for one in studios if one.members is not None]
    what = described(context, asking.meaning.query, asking.said) or context.label("全部")
    if not known:
        text = context.t("「{what}」的工作室都没有登记人数。", what=what)
    else:
        text = context.t(
            "「{what}」里登记了人数的 {studios} 家,一共 <b>{people} 人</b>,平均每家 {average} 人。",
            what=what,
            studios=len(known),
            people=sum(known),
            average=f"{sum(known) / len(known):.1f}".removesuffix(".0"),
        )
    unsaid = len(studios) - len(known)
    more = context.t("另有 {number} 家没有登记人数。", number=unsaid) if unsaid and known else None
    return Reply(joined(text, more, *notes(asking), _source(context, studios)), (), focus(asking.meaning, studios))


async def versus(asking: Asking) -> Reply:
    """Groups of studios against each other, or against the numbers that were said."""
    context, meaning, book = asking.context, asking.meaning, asking.shelf.book
    found = [select(one, book) for one in meaning.parts]
    # Of a 行业 those that are registered as it count, not what only has to do with it.
    chosen = [[hit.studio for hit in each.main or each.related] for each in found]
    people = meaning.by is Attribute.MEMBERS
    numbers = [sum(one.members or 0 for one in each) if people else len(each) for each in chosen]
    whats = [described(context, one) or context.label("工作室") for one in meaning.parts]
    lines: list[Markup | None] = [corrected(asking)]
    lines.append(_outcome(asking, chosen, numbers, whats))
    for what, number, each in zip(whats, numbers, chosen, strict=True):
        if people:
            known = sum(one.members is not None for one in each)
            lines.append(
                context.t(
                    "{what}:{number} 人,{all} 家里登记了人数的有 {known} 家",
                    what=what, number=number, all=len(each), known=known,
                )
            )  # fmt: skip
        else:
            lines.append(context.t("{what}:{number} 家", what=what, number=number))
    studios = tuple({one.id: one for each in chosen for one in each}.values())
    unknown = max(each.unknown for each in found)
    if unknown:
        lines.append(context.t("另有 {number} 家没有登记,没有计入。", number=unknown))
    lines.append(_source(context, studios))
    return Reply(joined(*lines), (), focus(meaning, studios))


def _outcome(
    asking: Asking, chosen: Sequence[Sequence[Studio]], numbers: Sequence[int], whats: Sequence[str]
) -> Markup:
    """The conclusion: whether it is as was said, or which group is the larger."""
    context, meaning, said = asking.context, asking.meaning, asking.said
    people = meaning.by is Attribute.MEMBERS
    if meaning.claims:
        if all(within(claim, number) for claim, number in zip(meaning.claims, numbers, strict=True)):
            return context.t("是的。")
        return context.t("不是,是 {number} 家。", number=numbers[0]) if len(numbers) == 1 else context.t("不是。")
    if people and any(all(one.members is None for one in each) for each in chosen):
        return context.t("有的没有登记,没法比出结果。")
    most, least = max(numbers), min(numbers)
    if most == least:
        return context.t("一样多。")
    less = "少" in said and "多" not in said
    number = least if less else most
    right = "一样" not in said and numbers[0] == number
    verdict = (context.t("是的。") if right else context.t("不是。")) if meaning.yes_no else Markup("")
    values = {"what": whats[numbers.index(number)], "number": most - least}
    if people:
        return verdict + (
            context.t("{what}的人少,少 {number} 人。", **values)
            if less
            else context.t("{what}的人多,多 {number} 人。", **values)
        )
    return verdict + (
        context.t("{what}少,少 {number} 家。", **values) if less else context.t("{what}多,多 {number} 家。", **values)
    )


async def groups(asking: Asking) -> Reply:
    """Which values there are, with how many studios each; or only the most frequent."""
    context, meaning, studios = asking.context, asking.meaning, asking.chosen.studios
    by = meaning.by or Attribute.LEVEL
    label = context.label(ATTRIBUTE_LABELS[by])
    found = counted(studios, by.value, _ORDERS.get(by.value, ()))
    known = [one for one in found if one.value]
    unsaid = sum(one.number for one in found if not one.value)
    what = described(context, meaning.query, asking.said)
    lines: list[Markup | None] = []
    order = meaning.query.order
    if not known:
        lines.append(context.t("这些工作室都没有登记{label}。", label=label))
    elif order is not None and order.field == "members":
        lines.append(_fullest(context, studios, by, order))
    elif order is not None and order.field == "number":
        best = max(known, key=lambda one: one.number) if order.descending else min(known, key=lambda one: one.number)
        same = [one for one in known if one.number == best.number]
        said = "、".join(_value(context, by, one.value) for one in same[:MOST_GROUPS])
        extreme = context.label("最多") if order.descending else context.label("最少")
        lines.append(
            context.t(
                "工作室{extreme}的{label}是<b>{values}</b>,有 {number} 家。",
                extreme=extreme,
                label=label,
                values=said,
                number=best.number,
            )
        )
    else:
        opening = context.t("{studios} 家工作室", studios=len(studios))
        if what:
            opening = context.t("「{what}」的 {studios} 家工作室", what=what, studios=len(studios))
        lines.append(
            context.t("{opening},{label}有 <b>{number}</b> 个。", opening=opening, label=label, number=len(known))
            if len(known) > MOST_GROUPS and all(one.number == 1 for one in known)
            else context.t("{opening},{label}有 <b>{number}</b> 个:", opening=opening, label=label, number=len(known))
        )
        several = known if len(known) <= MOST_GROUPS else [one for one in known if one.number > 1]
        for one in several[:MOST_GROUPS]:
            number = context.t("{number} 家", number=one.number)
            lines.append(Markup("{} {}").format(_value(context, by, one.value), number))
        if 0 < len(several) < len(known):
            lines.append(
                context.t("其他的各 1 家。")
                if len(several) <= MOST_GROUPS
                else context.t("……等 {number} 个", number=len(known))
            )
    if unsaid:
        lines.append(context.t("另有 {number} 家没有登记{label}。", number=unsaid, label=label))
    lines += [*notes(asking), _source(context, studios)]
    buttons = []
    if studios:
        view = await listing_view(asking, what or context.label("全部工作室"), studios)
        buttons.append([LIST.button(context.label("看名单"), view, 0)])
    return Reply(joined(*lines), buttons, focus(meaning, studios))


def _fullest(context: Context, studios: Sequence[Studio], by: Attribute, order: Order) -> Markup:
    """The value whose studios have the most (or fewest) people together."""
    people: dict[str, int] = {}
    for one in studios:
        if (value := str(getattr(one, by.value))) and one.members is not None:
            people[value] = people.get(value, 0) + one.members
    label = context.label(ATTRIBUTE_LABELS[by])
    if not people:
        return context.t("这些工作室都没有登记{label},没法比。", label=label)
    number = max(people.values()) if order.descending else min(people.values())
    names = "、".join(_value(context, by, value) for value, one in people.items() if one == number)
    extreme = context.label("最多") if order.descending else context.label("最少")
    return context.t(
        "人数合计{extreme}的{label}是<b>{values}</b>,登记的一共 {number} 人。",
        extreme=extreme,
        label=label,
        values=names,
        number=number,
    )


async def top(asking: Asking) -> Reply:
    """The most of something, ties included; who does not say is not ranked."""
    context, meaning = asking.context, asking.meaning
    order = meaning.query.order or Order("members")
    hits = asking.chosen.main or asking.chosen.related
    sorted_ones, unsaid = ranked(hits, order.field, order.descending)
    attribute = Attribute(order.field)
    label = context.label(ATTRIBUTE_LABELS[attribute])
    what = described(context, meaning.query, asking.said)
    if not sorted_ones:
        text = context.t("这些工作室都没有登记{label},没法比。", label=label)
        return Reply(joined(text, *notes(asking)), (), focus(meaning, ()))
    last = getattr(sorted_ones[min(order.top, len(sorted_ones)) - 1], order.field)
    shown = [one for place, one in enumerate(sorted_ones) if place < order.top or getattr(one, order.field) == last]
    asked = (attribute, *meaning.attributes, Attribute.UNIT)
    lines: list[Markup | None] = [corrected(asking), _opening(context, order, what, len(shown))]
    for one in shown[:10]:
        facts = [told(context, one, each) for each in dict.fromkeys(asked)]
        lines.append(joined(Markup("<b>{}</b>").format(one.name), Markup(" · ").join(facts)))
    if len(shown) > 10:
        lines.append(context.t("……并列的共 {number} 家", number=len(shown)))
    if unsaid:
        lines.append(context.t("另有 {number} 家没有登记{label},没有参加比较。", number=unsaid, label=label))
    lines += [_of_all(asking, order, shown), *notes(asking), _source(context, shown[:10])]
    return Reply(joined(*lines), studio_buttons(shown[:6]), focus(meaning, shown[:10]))


def _of_all(asking: Asking, order: Order, shown: Sequence[Studio]) -> Markup | None:
    """The most among all studios, where it is not certain that only the last list is meant."""
    if asking.meaning.subject != OF_ALL:
        return None
    chosen = select(Query(order=order), asking.shelf.book)
    best, _ = ranked(chosen.main, order.field, order.descending)
    if not best or best[0] in shown:
        return None
    value = told(asking.context, best[0], Attribute(order.field))
    return asking.context.t("(全部工作室里是{name},{value}。)", name=best[0].name, value=value)


def focus(meaning: Meaning, studios: Sequence[Studio]) -> Focus:
    """What a question after a number can lean on: the same studios, from the first."""
    few = studios if len(studios) <= MOST_NAMED or meaning.query.order else ()
    return Focus(
        intent=meaning.intent,
        studios=tuple(one.id for one in few),
        query=meaning.query,
        shown=len(few),
        total=len(studios),
        by=meaning.by.value if meaning.by else "",
    )


def _opening(context: Context, order: Order, what: str, shown: int) -> Markup:
    extremes = {
        ("members", True): context.label("人数最多"),
        ("members", False): context.label("人数最少"),
        ("named_on", True): context.label("命名最晚"),
        ("named_on", False): context.label("命名最早"),
        ("updated_on", True): context.label("资料更新最近"),
        ("updated_on", False): context.label("资料更新最早"),
        ("level", True): context.label("级别最高"),
        ("level", False): context.label("级别最低"),
    }
    extreme = extremes[order.field, order.descending]
    where = context.label("「{what}」里", what=what) if what else context.label("有登记的工作室里")
    if order.top > 1:
        return context.t("{where}{extreme}的前 {number} 家:", where=where, extreme=extreme, number=order.top)
    if shown > 1:
        return context.t("{where}{extreme}的有 {number} 家,并列:", where=where, extreme=extreme, number=shown)
    return context.t("{where}{extreme}的是:", where=where, extreme=extreme)


def _telling(meaning: Meaning) -> str:
    """The field that a number is broken down by: one that the question did not fix itself."""
    fixed = {one.field for one in meaning.query.conditions if one.values and len(one.values) == 1}
    return next((one.value for one in GROUPABLE[:3] if one.value not in fixed), "level")


def _spread(context: Context, found: Sequence[Count]) -> Markup | None:
    parts = [
        context.label("{value} {number} 家", value=_word(context, one.value), number=one.number)
        for one in found[:MOST_GROUPS]
    ]
    return context.t("其中:{parts}。", parts="、".join(parts)) if len(found) > 1 else None


def _word(context: Context, value: str) -> str:
    return term(context, value) if value else context.label("未登记")


def _value(context: Context, by: Attribute, value: str) -> str:
    return term(context, value) if by.value in _ORDERS else value


def _source(context: Context, studios: Sequence[Studio]) -> Markup | None:
    return Markup("<i>{}</i>").format(source_line(context, *studios)) if studios else None
