"""A notice once it is out of its author's hands: waiting for approval, on its way, and what became of it.

Drawn from words, a transaction and the time, so that rooms and ticks draw alike.
"""

from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.audiences import audience_words
from handlers.cards.moments import plain
from handlers.cards.notice_trouble import afterwards, counted, reason, stopped
from handlers.cards.notices import (
    APPROVE,
    CANCEL,
    DELETE,
    LET,
    LIST,
    NUDGE,
    OPEN,
    PAUSE,
    PREVIEW,
    REFUSE,
    RESUME,
    REVISE,
    REVISE_NO,
    REVISE_YES,
    SILENT,
    TABLE,
    TAKE_BACK,
    UNDO,
    buttons_line,
    lasting,
    shown_content,
)
from handlers.cards.roles import called
from handlers.kit.office import Office
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import audiences, mailings, notices
from storage.database import Tx
from storage.model import mailings as post
from storage.model.mailings import Mailing, Progress
from storage.model.notices import DECENT, DELETABLE_MS, NOW, PER_SECOND, Notice, State, bar


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a card is drawn, and when; `person` 0 for a card that everybody may look at."""

    tx: Tx
    words: Words
    office: Office
    now: int
    person: int = 0


Drawn = tuple[Markup, Rows]


async def main_mailing(tx: Tx, notice: int) -> Mailing | None:
    """The mailing that sends the notice itself, the newest where it was taken back before."""
    found = [one for one in await mailings.of_notice(tx, notice) if one.kind == post.NOTICE]
    return found[-1] if found else None


async def notice_card(reader: Reader, notice: Notice) -> Drawn:
    """The notice where it stands."""
    if notice.state is State.APPROVAL:
        return await _waiting(reader, notice)
    main = await main_mailing(reader.tx, notice.id)
    if notice.state is not State.APPROVED or main is None:
        lines = [await _head(reader, notice), reader.words.t("还是草稿,在作者手里。")]
        if notice.state is State.CANCELLED:
            lines[1] = reader.words.t("已取消,没有发出。")
        return Markup("\n").join(lines), [_back(reader, "done")]
    if main.state == post.PLANNED:
        return await _planned(reader, notice, main)
    progress = await mailings.progress(reader.tx, main.id, reader.now)
    if main.state in (post.SENDING, post.PAUSED):
        return await _moving(reader, notice, main, progress)
    return await _report(reader, notice, main, progress)


async def is_deleted(tx: Tx, notice: int) -> bool:
    """Whether what was sent is being deleted, or was."""
    sent = await mailings.of_notice(tx, notice)
    return any(one.kind == post.DELETE and one.state != post.CANCELLED for one in sent)


async def is_moving(tx: Tx, notice: Notice) -> bool:
    """Whether anything of the notice is still on its way."""
    moving = (post.PLANNED, post.SENDING, post.PAUSED)
    return any(one.state in moving for one in await mailings.of_notice(tx, notice.id))


async def _head(reader: Reader, notice: Notice) -> Markup:
    return Markup("<b>{}</b>").format(notice.name)


async def _who(reader: Reader, person: int) -> str:
    return await called(reader.tx, reader.words, person)


def _back(reader: Reader, stage: str) -> list[InlineKeyboardButton]:
    return [LIST.button(reader.words.label("返回列表"), stage, 0)]


async def _waiting(reader: Reader, notice: Notice) -> Drawn:
    words = reader.words
    size = await _expected(reader, notice)
    lines = [
        words.t("<b>⏳ 等另一位管理员批准</b>"),
        shown_content(words, notice.content),
        await buttons_line(reader.tx, words, notice),
        words.t("提交人:{who}", who=await _who(reader, notice.author)),
        words.t("发给:{audience}", audience=await audience_words(reader.tx, words, notice.audience)),
        words.count("{number} 人能收到", "{number} 人能收到", size) + " · " + lasting(words, -(-size // PER_SECOND)),
    ]
    if notice.send_at == DECENT:
        lines.append(words.t("时间:批准后的下一个合适的时间"))
    elif notice.send_at == NOW:
        lines.append(words.t("时间:批准以后"))
    else:
        lines.append(words.t("时间:{moment}", moment=plain(words, reader.office.zone, notice.send_at, reader.now)))
    if notice.keep_open:
        lines.append(words.t("以后新加入的人:30 天以内也发"))
    n, version = notice.id, notice.version
    rows: list[list[InlineKeyboardButton]] = [[PREVIEW.button(words.label("看原样"), n)]]
    if reader.person == notice.author:
        rows.append([TAKE_BACK.button(words.label("撤回修改"), n, version)])
    else:
        rows.append([APPROVE.button(words.label("批准"), n, version), REFUSE.button(words.label("不批准"), n, version)])
    return Markup("\n").join(lines), [*rows, _back(reader, "approval")]


async def _expected(reader: Reader, notice: Notice) -> int:
    return (notice.size or await audiences.size(reader.tx, notice.audience)).people


async def _planned(reader: Reader, notice: Notice, main: Mailing) -> Drawn:
    words = reader.words
    moment = plain(words, reader.office.zone, main.start_at, reader.now)
    lines = [await _head(reader, notice)]
    if notice.judged_by:
        lines.append(words.t("{who} 已批准。", who=await _who(reader, notice.judged_by)))
    if main.start_at - reader.now <= 60_000:
        lines.append(words.t("🕘 60 秒内开始发送,现在还可以撤销。"))
    else:
        lines.append(words.t("🕘 {moment} 开始发送,在那以前可以撤销。", moment=moment))
    lines.append(words.count("发给 {number} 人", "发给 {number} 人", main.expected))
    rows = [
        [UNDO.button(words.label("撤销"), notice.id)],
        [OPEN.button(words.label("刷新"), notice.id)],
        _back(reader, "planned"),
    ]
    return Markup("\n").join(lines), rows


async def _held(reader: Reader, notice: Notice, main: Mailing, progress: Progress) -> Drawn:
    """It has grown beyond what may go out without a second admin."""
    words, n = reader.words, notice.id
    lines = [
        words.t("<b>⏸ 等另一位管理员批准</b>") + " · " + await _head(reader, notice),
        shown_content(words, notice.content),
        words.t("发给:{audience}", audience=await audience_words(reader.tx, words, notice.audience)),
        words.t(
            "收件人变多了,现在 {number} 人。超过 {most} 人要另一位管理员批准才发。",
            number=main.expected,
            most=main.at_most,
        ),
        counted(words, progress, words.label("已发")),
    ]
    rows = [[PREVIEW.button(words.label("看原样"), n)], [CANCEL.button(words.label("取消发送"), n)]]
    if reader.person not in (0, notice.maker):
        rows[1].insert(0, LET.button(words.label("批准"), n))
    return Markup("\n").join(lines), [*rows, _back(reader, "sending")]


async def _moving(reader: Reader, notice: Notice, main: Mailing, progress: Progress) -> Drawn:
    words = reader.words
    if main.held:
        return await _held(reader, notice, main, progress)
    done, total = progress.settled, max(progress.total, 1)
    head = words.t("<b>⏸ 已暂停</b>") if main.state == post.PAUSED else words.t("<b>正在发送</b>")
    lines = [head + " · " + await _head(reader, notice), Markup("{} {}%").format(bar(done, total), done * 100 // total)]
    lines.append(counted(words, progress, words.label("已发")))
    if progress.deferred:
        lines.append(
            words.count(
                "{number} 人暂缓(在免打扰时段,或者正在填表),晚些再发",
                "{number} 人暂缓(在免打扰时段,或者正在填表),晚些再发",
                progress.deferred,
            )
        )
    if main.state == post.PAUSED:
        if trouble := await mailings.trouble(reader.tx, main.id):
            lines.append(words.t("⚠️ Telegram 说:{reason}", reason=reason(words, trouble)))
        flow = RESUME.button(words.label("继续"), notice.id)
    else:
        left = progress.left_ms(PER_SECOND)
        if left > 0:
            lines.append(words.t("还要{time}", time=lasting(words, -(-left // 1000))))
        flow = PAUSE.button(words.label("暂停"), notice.id)
    paused, going = await stopped(reader.tx, words, notice.id)
    rows = [[flow, CANCEL.button(words.label("取消发送"), notice.id)], [OPEN.button(words.label("刷新"), notice.id)]]
    if not progress.waiting and not progress.sending:
        rows = rows[1:]  # everything went out: there is nothing left to hold
    return Markup("\n").join([*lines, *paused]), [*rows, *going, _back(reader, "sending")]


async def _report(reader: Reader, notice: Notice, main: Mailing, progress: Progress) -> Drawn:
    words, n = reader.words, notice.id
    head = words.t("<b>已取消发送</b>") if main.state == post.CANCELLED else words.t("<b>✅ 发送完毕</b>")
    lines = [head + " · " + await _head(reader, notice)]
    lines.append(words.count("收到 {number} 人", "收到 {number} 人", progress.sent))
    rest = counted(words, progress, "").split(" · ", 1)[1:]
    lines += [Markup(one) for one in rest]
    for why, number in await mailings.failures(reader.tx, main.id):
        lines.append(Markup("— {}:{}").format(reason(words, why), number))
    rows: list[list[InlineKeyboardButton]] = [
        [OPEN.button(words.label("刷新"), n), TABLE.button(words.label("导出表格"), n)]
    ]
    deleted = await is_deleted(reader.tx, n)
    if notice.content.asks and progress.sent:
        confirmed = await notices.number_confirmed(reader.tx, n)
        lines.append(words.t("已阅 {confirmed} / {reached}", confirmed=confirmed, reached=progress.sent))
        if confirmed < progress.sent and not deleted:
            rows.append([SILENT.button(words.label("谁还没确认"), n, 0), NUDGE.button(words.label("催一下"), n)])
    if main.open_until is not None and main.open_until > reader.now and main.state == post.DONE:
        until = plain(words, reader.office.zone, main.open_until, reader.now)
        lines.append(words.t("以后新加入的人也会收到,到 {moment} 为止。", moment=until))
        rows.append([CANCEL.button(words.label("不再发给新加入的人"), n)])
    if progress.sent and not deleted:
        edits = [REVISE.button(words.label("改已发的内容"), n)]
        if reader.now - (main.started_at or main.start_at) < DELETABLE_MS:
            edits.append(DELETE.button(words.label("删除已发的"), n))
        rows.append(edits)
    lines += await afterwards(reader.tx, words, n, reader.now)
    paused, going = await stopped(reader.tx, words, n)
    lines, rows = [*lines, *paused], [*rows, *going]
    if notice.revision is not None:
        lines.append(words.t("⏳ 有一处修改等另一位管理员批准:"))
        lines.append(shown_content(words, notice.revision, 200))
        if reader.person and reader.person != notice.revised_by:
            yes = REVISE_YES.button(words.label("批准修改"), n, notice.version)
            rows.append([yes, REVISE_NO.button(words.label("不批准修改"), n, notice.version)])
    return Markup("\n").join(lines), [*rows, _back(reader, "done")]
