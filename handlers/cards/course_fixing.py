"""A line typed while a course is written or changed: which fields it corrects, and the sentence that says so."""

from markupsafe import Markup

from handlers.cards.course_fields import FIELDS, FIRST, NO, YES, draft_of, kept_sessions, value_words
from handlers.cards.course_reading import READERS, present
from handlers.kit.context import Context
from handlers.kit.form import Again
from handlers.language.course_fix import LESS, MORE, TIMES, Fix, asks, read_fix, tells
from handlers.language.course_line import CourseLine, read_course
from storage.dialogues import Answers

SINGLE = ("place", "teacher", "eligible", "bring")
"""What a line may say by the way, besides times and numbers."""
MOST_AT_ONCE = 100
_TIMES = ("sessions", MORE, LESS, TIMES)
_ASIDE = ("place", "teacher")
"""Steps that take any text, where 「20人」 is no answer."""


def corrected(context: Context, text: str, answers: Answers) -> Answers | Again | None:
    """The answers with what a line corrects; None for one that corrects nothing: a question, another course, a chat."""
    fix = read_fix(text)
    if fix is not None:
        return _fixed(context, fix, answers)
    if asks(text):
        return None
    line = read_course(text, context.now, context.office.zone)
    if line.title or line.sure or line.unread or line.studio:
        if not tells(text):
            return None
        return Again(context.t("这句没看懂,课程没有改。要让大家看到,请发「简介改成…」,后面接着写。"))
    found: Answers | Again = answers
    if line.sessions or line.days:
        found = READERS["sessions"](context, text, answers)
    for name in SINGLE:
        if not isinstance(found, Again) and getattr(line, name):
            found = READERS[name](context, getattr(line, name), found)
    if isinstance(found, Again):
        return found
    found = {**found, **numbers(line)}
    return _without_unread(found) if found != answers else None


def numbers(line: CourseLine) -> Answers:
    """What a message says of seats, money and rules, as the form keeps it."""
    said: Answers = {}
    if line.seats is not None:
        said["seats"] = line.seats
    if line.per_unit is not None:
        said["per_unit"] = line.per_unit
    if line.per_person is not None and line.per_person <= MOST_AT_ONCE:
        said["per_person"] = line.per_person
    if line.cost_fen is not None:
        said["cost"] = str(line.cost_fen)
    for name, value in (("approval", line.approval), ("certificate", line.certificate)):
        if value is not None:
            said[name] = RULES[name][int(value)]
    return said


RULES = {"approval": ("", YES), "certificate": (NO, "")}
"""How no and yes are kept."""


def aside(context: Context, text: str, answers: Answers, field: str) -> Again | None:
    """What a line typed where `field` was asked corrects of another field; the question then stands below it. None: nothing."""
    fix = read_fix(text)
    if fix is not None:
        if fix.field == field or (field in ("sessions", "more") and fix.field in _TIMES):
            return None
        found = _fixed(context, fix, answers)
    elif field in _ASIDE:
        line = read_course(text, context.now, context.office.zone)
        said = numbers(line)
        if not said or line.title or line.unread or line.intro or any(getattr(line, name) for name in SINGLE):
            return None
        found = {**answers, **said}
    else:
        return None
    if isinstance(found, Again):
        return found
    given = answers.get("given")
    new = [name for name in FIRST if name in found and found[name] != answers.get(name)]
    return kept(context, answers, {**found, "given": [*(given if isinstance(given, list) else ()), *new]})


def own_words(text: str, field: str) -> str:
    """An answer without the field's name in front: 「地点:实训楼」."""
    fix = read_fix(text)
    return fix.text if fix is not None and fix.field == field and field != "sessions" else text


def kept(context: Context, before: Answers, after: Answers) -> Again:
    """What was corrected, said above the question or the summary that comes again."""
    return Again(told(context, before, after) or context.t("和现在写的一样,没有改动。"), keep=after)


def told(context: Context, before: Answers, after: Answers) -> Markup:
    """What a typed line changed: 「时间改成:12月5日…」, a line for each field."""
    draft = draft_of(after, None)
    lines = []
    for name, label in FIELDS.items():
        if after.get(name) == before.get(name):
            continue
        value = value_words(context.words, context.office.zone, context.now, draft, name)
        shown = Markup("\n{}").format(value) if "\n" in value else value
        field = context.label(label)
        if shown and not before.get(name):
            lines.append(context.t("✏️ {name}:{value}", name=field, value=shown))
        elif shown:
            lines.append(context.t("✏️ {name}改成:{value}", name=field, value=shown))
        elif before.get(name):
            lines.append(context.t("✏️ {name}不写了", name=field))
    return Markup("\n").join(lines)


def _fixed(context: Context, fix: Fix, answers: Answers) -> Answers | Again:
    if fix.field == LESS:
        held = present(answers).sessions
        if len(held) < 2:
            return Again(context.t("至少要有一次。"))
        return _without_unread({**answers, "sessions": kept_sessions(held[:-1])})
    found = READERS[fix.field](context, fix.text, answers)
    return found if isinstance(found, Again) else _without_unread(found)


def _without_unread(answers: Answers) -> Answers:
    return {name: value for name, value in answers.items() if name != "unread"}
