"""我的快报: what a studio reported, how it stands, and changing it: freely until it is judged, by a correction afterwards."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Message, Update
from telegram.ext import filters

from handlers.cards.evidence import keep
from handlers.cards.my_news import (
    ATTACH,
    CHANGE,
    HISTORY,
    MINE,
    SEND,
    SHOWN,
    VOID,
    WITHDRAW,
    back_to,
    history_page,
    news_card,
    news_list,
    record_page,
    today_of,
)
from handlers.cards.news_draft import EVIDENCE, LINES, STUDIO, drafted, items_in, opened
from handlers.cards.news_fields import evidence_step, field_step
from handlers.cards.news_summary import understood
from handlers.cards.records import EDIT_FIELD, FIELDS, NEWS_CARD, RECORD, record_card, state_line, what_changed
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, Again, Form, Step, always, number_in, only_corrected
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Stale
from storage import records
from storage.dialogues import Answers
from storage.model.evidence import NEWS
from storage.model.records import OPEN, Facts, News, Record, State, kept

RECORD_NUMBER, SEEN = "record", "seen"
"""Answers: the record that is changed, and the version of it that was seen."""

RECEIPT = r"^\s*[Nn]\d{8}-\d{4,}\s*$"

room = Room("my_news")


@room.words("我的快报", "我报过的快报", "看看我的快报", action="news.write")
async def mine(update: Update, context: Context) -> None:
    """The list."""
    await context.say(*await news_list(context, 0))


def _may_report(_update: Update, context: Context) -> bool:
    return context.may("news.write")


@room.message(
    TYPED & filters.Regex(RECEIPT),
    action="news.write",
    name="receipt",
    when=_may_report,
)
async def by_receipt(update: Update, context: Context) -> Pass | None:
    """A receipt typed: that news; another studio's is nobody's here."""
    text = (update.message.text if update.message is not None else None) or ""
    news = await records.by_receipt(context.tx, text.strip().upper())
    if news is None or not context.may("news.write", news.studio):
        return PASS
    await context.say(*await news_card(context, news))
    return None


@room.on_tap(MINE, action="news.write")
async def mine_in_place(update: Update, context: Context) -> None:
    """The list, in place."""
    await context.edit(*await news_list(context, context.tap[0]))


@room.on_tap(NEWS_CARD, action="news.write")
async def open_news(update: Update, context: Context) -> None:
    """One news, below: what was tapped is worth keeping."""
    news = await _own_news(context, context.tap[0])
    if news is not None:
        await context.say(*await news_card(context, news))


@room.on_tap(SHOWN, action="news.write")
async def show_news(update: Update, context: Context) -> None:
    """One news, in place."""
    news = await _own_news(context, context.tap[0])
    if news is not None:
        await context.edit(*await news_card(context, news))


@room.on_tap(RECORD, action="news.write")
async def open_record(update: Update, context: Context) -> None:
    """One record, in place."""
    record = await _own_record(context)
    if record is not None:
        await context.edit(*await record_page(context, record))


@room.on_tap(HISTORY, action="news.write")
async def show_history(update: Update, context: Context) -> None:
    """What it said before."""
    record = await _own_record(context)
    if record is not None:
        await context.edit(*await history_page(context, record, await records.history(context.tx, record.id)))


@room.on_tap(WITHDRAW, action="news.write")
async def withdraw(update: Update, context: Context) -> None:
    """Take it back while it is open."""
    record = await _seen_record(context)
    if record is None:
        return
    changed = await records.withdraw(context.tx, record, context.acting, context.now)
    await context.toast(context.label("已撤回,不会再审") if changed else context.label("刚被改过,现在是这样"))
    await _show(context, record.id)


@room.on_tap(VOID, action="news.write")
async def void(update: Update, context: Context) -> None:
    """Ask to take an approved one back."""
    record = await _seen_record(context)
    if record is None:
        return
    asked = await records.correct(context.tx, record, None, context.acting, context.now)
    if asked is None:
        await context.toast(context.label("刚被改过,现在是这样"))
        await _show(context, record.id)
        return
    text = context.t("已提交作废申请 {receipt},审完告诉您;审完以前按原来的算。", receipt=asked.receipt)
    await context.edit(text, back_to(context, asked.id))


@room.on_tap(SEND, action="news.write")
async def send_again(update: Update, context: Context) -> None:
    """重新提交, as it stands."""
    record = await _seen_record(context)
    if record is None:
        return
    changed = await records.resubmit(context.tx, record, record.facts, context.acting, context.now)
    await context.toast(context.label("已重新提交") if changed else context.label("刚被改过,现在是这样"))
    await _show(context, record.id)


@room.on_tap(CHANGE, action="news.write")
async def change(update: Update, context: Context) -> None:
    """Its fields, to change any."""
    record = await _seen_record(context)
    if record is None:
        return
    if record.state is State.APPROVED or record.state in OPEN:
        await dialogue.begin(context, CHANGING, _answers(record))
    else:
        await _show(context, record.id)


@room.on_tap(EDIT_FIELD, action="news.write")
async def open_field(update: Update, context: Context) -> None:
    """The very field that a return is about, below the message that says so."""
    _, place = context.tap
    record = await _own_record(context)
    if record is None or not 0 <= place < len(FIELDS):
        return
    if record.state is not State.RETURNED:
        await context.say(*await record_page(context, record))
        return
    name = list(FIELDS)[place]
    await dialogue.begin(context, CHANGING, {**_answers(record), CORRECTING: name}, below=True)


@room.on_tap(ATTACH, action="news.write")
async def attach(update: Update, context: Context) -> None:
    """More evidence."""
    news = await _own_news(context, context.tap[0])
    if news is not None:
        await dialogue.begin(context, ATTACHING, {"news": news.id, STUDIO: news.studio}, below=True)


async def _own_news(context: Context, number: int) -> News | None:
    """The news of this number where it is of one's own studio; says so where not."""
    news = await records.news(context.tx, number)
    if news is None:
        raise Stale(number)
    if not context.may("news.write", news.studio):
        await context.toast(context.label("只能看自己工作室的快报"), alert=True)
        return None
    return news


