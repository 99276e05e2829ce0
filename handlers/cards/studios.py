"""How studios are shown: the card of one, where its facts come from, and the buttons that lead there.

Shared by the rooms that browse and that answer; what the buttons do is the business of the room `studios`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.questions import LEAVE
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.kit.taps import Rows, Tap
from storage import studios
from storage.model.days import china_date
from storage.model.studios import DELISTED, Studio, intro_parts, is_stale, public_phone

CARD = Tap("studio.card", int, int, int)
"""Open a card: studio, and the list behind it as view and page (0 and 0 for none)."""
WHOLE = Tap("studio.whole", int, int, int)
"""Show the whole introduction; carries what CARD carries."""
FOLLOW = Tap("studio.follow", int, int, int)
UNFOLLOW = Tap("studio.unfollow", int, int, int)
AGREE = Tap("studio.agree", int, int, int)
"""同意并关注: consent and follow."""
LIST = Tap("studio.list", int, int)
"""Show a page (0 first) of a view."""
FILTERS = Tap("studio.filters", int)
"""Show what a view can be filtered by."""
VALUES = Tap("studio.values", int, str, int)
"""Show the values of one field to filter a view by, and which page of them."""

EDIT = Tap("studiodesk.open", int)
"""修改资料, for those who may."""

SHORT_INTRO = 110
"""Characters of an introduction shown before 「展开」: about six lines of a phone."""
SHOWN_SPECIALITIES = 8
SHORT_LABEL = 9
"""Characters of a studio's short name on a button; longer ones are cut by small phones anyway."""
_SENTENCE_END = re.compile("[。;\uff1b!\uff01?\uff1f]")


class Behind(NamedTuple):
    """The list that a card was opened from: a number of `storage.views` and a page; 0 for none."""

    view: int = 0
    page: int = 0


NOWHERE = Behind()


def short_name(name: str) -> str:
    """A studio's name as it fits on a button: without what all names have in common."""
    short = re.sub("(劳模)?(职工)?创新(工作)?室$|工作室$", "", name) or name
    return short if len(short) <= SHORT_LABEL else short[: SHORT_LABEL - 1] + "…"


def open_button(studio: Studio, *, number: int = 0, behind: Behind = NOWHERE) -> InlineKeyboardButton:
    """A button that opens the studio's card, with its number in a list in front."""
    label = f"{number} {short_name(studio.name)}" if number else short_name(studio.name)
    return CARD.button(label, studio.id, *behind)


def term(context: Context, value: str) -> str:
    """A level, sector, kind or status in the person's language; '' stays ''."""
    return context.label(value) if value else ""


def badges(context: Context, studio: Studio) -> list[str]:
    """Level, sector, kind and status in words, as far as they are known."""
    values = (studio.level, studio.sector, studio.kind, studio.status)
    return [term(context, value) for value in values if value]


async def studio_card(
    context: Context, studio: Studio, *, behind: Behind = NOWHERE, whole: bool = False
) -> tuple[Markup, Rows]:
    """The card of a studio and its buttons, as this person may see them."""
    about, results = intro_parts(studio.intro)
    short = _shortened(about)
    phone, hidden = phone_for(context, studio)
    text = context.card(
        "studio.html",
        studio=studio,
        badges=badges(context, studio),
        delisted=studio.status == DELISTED,
        team=team(context, studio),
        specialities=_specialities(context, studio, whole=whole),
        about=about if whole else short,
        results=results if whole else _shortened(results),
        address=_address(studio),
        phone=phone,
        phone_hidden=hidden,
        source=source_line(context, studio),
    )
    here = (studio.id, *behind)
    rows: list[list[InlineKeyboardButton]] = []
    if whole:
        rows.append([CARD.button(context.label("收起"), *here)])
    elif short != about or _shortened(results) != results or len(studio.specialities) > SHOWN_SPECIALITIES:
        rows.append([WHOLE.button(context.label("展开全文"), *here)])
    rows.append(await _deeds(context, studio, here))
    if behind.view:
        rows.append([LIST.button(context.label("返回列表"), *behind)])
    return text, rows


