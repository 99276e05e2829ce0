"""Officers keep the knowledge base: the answers that the bot gives word for word.

An entry is written here, from scratch or for a question that the bot could not answer (room `missed_desk`); answers to
people's own questions come in from the room `answering`.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.desk import tabs
from handlers.cards.questions import KNOWN, MISSED, PAGE, WRITE, excerpt, quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from storage import audit, knowledge, unanswered
from storage.dialogues import Answers
from storage.model.days import china_date
from storage.model.knowledge import LONGEST_ANSWER, LONGEST_QUESTION, Entry
from storage.model.questions import LONGEST_SOURCE, OUR_SOURCE

OPEN_ENTRY = Tap("known.open", int)
REMOVE = Tap("known.remove", int)
REALLY = Tap("known.really", int, int)
"""删除 confirmed: the entry at the version that was seen."""
FRESH = Tap("known.fresh", int, int)
SHORTEST_QUESTION = 2

room = Room("knowledge_desk")


@room.command("knowledge", action="question.answer", summary="知识库:机器人的答案")
async def show_known(update: Update, context: Context) -> None:
    """The entries, the newest first."""
    await context.say(*await _known(context, 0))


@room.on_tap(KNOWN, action="question.answer")
async def turn_known(update: Update, context: Context) -> None:
    """A page of the entries, in place."""
    await context.edit(*await _known(context, context.tap[0]))


@room.on_tap(OPEN_ENTRY, action="question.answer")
async def open_entry(update: Update, context: Context) -> None:
    """One entry."""
    entry = await _the_entry(context)
    if entry is None:
        return
    change = WRITE.button(context.label("修改"), 0, entry.id)
    remove = REMOVE.button(context.label("删除"), entry.id)
    await context.edit(_card(context, entry), [[change, remove], [KNOWN.button(context.label("返回列表"), 0)]])


@room.on_tap(REMOVE, action="question.answer")
async def ask_remove(update: Update, context: Context) -> None:
    """Make sure before an entry is removed."""
    entry = await _the_entry(context)
    if entry is None:
        return
    text = context.t("确定删除这一条吗?删了机器人就不再这样答。\n{entry}", entry=_card(context, entry))
    yes = REALLY.button(context.label("确定删除"), entry.id, entry.version)
    await context.edit(text, [[yes, OPEN_ENTRY.button(context.label("不删了"), entry.id)]])


@room.on_tap(REALLY, action="question.answer")
async def remove(update: Update, context: Context) -> None:
    """Remove an entry as it was seen; one that was changed since is shown again."""
    number, version = context.tap
    entry = await _the_entry(context)
    if entry is None:
        return
    if entry.version != version:
        await context.toast(context.label("刚被别人改过,请再看一遍"))
        context.tap = (entry.id,)
        await ask_remove(update, context)
        return
    await knowledge.remove(context.tx, number)
    await _note(context, f"knowledge {number}", "removed")
    await context.toast(context.label("已删除"))
    await context.edit(*await _known(context, 0))


@room.on_tap(WRITE, action="question.answer")
async def write(update: Update, context: Context) -> None:
    """Begin an entry, or offer the half-written one where it is another."""
    missed, entry = context.tap
    waiting = await dialogue.waiting(context, FORM)
    if waiting is None or not waiting.answers.get("text"):
        await _begin(context, missed, entry)
    elif (waiting.answers.get("missed"), waiting.answers.get("entry")) == (missed, entry):
        await dialogue.show(context, FORM, waiting)
    else:
        text = context.t("您还有一条没写完的:\n{text}", text=quote(str(waiting.answers["question"]), 60))
        anew = FRESH.button(context.label("放弃它,写这个"), missed, entry)
        await dialogue.offer(context, FORM, waiting, text, anew)


@room.on_tap(FRESH, action="question.answer")
async def write_anew(update: Update, context: Context) -> None:
    """Give up the half-written entry for another."""
    await _begin(context, *context.tap)


async def _begin(context: Context, missed: int, entry: int) -> None:
    answers: Answers = {"missed": missed, "entry": entry}
    if entry:
        known = await _the_entry(context, entry)
        if known is None:
            return
        answers |= {
            "version": known.version,
            "question": known.question,
            "text": known.answer,
            "source": known.source,
        }
    elif missed:
        asked = await unanswered.find(context.tx, missed)
        if asked is None or asked.closed_at is not None:
            await context.toast(context.label("这一条已经处理过了"))
            return
        answers["question"] = excerpt(asked.text, LONGEST_QUESTION)
    await dialogue.begin(context, FORM, answers)


async def _the_entry(context: Context, number: int = 0) -> Entry | None:
    """The entry that the button names; where it is gone, say so and show the list."""
    entry = await knowledge.find(context.tx, number or context.tap[0])
    if entry is None:
        await context.toast(context.label("这一条已经删除了"))
        await context.edit(*await _known(context, 0))
    return entry


async def _known(context: Context, page: int) -> tuple[Markup, Rows]:
    page = max(page, 0)
    found = await knowledge.page(context.tx, PAGE, page * PAGE)
    last = last_page(found.total, PAGE)
    if page > last:
        return await _known(context, last)
    lines = [context.t("<b>知识库</b> · {number}", number=found.total)]
    numbers = []
    for number, entry in enumerate(found.entries, page * PAGE + 1):
        used = context.words.count("用过 {number} 次", "用过 {number} 次", entry.used)
        lines.append(Markup("\n{}. {} · {}\n{}").format(number, entry.updated_on, used, excerpt(entry.question)))
        numbers.append(OPEN_ENTRY.button(str(number), entry.id))
    if not numbers:
        lines.append(context.t("还没有内容。答复提问时选「加入」,或点「新写一条」。"))
    add = [WRITE.button(context.label("新写一条"), 0, 0)]
    rows = [numbers, turning(context, KNOWN, page, last), add, *tabs(context, "known")]
    return Markup("\n").join(lines), [row for row in rows if row]


def _card(context: Context, entry: Entry) -> Markup:
    source = context.t("来源:{source} · {day}", source=entry.source, day=entry.updated_on)
    return Markup("{}\n{}\n<i>{}</i>").format(quote(entry.question), entry.answer, source)


async def _note(context: Context, subject: str, detail: str) -> None:
    await audit.note(context.tx, context.person.id, "question.answer", subject, context.now, detail)


# the form's steps


def _present(context: Context, answers: Answers, name: str) -> Markup:
    if not answers.get(name):
        return Markup("")
    return context.t("现在写的是:\n{text}", text=quote(str(answers[name]))) + "\n"


def _ask_question(context: Context, answers: Answers) -> Markup:
    ask = context.t("这条知识回答什么问题?请写成一般的问法,别带姓名。")
    return _present(context, answers, "question") + ask


def _ask_answer(context: Context, answers: Answers) -> Markup:
    asked = quote(str(answers["question"]))
    ask = context.t("请写答案,最多 {most} 字。机器人会原样回答。", most=LONGEST_ANSWER)
    return Markup("{}\n{}{}").format(asked, _present(context, answers, "text"), ask)


def _ask_source(context: Context, answers: Answers) -> Markup:
    ask = context.t("这个答复出自哪里?比如文件名或部门。跳过就写「{ours}」。", ours=OUR_SOURCE)
    return _present(context, answers, "source") + ask


def _summary(context: Context, answers: Answers) -> Markup:
    source = context.t("来源:{source}", source=answers.get("source") or OUR_SOURCE)
    return Markup("{}\n{}\n{}\n<i>{}</i>").format(
        context.t("请看一遍再入库:"), quote(str(answers["question"])), answers["text"], source
    )


async def _save(context: Context, answers: Answers) -> None:
    question, text = str(answers["question"]), str(answers["text"])
    source, today = str(answers.get("source") or OUR_SOURCE), china_date(context.now)
    number, missed = answers["entry"], answers["missed"]
    assert isinstance(number, int)
    assert isinstance(missed, int)
    seen = await knowledge.find(context.tx, number) if number else None
    if number and (seen is None or seen.version != answers["version"]):
        said = context.t("这一条刚被别人改过或删了,您的修改没有保存。")
    elif seen is not None:
        await knowledge.change(context.tx, seen, question, text, source, today)
        await _note(context, f"knowledge {number}", "changed")
        said = context.t("✅ 已修改,马上生效。")
    else:
        number = await knowledge.add(context.tx, question, text, source, today, context.now)
        await _note(context, f"knowledge {number}", "added")
        if missed:
            await unanswered.close(context.tx, missed, context.now)
        said = context.t("✅ 已入库。以后有人这样问,机器人就这样答。")
    buttons = [KNOWN.button(context.label("看知识库"), 0)]
    if missed:
        buttons.append(MISSED.button(context.label("看没答上的"), 0))
    await context.edit(said, [buttons])


FORM = Form(
    name="entry",
    action="question.answer",
    title="知识库条目",
    steps=(
        Step("question", _ask_question, text_answer("question", SHORTEST_QUESTION, LONGEST_QUESTION)),
        Step("text", _ask_answer, text_answer("text", 1, LONGEST_ANSWER)),
        Step("source", _ask_source, text_answer("source", 2, LONGEST_SOURCE), optional=True),
    ),
    summary=_summary,
    finish=_save,
    confirm="入库",
)
dialogue.add_form(room, FORM)
