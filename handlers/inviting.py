"""/invite: an officer or a leader makes a link to a role, says whom it is for, sees what is open and takes it back.

Who may invite to what is `storage.model.invitations.may_invite`; it is asked again when the link is made and when it is used.
"""

import secrets
from urllib.parse import quote as quoted

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.moments import moment
from handlers.cards.roles import (
    CONFIRM,
    DISMISS,
    INVITES,
    NEW,
    PERSON,
    REFUSE,
    ROLE_NAMES,
    held_words,
    invitation_words,
    name_wanted,
    role_words,
    studio_name,
)
from handlers.cards.studios import short_name
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Rows, Tap
from handlers.language.course_fix import clearly_asks
from storage import invitations, roles, studios
from storage.dialogues import Answers
from storage.model.invitations import INVITED, LONGEST_NOTE, Invitation, may_invite
from storage.model.people import ADMIN, DEPUTY, LEADER, STUDIO_ROLES
from storage.model.studios import Studio
from storage.model.texts import cleaned

WHICH = Tap("invite.which", str)
"""Which studio is a leader or deputy invited for? Carries the role."""
REVOKE = Tap("invite.revoke", int)
NOTE = Tap("invite.note", int)
"""Write whom it is for."""
STUDIO, FOR_WHOM = "invite_studio", "invite_note"
"""What listens for a studio's name, and for whom a link is."""
MOST_MATCHES = 8
SECRET_BYTES = 16

room = Room("inviting")


@room.command("invite", action="role.invite", summary="邀请联络员和同事")
@room.words("邀请联络员", "邀请管理员", "邀请领军人", "邀请评委", action="role.invite")
async def show(update: Update, context: Context) -> None:
    """Whom one can invite, and which links are open."""
    await context.say(*await _page(context))


@room.on_tap(INVITES, action="role.invite")
async def turn(update: Update, context: Context) -> None:
    """The same, in place."""
    await _stop(context)
    await context.edit(*await _page(context))


@room.on_tap(WHICH, action="role.invite")
async def which(update: Update, context: Context) -> None:
    """Ask for the studio."""
    (role,) = context.tap
    if role not in STUDIO_ROLES or not context.may("role.edit") or not context.private:
        await context.toast(context.label("这个按钮已过期,请重新打开 /invite"))
        return
    await listen(context, STUDIO, {"role": role})
    name = context.label(ROLE_NAMES[role])
    text = context.t("给哪家工作室请{role}?请发工作室的名称,写一部分也行。", role=name)
    await context.edit(text, [[INVITES.button(context.label("返回"))]])


@ear(room, STUDIO, action="role.invite")
async def hear_studio(context: Context, text: str, about: Answers) -> Pass | None:
    """The studio's name, or a part of it."""
    said, role = cleaned(text), str(about["role"])
    found = await studios.alike(context.tx, said)
    if not found and clearly_asks(said):
        return PASS
    if not found or len(found) > MOST_MATCHES:
        more = context.t("有 {number} 家都像,请写得再全一点。", number=len(found))
        await context.say(more if found else context.t("没有找到这家工作室,请核对名称再发一次。"))
        return None
    await _stop(context)
    rows = [[NEW.button(short_name(one.name), role, one.id, 0)] for one in found]
    name = context.label(ROLE_NAMES[role])
    await context.say(
        context.t("点一家,就做好邀请{role}的链接。", role=name), [*rows, [INVITES.button(context.label("返回"))]]
    )
    return None


@room.on_tap(NEW, action="role.invite")
async def make(update: Update, context: Context) -> None:
    """Make the link: a message to forward, and above it what to know about it."""
    role, studio, instead_of = context.tap
    if not context.private or not may_invite(context.person, role, studio):
        await context.toast(context.label("您不能发这种邀请"), alert=True)
        return
    if instead_of and instead_of not in [held.person for held in await roles.of_studio(context.tx, studio)]:
        await context.toast(context.label("原来的人已经不担任了,请重新打开"), alert=True)
        return
    secret = secrets.token_urlsafe(SECRET_BYTES)
    one = await invitations.invite(
        context.tx, context.person, role, studio, "", secret, context.now, instead_of=instead_of or None
    )
    if one is None:
        await context.toast(context.label("开着的邀请太多了,先收回几个不用的"), alert=True)
        return
    await context.edit(*await _made(context, one))
    await _forwardable(context, one, secret)


@room.on_tap(REVOKE, action="role.invite")
async def revoke(update: Update, context: Context) -> None:
    """Take a link back."""
    one = await _own(context)
    if one is not None and await invitations.revoke(context.tx, one, context.person, context.now):
        await context.toast(context.label("收回了,那个链接不能用了"))
    elif one is not None:
        await context.toast(context.label("这个邀请已经用过或者收回了"))
    await context.edit(*await _page(context))


@room.on_tap(NOTE, action="role.invite")
async def ask_note(update: Update, context: Context) -> None:
    """Ask whom a link is for."""
    one = await _own(context)
    if one is None or not one.open_at(context.now):
        await context.edit(*await _page(context))
        return
    await listen(context, FOR_WHOM, {"invitation": one.id})
    text = context.t("这个链接给谁的?写几个字({most} 字以内),方便以后认。只有您和系统负责人看得到。", most=LONGEST_NOTE)
    await context.edit(text, [[INVITES.button(context.label("不写了"))]])


