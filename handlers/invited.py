"""An invitation to a role, on the side of whoever opens it: what it is, taking it, and an owner's word where an admin is made.

Of the link's secret only the hash is kept: what was heard with it is wiped at once, what was said a minute after it is sent.
It works once, for a week, and only while whoever made it may still invite to it.
"""

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.consent_enrol import proposed_name
from handlers.cards.moments import moment
from handlers.cards.roles import (
    CONFIRM,
    INVITES,
    MAY,
    REFUSALS,
    REFUSE,
    called,
    role_words,
    studio_name,
    tell_all,
    tell_taken,
)
from handlers.kit import menu
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import TYPED, Room
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import inbox, invitations, people, profiles
from storage.invitations import LINK as LINK_KEY
from storage.model.invitations import Invitation, Refusal, State
from storage.model.people import ADMIN, OWNER, ROLE, Person

LINK = r"^/start role_([A-Za-z0-9_-]{1,40})$"
"""What an invitation sends: t.me/<bot>?start=role_<secret>."""
ACCEPT = Tap("role.accept", str)
"""接受: the link's secret, as DECLINE carries it."""
DECLINE = Tap("role.decline", str)

HIDDEN_S = 60

room = Room("invited")


@room.tick("role links", every_s=HIDDEN_S)
async def hide_links(desk: Desk) -> bool:
    """What was sent with a link in it is emptied: whoever gets at a copy of the database gets no role by it."""
    await invitations.hide_links(desk.tx)
    return False


@room.message(TYPED & filters.Regex(LINK), action="role.accept", name="role invitation")
async def open_invitation(update: Update, context: Context) -> None:
    """What the invitation is to, and what is kept of whoever takes it."""
    assert context.matches
    secret = context.matches[0][1]
    await inbox.wipe(context.tx, update.update_id)  # the link is worth a role: it is not kept with what was heard
    one = await _invited(context, secret)
    if one is not None:
        await context.say(*await _offer(context, one, secret), instead_of=f"{LINK_KEY}{one.id}:")


@room.on_tap(ACCEPT, action="role.accept")
async def accept(update: Update, context: Context) -> None:
    """Take it: the role is theirs, or an owner is asked."""
    await inbox.wipe(context.tx, update.update_id)
    one = await _invited(context, context.tap[0])
    if one is None or not context.private:
        return
    person = await context.acquainted()
    await _keep_name(context, person)
    taken = await invitations.take(context.tx, one, person, context.now)
    if isinstance(taken, Refusal):
        await _refuse(context, taken)
        return
    context.delivery.person = await people.find(context.tx, person.id) or person
    studio = await studio_name(context.tx, taken.studio)
    role = role_words(context.words, taken.role, studio)
    if taken.state is State.CLAIMED:
        await context.toast(context.label("收到,等系统负责人确认"))
        await context.edit(context.t("您接受了邀请:{role}。系统负责人确认以后才生效,到时马上告诉您。", role=role))
        await _ask_owners(context, taken)
        return
    await context.toast(context.label("好了,欢迎您"))
    lines = [context.t("✅ 您现在是<b>{role}</b>。", role=role), context.t("{may}", may=context.label(MAY[taken.role]))]
    lines.append(context.t("发 /help 看能做什么。名单上的姓名,发「改名字」可以改。"))
    await context.edit(Markup("\n").join(lines))
    await tell_taken(context, taken)


@room.on_tap(DECLINE, action="role.accept")
async def decline(update: Update, context: Context) -> None:
    """Nothing is kept; the link stays as it was."""
    await inbox.wipe(context.tx, update.update_id)
    await context.edit(context.t("好的,没有接受,什么也没有记下。改主意了就再点一次链接。"))


@room.on_tap(CONFIRM, action="role.admin")
async def confirm(update: Update, context: Context) -> None:
    """An owner says yes."""
    await _decide(context, yes=True)


@room.on_tap(REFUSE, action="role.admin")
async def refuse(update: Update, context: Context) -> None:
    """An owner says no."""
    await _decide(context, yes=False)


async def _invited(context: Context, secret: str) -> Invitation | None:
    """The invitation of this secret, if this person can take it; else say why not."""
    one = await invitations.by_secret(context.tx, secret)
    refused = await invitations.refusal(context.tx, one, context.person, context.now)
    if refused is None:
        return one
    await _refuse(context, refused)
    return None


async def _refuse(context: Context, refused: Refusal) -> None:
    said = context.label(REFUSALS[refused])
    rows: Rows = [[INVITES.button(context.label("看我发出的邀请"))]] if refused is Refusal.ONESELF else []
    if context.delivery.update.callback_query is not None:
        await context.toast(said, alert=True)
        await context.edit(said, rows)
    else:
        await context.say(said, rows)


