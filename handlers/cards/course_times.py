"""When a course meets, as its organiser writes it: one time, several, a series; or one of them anew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import pairwise

from handlers.cards.courses import session_words
from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.form import Again
from handlers.language.amounts import number
from handlers.language.course_line import Assumed, Doubt, read_course
from handlers.language.moments import folded
from storage.model.courses import MOST_SESSIONS, Session, credit_of
from storage.model.local_time import instant, local, minute_of_day

WEEK_MS = 7 * 24 * 3600 * 1000
_ONE = re.compile(
    r"第\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[次场节课堂]课?\s*(?:改成|改为|改到|换到|换成|到|是|为|:)*\s*(?P<rest>.+)",
    re.DOTALL,
)
_GONE = re.compile(r"去掉|删掉|删除|取消|不上|不办|不要")
_DATED = re.compile(r"[月日号周天/]|星期|礼拜|\d-\d|[今明后]")
"""What a text has that names a day, and not only an hour."""


@dataclass(frozen=True, slots=True)
class Written:
    """Sessions as written, and what of them was filled in."""

    sessions: tuple[Session, ...]
    assumed: tuple[Assumed, ...] = ()

    @property
    def guessed(self) -> bool:
        """Whether the end was not said."""
        return Assumed.LENGTH in self.assumed


def read_sessions(
    context: Context, text: str, held: Sequence[Session] = (), days: Sequence[date] = ()
) -> Written | Again:
    """The sessions that a text names, or what is wrong with it. `days`: what was said before an hour was.

    `held` are those there are: 「第2次 12月12日15:00」 changes one of them, an hour alone keeps the days, and where there are
    as many as before each keeps its number and, unless an end is said, its length.
    """
    said = folded(text).strip()
    one = _ONE.fullmatch(said)
    if one is not None and held:
        return _one_of(context, number(one["n"]), one["rest"], held)
    if not _DATED.search(said) and (held or days):
        return _same_days(context, said, held) if held else _on_days(context, said, days)
    written = _read(context, said, held)
    if isinstance(written, Again):
        return written
    if len(held) > 1 and len(written.sessions) == 1:
        return _which(context, held)
    if len(written.sessions) == len(held):
        kept = tuple(_like(new, old, written.guessed) for new, old in zip(written.sessions, held, strict=True))
        return _checked(context, Written(kept, _but_length(written.assumed)))
    return _checked(context, written)


def add_sessions(context: Context, text: str, held: Sequence[Session]) -> Written | Again:
    """Those there are and one or more besides."""
    written = _read(context, folded(text).strip(), held[-1:])
    if isinstance(written, Again):
        return written
    if written.guessed and held:  # a further time lasts as long as the last one
        written = lasting(written, held[-1].ends_at - held[-1].begins_at)
    new = tuple(_session(one.begins_at, one.ends_at) for one in written.sessions)
    return _checked(context, Written((*held, *new), written.assumed))


def resized(context: Context, held: Sequence[Session], count: int) -> Written | Again:
    """So many sessions: the last ones left out, or more at the distance of the last two, a week where there is one."""
    if not held or not 1 <= count <= MOST_SESSIONS:
        return Again(context.t("一门课最多 {most} 次。更多的请分成几门课。", most=MOST_SESSIONS))
    sessions = list(held[:count])
    while len(sessions) < count:
        last = sessions[-1]
        step = last.begins_at - sessions[-2].begins_at if len(sessions) > 1 else WEEK_MS
        sessions.append(_session(last.begins_at + step, last.ends_at + step))
    return _checked(context, Written(tuple(sessions)))


def lasting(written: Written, ms: int) -> Written:
    """The same, each so long: where that is known from elsewhere."""
    sessions = tuple(_session(one.begins_at, one.begins_at + ms) for one in written.sessions)
    return Written(sessions, _but_length(written.assumed))


def past_session(context: Context, sessions: Sequence[Session], before: Sequence[Session] = ()) -> Session | None:
    """The first session that begins in the past and did not before."""
    known = {one.begins_at for one in before}
    return next((one for one in sessions if one.begins_at <= context.now and one.begins_at not in known), None)


def _read(context: Context, said: str, held: Sequence[Session] = ()) -> Written | Again:
    """What is written; a day without an hour is at the hour of what was `held`."""
    zone = context.office.zone
    line = read_course(said, context.now, zone)
    if not line.doubts and line.days and len(line.days) == len(held):
        moved = tuple(_moved(old, day, zone) for old, day in zip(held, line.days, strict=True))
        if all(one.begins_at > context.now for one in moved):
            return Written(moved)
    if Doubt.PAST in line.doubts:
        if line.sessions:
            at = moment(context, line.sessions[0].begins_at)
            return Again(context.t("写的是 {moment},已经过了。请再发一次。", moment=at))
        return Again(context.t("写的时间已经过了。请再发一次。"))
    if Doubt.WEEKDAY in line.doubts:
        return Again(context.t("日期和星期对不上。请核对一下再发,只写日期也行。"))
    if line.days and not line.doubts and not line.sessions and len(held) > 1:
        return _which(context, held)
    if line.days and not line.doubts and not line.sessions:
        return Again(context.t("还要写几点,例如「12月5日下午两点到四点」。"))
    if Doubt.DATE in line.doubts or not line.sessions:
        return Again(context.t("没看懂时间。请写日期和几点,例如「12月5日下午两点到四点」「每周三晚上七点,共四次」。"))
    return Written(tuple(_session(one.begins_at, one.ends_at) for one in line.sessions), line.assumed)


def _which(context: Context, held: Sequence[Session]) -> Again:
    return Again(
        context.t(
            "现在共 {number} 次。只改一次就写「第2次 12月12日15:00」;全部重写,请把每次的时间都写上。",
            number=len(held),
        )
    )


def _one_of(context: Context, place: int, rest: str, held: Sequence[Session]) -> Written | Again:
    if not 1 <= place <= len(held):
        return Again(context.t("现在共 {number} 次,没有第 {place} 次。", number=len(held), place=place))
    others = [*held[: place - 1], *held[place:]]
    if _GONE.search(rest):
        if not others:
            return Again(context.t("至少要有一次。不办了的话,请在课程管理里点「取消课程」。"))
        return Written(tuple(others))
    old = held[place - 1]
    new = _read(context, rest, [old]) if _DATED.search(rest) else _same_days(context, rest, [old])
    if isinstance(new, Again):
        return new
    if len(new.sessions) != 1:
        return Again(context.t("第 {place} 次请只写一个时间。", place=place))
    return _checked(context, Written((*others, _like(new.sessions[0], old, new.guessed))))


def _on_days(context: Context, said: str, days: Sequence[date]) -> Written | Again:
    """An hour on days that were said before."""
    found: list[Session] = []
    assumed: tuple[Assumed, ...] = ()
    for day in days:
        new = _read(context, f"{day.year}年{day.month}月{day.day}日{said}")
        if isinstance(new, Again):
            return new
        found += new.sessions
        assumed = new.assumed
    return _checked(context, Written(tuple(found), assumed))


def _same_days(context: Context, said: str, held: Sequence[Session]) -> Written | Again:
    """The hour alone, on the days there are."""
    found = []
    for old in held:
        day = local(old.begins_at, context.office.zone)
        new = _read(context, f"{day.year}年{day.month}月{day.day}日{said}")
        if isinstance(new, Again):
            return new
        found.append(_like(new.sessions[0], old, new.guessed))
    return _checked(context, Written(tuple(found)))


def _checked(context: Context, written: Written) -> Written | Again:
    """In order of time, none over another."""
    sessions = tuple(sorted(written.sessions, key=lambda one: one.begins_at))
    if len(sessions) > MOST_SESSIONS:
        return Again(context.t("一门课最多 {most} 次。更多的请分成几门课。", most=MOST_SESSIONS))
    for one, after in pairwise(sessions):
        if after.begins_at < one.ends_at:
            words, zone = context.words, context.office.zone
            first, second = (session_words(words, zone, each, context.now) for each in (one, after))
            return Again(context.t("{first} 和 {second} 重叠了。请改好再发一次。", first=first, second=second))
    return replace(written, sessions=sessions)


def _but_length(assumed: tuple[Assumed, ...]) -> tuple[Assumed, ...]:
    """What was filled in, where the length is known from before."""
    return tuple(one for one in assumed if one is not Assumed.LENGTH)


def _like(new: Session, old: Session, guessed: bool) -> Session:
    """A session that takes another's number and place, and its length where none was said."""
    ends = new.begins_at + old.ends_at - old.begins_at if guessed else new.ends_at
    return replace(_session(new.begins_at, ends), place=old.place, id=old.id)


def _moved(old: Session, day: date, zone: tzinfo) -> Session:
    """A session at its hour on another day."""
    begins_at = instant(day, minute_of_day(old.begins_at, zone), zone)
    return replace(_session(begins_at, begins_at + old.ends_at - old.begins_at), place=old.place, id=old.id)


def _session(begins_at: int, ends_at: int) -> Session:
    return Session(begins_at, ends_at, credit=credit_of(begins_at, ends_at))
