"""Courses beside an answer about studios: where no studio is known to do what was asked for, a course may teach it."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.course_answers import course_button
from handlers.cards.courses import course_line, short_title
from handlers.kit.context import Context
from handlers.language.meaning import Topic
from storage import course_search, courses, enrolments

MOST = 3


async def course_hint(
    context: Context, topics: Sequence[Topic]
) -> tuple[Markup, list[list[InlineKeyboardButton]]] | None:
    """The nearest courses that surely speak of these topics, and their buttons; None for none."""
    groups = [term.same for topic in topics for term in topic.terms if not term.generic and len(term.text) > 1]
    if not groups:
        return None
    found = await course_search.about(context.tx, groups, [(context.now, course_search.NEVER)])
    if not found.ids or not found.surely:
        return None
    ids = found.ids[:MOST]
    seats = await enrolments.seats_of(context.tx, ids)
    parts, rows = [context.t("有相关的课:")], []
    for one in await courses.find_many(context.tx, ids):
        parts.append(course_line(context.words, context.office.zone, one, seats[one.id], context.now))
        rows.append([course_button(context, one, short_title(one.title))])
    return Markup("\n\n").join(parts), rows
