"""What people are told of an entry that others changed: captains, members, those it was refused to, and the admins."""

from collections.abc import Callable
from urllib.parse import quote as quoted

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.entry_states import (
    FIX_BELOW,
    LOOK_BELOW,
    MINE_BELOW,
    QUEUE_BELOW,
    people_words,
    reason_words,
    to_fix,
)
from handlers.cards.moments import moment, plain
from handlers.cards.news import NEWS_TTL_MS
from handlers.cards.questions import ask_human
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.groups import deep_link
from handlers.kit.words import Words
from storage import people, profiles
from storage.model.competitions import REGISTER_CLOSE, Competition, Registration, registration
from storage.model.entries import QUEUED, Entry, State, missing
from storage.model.local_time import local_date
from storage.model.people import ADMIN, OWNER, Person
from storage.model.post import Lane

FIX_NOW = {"documents": "重发材料", "team": "改队名", "name": "改姓名单位"}
"""The button under a returned entry that opens the very thing (source strings)."""


def invitation_link(context: Context, token: str) -> str:
    """What lets members in."""
    return deep_link(context, f"team_{token}")


async def invite(context: Context, one: Competition, entry: Entry, token: str) -> None:
    """A message to forward to those who are to be members; its link opens the team."""
    kept = await profiles.of(context.tx, context.person.id)
    link = invitation_link(context, token)
    by = kept.name if kept and kept.name else context.label("队长")
    text = context.t("{name}请您加入队伍「{team}」,一起参加「{title}」。", name=by, team=entry.team, title=one.title)
    close = context.t("报名截止:{moment}", moment=moment(context, one.times[REGISTER_CLOSE]))
    lines = [text, context.t("点开就能加入:{link}", link=link), close]
    about = context.label("请您加入队伍「{team}」,一起参加「{title}」", team=entry.team, title=one.title)
    share = f"https://t.me/share/url?url={quoted(link, safe='')}&text={quoted(about)}"
    await context.say(Markup("\n").join(lines), [[InlineKeyboardButton(context.label("转发给队友"), url=share)]])


async def tell_joined(context: Context, one: Competition, entry: Entry, who: str) -> None:
    """Tell the captain that somebody joined."""

    def text(words: Words) -> Markup:
        said = words.t("{name} 加入了队伍「{team}」。", name=who, team=entry.team)
        said += people_words(words, one, entry)
        full = len(entry.members) == one.team_least
        if full and entry.state is State.CONFIRMED:
            said += "\n" + words.t("✅ 人齐了,已经报上。")
        elif full and entry.state in QUEUED:
            said += "\n" + words.t("✅ 人齐了,已经报上,等工会审核。")
        if one.documents:
            said += "\n" + words.t("队友的材料也由您一起交:点「看我的队伍」重发。")
        return said

    await _tell_one(context, one, entry.captain, text)


async def tell_left(context: Context, one: Competition, entry: Entry, who: str) -> None:
    """Tell the captain that somebody left, and what is missing now."""

    def text(words: Words) -> Markup:
        said = words.t("{name} 退出了队伍「{team}」。", name=who, team=entry.team)
        said += people_words(words, one, entry)
        if not missing(one, entry) or entry.state is not State.FORMING:  # contests have begun: it goes on as it is
            return said
        if registration(one, context.now) is not Registration.OPEN:
            return (
                said
                + "\n"
                + words.t(
                    "⚠️ 人数不够,报名也已截止,整队的报名要失效了。想补人请马上问主办单位{organiser}。",
                    organiser=one.organiser,
                )
            )
        close = plain(words, context.office.zone, one.times[REGISTER_CLOSE], context.now)
        if one.checked:
            return said + "\n" + words.t("⚠️ 人数不够,现在不算报上。请在 {close} 以前补齐,工会再审核一次。", close=close)
        return said + "\n" + words.t("⚠️ 人数不够,现在不算报上。请在 {close} 以前补齐。", close=close)

    await _tell_one(context, one, entry.captain, text)


async def tell_unconfirmed(context: Context, one: Competition, before: Entry, entry: Entry) -> None:
    """Tell the admins that a team which they had confirmed is too small by now, as somebody left."""
    if not (one.checked and before.state is State.CONFIRMED and entry.state is State.FORMING):
        return
    for officer in await _officers(context):
        words = context.words_for(officer)
        await context.tell(
            officer,
            words.t(
                "「{title}」审核过的队伍「{team}」有人退出,{people},现在不算报上。补齐后会再来审核。",
                title=one.title,
                team=entry.team,
                people=people_words(words, one, entry),
            ),
            [[LOOK_BELOW.button(words.label("看这份报名"), entry.id)]],
            lane=Lane.NOTICE,
            key=f"team_left:{entry.id}:{entry.version}:{officer.id}",
            ttl_ms=NEWS_TTL_MS,
        )


async def tell_withdrawn(context: Context, one: Competition, entry: Entry) -> None:
    """Tell the others that the captain took the team's entry back."""
    for member in entry.members:
        if member.person != context.person.id:
            await _tell_one(
                context,
                one,
                member.person,
                lambda words: words.t(
                    "队长撤销了队伍「{team}」,「{title}」的报名没有了。您可以另外组队。",
                    team=entry.team,
                    title=one.title,
                ),
            )


