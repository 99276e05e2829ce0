"""Entering a competition: what is asked first, the consent, and what it needs besides.

Where nothing is asked, one tap enters (the first time two). The questions need no row: they are answered by buttons, and
a wrong answer leaves nothing behind.
"""

import secrets
from collections.abc import Awaitable, Callable

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.competitions import ENTER, ENTER_HERE, OPEN, competition_card
from handlers.cards.consent_enrol import agreed, consent_card, keep_consent
from handlers.cards.entries import competition_found, documents_words, entered_words, entry_page
from handlers.cards.entry_form import documents_step, files_of, team_step, unit_full_words, unit_step
from handlers.cards.entry_news import invite, tell_officers
from handlers.cards.entry_questions import question_card, wrong_answer
from handlers.cards.entry_states import why_not
from handlers.cards.moments import plain
from handlers.cards.settings import SWITCH
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form
from handlers.kit.room import Room
from handlers.kit.taps import Stale, Tap
from storage import competitions, entries, preferences, profiles
from storage.dialogues import Answers, Dialogue
from storage.model.competitions import REGISTER_CLOSE, REGISTER_OPEN, Competition, File, is_past
from storage.model.entries import Refusal, is_team
from storage.model.reminders import COMPETITION

ANSWER = Tap("enter.answer", int, int, int, int)
"""是 or 不是: the competition, its version, the question's place, 1 or 0."""
AGREE = Tap("enter.agree", int, int)
"""同意并报名: the competition and its version."""
INSTEAD = Tap("enter.instead", int, int)
"""Begin this one's form (its version), and let a half-filled one of another competition go."""

room = Room("entering")
Put = Callable[..., Awaitable[None]]
"""`context.edit` on a card of ours, `context.say` below a message that is to stay."""


@room.on_tap(ENTER, action="competition.enter")
async def enter_from_afar(update: Update, context: Context) -> None:
    """报名 under a reminder or a notice."""
    await _start(context, context.say)


@room.on_tap(ENTER_HERE, action="competition.enter")
async def enter(update: Update, context: Context) -> None:
    """报名 on the card."""
    await _start(context, context.edit)


@room.on_tap(ANSWER, action="competition.enter")
async def answer(update: Update, context: Context) -> None:
    """An answer: on to the next question, or the end."""
    number, version, place, said = context.tap
    one = await competition_found(context, number)
    if one is None:
        return
    if version != one.version or not 0 <= place < len(one.questions):
        await context.toast(context.label("报名的要求刚改过,请再答一遍"))
        await _ask(context, context.edit, one, 0)
    elif bool(said) == one.questions[place].wanted:
        await _ask(context, context.edit, one, place + 1)
    else:
        again = ENTER_HERE.button(context.label("重新回答"), one.id)
        await context.edit(*wrong_answer(context, one, place, again))


