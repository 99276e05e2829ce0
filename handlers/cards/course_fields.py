"""A course as its form keeps it: what each field is called, its value in words, and the answers as a draft and back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, tzinfo
from typing import Any, TypeVar

from markupsafe import Markup

from handlers.cards.courses import cost_words, session_words
from handlers.cards.duties import ladder_words
from handlers.cards.moments import moment_for
from handlers.cards.questions import attached, excerpt
from handlers.kit.words import Words
from storage.dialogues import Answers
from storage.model.courses import LADDER, Draft, File, Session, credit_of
from storage.model.questions import Attachment

D = TypeVar("D", bound=Draft)
FIELDS = {
    "title": "名称",
    "sessions": "时间",
    "place": "地点",
    "seats": "名额",
    "teacher": "讲师",
    "cost": "费用",
    "eligible": "对象",
    "bring": "请带",
    "topic": "类别",
    "intro": "简介",
    "files": "附件",
    "after": "课后资料",
    "questions": "报名提问",
    "approval": "报名审核",
    "enrol_until": "报名截止",
    "cancel_until": "取消截止",
    "per_unit": "单位限额",
    "per_person": "每人限报",
    "certificate": "结业证书",
    "ladder": "提醒",
}
"""What a course is made of, and what it is called (source strings)."""
FIRST = ("title", "sessions", "place", "seats", "teacher")
"""What the ordinary course says; the rest is behind 更多设置."""
TEXTS = ("title", "place", "teacher", "eligible", "bring", "topic", "intro")
NUMBERS = ("seats", "per_unit", "per_person")
MOMENTS = ("enrol_until", "cancel_until")
NO = "no"
YES = "yes"
SHOWN = 60
"""Characters of a long text that stand in a line."""


def sessions_in(answers: Answers, name: str = "sessions") -> tuple[Session, ...]:
    """The sessions kept under this name."""
    kept = answers.get(name)
    if not isinstance(kept, list):
        return ()
    return tuple(Session(begin, end, place, credit_of(begin, end), number) for begin, end, place, number in kept)


def days_in(answers: Answers) -> tuple[date, ...]:
    """Days that were said without an hour."""
    kept = answers.get("days")
    return tuple(date.fromisoformat(str(one)) for one in kept) if isinstance(kept, list) else ()


def kept_sessions(sessions: tuple[Session, ...]) -> list[list[object]]:
    """The same as the form keeps them."""
    return [[one.begins_at, one.ends_at, one.place, one.id] for one in sessions]


def files_in(answers: Answers, name: str) -> tuple[File, ...]:
    """The attachments kept under `files` or `after`."""
    kept = answers.get(name)
    files = kept if isinstance(kept, list) else []
    return tuple(File(kind, file_id, name == "after") for kind, file_id in files)


def had(name: str) -> str:
    """Under what name the attachments are kept that there are before a change."""
    return f"had_{name}"


def number_in(answers: Answers, name: str) -> int | None:
    """A number kept under this name; None for none."""
    kept = answers.get(name)
    return kept if isinstance(kept, int) else None


def draft_of(answers: Answers, studio: int | None) -> Draft:
    """What the answers of the form say of a course that this studio gives."""
    draft = Draft(title=str(answers.get("title") or ""), sessions=sessions_in(answers), studio=studio)
    for field in FIELDS:
        if field in answers and field not in ("title", "sessions"):
            draft = with_answer(draft, answers, field)
    return draft


def with_answer(draft: D, answers: Answers, field: str) -> D:
    """The draft (or course) with this field as it is answered; in a new course's form, '' is what it is without."""
    return replace(draft, **_value(draft, answers, field))


def fitted(draft: D) -> D:
    """The draft without an end of enrolling or cancelling that its times have overtaken: then it is until it begins."""
    begins = min(one.begins_at for one in draft.sessions)
    return replace(
        draft,
        enrol_until=None if (draft.enrol_until or 0) > begins else draft.enrol_until,
        cancel_until=None if (draft.cancel_until or 0) > begins else draft.cancel_until,
    )


