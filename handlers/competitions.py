"""Competitions for everybody: what there is, the card of one, following, and a calendar file (entering: `entering`)."""

from collections.abc import Awaitable, Callable

from telegram import Update

from handlers.cards.calendar_file import calendar_file
from handlers.cards.competitions import (
    CALENDAR,
    CARD,
    FILES,
    FOLLOW,
    FOLLOW_HERE,
    LIST,
    OPEN,
    OWN,
    UNFOLLOW,
    competition_card,
    competition_list,
    own_list,
    short_title,
    stage_name,
)
from handlers.cards.course_recall import recall_list, recall_one
from handlers.cards.settings import SWITCH
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.taps import Stale, Tap
from handlers.kit.words import Words
from handlers.language.course_meaning import CONTEST
from storage import competitions, people, preferences
from storage.errands import Errand
from storage.model.competitions import Competition, State, is_past
from storage.model.people import ENROL, REGISTER
from storage.model.post import REPLY_TTL_MS, Letter
from storage.model.reminders import COMPETITION

AGREE = Tap("competition.agree", str, int)
"""同意并关注: the consent, then what was asked for: follow."""
ICS = "competition.ics"

room = Room("competitions")


@room.command("competitions", action="competition.read", summary="技能竞赛:查看、关注、报名")
@room.words("比赛", "竞赛", "技能竞赛", "有什么比赛", "有什么竞赛", action="competition.read", rank=3)
async def show_list(update: Update, context: Context) -> None:
    """What goes on and comes."""
    text, rows = await competition_list(context)
    await context.say(text, rows)
    await recall_list(context, CONTEST, rows)


@room.on_tap(LIST, action="competition.read")
async def turn(update: Update, context: Context) -> None:
    """A page of what comes or of what is over, in place."""
    over, page = context.tap
    await context.edit(*await competition_list(context, over=bool(over), page=page))


@room.words(
    "我的竞赛",
    "我报名的竞赛",
    "我关注的竞赛",
    "竞赛什么时候截止",
    "竞赛什么时候截止?",
    "竞赛截止时间",
    action="competition.read",
)
async def show_own(update: Update, context: Context) -> None:
    """What the person follows or is registered for, with what is next; all competitions where that is nothing."""
    await context.say(*(await own_list(context) if context.private else None) or await competition_list(context))


@room.on_tap(OWN, action="competition.read")
async def turn_own(update: Update, context: Context) -> None:
    """A page of them, in place."""
    await context.edit(*await own_list(context, context.tap[0]) or await competition_list(context))


@room.on_tap(OPEN, action="competition.read")
async def open_card(update: Update, context: Context) -> None:
    """The card in place of the list."""
    one = await _competition(context)
    if one is not None:
        await context.edit(*await competition_card(context, one))
        await recall_one(context, CONTEST, one.id)


@room.on_tap(CARD, action="competition.read")
async def show_card(update: Update, context: Context) -> None:
    """The card below a reminder or a notice, which stays."""
    one = await _competition(context)
    if one is not None:
        await context.say(*await competition_card(context, one))
        await recall_one(context, CONTEST, one.id)


@room.on_tap(FILES, action="competition.read")
async def show_files(update: Update, context: Context) -> None:
    """The attachments, a message each."""
    one = await _competition(context)
    for number, file in enumerate(one.files if one is not None else (), 1):
        method = "sendPhoto" if file.kind == "photo" else "sendDocument"
        caption = context.label("{title} 附件 {number}", title=short_title(one.title if one else ""), number=number)
        chat = int(context.chat) if context.chat.lstrip("-").isdigit() else context.chat
        payload: dict[str, object] = {"chat_id": chat, file.kind: file.file_id, "caption": caption}
        person = context.person.id or None  # strangers may look too
        await context.put(Letter(context.chat, method, payload, person=person, expires_at=context.now + REPLY_TTL_MS))


@room.on_tap(FOLLOW, action="competition.enter")
async def follow_from_afar(update: Update, context: Context) -> None:
    """关注 under a reminder or a notice."""
    await _begin(context, context.say)


@room.on_tap(FOLLOW_HERE, action="competition.enter")
async def follow(update: Update, context: Context) -> None:
    """关注 on the card."""
    await _begin(context, context.edit)


