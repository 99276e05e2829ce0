"""姓名和单位, as organisers see them: shown, and put right one at a time."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.consent_enrol import CHANGE, NAME, UNIT, agreed
from handlers.cards.courses import MINE
from handlers.cards.my import PROFILE
from handlers.kit import listening
from handlers.kit.context import Context
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale
from storage import people, profiles
from storage.model.entries import LONGEST_NAME, LONGEST_UNIT
from storage.model.people import ROLE
from storage.model.texts import cleaned, is_name

_LIMITS = {NAME: (2, LONGEST_NAME), UNIT: (2, LONGEST_UNIT)}
TYPED = "profile"

room = Room("profile")


@room.words("改名字", "改姓名", "改单位", "我的姓名", "我的单位", "改姓名单位", action="profile.set")
async def show(update: Update, context: Context) -> None:
    """What is kept."""
    await context.say(*await _page(context))


@room.on_tap(PROFILE, action="profile.set")
async def open_page(update: Update, context: Context) -> None:
    """The same in place; what was being written is left as it was."""
    if context.private:
        await listening.stop(context, TYPED)
        await context.edit(*await _page(context))


@room.on_tap(CHANGE, action="profile.set")
async def change(update: Update, context: Context) -> None:
    """Ask for the new one."""
    (field,) = context.tap
    if field not in _LIMITS or not context.private or not await _may(context):
        raise Stale(field)
    await listening.listen(context, TYPED, {"field": field})
    ask = context.t("请写您的姓名,名单和证书上就这么写。") if field == NAME else context.t("请写您的单位全称。")
    await context.edit(ask, [[PROFILE.button(context.label("不改了"))]])


@listening.ear(room, TYPED, action="profile.set")
async def hear(context: Context, text: str, about: dict[str, object]) -> None:
    """The new name or unit, typed."""
    field = str(about["field"])
    least, most = _LIMITS[field]
    said = " ".join(cleaned(text).split())
    if field == NAME and not is_name(said, most):
        await context.say(context.t("请写您的姓名,2 到 {most} 个字,例如「示例职工甲」。", most=most))
        return
    if not least <= len(said) <= most:
        await context.say(context.t("要 {least} 到 {most} 个字,请再写一次。", least=least, most=most))
        return
    await listening.stop(context, TYPED)
    known = await profiles.of(context.tx, context.person.id) or profiles.Profile()
    name, unit = (said, known.unit) if field == NAME else (known.name, said)
    if context.person.grants:
        await people.consent(context.tx, context.person.id, ROLE, context.now)
    await profiles.put(context.tx, context.person.id, name, unit, context.now)
    text, buttons = await _page(context)
    await context.say(Markup("{}\n{}").format(context.t("✅ 已改好。"), text), buttons)


async def _may(context: Context) -> bool:
    """Whether they agreed to have it kept, or hold a role: colleagues read who does what."""
    return bool(context.person.grants) or await agreed(context)


async def _page(context: Context) -> tuple[Markup, Rows]:
    known = await profiles.of(context.tx, context.person.id) if context.person.id else None
    if known is None and context.person.grants:
        known = profiles.Profile()
    if known is None or not await _may(context):
        text = context.t("还没有记下您的姓名和单位。第一次报名时会问您。")
        return text, [[MINE.button(context.label("返回「我的」"))]]
    none = context.label("没写")
    text = Markup("\n").join(
        [
            context.t("<b>姓名和单位</b>"),
            context.t("姓名:{name}", name=known.name or none),
            context.t("单位:{unit}", unit=known.unit or none),
            context.t("只给您所报课程、竞赛的主办方看:排名单、签到、发证书。已发的证书不变。"),
        ]
    )
    if context.person.grants:
        text += "\n" + context.t("您担任着身份,工会管理员和同一工作室的同志也能看到姓名。")
    change = [CHANGE.button(context.label("改姓名"), NAME), CHANGE.button(context.label("改单位"), UNIT)]
    return text, [change, [MINE.button(context.label("返回「我的」"))]]