@room.on_tap(AGREE, action="competition.enter")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent and go on; from the beginning where the questions may be others by now."""
    number, version = context.tap
    one = await competition_found(context, number)
    if one is None:
        return
    if version != one.version and one.questions:
        await _ask(context, context.edit, one, 0)
    elif not await _barred(context, context.edit, one):
        await keep_consent(context)
        await _go_on(context, context.edit, one)


# inside


async def _start(context: Context, put: Put) -> None:
    one = await competition_found(context, context.tap[0])
    if one is not None:
        await _ask(context, put, one, 0)


async def _ask(context: Context, put: Put, one: Competition, place: int) -> None:
    """The question at this place; when all are answered, the consent; when that is given, what is left to do."""
    if not context.private:
        raise Stale(one.id)  # a group is shown a link into the private chat instead of this button
    if await _barred(context, put, one):
        return
    if place < len(one.questions):

        def button(label: str, at: int, said: int) -> InlineKeyboardButton:
            return ANSWER.button(label, one.id, one.version, at, said)

        await put(*question_card(context, one, place, button))
    elif await agreed(context):
        await _go_on(context, put, one)
    else:
        more = one.documents or is_team(one) or one.per_unit is not None
        label = context.label("同意并继续") if more else context.label("同意并报名")
        yes, no = AGREE.button(label, one.id, one.version), OPEN.button(context.label("不用了"), one.id)
        await put(await consent_card(context, one.title, one), [[yes, no]])


async def _barred(context: Context, put: Put, one: Competition) -> bool:
    refusal = await entries.barred(context.tx, one, context.person.id, context.now)
    if refusal is None and one.per_unit is not None and context.person.id:
        kept = await profiles.of(context.tx, context.person.id)
        if kept is not None and await entries.unit_full(context.tx, one, kept.unit):
            refusal = Refusal.UNIT_FULL
    if refusal is not None:
        await _refuse(context, put, one, refusal)
    return refusal is not None


async def _refuse(context: Context, put: Put, one: Competition, refusal: Refusal) -> None:
    """Say why it cannot be done now, and show how the competition stands."""
    said = why_not(context.words, refusal)
    if refusal is Refusal.NOT_YET:
        said = context.label("还没开始报名,{moment} 开始", moment=_plain(context, one.times[REGISTER_OPEN]))
    elif refusal is Refusal.CLOSED and is_past(one, context.now):
        said = context.label("这项竞赛已经结束了")
    elif refusal is Refusal.CLOSED:
        said = context.label("报名已在 {moment} 截止", moment=_plain(context, one.times[REGISTER_CLOSE]))
    if context.delivery.update.callback_query is not None:
        await context.toast(said, alert=refusal is not Refusal.ALREADY)
    else:
        await context.say(said)
    text, rows = await competition_card(context, one)
    if refusal is Refusal.UNIT_FULL:  # nothing on the card itself says it
        text = Markup("⚠️ {}\n{}\n\n{}").format(said, context.t("单位写错了,发 /my 改。"), text)
    await put(text, rows)


def _plain(context: Context, at: int) -> str:
    return plain(context.words, context.office.zone, at, context.now)


async def _go_on(context: Context, put: Put, one: Competition, *, instead: bool = False) -> None:
    """Enter, or ask for what is needed besides: a unit, a team's name, documents."""
    kept = await profiles.of(context.tx, context.person.id)
    unit_needed = one.per_unit is not None and not (kept and kept.unit)
    if not (unit_needed or is_team(one) or one.documents):
        await _enter(context, put, one)
        return
    needed: Answers = {
        "competition": one.id,
        "rules": _rules(one),
        "unit_needed": unit_needed,
        "team_needed": is_team(one),
        "wanted": one.documents,
    }
    waiting = await dialogue.waiting(context, FORM)
    below = put == context.say
    if waiting is not None and all(waiting.answers.get(name) == value for name, value in needed.items()):
        await dialogue.show(context, FORM, waiting, below=below)
        return
    other = await _other(context, one, waiting) if waiting is not None and not instead else None
    if other is not None:
        text = context.t("您还有一份没填完的报名:「{title}」。先填哪一份?", title=other.title)
        on = ENTER_HERE.button(context.label("接着填那一份"), other.id)
        await put(text, [[on], [INSTEAD.button(context.label("改报这一项"), one.id, one.version)]])
    else:
        await dialogue.begin(context, FORM, needed, below=below)


async def _other(context: Context, one: Competition, waiting: Dialogue) -> Competition | None:
    """Another competition whose form waits with something in it."""
    number = waiting.answers.get("competition")
    filled = any(waiting.answers.get(name) for name in ("unit", "team", "files"))
    if number == one.id or not filled or not isinstance(number, int):
        return None
    other = await competitions.find(context.tx, number)
    barred = other is None or await entries.barred(context.tx, other, context.person.id, context.now)
    return None if barred else other


@room.on_tap(INSTEAD, action="competition.enter")
async def enter_instead(update: Update, context: Context) -> None:
    """This one, though another's form is half filled."""
    one = await competition_found(context, context.tap[0])
    if one is not None and not await _barred(context, context.edit, one):
        if context.tap[1] == one.version and await agreed(context):
            await _go_on(context, context.edit, one, instead=True)
        else:
            await _ask(context, context.edit, one, 0)


def _rules(one: Competition) -> list[object]:
    """What was asked and wanted when the form began: where that changed, it is asked again."""
    return [*([question.text, question.wanted] for question in one.questions), one.team_most, one.documents]