async def _offer(context: Context, one: Invitation, secret: str) -> tuple[Markup, Rows]:
    words, by = context.words, await people.find(context.tx, one.made_by)
    studio, inviter = await studio_name(context.tx, one.studio), await profiles.of(context.tx, one.made_by)
    named = inviter is not None and bool(inviter.name)  # else the role stands in what they are called
    lines = [
        context.t("请您担任<b>{role}</b>", role=role_words(words, one.role, studio)),
        context.t("可以做:{may}", may=context.label(MAY[one.role])),
        context.t("邀请人:{name}", name=await called(context.tx, words, one.made_by))
        + (Markup("({})").format(role_words(words, by.role)) if by is not None and named else Markup("")),
        context.t("{moment} 前有效,只能用一次", moment=moment(context, one.expires_at)),
        Markup(""),
    ]
    agreed = bool(context.person.id) and ROLE in await people.consents(context.tx, context.person.id)
    if not agreed:
        lines.append(context.t("接受以后,要记下您的姓名和 Telegram 编号:"))
        kept = await profiles.of(context.tx, context.person.id) if context.person.id else None
        name = kept.name if kept is not None and kept.name else proposed_name(context)
        if name:
            lines.append(context.t("· 姓名写 <b>{name}</b>,发「改名字」随时可以改", name=name))
        lines.append(context.t("· 工会管理员和同一工作室的同志能看到;您办的事会留办理记录,三年后删除"))
        lines.append(context.t("· 不记手机号和证件号码。发 /privacy 可以查看或删除"))
    if one.role == ADMIN:
        lines.append(context.t("系统负责人确认以后才生效。"))
    accept = context.label("接受") if agreed else context.label("同意并接受")
    return Markup("\n").join(lines), [[ACCEPT.button(accept, secret), DECLINE.button(context.label("不用了"), secret)]]


async def _keep_name(context: Context, person: Person) -> None:
    """Keep that they agreed, and what they are called on Telegram where no name is known."""
    await people.consent(context.tx, person.id, ROLE, context.now)
    kept = await profiles.of(context.tx, person.id)
    if kept is None or not kept.name:
        await profiles.put(context.tx, person.id, proposed_name(context), kept.unit if kept else "", context.now)


async def _ask_owners(context: Context, one: Invitation) -> None:
    """Every owner is asked; the first answer counts."""
    name = await called(context.tx, context.words, context.person.id)

    def text(words: Words) -> Markup:
        said = words.t("<b>{name}</b> 接受了邀请,要当{role}。", name=name, role=role_words(words, one.role))
        if one.note:
            said += "\n" + words.t("邀请时写的:{note}", note=one.note)
        return said + "\n" + words.t("请先核对是不是本人,再确认。")

    def buttons(words: Words, _person: Person) -> Rows:
        yes, no = words.label("确认"), words.label("不同意")
        return [[CONFIRM.button(yes, one.id, one.version), REFUSE.button(no, one.id, one.version)]]

    await tell_all(context, await people.holders(context.tx, OWNER), f"role:{one.id}:asked", text, buttons)


async def _decide(context: Context, *, yes: bool) -> None:
    number, version = context.tap
    one = await invitations.find(context.tx, number)
    done = None
    if one is not None and one.version == version:
        done = await invitations.decide(context.tx, one, context.person, context.now, yes=yes)
    if one is None or done is None or done.used_by is None:
        await context.toast(context.label("这件事已经定了,或者对方已经不在了"))
        await context.edit(await _decided(context, one))
        return
    who = await people.find(context.tx, done.used_by)
    if who is not None:
        words = context.words_for(who)
        role = role_words(words, done.role)
        text = words.t("✅ 系统负责人确认了,您现在是<b>{role}</b>。发 /help 看能做什么。", role=role)
        if not yes:
            text = words.t("系统负责人没有同意这次邀请({role})。有疑问请联系邀请您的人。", role=role)
        await context.tell(who, text, key=f"role:{done.id}:decided")
        await menu.fit(context, who)
    await context.toast(context.label("已确认,已告诉本人") if yes else context.label("没有同意,已告诉本人"))
    said = await _decided(context, done)
    await context.edit(said)
    owners = await people.holders(context.tx, OWNER)
    await tell_all(context, owners, f"role:{done.id}:told", lambda _: said)


async def _decided(context: Context, one: Invitation | None) -> Markup:
    if one is None or one.used_by is None:
        return context.t("这个邀请已经没有了。")
    name, role = await called(context.tx, context.words, one.used_by), role_words(context.words, one.role)
    if one.state is State.USED:
        return context.t("✅ {name} 现在是{role}。", name=name, role=role)
    return context.t("没有同意 {name} 当{role}。", name=name, role=role)
