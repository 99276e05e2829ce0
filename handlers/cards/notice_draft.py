"""A notice's draft as its author sees it, and the look at it before it is sent."""

from dataclasses import replace

from markupsafe import Markup

from handlers.cards.audiences import audience_words
from handlers.cards.moments import plain
from handlers.cards.notices import (
    AUDIENCE,
    DISCARD,
    EARS,
    KEEP,
    KEYS,
    LIST,
    OPEN,
    PREVIEW,
    REWRITE,
    SEND,
    SET_TIME,
    SUBMIT,
    TEST,
    WHEN,
    buttons_line,
    decent,
    is_late,
    lasting,
    shown_content,
    when,
)
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.listening import stop
from handlers.kit.taps import Rows
from storage import audiences, competitions, notices, people
from storage.database import Tx
from storage.dialogues import Answers
from storage.model.audiences import Size
from storage.model.competitions import Registration, registration
from storage.model.local_time import local_date
from storage.model.notices import DECENT, NOW, OPEN_MS, REGISTER, Notice, State, seconds, start
from storage.model.people import ADMIN, OWNER, Person


async def editable(context: Context, version: int = 0) -> Notice | None:
    """The draft that the tapped button names, as long as its author taps, and it is at the button's `version` where that has
    one; else the kind word is said."""
    notice = await notices.find(context.tx, context.tap[0])
    if notice is None:
        await context.toast(context.label("这份草稿已经删除了"))
        return None
    if notice.author != context.person.id:
        await context.toast(context.label("这是另一位管理员的草稿,只有本人能改"))
        return None
    if notice.state not in (State.DRAFT, State.REFUSED):
        await context.toast(context.label("这条通知已经提交,不能再改草稿了"))
        await context.edit(context.t("这条通知已经提交。"), [[OPEN.button(context.label("看这条通知"), notice.id)]])
        return None
    if version and version != notice.version:
        await context.toast(context.label("草稿改过了,请看最新的"))
        await context.edit(*await draft_card(context, notice))
        return None
    return notice


async def draft_card(context: Context, notice: Notice) -> tuple[Markup, Rows]:
    """The draft with everything decided so far."""
    for ear in EARS:
        await stop(context, ear)
    t, label = context.t, context.label
    lines = [t("<b>通知草稿</b>")]
    if notice.state is State.REFUSED:
        judge = await called(context.tx, context.words, notice.judged_by)
        lines.append(t("{who} 没有批准:{reason}", who=judge, reason=notice.reason))
    lines.append(shown_content(context.words, notice.content))
    lines.append(await buttons_line(context.tx, context.words, notice))
    lines += await to_whom(context, notice)
    lines.append(t("时间:{when}", when=await when(context, notice)))
    lines += _joining(context, notice)
    n, version = notice.id, notice.version
    keep = label("不发给新加入的人") if notice.keep_open else label("也发给新加入的人")
    rows = [
        [AUDIENCE.button(label("收件人"), n), KEYS.button(label("按钮"), n)],
        [WHEN.button(label("时间"), n), KEEP.button(keep, n, version)],
        [PREVIEW.button(label("给自己看看"), n), TEST.button(label("试发"), n)],
        [REWRITE.button(label("改内容"), n), DISCARD.button(label("删除草稿"), n, version)],
        [SEND.button(label("去发送"), n), LIST.button(label("返回列表"), "draft", 0)],
    ]
    return Markup("\n").join(lines), rows


def _joining(context: Context, notice: Notice) -> list[Markup]:
    if not notice.keep_open:
        return []
    until = local_date(context.now + OPEN_MS, context.office.zone)
    return [context.t("以后新加入的人:也发,到 {day} 为止", day=until.isoformat())]


async def to_whom(context: Context, notice: Notice, size: Size | None = None) -> list[Markup]:
    """The audience in words, how many that is (`size`, else as it was counted when it was chosen), and how long it takes."""
    if not notice.audience:
        return [context.t("发给:<b>还没选</b>")]
    size = size or notice.size or await audiences.size(context.tx, notice.audience)
    said = await audience_words(context.tx, context.words, notice.audience)
    return [context.t("发给:{audience}", audience=said), size_line(context, size)]


