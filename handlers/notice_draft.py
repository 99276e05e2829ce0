"""A notice's draft, decided page by page: buttons, time, preview and trial, and the step that sends it."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Update

from handlers.cards.audiences import role_words
from handlers.cards.moments import plain
from handlers.cards.notice_desk import Reader, notice_card
from handlers.cards.notice_draft import check_page, draft_card, editable, others
from handlers.cards.notice_sending import send
from handlers.cards.notices import (
    DISCARD,
    KEEP,
    KEYS,
    LIST,
    OPEN,
    PREVIEW,
    SEND,
    SET_TIME,
    SUBMIT,
    TEST,
    WHEN,
    button_name,
    decent,
    message,
    officer,
)
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import Room
from handlers.kit.taps import Stale, Tap
from handlers.language.moments import read_moment
from storage import audiences, audit, competitions, notices, people
from storage.dialogues import Answers
from storage.model.notices import (
    DECENT,
    LINK,
    LONGEST_LABEL,
    NOW,
    READ,
    REGISTER,
    SECONDS_TO_UNDO,
    SHOW,
    Button,
    Notice,
    State,
    link,
)
from storage.model.people import Person
from storage.model.post import Lane, Letter

TOGGLE = Tap("notice.toggle", int, str, int, int)
"""A button on or off: notice, kind, competition, version."""
CHOOSE = Tap("notice.choose", int, str)
"""Choose the competition that a button is about."""
ADD_LINK = Tap("notice.link", int)
DROP_LINK = Tap("notice.unlink", int, int, int)
TRY = Tap("notice.try", int, int)
"""A trial to this person."""
DISCARD_SURE = Tap("notice.discarded", int, int)
MOST_BUTTONS = 6
COMPETITIONS_SHOWN = 10
MOST_TO_TAP = 6

room = Room("notice_draft")


async def _save(context: Context, notice: Notice, **changed: object) -> Notice | None:
    """Write a change to the draft; when somebody was faster (a second tap), say so and show what there is."""
    saved = await notices.save(context.tx, replace(notice, **changed), context.now)  # type: ignore[arg-type]
    if saved is None:
        await context.toast(context.label("草稿改过了,请看最新的"))
    return saved


# buttons


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
    notice = await editable(context)
    if notice is None:
        return
    _, kind, competition, _ = context.tap
    if kind not in (READ, REGISTER, SHOW):
        raise Stale(kind)
    if kind != READ and await competitions.find(context.tx, competition) is None:
        await context.toast(context.label("这个竞赛已经删除了"))
        return
    saved = await _save(context, notice, content=notice.content.toggled(Button(kind, competition)))
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
    notice = await _heard(context, about)
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
        saved = await _save(context, notice, content=notice.content.toggled(Button(LINK, label=label, url=address)))
        if saved is not None:
            await context.say(*await draft_card(context, saved))


@room.on_tap(DROP_LINK, action="notice.send")
async def drop_link(update: Update, context: Context) -> None:
    """Take a link away."""
    notice = await editable(context)
    if notice is None:
        return
    place, content = context.tap[1], notice.content
    if not 0 <= place < len(content.buttons):
        raise Stale(str(place))
    kept = (*content.buttons[:place], *content.buttons[place + 1 :])
    saved = await _save(context, notice, content=replace(content, buttons=kept))
    if saved is not None:
        await _keys_page(context, saved)


async def _heard(context: Context, about: Answers) -> Notice | None:
    """The draft that a typed answer is about, still its author's to change."""
    number = about.get("notice")
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    if notice is not None and notice.author == context.person.id and notice.state in (State.DRAFT, State.REFUSED):
        return notice
    for name in ("notice.link", "notice.time", "notice.number"):
        await stop(context, name)
    await context.say(context.t("这份草稿已经提交或删除了。"), [[LIST.button(context.label("看通知列表"), "draft", 0)]])
    return None


# time


@room.on_tap(WHEN, action="notice.send")
async def ask_time(update: Update, context: Context) -> None:
    """When it is to go out."""
    notice = await editable(context)
    if notice is None:
        return
    at = (await decent(context.tx, context.office.zone))(context.now + SECONDS_TO_UNDO * 1000)
    moment = plain(context.words, context.office.zone, at, context.now)
    label, here = context.label, (notice.id, notice.version)
    await listen(context, "notice.time", {"notice": notice.id})
    await context.edit(
        context.t("什么时候发?点一个,或者直接打字,比如「12月5日 15:00」「明天9点」。"),
        [
            [SET_TIME.button(label("现在"), notice.id, 0, notice.version)],
            [SET_TIME.button(label("合适的时间 {moment}", moment=moment), notice.id, 1, here[1])],
            [OPEN.button(label("返回"), notice.id)],
        ],
    )


@room.on_tap(SET_TIME, action="notice.send")
async def set_time(update: Update, context: Context) -> None:
    """Now, or the next decent hour."""
    notice = await editable(context)
    if notice is not None:
        saved = await _save(context, notice, send_at=DECENT if context.tap[1] else NOW)
        if saved is not None:
            await context.edit(*await draft_card(context, saved))


