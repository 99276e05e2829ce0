"""Everybody's outcome of a notice as a workbook."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.audiences import role_words
from handlers.cards.notice_opening import ended
from handlers.cards.notice_trouble import reason
from handlers.cards.notices import (
    TABLE,
)
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.tables import workbook
from handlers.kit.words import Words
from storage import audit, notices, people
from storage.errands import Errand
from storage.model.local_time import local
from storage.model.notices import Receipt

WIDTHS = (18, 40, 18, 30, 18)

room = Room("notice_table")


@room.on_tap(TABLE, action="notice.send")
async def table(update: Update, context: Context) -> None:
    """Everybody's outcome as a workbook."""
    found = await ended(context)
    if found is not None:
        await context.errand("notice table", notice=found[0].id)
        subject = f"notice {found[0].id}"
        await audit.note(context.tx, context.person.id, "notice.send", subject, context.now, "exported receipts")
        await context.toast(context.label("正在做表格,马上发给您"))


@room.errand("notice table", action="notice.send")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells."""
    number = errand.arguments.get("notice")
    notice = await notices.find(desk.tx, number) if isinstance(number, int) else None
    who = await people.find(desk.tx, errand.person) if errand.person else None
    if notice is None or who is None:
        return None
    states = {
        "sent": words.label("收到"),
        "blocked": words.label("没开过机器人或已屏蔽"),
        "dead": words.label("失败"),
        "skipped": words.label("不要通知或不再符合"),
        "expired": words.label("过期没发"),
        "cancelled": words.label("取消没发"),
    }
    head = [words.label("Telegram 编号"), words.label("角色"), words.label("状态"), words.label("原因")]
    rows = [[*head, words.label("确认时间")]]
    for one in await notices.receipts(desk.tx, notice.id):
        failed = reason(words, one.error) if one.state == "dead" else ""
        confirmed = f"{local(one.confirmed_at, desk.office.zone):%Y-%m-%d %H:%M}" if one.confirmed_at else ""
        state = states.get(one.state, words.label("等待"))
        rows.append([one.address, _roles(words, one), state, failed, confirmed])
    name = words.label("通知{number}.xlsx", number=notice.id)
    caption = words.label("「{name}」每个人的情况", name=notice.name)

    def make() -> Made:
        return Made(name, workbook("1", rows, WIDTHS), str(Markup("{}").format(caption)))

    return make


def _roles(words: Words, one: Receipt) -> str:
    said = [f"{role_words(words, role)} {studio}".strip() for role, studio in one.roles]
    return words.label("、").join(said) or role_words(words, "worker")