async def _deeds(context: Context, studio: Studio, here: tuple[int, int, int]) -> list[InlineKeyboardButton]:
    """What can be done about a studio; in a group, where all would see it, only in the private chat."""
    if not context.private:
        return [InlineKeyboardButton(context.label("私聊打开"), url=deep_link(context, f"studio_{studio.id}"))]
    person = context.person
    if person.id and await studios.follows(context.tx, person.id, studio.id):
        toggle = UNFOLLOW.button(context.label("取消关注"), *here)
    else:
        toggle = FOLLOW.button(context.label("关注"), *here)
    edit = [EDIT.button(context.label("修改资料"), studio.id)] if context.may("studio.edit") else []
    return [toggle, LEAVE.button(context.label("转人工"), studio.id), *edit]


def phone_for(context: Context, studio: Studio) -> tuple[str, bool]:
    """The telephone numbers this person may see here (a group sees what everybody may), and whether all are kept back."""
    if context.private and context.may("studio.phone", studio.id):
        return studio.phone, False
    public = public_phone(studio.phone)
    return public, bool(studio.phone) and not public


def team(context: Context, studio: Studio) -> str:
    """「领军人 … · 团队 21 人」, as far as known. Deputies are not named."""
    parts = []
    if studio.leader:
        parts.append(context.t("领军人:{leader}", leader=studio.leader))
    if studio.members is not None:
        parts.append(context.count("团队 {number} 人", "团队 {number} 人", studio.members))
    return Markup(" · ").join(parts)


def source_line(context: Context, *shown: Studio) -> Markup:
    """Where the facts about the studios shown come from, their dates, and a warning about what is older than a year."""
    sources = list(dict.fromkeys(studio.source for studio in shown if studio.source))
    dates = sorted(studio.updated_on for studio in shown if studio.updated_on)
    today = china_date(context.now)
    stale = sum(is_stale(studio.updated_on, today) for studio in shown)
    source = "、".join(sources[:2]) if sources else context.label("未登记")
    if len(sources) > 2:
        source = context.label("{sources} 等", sources=source)
    if not dates:
        line = context.t("来源:{source} · 更新时间未登记", source=source)
    elif dates[0] == dates[-1]:
        line = context.t("来源:{source} · 更新 {date}", source=source, date=dates[0])
    else:
        line = context.t("来源:{source} · 更新 {first} 至 {last}", source=source, first=dates[0], last=dates[-1])
    lines = [line]
    if stale and len(shown) == 1:
        lines.append(context.t("⚠️ 这条资料已超过一年,请先核实"))
    elif stale:
        lines.append(
            context.count(
                "⚠️ 其中 {number} 条资料已超过一年,请先核实", "⚠️ 其中 {number} 条资料已超过一年,请先核实", stale
            )
        )
    return Markup("\n").join(lines)


def two_a_row(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Buttons in rows of two."""
    return [list(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _shortened(text: str) -> str:
    """The first sentences of a text, or the text itself when it is not much longer."""
    if len(text) <= SHORT_INTRO * 5 // 4:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, SHORT_INTRO)]
    return text[: ends[-1]] if ends and ends[-1] > SHORT_INTRO // 2 else text[:SHORT_INTRO] + "…"


def _specialities(context: Context, studio: Studio, *, whole: bool) -> str:
    names = studio.specialities
    if whole or len(names) <= SHOWN_SPECIALITIES:
        return "、".join(names)
    shown = "、".join(names[:SHOWN_SPECIALITIES])
    return context.label("{names}等 {number} 项", names=shown, number=len(names))


def _address(studio: Studio) -> str:
    if not studio.street or studio.street in studio.address:
        return studio.address or studio.street
    return f"{studio.address}\uff08{studio.street}\uff09" if studio.address else studio.street