async def _enter(
    context: Context, put: Put, one: Competition, team: str = "", documents: tuple[File, ...] = ()
) -> Refusal | None:
    """Hand the entry in, and say what comes next; why not, where it cannot be."""
    kept = await profiles.of(context.tx, context.person.id)
    token = secrets.token_urlsafe(9) if team else ""
    entry = await entries.enter(
        context.tx,
        one,
        context.person.id,
        context.now,
        team=team,
        unit=kept.unit if kept else "",
        documents=documents,
        token=token,
    )
    if isinstance(entry, Refusal):
        await _refuse(context, put, one, entry)
        return entry
    # whoever asks for a competition anew wants to hear of it again, 「不再提醒此事」 or not
    await preferences.unmute(context.tx, context.person.id, COMPETITION, one.id)
    await context.toast(entered_words(context.words, one, entry))
    await put(*await (entry_page if team else competition_card)(context, one))
    if team:
        await invite(context, one, entry, token)
    await tell_officers(context, one, entry)
    if not (await preferences.of(context.tx, context.person.id)).wants(COMPETITION):
        on = SWITCH.button(context.label("打开竞赛提醒"), COMPETITION, 1)
        await context.say(context.t("您关掉了竞赛提醒,到时候不会提醒您。要打开吗?"), [[on]])
    return None


# the form


def _summary(context: Context, answers: Answers) -> Markup:
    one = answers["one"]
    if not isinstance(one, Competition):
        return context.t("这项竞赛已经不在了。")
    unit = answers.get("unit") or answers["kept_unit"]
    if answers["unit_full"]:
        return unit_full_words(context, str(unit))
    lines = [context.t("请看一遍再报名:"), context.t("<b>{title}</b>", title=one.title)]
    lines.append(context.t("姓名:{name}", name=answers["name"]))
    if unit:
        lines.append(context.t("单位:{unit}", unit=unit))
    if answers.get("team"):
        lines.append(context.t("队伍:{team}(您是队长)", team=answers["team"]))
    if documents := files_of(answers):
        lines.append(context.t("材料:{got}", got=documents_words(context.words, documents)))
    if one.checked and is_team(one):
        lines.append(context.t("人齐以后由工会审核,有结果马上告诉您。"))
    elif one.checked:
        lines.append(context.t("交上去以后由工会审核,有结果马上告诉您。"))
    return Markup("\n").join(lines)


async def _recall(context: Context, answers: Answers) -> Answers:
    """The competition as it is now, and how the person is called."""
    number = answers["competition"]
    assert isinstance(number, int)
    kept = await profiles.of(context.tx, context.person.id) or profiles.Profile()
    one = await competitions.find(context.tx, number)
    unit = str(answers.get("unit") or kept.unit)
    return {
        "one": one,
        "unit_full": one is not None and await entries.unit_full(context.tx, one, unit),
        "name": kept.name or context.label("没填"),
        "kept_unit": kept.unit,
    }


async def _submit(context: Context, answers: Answers) -> None:
    one = await competition_found(context, answers["competition"])
    if one is None:
        return
    if answers["rules"] != _rules(one):
        await context.say(context.t("报名的要求刚改过,请再确认一遍。"))
        await _ask(context, context.say, one, 0)
        return
    if unit := str(answers.get("unit") or ""):
        kept = await profiles.of(context.tx, context.person.id)
        await profiles.put(context.tx, context.person.id, kept.name if kept else "", unit, context.now)
    if (
        await _enter(context, context.edit, one, str(answers.get("team") or ""), files_of(answers))
        is Refusal.TEAM_NAMED
    ):
        await dialogue.begin(
            context, FORM, {name: value for name, value in answers.items() if name != "team"}, below=True
        )


FORM = Form(
    name="enter",
    action="competition.enter",
    title="报名",
    steps=(
        unit_step(lambda answers: bool(answers.get("unit_needed", True))),
        team_step(lambda answers: bool(answers.get("team_needed"))),
        documents_step(lambda answers: bool(answers.get("wanted"))),
    ),
    summary=_summary,
    finish=_submit,
    confirm="确认报名",
    cancelled="好的,没有报名。想报的时候再点「报名」。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
