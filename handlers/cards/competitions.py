"""How competitions are shown: the list, the card of one, and the buttons that lead there.

Shared by the rooms that show them to everybody, that edit them, and that bring them to mind; what the buttons do is the
business of the rooms `competitions` and `competition_desk`.
"""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.entry_rules import rule_lines
from handlers.cards.entry_states import MINE, ROSTER, standing_line
from handlers.cards.journey import ahead_line, awarded, card_rows, desk_row, me, stage_lines, stands_words, way
from handlers.cards.moments import moment
from handlers.cards.questions import attached, excerpt
from handlers.cards.stages import STAGE_NAMES as STAGE_NAMES
from handlers.cards.stages import stage_name as stage_name
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import competitions, entries
from storage.model.competitions import (
    Competition,
    Draft,
    Registration,
    State,
    Times,
    in_order,
    is_past,
    next_stage,
    registration,
    stage_now,
)
from storage.model.entries import Entry, is_team
from storage.model.entries import State as Entered
from storage.model.questions import Attachment

CARD = Tap("competition.card", int)
"""Show a competition's card as a new message: for reminders, notices and whatever else is worth keeping."""
ENTER = Tap("competition.enter", int)
"""报名, from a reminder or a notice: what comes of it is a new message."""
FOLLOW = Tap("competition.follow", int)
"""关注, from a reminder or a notice."""
LIST = Tap("competition.list", int, int)
"""A page of the list, in place: 0 for what comes or 1 for what is over, then the page."""
OWN = Tap("competition.own", int)
"""A page of what the person follows or is registered for, in place."""
OPEN = Tap("competition.open", int)
"""The card in place of the list."""
ENTER_HERE = Tap("competition.enter_here", int)
FOLLOW_HERE = Tap("competition.follow_here", int)
"""报名 and 关注 on the card, which is redrawn."""
WITHDRAW = Tap("competition.withdraw", int)
UNFOLLOW = Tap("competition.unfollow", int)
FILES = Tap("competition.files", int)
CALENDAR = Tap("competition.calendar", int)
"""加入日历: the .ics file."""
WRITE = Tap("competition.write")
CHANGE = Tap("competition.change", int)
CANCEL = Tap("competition.cancel", int)
"""For admins: a new one, change one, call one off."""
RULE = Tap("competition.rules", int)
"""For admins: how one registers and how it is judged."""

PAGE = 5
SHORT_TITLE = 24
STANDING = {
    "register_open": "正在报名",
    "register_close": "报名已截止",
    "review": "资格审核中",
    "preliminary": "初赛已开始",
    "semifinal": "复赛已开始",
    "final": "决赛已开始",
    "publicity": "正在公示",
}
"""Where a competition stands after that moment (source strings)."""


def standing(words: Words, competition: Competition, now: int) -> str:
    """Where the competition stands, in words."""
    if competition.state is State.CANCELLED:
        return words.label("已取消")
    if is_past(competition, now):
        return words.label("已结束")
    stage = stage_now(competition.times, now)
    if stage is None:
        return words.label("还没开始报名")
    label = STANDING[stage]
    return words.label(label)


def coming(context: Context, competition: Competition) -> Markup:
    """「报名截止:12月20日 周日 18:00」: what is next and when; '' for nothing."""
    following = next_stage(competition.times, context.now) if competition.state is State.OPEN else None
    if following is None:
        return Markup("")
    stage, at = following
    return context.t("{stage}:{moment}", stage=stage_name(context.words, stage), moment=moment(context, at))


def times_lines(context: Context, times: Times) -> list[Markup]:
    """Every stage and its time, a line each; those that have begun are ticked off."""
    return [
        Markup("{} {}").format(
            "✓" if at <= context.now else "·",
            context.t("{stage}:{moment}", stage=stage_name(context.words, stage), moment=moment(context, at)),
        )
        for stage, at in in_order(times)
    ]


def facts(
    context: Context,
    draft: Draft,
    *,
    stands: str = "",
    next_line: str = "",
    reason: str = "",
    taken: int | None = None,
    times: Sequence[Markup] | None = None,
    closed: bool = False,
) -> Markup:
    """A competition's text: as its card has it, or as a draft will. `taken`: how many of its seats, where they are counted;
    `times`: its stages, where more is known of them than when they begin; `closed`: nobody registers any more."""
    return context.card(
        "competition.html",
        one=draft,
        stands=stands,
        next_line=next_line,
        reason=reason,
        times=times_lines(context, draft.times) if times is None else times,
        rules=rule_lines(context.words, draft, taken, closed=closed),
        files=attached(context.words, [Attachment(file.kind, file.file_id) for file in draft.files])
        if draft.files
        else "",
    )


async def own_list(context: Context, page: int = 0) -> tuple[Markup, Rows] | None:
    """What the person follows or is registered for; None for nothing."""
    person, page = context.person.id, max(page, 0)
    found = await competitions.own(context.tx, person, context.now, PAGE, page * PAGE) if person else None
    if found is None or not found.total:
        return None
    last = last_page(found.total, PAGE)
    if page > last:
        return await own_list(context, last)
    shown, numbers = [], []
    for number, one in enumerate(found.competitions, page * PAGE + 1):
        entry = await entries.of(context.tx, one.id, person)
        how = (standing_line(context.words, one, entry) if entry else "") or context.label("已关注")
        stands = Markup("{} · {}").format(how, standing(context.words, one, context.now))
        shown.append((number, one.title, stands, coming(context, one)))
        numbers.append(OPEN.button(str(number), one.id))
    text = context.card("competitions.html", own=True, over=False, total=found.total, entries=shown)
    rows = [numbers, turning(context, OWN, page, last), [LIST.button(context.label("看全部竞赛"), 0, 0)]]
    return text, [row for row in rows if row]