@ear(room, "notice.time", action="notice.send")
async def hear_time(context: Context, text: str, about: Answers) -> None:
    """A time as it was typed."""
    notice = await _heard(context, about)
    if notice is None:
        return
    found = read_moment(text, context.now, context.office.zone)
    back = [[OPEN.button(context.label("返回"), notice.id)]]
    if found is None:
        await context.say(context.t("没看懂这个时间。请写日期和几点,比如「12月5日 15:00」「明天9点」。"), back)
        return
    if found.minute is None:
        await context.say(context.t("还要写几点,比如「12月5日 15:00」。"), back)
        return
    at = found.at(context.office.zone, 0)
    moment = plain(context.words, context.office.zone, at, context.now)
    if at <= context.now:
        await context.say(context.t("{moment} 已经过去了,请换一个时间。", moment=moment), back)
        return
    saved = await _save(context, notice, send_at=at)
    if saved is not None:
        text_, rows = await draft_card(context, saved)
        await context.say(Markup("{}\n\n{}").format(context.t("好的,{moment} 发。", moment=moment), text_), rows)


@room.on_tap(KEEP, action="notice.send")
async def keep_open(update: Update, context: Context) -> None:
    """Whether those who join the audience later get it too."""
    notice = await editable(context)
    if notice is not None:
        saved = await _save(context, notice, keep_open=not notice.keep_open)
        if saved is not None:
            await context.edit(*await draft_card(context, saved))


# looking at it


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
    found = (await others(context, context.person.id))[:MOST_TO_TAP]
    rows = [[TRY.button(officer(context.words, one.id, one.role), notice.id, one.id)] for one in found]
    text = context.t(
        "试发给谁?点一位管理员,或者直接打对方的 Telegram 编号(对方发 /privacy 能看到)。\n只有对方会收到,不算正式发送。"
    )
    await context.edit(text, [*rows, [OPEN.button(context.label("返回"), notice.id)]])


@room.on_tap(TRY, action="notice.send")
async def try_on(update: Update, context: Context) -> None:
    """A trial to an admin."""
    notice = await editable_for_trial(context)
    if notice is None:
        return
    person = next((one for one in await others(context, context.person.id) if one.id == context.tap[1]), None)
    if person is None:
        await context.toast(context.label("这位现在不是管理员了"))
        return
    await _trial(context, notice, person)
    await context.toast(context.label("已试发"))


async def editable_for_trial(context: Context) -> Notice | None:
    """Like `editable`; the tap's last argument is a person here, not a version."""
    whole, context.tap = context.tap, context.tap[:1]
    notice = await editable(context)
    context.tap = whole
    return notice


@ear(room, "notice.number", action="notice.send")
async def hear_number(context: Context, text: str, about: Answers) -> None:
    """Telegram numbers as they were typed."""
    notice = await _heard(context, about)
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


# giving it up, sending it


@room.on_tap(DISCARD, action="notice.send")
async def ask_discard(update: Update, context: Context) -> None:
    """Whether the draft is really to go."""
    notice = await editable(context)
    if notice is not None:
        yes = DISCARD_SURE.button(context.label("删除"), notice.id, notice.version)
        await context.edit(
            context.t("删除草稿「{name}」?删了就找不回来。", name=notice.name),
            [[yes, OPEN.button(context.label("不删"), notice.id)]],
        )


@room.on_tap(DISCARD_SURE, action="notice.send")
async def discard(update: Update, context: Context) -> None:
    """Forget the draft."""
    notice = await editable(context)
    if notice is not None and await notices.erase(context.tx, notice):
        await context.edit(context.t("草稿已删除。"), [[LIST.button(context.label("看通知列表"), "draft", 0)]])


@room.on_tap(SEND, action="notice.send")
async def check(update: Update, context: Context) -> None:
    """The last look."""
    notice = await editable(context)
    if notice is None:
        return
    if not notice.audience:
        await context.toast(context.label("请先选收件人"))
        return
    for name in ("notice.time", "notice.link", "notice.number"):
        await stop(context, name)
    await context.edit(*await check_page(context, notice))


@room.on_tap(SUBMIT, action="notice.send")
async def submit(update: Update, context: Context) -> None:
    """Send it, or hand it to another admin for approval."""
    notice = await editable(context)
    if notice is None or not notice.audience:
        return
    if NOW < notice.send_at <= context.now:
        await context.toast(context.label("定的时间已经过了,请换一个时间"), alert=True)
        await context.edit(*await draft_card(context, notice))
        return
    size = await audiences.size(context.tx, notice.audience)
    if not size.people:
        await context.edit(*await check_page(context, notice))
        return
    message_ = update.effective_message
    here = replace(
        notice,
        progress_chat=context.chat,
        progress_message=message_.message_id if message_ is not None else 0,
        reason="",
    )
    if size.people > context.office.approval_over:
        judges = await others(context, notice.author)
        if not judges:
            await context.edit(*await check_page(context, notice))
            return
        saved = await _save(context, here, state=State.APPROVAL, judged_by=0)
        if saved is None:
            return
        await audit.note(
            context.tx, context.person.id, "notice.send", f"notice {saved.id}", context.now, "asked approval"
        )
        for judge in judges:
            words = context.words_for(judge)
            text = words.t("有一条通知等您批准:<b>{name}</b>", name=saved.name)
            open_it = OPEN.button(words.label("去看看"), saved.id)
            await context.tell(
                judge, text, [[open_it]], lane=Lane.URGENT, key=f"notice:{saved.id}:{saved.version}:{judge.id}"
            )
    else:
        saved = await _save(context, here, state=State.APPROVED, judged_by=0)
        if saved is None:
            return
        await send(context, saved, size.people)
    reader = Reader(context.tx, context.words, context.office, context.now, context.person.id)
    await context.edit(*await notice_card(reader, saved))
