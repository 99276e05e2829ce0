"""Roles as people read them: what each is called and may do, who holds it, and what is told when one changes hands."""

from collections.abc import Callable, Iterable

from markupsafe import Markup

from handlers.cards.audiences import role_words as short_role
from handlers.cards.consent_enrol import CHANGE, NAME
from handlers.cards.moments import moment_for
from handlers.cards.news_form import HELD
from handlers.cards.news_form import NEW as NEWS_FORM
from handlers.cards.studios import EDIT
from handlers.kit import menu
from handlers.kit.context import Context
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import dialogues, people, profiles, roles, studios
from storage.database import Tx
from storage.model.invitations import Invitation, Refusal, State
from storage.model.people import ADMIN, ASSESSOR, DEPUTY, LEADER, OWNER, Person, may
from storage.roles import Held

INVITES = Tap("invite.mine")
"""The page of one's own invitations."""
NEW = Tap("invite.new", str, int, int)
"""Make a link: the role, the studio (0 for none), the person whose role ends when it is taken (0 for nobody)."""
PERSON = Tap("people.one", int)
DISMISS = Tap("people.dismiss", int, str, int)
"""Ask whether to dismiss: the person, the role, the studio (0 for none)."""
CONFIRM = Tap("role.confirm", int, int)
"""An owner's word: the invitation at the version that was taken. So for REFUSE."""
REFUSE = Tap("role.refuse", int, int)
ROLE_NAMES = {
    LEADER: "领军人",
    DEPUTY: "联络员",
    ASSESSOR: "评委",
    ADMIN: "区总工会管理员",
    OWNER: "系统负责人",
}
"""Source strings."""
MAY = {
    LEADER: "替工作室报快报、交报告、开课、管报名,请联络员。",
    DEPUTY: "替工作室报快报、交报告、开课、管报名。",
    ASSESSOR: "在竞赛里打分。",
    ADMIN: "答复提问、发通知、审核快报和报告、看统计、管身份。",
}
"""What each is for, in one sentence (source strings)."""
REFUSALS = {
    Refusal.UNKNOWN: "这个邀请链接不对,可能没有复制完整。请让发给您的人再发一次。",
    Refusal.USED: "这个邀请已经用过了,一个链接只能用一次。该是给您的话,请让邀请人再发一个。",
    Refusal.EXPIRED: "这个邀请过期了(7 天有效)。请让邀请人再发一个。",
    Refusal.REVOKED: "这个邀请已经收回了。有疑问请联系邀请您的人。",
    Refusal.VOID: "这个邀请已经失效:发邀请的人或工作室有了变动。请联系区总工会管理员。",
    Refusal.ONESELF: "这是您自己发出的邀请,请转发给要邀请的人。链接还没有用掉。",
    Refusal.ALREADY: "您已经有这个身份了,不用再接受。链接还没有用掉,可以给别人。",
    Refusal.WAITING: "您已经接受了,正在等系统负责人确认,确认后马上告诉您。",
}
"""Source strings."""


def role_words(words: Words, role: str, studio_name: str = "") -> str:
    """「联络员「示例工作室」」."""
    name = ROLE_NAMES[role]
    said = words.label(name)
    return words.label("{role}「{studio}」", role=said, studio=studio_name) if studio_name else said


def held_words(words: Words, held: Held) -> str:
    """What somebody is called who holds this role, as `called` says it."""
    return held.name or _number_words(words, held.person, held.role)


async def called(tx: Tx, words: Words, person: int) -> str:
    """What a person is called wherever others read of them: the name they told, or what they are and their number
    (「管理员 7 号」; /people shows the number too, and so does their own /privacy)."""
    if not person:
        return words.label("命令行")
    kept = await profiles.of(tx, person)
    if kept is not None and kept.name:
        return kept.name
    who = await people.find(tx, person)
    return _number_words(words, person, who.role) if who is not None else words.label("{number} 号", number=person)


def _number_words(words: Words, person: int, role: str) -> str:
    return words.label("{role} {number} 号", role=short_role(words, role), number=person)


async def name_wanted(context: Context) -> tuple[Markup, Rows]:
    """Asks whoever told no name to tell one, with the button for it; nothing for whoever did. Below a page about people."""
    kept = await profiles.of(context.tx, context.person.id)
    if kept is not None and kept.name:
        return Markup(""), []
    shown = await called(context.tx, context.words, context.person.id)
    text = context.t("\n\n您还没有写姓名,同事看到的是「{shown}」。方便的话写一下。", shown=shown)
    return text, [[CHANGE.button(context.label("写我的姓名"), NAME)]]


async def studio_name(tx: Tx, studio: int) -> str:
    """A studio's name, '' for none."""
    found = await studios.find(tx, studio) if studio else None
    return found.name if found is not None else ""


