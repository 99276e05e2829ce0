"""The questions about a competition that admins answer, when they write one and when they change it."""

from collections.abc import Callable, Mapping

from markupsafe import Markup
from telegram import Message

from handlers.cards.competitions import STAGE_NAMES, stage_name, times_lines
from handlers.cards.duties import ladder_words, read_ladder
from handlers.cards.moments import moment
from handlers.cards.questions import attached, quote
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, always, text_answer
from handlers.language.moments import folded
from handlers.language.stage_times import read_stage_times
from storage.dialogues import Answers
from storage.model.competitions import (
    LONGEST_INTRO,
    LONGEST_LINE,
    LONGEST_TITLE,
    MOST_FILES,
    REGISTER_CLOSE,
    REGISTER_OPEN,
    Draft,
    File,
    Times,
    disorder,
)
from storage.model.local_time import local_date
from storage.model.questions import Attachment

FIELDS = {
    "title": "名称",
    "times": "时间",
    "place": "地点",
    "eligible": "对象",
    "trade": "工种",
    "organiser": "主办",
    "intro": "简介",
    "files": "附件",
    "source": "来源",
    "ladder": "提醒",
}
"""What can be changed, and what it is called (source strings)."""
NO_TEXTS = ("times", "files", "ladder")
"""Those of them that are no text."""
LONGEST = {"title": LONGEST_TITLE, "intro": LONGEST_INTRO}
"""Characters of a text field; of the others LONGEST_LINE."""
SHORTEST_TITLE = 4
QUESTIONS = {
    "title": "竞赛叫什么名称?",
    "trade": "是什么工种?例如「焊工」。",
    "organiser": "哪里主办?",
    "eligible": "谁可以参加?例如「本区各单位一线职工」。",
    "place": "在哪里举办?",
    "intro": "请写几句简介:比什么、怎么比、有什么奖励。",
    "source": "这些内容出自哪里?比如通知的名称和文号,会写给职工看。",
}
"""What asks for a text (source strings)."""


def text_step(name: str, *, changing: bool = False) -> Step:
    """The step that asks for one of the text fields."""

    def ask(context: Context, answers: Answers) -> Markup:
        written = answers.get(name)
        present = context.t("现在写的是:\n{text}", text=quote(str(written))) + "\n" if written else Markup("")
        message = QUESTIONS[name]
        return present + context.t(message)

    return Step(
        name,
        ask,
        text_answer(name, SHORTEST_TITLE if name == "title" else 2, LONGEST.get(name, LONGEST_LINE)),
        optional=name != "title" and not changing,
        choices=(("", "清空这一项"),) if name != "title" and changing else (),
        needed=_chosen(name) if changing else always,
    )


def files_step(*, changing: bool = False) -> Step:
    """The step that collects attachments."""
    return Step(
        "files",
        _ask_files,
        _read_files,
        optional=not changing,
        collects=True,
        choices=(("", "不要附件"),) if changing else (),
        needed=_chosen("files") if changing else always,
    )


def close_step() -> Step:
    """The step that asks when registration closes; other times may come with it."""
    return Step(REGISTER_CLOSE, _ask_close, _read_close)


def stages_step() -> Step:
    """The step that collects the other times."""
    return Step("stages", _ask_stages, _read_stages, optional=True, collects=True)


def times_step() -> Step:
    """The step that changes some of the times, or does without a stage."""
    return Step("times", _ask_times, _read_times, needed=_chosen("times"))


def ladder_step() -> Step:
    """The step that changes on which days before each stage it is brought to mind."""
    return Step("ladder", _ask_ladder, _read_ladder, choices=(("", "不提醒"),), needed=_chosen("ladder"))


