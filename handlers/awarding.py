"""颁奖: awards by place, once the final's publicity is over and every objection is answered."""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.competition_news import spread
from handlers.cards.results import publicity
from handlers.cards.stage_desk import found, stage_card, stage_of
from handlers.cards.stages import AWARD, STAGE
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.form import Again, Form, Step
from handlers.kit.room import Room
from handlers.kit.words import Words
from storage import audit, competitions, drawing, objections, people, results
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.contests import Plan, Stand, fought, read_prizes
from storage.model.people import ADMIN, OWNER
from storage.model.post import Lane
from storage.model.quiet import next_decent
from storage.model.ranking import awarded

MOST_SHOWN = 30
EVERY_S = 3600
LOOKS_BACK_MS = 7 * 24 * 3600 * 1000

room = Room("awarding")


@room.on_tap(AWARD, action="competition.edit")
async def award(update: Update, context: Context) -> None:
    """Ask which prizes, and how many of each."""
    there = await found(context)
    if there is None or await _not_yet(context, *there):
        return
    one, stage, plan = there
    about: Answers = {"competition": one.id, "stage": stage, "version": plan.version, "awards": one.awards}
    await dialogue.begin(context, FORM, about)


async def _not_yet(context: Context, one: Competition, stage: str, plan: Plan) -> bool:
    """Say what comes first: the end of publicity, the answers to objections."""
    said = ""
    if plan.awarded_at is not None:
        said = context.label("已经颁过奖了")
    elif plan.state is not Stand.PUBLIC or stage != fought(one.times)[-1] or plan.objections_until is None:
        said = context.label("成绩公布、公示以后才能颁奖")
    elif context.now < plan.objections_until:
        until = publicity(context.words, context.office.zone, plan.objections_until, context.now)
        said = context.label("{until},之后才能颁奖", until=until)
    elif await objections.number_open(context.tx, one.id, stage):
        said = context.label("还有异议、申诉没有答复,答复以后才能颁奖")
    if said:
        await context.toast(said, alert=True)
        await context.edit(*await stage_card(context, one, plan))
    return bool(said)


def _ask(context: Context, answers: Answers) -> Markup:
    text = context.t("设哪些奖、各几名?从高到低,一行一个,比如:\n一等奖 1\n二等奖 2\n三等奖 3")
    if answers.get("awards"):
        text += "\n" + context.t("竞赛里写的奖励:{awards}", awards=answers["awards"])
    return text


def _read(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    prizes = read_prizes(message.text or "")
    if isinstance(prizes, str):
        return Again(
            context.t("这一行没看懂:「{line}」。请写奖项和名额,一行一个,比如:一等奖 1", line=prizes[:40] or "…")
        )
    return {**answers, "prizes": [list(prize) for prize in prizes]}


def _prizes(answers: Answers) -> list[tuple[str, int]]:
    kept = answers["prizes"]
    assert isinstance(kept, list)
    return [(str(name), int(number)) for name, number in kept]


async def _recall(context: Context, answers: Answers) -> Answers:
    """Who would get what."""
    if "prizes" not in answers:
        return {"winners": []}
    number = answers["competition"]
    assert isinstance(number, int)
    kept = await results.listed(context.tx, number, str(answers["stage"]))
    given = awarded({one.entry: one.place for one in kept}, _prizes(answers))
    return {"winners": [(given[one.entry], one.number) for one in kept if one.entry in given]}


def _summary(context: Context, answers: Answers) -> Markup:
    winners = answers["winners"]
    assert isinstance(winners, list)
    lines = [context.t("请看一遍再颁奖,颁了不能再颁:"), *_lines(context.words, winners)]
    lines.append(context.t("名次相同的得同一个奖。会告诉获奖的人,再告诉关注和报名的人。"))
    return Markup("\n").join(lines)


def _lines(words: Words, winners: list[tuple[str, int]]) -> list[Markup]:
    """「一等奖:12 号」, a line for each prize."""
    by_prize: dict[str, list[int]] = {}
    for prize, number in winners:
        by_prize.setdefault(prize, []).append(number)
    return [
        words.t(
            "{prize}:{numbers}",
            prize=prize,
            numbers=words.label("、").join(
                words.label("{number} 号", number=number) for number in numbers[:MOST_SHOWN]
            ),
        )
        for prize, numbers in by_prize.items()
    ]


async def _finish(context: Context, answers: Answers) -> None:
    there = await stage_of(context, answers["competition"], str(answers["stage"]))
    if there is None:
        return
    one, stage, plan = there
    if plan.version != answers["version"] or plan.awarded_at is not None:
        await context.edit(context.t("这一场刚有变动,还没有颁奖。请再来一次。"))
        await context.say(*await stage_card(context, one, plan))
        return
    if await _not_yet(context, one, stage, plan):
        return
    winners = await results.award(context.tx, plan, _prizes(answers), context.now)
    assert winners is not None  # nobody else writes in this transaction
    subject = f"competition {one.id} {stage}"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, f"{len(winners)} awards")
    listed = [(winner.award, winner.number) for winner in winners]
    await spread(
        context,
        one,
        lambda words: Markup("\n").join([words.t("「{title}」颁奖了:", title=one.title), *_lines(words, listed)]),
    )
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))


@room.tick("awards", every_s=EVERY_S)
async def remind(desk: Desk) -> bool:
    """At decent hours: 公示 is over, so the awards can be given; said once."""
    if next_decent(desk.now, desk.office.zone, lambda _: True) != desk.now:
        return False
    for number, stage in await results.unawarded(desk.tx, desk.now - LOOKS_BACK_MS, desk.now):
        one = await competitions.find(desk.tx, number)
        if one is not None and not await objections.number_open(desk.tx, number, stage):
            async with desk.apart("awards could not be brought to mind", competition=number):
                await _remind(desk, one, stage)
    return False


async def _remind(desk: Desk, one: Competition, stage: str) -> None:
    officers = {who.id: who for role in (ADMIN, OWNER) for who in await people.holders(desk.tx, role)}
    for officer in officers.values():
        if officer.muted or not officer.address:
            continue
        words = desk.words_for(officer)
        text = words.t("「{title}」公示结束了,没有待答复的异议,可以颁奖了。", title=one.title)
        button = STAGE.button(words.label("去颁奖"), one.id, stage)
        key = f"award due:{one.id}:{stage}:{officer.id}"
        await desk.tell(officer, text, [[button]], lane=Lane.NOTICE, key=key, ttl_ms=LOOKS_BACK_MS)


FORM = Form(
    name="awards",
    action="competition.edit",
    title="颁奖",
    steps=(Step("prizes", _ask, _read),),
    summary=_summary,
    finish=_finish,
    confirm="确认颁奖",
    cancelled="好的,还没有颁奖。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
