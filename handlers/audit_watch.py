"""The watch over the audit: what is from before is sealed, the chain read each night, the owners told each month."""

from markupsafe import Markup

from handlers.cards.audit import shown_seal
from handlers.cards.audit_page import CHECK
from handlers.cards.moments import day
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import audit, people
from storage.audit import CHECKED, READING, TOLD
from storage.model.audit import SHORT_SEAL, Check
from storage.model.local_time import DAY_MS, local, local_date
from storage.model.people import OWNER
from storage.model.quiet import next_decent

EVERY_S = 1_800
AT_ONCE = 5_000
"""Lines read in one transaction: some 50 ms."""
NIGHT = range(2, 5)
"""Hours at which the chain is read wholly: nobody waits for it."""

room = Room("audit_watch")


@room.tick("audit", every_s=EVERY_S)
async def watch(desk: Desk) -> bool:
    """Seal what is from before; read the chain each night; tell the owners each month where it stands, and at once when it is
    broken."""
    marks = await audit.marks(desk.tx)
    last, told, begun = marks.get(CHECKED), marks.get(TOLD), marks.get(READING)
    today = local_date(desk.now, desk.office.zone)
    late = last is None or desk.now - last.at > 2 * DAY_MS
    nightly = last is not None and desk.now - last.at > DAY_MS / 2 and local(desk.now, desk.office.zone).hour in NIGHT
    monthly = told is not None and local_date(told.at, desk.office.zone).replace(day=1) < today.replace(day=1)
    monthly = monthly and next_decent(desk.now, desk.office.zone, lambda _: True) == desk.now
    if not (late or nightly or monthly or (begun is not None and begun.line)):
        return False
    if last is None:
        await audit.seal_older(desk.tx)
    found = await audit.read_on(desk.tx, desk.now, AT_ONCE)
    if found is None:
        return True  # others write in between
    if not found.lines:
        return False
    if found.broken is not None:
        await _alarm(desk, found, f"audit:broken:{found.broken}:{today}")
        return False
    if told is None:
        await audit.told(desk.tx, found, desk.now)  # the beginning: what is told first stands a month from here
    elif monthly:
        await audit.told(desk.tx, found, desk.now)
        for owner in await people.holders(desk.tx, OWNER):
            words = desk.words_for(owner)
            await desk.tell(owner, *_head(desk, words, found), key=f"audit:{today:%Y-%m}:{owner.id}")
    return False


async def _alarm(desk: Desk, found: Check, key: str) -> None:
    for owner in await people.holders(desk.tx, OWNER):
        words = desk.words_for(owner)
        text = words.t("⚠️ 办理记录从第 {line} 条起对不上:有人绕过机器人改过数据。", line=found.broken or 0)
        text += words.t("请马上停用可疑的账号,找维护的人核对备份。发 /audit 查看。")
        await desk.tell(owner, text, key=f"{key}:{owner.id}")


def _head(desk: Desk, words: Words, found: Check) -> tuple[Markup, Rows]:
    today = local_date(desk.now, desk.office.zone)
    lines = [
        words.t("<b>办理记录</b> · {day}", day=day(words, today, today)),
        words.t("一共 {number} 条,全部核对过,完好。", number=found.lines),
        words.t("第 {line} 条的封条:<code>{seal}</code>", line=found.last, seal=shown_seal(found.seal)),
        words.t("请留着这条消息。以后什么时候点「核对」,都能知道到今天为止的记录有没有被人改过。"),
    ]
    return Markup("\n").join(lines), [[CHECK.button(words.label("核对"), found.last, found.seal[:SHORT_SEAL])]]
