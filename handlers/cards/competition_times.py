"""The times of a competition's stages in forms: asking for them, reading them, and saying what is wrong with them."""

from collections.abc import Callable, Mapping

from markupsafe import Markup
from telegram import Message

from handlers.cards.competitions import STAGE_NAMES, stage_name, times_lines
from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.form import Again, Step
from handlers.language.stage_times import read_stage_times
from storage.dialogues import Answers
from storage.model.competitions import REGISTER_CLOSE, REGISTER_OPEN, Times, disorder
from storage.model.local_time import local_date


def close_step() -> Step:
    """The step that asks when registration closes; other times may come with it."""
    return Step(REGISTER_CLOSE, _ask_close, _read_close)


def stages_step() -> Step:
    """The step that collects the other times."""
    return Step("stages", _ask_stages, _read_stages, optional=True, collects=True)


def times_step() -> Step:
    """The step that changes some of the times, or does without a stage."""
    return Step("times", _ask_times, _read_times, needed=chosen("times"))


def chosen(field: str) -> Callable[[Answers], bool]:
    """For a step of the form that changes one field."""
    return lambda answers: answers.get("field") == field


def times_in(answers: Answers, name: str) -> dict[str, int]:
    """The times kept under this name."""
    kept = answers.get(name)
    return dict(kept) if isinstance(kept, Mapping) else {}


def written_times(answers: Answers) -> dict[str, int]:
    """All the times of a new competition."""
    close = answers.get(REGISTER_CLOSE)
    return times_in(answers, "stages") | ({REGISTER_CLOSE: close} if isinstance(close, int) else {})


def gone_by(context: Context, times: Times) -> str | None:
    """The first of these stages whose time has passed; registration may have opened earlier today."""
    zone, today = context.office.zone, local_date(context.now, context.office.zone)
    for stage, at in times.items():
        if at <= context.now and not (stage == REGISTER_OPEN and local_date(at, zone) == today):
            return stage
    return None


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
    missing = context.label("、").join(context.label(name) for stage, name in STAGE_NAMES.items() if stage not in held)
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
