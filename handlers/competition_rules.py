"""Admins set how one registers for a competition and how it is judged: one rule at a time, whenever it is needed.

An ordinary competition needs none of them, so they are not asked when it is written. Who is registered hears of a change
that concerns them; nobody who is in is thrown out by one.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.competition_form import recall
from handlers.cards.competition_news import spread
from handlers.cards.competition_rules import TOLD, rule_steps, ruled
from handlers.cards.competitions import OPEN, RULE, changes, competition_card
from handlers.cards.entries import competition_found
from handlers.cards.entry_rules import RULES, rule_words
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step
from handlers.kit.room import Room
from storage import audit, competitions, drawing, entries
from storage.dialogues import Answers
from storage.model.competitions import Competition, State
from storage.model.contests import Stand

RANKING = ("scoring", "ties", "objection_days", "appeal_hours")
"""Rules by which somebody was told a result: they stand from then on."""

room = Room("competition_rules")


@room.on_tap(RULE, action="competition.edit")
async def change(update: Update, context: Context) -> None:
    """Begin a change, or go on with the one that was begun."""
    one = await competition_found(context, context.tap[0])
    if one is None:
        return
    if one.state is State.CANCELLED:
        await context.toast(context.label("这项竞赛已经取消了"))
        await context.edit(*await competition_card(context, one))
        return
    answers: Answers = {"competition": one.id, "version": one.version}
    waiting = await dialogue.waiting(context, FORM)
    if waiting is not None and all(waiting.answers.get(name) == value for name, value in answers.items()):
        await dialogue.show(context, FORM, waiting)
    else:
        await dialogue.begin(context, FORM, answers)


def _ask_field(context: Context, answers: Answers) -> Markup:
    one = answers["one"]
    if not isinstance(one, Competition):
        return context.t("这项竞赛已经不在了。")
    lines = [context.t("<b>{title}</b> · 报名规则", title=one.title)]
    for rule, name in RULES.items():
        lines.append(context.t("{name}:{value}", name=context.label(name), value=rule_words(context.words, one, rule)))
    lines.append(context.t("要改哪一项?"))
    return Markup("\n").join(lines)


def _summary(context: Context, answers: Answers) -> Markup:
    one, concerned = answers["one"], answers["concerned"]
    if not isinstance(one, Competition):
        return context.t("这项竞赛已经不在了。")
    rule = str(answers["field"])
    lines = [
        context.t("请看一遍再保存:"),
        Markup("<b>{}</b>").format(one.title),
        _difference(context, one, answers, rule),
    ]
    if rule in TOLD and isinstance(concerned, int) and concerned:
        lines.append(
            context.count("保存后会告诉关注和报名的 {number} 人。", "保存后会告诉关注和报名的 {number} 人。", concerned)
        )
    return Markup("\n").join(lines)


def _difference(context: Context, one: Competition, answers: Answers, rule: str) -> Markup:
    name, new = RULES[rule], ruled(one, answers)
    line = (context.label(name), rule_words(context.words, one, rule), rule_words(context.words, new, rule))
    return changes(context.words, [line])


async def _save(context: Context, answers: Answers) -> None:
    one = await competition_found(context, answers["competition"])
    if one is None:
        return
    if one.version != answers["version"] or one.state is State.CANCELLED:
        await context.edit(context.t("这项竞赛刚被别人改过,您的修改没有保存。现在是这样:"))
        await context.say(*await competition_card(context, one))
        return
    rule, new = str(answers["field"]), ruled(one, answers)
    back = [[RULE.button(context.label("再改一项"), one.id), OPEN.button(context.label("查看竞赛"), one.id)]]
    if new == one:
        await context.edit(context.t("和原来一样,没有改动。"), back)
        return
    if (one.team_most > 1) != (new.team_most > 1) and await entries.count(context.tx, one.id):
        await context.edit(context.t("已经有人报名,不能在个人和组队之间改。没有保存。"), back)
        return
    plans = await drawing.plans(context.tx, one.id)
    if rule in RANKING and any(plan.state is not Stand.OPEN for plan in plans.values()):
        await context.edit(context.t("已经有成绩按现在的规则告诉选手了,这一项不能再改。没有保存。"), back)
        return
    changed = await competitions.change(context.tx, one, new, context.now, context.office.zone)
    assert changed is not None  # its version was looked at in this transaction
    await entries.resettle(context.tx, changed, context.now)
    await audit.note(
        context.tx, context.person.id, "competition.edit", f"competition {one.id}", context.now, f"changed {rule}"
    )
    told = 0
    if rule in TOLD:
        name = RULES[rule]
        told = await spread(
            context,
            changed,
            lambda words: Markup("{}\n{}{}").format(
                words.t("「{title}」的报名规则有变化:", title=one.title),
                changes(words, [(words.label(name), rule_words(words, one, rule), rule_words(words, new, rule))]),
                "\n" + words.t("已经报名的,请在「我的报名」里补交。") if rule == "documents" and new.documents else "",
            ),
        )
    said = context.t("✅ 已修改。")
    if told:
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told)
    await context.edit(said, back)


FORM = Form(
    name="contest_rules",
    action="competition.edit",
    title="报名规则修改",
    steps=(Step("field", _ask_field, choices=tuple(RULES.items())), *rule_steps()),
    summary=_summary,
    finish=_save,
    confirm="保存修改",
    cancelled="好的,没有改动,报名规则还是原来的样子。",
    recall=recall,
)
dialogue.add_form(room, FORM)
