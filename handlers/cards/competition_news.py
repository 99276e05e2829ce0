"""What those whom a competition concerns are told: that there is a new one of their trade, that it changes, that it is off."""

from collections.abc import Callable

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competition_change import difference
from handlers.cards.competitions import CALENDAR, CARD, stage_name
from handlers.cards.moments import moment_for
from handlers.cards.news import send_news
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from storage import competitions
from storage.model.audiences import COMPETITION, TRADE, Condition
from storage.model.competitions import REGISTER_CLOSE, Competition, State

TOLD = ("times", "place", "eligible")
"""Changes that those who follow it or are registered hear of."""


async def spread(
    where: Context | Desk,
    one: Competition,
    text: Callable[[Words], Markup],
    first: Callable[[Words], InlineKeyboardButton] | None = None,
) -> int:
    """Tell those who are registered, and those who follow it and did not mute it; how many they are.

    With a button that leads to what it is about (`first`), or the calendar file to take: in a calendar it replaces what an
    older one put there.
    """

    def buttons(words: Words) -> list[InlineKeyboardButton]:
        if first is not None:
            return [first(words)]
        off = one.state is State.CANCELLED
        calendar = words.label("从日历里去掉") if off else words.label("加入日历")
        return [CALENDAR.button(calendar, one.id)] if one.times else []

    concerned = (await competitions.counts(where.tx, one.id)).told
    return await _send(where, one, Condition(COMPETITION, str(one.id)), concerned, text, buttons)


async def tell_change(where: Context | Desk, seen: Competition, new: Competition) -> int:
    """Tell those whom it concerns what changed of time, place and who may take part, old → new; how many they are."""
    changed = [field for field in TOLD if getattr(seen, field) != getattr(new, field)]
    if not changed:
        return 0

    def text(words: Words) -> Markup:
        lines = [difference(where, words, seen, new, field) for field in changed]
        return Markup("\n").join([words.t("「{title}」有变化:", title=seen.title), *lines])

    return await spread(where, new, text)


async def announce(context: Context, one: Competition) -> int:
    """Tell those who care for its trade that there is a new competition; how many they are."""

    def text(words: Words) -> Markup:
        close = moment_for(words, context.office.zone, one.times[REGISTER_CLOSE], context.now)
        return Markup("{}\n{}\n<i>{}</i>").format(
            words.t("有新的竞赛:<b>{title}</b>", title=one.title),
            words.t("{stage}:{moment}", stage=stage_name(words, REGISTER_CLOSE), moment=close),
            words.t("您在 /settings 里选了关心「{trade}」。", trade=one.trade),
        )

    interested = await competitions.interested(context.tx, one.trade)
    return await _send(context, one, Condition(TRADE, one.trade), interested, text, lambda _: [])


async def _send(
    where: Context | Desk,
    one: Competition,
    to: Condition,
    people: int,
    text: Callable[[Words], Markup],
    buttons: Callable[[Words], list[InlineKeyboardButton]],
) -> int:
    def row(words: Words) -> list[InlineKeyboardButton]:
        return [CARD.button(words.label("查看竞赛"), one.id), *buttons(words)]

    return await send_news(where, to, people, text, row)
