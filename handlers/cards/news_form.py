"""The form of quick news: how it begins, its steps, and what saving does (once)."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Message

from handlers.cards.evidence import items_of, keep
from handlers.cards.my_news import MINE, saved_already, saved_text
from handlers.cards.news_asked import asks_of, blocked
from handlers.cards.news_draft import (
    ASKED,
    AT,
    CONTAINS,
    EVIDENCE,
    LINES,
    SAID,
    STUDIO,
    WITHIN,
    asked_of,
    drafted,
    folded,
    items_in,
    lines_of,
    numbers_at,
    opened,
    ready,
    sibling,
    taken_in,
    texts_in,
    with_items,
)
from handlers.cards.news_fields import evidence_step, field_step, read_field
from handlers.cards.news_summary import keys, line_card, recalled, summary, understood
from handlers.cards.records import FIELDS, NEWS_CARD
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.form import CORRECTING, Again, Form, Step, number_in, only_corrected
from handlers.kit.taps import Tap
from handlers.language.news_line import read_news
from storage import dialogues, evidence, inbox, records, terms
from storage.dialogues import Answers
from storage.model.evidence import NEWS
from storage.model.records import KINDS

HELD = "news_held"
"""What was written while another was half done, until it is said what becomes of it."""
GROUP = "news_group"
"""What was said in a group, until it is saved there or looked at in the private chat."""
TAKE = Tap("news.take")
"""Go on with the one that was held back."""
MOST_GUESSED = 12
"""A longer message that is no news was meant as such all the same; a shorter one may be a question."""


async def empty(context: Context) -> Answers:
    """What a draft begins with: whose it is, as far as that is clear, and the types that admins added."""
    led = context.person.studios()
    added = [name for name in await terms.names(context.tx, terms.RESULT) if name not in KINDS]
    return {STUDIO: led[0] if len(led) == 1 else 0, "kinds": added}


async def forget_asked(context: Context, answers: Answers) -> None:
    """Wipe the messages of which nobody said that they may be kept."""
    for heard, *_ in asked_of(answers):
        await inbox.wipe(context.tx, heard)


async def save(context: Context, answers: Answers, draft: int) -> None:
    """Save a draft, once; where something is to be answered first, it is there again as it was."""
    answers = folded(answers)
    studio, facts = number_in(answers, STUDIO), [ready(one) for one in drafted(answers)]
    if studio and not context.may("news.write", studio):
        await context.toast(context.label("您现在不是这个工作室的领军人或联络员"), alert=True)
        await dialogue.begin(context, NEW, {**answers, STUDIO: 0})
        return
    if not facts or blocked(await asks_of(context, answers)):
        await context.toast(context.label("还有要先答的,请看一下"))
        await dialogue.begin(context, NEW, answers)
        return
    secret = asked_of(answers)
    await forget_asked(context, answers)
    said = "\n".join(texts_in(answers, SAID))
    parts = {place: numbers_at(answers, place, CONTAINS) for place in range(len(facts))}
    news = await records.save(
        context.tx,
        studio,
        context.acting,
        said,
        facts,
        context.now,
        draft=draft,
        included={place: [one for one in numbers if one > 0] for place, numbers in parts.items()},
        within={place: numbers_at(answers, place, WITHIN) for place in range(len(facts))},
        siblings={place: [sibling(one) for one in numbers if one < 0] for place, numbers in parts.items()},
    )
    items = items_in(answers)
    refused = await keep(context, studio, NEWS, news.id, items) if items else ""
    if not context.private:
        done = context.count(
            "✅ 已保存 {number} 条,{receipt}。", "✅ 已保存 {number} 条,{receipt}。", len(facts), receipt=news.receipt
        )
        await context.edit(done)
        return
    held = await dialogues.named(context.tx, context.person.id, HELD)
    rows = [[NEWS_CARD.button(context.label("看这份快报"), news.id), MINE.button(context.label("我的快报"), 0)]]
    if held is not None:
        rows.insert(0, [TAKE.button(context.label("接着报另一份"))])
    taken = len(await evidence.of(context.tx, NEWS, news.id)) if items else 0
    await context.edit(saved_text(context, news, taken, refused, len(secret)), rows)


# the form


async def _save(context: Context, answers: Answers) -> None:
    await save(context, answers, context.delivery.finished)


def _read_start(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """A line of news, perhaps below a picture; a kind; or evidence that comes before the words."""
    text, items = message.text or message.caption or "", items_of(message)
    if AT in answers:  # the kind of a line that is there
        return read_field(context, "kind", text, answers)
    line = read_news(text, context.now, context.office.zone)
    if line.facts or line.classified or line.disputed:
        return with_items(taken_in(answers, text, line, context.delivery.update.update_id), items)
    if items:
        return Again(context.t("收到了。再写一句是什么事吧。"), keep=with_items(answers, items))
    if not text:
        return Again(context.t("这一步请写一句话,或者点一类。"))
    found = read_field(context, "kind", text, answers)
    if not isinstance(found, Again):
        return found
    if line.likely or len(text) > MOST_GUESSED:
        return Again(context.t("没看懂是哪类成果。换个说法,例如「实用新型授权2项」「培训35人次」,或者点下面的一类。"))
    return None


def _ask_start(context: Context, answers: Answers) -> Markup:
    if AT in answers:
        return context.t("是哪一类?")
    if held := len(items_in(answers)):
        return context.count(
            "📎 收到 {number} 份材料,先替您留着。这是哪件事的?用一句话写下来,例如:\n<i>6月8日给青工讲安全用电,来了35人</i>\n\n"
            "也可以先点一类。不是快报的材料,点「取消」。",
            "📎 收到 {number} 份材料,先替您留着。这是哪件事的?用一句话写下来,例如:\n<i>6月8日给青工讲安全用电,来了35人</i>\n\n"
            "也可以先点一类。不是快报的材料,点「取消」。",
            held,
        )
    return context.t(
        "用一句话写下做了什么,像和同事说话一样,例如:\n"
        "<i>本月拿到实用新型专利2项,培训青工35人次,带徒3人,直接经济效益120万元</i>\n\n"
        "也可以先点一类,一项一项填。照片和文件随时可以发。"
    )


def _read_line(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """What is typed at the card of one line: that line comes again, or the whole draft where it is gone."""
    found = understood(context, message, answers)
    if not isinstance(found, Again) or found.keep is None or AT in found.keep:
        return found
    place = number_in(answers, AT)
    return replace(found, keep=opened(found.keep, place)) if place < len(lines_of(found.keep)) else found.keep


def _starts(answers: Answers) -> bool:
    walking = "kind" in answers and AT not in answers and CORRECTING not in answers
    return walking or not (answers.get(LINES) or answers.get(ASKED) or "kind" in answers)


def _steps() -> tuple[Step, ...]:
    kind = field_step("kind")
    return (
        replace(
            kind,
            ask=_ask_start,
            read=_read_start,
            more=understood,
            needed=_starts,
        ),
        field_step("benefit"),  # before the amount: a social one has none
        *(field_step(name) for name in FIELDS if name not in ("kind", "benefit", EVIDENCE)),
        Step(
            "line",
            line_card,
            _read_line,
            choices=tuple((name, label) for name, label in FIELDS.items() if name != EVIDENCE),
            leads=True,
            needed=only_corrected("line"),
        ),
        evidence_step(),
    )


NEW = Form(
    name="news_new",
    action="news.write",
    title="快报",
    steps=_steps(),
    summary=summary,
    finish=_save,
    confirm="全部保存",
    waits="您的{title}还没有保存,给您留着。",
    recall=recalled,
    keys=keys,
    left=forget_asked,
    ended=saved_already,
    fields=((EVIDENCE, "加材料"),),
)


def open_draft(context: Context) -> dialogues.Dialogue | None:
    """The draft that the person is at, as long as it takes what is typed."""
    form = dialogue.present(context, NEW)
    return form if form is not None and context.now - form.updated_at <= LISTENS_MS else None


def in_form(context: Context) -> bool:
    """Whether the person is in some form that takes what is typed."""
    form = context.delivery.dialogue
    return form is not None and form.name in context.office.forms and context.now - form.updated_at <= LISTENS_MS
