"""Admins answer objections and appeals: the person hears what came of it, and why; a mistake leads to a correction."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.competitions import CARD
from handlers.cards.moments import moment
from handlers.cards.questions import quote
from handlers.cards.stage_desk import entry_named, found, stage_card
from handlers.cards.stages import CORRECT, OBJECTIONS, STAGE, stage_name
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale, Tap
from storage import audit, competitions, drawing, objections, people, results
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.competitions import State as Held
from storage.model.contests import LONGEST_ANSWER, LONGEST_OBJECTION, written_points
from storage.model.local_time import local_date
from storage.model.people import ADMIN, OWNER
from storage.model.post import Lane
from storage.model.quiet import next_decent
from storage.objections import APPEAL, Objection, State

ANSWER = Tap("objection.answer", int, str)
"""The objection, and what it comes to: upheld or rejected."""
PHOTO = Tap("objection.photo", int)
NEXT = Tap("objection.next", int)
"""The one behind this one."""
EVERY_S = 3600
SHORTEST_ANSWER = 2
ANSWER_TTL_MS = 7 * 24 * 3600 * 1000

room = Room("objection_desk")


@room.on_tap(OBJECTIONS, action="competition.edit")
async def show_first(update: Update, context: Context) -> None:
    """The one that waits longest."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    waiting = await objections.unanswered(context.tx, one.id, stage, 1)
    if waiting:
        await context.edit(*await _card(context, one, waiting[0]))
        return
    await context.toast(context.label("都答复了"))
    await context.edit(*await stage_card(context, one, plan))


@room.on_tap(NEXT, action="competition.edit")
async def show_next(update: Update, context: Context) -> None:
    """The one behind it; from the beginning again at the end."""
    there = await _found(context)
    if there is None:
        return
    one, seen = there
    waiting = await objections.unanswered(context.tx, one.id, seen.stage, 1000)
    following = next((other for other in waiting if other.id > seen.id), waiting[0] if waiting else None)
    if following is not None:
        await context.edit(*await _card(context, one, following))
        return
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, seen.stage)))


@room.on_tap(PHOTO, action="competition.edit")
async def show_photo(update: Update, context: Context) -> None:
    """The picture that came with it."""
    there = await _found(context)
    if there is not None and there[1].photo:
        caption = context.label("编号 {number}", number=there[1].id)
        await context.forward_media(context.person, "sendPhoto", "photo", there[1].photo, caption)


@room.on_tap(ANSWER, action="competition.edit")
async def answer(update: Update, context: Context) -> None:
    """Ask for the reason."""
    there = await _found(context)
    if there is None:
        return
    one, seen = there
    if context.tap[1] not in (State.UPHELD, State.REJECTED):
        raise Stale(context.tap[1])
    if seen.state is not State.OPEN:
        await _answered_already(context, one, seen)
        return
    about: Answers = {"objection": seen.id, "verdict": context.tap[1]}
    await dialogue.begin(context, FORM, about)


async def _card(context: Context, one: Competition, seen: Objection) -> tuple[Markup, Rows]:
    """One of them, with what its appeal is about."""
    kind = context.label("申诉") if seen.kind == APPEAL else context.label("异议")
    lines = [
        context.t("<b>{kind} {number}</b> · {title}", kind=kind, number=seen.id, title=one.title),
        context.t("{stage} · {moment}", stage=stage_name(context.words, seen.stage), moment=moment(context, seen.at)),
        quote(seen.text, LONGEST_OBJECTION),
    ]
    if seen.entry is not None:
        kept = await results.listed(context.tx, one.id, seen.stage)
        result = next((result for result in kept if result.entry == seen.entry), None)
        if result is not None:
            lines.append(
                context.t(
                    "申诉人:{name} · {number} 号 · {points} 分 · 第 {place} 名",
                    name=await entry_named(context, seen.entry),
                    number=result.number,
                    points=written_points(result.points),
                    place=result.place,
                )
            )
    upheld = ANSWER.button(context.label("成立"), seen.id, State.UPHELD)
    rows = [[upheld, ANSWER.button(context.label("不成立"), seen.id, State.REJECTED)]]
    if seen.photo:
        rows.append([PHOTO.button(context.label("看照片"), seen.id)])
    if await objections.number_open(context.tx, one.id, seen.stage) > 1:
        rows.append([NEXT.button(context.label("下一件"), seen.id)])
    rows.append([STAGE.button(context.label("返回"), one.id, seen.stage)])
    return Markup("\n").join(lines), rows


async def _found(context: Context) -> tuple[Competition, Objection] | None:
    """The objection that the tapped button is about; where there is none any more, say so."""
    return await _of(context, context.tap[0])


async def _of(context: Context, number: object) -> tuple[Competition, Objection] | None:
    seen = await objections.find(context.tx, number) if isinstance(number, int) else None
    one = await competitions.find(context.tx, seen.competition) if seen is not None else None
    if seen is None or one is None:
        await context.toast(context.label("这一件已经不在了(本人删除了资料)"))
        return None
    return one, seen


async def _answered_already(context: Context, one: Competition, seen: Objection) -> None:
    await context.toast(context.label("别的管理员刚答复过这一件"))
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, seen.stage)))


