"""My own entry: seeing it, putting it right, handing it in again, and taking it back."""

from collections.abc import Callable

from markupsafe import Markup
from telegram import Update

from handlers.cards.competitions import OPEN, WITHDRAW, competition_card, short_title
from handlers.cards.entries import (
    FIX_LABELS,
    RESUBMIT,
    SURELY,
    captains_entry,
    competition_found,
    documents_words,
    entry_page,
    member_name,
)
from handlers.cards.entry_form import documents_step, files_of, name_step, team_step, unit_step
from handlers.cards.entry_news import tell_left, tell_officers, tell_unconfirmed, tell_withdrawn
from handlers.cards.entry_states import FIX, FIX_BELOW, MINE, MINE_BELOW, reason_words, why_not
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.form import Form
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from storage import competitions, entries, profiles
from storage.dialogues import Answers
from storage.model.competitions import Competition, File, Registration, is_past, registration
from storage.model.entries import Entry, Refusal, State, correctable

FORGETS_EVERY_S = 6 * 3600

room = Room("own_entry")


@room.on_tap(MINE, action="competition.enter")
async def show_mine(update: Update, context: Context) -> None:
    """The person's entry in place of the card."""
    one = await competition_found(context, context.tap[0])
    if one is not None:
        await context.edit(*await entry_page(context, one))


@room.on_tap(MINE_BELOW, action="competition.enter")
async def show_mine_below(update: Update, context: Context) -> None:
    """The same below what is worth keeping."""
    one = await competition_found(context, context.tap[0])
    if one is not None:
        await context.say(*await entry_page(context, one))


@room.words("我的队伍", action="competition.enter")
async def show_all_mine(update: Update, context: Context) -> None:
    """The entry where there is one, and which there are where there are several."""
    held = await entries.mine(context.tx, context.person.id, context.now) if context.person.id else []
    if not held:
        await context.say(context.t("您还没有报名竞赛。发「竞赛」看看有哪些。"))
    elif len(held) == 1:
        one = await competition_found(context, held[0].competition)
        if one is not None:
            await context.say(*await entry_page(context, one))
    else:
        rows = []
        for entry in held:
            one = await competitions.find(context.tx, entry.competition)
            if one is not None:
                rows.append([MINE.button(short_title(one.title), one.id)])
        await context.say(context.t("您报了这几项竞赛,看哪一项?"), rows)


# putting it right


@room.on_tap(FIX, action="competition.enter")
async def fix(update: Update, context: Context) -> None:
    """Begin to put one thing right."""
    await _fix(context, below=False)


@room.on_tap(FIX_BELOW, action="competition.enter")
async def fix_below(update: Update, context: Context) -> None:
    """The same below what an admin wrote."""
    await _fix(context, below=True)


async def _fix(context: Context, *, below: bool) -> None:
    number, thing = context.tap
    if thing not in FIX_LABELS:
        raise Stale(thing)
    held = await captains_entry(context, number)
    if held is None:
        return
    one, entry = held
    refusal = Refusal.CLOSED if not correctable(one, context.now) else None
    if entry.state is State.CONFIRMED and one.checked:
        refusal = Refusal.TEAM_CHECKED
    if refusal is not None:
        await context.toast(why_not(context.words, refusal), alert=True)
        return
    await dialogue.begin(context, FORM, {"entry": entry.id, "thing": thing}, below=below)


@room.on_tap(RESUBMIT, action="competition.enter")
async def resubmit(update: Update, context: Context) -> None:
    """Hand a returned entry in again as it is."""
    number, version = context.tap
    held = await captains_entry(context, number)
    if held is None:
        return
    one, entry = held
    if entry.state is State.RETURNED and entry.version == version:
        await _correct(context, one, entry)
    else:
        await context.toast(context.label("已经重新提交过了"))
        await context.edit(*await entry_page(context, one))


async def _correct(
    context: Context,
    one: Competition,
    entry: Entry,
    team: str | None = None,
    unit: str | None = None,
    documents: tuple[File, ...] | None = None,
) -> None:
    again = await entries.correct(context.tx, one, entry, context.now, team=team, unit=unit, documents=documents)
    if isinstance(again, Refusal) or again is None:
        await context.say(why_not(context.words, again or Refusal.NOT_FOUND))
    elif entry.state is State.RETURNED:
        await context.toast(context.label("已重新提交,有结果马上告诉您"))
        await tell_officers(context, one, again)
    else:
        await context.toast(context.label("已改好"))
    await context.edit(*await entry_page(context, one))


# taking it back


