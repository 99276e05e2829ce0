"""The form that changes a record which was saved: its fields, what is asked because of the change, and what saving it does."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message

from handlers.cards.evidence import keep
from handlers.cards.my_news import CHANGING as NAME
from handlers.cards.my_news import back_to, record_page, today_of
from handlers.cards.news_asked import YES
from handlers.cards.news_draft import (
    CONTAINS,
    EVIDENCE,
    LINES,
    STUDIO,
    WITHIN,
    drafted,
    items_in,
    needs,
    opened,
    with_items,
)
from handlers.cards.news_fields import evidence_step, field_step
from handlers.cards.news_raised import TOLD, Ask, ask_keys, ask_text, asks_of, facts_of, told_of
from handlers.cards.news_summary import understood
from handlers.cards.records import FIELDS, record_card, state_line, what_changed
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, SUMMARY, Again, Form, Step, number_in, only_corrected
from handlers.kit.taps import Rows, Tap
from storage import benefits, dialogues, records
from storage.dialogues import Answers, Dialogue
from storage.model.evidence import NEWS, Item
from storage.model.records import OPEN, Facts, News, Record, State, kept

RECORD_NUMBER, SEEN = "record", "seen"
"""Answers: the record that is changed, and the version of it that was seen."""
ASKS = "asks"
HELD = "news_change_held"
"""The dialogue of a change that was said while another one was under way."""
NEXT = Tap("record.next")
"""Go on with it."""


async def begin(
    context: Context,
    record: Record,
    *,
    facts: Facts | None = None,
    field: str = "",
    items: Sequence[Item] = (),
    below: bool = False,
) -> None:
    """Open a record to be changed: at its summary with these `facts` instead of its own, or at the question of a field.

    An approved one is corrected. Nothing is saved before its author says so. One that cannot be changed any more is shown.
    """
    if record.void or not (record.state in OPEN or record.state is State.APPROVED):
        text, rows = await record_page(context, record)
        await (context.say(text, rows) if below else context.edit(text, rows))
        return
    waiting = await dialogue.waiting(context, CHANGING)
    if (
        waiting is not None
        and number_in(waiting.answers, RECORD_NUMBER) != record.id
        and await _begun(context, waiting)
    ):
        said = context.t("这一条您还没改完。先保存它,或者取消修改,再改别的。")
        if facts is not None or items:  # said in words or sent: not to be said again
            held = with_items(_answers(record, facts), items)
            await dialogues.begin(context.tx, context.person.id, HELD, HELD, held, context.now)
            said = context.t("这一条您还没改完。先保存它,或者取消修改;刚才说的那条也记下了,接着就改。")
        await _go_on(context, CHANGING, waiting, said, below=below)
        return
    same = waiting is not None and _same(waiting.answers, record) and facts is None and not items
    answers = dict(waiting.answers) if waiting is not None and same else _answers(record, facts)
    answers = with_items(answers, items) if items else answers
    answers.pop(CORRECTING, None)
    if field:
        answers[CORRECTING] = field
    await dialogue.begin(context, CHANGING, answers, below=below)


async def _begun(context: Context, waiting: Dialogue) -> bool:
    """Whether anything was changed already."""
    record = await records.find(context.tx, number_in(waiting.answers, RECORD_NUMBER))
    return record is not None and (drafted(waiting.answers)[0] != record.facts or bool(items_in(waiting.answers)))


async def _go_on(context: Context, form: Form, waiting: Dialogue, said: Markup, *, below: bool = False) -> None:
    draft = await dialogues.move(context.tx, waiting, waiting.step, waiting.answers, context.now)
    context.delivery.dialogue = draft
    await dialogue.show(context, form, draft or waiting, below=below, said=said)


def _same(answers: Answers, record: Record) -> bool:
    return (answers.get(RECORD_NUMBER), answers.get(SEEN)) == (record.id, record.version)


def _answers(record: Record, facts: Facts | None) -> Answers:
    answers: Answers = {
        LINES: [kept(facts or record.facts)],
        RECORD_NUMBER: record.id,
        SEEN: record.version,
        STUDIO: record.studio,
    }
    return opened(answers, 0)


async def answer(context: Context, draft: Dialogue, choice: int) -> None:
    """A tap on one of the first question's buttons."""
    record = await records.find(context.tx, number_in(draft.answers, RECORD_NUMBER))
    asks = await asks_of(context, record, draft.answers) if record is not None else ()
    if not asks:  # answered elsewhere meanwhile
        await dialogue.go_on(context, CHANGING, draft)
        return
    one = asks[0]
    told = [[what, numbers] for what, numbers in told_of(draft.answers)]
    told.append([one.what if choice == YES else "", [other.id for other in one.others]])
    await dialogue.move_to(context, CHANGING, draft, SUMMARY, {**draft.answers, TOLD: told})