async def _own_record(context: Context) -> Record | None:
    record = await records.find(context.tx, context.tap[0])
    if record is None:
        raise Stale(context.tap)
    return record if await _own_news(context, record.news) is not None else None


async def _seen_record(context: Context) -> Record | None:
    """The record of a button, at the version that was seen; where it changed since it is shown as it is."""
    record = await _own_record(context)
    if record is not None and record.version != context.tap[1]:
        await context.toast(context.label("刚被改过,现在是这样"))
        await _show(context, record.id)
        return None
    return record


async def _show(context: Context, number: int) -> None:
    record = await records.find(context.tx, number)
    if record is not None:
        await context.edit(*await record_page(context, record))


# changing one


def _answers(record: Record) -> Answers:
    answers: Answers = {
        LINES: [kept(record.facts)],
        RECORD_NUMBER: record.id,
        SEEN: record.version,
        STUDIO: record.studio,
    }
    return opened(answers, 0)


async def _recalled(context: Context, answers: Answers) -> Answers:
    return {"now": await records.find(context.tx, number_in(answers, RECORD_NUMBER))}


def _facts(answers: Answers) -> Facts:
    return drafted(answers)[0]


def _summary(context: Context, answers: Answers) -> Markup:
    """What it would say, what changed, and what saving does."""
    record = answers.get("now")
    lines = []
    if isinstance(record, Record):
        lines += [state_line(context.words, record), Markup("")]
    lines.append(record_card(context.words, context.office.zone, _facts(answers), today_of(context)))
    if isinstance(record, Record):
        changed = what_changed(context.words, record.facts, _facts(answers), today_of(context))
        if changed:
            lines += [Markup(""), context.t("<b>改动</b>"), *changed]
        if record.state is State.APPROVED:
            lines += [Markup(""), context.t("已经通过的,更正要再审一次;审完以前按原来的算。")]
    held = len(items_in(answers))
    if held:
        lines.append(context.count("📎 新加 {number} 份证明材料", "📎 新加 {number} 份证明材料", held))
    lines += [Markup(""), context.t("<i>要改哪一项,点按钮,或者直接说,例如「是3项」。改好点「提交」。</i>")]
    return Markup("\n").join(lines)