async def invitation_words(context: Context, one: Invitation) -> Markup:
    """An open invitation in two lines: what to, for whom, until when."""
    words = context.words
    lines = [Markup("<b>{}</b>").format(role_words(words, one.role, await studio_name(context.tx, one.studio)))]
    if one.note:
        lines[0] += Markup(" · {}").format(one.note)
    if one.state is State.CLAIMED:
        who = await called(context.tx, words, one.used_by or 0)
        lines.append(context.t("{who} 已接受,等系统负责人确认", who=who))
    else:
        until = moment_for(words, context.office.zone, one.expires_at, context.now)
        lines.append(context.t("{until} 前有效", until=until))
    return Markup("\n").join(lines)


# telling


async def tell_all(
    context: Context,
    whom: Iterable[Person],
    key: str,
    text: Callable[[Words], Markup],
    buttons: Callable[[Words, Person], Rows] = lambda _words, _person: (),
) -> None:
    """Say something to several people, each once for this `key`, and not to whoever does it."""
    for person in {one.id: one for one in whom if one.address and one.id != context.person.id}.values():
        words = context.words_for(person)
        await context.tell(person, text(words), buttons(words, person), key=f"{key}:{person.id}")


async def studio_people(context: Context, studio: int) -> list[Person]:
    """The leaders and deputies of a studio."""
    held = await roles.of_studio(context.tx, studio) if studio else []
    found = [await people.find(context.tx, one.person) for one in held]
    return [person for person in found if person is not None]


async def tell_taken(context: Context, one: Invitation) -> None:
    """An invitation was taken: whoever made it, the owners and the studio's other people hear it at once."""
    name, studio = await called(context.tx, context.words, context.person.id), await studio_name(context.tx, one.studio)

    def text(words: Words) -> Markup:
        return words.t("<b>{name}</b> 接受邀请,现在是{role}。", name=name, role=role_words(words, one.role, studio))

    def buttons(words: Words, person: Person) -> Rows:
        """A new leader: the studio's record may name the old one still."""
        if one.role != LEADER or not may(person, "studio.edit"):
            return []
        return [[EDIT.button(words.label("改资料里的领军人"), one.studio)]]

    by = await people.find(context.tx, one.made_by)
    whom = [*await people.holders(context.tx, OWNER), *([by] if by else []), *await studio_people(context, one.studio)]
    old = await people.find(context.tx, one.instead_of) if one.instead_of else None
    await tell_all(
        context, [each for each in whom if old is None or each.id != old.id], f"role:{one.id}:taken", text, buttons
    )
    if old is not None and old.id != context.person.id:
        await tell_handed_over(context, one, old, name, studio)


async def tell_handed_over(context: Context, one: Invitation, old: Person, name: str, studio: str) -> None:
    """Whoever had the role before it was handed over hears that it has ended, and that nothing is lost."""
    words = context.words_for(old)
    role = role_words(words, one.role, studio)
    lines = [
        words.t("{role}已由 <b>{name}</b> 接任,您的这个身份到此结束。谢谢您一直以来的付出!", role=role, name=name),
        words.t("报过的快报、交过的报告和写到一半的报告都留在工作室,由接任的同志接着办。"),
        *await _unsaved(context, words, old),
    ]
    await context.tell(old, Markup("\n").join(lines), key=f"role:{one.id}:ended:{old.id}")
    await menu.fit(context, await people.find(context.tx, old.id) or old)


async def _unsaved(context: Context, words: Words, person: Person) -> list[Markup]:
    """That what they wrote and did not save was not reported, where there is such a thing."""
    drafts = [await dialogues.named(context.tx, person.id, name) for name in (NEWS_FORM.name, HELD)]
    return [words.t("您有快报还没有保存,没有报出去。该报的请告诉接任的同志。")] if any(drafts) else []


async def tell_dismissed(context: Context, person: Person, role: str, studio: int) -> None:
    """The person and the studio's others hear that a role has ended."""
    name, where = await called(context.tx, context.words, person.id), await studio_name(context.tx, studio)
    key = f"role:{context.delivery.update.update_id}:ended"
    if person.id != context.person.id and person.address:
        words = context.words_for(person)
        said = words.t("您不再担任{role}。谢谢您一直以来的付出!", role=role_words(words, role, where))
        if studio:
            kept = words.t("报过的快报、交过的报告和写到一半的报告都留在工作室。")
            said = Markup("\n").join([said, kept, *await _unsaved(context, words, person)])
        said += "\n" + words.t("查工作室、报名课程和竞赛照常。有疑问请发 /ask 联系工会。")
        await context.tell(person, said, key=f"{key}:{person.id}")
        await menu.fit(context, person)

    def text(words: Words) -> Markup:
        return words.t("{name} 不再担任{role}。", name=name, role=role_words(words, role, where))

    others = await studio_people(context, studio) if studio else await people.holders(context.tx, OWNER)
    await tell_all(context, [one for one in others if one.id != person.id], key, text)
