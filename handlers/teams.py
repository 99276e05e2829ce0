"""Teams in competitions: the invitation link, joining by it, and what a captain does with the members.

A captain forwards the link; whoever opens it sees the team before they agree to anything. Only the link's hash is kept:
a new link makes the old one worthless, and it ends with the registration.
"""

import secrets

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update
from telegram.ext import filters

from handlers.cards.competitions import CARD, competition_card
from handlers.cards.consent_enrol import agreed, consent_card, keep_consent
from handlers.cards.entries import INVITE, PICK, captains_entry, entry_page, member_name
from handlers.cards.entry_news import (
    invite,
    tell_captain_now,
    tell_joined,
    tell_lapsed,
    tell_officers,
    tell_removed,
    tell_short,
)
from handlers.cards.entry_questions import question_card, wrong_answer
from handlers.cards.entry_states import MINE, people_words, why_not
from handlers.cards.moments import moment
from handlers.cards.questions import ask_human
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import TYPED, Room
from handlers.kit.taps import Stale, Tap
from storage import competitions, profiles, teams
from storage.model.competitions import REGISTER_CLOSE, Competition, Registration, registration
from storage.model.entries import Entry, Refusal, is_team
from storage.model.quiet import next_decent

JOIN = Tap("team.join", str)
"""加入队伍: the invitation's token, as the following carry it."""
ANSWER = Tap("team.answer", str, int, int, int)
"""是 or 不是: the competition's version, the question's place, 1 or 0."""
AGREE = Tap("team.agree", str, int)
"""同意并加入: the competition's version."""
TAKE = Tap("team.take", int, int, str, int)
"""A member is chosen: the entry, its version, remove or hand, the member."""
EVERY_S = 600
WARNED_MS = 2 * 24 * 3600 * 1000
"""So long before registration closes a captain hears that the team is too small."""
LOOKS_BACK_MS = 30 * 24 * 3600 * 1000
LINK = r"^/start team_([A-Za-z0-9_-]{1,40})$"
"""What an invitation sends: t.me/<bot>?start=team_<token>."""

room = Room("teams")


@room.message(TYPED & filters.Regex(LINK), action="competition.enter", name="invitation")
async def open_invitation(update: Update, context: Context) -> None:
    """The team behind an invitation."""
    assert context.matches
    token = context.matches[0][1]
    held = await _invited(context, token)
    if held is None:
        return
    one, entry = held
    leader = entry.members[0] if entry.members else None
    lines = [
        context.t("请您加入队伍「<b>{team}</b>」", team=entry.team),
        context.t("竞赛:{title}", title=one.title),
        context.t("队长:{name}", name=member_name(context.words, leader)) if leader else Markup(""),
        people_words(context.words, one, entry),
        context.t("报名截止:{moment}", moment=moment(context, one.times[REGISTER_CLOSE])),
        context.t("加入以后,队友能看到您的姓名。"),
    ]
    join = JOIN.button(context.label("加入队伍"), token)
    await context.say(
        Markup("\n").join(filter(None, lines)), [[join], [CARD.button(context.label("查看竞赛"), one.id)]]
    )
    return None


@room.on_tap(JOIN, action="competition.enter")
async def join(update: Update, context: Context) -> None:
    """Begin to join."""
    await _ask(context, context.tap[0], 0)


@room.on_tap(ANSWER, action="competition.enter")
async def answer(update: Update, context: Context) -> None:
    """An answer: on to the next question, or the end."""
    token, version, place, said = context.tap
    held = await _invited(context, token)
    if held is None:
        return
    one = held[0]
    if version != one.version or not 0 <= place < len(one.questions):
        await context.toast(context.label("报名的要求刚改过,请再答一遍"))
        await _ask(context, token, 0)
    elif bool(said) == one.questions[place].wanted:
        await _ask(context, token, place + 1)
    else:
        again = JOIN.button(context.label("重新回答"), token)
        await context.edit(*wrong_answer(context, one, place, again))


