"""Whom a notice goes to: conditions added one after another, by taps and typed words, each of which can be taken away again."""

import zlib
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.audiences import condition_words, role_words
from handlers.cards.duties import value_words
from handlers.cards.notice_draft import editable, size_line
from handlers.cards.notices import AUDIENCE, OPEN
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale, Tap
from storage import audiences, notices
from storage.dialogues import Answers
from storage.model.audiences import REGISTERED, ROLE, Condition
from storage.model.notices import Notice, State
from storage.model.people import WORKER

ADD = Tap("notice.by", int, str, int)
"""The values of a kind to choose from: notice, kind, page."""
PICK = Tap("notice.pick", int, str, int)
"""One value, by its checksum: notice, kind, checksum. The value itself may be longer than a button carries."""
DROP = Tap("notice.drop", int, int)
"""Take a condition away, by its checksum."""
EVERYBODY = Tap("notice.all", int)
VALUES_A_PAGE = 8
MOST_CONDITIONS = 20
AUDIENCE_KINDS = {
    "role": "角色",
    "level": "级别",
    "sector": "行业",
    "street": "街道",
    "unit": "单位",
    "studio": "工作室",
    "trade": "专业工种",
    "competition": "关注或报名的竞赛",
    "registered": "已报名",
    "unregistered": "还没报名",
    "confirmed": "确认过通知",
    "unconfirmed": "没确认通知",
}
"""What can be added, and its label (a source string); 'unregistered' is 'registered', not wanted."""

room = Room("notice_audience")


def _checksum(kind: str, value: str, *, wanted: bool = True) -> int:
    return zlib.crc32(f"{kind}\x1f{value}\x1f{int(wanted)}".encode())


async def _conditions(context: Context, notice: Notice) -> tuple[Condition, ...]:
    return await audiences.conditions(context.tx, notice.audience) if notice.audience else ()


@room.on_tap(AUDIENCE, action="notice.send")
async def show(update: Update, context: Context) -> None:
    """The page of conditions."""
    notice = await editable(context)
    if notice is not None:
        await stop(context, "notice.value")
        await context.edit(*await _page(context, notice))


async def _page(context: Context, notice: Notice) -> tuple[Markup, Rows]:
    label, n = context.label, notice.id
    lines = [context.t("<b>发给谁</b>")]
    rows: list[list[InlineKeyboardButton]] = []
    found = await _conditions(context, notice)
    if notice.audience:
        if not found:
            lines.append(context.t("全体(所有和机器人说过话、留了编号的人)"))
        for one in found:
            said = await condition_words(context.tx, context.words, one)
            lines.append(Markup("• {}").format(said))
            rows.append(
                [
                    DROP.button(
                        label("✕ {condition}", condition=said), n, _checksum(one.kind, one.value, wanted=one.wanted)
                    )
                ]
            )
        lines.append(size_line(context, notice.size or await audiences.size(context.tx, notice.audience)))
        if len(found) > 1:
            lines.append(context.t("同一类里符合一个就算,不同类要同时符合。"))
    else:
        lines.append(context.t("还没选。选「全体」,或者加条件。"))
    adding = [ADD.button(label(name), n, kind, 0) for kind, name in AUDIENCE_KINDS.items()]
    rows += [adding[at : at + 3] for at in range(0, len(adding), 3)]
    closing = [OPEN.button(label("好了") if notice.audience else label("返回"), n)]
    if found or not notice.audience:
        closing.insert(0, EVERYBODY.button(label("全体"), n))
    return Markup("\n").join(lines), [*rows, closing]


@room.on_tap(EVERYBODY, action="notice.send")
async def everybody(update: Update, context: Context) -> None:
    """No conditions: everybody."""
    notice = await editable(context)
    if notice is not None:
        await _keep(context, notice, ())


@room.on_tap(ADD, action="notice.send")
async def values(update: Update, context: Context) -> None:
    """The values of a kind; where there are many, a typed name is understood as well."""
    notice = await editable(context)
    if notice is None:
        return
    _, kind, page = context.tap
    if kind not in AUDIENCE_KINDS:
        raise Stale(kind)
    text, rows = await _values(context, notice, kind, await _choices(context, kind), page)
    await listen(context, "notice.value", {"notice": notice.id, "kind": kind})
    await context.edit(text, rows)


async def _choices(context: Context, kind: str) -> list[tuple[str, str]]:
    found = await audiences.choices(context.tx, REGISTERED if kind == "unregistered" else kind)
    if kind == ROLE:
        return [
            (value, context.label("所有人") if value == WORKER else role_words(context.words, value))
            for value, _ in found
        ]
    return [(value, value_words(context.words, name)) for value, name in found]