def _chosen(field: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.get("field") == field


# what the answers say


def times_in(answers: Answers, name: str) -> dict[str, int]:
    """The times kept under this name."""
    kept = answers.get(name)
    return dict(kept) if isinstance(kept, Mapping) else {}


def files_in(answers: Answers) -> tuple[File, ...]:
    """The attachments."""
    kept = answers.get("files")
    return tuple(File(*file) for file in kept) if isinstance(kept, list) else ()


def written_times(answers: Answers) -> dict[str, int]:
    """All the times of a new competition."""
    close = answers.get(REGISTER_CLOSE)
    return times_in(answers, "stages") | ({REGISTER_CLOSE: close} if isinstance(close, int) else {})


def draft_of(answers: Answers) -> Draft:
    """What the answers of the form for a new competition say."""
    texts = {name: str(answers.get(name) or "") for name in FIELDS if name not in NO_TEXTS}
    return Draft(
        title=texts["title"],
        trade=texts["trade"],
        organiser=texts["organiser"],
        eligible=texts["eligible"],
        place=texts["place"],
        intro=texts["intro"],
        source=texts["source"],
        times=written_times(answers),
        files=files_in(answers),
    )


def gone_by(context: Context, times: Times) -> str | None:
    """The first of these stages whose time has passed; registration may have opened earlier today."""
    zone, today = context.office.zone, local_date(context.now, context.office.zone)
    for stage, at in times.items():
        if at <= context.now and not (stage == REGISTER_OPEN and local_date(at, zone) == today):
            return stage
    return None


# times


def _ask_close(context: Context, answers: Answers) -> Markup:
    ask = context.t(
        "报名什么时候截止?例如「12月20日18点」。\n几个时间可以一起发,例如:\n"
        "报名开始 12月5日 报名截止 12月20日18点 初赛 1月10日9:00\n"
        "只写日期的,报名截止算当天 18:00,其他算当天 9:00。"
    )
    held = written_times(answers)
    return _held(context, held) + ask


def _ask_stages(context: Context, answers: Answers) -> Markup:
    held = written_times(answers)
    missing = "、".join(context.label(name) for stage, name in STAGE_NAMES.items() if stage not in held)
    lines = [_held(context, held)]
    if missing:
        lines.append(context.t("还可以写:{stages}。写上是哪一项和时间,可以分几条发。", stages=missing))
    lines.append(context.t("没有别的就点「完成」。") if answers.get("stages") else context.t("没有别的就点「跳过」。"))
    return Markup("").join([lines[0], Markup("\n").join(lines[1:])])


def _ask_times(context: Context, answers: Answers) -> Markup:
    held = times_in(answers, "times") or times_in(answers, "before")
    ask = context.t("要改哪几项?写上是哪一项和新的时间,例如「初赛 1月10日9:00」。\n不办的一项写「复赛 去掉」。")
    return _held(context, held) + ask


def _held(context: Context, times: Times) -> Markup:
    if not times:
        return Markup("")
    lines = Markup("\n").join(times_lines(context, times))
    return context.t("现在的时间:\n{times}", times=lines) + "\n\n"


def _read_close(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    return _written(context, message, answers, alone=REGISTER_CLOSE)


def _read_stages(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    return _written(context, message, answers, alone="")


def _written(context: Context, message: Message, answers: Answers, alone: str) -> Answers | Again | None:
    times = _times(context, message, written_times(answers), alone)
    if isinstance(times, Again):
        return times
    close = times.pop(REGISTER_CLOSE)
    return {**answers, REGISTER_CLOSE: close, "stages": times}


def _read_times(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    times = _times(context, message, times_in(answers, "times") or times_in(answers, "before"), "")
    return times if isinstance(times, Again) else {**answers, "times": times}


def _times(context: Context, message: Message, held: Mapping[str, int], alone: str) -> dict[str, int] | Again:
    """The times held and those of a message together, or what is wrong with them."""
    if message.text is None:
        return Again(context.t("这一步只收文字。"))
    found = read_stage_times(message.text, context.now, context.office.zone, alone)
    if found.vague:
        name = stage_name(context.words, found.vague[0])
        return Again(context.t("「{stage}」的时间没看懂。请写成「{stage} 12月20日 9:00」这样再发一次。", stage=name))
    if found.loose or not (found.times or found.gone):
        return Again(context.t("没看懂。请写上是哪一项和时间,例如「报名截止 12月20日18点」。写了星期的,请核对对不对。"))
    late = gone_by(context, found.times)
    if late is not None:
        at = moment(context, found.times[late])
        name = stage_name(context.words, late)
        return Again(context.t("{stage}写的是 {moment},已经过了。请再发一次。", stage=name, moment=at))
    times = {stage: at for stage, at in {**held, **found.times}.items() if stage not in found.gone}
    if REGISTER_CLOSE not in times:
        return Again(context.t("还缺「报名截止」。请和它一起再发一次。"))
    wrong = disorder(times)
    if wrong is not None:
        (earlier, at), (later, then) = ((stage, moment(context, times[stage])) for stage in wrong)
        return Again(
            context.t(
                "{earlier}({at})要早于{later}({then})。请改好再发一次。",
                earlier=stage_name(context.words, earlier),
                at=at,
                later=stage_name(context.words, later),
                then=then,
            )
        )
    return times


# reminders


def ladder_in(answers: Answers) -> tuple[int, ...]:
    """The days before a stage."""
    kept = answers.get("ladder")
    return tuple(kept) if isinstance(kept, list) else ()


def _ask_ladder(context: Context, answers: Answers) -> Markup:
    one = answers.get("one")
    present = Markup("")
    if isinstance(one, Draft):
        present = context.t("现在:{ladder}", ladder=ladder_words(context.words, one.ladder)) + "\n"
    return present + context.t("每个时间提前几天提醒?写天数,例如「14、7、3、1、0」,0 是当天。")


def _read_ladder(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    ladder = read_ladder(folded(message.text or ""))
    if ladder is None:
        return Again(context.t("没看懂。请写提前的天数,例如「7、3、1、0」,0 是当天。"))
    return {**answers, "ladder": [days for days in ladder if days >= 0]}  # what is over is brought to mind no more


# attachments


def _ask_files(context: Context, answers: Answers) -> Markup:
    files = files_in(answers)
    if not files:
        return context.t("有通知、赛题这样的图片或文件就发给我,最多 {most} 个。", most=MOST_FILES)
    got = attached(context.words, [Attachment(file.kind, file.file_id) for file in files])
    return context.t("已收到 {files}。发完点「完成」。", files=got)


def _read_files(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.photo:
        file = ["photo", message.photo[-1].file_id]
    elif message.document is not None:
        file = ["document", message.document.file_id]
    else:
        return None if message.text else Again(context.t("这一步只收图片和文件。"))
    files = [[one.kind, one.file_id] for one in files_in(answers)]
    if len(files) >= MOST_FILES:
        return Again(context.t("最多 {most} 个,多出来的没有收。请点「完成」。", most=MOST_FILES))
    return {**answers, "files": [*files, file]}