def _value(draft: Draft, answers: Answers, field: str) -> dict[str, Any]:
    kept = answers.get(field)
    if field in TEXTS:
        return {field: str(kept or "")}
    if field in (*NUMBERS, *MOMENTS):
        return {field: number_in(answers, field)}
    match field:
        case "sessions":
            known = {(one.id, one.begins_at, one.ends_at): one for one in draft.sessions}
            return {
                "sessions": tuple(known.get((one.id, one.begins_at, one.ends_at), one) for one in sessions_in(answers))
            }
        case "cost":
            return {"cost_fen": int(kept) if isinstance(kept, str) and kept.isdecimal() else None}
        case "files" | "after":
            other = [file for file in draft.files if file.after != (field == "after")]
            return {"files": (*other, *files_in(answers, field))}
        case "questions":
            return {"questions": tuple(map(str, kept)) if isinstance(kept, list) else ()}
        case "approval":
            return {"approval": kept == YES}
        case "certificate":
            return {"certificate": kept != NO}
        case "ladder":
            return {"ladder": tuple(kept) if isinstance(kept, list) else () if kept == NO else LADDER}
    raise KeyError(field)


def answers_of(draft: Draft) -> dict[str, object]:
    """A course as answers, for the same again; without its times, which are to be new."""
    answers: dict[str, object] = {field: getattr(draft, field) for field in TEXTS}
    answers |= {field: getattr(draft, field) for field in NUMBERS if getattr(draft, field) is not None}
    answers["cost"] = "" if draft.cost_fen is None else str(draft.cost_fen)
    for name in ("files", "after"):
        answers[name] = [[file.kind, file.file_id] for file in draft.files if file.after == (name == "after")]
    answers["questions"] = list(draft.questions)
    answers["approval"], answers["certificate"] = YES if draft.approval else "", YES if draft.certificate else NO
    answers["ladder"] = list(draft.ladder)
    if draft.seats is None:
        answers["seats"] = ""
    return {name: value for name, value in answers.items() if value or name in FIRST}


def value_words(words: Words, zone: tzinfo, now: int, draft: Draft, field: str) -> Markup:
    """The value of a field, as organisers read it; '' for none."""
    if field in TEXTS:
        return Markup("{}").format(excerpt(getattr(draft, field), SHOWN))
    if field in MOMENTS:
        at = getattr(draft, field)
        return moment_for(words, zone, at, now) if at is not None else words.t("到开课为止")
    match field:
        case "sessions":
            return sessions_words(words, zone, now, draft.sessions)
        case "seats":
            return Markup("{}").format(words.label("不限") if draft.seats is None else str(draft.seats))
        case "per_unit" | "per_person":
            number = getattr(draft, field)
            return Markup("{}").format(words.label("不限") if number is None else str(number))
        case "cost":
            return Markup("{}").format(cost_words(words, draft.cost_fen))
        case "files" | "after":
            files = [Attachment(file.kind, file.file_id) for file in draft.files if file.after == (field == "after")]
            return attached(words, files)
        case "questions":
            return Markup("\n").join(f"{number}. {text}" for number, text in enumerate(draft.questions, 1))
        case "approval":
            return words.t("要审核") if draft.approval else words.t("不用审核")
        case "certificate":
            return words.t("发") if draft.certificate else words.t("不发")
        case "ladder":
            return Markup("{}").format(ladder_words(words, draft.ladder))
    raise KeyError(field)


def sessions_words(words: Words, zone: tzinfo, now: int, sessions: tuple[Session, ...]) -> Markup:
    """When it meets: one line, or a numbered line for each time."""
    lines = [session_words(words, zone, one, now) for one in sessions]
    if len(lines) == 1:
        return lines[0]
    return Markup("\n").join(Markup("{}. {}").format(number, line) for number, line in enumerate(lines, 1))


def settings_lines(words: Words, zone: tzinfo, now: int, draft: Draft) -> list[Markup]:
    """What is set beyond what everybody sees on the card: for the organiser's own look."""
    lines = []
    for field in ("per_person", "questions", "files", "after"):
        shown = value_words(words, zone, now, draft, field)
        if shown and (field != "per_person" or draft.per_person is not None):
            name = FIELDS[field]
            value = "\n" + shown if field == "questions" else shown
            lines.append(words.t("{name}:{value}", name=words.label(name), value=value))
    if not draft.certificate:
        lines.append(words.t("不发结业证书"))
    if draft.ladder != LADDER:
        lines.append(words.t("{name}:{value}", name=words.label("提醒"), value=ladder_words(words, draft.ladder)))
    return lines


def filled(answers: Mapping[str, object], field: str) -> bool:
    """Whether the form says something of this field."""
    return bool(answers.get(field))
