"""The buttons under a notice: 已阅, 报名, 查看竞赛 and links, chosen by taps."""

from dataclasses import replace

from telegram import Update

from handlers.cards.notice_draft import change, draft_card, editable, heard_draft
from handlers.cards.notices import (
    KEYS,
    OPEN,
    button_name,
)
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import Room
from handlers.kit.taps import Stale, Tap
from storage import audiences, competitions
from storage.dialogues import Answers
from storage.model.notices import (
    LINK,
    LONGEST_LABEL,
    READ,
    REGISTER,
    SHOW,
    Button,
    Notice,
    link,
)

TOGGLE = Tap("notice.toggle", int, str, int, int)
"""A button on or off: notice, kind, competition, version."""
CHOOSE = Tap("notice.choose", int, str)
"""Choose the competition that a button is about."""
ADD_LINK = Tap("notice.link", int)
DROP_LINK = Tap("notice.unlink", int, int, int)
MOST_BUTTONS = 6
COMPETITIONS_SHOWN = 10

room = Room("notice_buttons")


@room.on_tap(KEYS, action="notice.send")
async def buttons(update: Update, context: Context) -> None:
    """The page of buttons."""
    notice = await editable(context)
    if notice is not None:
        await stop(context, "notice.link")
        await _keys_page(context, notice)


async def _keys_page(context: Context, notice: Notice) -> None:
    label, n, version = context.label, notice.id, notice.version
    rows = []
    chosen = notice.content.buttons
    for place, one in enumerate(chosen):
        name = label("✓ {name} · 去掉", name=await button_name(context.tx, context.words, one))
        if one.kind == LINK:
            rows.append([DROP_LINK.button(name, n, place, version)])
        else:
            rows.append([TOGGLE.button(name, n, one.kind, one.competition, version)])
    more = []
    if len(chosen) < MOST_BUTTONS:
        if not notice.content.asks:
            more.append(TOGGLE.button(label("+ 已阅"), n, READ, 0, version))
        more.append(CHOOSE.button(label("+ 报名"), n, REGISTER))
        more.append(CHOOSE.button(label("+ 查看竞赛"), n, SHOW))
        more.append(ADD_LINK.button(label("+ 链接"), n))
    text = context.t("<b>通知下面的按钮</b>\n可以加几个。「已阅」让您看到谁确认过;报名和查看竞赛要选一个竞赛。")
    rows += [more[at : at + 2] for at in range(0, len(more), 2)]
    await context.edit(text, [*rows, [OPEN.button(label("好了"), n)]])


@room.on_tap(TOGGLE, action="notice.send")
async def toggle(update: Update, context: Context) -> None:
    """Put a button under the notice, or take it away."""
    notice = await editable(context, context.tap[3])
    if notice is None:
        return
    _, kind, competition, _ = context.tap
    if kind not in (READ, REGISTER, SHOW):
        raise Stale(kind)
    if kind != READ and await competitions.find(context.tx, competition) is None:
        await context.toast(context.label("这个竞赛已经删除了"))
        return
    saved = await change(context, notice, content=notice.content.toggled(Button(kind, competition)))
    if saved is not None:
        await _keys_page(context, saved)


@room.on_tap(CHOOSE, action="notice.send")
async def choose_competition(update: Update, context: Context) -> None:
    """Which competition the button is about."""
    notice = await editable(context)
    if notice is None:
        return
    kind = context.tap[1]
    if kind not in (REGISTER, SHOW):
        raise Stale(kind)
    found = (await audiences.choices(context.tx, "competition"))[:COMPETITIONS_SHOWN]
    rows = [[TOGGLE.button(name, notice.id, kind, int(value), notice.version)] for value, name in found]
    text = context.t("是哪个竞赛?") if found else context.t("现在没有竞赛,请先用 /competitions 建一个。")
    await context.edit(text, [*rows, [KEYS.button(context.label("返回"), notice.id)]])


@room.on_tap(ADD_LINK, action="notice.send")
async def ask_link(update: Update, context: Context) -> None:
    """Ask for a link's words and address."""
    notice = await editable(context)
    if notice is not None:
        await listen(context, "notice.link", {"notice": notice.id})
        text = context.t("请发按钮上的字和网址,中间空一格,比如:\n报名须知 https://www.bjzgh.org/")
        await context.edit(text, [[KEYS.button(context.label("返回"), notice.id)]])


@ear(room, "notice.link", action="notice.send")
async def hear_link(context: Context, text: str, about: Answers) -> None:
    """A link as it was typed: words and address."""
    notice = await heard_draft(context, about)
    if notice is None:
        return
    label, _, url = " ".join(text.split()).rpartition(" ")
    address = link(url)
    back = [[KEYS.button(context.label("返回"), notice.id)]]
    if not address:
        await context.say(context.t("网址要以 https:// 开头,写完整。请再发一次:按钮上的字 空格 网址。"), back)
    elif not label:
        await context.say(context.t("网址收到了,还要按钮上的字。请再发一次:按钮上的字 空格 网址。"), back)
    elif len(label) > LONGEST_LABEL:
        said = context.t("按钮上的字最多 {most} 个,现在 {number} 个,请缩短。", most=LONGEST_LABEL, number=len(label))
        await context.say(said, back)
    else:
        saved = await change(context, notice, content=notice.content.toggled(Button(LINK, label=label, url=address)))
        if saved is not None:
            await context.say(*await draft_card(context, saved))


@room.on_tap(DROP_LINK, action="notice.send")
async def drop_link(update: Update, context: Context) -> None:
    """Take a link away."""
    notice = await editable(context, context.tap[2])
    if notice is None:
        return
    place, content = context.tap[1], notice.content
    if not 0 <= place < len(content.buttons):
        raise Stale(str(place))
    kept = (*content.buttons[:place], *content.buttons[place + 1 :])
    saved = await change(context, notice, content=replace(content, buttons=kept))
    if saved is not None:
        await _keys_page(context, saved)
