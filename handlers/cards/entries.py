"""A person's own entry: its page with what can be done about it, and the questions that everybody who enters is asked."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import OPEN, WITHDRAW, competition_list
from handlers.cards.entry_states import FIX, standing_line, to_fix
from handlers.cards.moments import moment
from handlers.cards.questions import ask_human, attached
from handlers.kit.context import Context
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import competitions, entries
from storage.model.competitions import Competition, File, Registration, registration
from storage.model.entries import QUEUED, Entry, Member, State, correctable, is_team
from storage.model.questions import Attachment

INVITE = Tap("team.invite", int)
"""A new link that lets members in; it carries the entry, as the following do."""
PICK = Tap("team.pick", int, str)
"""Choose a member: to `remove`, or to `hand` the team over to."""
SURELY = Tap("competition.surely", int)
"""Take the entry back, or leave the team, once more."""
RESUBMIT = Tap("entry.again", int, int)
"""Hand a returned entry in again as it is; carries its version."""
FIX_LABELS = {"documents": "重发材料", "team": "改队名", "name": "改姓名单位"}
"""What can be put right (source strings)."""
FIRST_DOCUMENTS = "交材料"
"""Where there are none yet."""


async def competition_found(context: Context, number: object) -> Competition | None:
    """The competition of this number; where there is none, say so and show the list instead."""
    one = await competitions.find(context.tx, number) if isinstance(number, int) else None
    if one is None:
        await context.toast(context.label("没有找到这项竞赛,请看最新的"))
        await context.say(*await competition_list(context))
    return one


async def own_entry(context: Context, number: int) -> tuple[Competition, Entry] | None:
    """The entry of this number and its competition, where the person is in it; else say so."""
    entry = await entries.find(context.tx, number)
    one = await competitions.find(context.tx, entry.competition) if entry is not None else None
    if entry is None or one is None or entry.member(context.person.id) is None:
        await context.toast(context.label("您不在这份报名里了,请看最新的"), alert=True)
        if one is not None:
            await context.edit(*await entry_page(context, one))
        return None
    return one, entry


async def captains_entry(context: Context, number: int) -> tuple[Competition, Entry] | None:
    """The same, where the person leads it."""
    held = await own_entry(context, number)
    if held is not None and held[1].captain != context.person.id:
        await context.toast(context.label("这件事要由队长来办"), alert=True)
        await context.edit(*await entry_page(context, held[0]))
        return None
    return held


def member_name(words: Words, member: Member) -> str:
    """How a member is called; by number where they told no name."""
    return member.name or words.label("编号 {number}", number=member.person)


def member_lines(words: Words, entry: Entry, *, units: bool = False) -> Markup:
    """The members, a line each, the captain marked; with their `units` for admins only."""
    lines = []
    for place, member in enumerate(entry.members, 1):
        mark = words.t(" · 队长") if entry.team and member.person == entry.captain else ""
        unit = Markup(" · {}").format(member.unit) if units and member.unit else ""
        lines.append(Markup("{} {}{}{}").format(place, member_name(words, member), unit, mark))
    return Markup("\n").join(lines)


def documents_words(words: Words, documents: tuple[File, ...]) -> Markup:
    """「2 张图片」."""
    return attached(words, [Attachment(file.kind, file.file_id) for file in documents])


async def entry_page(context: Context, one: Competition) -> tuple[Markup, Rows]:
    """The person's entry in a competition: where it stands, who is in it, what they can do."""
    entry = await entries.of(context.tx, one.id, context.person.id) if context.person.id else None
    back = [OPEN.button(context.label("查看竞赛"), one.id)]
    if entry is None or entry.state is State.WITHDRAWN:
        return context.t("<b>{title}</b>\n您没有报名这项竞赛。", title=one.title), [back]
    lines = [context.t("<b>{title}</b>", title=one.title), standing_line(context.words, one, entry)]
    if not entry.alive:
        return Markup("\n").join(lines), [[ask_human.button(context.label("转人工"), 0)], back]
    if entry.state in QUEUED:
        lines.append(_check_line(context, one))
    lines += [Markup(""), member_lines(context.words, entry)]
    if entry.unit and entry.team:
        lines.append(context.t("报名单位:{unit}", unit=entry.unit))
    if one.documents:
        got = documents_words(context.words, entry.documents) if entry.documents else context.t("还没有")
        lines.append(context.t("材料({wanted}):{got}", wanted=one.documents, got=got))
    if entry.state is State.FORMING:
        lines += [Markup(""), context.t("人齐了才算报上。请把邀请链接转发给队友,链接丢了就点「邀请队友」换一个。")]
    return Markup("\n").join(lines), _rows(context, one, entry)


def _check_line(context: Context, one: Competition) -> Markup:
    """When the check is, where that was written down."""
    at = one.times.get("review")
    if at is None or at <= context.now:
        return context.t("审核完马上告诉您,不用一直看。")
    return context.t("资格审核:{moment}。审核完马上告诉您,不用一直看。", moment=moment(context, at))


def _rows(context: Context, one: Competition, entry: Entry) -> Rows:
    rows: list[list[InlineKeyboardButton]] = []
    words, leads = context.words, entry.captain == context.person.id
    if leads and entry.state is State.RETURNED and correctable(one, context.now):
        rows.append([RESUBMIT.button(words.label("重新提交"), entry.id, entry.version)])
    if leads and not (entry.state is State.CONFIRMED and one.checked) and correctable(one, context.now):
        rows.append(fixes(words, one, entry))
    if leads and is_team(one):
        joined = []
        opened = registration(one, context.now) is Registration.OPEN
        checked = one.checked and entry.state is State.CONFIRMED
        if opened and not checked and len(entry.members) < one.team_most:
            joined.append(INVITE.button(words.label("邀请队友"), entry.id))
        if len(entry.members) > 1:
            joined.append(PICK.button(words.label("移出队员"), entry.id, "remove"))
            joined.append(PICK.button(words.label("换队长"), entry.id, "hand"))
        rows.append(joined)
    label = words.label("取消报名")
    if is_team(one):
        label = words.label("撤销整队") if leads else words.label("退出队伍")
    rows.append([WITHDRAW.button(label, one.id), OPEN.button(words.label("查看竞赛"), one.id)])
    return [row for row in rows if row]


def fixes(words: Words, one: Competition, entry: Entry) -> list[InlineKeyboardButton]:
    """What of an entry can be put right; where it was returned for one thing, that first."""
    things = [*(["documents"] if one.documents else []), *(["team"] if entry.team else []), "name"]
    things.sort(key=lambda thing: thing != to_fix(entry.reason))
    row = []
    for thing in things:
        label = FIRST_DOCUMENTS if thing == "documents" and not entry.documents else FIX_LABELS[thing]
        row.append(FIX.button(words.label(label), entry.id, thing))
    return row


def entered_words(words: Words, one: Competition, entry: Entry) -> str:
    """What has been reached and what comes next, for a toast."""
    match entry.state:
        case State.FORMING:
            return words.label("队伍建好了,请邀请队友")
        case State.PENDING | State.RESUBMITTED:
            return words.label("已报名,等工会审核,有结果马上告诉您")
        case _:
            return words.label("报名成功,有变动会告诉您")
