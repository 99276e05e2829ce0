"""What stopped on its way, or was done to a notice after it was sent, and why messages failed."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.notices import GO, HALT
from handlers.kit.words import Words
from storage import mailings
from storage.database import Tx
from storage.model import mailings as post
from storage.model.mailings import Mailing, Progress

AFTERWARDS = (post.NUDGE, post.EDIT, post.DELETE)


@dataclass(frozen=True, slots=True)
class Round:
    """The mailings of one kind made at one time: a change goes to those whom the notice reached and to those whom a nudge did."""

    kind: str
    mailings: tuple[Mailing, ...]


def kind_words(words: Words, kind: str) -> str:
    """What a mailing does, as a noun."""
    return {
        post.NOTICE: words.label("发送"),
        post.NUDGE: words.label("催办"),
        post.EDIT: words.label("修改"),
        post.DELETE: words.label("删除"),
        post.NEWS: words.label("发送"),
    }[kind]


def rounds(found: list[Mailing]) -> list[Round]:
    """The newest nudge, change and deletion."""
    newest = {one.kind: one.created_at for one in found if one.kind in AFTERWARDS}
    return [
        Round(kind, tuple(one for one in found if one.kind == kind and one.created_at == at))
        for kind, at in newest.items()
    ]


async def afterwards(tx: Tx, words: Words, notice: int, now: int) -> list[Markup]:
    """How far the newest nudge, change and deletion are, and what failed of them."""
    done = {post.NUDGE: words.label("已发"), post.EDIT: words.label("已改"), post.DELETE: words.label("已删")}
    lines = []
    for one in rounds(await mailings.of_notice(tx, notice)):
        progress, failed = Progress(), dict[str, int]()
        for mailing in one.mailings:
            progress += await mailings.progress(tx, mailing.id, now)
            for why, number in await mailings.failures(tx, mailing.id):
                failed[why] = failed.get(why, 0) + number
        lines.append(Markup("{} · {}").format(kind_words(words, one.kind), counted(words, progress, done[one.kind])))
        lines += [Markup("— {}:{}").format(reason(words, why), number) for why, number in failed.items()]
    return lines


async def stopped(tx: Tx, words: Words, notice: int) -> tuple[list[Markup], list[list[InlineKeyboardButton]]]:
    """Nudges, changes and deletions that stopped because of what Telegram said: each can go on or be given up."""
    lines, rows = [], []
    for one in await mailings.of_notice(tx, notice):
        if one.kind in AFTERWARDS and one.state == post.PAUSED:
            kind = kind_words(words, one.kind)
            said = reason(words, await mailings.trouble(tx, one.id))
            lines.append(words.t("⚠️ {kind}停下来了,Telegram 说:{reason}", kind=kind, reason=said))
            rows.append(keys(words, one))
    return lines, rows


def keys(words: Words, mailing: Mailing) -> list[InlineKeyboardButton]:
    """Go on with a mailing that stopped, or give it up."""
    kind = kind_words(words, mailing.kind)
    going = GO.button(words.label("继续{kind}", kind=kind), mailing.id)
    return [going, HALT.button(words.label("不再{kind}", kind=kind), mailing.id)]


def counted(words: Words, progress: Progress, done: str) -> Markup:
    """「已发 63 · 等待 37 · 失败 2」; `done` is what those are called with which it went well."""
    parts = [Markup("{} {}").format(done, progress.sent)]
    numbers = {
        words.label("等待"): progress.waiting + progress.sending,
        words.label("没开过机器人或已屏蔽"): progress.blocked,
        words.label("失败"): progress.failed,
        words.label("不要通知或不再符合"): progress.skipped,
        words.label("过期没发"): progress.expired,
        words.label("取消没发"): progress.cancelled,
    }
    parts += [Markup("{} {}").format(name, number) for name, number in numbers.items() if number]
    return Markup(" · ").join(parts)


def reason(words: Words, error: str) -> str:
    """What Telegram said, in plain words."""
    known = (
        ("too long", words.label("内容太长")),
        ("entities", words.label("格式有问题")),
        ("wrong file", words.label("图片或文件已失效,请重新上传")),
        ("file", words.label("图片或文件已失效,请重新上传")),
        ("button", words.label("按钮的链接无效")),
        ("can't be deleted", words.label("超过 48 小时,Telegram 不让删了")),
        ("to delete not found", words.label("消息已被本人删除")),
        ("to edit not found", words.label("消息已被本人删除")),
        ("can't be edited", words.label("Telegram 不让改了")),
        ("deactivated", words.label("账号已注销")),
        ("timed", words.label("网络不通,多次没有发成")),
        ("network", words.label("网络不通,多次没有发成")),
    )
    said = error.casefold()
    return next((plain_words for part, plain_words in known if part in said), error or words.label("原因不明"))