async def tell_removed(context: Context, one: Competition, entry: Entry, person: int) -> None:
    """Tell somebody that the captain took them out."""
    await _tell_one(
        context,
        one,
        person,
        lambda words: words.t(
            "队长把您移出了队伍「{team}」。「{title}」还在报名的话,您可以另外组队。", team=entry.team, title=one.title
        ),
    )


async def tell_captain_now(context: Context, one: Competition, entry: Entry) -> None:
    """Tell somebody that they lead the team now."""
    await _tell_one(
        context,
        one,
        entry.captain,
        lambda words: words.t("您现在是队伍「{team}」的队长了。竞赛:{title}", team=entry.team, title=one.title),
    )


async def tell_short(desk: Desk, one: Competition, entry: Entry) -> None:
    """Tell a captain in time that the team is too small; once."""
    await _tell_one(
        desk,
        one,
        entry.captain,
        lambda words: words.t(
            "队伍「{team}」{people}。「{title}」{close} 截止,人不够就报不上了,请抓紧邀请。",
            team=entry.team,
            people=people_words(words, one, entry),
            title=one.title,
            close=plain(words, desk.office.zone, one.times[REGISTER_CLOSE], desk.now),
        ),
        key=f"team_short:{entry.id}:{one.times.get(REGISTER_CLOSE, 0)}",
    )


async def tell_lapsed(desk: Desk, one: Competition, entry: Entry) -> None:
    """Tell everybody in a team that it was too small when registration closed."""
    for member in entry.members:
        await _tell_one(
            desk,
            one,
            member.person,
            lambda words: words.t(
                "「{title}」报名已截止,队伍「{team}」人数不够,没有报上。要补报请问主办单位。",
                title=one.title,
                team=entry.team,
            ),
            key=f"team_lapsed:{entry.id}:{member.person}",
        )


async def tell_verdict(context: Context, one: Competition, entry: Entry) -> None:
    """Tell the people of an entry what an admin decided; who can put it right gets the button that opens the very thing."""
    for member in entry.members:
        person = await people.find(context.tx, member.person)
        if person is None or not person.address or person.muted:
            continue
        words = context.words_for(person)
        row = [MINE_BELOW.button(words.label("看我的报名"), one.id)]
        reason = reason_words(words, entry.reason)
        if entry.state is State.CONFIRMED:
            text = words.t("✅ 「{title}」的报名审核通过了。到时候会提醒您参赛。", title=one.title)
        elif entry.state is State.RETURNED:
            text = words.t("「{title}」的报名要改一改:{reason}", title=one.title, reason=reason)
            thing = to_fix(entry.reason)
            if member.person == entry.captain:
                text += "\n" + words.t("改好再提交一次就行,名额给您留着。")
                if thing:
                    label = FIX_NOW[thing]
                    row.insert(0, FIX_BELOW.button(words.label(label), entry.id, thing))
            else:
                text += "\n" + words.t("已经告诉队长了。")
        else:
            text = words.t("「{title}」的报名没有通过:{reason}", title=one.title, reason=reason)
            text += "\n" + words.t("有疑问可以转人工。")
            row = [ask_human.button(words.label("转人工"), 0)]
        await context.tell(
            person, text, [row], key=f"verdict:{entry.id}:{entry.version}:{person.id}", ttl_ms=NEWS_TTL_MS
        )


async def tell_officers(context: Context, one: Competition, entry: Entry) -> None:
    """Tell the admins that an entry waits for a look: once a day for each competition."""
    if entry.state not in QUEUED:
        return
    today = local_date(context.now, context.office.zone)
    for officer in await _officers(context):
        words = context.words_for(officer)
        await context.tell(
            officer,
            words.t("「{title}」有报名等审核。今天再有新的不另外告诉您,发 /entries 都能看到。", title=one.title),
            [[QUEUE_BELOW.button(words.label("去审核"), one.id)]],
            lane=Lane.NOTICE,
            key=f"entries:{one.id}:{today}:{officer.id}",
            ttl_ms=NEWS_TTL_MS,
        )


async def _officers(context: Context) -> list[Person]:
    """The admins who can be told."""
    officers = {who.id: who for role in (ADMIN, OWNER) for who in await people.holders(context.tx, role)}
    return [who for who in officers.values() if who.address and not who.muted]


async def _tell_one(
    where: Context | Desk, one: Competition, number: int | None, text: Callable[[Words], Markup], key: str | None = None
) -> None:
    person = await people.find(where.tx, number) if number else None
    if person is not None and person.address and not person.muted:
        words = where.words_for(person)
        button = MINE_BELOW.button(words.label("看我的队伍"), one.id)
        lane = (
            Lane.REMINDER if isinstance(where, Desk) else Lane.REPLY
        )  # what nobody just did keeps to their quiet hours
        await where.tell(person, text(words), [[button]], lane=lane, key=key, ttl_ms=NEWS_TTL_MS)
