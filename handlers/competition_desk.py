"""Admins create, change and cancel competitions.

Two admins may change one at once; the competition's version decides whose change is kept, and the other is told and shown
how it is now. A change of time, place or eligibility is told to those who follow it or are registered.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.competition_change import changed_draft, difference
from handlers.cards.competition_form import FIELDS, NO_TEXTS, draft_of, files_step, ladder_step, recall, text_step
from handlers.cards.competition_news import TOLD, announce, spread, tell_change
from handlers.cards.competition_times import close_step, gone_by, stages_step, times_step
from handlers.cards.competitions import (
    CANCEL,
    CHANGE,
    OPEN,
    RULE,
    WRITE,
    competition_card,
    competition_list,
    facts,
    stage_name,
)
from handlers.cards.questions import quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import audit, competitions
from storage.dialogues import Answers
from storage.model.competitions import LONGEST_REASON, REGISTER_CLOSE, Competition, State, moved

FRESH = Tap("competition.fresh")
"""Give up the half-written competition for a new one."""

room = Room("competition_desk")


@room.words("新建竞赛", action="competition.edit")
async def write_from_words(update: Update, context: Context) -> None:
    """Begin a competition, or offer the half-written one."""
    await _write(context, below=True)


@room.on_tap(WRITE, action="competition.edit")
async def write(update: Update, context: Context) -> None:
    """The same, from the list."""
    await _write(context, below=False)


@room.on_tap(FRESH, action="competition.edit")
async def write_anew(update: Update, context: Context) -> None:
    """Begin again."""
    await dialogue.begin(context, NEW)


@room.on_tap(CHANGE, action="competition.edit")
async def change(update: Update, context: Context) -> None:
    """Begin a change, or go on with the one that was begun."""
    one = await _competition(context, context.tap[0])
    if one is None:
        return
    answers: Answers = {"competition": one.id, "version": one.version, "before": dict(one.times)}
    waiting = await dialogue.waiting(context, EDIT)
    if waiting is not None and all(waiting.answers.get(name) == answers[name] for name in ("competition", "version")):
        await dialogue.show(context, EDIT, waiting)
    else:
        await dialogue.begin(context, EDIT, answers)


@room.on_tap(CANCEL, action="competition.edit")
async def cancel(update: Update, context: Context) -> None:
    """Ask why, and whether it is meant."""
    one = await _competition(context, context.tap[0])
    if one is not None:
        await dialogue.begin(context, END, {"competition": one.id, "version": one.version})


async def _write(context: Context, *, below: bool) -> None:
    waiting = await dialogue.waiting(context, NEW)
    if waiting is None or not waiting.answers.get("title"):
        await dialogue.begin(context, NEW, below=below)
        return
    text = context.t("您还有一项没写完的竞赛:\n{title}", title=quote(str(waiting.answers["title"]), 60))
    await dialogue.offer(context, NEW, waiting, text, FRESH.button(context.label("放弃它,重新写")), below=below)


async def _competition(context: Context, number: object) -> Competition | None:
    """The competition of this number, as long as it takes place; else say so and show how things are."""
    one = await competitions.find(context.tx, number) if isinstance(number, int) else None
    if one is None:
        await context.toast(context.label("没有找到这项竞赛,请看最新的"))
        await context.say(*await competition_list(context))
        return None
    if one.state is State.CANCELLED:
        await context.toast(context.label("这项竞赛已经取消了"))
        await context.edit(*await competition_card(context, one))
        return None
    return one


async def _note(context: Context, one: Competition, detail: str) -> None:
    await audit.note(context.tx, context.person.id, "competition.edit", f"competition {one.id}", context.now, detail)


async def _done(context: Context, one: Competition, said: Markup, *, rules: bool = False) -> None:
    row = [RULE.button(context.label("报名规则"), one.id)] if rules else []
    await context.edit(said, [[*row, OPEN.button(context.label("查看竞赛"), one.id)]])


async def _outrun(context: Context, number: object) -> None:
    """Somebody was faster: say so, and show what is kept."""
    await context.edit(context.t("这项竞赛刚被别人改过,您的修改没有保存。现在是这样:"))
    one = await competitions.find(context.tx, number) if isinstance(number, int) else None
    if one is not None:
        await context.say(*await competition_card(context, one))


# a new one


def _summary(context: Context, answers: Answers) -> Markup:
    draft, text = draft_of(answers), Markup("{}\n\n{}")
    said = text.format(context.t("请看一遍再保存:"), facts(context, draft))
    people = answers["interested"]
    if isinstance(people, int) and people:
        said += "\n\n" + context.count(
            "保存后会告诉关心「{trade}」的 {number} 人。",
            "保存后会告诉关心「{trade}」的 {number} 人。",
            people,
            trade=draft.trade,
        )
    return said


async def _recall_interested(context: Context, answers: Answers) -> Answers:
    """How many people care for the trade."""
    trade = draft_of(answers).trade
    return {"interested": await competitions.interested(context.tx, trade) if trade else 0}


async def _save(context: Context, answers: Answers) -> None:
    draft = draft_of(answers)
    late = gone_by(context, draft.times)
    if late is not None:  # the draft rested for long: ask for the times again, and for nothing else
        name = stage_name(context.words, late)
        await context.say(context.t("「{stage}」的时间已经过了,还没有保存。请把时间再写一遍。", stage=name))
        kept = {
            step.name: answers.get(step.name, "") for step in NEW.steps if step.name not in (REGISTER_CLOSE, "stages")
        }
        await dialogue.begin(context, NEW, {**kept, "stages": {}}, below=True)
        return
    one = await competitions.add(context.tx, draft, context.person.id, context.now, context.office.zone)
    await _note(context, one, "created")
    said = context.t("✅ 已保存,职工现在就能看到。到时候会提醒关注和报名的人。")
    if one.trade and (told := await announce(context, one)):
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told)
    said += "\n" + context.t("组队、名额、材料、审核这些,在「报名规则」里设。")
    await _done(context, one, said, rules=True)


NEW = Form(
    name="contest",
    action="competition.edit",
    title="竞赛",
    steps=(
        text_step("title"),
        text_step("trade"),
        text_step("organiser"),
        text_step("eligible"),
        text_step("place"),
        close_step(),
        stages_step(),
        text_step("intro"),
        files_step(),
        text_step("source"),
    ),
    summary=_summary,
    finish=_save,
    confirm="保存",
    recall=_recall_interested,
)
dialogue.add_form(room, NEW)


# a change


def _ask_field(context: Context, answers: Answers) -> Markup:
    one = answers["one"]
    title = one.title if isinstance(one, Competition) else ""
    return context.t("要改「{title}」的哪一项?", title=title)


def _change_summary(context: Context, answers: Answers) -> Markup:
    one = answers["one"]
    if not isinstance(one, Competition):
        return context.t("这项竞赛已经不在了。")
    field, concerned = str(answers["field"]), answers["concerned"]
    shown = difference(context, context.words, one, changed_draft(one, answers), field)
    lines = [context.t("请看一遍再保存:"), Markup("<b>{}</b>").format(one.title), shown]
    if field in TOLD and isinstance(concerned, int) and concerned:
        lines.append(
            context.count("保存后会告诉关注和报名的 {number} 人。", "保存后会告诉关注和报名的 {number} 人。", concerned)
        )
    return Markup("\n").join(lines)


async def _save_change(context: Context, answers: Answers) -> None:
    one = await _competition(context, answers["competition"])
    if one is None:
        return
    if one.version != answers["version"]:
        await _outrun(context, one.id)
        return
    field, new = str(answers["field"]), changed_draft(one, answers)
    if new == one:
        await _done(context, one, context.t("和原来一样,没有改动。"))
        return
    late = gone_by(context, {stage: new.times[stage] for stage in moved(one.times, new.times) if stage in new.times})
    if late is not None:
        name = stage_name(context.words, late)
        await _done(context, one, context.t("「{stage}」的时间已经过了,没有保存。请重新修改。", stage=name))
        return
    changed = await competitions.change(context.tx, one, new, context.now, context.office.zone)
    if changed is None:
        await _outrun(context, one.id)
        return
    await _note(context, one, f"changed {field}")
    said = context.t("✅ 已修改。")
    if told := await tell_change(context, one, changed):
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told)
    await _done(context, changed, said)


_LINES = tuple(text_step(name, changing=True) for name in FIELDS if name not in NO_TEXTS)
EDIT = Form(
    name="contest_change",
    action="competition.edit",
    title="竞赛修改",
    steps=(
        Step("field", _ask_field, choices=tuple(FIELDS.items())),
        *_LINES,
        times_step(),
        files_step(changing=True),
        ladder_step(),
    ),
    summary=_change_summary,
    finish=_save_change,
    confirm="保存修改",
    cancelled="好的,没有改动,竞赛还是原来的样子。",
    recall=recall,
)
dialogue.add_form(room, EDIT)


# calling one off


def _ask_reason(context: Context, answers: Answers) -> Markup:
    one = answers["one"]
    title = one.title if isinstance(one, Competition) else ""
    return context.t("为什么取消「{title}」?请写一句原因,会告诉关注和报名的人。", title=title)


def _end_summary(context: Context, answers: Answers) -> Markup:
    one, concerned = answers["one"], answers["concerned"]
    title = one.title if isinstance(one, Competition) else ""
    lines = [
        context.t("确定取消「{title}」吗?取消后不能恢复。", title=title),
        context.t("原因:{reason}", reason=answers["reason"]),
    ]
    if isinstance(concerned, int) and concerned:
        lines.append(context.count("会告诉关注和报名的 {number} 人。", "会告诉关注和报名的 {number} 人。", concerned))
    lines.append(context.t("要继续办,请点「不取消,照常办」,什么都不会变。"))
    return Markup("\n").join(lines)


async def _end(context: Context, answers: Answers) -> None:
    one = await _competition(context, answers["competition"])
    if one is None:
        return
    reason = str(answers["reason"])
    ended = (
        await competitions.cancel(context.tx, one, reason, context.now) if one.version == answers["version"] else None
    )
    if ended is None:
        await _outrun(context, one.id)
        return
    await _note(context, one, "cancelled")
    told = await spread(
        context,
        ended,
        lambda words: Markup("{}\n{}").format(
            words.t("「{title}」已取消。", title=one.title), words.t("原因:{reason}", reason=reason)
        ),
    )
    said = context.t("竞赛已取消,不再提醒。")
    if told:
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told)
    await _done(context, ended, said)


END = Form(
    name="contest_end",
    action="competition.edit",
    title="取消竞赛",
    steps=(Step("reason", _ask_reason, text_answer("reason", 2, LONGEST_REASON)),),
    summary=_end_summary,
    finish=_end,
    confirm="确认取消竞赛",
    give_up="不取消,照常办",
    cancelled="好的,没有取消,竞赛照常办。",
    recall=recall,
)
dialogue.add_form(room, END)
