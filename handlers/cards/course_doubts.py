"""What of an organiser's message was filled in, cannot be so, or was not understood: the lines that warn of it."""

from markupsafe import Markup

from handlers.cards.course_fields import SHOWN, sessions_in
from handlers.kit.context import Context
from handlers.language.course_line import Assumed, Doubt
from storage.dialogues import Answers
from storage.model.local_time import local

HOUR_MS = 3600_000
LONG_MS = 9 * HOUR_MS
"""A session that lasts longer is asked about."""
MOST_UNREAD = 5
"""Pieces of a message that are shown as not understood."""


def doubt_lines(context: Context, answers: Answers) -> list[Markup]:
    """What the organiser's message said and cannot be so."""
    said = {
        Doubt.PAST: context.t("⚠ 写的时间已经过了。"),
        Doubt.WEEKDAY: context.t("⚠ 写的日期和星期对不上。"),
        Doubt.DATE: context.t("⚠ 写的日期没看懂。"),
        Doubt.LATE: context.t("⚠ 报名截止写得比开课还晚,没有记下来。"),
    }
    lines = [said[Doubt(one)] for one in _names(answers, "doubts") if one in said]
    if unread := _names(answers, "unread"):
        marked = context.label("、").join(
            context.label("「{words}」", words=one[:SHOWN]) for one in unread[:MOST_UNREAD]
        )
        lines.append(context.t("⚠ 这些没看懂,没有记下来:{words}", words=marked))
    return lines


def assumed_lines(context: Context, answers: Answers) -> list[Markup]:
    """What the organiser did not say and was filled in."""
    said = {
        Assumed.LENGTH: context.t("⚠ 没写几点下课,先按 2 小时算。"),
        Assumed.HALF: context.t("⚠ 没写上午下午,钟点按下午算。"),
        Assumed.HOUR: context.t("⚠ 没写几点,按 {time} 算。", time=_hour(context, answers)),
        Assumed.COUNT: context.t("⚠ 没写几次,先按 {number} 次算。", number=len(sessions_in(answers))),
    }
    return [said[Assumed(one)] for one in dict.fromkeys(_names(answers, "assumed")) if one in set(Assumed)]


def odd_lines(context: Context, answers: Answers) -> list[Markup]:
    """Sessions so long that their end may be a slip: 「下午两点到一点」."""
    long = next((one for one in sessions_in(answers) if one.ends_at - one.begins_at > LONG_MS), None)
    if long is None:
        return []
    hours = round((long.ends_at - long.begins_at) / HOUR_MS)
    return [context.t("⚠ 一次要上 {hours} 小时,请看看结束的时间对不对。", hours=hours)]


def _hour(context: Context, answers: Answers) -> str:
    first = next(iter(sessions_in(answers)), None)
    return f"{local(first.begins_at, context.office.zone):%H:%M}" if first is not None else ""


def _names(answers: Answers, name: str) -> list[str]:
    kept = answers.get(name)
    return [str(one) for one in kept] if isinstance(kept, list) else []
