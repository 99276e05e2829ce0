"""/people: who holds which role, by kind and studio; a person's card; dismissing, and handing a role over.

Nobody is appointed here: that is done by invitation (`handlers.inviting`), so that whoever gets a role has agreed to it.
"""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.moments import day
from handlers.cards.roles import (
    DISMISS,
    INVITES,
    NEW,
    PERSON,
    ROLE_NAMES,
    called,
    held_words,
    name_wanted,
    role_words,
    studio_name,
    tell_dismissed,
)
from handlers.cards.studios import short_name
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale, Tap
from storage import people, profiles, roles, studios
from storage.model.invitations import may_dismiss, may_invite
from storage.model.local_time import local_date
from storage.model.people import ADMIN, ASSESSOR, DEPUTY, LEADER, OWNER, STUDIO_ROLES
from storage.model.texts import cleaned
from storage.roles import Dismissal, Held

LIST = Tap("people.list", str, int)
"""Who holds a role; the page."""
ALL = Tap("people.all")
REALLY = Tap("people.really", int, str, int)
"""Dismissed: as DISMISS carries it."""
HAND_OVER = Tap("people.hand", int, str, int)
PAGE = 8
ORDER = (LEADER, DEPUTY, ASSESSOR, ADMIN, OWNER)

room = Room("people_desk")


@room.command("people", action="role.edit", summary="身份和人员")
@room.words("身份和人员", "人员名单", "谁是管理员", action="role.edit")
async def show(update: Update, context: Context) -> None:
    """How many hold which role; behind the command a studio's name, or a person's."""
    if said := cleaned(" ".join(context.args or ())):
        await context.say(*await _search(context, said))
    else:
        await context.say(*await _overview(context))


@room.on_tap(ALL, action="role.edit")
async def back(update: Update, context: Context) -> None:
    """The same, in place."""
    await context.edit(*await _overview(context))


@room.on_tap(LIST, action="role.edit")
async def turn(update: Update, context: Context) -> None:
    """Those who hold one role."""
    role, page = context.tap
    if role not in ROLE_NAMES:
        raise Stale(role)
    await context.edit(*await _list(context, role, page))


@room.on_tap(PERSON, action="role.edit")
async def open_person(update: Update, context: Context) -> None:
    """One person's card."""
    await context.edit(*await _card(context, context.tap[0]))


@room.on_tap(DISMISS, action="role.invite")
async def ask_dismiss(update: Update, context: Context) -> None:
    """Whether to take the role back."""
    person, role, studio = context.tap
    if not await _held(context, person, role, studio):
        await context.toast(context.label("这位已经不担任了"))
        await _return(context, person)
        return
    if not may_dismiss(context.person, role, studio):
        await context.toast(_forbidden(context), alert=True)
        return
    name = await called(context.tx, context.words, person)
    said = role_words(context.words, role, await studio_name(context.tx, studio))
    lines = [context.t("免去 <b>{name}</b> 的{role}?", name=name, role=said)]
    lines.append(context.t("马上生效,会告诉本人和有关的同志。写过的记录都留着;以后可以再邀请。"))
    really = REALLY.button(context.label("免去"), person, role, studio)
    keep = (
        PERSON.button(context.label("不免了"), person)
        if context.may("role.edit")
        else INVITES.button(context.label("不免了"))
    )
    await context.edit(Markup("\n").join(lines), [[really, keep]])


@room.on_tap(REALLY, action="role.invite")
async def dismiss(update: Update, context: Context) -> None:
    """Take the role back, and tell."""
    person, role, studio = context.tap
    if role not in ROLE_NAMES:
        raise Stale(role)
    done = await roles.dismiss(context.tx, context.person, person, role, studio, context.now)
    if done is Dismissal.DONE:
        await context.toast(context.label("已免去,已告诉本人"))
        who = await people.find(context.tx, person)
        if who is not None:
            if who.id == context.person.id:
                context.delivery.person = who
            await tell_dismissed(context, who, role, studio)
    elif done is Dismissal.LAST_OWNER:
        text = context.label("最后一位系统负责人不能免去。请先在服务器上用 studio-bot grant 再设一位。")
        await context.toast(text, alert=True)
    elif done is Dismissal.FORBIDDEN:
        await context.toast(_forbidden(context), alert=True)
    else:
        await context.toast(context.label("这位已经不担任了"))
    await _return(context, person)


@room.on_tap(HAND_OVER, action="role.edit")
async def hand_over(update: Update, context: Context) -> None:
    """A role goes to somebody else: with the link's acceptance the old one stops, or both stay."""
    person, role, studio = context.tap
    if role not in STUDIO_ROLES or not await _held(context, person, role, studio):
        await context.toast(context.label("这位已经不担任了"))
        await _return(context, person)
        return
    name = await called(context.tx, context.words, person)
    said = role_words(context.words, role, await studio_name(context.tx, studio))
    lines = [
        context.t("移交{role}(现在是 <b>{name}</b>)", role=said, name=name),
        context.t("做一个邀请链接给接任的人。接任的接受以前,什么都不变;快报、报告和写到一半的报告一直留在工作室。"),
    ]
    rows = [
        [NEW.button(context.label("接任后原来的停任"), role, studio, person)],
        [NEW.button(context.label("两位都担任"), role, studio, 0)],
        [PERSON.button(context.label("返回"), person)],
    ]
    await context.edit(Markup("\n").join(lines), rows)


