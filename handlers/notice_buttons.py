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
from handlers.kit.taps import Rows, Stale, Tap
from storage import audiences, competitions, notices
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
SHORT = 12
"""Characters of a competition's name on a button."""

room = Room("notice_buttons")


@room.on_tap(KEYS, action="notice.send")
async def buttons(update: Update, context: Context) -> None:
    """The page of buttons."""
    notice = await editable(context)
    if notice is not None:
        for name in ("notice.link", "notice.contest"):
            await stop(context, name)
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
    there = [one for one in notice.content.buttons if (one.kind, one.competition) == (kind, competition)]
    button = there[0] if there else Button(kind, competition, label=await _short(context, competition))
    saved = await change(context, notice, content=notice.content.toggled(button))
    if saved is not None:
        await stop(context, "notice.contest")
        await _keys_page(context, saved)


async def _short(context: Context, competition: int) -> str:
    """A competition's name as far as it fits on a button beside others."""
    name = await notices.competition_title(context.tx, competition) if competition else ""
    return name if len(name) <= SHORT else name[: SHORT - 1] + "…"


@room.on_tap(CHOOSE, action="notice.send")
async def choose_competition(update: Update, context: Context) -> None:
    """Which competition the button is about."""
    notice = await editable(context)
    if notice is None:
        return
    kind = context.tap[1]
    if kind not in (REGISTER, SHOW):
        raise Stale(kind)
    found = list(await audiences.choices(context.tx, "competition"))[:COMPETITIONS_SHOWN]
    text = (
        context.t("是哪个竞赛?点一个,或者直接打字找。")
        if found
        else context.t("现在没有竞赛,请先用 /competitions 建一个。")
    )
    await listen(context, "notice.contest", {"notice": notice.id, "kind": kind})
    await context.edit(text, _competitions(context, notice, kind, found))


def _competitions(context: Context, notice: Notice, kind: str, found: list[tuple[str, str]]) -> Rows:
    rows = [[TOGGLE.button(name, notice.id, kind, int(value), notice.version)] for value, name in found]
    return [*rows, [KEYS.button(context.label("返回"), notice.id)]]


@ear(room, "notice.contest", action="notice.send")
async def hear_competition(context: Context, text: str, about: Answers) -> None:
    """A competition's name, or a part of it, as it was typed."""
    notice = await heard_draft(context, about)
    if notice is None:
        return
    wanted, kind = "".join(text.split()).casefold(), str(about.get("kind"))
    choices = await audiences.choices(context.tx, "competition")
    near = [(value, name) for value, name in choices if wanted in "".join(name.split()).casefold()]
    if near:
        said = context.t("找到 {number} 个竞赛,点一个:", number=len(near))
    else:
        said = context.t("没有找到「{text}」。请换个写法,或者点上面的按钮。", text=text[:30])
    await context.say(said, _competitions(context, notice, kind, near[:COMPETITIONS_SHOWN]))


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
    *words, last = text.split() or [""]
    address = link(last)
    if not address and about.get("url"):
        words, address = [*words, last], str(about["url"])  # the address came before, by itself
    label = " ".join(words)
    back = [[KEYS.button(context.label("返回"), notice.id)]]
    if not address:
        await context.say(context.t("网址要以 https:// 开头,写完整。请再发一次:按钮上的字 空格 网址。"), back)
    elif any("://" in word or word.casefold().startswith("www.") for word in words):
        said = context.t("只能有一个网址,网址中间不能有空格。请再发一次:按钮上的字 空格 网址。")
        await context.say(said, back)
    elif not label:
        await listen(context, "notice.link", {"notice": notice.id, "url": address})
        await context.say(context.t("网址收到了。按钮上写什么字?请发给我,最多 {most} 个字。", most=LONGEST_LABEL), back)
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
