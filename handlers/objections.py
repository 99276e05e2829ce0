"""异议 of anybody to what is publicised, 申诉 of a competitor against their own result: in time, in writing, one at a time.

Which of the two it is and which stage it is about stands in the form's answers; both are kept with `storage.objections`.
"""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message, Update

from handlers.cards.competitions import short_title
from handlers.cards.moments import plain
from handlers.cards.questions import ask_human, quote
from handlers.cards.results import publicity
from handlers.cards.stage_desk import found, stage_of
from handlers.cards.stages import APPEAL, OBJECT, OBJECTIONS, PUBLIC, stage_name
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import competitions, drawing, objections, people, results
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.contests import LONGEST_OBJECTION, SHORTEST_OBJECTION, Plan, Stand, appeal_until, fought
from storage.model.people import ADMIN, OWNER, QUESTION
from storage.model.post import Lane
from storage.objections import APPEAL as APPEALED
from storage.objections import KINDS, OBJECTION, Objection, State

AGREE = Tap("objection.agree", int, str, str)
"""同意并继续: competition, stage, kind."""
MOST = 20
"""Competitions looked at for what can be objected to."""
NOTE_TTL_MS = 3 * 24 * 3600 * 1000

room = Room("objections")


@room.words(
    "申诉",
    "我要申诉",
    "怎么申诉",
    "我的申诉",
    "我的申诉呢",
    "申诉有结果了吗",
    "申诉结果",
    "异议",
    "提异议",
    "我要提异议",
    "我有异议",
    "怎么提异议",
    "我的异议",
    action="competition.object",
)
async def show_ways(update: Update, context: Context) -> None:
    """What one wrote and what came of it, and what can be written now; for admins what waits for them."""
    if not context.private:
        await context.say(context.t("请私聊我来写,只有工会管理员看得到。"))
        return
    lines: list[Markup] = []
    rows: list[list[InlineKeyboardButton]] = []
    for one in await competitions.with_results(context.tx, MOST):
        plans = await drawing.plans(context.tx, one.id)
        own = await objections.of_person(context.tx, one.id, context.person.id) if context.person.id else []
        lines += [_state_line(context, one, seen) for seen in own]
        for stage in fought(one.times):
            if stage not in plans:
                continue
            name = stage_name(context.words, stage)
            for kind, tap, label in (
                (APPEALED, APPEAL, context.label("申诉 · {title}{stage}", title=short_title(one.title), stage=name)),
                (OBJECTION, OBJECT, context.label("提异议 · {title}{stage}", title=short_title(one.title), stage=name)),
            ):
                if not await _why_not(context, kind, one, stage, plans[stage]):
                    rows.append([tap.button(label, one.id, stage)])
    if context.may("competition.edit"):
        for number, stage, count in await objections.waiting(context.tx):
            label = context.label("答复{stage}异议 {number} 件", stage=stage_name(context.words, stage), number=count)
            rows.insert(0, [OBJECTIONS.button(label, number, stage)])
    if not lines and not rows:
        lines.append(
            context.t(
                "现在没有能申诉、提异议的成绩。成绩告诉您以后可以申诉,公示期间谁都可以提异议。还有疑问可以「转人工」。"
            )
        )
        rows.append([ask_human.button(context.label("转人工"), 0)])
    elif rows:
        lines.append(context.t("现在可以:"))
    await context.say(Markup("\n").join(lines), rows)


def _state_line(context: Context, one: Competition, seen: Objection) -> Markup:
    stands = {
        State.OPEN: context.label("正在核实,答复会发到这里"),
        State.UPHELD: context.label("成立"),
        State.REJECTED: context.label("不成立"),
    }.get(seen.state, "")
    stage = stage_name(context.words, seen.stage)
    line = context.t("编号 {number} · {title}{stage}", number=seen.id, title=one.title, stage=stage)
    return Markup(" · ").join(filter(None, [line, Markup("{}").format(stands)]))


@room.on_tap(OBJECT, action="competition.object")
async def object_to(update: Update, context: Context) -> None:
    """提异议."""
    await _begin(context, OBJECTION)


@room.on_tap(APPEAL, action="competition.object")
async def appeal(update: Update, context: Context) -> None:
    """申诉."""
    await _begin(context, APPEALED)


