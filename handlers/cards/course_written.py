"""A new course as its form knows it: what one message says, who gives it, and the summary to confirm."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from telegram import Message

from handlers.cards.course_doubts import assumed_lines, doubt_lines, odd_lines
from handlers.cards.course_fields import (
    FIELDS,
    FIRST,
    draft_of,
    filled,
    kept_sessions,
    sessions_in,
    settings_lines,
)
from handlers.cards.course_fixing import corrected, kept, numbers, told
from handlers.cards.course_reading import READERS
from handlers.cards.courses import facts
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, only_corrected
from handlers.language.course_line import CourseLine, Doubt, read_course
from storage import courses, studios
from storage.dialogues import Answers
from storage.model.courses import Course, Draft
from storage.model.texts import cleaned

UNION = ("区总工会", "总工会", "工会")
SAID = ("title", "place", "seats", "teacher", "eligible", "bring", "intro", "enrol_until", "cancel_until")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who is to give the course: a studio, or the union itself (`studio` None); `known` False for a name that is none."""

    studio: int | None
    name: str = ""
    known: bool = True


def started(context: Context, answers: Answers | None = None) -> Answers:
    """The answers a form begins with: who gives it, as far as their roles say."""
    led = context.person.studios()
    everywhere = context.may("course.edit", -1)
    return {
        "studio": led[0] if led else 0,
        "givers": everywhere or len(led) > 1,
        **(answers or {}),
    }


def taken_in(context: Context, line: CourseLine, answers: Answers) -> Answers:
    """The answers with what one message says; only what it lacks is asked then."""
    new: Answers = {**answers, "doubts": list(line.doubts), "assumed": list(line.assumed)}
    for name in SAID:
        value = getattr(line, name)
        if value not in ("", None):
            new[name] = value
    new |= {**numbers(line), "unread": list(line.unread)}
    if line.studio and answers.get("givers"):
        new["giver"] = line.studio
    if line.days and not line.doubts:
        new["days"] = [one.isoformat() for one in line.days]
    if Doubt.LATE in line.doubts:
        new.pop("enrol_until", None)
    if line.sessions and not {Doubt.PAST, Doubt.WEEKDAY, Doubt.DATE} & set(line.doubts):
        new["sessions"] = kept_sessions(line.sessions)
    for name in (*SAID, "sessions"):  # what is said wrongly or too long is asked
        if name in new and not _fits(context, name, new):
            del new[name]
    new.setdefault("teacher", "")
    new["given"] = ["teacher", *(name for name in FIRST if name in new)]
    return new


def _fits(context: Context, name: str, answers: Answers) -> bool:
    value = answers[name]
    if name == "seats" or name in ("sessions", "enrol_until"):
        return True
    return not isinstance(READERS[name](context, str(value), answers), Again)


def read_title(context: Context, text: str, answers: Answers) -> Answers | Again:
    """A name, or the whole course in one message; a message that names none is kept, and the name asked again."""
    line = read_course(text, context.now, context.office.zone)
    if line.sessions or line.days or line.doubts or (line.title and line.seats is not None):
        new = taken_in(context, line, answers)
        return new if new.get("title") else Again(_without_name(context, new), keep=new)
    return READERS["title"](context, text, answers)


def _without_name(context: Context, answers: Answers) -> Markup:
    """What was understood of a message that does not say what the course is called."""
    return Markup("\n").join(
        one
        for one in (
            context.t("记下了。还差课程的名称。"),
            told(context, {}, answers),
            *doubt_lines(context, answers),
        )
        if one
    )


def not_given(name: str) -> Callable[[Answers], bool]:
    """For a step that the walk leaves out where one message said it."""

    def needed(answers: Answers) -> bool:
        given = answers.get("given")
        return not (name in answers and isinstance(given, list) and name in given)

    return needed


def correction(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """What a line typed at the summary corrects; None for one that is no correction."""
    if message.text is None:
        return None
    found = corrected(context, message.text, answers)
    return kept(context, answers, found) if isinstance(found, dict) else found


# who gives it


def giver_step() -> Step:
    """谁来办: a studio by its name, or the union itself."""

    def ask(context: Context, answers: Answers) -> Markup:
        return context.t("谁来办这门课?请写工作室的名称,例如「示例创新工作室」;工会自己办的写「区总工会」。")

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if message.text is None:
            return Again(context.t("这一步只收文字。"))
        return {**answers, "giver": cleaned(message.text)[:60]}

    return Step("giver", ask, hear, needed=only_corrected("giver"), offered=lambda answers: bool(answers.get("givers")))


async def giver_of(context: Context, answers: Answers) -> Giver:
    """Who is to give it, as it is answered."""
    said, number = str(answers.get("giver") or ""), answers.get("studio")
    if said in UNION:
        return Giver(None)
    if said:
        one = await studios.by_name(context.tx, said)
        if one is None:
            like = [each for each in await studios.everything(context.tx) if said in each.name]
            one = like[0] if len(like) == 1 else None
        return Giver(one.id, one.name) if one is not None else Giver(None, said, known=False)
    one = await studios.find(context.tx, number) if isinstance(number, int) and number else None
    return Giver(one.id, one.name) if one is not None else Giver(None)


# the summary


async def recall_giver(context: Context, answers: Answers) -> Answers:
    """Who gives it, for the summary, and the course that stands already under that name at that time."""
    by, sessions = await giver_of(context, answers), sessions_in(answers)
    title = str(answers.get("title") or "")
    twin = await courses.by_key(context.tx, title, by.studio, sessions[0].begins_at) if title and sessions else None
    return {"by": by, "twin": twin}


def summary(context: Context, answers: Answers) -> Markup:
    """The course as people will see it, what was filled in and what is not said yet."""
    by = answers["by"]
    assert isinstance(by, Giver)
    draft = draft_of(answers, by.studio)
    words, zone, now = context.words, context.office.zone, context.now
    name = by.name or context.label("区总工会")
    lines = [context.t("请看一遍再发布:"), Markup("")]
    if not by.known:
        lines.insert(1, context.t("⚠ 没有找到「{name}」这个工作室,请在「更多设置」里重写「谁来办」。", name=by.name))
    lines += [facts(words, zone, draft, now, given_by=name), *settings_lines(words, zone, now, draft)]
    if isinstance(twin := answers.get("twin"), Course):
        lines.insert(1, context.t("⚠ 已经有一门一样的:《{title}》,同一时间。别重复发布。", title=twin.title))
    warned = [
        *odd_lines(context, answers),
        *assumed_lines(context, answers),
        *doubt_lines(context, answers),
        *_lacks(context, answers, draft),
    ]
    if warned:
        lines += [Markup(""), *warned]
    lines += [Markup(""), context.t("<i>要改哪一项,点按钮,或者直接打字,例如「名额改成30」。</i>")]
    return Markup("\n").join(lines)


def _lacks(context: Context, answers: Answers, draft: Draft) -> list[Markup]:
    lacking = [FIELDS[name] for name in ("place", "teacher") if not filled(answers, name)]
    lines = []
    if lacking:
        names = context.label("、").join(context.label(name) for name in lacking)
        lines.append(context.t("还没写:{names}(可以以后再补)", names=names))
    if draft.seats is None:
        lines.append(context.t("名额不限"))
    return lines
