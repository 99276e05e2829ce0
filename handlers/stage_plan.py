"""Where a stage of a competition is, its rooms, and what competitors bring: what they read with their number."""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.competition_news import spread
from handlers.cards.competitions import changes
from handlers.cards.stage_desk import PLAN, found, stage_card, stage_of
from handlers.cards.stages import stage_name
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.words import Words
from storage import audit, drawing
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.contests import LONGEST_KIT, LONGEST_PLACE, Plan, Stand
from storage.model.draws import read_rooms, written_rooms

room = Room("stage_plan")


@room.on_tap(PLAN, action="competition.edit")
async def change_plan(update: Update, context: Context) -> None:
    """Place, rooms and kit; what is there already is changed field by field."""
    there = await found(context)
    if there is None or await _told_already(context, *there):
        return
    one, stage, plan = there
    about: Answers = {"competition": one.id, "stage": stage, "version": plan.version, "title": one.title}
    if plan.version:
        about |= {"place": plan.place, "rooms": written_rooms(plan.rooms), "kit": plan.kit}
    await dialogue.begin(context, FORM, about)


async def _told_already(context: Context, one: Competition, _stage: str, plan: Plan) -> bool:
    if plan.state is Stand.OPEN:
        return False
    await context.toast(context.label("成绩已经告诉选手,不能再改了"))
    await context.edit(*await stage_card(context, one, plan))
    return True


def _read_rooms(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None:
        return Again(context.t("这一步只收文字。"))
    read = read_rooms(message.text)
    if isinstance(read, str):
        return Again(
            context.t("这一行没看懂:「{line}」。一行一个考场,写名称和座位数,比如:\n第1考场 20", line=read[:60])
        )
    return {**answers, "rooms": written_rooms(read)}


def _ask_place(context: Context, answers: Answers) -> Markup:
    return context.t("比赛地点?写清楚楼和层。没有定就跳过。")


def _ask_rooms(context: Context, answers: Answers) -> Markup:
    return context.t("分考场的话,一行一个,写名称和座位数,比如:\n第1考场 20\n不分考场就跳过。")


def _ask_kit(context: Context, answers: Answers) -> Markup:
    return context.t("选手要带什么?没有就跳过。")


def _summary(context: Context, answers: Answers) -> Markup:
    none = context.label("没有")
    rooms = str(answers.get("rooms", "")).replace("\n", context.label("、"))
    return Markup("\n").join(
        [
            context.t("请看一遍再保存:"),
            Markup("<b>{}</b> · {}").format(answers["title"], stage_name(context.words, str(answers["stage"]))),
            context.t("地点:{place}", place=answers.get("place") or none),
            context.t("考场:{rooms}", rooms=rooms or context.label("不分考场")),
            context.t("带上:{kit}", kit=answers.get("kit") or none),
        ]
    )


async def _save(context: Context, answers: Answers) -> None:
    there = await stage_of(context, answers["competition"], str(answers["stage"]))
    if there is None or await _told_already(context, *there):
        return
    one, stage, plan = there
    rooms = read_rooms(str(answers.get("rooms", "")))
    if plan.version != answers["version"] or isinstance(rooms, str):
        await context.edit(context.t("这一场刚被别人改过,您的修改没有保存。现在是这样:"))
        await context.say(*await stage_card(context, one, plan))
        return
    if plan.draw_told_at is not None and rooms != plan.rooms:
        await context.edit(context.t("考场已经告诉选手,不能改了。您的修改没有保存。"))
        await context.say(*await stage_card(context, one, plan))
        return
    changed = await drawing.change(context.tx, plan, str(answers.get("place", "")), str(answers.get("kit", "")), rooms)
    assert changed is not None  # nobody else writes in this transaction
    subject = f"competition {one.id} {stage}"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, "place, rooms and kit")
    if plan.draw_told_at is not None:
        await _tell(context, one, plan, changed)
    text, rows = await stage_card(context, one, changed)
    if plan.drawn_at is not None and rooms != plan.rooms:
        text = Markup("{}\n\n{}").format(context.t("⚠️ 考场改了,请先「重新抽签」,再告诉选手。"), text)
    await context.edit(text, rows)


async def _tell(context: Context, one: Competition, seen: Plan, new: Plan) -> None:
    """Whoever knows their number hears where else it is, and what else to bring."""

    def text(words: Words) -> Markup:
        lines = [(words.label("地点"), seen.place or one.place, new.place or one.place)]
        lines.append((words.label("要带的"), seen.kit, new.kit))
        head = words.t("「{title}」{stage}有变化:", title=one.title, stage=stage_name(words, seen.stage))
        return Markup("\n").join([head, changes(words, [line for line in lines if line[1] != line[2]])])

    if (seen.place, seen.kit) != (new.place, new.kit):
        await spread(context, one, text)


FORM = Form(
    name="stage_plan",
    action="competition.edit",
    title="考场安排",
    steps=(
        Step("place", _ask_place, text_answer("place", 2, LONGEST_PLACE), optional=True),
        Step("rooms", _ask_rooms, _read_rooms, optional=True),
        Step("kit", _ask_kit, text_answer("kit", 1, LONGEST_KIT), optional=True),
    ),
    summary=_summary,
    finish=_save,
    confirm="保存",
    cancelled="好的,没有改动。",
    fields=(("place", "地点"), ("rooms", "考场"), ("kit", "要带的")),
)
dialogue.add_form(room, FORM)
