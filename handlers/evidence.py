"""The evidence behind news and reports, shown to who may see it: by Telegram's own file, or from our copy where Telegram has
lost it."""

from telegram import Update

from handlers.cards.evidence import SHOW
from handlers.kit.context import Context, message_text
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.words import Words
from storage import errands, evidence, people
from storage.errands import Errand
from storage.file_types import ending_of, may_be_called, usual_ending
from storage.model.evidence import DOCUMENT, POST, Evidence, State
from storage.model.people import may
from storage.model.post import REPLY_TTL_MS, Letter

COPY = "evidence copy"
AGAIN_MS = 60_000
"""Tapped again within this, the same is not sent twice."""
LOOKS_EVERY_S, LOOKS_BACK_MS = 30, 5 * 60_000
METHODS = {"photo": "sendPhoto", "document": "sendDocument", "video": "sendVideo"}
LONGEST_CAPTION = 1024
"""Bot API, sendPhoto: characters."""

room = Room("evidence")


@room.on_tap(SHOW, action="stats.read")
async def show(update: Update, context: Context) -> None:
    """Everything that belongs to a news or a report, a message each. A file that nobody has looked into yet is not handed on."""
    subject, number = context.tap
    found = [one for one in await evidence.of(context.tx, subject, number) if one.state is not State.REFUSED]
    if not found or not context.may("stats.read", found[0].studio):
        await context.toast(context.label("这里没有证明材料"))
        return
    unseen = [one for one in found if one.kind == DOCUMENT and one.state is State.WAITING]
    ready = [one for one in found if one not in unseen]
    if unseen and not ready:
        await context.toast(context.label("文件正在核对,过一会儿再点"), alert=True)
    elif unseen:
        await context.toast(context.label("马上发给您。还有 {number} 份正在核对", number=len(unseen)))
    else:
        await context.toast(context.label("马上发给您"))
    for place, one in enumerate(ready, 1):
        await _send(context, one, place, len(ready))


async def _send(context: Context, one: Evidence, place: int, number: int) -> None:
    receipt = await evidence.receipt(context.tx, one)
    head = context.label("{receipt} 证明材料 {place}/{number}", receipt=receipt, place=place, number=number).strip()
    if one.state is State.FAILED and one.kind == DOCUMENT:
        head += "\n" + context.label("⚠️ 这份文件没有核对过,打开要小心")
    key = f"{evidence.SHOWN}{one.id}:{context.chat}:{context.now // AGAIN_MS}"
    chat = int(context.chat) if context.chat.lstrip("-").isdigit() else context.chat
    text = f"{head}\n{one.text}" if one.text else head
    if one.kind == POST:
        method = "sendMessage"
        payload: dict[str, object] = {"chat_id": chat, **message_text(text)}
    else:
        method = METHODS[one.kind]
        payload = {"chat_id": chat, one.kind: one.file_id, "caption": text[:LONGEST_CAPTION]}
    ends = context.now + REPLY_TTL_MS
    await context.put(Letter(context.chat, method, payload, person=context.person.id, dedupe_key=key, expires_at=ends))


@room.tick("evidence.lost", every_s=LOOKS_EVERY_S)
async def look(desk: Desk) -> bool:
    """Where Telegram did not know a file any more, have our copy sent."""
    for one in await evidence.lost(desk.tx, desk.now - LOOKS_BACK_MS):
        who = await people.find(desk.tx, one.person)
        if who is not None:
            language = desk.words_for(who).language
            await errands.put(desk.tx, COPY, who.id, one.chat, language, {"evidence": one.evidence}, desk.now)
            desk.tx.after_commit(desk.office.errand_asked)
    return False


@room.errand(COPY, action="stats.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Our copy, as a document, to who may see it."""
    one = await evidence.find(desk.tx, int(str(errand.arguments["evidence"])))
    who = await people.find(desk.tx, errand.person) if errand.person else None
    vault = desk.office.vault
    if one is None or who is None or vault is None or not one.stored or not may(who, "stats.read", one.studio):
        return None
    receipt = await evidence.receipt(desk.tx, one)
    name = (
        one.name if ending_of(one.name) and may_be_called(one.name) else f"{receipt}-{one.id}.{usual_ending(one.type)}"
    )
    caption = words.label("{receipt} 证明材料(备份)", receipt=receipt).strip()
    stored = one.stored
    return lambda: Made(name, vault.read(stored), caption)
