"""Pictures and files behind news and reports: taken from a message, counted in a line, shown by a tap."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message

from handlers.cards.records import NEWS_CARD
from handlers.cards.reports import REPORT
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage import evidence, people, reports
from storage.model.evidence import DOCUMENT, MOST_FILES, NEWS, PHOTO, POST, VIDEO, Evidence, Item, Refused, State, Why

SHOW = Tap("evidence.show", str, int)
"""Send the evidence of a 'news' or 'report' with this number."""


def items_of(message: Message) -> list[Item]:
    """What a message shows: a photo, a file, a video, or a forwarded text. Nothing for what is none of these."""
    text = message.caption or ""
    if message.photo:
        largest = message.photo[-1]
        return [Item(PHOTO, largest.file_id, "", text, largest.file_size or 0)]
    if message.document is not None:
        one = message.document
        return [Item(DOCUMENT, one.file_id, one.file_name or "", text, one.file_size or 0)]
    if message.video is not None:
        film = message.video
        return [Item(VIDEO, film.file_id, film.file_name or "", text, film.file_size or 0)]
    if message.forward_origin is not None and message.text:
        return [Item(POST, text=message.text)]
    return []


async def keep(context: Context, studio: int, subject: str, number: int, items: Sequence[Item]) -> Markup:
    """Put evidence to a news or a report, by the person who speaks, and have the files fetched once that is on disk. Returned
    is what to say of what was not taken; '' where all was."""
    refused = await evidence.attach(context.tx, studio, subject, number, items, context.acting, context.now)
    context.tx.after_commit(context.office.evidence_shown)
    return refusals(context.words, refused)


def refusals(words: Words, refused: Iterable[Refused]) -> Markup:
    """Why things were not taken, a line for each reason."""
    by_why: dict[Why, list[Item]] = {}
    for one in refused:
        by_why.setdefault(one.why, []).append(one.item)
    return Markup("\n").join(refusal(words, why, items) for why, items in by_why.items())


def refusal(words: Words, why: Why, items: Sequence[Item]) -> Markup:
    """Why these were not taken, and what to do."""
    names = named(words, items)
    match why:
        case Why.TOO_MANY:
            return words.t("⚠️ 最多收 {most} 份证明材料,{names}没有收。", most=MOST_FILES, names=names)
        case Why.TOO_LARGE:
            return words.t("⚠️ {names}超过 20 MB,收不了。请压缩,或者只发要紧的几页。", names=names)
        case Why.QUOTA:
            return words.t("⚠️ 工作室的存放空间满了,{names}没有收。请联系区总工会管理员。", names=names)
        case Why.EMPTY:
            return words.t("⚠️ {names}是空的,没有收。请重新发一次。", names=names)
        case Why.LOCKED:
            return words.t("⚠️ {names}设了打开密码,审核的人看不了,没有收。请去掉密码再发。", names=names)
        case Why.MACROS:
            return words.t("⚠️ {names}里带着宏(小程序),没有收。请另存为 PDF 再发。", names=names)
        case Why.BOMB:
            return words.t("⚠️ {names}展开以后大得离谱,没有收。请另存为 PDF 再发。", names=names)
        case Why.MISMATCH:
            return words.t("⚠️ {names}的内容和文件名对不上,没有收。请用原来的软件打开,另存为 PDF 再发。", names=names)
        case Why.GONE | Why.UNREACHABLE | Why.DISK:
            return words.t("⚠️ {names}没有备份成,请再发一次。", names=names)
    return words.t("⚠️ {names}收不了。证明材料请发照片、PDF、Word、Excel 或 PPT。", names=names)


def named(words: Words, items: Sequence[Item]) -> str:
    """What things are called, in a sentence."""
    names = [f"「{item.name}」" for item in items if item.name]
    return (
        "".join(names[:3]) if names and len(names) == len(items) else words.label("有 {number} 份", number=len(items))
    )


async def tell_lost(desk: Desk, lost: Evidence, why: Why) -> None:
    """Tell whoever showed something that it was not taken after all, and which news or report lacks it now."""
    person = await people.find(desk.tx, lost.person) if lost.person else None
    if person is None:
        return
    words = desk.words_for(person)
    text = refusal(words, why, [Item(lost.kind, name=lost.name)])
    if receipt := await evidence.receipt(desk.tx, lost):
        text += Markup("\n") + words.t("它是 {receipt} 的证明材料。", receipt=receipt)
    await desk.tell(person, text, [await _where(desk, words, lost)], key=f"evidence:lost:{lost.id}")


async def _where(desk: Desk, words: Words, lost: Evidence) -> list[InlineKeyboardButton]:
    """What leads to where another one can be added."""
    if lost.subject == NEWS:
        return [NEWS_CARD.button(words.label("看这份快报"), lost.number)]
    report = await reports.find(desk.tx, lost.number)
    return [REPORT.button(words.label("看报告"), report.duty)] if report is not None else []


def evidence_lines(context: Context, shown: Sequence[Evidence]) -> Markup:
    """How much evidence there is and how much of it is safe, in a line or two; '' where there is none."""
    held = [one for one in shown if one.state is not State.REFUSED]
    if not held:
        return Markup()
    safe = sum(one.state is State.KEPT for one in held)
    if safe == len(held):
        return context.count("📎 {number} 份证明材料,已备份", "📎 {number} 份证明材料,已备份", len(held))
    return context.t("📎 {number} 份证明材料,已备份 {safe} 份", number=len(held), safe=safe)


def evidence_button(
    context: Context, subject: str, number: int, shown: Sequence[Evidence]
) -> list[InlineKeyboardButton]:
    """A row with the button that sends the evidence; an empty one where there is none."""
    held = [one for one in shown if one.state is not State.REFUSED]
    return [SHOW.button(context.label("看证明材料"), subject, number)] if held else []