def size_line(context: Context, size: Size) -> Markup:
    """「1,234 人,另有 12 人屏蔽了机器人 … 大约 1 分钟」."""
    parts = [context.count("{number} 人能收到", "{number} 人能收到", size.people)]
    if size.unreachable:
        parts.append(
            context.count("{number} 人屏蔽了机器人,收不到", "{number} 人屏蔽了机器人,收不到", size.unreachable)
        )
    if size.unwilling:
        parts.append(context.count("{number} 人不要通知", "{number} 人不要通知", size.unwilling))
    if size.people:
        parts.append(lasting(context.words, seconds(size.people)))
    return Markup(" · ").join(parts)


async def others(tx: Tx, author: int) -> list[Person]:
    """The admins who may judge an author's notice."""
    found = {one.id: one for role in (ADMIN, OWNER) for one in await people.holders(tx, role)}
    return [one for one in found.values() if one.id != author and one.address and not one.muted]


async def check_page(context: Context, notice: Notice, size: Size) -> tuple[Markup, Rows]:
    """The last look before it is sent: to how many (`size`, counted now), when, whether somebody else must
    approve, and what speaks against it."""
    t, label = context.t, context.label
    zone = context.office.zone
    lines = [t("<b>请再看一遍</b>"), shown_content(context.words, notice.content, 200)]
    lines += await to_whom(context, notice, size)
    if notice.content.buttons:
        lines.append(await buttons_line(context.tx, context.words, notice))
    lines += [*_joining(context, notice), *await _closed(context, notice)]
    lines.append(t("时间:{when}", when=await when(context, notice)))
    back = OPEN.button(label("返回修改"), notice.id)
    if not size.people:
        return Markup("\n").join([*lines, t("⚠️ 现在没有人能收到,请换一下收件人。")]), [[back]]
    rows = []
    go = label("确认发送")
    if size.people > context.office.approval_over:
        if not await others(context.tx, notice.author):
            text = t(
                "⚠️ 发给超过 {most} 人要另一位管理员批准,但现在没有第二位管理员。请系统负责人先任命一位,或者缩小收件人范围。",
                most=context.office.approval_over,
            )
            return Markup("\n").join([*lines, text]), [[back]]
        lines.append(t("超过 {most} 人,提交后要另一位管理员批准。", most=context.office.approval_over))
        go = label("提交批准")
    next_decent = await decent(context.tx, zone)
    at = start(notice.send_at, context.now, next_decent)
    if notice.send_at != DECENT and (better := next_decent(at)) != at:
        late = label("在晚上或清早") if is_late(at, zone) else label("在休息日")
        moment = plain(context.words, zone, better, context.now)
        lines.append(t("⚠️ 这个时间{late}。在免打扰时段的人,会等免打扰结束再收到。", late=late))
        rows.append([SET_TIME.button(label("改到 {moment}", moment=moment), notice.id, 1, notice.version)])
        if notice.send_at == NOW:
            go = label("还是现在发") if size.people <= context.office.approval_over else go
    return Markup("\n").join(lines), [[SUBMIT.button(go, notice.id, notice.version)], *rows, [back]]


async def _closed(context: Context, notice: Notice) -> list[Markup]:
    """The competitions under the notice for which one cannot register when it arrives."""
    lines = []
    for number in dict.fromkeys(one.competition for one in notice.content.buttons if one.kind == REGISTER):
        found = await competitions.find(context.tx, number)
        if found is None:
            lines.append(context.t("⚠️ 有一个「报名」按钮的竞赛已经删除了。"))
            continue
        match registration(found, max(context.now, notice.send_at)):
            case Registration.NOT_YET:
                lines.append(context.t("⚠️「{title}」到时候还没开始报名。", title=found.title))
            case Registration.CLOSED | Registration.CANCELLED:
                lines.append(context.t("⚠️「{title}」到时候已经不能报名了。", title=found.title))
    return lines


async def change(context: Context, notice: Notice, **changed: object) -> Notice | None:
    """Write a change to the draft; when somebody was faster (a second tap), say so and show what there is."""
    saved = await notices.save(context.tx, replace(notice, **changed), context.now)  # type: ignore[arg-type]
    if saved is None:
        await context.toast(context.label("草稿改过了,请看最新的"))
    return saved


async def heard_draft(context: Context, about: Answers) -> Notice | None:
    """The draft that a typed answer is about, still its author's to change."""
    number = about.get("notice")
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    if notice is not None and notice.author == context.person.id and notice.state in (State.DRAFT, State.REFUSED):
        return notice
    for name in ("notice.link", "notice.time", "notice.number"):
        await stop(context, name)
    await context.say(context.t("这份草稿已经提交或删除了。"), [[LIST.button(context.label("看通知列表"), "draft", 0)]])
    return None
