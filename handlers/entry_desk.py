"""The admins' look at entries: 通过, 退回 with a reason, 不通过 with a reason, and on to the next.

Two admins may look at the same entry at once, and its people may change it meanwhile: the entry's version decides, and who
came later is shown how it stands now.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.competitions import competition_list
from handlers.cards.entries import competition_found
from handlers.cards.entry_desk import (
    DESK,
    DOCUMENTS,
    JUDGE,
    LISTED,
    TABLE,
    all_looked_at,
    desk_page,
    entry_card,
    roster,
)
from handlers.cards.entry_news import tell_verdict
from handlers.cards.entry_states import LOOK, LOOK_BELOW, QUEUE, QUEUE_BELOW, REASONS, REFUSALS, ROSTER, state_name
from handlers.cards.questions import quote
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.tables import workbook
from handlers.kit.taps import Stale, Tap
from handlers.kit.words import Words
from handlers.language.course_fix import clearly_asks
from storage import audit, competitions, dialogues, entries
from storage.dialogues import Answers
from storage.errands import Errand
from storage.model.competitions import Competition
from storage.model.entries import LONGEST_REASON, VERDICTS, Entry, State
from storage.model.local_time import local
from storage.model.texts import cleaned

REASON = Tap("entries.reason", int, int, str, int)
"""One of the common reasons: the entry, its version, the verdict, the reason's place."""
SEND = Tap("entries.say", int)
"""The reason that was typed for this entry, meant."""
WHY = "entry_reason"
"""What listens for a reason that is typed."""
HEAD = ("编号", "姓名", "单位", "队名", "状态", "退回或不通过的原因", "报名时间")
"""Of the workbook (source strings)."""
WIDTHS = (8, 16, 30, 20, 12, 40, 18)

room = Room("entry_desk")


@room.command("entries", action="competition.edit", summary="审核竞赛报名")
@room.words("报名审核", "审核报名", action="competition.edit")
async def show_desk(update: Update, context: Context) -> None:
    """What waits for a look."""
    await context.say(*await desk_page(context))


@room.on_tap(DESK, action="competition.edit")
async def turn_to_desk(update: Update, context: Context) -> None:
    """The same, in place."""
    await stop(context, WHY)
    await context.edit(*await desk_page(context))


@room.on_tap(QUEUE, action="competition.edit")
async def show_next(update: Update, context: Context) -> None:
    """The entry that waits behind this one."""
    number, after = context.tap
    await stop(context, WHY)
    one = await competition_found(context, number)
    if one is not None:
        await _next(context, one, after)


@room.on_tap(QUEUE_BELOW, action="competition.edit")
async def show_first(update: Update, context: Context) -> None:
    """The first that waits, below what told of it."""
    one = await competition_found(context, context.tap[0])
    if one is not None:
        entry = await entries.next_queued(context.tx, one.id)
        await context.say(*(all_looked_at(context, one) if entry is None else await entry_card(context, one, entry)))


@room.on_tap(ROSTER, action="competition.edit")
async def show_roster(update: Update, context: Context) -> None:
    """A page of the list."""
    number, page = context.tap
    await stop(context, WHY)
    one = await competition_found(context, number)
    if one is not None:
        await context.edit(*await roster(context, one, page))


@room.on_tap(LOOK, action="competition.edit")
async def look(update: Update, context: Context) -> None:
    """One entry of the list."""
    held = await _held(context, context.tap[0])
    if held is not None:
        await stop(context, WHY)
        await context.edit(*await entry_card(context, *held, context.tap[1]))


@room.on_tap(LOOK_BELOW, action="competition.edit")
async def look_below(update: Update, context: Context) -> None:
    """The same below what told of it."""
    held = await _held(context, context.tap[0])
    if held is not None:
        await context.say(*await entry_card(context, *held))


