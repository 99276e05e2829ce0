"""Notices as rooms show them: their buttons, what stands under a sent one, and short words about them."""

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards import competitions
from handlers.cards.moments import plain
from handlers.kit.context import Context
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import calendar, notices
from storage.database import Tx
from storage.model import notices as model
from storage.model.local_time import minute_of_day
from storage.model.notices import DECENT, LINK, NOW, READ, REGISTER, SHOW, Button, Content, Notice
from storage.model.quiet import DECENT_HOURS, next_decent

NEW = Tap("notice.new")
LIST = Tap("notice.list", str, int)
"""The desk: the stage (`storage.notices.STAGES`) and the page."""
OPEN = Tap("notice.open", int)
"""One notice: its draft for its author, else its card."""
CONFIRM = Tap("notice.read", int)
"""已阅, under a notice that was sent."""
SAMPLE = Tap("notice.sample")
"""Under a preview, in place of 已阅."""

REWRITE = Tap("notice.rewrite", int)
AUDIENCE = Tap("notice.who", int)
KEYS = Tap("notice.keys", int)
WHEN = Tap("notice.when", int)
SET_TIME = Tap("notice.at", int, int, int)
"""0 now or 1 the next decent hour: notice, which, version."""
KEEP = Tap("notice.keep", int, int)
"""Turn 「发给新加入的人」 on or off; like the following it carries the notice and its version."""
PREVIEW = Tap("notice.preview", int)
TEST = Tap("notice.test", int)
DISCARD = Tap("notice.discard", int, int)
SEND = Tap("notice.send", int)
"""Look at it once more before it is sent."""
SUBMIT = Tap("notice.submit", int, int)

APPROVE = Tap("notice.approve", int, int)
REFUSE = Tap("notice.refuse", int, int)
TAKE_BACK = Tap("notice.back", int, int)
UNDO = Tap("notice.undo", int)
PAUSE = Tap("notice.pause", int)
RESUME = Tap("notice.resume", int)
CANCEL = Tap("notice.cancel", int)
CANCEL_SURE = Tap("notice.stop", int)

SILENT = Tap("notice.silent", int, int)
TABLE = Tap("notice.table", int)
NUDGE = Tap("notice.nudge", int)
NUDGE_SURE = Tap("notice.nudged", int)
REVISE = Tap("notice.revise", int)
REVISE_YES = Tap("notice.revised", int, int)
REVISE_NO = Tap("notice.unrevised", int, int)
GO = Tap("notice.go", int)
"""Go on with a mailing that stopped, other than the notice's own; with the mailing's number."""
HALT = Tap("notice.halt", int)
"""Give it up."""
LET = Tap("notice.let", int)
"""Approve a notice that has grown on its way."""
DELETE = Tap("notice.delete", int)
DELETE_SURE = Tap("notice.deleted", int)

EARS = ("notice.value", "notice.link", "notice.contest", "notice.time", "notice.number", "notice.reason")
"""Names under which the notices' pages listen for a typed answer (`kit.listening`)."""


async def button_name(tx: Tx, words: Words, button: Button) -> str:
    """A button of a draft, in words for its author."""
    if button.kind == READ:
        return words.label("已阅")
    if button.kind == LINK:
        return words.label("{label} → {url}", label=button.label, url=button.url)
    title = await notices.competition_title(tx, button.competition) or words.label("已删除的竞赛")
    kind = words.label("报名") if button.kind == REGISTER else words.label("查看竞赛")
    return words.label("{kind}「{title}」", kind=kind, title=title)


async def buttons_line(tx: Tx, words: Words, notice: Notice) -> Markup:
    """「按钮:已阅、报名须知 → https://…」."""
    names = [await button_name(tx, words, one) for one in notice.content.buttons]
    return words.t("按钮:{buttons}", buttons=words.label("、").join(names) if names else words.label("没有"))


