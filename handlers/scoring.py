"""Assessors score: by number, without names, never their own unit; typed or tapped, until the results are told.

Two assessors score at once and do not see each other's points. What is typed goes to the stage whose board was opened last.
"""

from collections import Counter

from markupsafe import Markup
from telegram import Update

from handlers.cards.scoring import (
    DONE,
    NUMBER,
    PAGE_OF,
    POINTS,
    TENS,
    board_card,
    pad,
)
from handlers.cards.stage_desk import found, stage_of
from handlers.cards.stages import SCORE, stage_name
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Stale
from storage import audit, competitions, profiles, scoring
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.contests import MOST_POINTS, Plan, Stand, read_marks, read_points, written_points
from storage.model.entries import LONGEST_UNIT
from storage.scoring import Board, Place

TYPED_POINTS = "scoring"
TYPED_UNIT = "score_unit"
ABSENT = ("缺考", "缺席", "弃权", "没来", "未到")
MOST_WRONG = 5
"""Lines named that could not be read."""

room = Room("scoring")


@room.command("score", action="competition.score", summary="评委打分")
@room.words("打分", "评分", "我要打分", action="competition.score")
async def choose(update: Update, context: Context) -> None:
    """The stages that wait for points; the board at once where it is only one."""
    if not context.private:
        await context.say(context.t("打分请私聊我。"))
        return
    await context.acquainted()
    open_stages = await scoring.open_stages(context.tx)
    if not open_stages:
        await context.say(context.t("现在没有要打分的比赛。抽签以后,这里就能打分。"))
        return
    if len(open_stages) == 1:
        number, stage = open_stages[0]
        there = await stage_of(context, number, stage)
        if there is not None:
            await _open(context, *there, below=True)
        return
    rows = []
    for number, stage in open_stages:
        one = await competitions.find(context.tx, number)
        if one is not None:
            label = f"{one.title} · {stage_name(context.words, stage)}"
            rows.append([SCORE.button(label, number, stage)])
    await context.say(context.t("给哪一场打分?"), rows)


@room.on_tap(SCORE, action="competition.score")
async def open_board(update: Update, context: Context) -> None:
    """The board of one stage."""
    there = await found(context)
    if there is not None:
        await context.acquainted()
        await _open(context, *there)


@room.on_tap(PAGE_OF, action="competition.score")
async def turn(update: Update, context: Context) -> None:
    """Another page of it."""
    there = await found(context)
    if there is not None:
        await context.acquainted()
        await _open(context, *there, page=context.tap[2])


@room.on_tap(NUMBER, action="competition.score")
async def open_pad(update: Update, context: Context) -> None:
    """The pad for one number."""
    there = await _place(context)
    if there is not None:
        one, plan, place = there
        await _pad(context, one, plan, place)


@room.on_tap(TENS, action="competition.score")
async def tens(update: Update, context: Context) -> None:
    """The first figure."""
    if not 0 <= context.tap[3] <= 9:
        raise Stale("tens")
    there = await _place(context)
    if there is not None:
        one, plan, place = there
        await _listen(context, plan, place.number)
        await context.edit(*pad(context, one, plan.stage, place, tens=context.tap[3]))


@room.on_tap(POINTS, action="competition.score")
async def give(update: Update, context: Context) -> None:
    """The points; then the next number's pad."""
    points = context.tap[3] * 100
    if not 0 <= points <= MOST_POINTS:
        raise Stale("points")
    there = await _place(context)
    if there is None:
        return
    one, plan, place = there
    await _keep(context, plan, {place.number: place}, {place.number: points})
    said = context.label("✓ {number} 号 {points} 分", number=place.number, points=written_points(points))
    await context.toast(said)
    await _next(context, one, plan, said)


@room.on_tap(DONE, action="competition.score")
async def done(update: Update, context: Context) -> None:
    """Enough for now: what is typed from here on is a question again."""
    await stop(context, TYPED_POINTS)
    await context.edit(context.t("好的,打过的分都记着。成绩告诉选手以前,随时可以发 /score 接着打、改。"))


@ear(room, TYPED_POINTS, action="competition.score")
async def hear(context: Context, text: str, about: Answers) -> Pass | None:
    """「12 88.5」 line by line; or just the points, for the number whose pad is open. What has no figure in it is a question
    to somebody else: the board waits."""
    if not any(sign.isdecimal() for sign in text):
        return PASS
    there = await stage_of(context, about["competition"], str(about["stage"]))
    if there is None or await _closed(context, *there):
        return None
    one, _, plan = there
    board = await _board(context, one, plan)
    places = {place.number: place for place in board.places}
    number = about.get("number")
    alone = read_points(text) if isinstance(number, int) else None
    marks, wrong = ([(number, alone)], []) if isinstance(number, int) and alone is not None else read_marks(text)
    twice = {at for at, times in Counter(at for at, _ in marks).items() if times > 1}
    good = {at: points for at, points in marks if at in places and at not in twice}
    await _keep(context, plan, places, good)
    said = [
        context.t("✓ {number} 号 {points} 分", number=at, points=written_points(points)) for at, points in good.items()
    ]
    said += [context.t("⚠️ {number} 号写了不止一次,没有记", number=at) for at in sorted(twice)]
    strange = [at for at, _ in marks if at not in places]
    said += [context.t("⚠️ 您的打分表里没有 {number} 号,没有记", number=at) for at in strange[:MOST_WRONG]]
    missed = [line for line in wrong if line.endswith(ABSENT)]
    wrong = [line for line in wrong if line not in missed]
    if missed:
        said.append(context.t("缺考的不用打分:一分都没有的,按缺席算。"))
    said += [context.t("⚠️ 没看懂「{line}」,没有记", line=line[:40]) for line in wrong[:MOST_WRONG]]
    if wrong:
        said.append(context.t("请写「抽签号 分数」,比如:12 88.5。0 到 100 分,最多两位小数。"))
    board = await _board(context, one, plan)
    if isinstance(number, int) and alone is not None and number in good and board.open:
        await _pad(context, one, plan, board.open[0], said=Markup("\n").join(said), below=True)
        return None
    await _listen(context, plan)
    card, rows = board_card(context, one, plan.stage, board)
    await context.say(Markup("\n").join([*said, Markup(""), card]), rows, instead_of=f"score:{one.id}:")
    return None