@room.on_tap(WITHDRAW, action="competition.enter")
async def withdraw(update: Update, context: Context) -> None:
    """Take an entry back; ask first where others lose theirs too, or one cannot register again."""
    one = await competition_found(context, context.tap[0])
    if one is None:
        return
    entry = await entries.of(context.tx, one.id, context.person.id) if context.person.id else None
    if entry is None or entry.member(context.person.id) is None:
        await context.edit(*await competition_card(context, one))
        return
    closed = registration(one, context.now) is Registration.CLOSED and not is_past(one, context.now)
    leads, others = entry.captain == context.person.id, len(entry.members) - 1
    if not entry.team and not closed:
        await _withdraw(context, one)
        return
    if entry.team and leads:
        text = context.t("撤销后,队伍「{team}」的报名就没有了。确定吗?", team=entry.team)
        if others:
            text += "\n" + context.t("会告诉 {number} 位队友。想让别人带队,请先「换队长」。", number=others)
        label = context.label("确定撤销整队")
    elif entry.team:
        text = context.t("确定退出队伍「{team}」吗?会告诉队长。", team=entry.team)
        label = context.label("确定退出")
    else:
        text = context.t("报名已经截止,取消后就不能再报「{title}」了。确定取消报名吗?", title=one.title)
        label = context.label("确定取消报名")
    short = len(entry.members) - 1 < one.team_least
    if entry.team and not leads and closed and short and correctable(one, context.now):
        text += "\n" + context.t("您退出以后队伍人数不够,整队的报名就失效了。")
    elif entry.team and not leads and short and entry.state is not State.FORMING:
        text += "\n" + context.t("您退出以后队伍人数不够,整队就不算报上了,要补齐再报。")
        if entry.state is State.CONFIRMED and one.checked:
            text += "\n" + context.t("已经审核通过的也要重新审核,也会告诉工会。")
    if entry.team and closed:
        text += "\n" + context.t("报名已经截止,以后不能再报了。")
    back = MINE if entry.team else OPEN
    await context.edit(text, [[SURELY.button(label, one.id), back.button(context.label("不取消"), one.id)]])


@room.on_tap(SURELY, action="competition.enter")
async def withdraw_surely(update: Update, context: Context) -> None:
    """Take it back for good."""
    one = await competition_found(context, context.tap[0])
    if one is not None:
        await _withdraw(context, one)


async def _withdraw(context: Context, one: Competition) -> None:
    person = context.person.id
    entry = await entries.of(context.tx, one.id, person) if person else None
    if entry is not None and entry.member(person) is not None:
        if entry.captain == person:
            await entries.withdraw(context.tx, entry, context.now)
            await tell_withdrawn(context, one, entry)
            said = context.label("整队的报名已撤销") if entry.team else context.label("已取消报名")
        else:
            await entries.leave(context.tx, one, person, context.now)
            left, member = await entries.find(context.tx, entry.id), entry.member(person)
            if left is not None and member is not None:
                await tell_left(context, one, left, member_name(context.words, member))
                await tell_unconfirmed(context, one, entry, left)
            said = context.label("已退出队伍")
        await context.toast(said)
    await context.edit(*await competition_card(context, one))


@room.tick("documents", every_s=FORGETS_EVERY_S)
async def forget(desk: Desk) -> bool:
    """Let go of documents that nobody needs any more."""
    await entries.forget_documents(desk.tx, desk.now)
    return False


# the form


def _summary(context: Context, answers: Answers) -> Markup:
    entry, thing = answers["held"], str(answers["thing"])
    if not isinstance(entry, Entry):
        return context.t("这份报名已经不在了。")
    lines = [context.t("请看一遍再提交:")]
    if thing == "documents":
        lines.append(context.t("材料:{got}(换掉原来的)", got=documents_words(context.words, files_of(answers))))
    elif thing == "team":
        lines.append(context.t("队名:{team}", team=answers["team"]))
    else:
        lines.append(context.t("姓名:{name}", name=answers["name"]))
        lines.append(context.t("单位:{unit}", unit=answers.get("unit") or context.label("没填")))
    if entry.state is State.RETURNED:
        lines.append(context.t("退回原因:{reason}", reason=reason_words(context.words, entry.reason)))
        lines.append(context.t("提交后工会再审核一次。"))
    return Markup("\n").join(lines)


async def _recall(context: Context, answers: Answers) -> Answers:
    """The entry as it is now."""
    number = answers["entry"]
    assert isinstance(number, int)
    held = await entries.find(context.tx, number)
    one = await competitions.find(context.tx, held.competition) if held is not None else None
    return {"held": held, "wanted": one.documents if one is not None else ""}


async def _submit(context: Context, answers: Answers) -> None:
    number, thing = answers["entry"], str(answers["thing"])
    assert isinstance(number, int)
    held = await captains_entry(context, number)
    if held is None:
        return
    one, entry = held
    if thing == "documents":
        await _correct(context, one, entry, documents=files_of(answers))
    elif thing == "team":
        await _correct(context, one, entry, team=str(answers["team"]))
    else:
        kept = await profiles.of(context.tx, context.person.id) or profiles.Profile()
        unit = str(answers.get("unit") or kept.unit)
        await profiles.put(context.tx, context.person.id, str(answers["name"]), unit, context.now)
        await _correct(context, one, entry, unit=unit)


def _about(thing: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.get("thing", "documents") == thing


FORM = Form(
    name="entry_fix",
    action="competition.enter",
    title="报名修改",
    steps=(
        documents_step(_about("documents")),
        team_step(_about("team")),
        name_step(_about("name")),
        unit_step(_about("name"), optional=True),
    ),
    summary=_summary,
    finish=_submit,
    confirm="提交",
    cancelled="好的,没有改动,报名还是原来的样子。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