@room.on_tap(AGREE, action="competition.enter")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent and join."""
    token, version = context.tap
    held = await _invited(context, token)
    if held is None:
        return
    one = held[0]
    if version != one.version and one.questions:
        await _ask(context, token, 0)
        return
    await keep_consent(context)
    await _join(context, one, token)


async def _invited(context: Context, token: str) -> tuple[Competition, Entry] | None:
    """The team that this invitation leads to, if this person can join it; else say why not."""
    entry = await teams.by_invitation(context.tx, token)
    one = await competitions.find(context.tx, entry.competition) if entry is not None else None
    if entry is None or one is None:
        await _refuse(context, None, Refusal.NO_INVITATION)
        return None
    refusal = await teams.joining(context.tx, one, entry, context.person.id, context.now)
    if refusal is not None:
        await _refuse(context, one, refusal)
        return None
    return one, entry


async def _refuse(context: Context, one: Competition | None, refusal: Refusal) -> None:
    said = why_not(context.words, refusal)
    if context.delivery.update.callback_query is not None:
        await context.toast(said, alert=True)
    else:
        await context.say(said)
    if one is not None and refusal is Refusal.ALREADY:
        await context.say(*await entry_page(context, one))
    elif one is not None:
        text, rows = await competition_card(context, one)
        human = [[ask_human.button(context.label("转人工"), 0)]] if refusal is Refusal.TEAM_CHECKED else []
        await context.say(text, [*human, *rows])


async def _ask(context: Context, token: str, place: int) -> None:
    """The question at this place; when all are answered the consent, then the team."""
    if not context.private:
        raise Stale(token)
    held = await _invited(context, token)
    if held is None:
        return
    one = held[0]
    if place < len(one.questions):

        def button(label: str, at: int, said: int) -> InlineKeyboardButton:
            return ANSWER.button(label, token, one.version, at, said)

        await context.edit(*question_card(context, one, place, button))
    elif await agreed(context):
        await _join(context, one, token)
    else:
        yes = AGREE.button(context.label("同意并加入"), token, one.version)
        no = CARD.button(context.label("不用了"), one.id)
        await context.edit(await consent_card(context, one.title, one), [[yes, no]])


async def _join(context: Context, one: Competition, token: str) -> None:
    entry = await teams.join(context.tx, one, token, context.person.id, context.now)
    if isinstance(entry, Refusal):
        await _refuse(context, one, entry)
        return
    await context.toast(context.label("您已加入队伍,有变动会告诉您"))
    await context.edit(*await entry_page(context, one))
    kept = await profiles.of(context.tx, context.person.id)
    await tell_joined(context, one, entry, kept.name if kept and kept.name else context.label("有人"))
    await tell_officers(context, one, entry)


# what a captain does


@room.on_tap(INVITE, action="competition.enter")
async def invite_more(update: Update, context: Context) -> None:
    """A new link; the one before leads in no longer."""
    held = await captains_entry(context, context.tap[0])
    if held is None:
        return
    one, entry = held
    if not is_team(one) or registration(one, context.now) is not Registration.OPEN:
        await context.toast(why_not(context.words, Refusal.CLOSED), alert=True)
        return
    token = secrets.token_urlsafe(9)
    again = await teams.invite(context.tx, entry, token, context.now)
    if again is not None:
        if entry.invited:
            await context.toast(context.label("这是新链接,以前的链接不能用了"))
        await invite(context, one, again, token)


@room.on_tap(PICK, action="competition.enter")
async def pick(update: Update, context: Context) -> None:
    """Choose a member."""
    number, deed = context.tap
    held = await captains_entry(context, number)
    if held is None:
        return
    one, entry = held
    others = [member for member in entry.members if member.person != context.person.id]
    if deed not in ("remove", "hand") or not others:
        await context.edit(*await entry_page(context, one))
        return
    rows = [
        [TAKE.button(member_name(context.words, member), entry.id, entry.version, deed, member.person)]
        for member in others
    ]
    rows.append([MINE.button(context.label("返回"), one.id)])
    text = context.t("把谁移出队伍「{team}」?", team=entry.team)
    if deed == "hand":
        text = context.t("请谁当队伍「{team}」的队长?您还留在队里。", team=entry.team)
    await context.edit(text, rows)


@room.on_tap(TAKE, action="competition.enter")
async def take(update: Update, context: Context) -> None:
    """Remove the chosen member, or make them the captain."""
    number, version, deed, person = context.tap
    held = await captains_entry(context, number)
    if held is None:
        return
    one, entry = held
    done: Entry | None = None
    if version == entry.version and deed == "remove":
        done = await teams.remove(context.tx, one, entry, person, context.now)
    elif version == entry.version and deed == "hand":
        done = await teams.hand_over(context.tx, entry, person, context.now)
    if done is None:
        await context.toast(context.label("队伍刚有变化,请看最新的"))
    elif deed == "remove":
        await context.toast(context.label("已移出队伍,已告诉本人"))
        await tell_removed(context, one, entry, person)
    else:
        await context.toast(context.label("队长换好了,已告诉本人"))
        await tell_captain_now(context, one, done)
    await context.edit(*await entry_page(context, one))


# what the clock does


@room.tick("teams", every_s=EVERY_S)
async def watch(desk: Desk) -> bool:
    """At decent hours: teams that are too small are told in time, and let go when registration has closed."""
    if next_decent(desk.now, desk.office.zone, lambda _: True) != desk.now:  # days off too: a deadline does not wait
        return False
    await teams.settle(desk.tx, desk.now)
    done = False
    for entry in await teams.unwarned_teams(desk.tx, desk.now, desk.now + WARNED_MS):
        async with desk.apart("team could not be warned", entry=entry.id):
            one = await competitions.find(desk.tx, entry.competition)
            if one is not None:
                await tell_short(desk, one, entry)
                await teams.warned(desk.tx, entry, one.times[REGISTER_CLOSE])
                done = True
    for entry in await teams.short_teams(desk.tx, desk.now - LOOKS_BACK_MS, desk.now):
        async with desk.apart("team could not be let go", entry=entry.id):
            one = await competitions.find(desk.tx, entry.competition)
            if one is not None and await teams.lapse(desk.tx, entry, desk.now):
                await tell_lapsed(desk, one, entry)
                done = True
    return done
