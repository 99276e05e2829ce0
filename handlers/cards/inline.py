"""What is shared through inline mode: a studio, course or competition as a card that stands in any chat.

The card lives among people who never spoke to the bot: public facts only, and its button is a link into the private chat.
"""

from markupsafe import Markup
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from handlers.cards.competitions import coming, standing
from handlers.cards.courses import course_line, facts, giver
from handlers.cards.studios import term
from handlers.kit.context import Context, message_text
from handlers.kit.groups import deep_link
from storage.model.competitions import Competition
from storage.model.courses import Course, Enrolling, enrolling
from storage.model.enrolments import Seats
from storage.model.studios import Studio

LONGEST_DESCRIPTION = 80
"""Characters below a title: more is cut by phones."""


def studio_result(context: Context, studio: Studio) -> InlineQueryResultArticle:
    """A studio: what it is good at, and a link to its card."""
    words = context.words
    lines = [Markup("<b>{}</b>").format(studio.name)]
    badges = " · ".join(filter(None, (term(context, studio.level), term(context, studio.sector))))
    if badges:
        lines.append(Markup("{}").format(badges))
    if studio.unit:
        lines.append(words.t("单位:{unit}", unit=studio.unit))
    if studio.specialities:
        lines.append(words.t("专业:{specialities}", specialities="、".join(studio.specialities)))
    description = " · ".join(part for part in (badges, studio.unit) if part)
    return _article(
        context, f"studio_{studio.id}", studio.name, description, Markup("\n").join(lines), words.label("看工作室")
    )


def course_result(context: Context, course: Course, seats: Seats) -> InlineQueryResultArticle:
    """A course: when, where, for whom, and a link to enrol."""
    words, zone = context.words, context.office.zone
    _, _, description = _plain(course_line(words, zone, course, seats, context.now)).partition("\n")
    text = facts(words, zone, course, context.now, given_by=giver(words, course))
    open_ = enrolling(course, context.now) is Enrolling.OPEN
    return _article(
        context,
        f"course_{course.id}",
        course.title,
        description,
        text,
        words.label("去报名") if open_ else words.label("看课程"),
    )


def competition_result(context: Context, one: Competition) -> InlineQueryResultArticle:
    """A competition: where it stands, what comes next, and a link to its card."""
    words = context.words
    lines = [Markup("<b>{}</b>").format(one.title), Markup("{}").format(standing(words, one, context.now))]
    if next_line := coming(context, one):
        lines.append(next_line)
    if one.place:
        lines.append(words.t("地点:{place}", place=one.place))
    if one.eligible:
        lines.append(words.t("对象:{eligible}", eligible=one.eligible))
    return _article(
        context,
        f"competition_{one.id}",
        one.title,
        standing(words, one, context.now),
        Markup("\n").join(lines),
        words.label("看竞赛"),
    )


def _article(
    context: Context, payload: str, title: str, description: str, text: Markup, label: str
) -> InlineQueryResultArticle:
    """One result. `payload` is both its id and what its link opens (`/start payload`)."""
    written = message_text(text)
    return InlineQueryResultArticle(
        id=payload,
        title=title,
        description=description[:LONGEST_DESCRIPTION],
        input_message_content=InputTextMessageContent(
            written["text"],
            parse_mode=written["parse_mode"],
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(label, url=deep_link(context, payload))]]),
    )


def _plain(text: Markup) -> str:
    return text.striptags() if "\n" not in text else "\n".join(Markup(line).striptags() for line in text.split("\n"))