async def _finish(context: Context, answers: Answers) -> None:
    record = await records.find(context.tx, number_in(answers, RECORD_NUMBER))
    facts, items = _facts(answers), items_in(answers)
    if record is None or not context.may("news.write", record.studio):
        await context.edit(context.t("没有改:这条已经不在,或者您现在不是这个工作室的领军人、联络员。"))
        return
    if record.version != number_in(answers, SEEN):  # somebody of the same studio, or an officer, was faster
        now: Answers = {**answers, SEEN: record.version}
        await context.toast(context.label("这条刚被别人改过或审过,请再看一眼"), alert=True)
        if record.state in OPEN or record.state is State.APPROVED:
            await dialogue.begin(context, CHANGING, {name: now[name] for name in now if name != CORRECTING})
        else:
            await context.edit(*await record_page(context, record))
        return
    if facts == record.facts and record.state is not State.RETURNED:
        if items:
            await _attached(context, record.studio, record.news, answers)
            return
        await context.edit(*await record_page(context, record))
        return
    number = record.news
    match record.state:
        case State.RETURNED:
            done = await records.resubmit(context.tx, record, facts, context.acting, context.now) is not None
            text = context.t("✅ 已重新提交,工会审核后我马上告诉您。")
        case State.APPROVED:
            asked = await records.correct(context.tx, record, facts, context.acting, context.now)
            done, number = asked is not None, asked.id if asked is not None else record.news
            receipt = asked.receipt if asked is not None else ""
            text = context.t("✅ 更正已提交,回执 {receipt}。审完告诉您;审完以前按原来的算。", receipt=receipt)
        case _:
            done = await records.edit(context.tx, record, facts, context.acting, context.now) is not None
            text = context.t("✅ 已改好,等工会审核。")
    if not done:
        await context.toast(context.label("刚被改过,现在是这样"))
        await context.edit(*await record_page(context, record))
        return
    refused = await keep(context, record.studio, NEWS, number, items) if items else Markup()
    await context.edit(Markup("\n").join(filter(None, [text, refused])), back_to(context, number))


def _corrected(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """A correction typed at the summary: of this record alone, so that no line is added or dropped."""
    found = understood(context, message, answers)
    after = found.keep if isinstance(found, Again) else found
    if after is None or len(drafted(after)) != 1:
        return None
    after = opened(after, 0)
    return Again(found.text, keep=after) if isinstance(found, Again) else after


def _field(name: str) -> Step:
    step = replace(field_step(name), needed=only_corrected(name))
    return replace(step, more=_corrected) if name == "kind" else step


CHANGING = Form(
    name="news_change",
    action="news.write",
    title="快报修改",
    steps=(*(_field(name) for name in FIELDS if name != EVIDENCE), evidence_step()),
    summary=_summary,
    finish=_finish,
    confirm="提交",
    give_up="取消修改",
    cancelled="好的,没有改,还是原来的样子。",
    waits="您的{title}还没有提交,给您留着。",
    recall=_recalled,
    fields=tuple((name, label) for name, label in FIELDS.items()),
)
dialogue.add_form(room, CHANGING)


# more evidence


async def _attached(context: Context, studio: int, news: int, answers: Answers) -> None:
    if not context.may("news.write", studio):
        await context.edit(context.t("没有加:您现在不是这个工作室的领军人或联络员。"))
        return
    items = items_in(answers)
    refused = await keep(context, studio, NEWS, news, items)
    text = context.count("📎 加上了 {number} 份证明材料。", "📎 加上了 {number} 份证明材料。", len(items))
    await context.edit(Markup("\n").join(filter(None, [text, refused])), back_to(context, news))


async def _attach(context: Context, answers: Answers) -> None:
    await _attached(context, number_in(answers, STUDIO), number_in(answers, "news"), answers)


def _attached_summary(context: Context, answers: Answers) -> Markup:
    held = len(items_in(answers))
    return context.count("加上这 {number} 份证明材料?", "加上这 {number} 份证明材料?", held)


ATTACHING = Form(
    name="news_attach",
    action="news.write",
    title="证明材料",
    steps=(replace(evidence_step(), needed=always),),
    summary=_attached_summary,
    finish=_attach,
    confirm="加上",
    cancelled="好的,没有加。",
)
dialogue.add_form(room, ATTACHING)