@ear(room, TYPED_UNIT, action="competition.score")
async def hear_unit(context: Context, text: str, about: Answers) -> None:
    """The assessor's unit, asked once."""
    unit = " ".join(text.split())
    if not 1 <= len(unit) <= LONGEST_UNIT:
        await context.say(context.t("单位名称要 1 到 {most} 个字,请再写一次。", most=LONGEST_UNIT))
        return
    known = await profiles.of(context.tx, context.person.id)
    await profiles.put(context.tx, context.person.id, known.name if known else "", unit, context.now)
    await stop(context, TYPED_UNIT)
    there = await stage_of(context, about["competition"], str(about["stage"]))
    if there is not None:
        await _open(context, *there, below=True)


async def _open(
    context: Context, one: Competition, stage: str, plan: Plan, *, page: int = 0, below: bool = False
) -> None:
    """The board; before it, once, the question after their unit."""
    if await _closed(context, one, stage, plan):
        return
    profile = await profiles.of(context.tx, context.person.id)
    if profile is None or not profile.unit:
        await listen(context, TYPED_UNIT, {"competition": one.id, "stage": stage})
        text = context.t(
            "打分前先问一句:您的单位全称是什么?本单位的选手不会让您打分。没有单位就写「无」。\n"
            "只用来避开本单位选手,发 /privacy 可以查看和删除。"
        )
        await (context.say(text) if below else context.edit(text))
        return
    await _listen(context, plan)
    drawn = board_card(context, one, stage, await _board(context, one, plan), page)
    await (context.say(*drawn) if below else context.edit(*drawn))


async def _next(context: Context, one: Competition, plan: Plan, said: str) -> None:
    """The next number without points, in the same message; the board when there is none."""
    board = await _board(context, one, plan)
    if board.open:
        await _pad(context, one, plan, board.open[0], said=said)
        return
    await _listen(context, plan)
    await context.edit(*board_card(context, one, plan.stage, board))


async def _pad(
    context: Context, one: Competition, plan: Plan, place: Place, *, said: str = "", below: bool = False
) -> None:
    await _listen(context, plan, place.number)
    drawn = pad(context, one, plan.stage, place, said=said)
    if below:
        await context.say(*drawn, instead_of=f"score:{one.id}:")
    else:
        await context.edit(*drawn)


async def _place(context: Context) -> tuple[Competition, Plan, Place] | None:
    """The number that the tapped button is about, as long as it is theirs to score."""
    there = await found(context)
    if there is None or await _closed(context, *there):
        return None
    one, stage, plan = there
    await context.acquainted()
    profile = await profiles.of(context.tx, context.person.id)
    if profile is None or not profile.unit:
        await _open(context, one, stage, plan)
        return None
    place = (await _board(context, one, plan)).place(context.tap[2])
    if place is None:
        await context.toast(context.label("这个号不在您的打分表里,请看最新的"))
        await _open(context, one, stage, plan)
        return None
    return one, plan, place


async def _board(context: Context, one: Competition, plan: Plan) -> Board:
    profile = await profiles.of(context.tx, context.person.id)
    return await scoring.board(context.tx, one, plan, context.person.id, profile.unit if profile else "")


async def _listen(context: Context, plan: Plan, number: int = 0) -> None:
    about: Answers = {"competition": plan.competition, "stage": plan.stage}
    await listen(context, TYPED_POINTS, {**about, "number": number} if number else about)


async def _keep(context: Context, plan: Plan, places: dict[int, Place], points: dict[int, int]) -> None:
    """Keep what was given, and a note of what was changed."""
    await scoring.put(
        context.tx, plan, context.person.id, {places[at].entry: given for at, given in points.items()}, context.now
    )
    for at, given in points.items():
        before = places[at].points
        if before is not None and before != given:
            subject = f"competition {plan.competition} {plan.stage} number {at}"
            detail = f"{written_points(before)} -> {written_points(given)}"
            await audit.note(context.tx, context.person.id, "competition.score", subject, context.now, detail)


async def _closed(context: Context, _one: Competition, stage: str, plan: Plan) -> bool:
    """Say why nothing can be scored: not drawn yet, or told."""
    if plan.state is Stand.OPEN and plan.drawn_at is not None:
        return False
    name = stage_name(context.words, stage)
    if plan.state is Stand.OPEN:
        said = context.label("{stage}还没抽签,抽签以后才能打分", stage=name)
    else:
        said = context.label("{stage}的成绩已经告诉选手,不能再改。有错请联系竞赛管理员", stage=name)
    await stop(context, TYPED_POINTS)
    if context.delivery.update.callback_query is not None:
        await context.toast(said, alert=True)
    else:
        await context.say(Markup("{}").format(said))
    return True