async def competition_list(context: Context, *, over: bool = False, page: int = 0) -> tuple[Markup, Rows]:
    """What goes on and comes, or what is over; a page beyond the end becomes the last."""
    page = max(page, 0)
    of_kind = competitions.past if over else competitions.current
    found = await of_kind(context.tx, context.now, PAGE, page * PAGE)
    last = last_page(found.total, PAGE)
    if page > last:
        return await competition_list(context, over=over, page=last)
    shown = [
        (number, one.title, standing(context.words, one, context.now), coming(context, one))
        for number, one in enumerate(found.competitions, page * PAGE + 1)
    ]
    text = context.card("competitions.html", own=False, over=over, total=found.total, entries=shown)
    rows = [[OPEN.button(str(number), one.id) for number, one in enumerate(found.competitions, page * PAGE + 1)]]
    rows.append(turning(context, LIST, page, last, int(over)))
    other = LIST.button(context.label("看正在进行的"), 0, 0) if over else LIST.button(context.label("看往期竞赛"), 1, 0)
    rows.append([other])
    if context.private and context.person.id and not over:
        own = (await competitions.own(context.tx, context.person.id, context.now, 1)).total
        if own:
            rows.append([OWN.button(context.label("我的竞赛"), 0)])
    if context.private and context.may("competition.edit") and not over:
        rows.append([WRITE.button(context.label("新建竞赛"))])
    return text, [row for row in rows if row]


async def competition_card(context: Context, one: Competition) -> tuple[Markup, Rows]:
    """The card of a competition and its buttons, as this person may see them."""
    there = await way(context, one)
    text = facts(
        context,
        one,
        stands=stands_words(context, one, there),
        next_line=ahead_line(context, one, there),
        reason=one.reason,
        taken=await entries.count(context.tx, one.id) if one.seats is not None else None,
        times=stage_lines(context, one, there),
        closed=registration(one, context.now) is Registration.CLOSED,
    )
    rows: list[list[InlineKeyboardButton]] = []
    if not context.private:
        label = context.label("私聊打开")
        return text, [[InlineKeyboardButton(label, url=deep_link(context, f"competition_{one.id}"))]]
    if own := me(context, one, there):
        text += "\n\n" + Markup("\n").join(own)
    rows.append(await _deeds(context, one, there.entry))
    rows += card_rows(context, one, there)
    rows.append(_papers(context, one))
    if context.may("competition.edit"):
        counts = await competitions.counts(context.tx, one.id)
        if is_team(one):
            text += "\n" + context.t(
                "<i>关注 {follow} 人 · 报名 {teams} 队 {registered} 人(仅管理员可见)</i>",
                follow=counts.follow,
                teams=await entries.count(context.tx, one.id),
                registered=counts.registered,
            )
        else:
            text += "\n" + context.t(
                "<i>关注 {follow} 人 · 报名 {registered} 人(仅管理员可见)</i>",
                follow=counts.follow,
                registered=counts.registered,
            )
        if one.state is State.OPEN:
            change = [CHANGE.button(context.label("修改"), one.id)]
            if not awarded(one, there):
                change.append(CANCEL.button(context.label("取消竞赛"), one.id))
            rows.append(change)
            rules = RULE.button(context.label("报名规则"), one.id)
            rows.append([ROSTER.button(context.label("报名名单"), one.id, 0), rules])
            rows.append(desk_row(context, one))
    rows.append([LIST.button(context.label("返回列表"), int(is_past(one, context.now)), 0)])
    return text, [row for row in rows if row]


async def _deeds(context: Context, one: Competition, entry: Entry | None) -> list[InlineKeyboardButton]:
    """报名 and 关注, or what there is to do with one's entry; nothing to begin where it is over."""
    row = []
    person = context.person.id
    if entry is not None and entry.alive:
        if is_team(one) or one.checked or one.documents:
            label = context.label("我的队伍") if is_team(one) else context.label("我的报名")
            row.append(MINE.button(label, one.id))
        else:
            row.append(WITHDRAW.button(context.label("取消报名"), one.id))
    elif registration(one, context.now) is Registration.OPEN and not (entry and entry.state is Entered.REFUSED):
        row.append(ENTER_HERE.button(context.label("报名"), one.id))
    if person and await competitions.follows(context.tx, person, one.id):
        row.append(UNFOLLOW.button(context.label("取消关注"), one.id))
    elif not is_past(one, context.now):
        row.append(FOLLOW_HERE.button(context.label("关注"), one.id))
    return row


def _papers(context: Context, one: Competition) -> list[InlineKeyboardButton]:
    row = []
    if one.files:
        row.append(FILES.button(context.label("看附件"), one.id))
    if one.times and not is_past(one, context.now):
        row.append(CALENDAR.button(context.label("加入日历"), one.id))
    return row


def short_title(title: str) -> str:
    """A title as it fits into a toast or on a button."""
    return excerpt(title, SHORT_TITLE)


def changes(words: Words, lines: Sequence[tuple[str, str, str]]) -> Markup:
    """「初赛:12月5日 周六 9:00 → …」, a line for each (name, old, new); '' stands for nothing there."""
    none = words.label("未定")
    return Markup("\n").join(
        words.t("{name}:{before} → <b>{after}</b>", name=name, before=before or none, after=after or none)
        for name, before, after in lines
    )
