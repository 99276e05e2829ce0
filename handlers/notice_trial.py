"""A draft as it will look: to its author, and as a trial to named people."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.audiences import role_words
from handlers.cards.notice_draft import editable, heard_draft, others
from handlers.cards.notices import (
    OPEN,
    PREVIEW,
    TEST,
    message,
)
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import notices, people
from storage.dialogues import Answers
from storage.model.notices import (
    Notice,
)
from storage.model.people import Person
from storage.model.post import Lane, Letter

TRY = Tap("notice.try", int, int)
"""A trial to this person."""
MOST_TO_TAP = 6

room = Room("notice_trial")


@room.on_tap(PREVIEW, action="notice.send")
async def preview(update: Update, context: Context) -> None:
    """The notice itself, to whoever taps."""
    notice = await notices.find(context.tx, context.tap[0])
    if notice is None:
        await context.toast(context.label("这条通知已经删除了"))
        return
    await _show(context, notice, context.person)


async def _show(context: Context, notice: Notice, person: Person) -> None:
    method, body = message(context.words_for(person), notice.id, notice.content, sample=True)
    payload = {"chat_id": int(person.address), **body}
    await context.put(Letter(person.address, method, payload, Lane.REPLY, person.id))


@room.on_tap(TEST, action="notice.send")
async def ask_whom(update: Update, context: Context) -> None:
    """To whom a trial goes."""
    notice = await editable(context)
    if notice is None:
        return
    await listen(context, "notice.number", {"notice": notice.id})
    found = (await others(context.tx, context.person.id))[:MOST_TO_TAP]
    rows = [[TRY.button(await called(context.tx, context.words, one.id), notice.id, one.id)] for one in found]
    text = context.t(
        "试发给谁?点一位管理员,或者直接打对方的 Telegram 编号(对方发 /privacy 能看到)。\n只有对方会收到,不算正式发送。"
    )
    await context.edit(text, [*rows, [OPEN.button(context.label("返回"), notice.id)]])


@room.on_tap(TRY, action="notice.send")
async def try_on(update: Update, context: Context) -> None:
    """A trial to an admin."""
    notice = await editable(context)
    if notice is None:
        return
    person = next((one for one in await others(context.tx, context.person.id) if one.id == context.tap[1]), None)
    if person is None:
        await context.toast(context.label("这位现在不是管理员了"))
        return
    await _trial(context, notice, person)
    await context.toast(context.label("已试发"))


@ear(room, "notice.number", action="notice.send")
async def hear_number(context: Context, text: str, about: Answers) -> None:
    """Telegram numbers as they were typed."""
    notice = await heard_draft(context, about)
    if notice is None:
        return
    back = [[OPEN.button(context.label("返回草稿"), notice.id)]]
    numbers = text.replace("、", " ").replace("\uff0c", " ").replace(",", " ").split()
    if not numbers or not all(one.isdecimal() and one.isascii() for one in numbers) or len(numbers) > 5:
        await context.say(context.t("请发数字编号,一次最多 5 个,中间空一格。"), back)
        return
    lines = []
    for number in dict.fromkeys(numbers):
        person = await people.by_address(context.tx, number)
        if person is None:
            lines.append(context.t("{number}:没有这个编号,或者对方还没有用过机器人。", number=number))
        elif person.muted:
            lines.append(context.t("{number}:对方屏蔽了机器人,发不到。", number=number))
        else:
            await _trial(context, notice, person)
            who = role_words(context.words, person.role)
            lines.append(context.t("{number}({who}):已试发。", number=number, who=who))
    await context.say(Markup("\n").join(lines), back)


async def _trial(context: Context, notice: Notice, person: Person) -> None:
    words = context.words_for(person)
    await context.tell(person, words.t("下面是管理员试发的通知,请看看排版,不用办理:"))
    await _show(context, notice, person)