@room.on_tap(DOCUMENTS, action="competition.edit")
async def show_documents(update: Update, context: Context) -> None:
    """What was photographed, a message each."""
    held = await _held(context, context.tap[0])
    if held is None:
        return
    entry = held[1]
    for number, file in enumerate(entry.documents, 1):
        method = "sendPhoto" if file.kind == "photo" else "sendDocument"
        caption = context.label(
            "{name} 材料 {number}/{total}", name=entry.name, number=number, total=len(entry.documents)
        )
        await context.forward_media(context.person, method, file.kind, file.file_id, caption)


@room.on_tap(JUDGE, action="competition.edit")
async def decide(update: Update, context: Context) -> None:
    """通过 at once; for the others the reason first."""
    number, version, verdict = context.tap
    if verdict not in VERDICTS:
        raise Stale(verdict)
    held = await _held(context, number)
    if held is None:
        return
    one, entry = held
    if entry.version != version:
        await _outrun(context, one, entry)
    elif verdict == State.CONFIRMED:
        await _judge(context, one, entry, State.CONFIRMED, "")
    else:
        await listen(context, WHY, {"entry": entry.id, "version": version, "verdict": verdict})
        rows = []
        for place, (thing, message) in enumerate(_reasons(verdict)):
            if (thing != "documents" or one.documents) and (thing != "team" or entry.team):
                rows.append([REASON.button(context.label(message), entry.id, version, verdict, place)])
        rows.append([LOOK.button(context.label("返回"), entry.id, 0)])
        text = context.t("为什么不通过「{name}」?点一个,或者直接打字写原因,会告诉本人。", name=entry.name)
        if verdict == State.RETURNED:
            text = context.t("「{name}」要改什么?点一个,或者直接打字写,会告诉本人。", name=entry.name)
        await context.edit(text, rows)


@room.on_tap(REASON, action="competition.edit")
async def give_reason(update: Update, context: Context) -> None:
    """A common reason."""
    number, version, verdict, place = context.tap
    reasons = _reasons(verdict)
    if verdict not in (State.RETURNED, State.REFUSED) or not 0 <= place < len(reasons):
        raise Stale(verdict)
    held = await _held(context, number)
    if held is None:
        return
    await stop(context, WHY)
    one, entry = held
    if entry.version != version:
        await _outrun(context, one, entry)
    else:
        await _judge(context, one, entry, State(verdict), reasons[place][1])


@ear(room, WHY, action="competition.edit")
async def hear_reason(context: Context, text: str, about: Answers) -> Pass | None:
    """A reason that was typed; a question is none, and is answered as ever."""
    number, reason = about["entry"], cleaned(text)
    assert isinstance(number, int)
    if clearly_asks(reason):
        return PASS
    if not 2 <= len(reason) <= LONGEST_REASON:
        await context.say(context.t("原因写 2 到 {most} 个字,请再发一次。", most=LONGEST_REASON))
        return None
    held = await _held(context, number)
    if held is None:
        await stop(context, WHY)
        return None
    _, entry = held
    await listen(context, WHY, {**about, "reason": reason})
    verdict = context.label("退回修改") if about["verdict"] == State.RETURNED else context.label("不通过")
    text = context.t("「{name}」{verdict},会发给本人:", name=entry.name, verdict=verdict)
    send = SEND.button(context.label("发给本人"), entry.id)
    back = LOOK.button(context.label("先不发"), entry.id, 0)
    await context.say(
        Markup("{}\n{}\n{}").format(text, quote(reason, LONGEST_REASON), context.t("要改就再打一遍。")), [[send, back]]
    )
    return None


@room.on_tap(SEND, action="competition.edit")
async def send_reason(update: Update, context: Context) -> None:
    """The typed reason, meant."""
    waiting = await dialogues.named(context.tx, context.person.id, WHY)
    about = waiting.answers if waiting is not None else {}
    if about.get("entry") != context.tap[0] or not about.get("reason"):
        raise Stale(context.tap[0])
    await stop(context, WHY)
    held = await _held(context, context.tap[0])
    if held is None:
        return
    one, entry = held
    if entry.version != about["version"]:
        await _outrun(context, one, entry)
    else:
        await _judge(context, one, entry, State(str(about["verdict"])), str(about["reason"]))


