"""Officers define report periods: what is due when, who owes it, when it is brought to mind; and the tick that plans ahead."""

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.duties import (
    BOARD,
    NEW,
    PERIODS,
    due_words,
    label_words,
    ladder_words,
    who_words,
)
from handlers.cards.moments import moment
from handlers.cards.periods import STEPS, answers_of, draft_of, named, numbered, recall, summary
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.form import Form
from handlers.kit.paging import last_page, turning
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Rows, Tap
from storage import audit, dialogues, duties
from storage.dialogues import Answers
from storage.model.duties import CONDITIONS, Period

OPEN = Tap("deadline.period", int)
CHANGE = Tap("deadline.change", int)
END = Tap("deadline.end", int)
REALLY = Tap("deadline.really", int, int)
"""End it: the period at the version that was seen."""
PAGE = 8
EVERY_S = 300

room = Room("deadline_desk")


@room.tick("duties", every_s=EVERY_S)
async def plan_ahead(desk: Desk) -> bool:
    """Open what is to be owed, for studios that joined too, and have the next occurrence planned."""
    await duties.plan_ahead(desk.tx, desk.now, desk.office.zone)
    return False


@room.on_tap(PERIODS, action="duty.edit")
async def show_periods(update: Update, context: Context) -> None:
    """The periods that are in force."""
    await context.edit(*await _periods(context, context.tap[0]))


@room.on_tap(OPEN, action="duty.edit")
async def open_period(update: Update, context: Context) -> None:
    """One period."""
    period = await _the_period(context)
    if period is not None:
        await context.edit(*await _period(context, period))


@room.on_tap(NEW, action="duty.edit")
async def new(update: Update, context: Context) -> None:
    """Begin a period, or go on with one that is half written."""
    waiting = await dialogue.waiting(context, FORM)
    if waiting is not None and waiting.answers.get("title") and not waiting.answers.get("period"):
        await dialogue.show(context, FORM, waiting)
    else:
        await dialogue.begin(context, FORM)


@room.on_tap(CHANGE, action="duty.edit")
async def change(update: Update, context: Context) -> None:
    """Change a period: the form with its answers, from the first on."""
    period = await _the_period(context)
    if period is None:
        return
    answers = answers_of(period)
    begun = await dialogues.begin(context.tx, context.person.id, FORM.name, STEPS[0].name, answers, context.now)
    context.delivery.dialogue = begun
    await dialogue.show(context, FORM, begun)


@room.on_tap(END, action="duty.edit")
async def ask_end(update: Update, context: Context) -> None:
    """Make sure before a period is ended."""
    period = await _the_period(context)
    if period is None:
        return
    text = context.t("结束「{title}」吗?以后不再要求交,也不再提醒。已经记的「已交」都留着。", title=period.draft.title)
    yes = REALLY.button(context.label("确定结束"), period.id, period.version)
    await context.edit(text, [[yes, OPEN.button(context.label("不结束"), period.id)]])


@room.on_tap(REALLY, action="duty.edit")
async def end(update: Update, context: Context) -> None:
    """End a period as it was seen."""
    period = await _the_period(context)
    if period is None:
        return
    if period.version != context.tap[1]:
        await context.toast(context.label("刚被别人改过,请再看一遍"))
        await context.edit(*await _period(context, period))
        return
    await duties.end(context.tx, period)
    await _note(context, period.id, "ended")
    await context.toast(context.label("已结束"))
    await context.edit(*await _periods(context, 0))


async def _the_period(context: Context) -> Period | None:
    """The period that the button names; where it is over, say so and show the others."""
    period = await duties.find_period(context.tx, context.tap[0])
    if period is not None and period.active:
        return period
    await context.toast(context.label("这个期限已经结束了"))
    await context.edit(*await _periods(context, 0))
    return None