async def _recall(context: Context, answers: Answers) -> Answers:
    """What was said, read anew, as it is somebody else's."""
    number = answers["objection"]
    seen = await objections.find(context.tx, number) if isinstance(number, int) else None
    return {"said": seen.text if seen is not None else context.label("(本人删除了资料)")}


def _ask(context: Context, answers: Answers) -> Markup:
    said = quote(str(answers["said"]), 200)
    if answers["verdict"] == State.UPHELD:
        return context.t("答复「成立」。请写核实的情况和怎么处理,会发给本人:\n{said}", said=said)
    return context.t("答复「不成立」。请写核实的情况和理由,会发给本人:\n{said}", said=said)


def _summary(context: Context, answers: Answers) -> Markup:
    verdict = context.label("成立") if answers["verdict"] == State.UPHELD else context.label("不成立")
    return Markup("\n").join(
        [
            context.t("请看一遍再答复:"),
            context.t("结论:{verdict}", verdict=verdict),
            quote(str(answers["answer"]), LONGEST_ANSWER),
        ]
    )


async def _finish(context: Context, answers: Answers) -> None:
    there = await _of(context, answers["objection"])
    if there is None:
        await context.edit(context.t("这一件已经不在了(本人删除了资料)。"))
        return
    one, seen = there
    verdict, text = State(str(answers["verdict"])), str(answers["answer"])
    if seen.state is not State.OPEN or not await objections.answer(
        context.tx, seen, verdict, text, context.person.id, context.now
    ):
        await _answered_already(context, one, seen)
        return
    subject = f"competition {one.id} {seen.stage}"
    detail = f"{seen.kind} {seen.id} {verdict}"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, detail)
    await _tell(context, one, seen, verdict, text)
    rows = [[OBJECTIONS.button(context.label("看下一件"), one.id, seen.stage)]]
    if verdict is State.UPHELD:
        rows.insert(0, [CORRECT.button(context.label("更正成绩"), one.id, seen.stage)])
    said = context.t("✅ 已答复,这就发给本人。")
    if verdict is State.UPHELD:
        said += "\n" + context.t("成绩要改的话,请点「更正成绩」。")
    await context.edit(said, rows)


async def _tell(context: Context, one: Competition, seen: Objection, verdict: State, text: str) -> None:
    """The person hears what came of it."""
    person = await people.find(context.tx, seen.person)
    if person is None or not person.address:
        return
    words = context.words_for(person)
    head = (
        words.t("您的申诉(编号 {number})有答复了", number=seen.id)
        if seen.kind == APPEAL
        else words.t("您的异议(编号 {number})有答复了", number=seen.id)
    )
    outcome = words.t("<b>成立</b>") if verdict is State.UPHELD else words.t("<b>不成立</b>")
    lines = [
        Markup("{} · {}").format(head, outcome),
        words.t("「{title}」{stage}", title=one.title, stage=stage_name(words, seen.stage)),
        quote(text, LONGEST_ANSWER),
    ]
    button = CARD.button(words.label("查看竞赛"), one.id)
    key = f"objection:{seen.id}:answer"
    await context.tell(person, Markup("\n").join(lines), [[button]], lane=Lane.REPLY, key=key, ttl_ms=ANSWER_TTL_MS)


@room.tick("objections", every_s=EVERY_S)
async def remind(desk: Desk) -> bool:
    """At decent hours of every day: what was written on a day before and nobody answered yet is not forgotten."""
    if next_decent(desk.now, desk.office.zone, lambda _: True) != desk.now:
        return False
    today = local_date(desk.now, desk.office.zone)
    for number, stage, _ in await objections.waiting(desk.tx):
        oldest = await objections.unanswered(desk.tx, number, stage, 1000)
        late = [seen for seen in oldest if local_date(seen.at, desk.office.zone) < today]
        one = await competitions.find(desk.tx, number)
        if late and one is not None and one.state is Held.OPEN:
            async with desk.apart("objections could not be brought to mind", competition=number):
                await _remind(desk, one, stage, len(late), f"{number}:{stage}:{today}")
    return False


async def _remind(desk: Desk, one: Competition, stage: str, number: int, key: str) -> None:
    officers = {who.id: who for role in (ADMIN, OWNER) for who in await people.holders(desk.tx, role)}
    for officer in officers.values():
        if officer.muted or not officer.address:
            continue
        words = desk.words_for(officer)
        name = stage_name(words, stage)
        text = words.t(
            "「{title}」{stage}还有 {number} 件异议、申诉没有答复。", title=one.title, stage=name, number=number
        )
        button = OBJECTIONS.button(words.label("去答复"), one.id, stage)
        letter = f"objections:{key}:{officer.id}"
        await desk.tell(officer, text, [[button]], lane=Lane.NOTICE, key=letter, ttl_ms=ANSWER_TTL_MS)


FORM = Form(
    name="objection_answer",
    action="competition.edit",
    title="答复",
    steps=(Step("answer", _ask, text_answer("answer", SHORTEST_ANSWER, LONGEST_ANSWER)),),
    summary=_summary,
    finish=_finish,
    confirm="确认答复",
    cancelled="好的,没有答复,还在等着。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
