"""What an organiser's typed words make of each field of a course: one reader a field."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from handlers.cards.course_fields import NO, TEXTS, YES, days_in, draft_of, kept_sessions, sessions_in
from handlers.cards.course_times import add_sessions, lasting, read_sessions, resized
from handlers.cards.duties import read_ladder
from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.form import Again
from handlers.language.amounts import number
from handlers.language.course_fix import MORE, TIMES
from handlers.language.course_line import Assumed
from handlers.language.course_times import CLOSES_AT, LAST_MINUTE
from handlers.language.moments import folded, read_moment
from storage.dialogues import Answers
from storage.model.courses import (
    LONGEST_INTRO,
    LONGEST_LINE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_COST_FEN,
    MOST_QUESTIONS,
    MOST_SEATS,
    Draft,
)
from storage.model.local_time import MINUTE_MS, instant, local_date
from storage.model.texts import cleaned

Read = Callable[[Context, str, Answers], Answers | Again]


SHORTEST_TITLE = 2
_NOTHING = re.compile(r"不限制?|无限制?|没有?限制?|都行|多少都行")
_FREE = re.compile(r"免费|不收费|不要钱|公益")
_NOT = re.compile(r"不|免|无|没|否|别")
_YES = re.compile(r"要|需|是|对|发|有|审|颁|可以|好|改成要|改成发")
_BEFORE = re.compile(
    r"(?:开课|上课|开始)?(?:的)?(?:前|提前)\s*(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个)?(?P<unit>天|小时)"
)
_NUMBER = re.compile(
    r"(?:最多|限)?\s*(?P<n>\d{1,6}|[零一二两三四五六七八九十百]{1,6})\s*(?:个?名额|个人|个|人|名|位|门|席)?(?:名额)?"
)


def _text(name: str) -> Read:
    least = SHORTEST_TITLE if name == "title" else 1
    most = {"title": LONGEST_TITLE, "intro": LONGEST_INTRO}.get(name, LONGEST_LINE)

    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        said = cleaned(text)
        if not least <= len(said) <= most:
            return Again(
                context.t(
                    "写了 {number} 字,要 {least} 到 {most} 字,请改一下再发。", number=len(said), least=least, most=most
                )
            )
        return {**answers, name: said}

    return read


def _number(name: str, most: int) -> Read:
    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        said = folded(text).strip()
        if _NOTHING.fullmatch(said):
            return {**answers, name: ""}
        found = _NUMBER.fullmatch(said)
        value = number(found["n"]) if found is not None else 0
        if not 1 <= value <= most:
            return Again(context.t("请写一个数字,1 到 {most},例如「20」。", most=most))
        return {**answers, name: value}

    return read


def _read_cost(context: Context, text: str, answers: Answers) -> Answers | Again:
    said = folded(text).strip()
    if _FREE.search(said):
        return {**answers, "cost": "0"}
    try:
        fen = int(Decimal(re.sub(r"[每人/收费¥\uffe5元块钱\s]", "", said)) * 100)
    except (InvalidOperation, ValueError, OverflowError):
        return Again(context.t("没看懂费用。请写「免费」或者「30元」。"))
    if not 0 <= fen <= MOST_COST_FEN:
        return Again(context.t("费用请写 0 到 {most} 元。", most=MOST_COST_FEN // 100))
    return {**answers, "cost": str(fen)}


def _moment(name: str) -> Read:
    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        zone, said = context.office.zone, folded(text).strip()
        begins = min((one.begins_at for one in present(answers).sessions), default=None)
        ahead = _BEFORE.search(said)
        if ahead is not None and begins is not None:
            count = number(ahead["n"])
            if ahead["unit"] == "小时":
                at = begins - count * 60 * MINUTE_MS
            else:
                at = instant(local_date(begins - count * 24 * 60 * MINUTE_MS, zone), CLOSES_AT, zone)
        else:
            found = read_moment(said, context.now, zone)
            if found is None:
                return Again(context.t("没看懂这个时间。请写日期和几点,例如「12月3日18点」「开课前2天」。"))
            at = found.at(zone, CLOSES_AT)
            if found.minute is None and begins is not None and local_date(begins, zone) == found.day:
                at = min(at, begins)
            elif found.minute is None and at <= context.now:
                at = found.at(zone, LAST_MINUTE)
        if at <= context.now:
            return Again(context.t("写的是 {moment},已经过了。请再发一次。", moment=moment(context, at)))
        if begins is not None and at > begins:
            return Again(context.t("要早于开课({begins})。请再发一次。", begins=moment(context, begins)))
        return {**answers, name: at}

    return read


def _read_sessions(context: Context, text: str, answers: Answers) -> Answers | Again:
    written = read_sessions(context, text, present(answers).sessions, days_in(answers))
    if isinstance(written, Again):
        return written
    lasts = answers.get("lasts")
    if isinstance(lasts, int) and written.guessed and not sessions_in(answers):
        written = lasting(written, lasts)
    return {**answers, "sessions": kept_sessions(written.sessions), "assumed": list(written.assumed), "doubts": []}


def _read_count(context: Context, text: str, answers: Answers) -> Answers | Again:
    written = resized(context, present(answers).sessions, int(text))
    if isinstance(written, Again):
        return written
    assumed = answers.get("assumed")
    left = [one for one in assumed if one != Assumed.COUNT] if isinstance(assumed, list) else []
    return {**answers, "sessions": kept_sessions(written.sessions), "assumed": left}


def _read_more(context: Context, text: str, answers: Answers) -> Answers | Again:
    written = add_sessions(context, text, present(answers).sessions)
    if isinstance(written, Again):
        return written
    assumed = answers.get("assumed")
    known = assumed if isinstance(assumed, list) else []
    return {**answers, "sessions": kept_sessions(written.sessions), "assumed": [*known, *written.assumed]}


def _read_questions(context: Context, text: str, answers: Answers) -> Answers | Again:
    asked = [cleaned(line) for line in text.splitlines() if line.strip()]
    if len(asked) > MOST_QUESTIONS:
        return Again(context.t("最多问 {most} 个问题,您写了 {number} 个。", most=MOST_QUESTIONS, number=len(asked)))
    if not asked or max(map(len, asked)) > LONGEST_QUESTION:
        return Again(context.t("每个问题最多 {most} 字,请改短再发。", most=LONGEST_QUESTION))
    return {**answers, "questions": asked}


def _read_ladder(context: Context, text: str, answers: Answers) -> Answers | Again:
    ladder = read_ladder(folded(text))
    if ladder is None:
        return Again(context.t("没看懂。请写提前的天数,例如「3、1、0」,0 是当天。"))
    return {**answers, "ladder": [days for days in ladder if days >= 0] or NO}


def _choice(name: str, yes: str, no: str) -> Read:
    """A field that is answered by yes or no, in words: what each is kept as."""

    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        said = folded(text).strip()
        if _NOT.match(said):
            return {**answers, name: no}
        if _YES.match(said):
            return {**answers, name: yes}
        return Again(context.t("没看懂。请点一个按钮,或者写「要」「不要」。"))

    return read


READERS: Mapping[str, Read] = {
    **{name: _text(name) for name in TEXTS},
    "sessions": _read_sessions,
    MORE: _read_more,
    TIMES: _read_count,
    "seats": _number("seats", MOST_SEATS),
    "per_unit": _number("per_unit", MOST_SEATS),
    "per_person": _number("per_person", 100),
    "cost": _read_cost,
    "enrol_until": _moment("enrol_until"),
    "cancel_until": _moment("cancel_until"),
    "questions": _read_questions,
    "approval": _choice("approval", YES, ""),
    "certificate": _choice("certificate", "", NO),
    "ladder": _read_ladder,
}
"""What a typed text makes of the answers, by field."""


def present(answers: Answers) -> Draft:
    """The course as it is so far: what is being changed, with what was answered, or what was answered alone."""
    before = answers.get("before")
    if isinstance(before, list) and "sessions" not in answers:
        return Draft(title="", sessions=sessions_in(answers, "before"))
    return draft_of(answers, None)