async def _periods(context: Context, page: int) -> tuple[Markup, Rows]:
    found = await duties.periods(context.tx)
    last = last_page(len(found), PAGE)
    page = min(max(page, 0), last)
    lines = [context.t("<b>期限设置</b>")]
    numbers = []
    for number, period in enumerate(found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1):
        due = due_words(context, period.draft)
        lines.append(Markup("{}. {} · {}").format(number, period.draft.title, due))
        numbers.append(OPEN.button(str(number), period.id))
    if not found:
        lines.append(context.t("还没有定过。"))
    below = [NEW.button(context.label("新建")), BOARD.button(context.label("返回"), 0)]
    rows = [numbers[:4], numbers[4:], turning(context, PERIODS, page, last), below]
    return Markup("\n").join(lines), [row for row in rows if row]


async def _period(context: Context, period: Period) -> tuple[Markup, Rows]:
    draft = period.draft
    lines = [
        Markup("<b>{}</b>").format(draft.title),
        context.t("时间:{due}", due=due_words(context, draft)),
        context.t("谁交:{who}", who=await who_words(context.tx, context.words, draft.conditions)),
        context.t("提醒:{ladder}", ladder=ladder_words(context.words, draft.ladder)),
    ]
    ahead = [one for one in await duties.of_period(context.tx, period.id) if one.due_at > context.now]
    labels = [(label_words(context.words, one.label), moment(context, one.due_at)) for one in ahead]
    lines += [context.t("{label}:{when} 截止", label=label, when=when) for label, when in labels if label]
    change = CHANGE.button(context.label("修改"), period.id)
    end = END.button(context.label("结束这个期限"), period.id)
    return Markup("\n").join(lines), [[change, end], [PERIODS.button(context.label("返回"), 0)]]


async def _note(context: Context, period: int, detail: str) -> None:
    await audit.note(context.tx, context.person.id, "duty.edit", f"period {period}", context.now, detail)


async def _save(context: Context, answers: Answers) -> None:
    draft, number = draft_of(answers), numbered(answers, "period")
    zone = context.office.zone
    if not number:
        number = await duties.create(context.tx, draft, context.person.id, context.now, zone)
        await _note(context, number, f"created {draft.title}")
        said = context.t("✅ 已定好,到时候会自动提醒。")
    else:
        seen = await duties.find_period(context.tx, number)
        same = seen is not None and seen.version == numbered(answers, "version")
        if seen is not None and same and await duties.change(context.tx, seen, draft, context.now, zone):
            await _note(context, number, f"changed {draft.title}")
            said = context.t("✅ 已修改,提醒也跟着改了。")
        else:
            said = context.t("这个期限刚被别人改过或结束了,您的修改没有保存。")
    period = await duties.find_period(context.tx, number)
    text, rows = await (_period(context, period) if period is not None and period.active else _periods(context, 0))
    await context.edit(Markup("{}\n\n{}").format(said, text), rows)


FORM = Form(
    name="period",
    action="duty.edit",
    title="报告期限",
    steps=STEPS,
    summary=summary,
    finish=_save,
    confirm="保存",
    recall=recall,
)


def _naming(update: Update, context: Context) -> bool:
    here = dialogue.present(context, FORM)
    return update.message is not None and here is not None and here.step in CONDITIONS


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="duty.edit", name="period values", when=_naming)
async def name_values(update: Update, context: Context) -> Pass | None:
    """Levels, sectors, streets or studios by name, looked up before the form hears them."""
    here, message = dialogue.present(context, FORM), update.message
    if here is None or message is None or not message.text or context.now - here.updated_at > dialogue.LISTENS_MS:
        return PASS
    if FORM.typed(context.words, here, message.text) is not None:
        return PASS
    found, unknown = await named(context, here.step, message.text)
    if not found:
        return PASS
    if unknown:
        text = context.t(
            "这几个没找到,或者不止一家:{names}。请把全部再发一次。", names=context.label("、").join(unknown)
        )
        context.delivery.form_shown = True
        await context.say(text, FORM.buttons(context.words, here))
        return None
    answers = {**here.answers, here.step: found}
    moved = await dialogues.move(context.tx, here, FORM.after(here.step, answers), answers, context.now)
    if moved is not None:
        context.delivery.dialogue = moved
        await dialogue.show(context, FORM, moved)
    return None


dialogue.add_form(room, FORM)