@ear(room, FOR_WHOM, action="role.invite")
async def hear_note(context: Context, text: str, about: Answers) -> Pass | None:
    """Whom it is for."""
    said, number = " ".join(cleaned(text).split()), about["invitation"]
    assert isinstance(number, int)
    if clearly_asks(said):
        return PASS
    if not 1 <= len(said) <= LONGEST_NOTE:
        await context.say(context.t("请写 1 到 {most} 个字。", most=LONGEST_NOTE))
        return None
    await _stop(context)
    one = await invitations.find(context.tx, number)
    if one is not None and one.made_by == context.person.id:
        await invitations.put_note(context.tx, one, said)
    await context.say(*await _page(context))
    return None


async def _own(context: Context) -> Invitation | None:
    """The invitation that the button names, if it is one's own, or one may take back anybody's."""
    await _stop(context)
    one = await invitations.find(context.tx, context.tap[0])
    if one is not None and (one.made_by == context.person.id or context.may("role.admin")):
        return one
    await context.toast(context.label("这个邀请不是您发的,或者已经没有了"))
    return None


async def _stop(context: Context) -> None:
    await stop(context, STUDIO)
    await stop(context, FOR_WHOM)


async def _page(context: Context) -> tuple[Markup, Rows]:
    """Whom one can invite, whom one may dismiss as a leader, and the open links."""
    words = context.words
    lines = [
        context.t("<b>邀请</b>"),
        context.t("点一下做一个链接,转发给本人:谁先点开接受,身份就是谁的,一个链接只能用一次。"),
    ]
    rows: list[list[InlineKeyboardButton]] = []
    if context.may("role.edit"):
        rows.append([WHICH.button(words.label(ROLE_NAMES[role]), role) for role in (LEADER, DEPUTY)])
        rows.append(
            [NEW.button(words.label(ROLE_NAMES[role]), role, 0, 0) for role in INVITED if _loose(context, role)]
        )
    for studio in await studios.by_ids(context.tx, context.person.led()):
        rows += await _studio_rows(context, studio, lines)
    mine = await invitations.open_ones(context.tx, context.person.id, context.now, everybody=context.may("role.admin"))
    if mine:
        lines.append(context.t("\n<b>还没用的链接</b>"))
    for place, one in enumerate(mine, 1):
        lines.append(Markup("{}. {}").format(place, await invitation_words(context, one)))
        if one.open_at(context.now):
            note = NOTE.button(context.label("{place} 写给谁", place=place), one.id)
            take_back = REVOKE.button(context.label("{place} 收回", place=place), one.id)
            rows.append([note, take_back] if one.made_by == context.person.id else [take_back])
        elif context.may("role.admin"):
            yes = CONFIRM.button(context.label("{place} 确认", place=place), one.id, one.version)
            rows.append([yes, REFUSE.button(context.label("{place} 不同意", place=place), one.id, one.version)])
    wanted, name = await name_wanted(context)
    return Markup("\n").join(lines) + wanted, [*rows, *name]


def _loose(context: Context, role: str) -> bool:
    """Whether it is a role without a studio that this person may invite to."""
    return role not in STUDIO_ROLES and may_invite(context.person, role, 0)


async def _studio_rows(context: Context, studio: Studio, lines: list[Markup]) -> list[list[InlineKeyboardButton]]:
    """A leader's own studio: its deputies, each to dismiss, and one more to invite."""
    deputies = [held for held in await roles.of_studio(context.tx, studio.id) if held.role == DEPUTY]
    names = context.label("、").join(held_words(context.words, held) for held in deputies) or context.label("还没有")
    lines.append(context.t("\n<b>{studio}</b>\n联络员:{names}", studio=studio.name, names=names))
    lines.append(context.t("要换领军人,请联系区总工会管理员移交。"))
    label = context.label("邀请联络员")
    rows = [[NEW.button(label, DEPUTY, studio.id, 0)]]
    for held in deputies:
        said = context.label("免去 {name}", name=held_words(context.words, held))
        rows.append([DISMISS.button(said, held.person, DEPUTY, studio.id)])
    return rows


async def _made(context: Context, one: Invitation) -> tuple[Markup, Rows]:
    """What its maker is to know; the link itself is in the message below, to be forwarded."""
    role = role_words(context.words, one.role, await studio_name(context.tx, one.studio))
    lines = [
        context.t("链接做好了:<b>{role}</b>", role=role),
        context.t("下面那条转发给本人,别发在群里:谁先点开接受,身份就是谁的。"),
        context.t("{moment} 前有效,有人用了马上告诉您。", moment=moment(context, one.expires_at)),
    ]
    if one.instead_of is not None:
        lines.append(context.t("新的一位接受以后,原来的就停任;快报和报告都留在工作室。"))
    if one.role == ADMIN:
        lines.append(context.t("对方接受以后,还要您来确认才生效。"))
    rows = [[NOTE.button(context.label("写给谁"), one.id), REVOKE.button(context.label("收回"), one.id)]]
    back = (
        PERSON.button(context.label("返回"), one.instead_of)
        if one.instead_of
        else INVITES.button(context.label("返回"))
    )
    return Markup("\n").join(lines), [*rows, [back]]


async def _forwardable(context: Context, one: Invitation, secret: str) -> None:
    role = role_words(context.words, one.role, await studio_name(context.tx, one.studio))
    link = deep_link(context, f"role_{secret}")
    lines = [
        context.t("请您担任{role}。", role=role),
        context.t("点开看一看再接受:{link}", link=link),
        context.t("{moment} 前有效,只能用一次,请不要转给别人。", moment=moment(context, one.expires_at)),
    ]
    about = context.label("请您担任{role}", role=role)
    share = f"https://t.me/share/url?url={quoted(link, safe='')}&text={quoted(about)}"
    share_it = [[InlineKeyboardButton(context.label("转发给本人"), url=share)]]
    await context.say(Markup("\n").join(lines), share_it, instead_of=f"{invitations.LINK}{one.id}:")