@room.on_tap(AGREE, action="competition.enter")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent, then do what was asked for."""
    deed, number = context.tap
    context.tap = (number,)
    one = await _competition(context)
    if one is None or await _not_now(context, one, context.edit):
        return
    if deed == "follow":
        person = await context.acquainted()
        await people.consent(context.tx, person.id, REGISTER, context.now)
        await _follow(context, one)
    else:  # a button of before: what it asked consent for is not what registering keeps by now
        await context.toast(context.label("报名的办法变了,请再点一次「报名」"))
    await context.edit(*await competition_card(context, one))


@room.on_tap(UNFOLLOW, action="competition.enter")
async def unfollow(update: Update, context: Context) -> None:
    """No longer."""
    one = await _competition(context)
    if one is None:
        return
    if context.person.id and await competitions.unfollow(context.tx, context.person.id, one.id):
        await context.toast(context.label("已取消关注"))
    await context.edit(*await competition_card(context, one))


@room.on_tap(CALENDAR, action="competition.read")
async def ask_calendar(update: Update, context: Context) -> None:
    """Have the calendar file made; it comes as a message of its own."""
    one = await _competition(context)
    if one is not None:
        await context.errand(ICS, competition=one.id)
        if one.state is State.CANCELLED:
            await context.toast(context.label("日历文件马上发给您,点开就标成已取消;要是还在日历里,请手动删掉"))
        else:
            await context.toast(context.label("日历文件马上发给您,点开就能加到手机日历"))


@room.errand(ICS, action="competition.read")
async def gather_calendar(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the calendar file needs."""
    number = errand.arguments.get("competition")
    one = await competitions.find(desk.tx, number) if isinstance(number, int) else None
    if one is None:
        return None
    names = {stage: stage_name(words, stage) for stage in one.times}
    caption = words.t("{title} · 日历", title=one.title)
    now = desk.now
    return lambda: Made(f"competition-{one.id}.ics", calendar_file(one, names, now), caption)


Put = Callable[..., Awaitable[None]]
"""`context.edit` on a card of ours, `context.say` below a message that is to stay."""


async def _begin(context: Context, put: Put) -> None:
    """Follow; the first time ask whether that may be kept."""
    one = await _competition(context)
    if one is None or await _not_now(context, one, put):
        return
    if not context.private:
        raise Stale(one.id)  # a group is shown a link into the private chat instead of this button
    if context.person.id and {REGISTER, ENROL} & set(await people.consents(context.tx, context.person.id)):
        await _follow(context, one)
        await put(*await competition_card(context, one))
        return
    yes = AGREE.button(context.label("同意并关注"), "follow", one.id)
    no = OPEN.button(context.label("不用了"), one.id)
    await put(context.card("competition_consent.html", title=one.title), [[yes, no]])


async def _not_now(context: Context, one: Competition, put: Put) -> bool:
    """Say why it cannot be done any more, and show how the competition stands."""
    said = ""
    if one.state is State.CANCELLED:
        said = context.label("这项竞赛已经取消了")
    elif is_past(one, context.now):
        said = context.label("这项竞赛已经结束了")
    if said:
        await context.toast(said, alert=True)
        await put(*await competition_card(context, one))
    return bool(said)


async def _follow(context: Context, one: Competition) -> None:
    # whoever asks for a competition anew wants to hear of it again, 「不再提醒此事」 or not
    await preferences.unmute(context.tx, context.person.id, COMPETITION, one.id)
    await competitions.follow(context.tx, context.person.id, one.id, context.now)
    if await _wants(context):
        await context.toast(context.label("已关注,到时候提醒您"))
    else:
        await context.toast(context.label("已关注"))
        await _offer(context)


async def _wants(context: Context) -> bool:
    """Whether the person did not switch all reminders of competitions off."""
    return (await preferences.of(context.tx, context.person.id)).wants(COMPETITION)


async def _offer(context: Context) -> None:
    """Say that nothing will be brought to mind, and offer to change that."""
    on = SWITCH.button(context.label("打开竞赛提醒"), COMPETITION, 1)
    await context.say(context.t("您关掉了竞赛提醒,到时候不会提醒您。要打开吗?"), [[on]])


async def _competition(context: Context) -> Competition | None:
    """The competition that the tapped button is about; where there is none, say so and show the list instead."""
    one = await competitions.find(context.tx, context.tap[0])
    if one is None:
        await context.toast(context.label("没有找到这项竞赛,请看最新的"))
        await context.say(*await competition_list(context))
    return one