# what is shown


async def _recalled(context: Context, answers: Answers) -> Answers:
    record = await records.find(context.tx, number_in(answers, RECORD_NUMBER))
    return {"now": record, ASKS: await asks_of(context, record, answers) if record is not None else ()}


def _asked(answers: Answers) -> tuple[Ask, ...]:
    found = answers.get(ASKS)
    return found if isinstance(found, tuple) else ()


def _summary(context: Context, answers: Answers) -> Markup:
    """What it would say, what changed, what is asked because of it, and what saving does."""
    record, facts, today = answers.get("now"), facts_of(answers), today_of(context)
    lines = []
    if isinstance(record, Record):
        lines += [state_line(context.words, record), Markup("")]
    lines.append(record_card(context.words, context.office.zone, facts, today))
    if isinstance(record, Record):
        changed = what_changed(context.words, record.facts, facts, today)
        if changed:
            lines += [Markup(""), context.t("<b>改动</b>"), *changed]
        if record.state is State.APPROVED:
            lines += [Markup(""), context.t("已经通过的,更正要再审一次;审完以前按原来的算。")]
    if held := len(items_in(answers)):
        lines.append(context.count("📎 新加 {number} 份证明材料", "📎 新加 {number} 份证明材料", held))
    asks = _asked(answers)
    if field := needs(facts):
        label = FIELDS[field]
        lines += [Markup(""), context.t("❓ 还缺{name}。", name=context.label(label))]
    elif asks:
        lines += [Markup(""), ask_text(context, answers, asks[0])]
    else:
        save = _save_label(context, record)
        hint = context.t("<i>要改哪一项,点按钮,或者直接说,例如「是3项」。改好点「{save}」。</i>", save=save)
        lines += [Markup(""), hint]
    return Markup("\n").join(lines)


def _save_label(context: Context, record: object) -> str:
    """提交 for what was judged and is to be looked at again, 保存 for what nobody has judged yet."""
    judged = isinstance(record, Record) and record.state in (State.RETURNED, State.APPROVED)
    return context.label("提交") if judged else context.label("保存")


def _keys(context: Context, draft: Dialogue, answers: Answers, usual: Rows) -> Rows:
    """Questions stand in place of the button that saves."""
    if draft.step != SUMMARY:
        return usual
    (save,), *below = usual
    asks = _asked(answers)
    if needs(facts_of(answers)):
        return below
    if asks:
        return [ask_keys(context, (draft.id, draft.version), asks[0]), *below]
    label = _save_label(context, answers.get("now"))
    return [[InlineKeyboardButton(label, callback_data=save.callback_data)], *below]


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


# what saving does


async def finish(context: Context, answers: Answers) -> None:
    """Save the change, once; where somebody was faster or something is to be answered first, it is there again as it was."""
    record = await records.find(context.tx, number_in(answers, RECORD_NUMBER))
    if record is None or not context.may("news.write", record.studio):
        await context.edit(context.t("没有改:这条已经不在,或者您现在不是这个工作室的领军人、联络员。"))
        return
    again = {name: value for name, value in answers.items() if name != CORRECTING}
    if record.version != number_in(answers, SEEN):  # somebody of the same studio, or an officer, was faster
        await context.toast(context.label("这条刚被别人改过或审过,请再看一眼"), alert=True)
        if record.state in OPEN or record.state is State.APPROVED:
            await dialogue.begin(context, CHANGING, {**again, SEEN: record.version})
        else:
            await context.edit(*await record_page(context, record))
        return
    facts, items = facts_of(answers), items_in(answers)
    if needs(facts) or await asks_of(context, record, answers):
        draft = await dialogues.begin(context.tx, context.person.id, NAME, SUMMARY, again, context.now)
        context.delivery.dialogue = draft
        await dialogue.show(context, CHANGING, draft, said=context.t("还没有保存:请先答下面的问题。"))
        return
    if drafted(answers)[0] == record.facts and record.state is not State.RETURNED:
        if not items:
            await context.edit(*await record_page(context, record))
            return
        if record.state is not State.APPROVED:  # to an approved one, officers are to see what is added
            await attached(context, record.studio, record.news, items)
            return
    number, text = await _saved(context, record, facts)
    if not number:
        await context.toast(context.label("刚被改过,现在是这样"))
        await context.edit(*await record_page(context, record))
        return
    await _claim(context, record, answers)
    refused = await keep(context, record.studio, NEWS, number, items) if items else Markup()
    rows = [*await _held_key(context), *back_to(context, number)]
    await context.edit(Markup("\n").join(filter(None, [text, refused])), rows)