@room.on_tap(AGREE, action="competition.object")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent, then write."""
    kind = context.tap[2]
    there = await found(context)
    if there is None or kind not in KINDS or await _too_late(context, kind, *there):
        return
    person = await context.acquainted()
    await people.consent(context.tx, person.id, QUESTION, context.now)
    await _write(context, kind, *there)


async def _begin(context: Context, kind: str) -> None:
    there = await found(context)
    if there is None:
        return
    if not context.private:
        await context.toast(context.label("请私聊我来写,只有工会管理员看得到"))
        return
    if await _too_late(context, kind, *there):
        return
    if context.person.id and QUESTION in await people.consents(context.tx, context.person.id):
        await _write(context, kind, *there)
        return
    one, stage, _ = there
    text = context.t(
        "<b>先问您一声</b>\n为了把答复送到您手里,要记下您的 Telegram 编号、您写的内容和照片。\n"
        "只给竞赛管理员看;他们看不到您的姓名和手机号(申诉自己的成绩除外)。发 /privacy 可以查看或删除。"
    )
    yes = AGREE.button(context.label("同意并继续"), one.id, stage, kind)
    await context.say(text, [[yes, PUBLIC.button(context.label("不用了"), one.id, stage, 0)]])


async def _write(context: Context, kind: str, one: Competition, stage: str, _plan: Plan) -> None:
    waiting = await objections.open_of(context.tx, one.id, stage, context.person.id, kind)
    if waiting is not None:
        await context.toast(context.label("您写的已经收到,正在处理,答复会发到这里"), alert=True)
        return
    about: Answers = {"competition": one.id, "stage": stage, "kind": kind, "title": one.title}
    await dialogue.begin(context, FORM, about, below=True)


async def _too_late(context: Context, kind: str, one: Competition, stage: str, plan: Plan) -> bool:
    """Say kindly that it is too late, too early, or not theirs to write."""
    said = await _why_not(context, kind, one, stage, plan)
    if not said:
        return False
    if context.delivery.update.callback_query is not None:
        await context.toast(said, alert=True)
    else:
        await context.say(Markup("{}").format(said))
    return True


async def _why_not(context: Context, kind: str, one: Competition, stage: str, plan: Plan) -> str:
    words, zone, now = context.words, context.office.zone, context.now
    name = stage_name(words, stage)
    if kind == OBJECTION:
        if plan.state is not Stand.PUBLIC or plan.objections_until is None:
            return words.label("{stage}的成绩还没公示,公示以后才能提异议", stage=name)
        if now >= plan.objections_until:
            over = publicity(words, zone, plan.objections_until, now)
            return words.label("{over},不再收异议。还有疑问可以「转人工」", over=over)
        return ""
    mine = await results.of_person(context.tx, one.id, context.person.id) if context.person.id else {}
    if stage not in mine or plan.told_at is None:
        return words.label("{stage}里没有您的成绩,只有选手本人能申诉", stage=name)
    until = appeal_until(one, plan.told_at)
    if now >= until:
        return words.label("申诉已在 {moment} 截止。还有疑问可以「转人工」", moment=plain(words, zone, until, now))
    return ""


# the form


def _ask_text(context: Context, answers: Answers) -> Markup:
    name = stage_name(context.words, str(answers["stage"]))
    if answers["kind"] == APPEALED:
        return context.t("对「{title}」{stage}里自己的成绩,哪里有疑问?请写清楚。", title=answers["title"], stage=name)
    return context.t(
        "对「{title}」{stage}的成绩有什么异议?请写清楚是哪个号、什么事、有什么依据。",
        title=answers["title"],
        stage=name,
    )


def _ask_photo(context: Context, answers: Answers) -> Markup:
    return context.t("有照片可以发一张,没有就跳过。")


def _read_photo(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if not message.photo:
        return Again(context.t("这一步只收照片。没有就点「跳过」。"))
    return {**answers, "photo": message.photo[-1].file_id}


def _summary(context: Context, answers: Answers) -> Markup:
    lines = [context.t("请看一遍再提交:"), quote(str(answers["text"]), LONGEST_OBJECTION)]
    if answers.get("photo"):
        lines.append(context.t("附照片 1 张"))
    lines.append(context.t("管理员会核实,答复发到这里。"))
    return Markup("\n").join(lines)


async def _finish(context: Context, answers: Answers) -> None:
    kind = str(answers["kind"])
    there = await stage_of(context, answers["competition"], str(answers["stage"]))
    if there is None:
        return
    one, stage, plan = there
    late = await _why_not(context, kind, one, stage, plan)
    if late:
        await context.edit(Markup("{}").format(late))
        return
    mine = await results.of_person(context.tx, one.id, context.person.id)
    entry = mine[stage].entry if kind == APPEALED else None
    number = await objections.add(
        context.tx,
        kind,
        one.id,
        stage,
        context.person.id,
        str(answers["text"]),
        str(answers.get("photo", "")),
        context.now,
        entry,
    )
    await context.edit(context.t("✅ 收到了,编号 {number}。管理员核实后,答复会发到这里。", number=number))
    await _tell_officers(context, one, stage, kind, number)


async def _tell_officers(context: Context, one: Competition, stage: str, kind: str, number: int) -> None:
    officers = {one.id: one for role in (ADMIN, OWNER) for one in await people.holders(context.tx, role)}
    for officer in officers.values():
        if officer.muted or not officer.address or officer.id == context.person.id:
            continue
        words = context.words_for(officer)
        name = stage_name(words, stage)
        text = (
            words.t("「{title}」{stage}收到申诉(编号 {number}),请答复。", title=one.title, stage=name, number=number)
            if kind == APPEALED
            else words.t(
                "「{title}」{stage}收到异议(编号 {number}),请答复。", title=one.title, stage=name, number=number
            )
        )
        button = OBJECTIONS.button(words.label("去答复"), one.id, stage)
        key = f"objection:{number}:{officer.id}"
        await context.tell(officer, text, [[button]], lane=Lane.NOTICE, key=key, ttl_ms=NOTE_TTL_MS)


FORM = Form(
    name="objection",
    action="competition.object",
    title="异议",
    steps=(
        Step("text", _ask_text, text_answer("text", SHORTEST_OBJECTION, LONGEST_OBJECTION)),
        Step("photo", _ask_photo, _read_photo, optional=True),
    ),
    summary=_summary,
    finish=_finish,
    confirm="确认提交",
    cancelled="好的,没有提交。公示期内随时可以再写。",
)
dialogue.add_form(room, FORM)