def _forbidden(context: Context) -> str:
    return context.label("管理员和系统负责人的身份,只有系统负责人能动")


async def _return(context: Context, person: int) -> None:
    """Back to where the button was: the card, or a leader's page of invitations."""
    if context.may("role.edit"):
        await context.edit(*await _card(context, person))
    else:
        await context.edit(
            context.t("好了。"),
            [[INVITES.button(context.label("看联络员和邀请"))]] if context.may("role.invite") else [],
        )


async def _held(context: Context, person: int, role: str, studio: int) -> bool:
    return any((one.role, one.studio) == (role, studio) for one in await roles.of_person(context.tx, person))


async def _overview(context: Context) -> tuple[Markup, Rows]:
    counts = await roles.counts(context.tx)
    buttons = [
        LIST.button(f"{context.label(ROLE_NAMES[role])} {counts[role]}", role, 0) for role in ORDER if counts.get(role)
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    text = context.t("<b>身份和人员</b>\n点一类看名单。新任都用邀请链接,本人接受了才生效。")
    wanted, name = await name_wanted(context)
    return text + wanted, [*rows, [INVITES.button(context.label("邀请"))], *name]


async def _search(context: Context, said: str) -> tuple[Markup, Rows]:
    """The person of this name; else the people of the studio whose name has this in it."""
    person = await profiles.named(context.tx, said)
    if person is not None and await roles.of_person(context.tx, person):
        return await _card(context, person)
    found = await studios.alike(context.tx, said)
    if len(found) != 1:
        text, rows = await _overview(context)
        more = context.t("有 {number} 家工作室都像,请写得再全一点。", number=len(found))
        none = context.t("没有找到这个人或工作室。")
        return Markup("{}\n\n{}").format(more if found else none, text), rows
    lines = [Markup("<b>{}</b>").format(found[0].name)]
    numbers = []
    for place, held in enumerate(await roles.of_studio(context.tx, found[0].id), 1):
        lines.append(
            Markup("{}. <b>{}</b> {}").format(
                place, held_words(context.words, held), context.label(ROLE_NAMES[held.role])
            )
        )
        numbers.append(PERSON.button(str(place), held.person))
    if not numbers:
        lines.append(context.t("还没有领军人和联络员在用机器人。"))
    rows = [
        numbers,
        [
            NEW.button(context.label("邀请{role}", role=context.label(ROLE_NAMES[role])), role, found[0].id, 0)
            for role in (LEADER, DEPUTY)
        ],
    ]
    return Markup("\n").join(lines), [row for row in rows if row]


async def _list(context: Context, role: str, page: int) -> tuple[Markup, Rows]:
    total = (await roles.counts(context.tx)).get(role, 0)
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    lines = [Markup("<b>{}</b> · {}").format(context.label(ROLE_NAMES[role]), total)]
    numbers: list[InlineKeyboardButton] = []
    for place, held in enumerate(await roles.page(context.tx, role, PAGE, page * PAGE), page * PAGE + 1):
        about = context.label("、").join(filter(None, (held.studio_name, held.unit)))
        lines.append(Markup("{}. <b>{}</b> {}").format(place, held_words(context.words, held), about))
        numbers.append(PERSON.button(str(place), held.person))
    if not total:
        lines.append(context.t("现在没有人。"))
    half = (len(numbers) + 1) // 2 if len(numbers) > PAGE // 2 else len(numbers)
    rows = [numbers[:half], numbers[half:], turning(context, LIST, page, last, role)]
    return Markup("\n").join(lines), [*filter(None, rows), [ALL.button(context.label("返回"))]]


async def _card(context: Context, person: int) -> tuple[Markup, Rows]:
    """A person: what they hold since when, and what can be done about it."""
    words, held = context.words, await roles.of_person(context.tx, person)
    who = await people.find(context.tx, person)
    if who is None or not held:
        return context.t("这位现在没有身份。"), [[ALL.button(context.label("返回"))]]
    today = local_date(context.now, context.office.zone)
    lines = [Markup("<b>{}</b>").format(held_words(words, held[0]))]
    if held[0].unit:
        lines.append(Markup("{}").format(held[0].unit))
    rows: list[list[InlineKeyboardButton]] = []
    for one in held:
        since = day(words, local_date(one.granted_at, context.office.zone), today)
        lines.append(context.t("· {role} · {day} 起", role=role_words(words, one.role, one.studio_name), day=since))
        rows += _deeds(context, one, several=[each.role for each in held].count(one.role) > 1)
    lines.append(context.t("编号 {number}", number=person))
    if who.muted:
        lines.append(context.t("⚠️ 屏蔽了机器人,收不到消息"))
    return Markup("\n").join(lines), [*rows, [LIST.button(context.label("返回名单"), held[0].role, 0)]]


def _deeds(context: Context, one: Held, *, several: bool) -> list[list[InlineKeyboardButton]]:
    """What the reader may do about a role of somebody's; of `several` alike each is named by its studio."""
    row = []
    about = role_words(context.words, one.role, short_name(one.studio_name) if several else "")
    if may_dismiss(context.person, one.role, one.studio):
        row.append(DISMISS.button(context.label("免去{role}", role=about), one.person, one.role, one.studio))
    if one.role in STUDIO_ROLES and may_invite(context.person, one.role, one.studio):
        row.append(HAND_OVER.button(context.label("移交{role}", role=about), one.person, one.role, one.studio))
    return [row] if row else []