async def _values(
    context: Context, notice: Notice, kind: str, choices: list[tuple[str, str]], page: int, *, paged: bool = True
) -> tuple[Markup, Rows]:
    n, name = notice.id, AUDIENCE_KINDS[kind]
    back = [AUDIENCE.button(context.label("返回"), n)]
    if not choices:
        return context.t("{kind}:现在没有可以选的。", kind=context.label(name)), [back]
    last = last_page(len(choices), VALUES_A_PAGE)
    page = min(max(page, 0), last)
    shown = choices[page * VALUES_A_PAGE : (page + 1) * VALUES_A_PAGE]
    chosen = {(one.kind, one.value, one.wanted) for one in await _conditions(context, notice)}
    rows = []
    for value, called in shown:
        condition = _condition(kind, value)
        mark = "✓ " if (condition.kind, condition.value, condition.wanted) in chosen else ""
        rows.append([PICK.button(f"{mark}{called}", n, kind, _checksum(kind, value))])
    text = context.t("{kind}:点一个", kind=context.label(name))
    if last and paged:
        text = context.t("{kind}:共 {number} 个,点一个,或者直接打字找", kind=context.label(name), number=len(choices))
        rows.append(turning(context, ADD, page, last, n, kind))
    return text, [*(row for row in rows if row), back]


def _condition(kind: str, value: str) -> Condition:
    return Condition(REGISTERED, value, wanted=False) if kind == "unregistered" else Condition(kind, value)


@room.on_tap(PICK, action="notice.send")
async def pick(update: Update, context: Context) -> None:
    """Add a condition, or take it away where it was there."""
    notice = await editable(context)
    if notice is None:
        return
    _, kind, wanted = context.tap
    if kind not in AUDIENCE_KINDS:
        raise Stale(kind)
    value = next((one for one, _ in await _choices(context, kind) if _checksum(kind, one) == wanted), None)
    if value is None:
        await context.toast(context.label("这一项已经没有了,请重新选"))
        await context.edit(*await _page(context, notice))
        return
    await _add(context, notice, _condition(kind, value))


async def _add(context: Context, notice: Notice, condition: Condition) -> None:
    found = await _conditions(context, notice)
    if condition in found:
        await _keep(context, notice, tuple(one for one in found if one != condition))
        return
    if len(found) >= MOST_CONDITIONS:
        await context.toast(context.label("条件太多了,先去掉几个"))
        return
    opposite = replace(condition, wanted=not condition.wanted)
    await _keep(context, notice, (*(one for one in found if one != opposite), condition))


@room.on_tap(DROP, action="notice.send")
async def drop(update: Update, context: Context) -> None:
    """Take a condition away; without any left nothing is chosen, so that nobody sends to everybody by mistake."""
    notice = await editable(context)
    if notice is None:
        return
    found = await _conditions(context, notice)
    kept = tuple(one for one in found if _checksum(one.kind, one.value, wanted=one.wanted) != context.tap[1])
    if len(kept) == len(found):
        await context.toast(context.label("这个条件已经去掉了"))
        await context.edit(*await _page(context, notice))
    elif kept:
        await _keep(context, notice, kept)
    else:
        saved = await notices.save(context.tx, replace(notice, audience=0, size=None), context.now)
        await context.edit(*await _page(context, saved or notice))


async def _keep(context: Context, notice: Notice, conditions: tuple[Condition, ...]) -> None:
    await stop(context, "notice.value")
    audience = await audiences.create(context.tx, conditions, context.now)
    size = await audiences.size(context.tx, audience)
    saved = await notices.save(context.tx, replace(notice, audience=audience, size=size), context.now)
    if saved is not None:
        await context.edit(*await _page(context, saved))


@ear(room, "notice.value", action="notice.send")
async def hear(context: Context, text: str, about: Answers) -> None:
    """A value as it was typed: the one of exactly this name, or those that have it in theirs."""
    number, kind = about.get("notice"), str(about.get("kind"))
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    if (
        notice is None
        or kind not in AUDIENCE_KINDS
        or notice.author != context.person.id
        or notice.state not in (State.DRAFT, State.REFUSED)
    ):
        await stop(context, "notice.value")
        await context.say(context.t("这份草稿已经提交或删除了。"))
        return
    choices = await _choices(context, kind)
    wanted = "".join(text.split()).casefold()
    names = [(value, name, "".join(name.split()).casefold()) for value, name in choices]
    exact = [value for value, _, folded in names if folded == wanted]
    if len(exact) == 1:
        await _add(context, notice, _condition(kind, exact[0]))
        return
    near = [(value, name) for value, name, folded in names if wanted and wanted in folded]
    if not near:
        back = [[AUDIENCE.button(context.label("返回"), notice.id)]]
        said = context.t("没有找到「{text}」。请换个写法,或者点上面的按钮。", text=text[:30])
        await context.say(said, back)
        return
    said, rows = await _values(context, notice, kind, near, 0, paged=False)
    if len(near) > VALUES_A_PAGE:
        said = context.t("有 {number} 个,先列前 {shown} 个;打得再全一点会更准。", number=len(near), shown=VALUES_A_PAGE)
    await context.say(said, rows)