def keys(
    words: Words, notice: int, buttons: Sequence[Button], *, sample: bool = False
) -> list[list[InlineKeyboardButton]]:
    """The buttons under a notice as it is sent; in a `sample`, 已阅 confirms nothing."""
    rows = []
    of_kind = Counter(button.kind for button in buttons)
    for button in buttons:
        # One of several names what it is for.
        name = f"「{button.label}」" if of_kind[button.kind] > 1 and button.label else ""
        if button.kind == READ:
            label = words.label("已阅")
            rows.append([SAMPLE.button(label) if sample else CONFIRM.button(label, notice)])
        elif button.kind == LINK:
            rows.append([InlineKeyboardButton(button.label, url=button.url)])
        elif button.kind == REGISTER:
            rows.append([competitions.ENTER.button(words.label("报名") + name, button.competition)])
        elif button.kind == SHOW:
            rows.append([competitions.CARD.button(words.label("查看竞赛") + name, button.competition)])
    return rows


Body = tuple[str, dict[str, object]]


def message(words: Words, notice: int, content: Content, *, sample: bool = False, nudge: bool = False) -> Body:
    """Bot API method and parameters of the notice in these words."""
    before = words.label("【提醒】") if nudge else ""
    if nudge and content.length + model.units(before) + 2 > content.longest:
        before = ""  # there is no room for it
    return model.payload(content, _plain(keys(words, notice, content.buttons, sample=sample)), before)


def bodies(
    all_words: dict[str, Words], notice: int, content: Content, *, nudge: bool = False
) -> tuple[str, dict[str, dict[str, object]]]:
    """The method, and a body for each language: what was written is the same, the buttons' words are not."""
    made = {language: message(words, notice, content, nudge=nudge) for language, words in all_words.items()}
    return made[SOURCE_LANGUAGE][0], {_language(one): body for one, (_, body) in made.items()}


def changes(all_words: dict[str, Words], notice: int, content: Content) -> tuple[str, dict[str, dict[str, object]]]:
    """Like `bodies`, for changing what was sent."""
    made = {
        language: model.changed(content, _plain(keys(words, notice, content.buttons)))
        for language, words in all_words.items()
    }
    return made[SOURCE_LANGUAGE][0], {_language(one): body for one, (_, body) in made.items()}


def _language(language: str) -> str:
    return "" if language == SOURCE_LANGUAGE else language


def _plain(rows: Rows) -> list[list[dict[str, str]]]:
    return [[button.to_dict() for button in row] for row in rows]


async def decent(tx: Tx, zone: tzinfo) -> model.Decent:
    """From an instant to the next one in decent hours of a working day."""
    workday = await calendar.workdays(tx)
    return lambda at: next_decent(at, zone, workday)


async def when(context: Context, notice: Notice) -> str:
    """When it is to go out, in words."""
    if notice.send_at == NOW:
        return context.label("现在(确认后 {seconds} 秒)", seconds=model.SECONDS_TO_UNDO)
    if notice.send_at == DECENT:
        at = (await decent(context.tx, context.office.zone))(context.now + model.SECONDS_TO_UNDO * 1000)
        return context.label(
            "下一个合适的时间,{moment}", moment=plain(context.words, context.office.zone, at, context.now)
        )
    return plain(context.words, context.office.zone, notice.send_at, context.now)


def lasting(words: Words, seconds: int) -> Markup:
    """「大约 2 分钟」."""
    if seconds < 60:
        return words.count("大约 {number} 秒", "大约 {number} 秒", max(1, seconds))
    if seconds < 5400:
        return words.count("大约 {number} 分钟", "大约 {number} 分钟", -(-seconds // 60))
    return words.count("大约 {number} 小时", "大约 {number} 小时", -(-seconds // 3600))


def is_late(at: int, zone: tzinfo) -> bool:
    """Whether a time of day is outside decent hours."""
    begin, end = DECENT_HOURS
    return not begin <= minute_of_day(at, zone) < end


def shown_content(words: Words, content: Content, longest: int = 400) -> Markup:
    """A notice quoted on a page of ours: the words, without their formatting."""
    text = content.text if len(content.text) <= longest else content.text[: longest - 1] + "…"
    title = Markup("<b>{}</b>\n").format(content.title) if content.title else Markup("")
    media = Markup("")
    if content.media is not None:
        media = words.t("\n📎 带一张图片") if content.media.kind == "photo" else words.t("\n📎 带一个文件")
    return Markup("<blockquote>{}{}</blockquote>").format(title, text) + media