def _reasons(verdict: str) -> tuple[tuple[str, str], ...]:
    """The common reasons: what is to be put right, and the words."""
    return REASONS if verdict == State.RETURNED else tuple(("", text) for text in REFUSALS)


async def _held(context: Context, number: int) -> tuple[Competition, Entry] | None:
    entry = await entries.find(context.tx, number)
    one = await competitions.find(context.tx, entry.competition) if entry is not None else None
    if entry is None or one is None:
        await context.toast(context.label("没有找到这份报名,请看最新的"))
        await context.say(*await competition_list(context))
        return None
    return one, entry


async def _outrun(context: Context, one: Competition, entry: Entry) -> None:
    """Somebody was faster: the entry as it stands now."""
    said = context.label("这份报名刚有变化,现在是:{state}", state=state_name(context.words, entry.state))
    await context.toast(said, alert=True)
    if context.delivery.update.callback_query is None:
        await context.say(said)
    await context.edit(*await entry_card(context, one, entry))


async def _judge(context: Context, one: Competition, entry: Entry, verdict: State, reason: str) -> None:
    judged = await entries.judge(context.tx, entry, verdict, reason, context.person.id, context.now)
    if judged is None:
        await _outrun(context, one, entry)
        return
    await audit.note(context.tx, context.person.id, "competition.edit", f"entry {entry.id}", context.now, verdict)
    await tell_verdict(context, one, judged)
    said = {
        State.CONFIRMED: context.label("已通过,告诉本人了"),
        State.RETURNED: context.label("已退回,告诉本人了"),
        State.REFUSED: context.label("没有通过,告诉本人了"),
    }[verdict]
    await context.toast(said)
    await _next(context, one, entry.id)


async def _next(context: Context, one: Competition, after: int) -> None:
    entry = await entries.next_queued(context.tx, one.id, after)
    await context.edit(*(all_looked_at(context, one) if entry is None else await entry_card(context, one, entry)))


# the workbook


@room.on_tap(TABLE, action="competition.edit")
async def ask_table(update: Update, context: Context) -> None:
    """Have the workbook made; it comes as a message of its own."""
    one = await competition_found(context, context.tap[0])
    if one is not None:
        await context.errand("entries", competition=one.id)
        await audit.note(
            context.tx, context.person.id, "competition.edit", f"competition {one.id}", context.now, "exported entries"
        )
        await context.toast(context.label("正在做表格,马上发给您"))


@room.errand("entries", action="competition.edit")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells: a row for each person."""
    number = errand.arguments.get("competition")
    one = await competitions.find(desk.tx, number) if isinstance(number, int) else None
    if one is None:
        return None
    rows = [[words.label(name) for name in HEAD]]
    for entry in await entries.listed(desk.tx, one.id, LISTED, 100_000):
        told = [
            str(entry.id),
            state_name(words, entry.state),
            entry.reason if entry.state is not State.CONFIRMED else "",
        ]
        for member in entry.members:
            at = f"{local(member.at, desk.office.zone):%Y-%m-%d %H:%M}"
            rows.append([told[0], member.name, member.unit or entry.unit, entry.team, told[1], told[2], at])
        if not entry.members:
            at = f"{local(entry.created_at, desk.office.zone):%Y-%m-%d %H:%M}"
            rows.append([told[0], "", entry.unit, entry.team, told[1], told[2], at])
    name = words.label("报名{number}.xlsx", number=one.id)
    caption = str(Markup("{}").format(words.t("「{title}」报名名单", title=one.title)))
    title = words.label("报名")
    return lambda: Made(name, workbook(title, rows, WIDTHS), caption)