async def _held_key(context: Context) -> list[list[InlineKeyboardButton]]:
    held = await dialogues.named(context.tx, context.person.id, HELD)
    return [[NEXT.button(context.label("接着改另一条"))]] if held is not None else []


async def _left(context: Context, _answers: Answers) -> None:
    """After a change is given up: the other one that was said meanwhile."""
    if rows := await _held_key(context):
        await context.say(context.t("您说过还要改另一条:"), rows)


async def take_next(context: Context) -> None:
    """Go on with what was said meanwhile."""
    held = await dialogues.named(context.tx, context.person.id, HELD)
    if held is None:
        await context.toast(context.label("这条已经改过了"))
        return
    waiting = await dialogue.waiting(context, CHANGING)
    if waiting is not None and await _begun(context, waiting):
        said = context.t("这一条您还没改完。先保存它,或者取消修改,再改别的。")
        await _go_on(context, CHANGING, waiting, said, below=True)
        return
    await dialogues.finish(context.tx, held)
    await dialogue.begin(context, CHANGING, held.answers, below=True)


async def _saved(context: Context, record: Record, facts: Facts) -> tuple[int, Markup]:
    """The news that it stands in now, and what is said; 0 where somebody was faster."""
    tx, by, now = context.tx, context.acting, context.now
    match record.state:
        case State.RETURNED:
            text = context.t("✅ 已重新提交,工会审核后我马上告诉您。")
            if facts == record.facts:
                text = context.t("✅ 已重新提交,内容没有改动。工会审核后我马上告诉您。")
            done = await records.resubmit(tx, record, facts, by, now) is not None
            return record.news if done else 0, text
        case State.APPROVED:
            asked = await records.correct(tx, record, facts, by, now)
            if asked is None:
                return 0, Markup()
            text = context.t("✅ 更正已提交,回执 {receipt}。审完告诉您;审完以前按原来的算。", receipt=asked.receipt)
            return asked.id, text
    done = await records.edit(tx, record, facts, by, now) is not None
    return record.news if done else 0, context.t("✅ 已改好,等工会审核。")


async def _claim(context: Context, record: Record, answers: Answers) -> None:
    """Keep what was said of money that is part of other money; of a correction it is said of what it corrects."""
    here = record.corrects or record.id
    for what, numbers in told_of(answers):
        if what == CONTAINS:
            await benefits.contain(context.tx, record.studio, here, numbers)
        elif what == WITHIN:
            for whole in numbers:
                await benefits.contain(context.tx, record.studio, whole, [here])


async def attach(context: Context, news: News, form: Form) -> None:
    """Begin to collect more evidence of a news that is still open; what was sent for another one is put there first."""
    if not any(record.state in OPEN for record in news.records):
        await context.toast(context.label("这份都审完了。要补材料,点开那一条再点「更正」。"), alert=True)
        return
    waiting = await dialogue.waiting(context, form)
    if waiting is not None and waiting.answers.get("news") != news.id and items_in(waiting.answers):
        said = context.t("刚才发的材料是另一份快报的,还没加上。先加上或者取消,再加这份的。")
        await _go_on(context, form, waiting, said, below=True)
        return
    await dialogue.begin(context, form, {"news": news.id, STUDIO: news.studio}, below=True)


async def attached(context: Context, studio: int, news: int, items: Sequence[Item]) -> None:
    """Keep more evidence of a news, and say so."""
    if not context.may("news.write", studio):
        await context.edit(context.t("没有加:您现在不是这个工作室的领军人或联络员。"))
        return
    refused = await keep(context, studio, NEWS, news, items)
    text = context.count("📎 加上了 {number} 份证明材料。", "📎 加上了 {number} 份证明材料。", len(items))
    await context.edit(Markup("\n").join(filter(None, [text, refused])), back_to(context, news))


CHANGING = Form(
    name=NAME,
    action="news.write",
    title="快报修改",
    steps=(*(_field(name) for name in FIELDS if name != EVIDENCE), evidence_step()),
    summary=_summary,
    finish=finish,
    confirm="保存",
    give_up="取消修改",
    cancelled="好的,没有改,还是原来的样子。",
    waits="您的{title}还没有保存,给您留着。",
    recall=_recalled,
    keys=_keys,
    left=_left,
    fields=tuple((name, label) for name, label in FIELDS.items()),
)
